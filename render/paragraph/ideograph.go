package paragraph

import (
	"slices"
	"strings"
	"unicode"

	"github.com/bespoke-cv/bespoke/render/shape"
)

// Space around ideographs, in em: Requirements for Chinese Text Layout,
// section 3.2.2. Between an ideograph and a western letter or digit there is a
// quarter, of which justification may take half.
const (
	westernGap  = 0.25
	westernGive = 0.125
)

// loosen puts space between ideographs and western text and takes it from
// between punctuation.
func (p *prepared) loosen() {
	var before *shape.Glyph
	for i := range p.pieces {
		piece := &p.pieces[i]
		if piece.kind != textPiece || piece.rtl {
			before = nil
			continue
		}
		piece.glyphs = squeeze(piece.glyphs, p.setter.language)
		for j := range piece.glyphs {
			glyph := &piece.glyphs[j]
			if before != nil {
				switch {
				case ideographic(before.Char) && western(glyph.Char):
					before.Advance += westernGap
					before.ShrinkRight += westernGive
				case western(before.Char) && ideographic(glyph.Char):
					glyph.Advance += westernGap
					glyph.XOffset += westernGap
					glyph.ShrinkLeft += westernGive
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

// side is where in the square of an ideograph a punctuation mark stands, and so
// where the square is empty.
type side byte

const (
	none   side = iota
	left        // empty on the right
	middle      // empty by a quarter on both sides
	right       // empty on the left
)

// manners are the customs of setting punctuation.
type manners byte

const (
	gb  manners = iota // of the Chinese mainland
	jis                // of Japan
)

func mannersOf(language string) manners {
	if language == "ja" {
		return jis
	}
	return gb
}

// Marks by their side.
const (
	leftMarks   = "，。．、：；》）』」】〗〕〉］｝"
	leftMarksGB = "？！" // in Japan they keep the whole square
	rightMarks  = "《（『「【〖〔〈［｛"
	middleMarks = "・·"
)

// square is the width of an ideograph, in em.
const square = 1

// punctuation returns the side of an ideograph's punctuation. Quotation marks
// are western ones too; those of ideographs are as wide as these.
func punctuation(glyph *shape.Glyph, how manners) side {
	char := glyph.Char
	switch {
	case char < '·':
		return none
	case char == '”', char == '’':
		if glyph.Advance == square {
			return left
		}
		return none
	case char == '“', char == '‘':
		if glyph.Advance == square {
			return right
		}
		return none
	case strings.ContainsRune(middleMarks, char):
		return middle
	case char < 0x3000:
		return none
	case strings.ContainsRune(leftMarks, char), how == gb && strings.ContainsRune(leftMarksGB, char):
		return left
	case strings.ContainsRune(rightMarks, char):
		return right
	}
	return none
}

// eastern reports whether a character makes a paragraph follow the rules here.
func eastern(char rune) bool {
	return char == '·' || char >= 0x2e80 && (ideographic(char) || punctuation(&shape.Glyph{Char: char}, gb) != none)
}

// squeeze returns the glyphs with what their punctuation can yield: half a
// square, which two marks side by side give up at once (Requirements for
// Chinese Text Layout, 3.1.6.1; for Japanese Text Layout, 3.1).
func squeeze(shared []shape.Glyph, language string) []shape.Glyph {
	how := mannersOf(language)
	glyphs := slices.Clone(shared)
	for i := range glyphs {
		glyph := &glyphs[i]
		width := float32(glyph.Advance)
		switch punctuation(glyph, how) {
		case left:
			glyph.ShrinkRight = width / 2
		case right:
			glyph.ShrinkLeft = width / 2
		case middle:
			glyph.ShrinkLeft, glyph.ShrinkRight = width/4, width/4
		}
	}
	for i := 1; i < len(glyphs); i++ {
		glyph, next := &glyphs[i-1], &glyphs[i]
		half := float32(glyph.Advance / 2)
		if punctuation(glyph, gb) == none || punctuation(next, gb) == none || glyph.ShrinkRight+next.ShrinkLeft < half {
			continue
		}
		taken := min(glyph.ShrinkRight, half)
		shrinkRight(glyph, taken)
		shrinkLeft(next, half-taken)
	}
	return glyphs
}

func shrinkLeft(glyph *shape.Glyph, by float32) {
	glyph.XOffset -= float64(by)
	glyph.Advance -= float64(by)
	glyph.ShrinkLeft -= by
}

func shrinkRight(glyph *shape.Glyph, by float32) {
	glyph.Advance -= float64(by)
	glyph.ShrinkRight -= by
}

// alignEnds lets punctuation stand flush at either end of the line, and takes
// off the space that an ideograph there keeps from western text on the line
// beside.
func (l *line) alignEnds(language string) {
	if part, glyph := l.outermost(false); part != nil && !part.piece.rtl && !part.hyphen {
		switch {
		case punctuation(glyph, gb) == right:
			glyph = part.own(glyph)
			shrinkLeft(glyph, glyph.ShrinkLeft)
		case ideographic(glyph.Char) && glyph.XOffset > 0 && glyph.ShrinkLeft > 0:
			glyph = part.own(glyph)
			glyph.Advance -= glyph.XOffset
			glyph.XOffset, glyph.ShrinkLeft = 0, 0
		}
	}
	if part, glyph := l.outermost(true); part != nil && !part.piece.rtl && !part.hyphen {
		switch {
		case punctuation(glyph, mannersOf(language)) == left:
			glyph = part.own(glyph)
			shrinkRight(glyph, glyph.ShrinkRight)
		case ideographic(glyph.Char) && glyph.Advance-glyph.XOffset > square:
			glyph = part.own(glyph)
			glyph.Advance = glyph.XOffset + square
			glyph.ShrinkRight = 0
		}
	}
}

// own gives the part glyphs that are not shared, and returns the one that is
// in the place of glyph.
func (p *part) own(glyph *shape.Glyph) *shape.Glyph {
	at := 0
	for i := range p.glyphs {
		if &p.glyphs[i] == glyph {
			at = i
		}
	}
	p.glyphs = slices.Clone(p.glyphs)
	return &p.glyphs[at]
}
