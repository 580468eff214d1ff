package paragraph

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/render/shape"
)

// squares are the glyphs of a text in a font whose characters are all square.
func squares(text string) []shape.Glyph {
	var glyphs []shape.Glyph
	for i, char := range text {
		glyphs = append(glyphs, shape.Glyph{Char: char, Advance: square, Start: i, End: i + len(string(char))})
	}
	return glyphs
}

func TestPunctuationSideBySideGivesUpHalfASquare(t *testing.T) {
	for name, test := range map[string]struct {
		text, language string
		advances       []float64
		offsets        []float64
		give           []float32
	}{
		"alone":               {"字，字", "zh", []float64{1, 1, 1}, []float64{0, 0, 0}, []float32{0, 0.5, 0}},
		"closing and comma":   {"」，字", "zh", []float64{0.5, 1, 1}, []float64{0, 0, 0}, []float32{0, 0.5, 0}},
		"comma and opening":   {"，「字", "zh", []float64{0.5, 1, 1}, []float64{0, 0, 0}, []float32{0, 0.5, 0}},
		"two opening":         {"「『字", "zh", []float64{1, 0.5, 1}, []float64{0, -0.5, 0}, []float32{0.5, 0, 0}},
		"three":               {"」）。", "zh", []float64{0.5, 0.5, 1}, []float64{0, 0, 0}, []float32{0, 0, 0.5}},
		"wide quotes":         {"“字”。", "zh", []float64{1, 1, 0.5, 1}, []float64{0, 0, 0, 0}, []float32{0.5, 0, 0, 0.5}},
		"question in Chinese": {"？字", "zh", []float64{1, 1}, []float64{0, 0}, []float32{0.5, 0}},
		"question in Japan":   {"？字", "ja", []float64{1, 1}, []float64{0, 0}, []float32{0, 0}},
		"middle dot":          {"字・字", "ja", []float64{1, 1, 1}, []float64{0, 0, 0}, []float32{0, 0.5, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			shared := squares(test.text)
			for i, glyph := range squeeze(shared, test.language) {
				assert.InDelta(t, test.advances[i], glyph.Advance, 1e-9, "advance of %c", glyph.Char)
				assert.InDelta(t, test.offsets[i], glyph.XOffset, 1e-9, "offset of %c", glyph.Char)
				assert.InDelta(t, test.give[i], glyph.ShrinkLeft+glyph.ShrinkRight, 1e-9, "give of %c", glyph.Char)
			}
			assert.Equal(t, squares(test.text), shared, "shared glyphs stay as they are")
		})
	}
}

func TestPunctuationStandsFlushAtTheEndsOfALine(t *testing.T) {
	run := &piece{kind: textPiece, style: Style{Size: 10}}
	text := "「字字。"
	l := &line{trimmed: len(text), parts: []part{{piece: run, glyphs: squeeze(squares(text), "zh")}}}
	before := l.sums()
	l.alignEnds("zh")
	after := l.sums()
	assert.InDelta(t, 40, before.width, 1e-9)
	assert.InDelta(t, 10, before.squeeze, 1e-5)
	assert.InDelta(t, 30, after.width, 1e-9)
	assert.InDelta(t, 0, after.squeeze, 1e-9)
	assert.InDelta(t, -0.5, l.parts[0].glyphs[0].XOffset, 1e-9)
	assert.Equal(t, 3, after.gaps, "none behind the last character")
}
