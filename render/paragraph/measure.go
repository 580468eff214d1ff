package paragraph

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/render/shape"
)

// total is what stands before a byte of the text.
type total struct {
	width float64
	space float64 // the part of width that can be stretched or shrunk
	gaps  int32   // places where more space may be put in
	safe  bool    // a line may begin or end here without shaping anything anew
}

// sums is what a line holds before it is justified.
type sums struct {
	width, space float64
	squeeze      float64 // what can be taken off besides spaces
	gaps         int
}

// yield is how much shorter the line can be.
func (s *sums) yield() float64 { return s.space*shrink + s.squeeze }

// Spaces stretch by half and shrink by a third of their width.
const (
	stretch = 1.0 / 2
	shrink  = 1.0 / 3
)

// total adds up widths over the whole text once, so that the width of any
// line is the difference of two sums.
func (p *prepared) total() {
	p.totals = make([]total, len(p.text)+1)
	for i := range p.pieces {
		piece := &p.pieces[i]
		p.totals[piece.start].safe = true
		if piece.kind != textPiece {
			p.totals[piece.start].width = piece.width
			continue
		}
		for j := range piece.glyphs {
			glyph := &piece.glyphs[j]
			at := &p.totals[piece.start+glyph.Start]
			width := glyph.Advance * piece.style.Size
			at.width += width
			at.safe = !glyph.Unsafe || glyph.Start == 0
			if stretchable(glyph.Char) {
				at.space += width
			}
			if gap(glyph) {
				at.gaps++
			}
		}
	}
	// Turn "at this byte" into "before this byte".
	var before total
	for i := range p.totals {
		at := p.totals[i]
		p.totals[i] = total{before.width, before.space, before.gaps, at.safe}
		before.width += at.width
		before.space += at.space
		before.gaps += at.gaps
	}
	p.totals[len(p.text)].safe = true
}

// stretchable reports whether justification changes the width of a character.
func stretchable(char rune) bool { return char == ' ' || char == '\u00a0' || char == '\u3000' }

// gap reports whether justification may put more space behind a glyph.
func gap(glyph *shape.Glyph) bool {
	return stretchable(glyph.Char) || ideographic(glyph.Char) || punctuation(glyph, gb) != none
}

// ideographic reports whether a character is Chinese or Japanese, which are
// written without spaces.
func ideographic(char rune) bool {
	if char < 0x2e80 {
		return false
	}
	const longSound = 'ー' // of both syllabaries
	return char == longSound || unicode.In(char, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// trim returns where the text of a line that ends at an opportunity ends:
// before white space at an ordinary break, before line breaks at a mandatory
// one.
func (p *prepared) trim(start int, end opportunity) int {
	text := strings.TrimRightFunc(p.text[start:end.at], ignorable)
	switch end.kind {
	case ordinary:
		text = strings.TrimRightFunc(text, unicode.IsSpace)
	case mandatory:
		text = strings.TrimRightFunc(text, lineBreak)
	}
	return start + len(text)
}

// ignorable reports whether a character is invisible whatever the font
// (Default_Ignorable_Code_Point, as far as text holds them).
func ignorable(char rune) bool {
	return char == 0xad || char >= 0x200b && char <= 0x200f || char >= 0x202a && char <= 0x202e ||
		char >= 0x2060 && char <= 0x206f || char == 0xfeff || char >= 0xfe00 && char <= 0xfe0f
}

func lineBreak(char rune) bool {
	return char >= '\n' && char <= '\r' || char == 0x85 || char == 0x2028 || char == 0x2029
}

// measure adds up the line from start to an opportunity.
func (p *prepared) measure(start int, end opportunity) sums {
	if !p.plain {
		line := p.line(start, end)
		return line.sums()
	}
	trimmed := p.trim(start, end)
	result := p.between(start, trimmed, p.shaped(trimmed, end))
	if last, _ := utf8.DecodeLastRuneInString(p.text[start:trimmed]); ideographic(last) {
		result.gaps--
	}
	if end.kind == hyphened || p.softHyphen(start, end.at) {
		result.width += p.hyphenWidth(end.at - 1)
	}
	if p.repeatsHyphen(start, end.at) {
		result.width += p.hyphenWidth(start)
	}
	return result
}

// shaped returns how far the text of a line is shaped: at an ordinary break
// with the white space behind it, which then takes no room.
func (p *prepared) shaped(trimmed int, end opportunity) int {
	if end.kind == mandatory {
		return trimmed
	}
	return end.at
}

// between adds up text[start:stop] of a line that is shaped as far as end.
// Where an end is not safe, the few glyphs from there to the next safe place
// inside are shaped anew.
func (p *prepared) between(start, stop, end int) sums {
	var result sums
	if start >= stop {
		return result
	}
	from, to := p.safeRange(start, end)
	if from > start {
		result.add(p.reshaped(start, from, stop))
	}
	if to < end {
		result.add(p.reshaped(to, end, stop))
	}
	if to = min(to, stop); from < to {
		a, b := &p.totals[from], &p.totals[to]
		result.add(sums{width: b.width - a.width, space: b.space - a.space, gaps: int(b.gaps - a.gaps)})
	}
	return result
}

func (s *sums) add(more sums) {
	s.width += more.width
	s.space += more.space
	s.squeeze += more.squeeze
	s.gaps += more.gaps
}

// safeRange returns the part of a line whose glyphs are those of the whole
// text: from the first to the last safe place in it.
func (p *prepared) safeRange(start, end int) (from, to int) {
	from, to = start, end
	for from < end && !p.totals[from].safe {
		from++
	}
	for to > from && !p.totals[to].safe {
		to--
	}
	return from, to
}

// reshaped adds up a stretch of one piece that is shaped on its own, without
// what lies behind stop.
func (p *prepared) reshaped(start, end, stop int) sums {
	var result sums
	piece := p.pieceAt(start)
	shaped := p.shape(piece, start, end)
	for i := range shaped {
		glyph := &shaped[i]
		if start+glyph.End > stop {
			continue
		}
		width := glyph.Advance * piece.style.Size
		result.width += width
		if stretchable(glyph.Char) {
			result.space += width
		}
		if gap(glyph) {
			result.gaps++
		}
	}
	return result
}

// shape shapes a stretch of a piece. Offsets count from start.
func (p *prepared) shape(piece *piece, start, end int) []shape.Glyph {
	glyphs := p.setter.shaper.Shape(p.text[start:end], p.setter.style(piece))
	if p.eastern {
		glyphs = squeeze(glyphs, p.setter.language)
	}
	return glyphs
}

// pieceAt returns the piece that a byte of the text belongs to.
func (p *prepared) pieceAt(at int) *piece {
	low, high := 0, len(p.pieces)-1
	for low < high {
		middle := (low + high) / 2
		if p.pieces[middle].end <= at {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return &p.pieces[low]
}

// softHyphen reports whether the line ends at a soft hyphen of the text.
func (p *prepared) softHyphen(start, end int) bool {
	return strings.HasSuffix(p.text[start:end], "\u00ad")
}

// hyphenWidth is the width of a hyphen in the style of a byte of the text.
func (p *prepared) hyphenWidth(at int) float64 {
	piece := p.pieceAt(at)
	return p.hyphen(piece).Advance * piece.style.Size
}

// hyphen is the hyphen's glyph in the style of a piece.
func (p *prepared) hyphen(piece *piece) shape.Glyph {
	style := p.setter.style(piece)
	style.SmallCaps, style.RTL = false, false
	glyphs := p.setter.shaper.Shape("-", style)
	return glyphs[0]
}

// looseness is how far a line has to be stretched (above 0) or shrunk (below)
// to fill the width: 1 is all that its spaces give, -1 all that they yield.
// Beyond 1 it grows by the extra space per gap in half font sizes.
func (p *prepared) looseness(line sums, options *Options) float64 {
	missing := options.Width - line.width
	if math.Abs(missing) < tolerance {
		return 0
	}
	give := line.space * stretch
	if missing < 0 {
		give = line.yield()
	}
	give = math.Max(give, 0)
	ratio := missing / give // infinite without spaces
	if ratio > 1 {
		ratio = 1 + (missing-give)/float64(max(line.gaps, 1))/(options.Size/2)
	}
	return math.Max(-2, math.Min(10, ratio))
}

// tolerance is the length, in points, below which differences are rounding.
const tolerance = 1e-6
