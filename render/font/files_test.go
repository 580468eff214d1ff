package font

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryFontFileIsBuiltInUnderItsName(t *testing.T) {
	paths, err := filepath.Glob("files/*.[ot]tf*")
	require.NoError(t, err)
	require.Len(t, paths, 62)
	for _, path := range paths {
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		if packed, found := strings.CutSuffix(path, ".gz"); found {
			reader, err := gzip.NewReader(bytes.NewReader(want))
			require.NoError(t, err)
			want, err = io.ReadAll(reader)
			require.NoError(t, err)
			path = packed
		}
		assert.True(t, bytes.Equal(want, builtinFile(filepath.Base(path))), path)
	}
	assert.Nil(t, builtinFile("Mukta-Italic.ttf"))
}
