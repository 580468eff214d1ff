package markup

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestLineAgreesWithRenderCV compares Line and Typst with what RenderCV's
// markdown_to_typst makes of the same lines; testdata/lines.py made them.
func TestLineAgreesWithRenderCV(t *testing.T) {
	f, err := os.Open("testdata/lines.jsonl")
	require.NoError(t, err)
	defer f.Close()
	lines := bufio.NewScanner(f)
	n := 0
	for lines.Scan() {
		var pair [2]string
		require.NoError(t, json.Unmarshal(lines.Bytes(), &pair))
		assert.Equal(t, pair[1], TypstLine(Line(From(pair[0], "/cv"))), "%q", pair[0])
		n++
	}
	assert.Greater(t, n, 1000)
}
