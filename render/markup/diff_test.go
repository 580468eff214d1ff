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
	for _, pair := range fixture[[2]string](t, "lines.jsonl") {
		assert.Equal(t, pair[1], TypstLine(From(pair[0], "/cv")), "%q", pair[0])
	}
}

// TestPunctuationAgreesWithTypst compares what Set makes of a line with what
// Typst prints; testdata/punctuation.py made the fixture.
func TestPunctuationAgreesWithTypst(t *testing.T) {
	for _, line := range fixture[[3]string](t, "punctuation.jsonl") {
		s := From(line[1], "/cv")
		assert.Equal(t, line[2], Set(Line(s), s, line[0]).Text(), "%s %q", line[0], line[1])
	}
}

// fixture reads a file of JSON values, one a line.
func fixture[T any](t *testing.T, name string) []T {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	require.NoError(t, err)
	defer f.Close()
	var values []T
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var value T
		require.NoError(t, json.Unmarshal(lines.Bytes(), &value))
		values = append(values, value)
	}
	require.Greater(t, len(values), 1000)
	return values
}
