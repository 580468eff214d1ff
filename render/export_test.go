package render

import (
	"strings"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/page"
)

// Spot is where a glyph stands.
type Spot struct {
	Page  int
	X, Y  float64
	Char  rune // the first that its cluster stands for; 0: none, the cluster's first glyph has it
	Face  *font.Face
	Glyph font.GlyphID
}

// Spots lists the glyphs of a result by page.
func (r *Result) Spots() []Spot {
	var spots []Spot
	for i := range r.laid.set().Document.Pages {
		for _, item := range r.laid.set().Document.Pages[i].Items {
			text, isText := item.(*page.Text)
			if !isText {
				continue
			}
			x := text.X
			for j := range text.Glyphs {
				glyph := &text.Glyphs[j]
				char, size := utf8.DecodeRuneInString(glyph.Text)
				if size == 0 {
					char = 0
				}
				spots = append(spots, Spot{i + 1, x + glyph.XOffset, text.Baseline - glyph.YOffset, char, text.Face, glyph.ID})
				x += glyph.Advance
			}
		}
	}
	return spots
}

// Text is what the pages say, in reading order.
func (r *Result) Text() string {
	var text strings.Builder
	var read func(node *page.Node)
	read = func(node *page.Node) {
		text.WriteString(node.ActualText)
		if node.ActualText == "" {
			text.WriteString(node.Text)
		}
		for _, child := range node.Children {
			read(child)
		}
	}
	read(r.laid.set().Document.Structure)
	return text.String()
}
