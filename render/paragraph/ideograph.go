package paragraph

import (
	"slices"
	"unicode"

	"github.com/bespoke-cv/bespoke/render/shape"
)

// westernGap is the space between an ideograph and a western letter or digit,
// in em: Requirements for Chinese Text Layout, section 3.2.2.
const westernGap = 0.25

// loosen puts space between ideographs and western text.
func (p *Paragraph) loosen() {
	var before *shape.Glyph
	for i := range p.pieces {
		piece := &p.pieces[i]
		if piece.kind != textPiece || piece.rtl {
			before = nil
			continue
		}
		piece.glyphs = slices.Clone(piece.glyphs) // they are shared
		for j := range piece.glyphs {
			glyph := &piece.glyphs[j]
			if before != nil {
				switch {
				case ideographic(before.Char) && western(glyph.Char):
					before.Advance += westernGap
				case western(before.Char) && ideographic(glyph.Char):
					glyph.Advance += westernGap
					glyph.XOffset += westernGap
				}
			}
			before = glyph
		}
	}
}

// western reports whether a character keeps a distance from ideographs.
func western(char rune) bool {
	switch {
	case char >= '0' && char <= '9', char >= '#' && char <= '&':
		return true
	}
	return unicode.In(char, unicode.Latin, unicode.Greek, unicode.Cyrillic)
}
