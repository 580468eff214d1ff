package paragraph

import (
	"math"
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/render/shape"
)

// line is one line of a paragraph: its parts from left to right.
type line struct {
	start   int
	end     opportunity
	trimmed int // where its text ends, without white space
	parts   []part
	total   sums
}

// part is a piece, or the part of one, in a line. The offsets of its glyphs
// count from base.
type part struct {
	piece  *piece
	glyphs []shape.Glyph // shared with the piece: do not change
	base   int
	hyphen bool // the hyphen that the break puts in
}

func (p *part) start(glyph *shape.Glyph) int { return p.base + glyph.Start }
func (p *part) end(glyph *shape.Glyph) int   { return p.base + glyph.End }

// line collects the parts of the line from start to an opportunity.
func (p *prepared) line(start int, end opportunity) *line {
	l := &line{start: start, end: end, trimmed: p.trim(start, end)}
	limit := p.shaped(l.trimmed, end)
	for _, run := range p.visual(start, end.at) {
		first := len(l.parts)
		for i := range p.pieces {
			piece := &p.pieces[i]
			if piece.end <= run.start || piece.start >= run.end {
				continue
			}
			if piece.kind != textPiece {
				l.parts = append(l.parts, part{piece: piece})
				continue
			}
			from, to := max(run.start, piece.start), min(run.end, piece.end, limit)
			if from < to {
				glyphs, base := p.slice(piece, from, to)
				l.parts = append(l.parts, part{piece: piece, glyphs: glyphs, base: base})
			}
		}
		if run.level.rtl() {
			slices.Reverse(l.parts[first:])
		}
	}
	if end.kind == hyphened || p.softHyphen(start, end.at) {
		l.addHyphen(p)
	}
	if p.repeatsHyphen(start, end.at) {
		l.repeatHyphen(p)
	}
	l.trimWeak()
	if p.eastern {
		l.alignEnds(p.setter.language)
	}
	return l
}

// slice returns the glyphs of text[start:end], which lies in one piece, and
// where their offsets count from.
func (p *prepared) slice(piece *piece, start, end int) (glyphs []shape.Glyph, base int) {
	from, to := p.safeRange(start, end)
	middle := piece.between(from, to)
	if from == start && to == end {
		return middle, piece.start
	}
	head, tail := p.moved(piece, start, from), p.moved(piece, to, end)
	if piece.rtl {
		head, tail = tail, head
	}
	glyphs = make([]shape.Glyph, 0, len(head)+len(middle)+len(tail))
	glyphs = append(glyphs, head...)
	for _, glyph := range middle {
		glyph.Start += piece.start
		glyph.End += piece.start
		glyphs = append(glyphs, glyph)
	}
	return append(glyphs, tail...), 0
}

// between returns the glyphs whose clusters begin in text[start:end].
func (p *piece) between(start, end int) []shape.Glyph {
	start, end = start-p.start, end-p.start
	first := sort.Search(len(p.glyphs), func(i int) bool {
		if p.rtl {
			return p.glyphs[i].Start < end
		}
		return p.glyphs[i].Start >= start
	})
	last := sort.Search(len(p.glyphs), func(i int) bool {
		if p.rtl {
			return p.glyphs[i].Start < start
		}
		return p.glyphs[i].Start >= end
	})
	return p.glyphs[first:max(first, last)]
}

// moved shapes a stretch anew, with offsets in the paragraph.
func (p *prepared) moved(piece *piece, start, end int) []shape.Glyph {
	if start >= end {
		return nil
	}
	shaped := p.shape(piece, start, end)
	glyphs := make([]shape.Glyph, len(shaped))
	for i, glyph := range shaped {
		glyph.Start += start
		glyph.End += start
		glyphs[i] = glyph
	}
	return glyphs
}

// addHyphen puts a hyphen behind the last text, which is on the left where
// text runs from right to left.
func (l *line) addHyphen(p *prepared) {
	last := p.pieceAt(l.end.at - 1)
	for i := len(l.parts) - 1; i >= 0; i-- {
		if l.parts[i].piece != last {
			continue
		}
		glyph := p.hyphen(last)
		glyph.Start, glyph.End, glyph.Char = l.end.at, l.end.at, softHyphen
		at := i + 1
		if last.rtl {
			at = i
		}
		l.parts = slices.Insert(l.parts, at, part{piece: last, glyphs: []shape.Glyph{glyph}, hyphen: true})
		return
	}
}

// repeatsHyphen reports whether the hyphen that ended the line before is to be
// repeated, as some languages do where a compound is divided.
func (p *prepared) repeatsHyphen(start, end int) bool {
	if start == 0 || p.text[start-1] != '-' {
		return false
	}
	switch p.setter.language {
	case "cs", "hr", "pl", "pt", "sk", "dsb":
		return true
	case "es":
		first, _ := utf8.DecodeRuneInString(p.text[start:end])
		return !unicode.IsUpper(first)
	}
	return false
}

// repeatHyphen puts a hyphen before the first text.
func (l *line) repeatHyphen(p *prepared) {
	for i := range l.parts {
		first := l.parts[i].piece
		if first.kind != textPiece {
			continue
		}
		glyph := p.hyphen(first)
		glyph.Start, glyph.End, glyph.Char = l.start, l.start, softHyphen
		l.parts = slices.Insert(l.parts, i, part{piece: first, glyphs: []shape.Glyph{glyph}, hyphen: true})
		return
	}
}

const softHyphen = '\u00ad'

// trimWeak drops weak space at either end.
func (l *line) trimWeak() {
	for len(l.parts) > 0 && l.parts[0].piece.kind == weakPiece {
		l.parts = l.parts[1:]
	}
	for len(l.parts) > 0 && l.parts[len(l.parts)-1].piece.kind == weakPiece {
		l.parts = l.parts[:len(l.parts)-1]
	}
}

// hidden reports whether a glyph stands for white space behind the line's end.
func (l *line) hidden(part *part, glyph *shape.Glyph) bool {
	return !part.hyphen && part.end(glyph) > l.trimmed
}

// sums adds up the parts.
func (l *line) sums() sums {
	var result sums
	for i := range l.parts {
		part := &l.parts[i]
		if part.piece.kind != textPiece {
			result.width += part.piece.width
			continue
		}
		for j := range part.glyphs {
			glyph := &part.glyphs[j]
			if l.hidden(part, glyph) {
				continue
			}
			width := glyph.Advance * part.piece.style.Size
			result.width += width
			if stretchable(glyph.Char) && !part.hyphen {
				result.space += width
			}
			result.squeeze += float64(glyph.ShrinkLeft+glyph.ShrinkRight) * part.piece.style.Size
			if gap(glyph) && !l.closes(part, glyph) {
				result.gaps++
			}
		}
	}
	return result
}

// closes reports whether an ideograph or its punctuation ends the line, where
// no space follows.
func (l *line) closes(part *part, glyph *shape.Glyph) bool {
	return part.end(glyph) == l.trimmed && !stretchable(glyph.Char) && gap(glyph)
}

// fillers counts the fillers.
func (l *line) fillers() int {
	count := 0
	for i := range l.parts {
		if l.parts[i].piece.kind == fillerPiece {
			count++
		}
	}
	return count
}

// overhang is how far the glyphs at either end of a line hang into the margins,
// and so the line may be longer: dashes and points do, as in Typst, where text
// ends there; on the left that is text from right to left.
func (l *line) overhang() (left, right float64) {
	if part, glyph := l.outermost(false); part != nil && part.piece.rtl {
		left = l.hanging(part, glyph)
	}
	if part, glyph := l.outermost(true); part != nil && !part.piece.rtl {
		right = l.hanging(part, glyph)
	}
	return left, right
}

// outermost returns the first glyph on one side of the line that is not
// hidden; nil when something else than text stands there.
func (l *line) outermost(onRight bool) (*part, *shape.Glyph) {
	pick := func(i, count int) int {
		if onRight {
			return count - 1 - i
		}
		return i
	}
	for i := range l.parts {
		part := &l.parts[pick(i, len(l.parts))]
		if part.piece.kind != textPiece {
			return nil, nil
		}
		for j := range part.glyphs {
			if glyph := &part.glyphs[pick(j, len(part.glyphs))]; !l.hidden(part, glyph) {
				return part, glyph
			}
		}
	}
	return nil, nil
}

// hanging is how far a glyph hangs. The only one of a line does not.
func (l *line) hanging(part *part, glyph *shape.Glyph) float64 {
	if part.piece.style.NoOverhang || len(l.parts) == 1 && l.visible(part) == 1 {
		return 0
	}
	return hang(glyph.Char) * glyph.Advance * part.piece.style.Size
}

// visible counts the glyphs of a part that are not hidden.
func (l *line) visible(part *part) int {
	count := 0
	for j := range part.glyphs {
		if !l.hidden(part, &part.glyphs[j]) {
			count++
		}
	}
	return count
}

// hang is the share of a character's width that stands in the margin.
func hang(char rune) float64 {
	switch char {
	case '–', '—':
		return 0.2
	case '-', softHyphen:
		return 0.55
	case '.', ',':
		return 0.8
	case ':', ';':
		return 0.3
	case '،', '۔':
		return 0.4
	}
	return 0
}

// adjustment is how a line's spaces change to fill it.
type adjustment struct {
	ratio float64 // of what each space can give (above 0) or yield (below)
	extra float64 // added to each gap on top
	rest  float64 // what is left, for alignment and fillers
}

// adjust justifies a line that holds total and may take room.
func adjust(total sums, room float64, justify bool) adjustment {
	result := adjustment{rest: room}
	give, yield := total.space*stretch, total.yield()
	switch {
	case room < 0 && yield > 0:
		result.ratio = math.Max(room/yield, -1)
		result.rest = math.Min(room+yield, 0)
	case justify && room >= 0:
		if give > 0 {
			result.ratio = math.Min(room/give, 1)
			result.rest = math.Max(room-give, 0)
		}
		if total.gaps > 0 && result.rest > 0 {
			result.extra = result.rest / float64(total.gaps)
			result.rest = 0
		}
	}
	return result
}

// width is the advance of a space after adjustment.
func (a adjustment) width(natural float64) float64 {
	if a.ratio < 0 {
		return natural + natural*shrink*a.ratio + a.extra
	}
	return natural + natural*stretch*a.ratio + a.extra
}
