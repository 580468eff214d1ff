package source_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/resume/source"
)

func ExampleBreak() {
	parts := source.Break(strings.Repeat("All trams ran on time. ", 500))
	for _, part := range parts {
		fmt.Println(len(part), strings.HasSuffix(part, "time. "))
	}
	// Output:
	// 7981 true
	// 3519 true
}

func TestBreakKeepsEveryByte(t *testing.T) {
	for _, text := range []string{
		"", "short", strings.Repeat("a", 20_000), strings.Repeat("é", 20_000), strings.Repeat("日本", 20_000), strings.Repeat("a b. ", 9000),
		strings.Repeat("\x80", 20_000), strings.Repeat("word ", 5000),
	} {
		parts := source.Break(text)
		assert.Equal(t, text, strings.Join(parts, ""))
		for _, part := range parts {
			assert.LessOrEqual(t, len(part), source.MaxLine)
			assert.Equal(t, utf8.ValidString(text), utf8.ValidString(part))
		}
	}
}

// A line that is broken keeps its looks, its cells and its marks.
func TestBuilderBreaksLongLines(t *testing.T) {
	var b source.Builder
	line := source.Line{Place: "line 1", Item: 2}
	for i := range 500 {
		if i > 0 {
			b.Write("\t")
		}
		line.Cells = append(line.Cells, b.Write(fmt.Sprintf("cell %d", i)))
	}
	b.Mark(source.Mark{Span: line.Cells[499], Bold: true})
	b.End(line)
	doc := b.Document()
	var cells []string
	for _, l := range doc.Lines {
		assert.Equal(t, "line 1", l.Place)
		assert.Equal(t, 2, l.Item)
		for _, cell := range l.Cells {
			assert.True(t, l.Contains(cell))
			cells = append(cells, doc.Slice(cell))
		}
	}
	assert.Len(t, cells, 500)
	assert.Greater(t, len(doc.Lines), 1)
	bold, ok := doc.BoldIn(doc.Lines[len(doc.Lines)-1].Span)
	assert.True(t, ok)
	assert.Equal(t, "cell 499", doc.Slice(bold))
	_, ok = doc.BoldIn(doc.Lines[0].Span)
	assert.False(t, ok)
}
