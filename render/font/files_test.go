package font

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryFontFileIsBuiltInUnderItsName(t *testing.T) {
	paths, err := filepath.Glob("files/*.[ot]tf")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.True(t, bytes.Equal(want, builtinFile(filepath.Base(path))), path)
	}
	assert.Nil(t, builtinFile("Mukta-Italic.ttf"))
}
