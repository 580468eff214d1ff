package paragraph

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/frame"
	"github.com/bespoke-cv/bespoke/render/page"
	"github.com/bespoke-cv/bespoke/render/shape"
)

// set breaks the paragraph and returns a frame for each line.
func (p *prepared) set(options *Options) []*frame.Frame {
	if len(p.pieces) == 0 {
		return nil
	}
	lines := p.lines(options)
	width := options.Width
	if natural := natural(lines, width); !options.Expand || math.IsInf(width, 1) {
		width = natural
	}
	frames := make([]*frame.Frame, len(lines))
	for i, line := range lines {
		frames[i] = p.commit(line, width, options)
		frames[i].Line = p.describe(line, options, i == len(lines)-1 && i > 0)
	}
	return frames
}

// natural is the width that set would give the lines if they did not have to
// expand.
func (p *prepared) natural(options *Options) float64 {
	if len(p.pieces) == 0 {
		return 0
	}
	return natural(p.lines(options), options.Width)
}

// natural is the width of the widest line, but no more than there is; lines
// with fillers take all of it, if it has an end.
func natural(lines []*line, width float64) float64 {
	widest, filled := 0.0, false
	for _, line := range lines {
		widest = math.Max(widest, line.total.width)
		filled = filled || line.fillers() > 0
	}
	if filled && !math.IsInf(width, 1) {
		return width
	}
	return math.Min(width, widest)
}

// lines breaks the paragraph, or returns the lines of the last time when the
// options that matter for it are the same: a grid measures before it sets.
func (p *prepared) lines(options *Options) []*line {
	same := p.broken != nil && p.brokenFor.Width == options.Width && p.brokenFor.Justify == options.Justify &&
		p.brokenFor.Hyphens == options.Hyphens && p.brokenFor.Size == options.Size
	if same {
		return p.broken
	}
	breaks := p.choose(options)
	lines := make([]*line, len(breaks))
	for i, taken := range breaks {
		lines[i] = p.line(taken.start, taken.end)
		lines[i].total = lines[i].sums()
	}
	p.broken, p.brokenFor = lines, *options
	return lines
}

// commit justifies a line and builds its frame.
func (p *prepared) commit(l *line, width float64, options *Options) *frame.Frame {
	fillers := l.fillers()
	left, right := l.overhang()
	justify := options.Justify && l.end.kind != mandatory && fillers == 0
	change := adjust(l.total, width-l.total.width+left+right, justify)
	shift := options.Align * change.rest
	fillerWidth := 0.0
	if fillers > 0 {
		fillerWidth, shift = change.rest/float64(fillers), 0
	}
	shift -= left
	top, bottom := p.height(l)
	result := &frame.Frame{Width: width, Height: top + bottom, Baseline: top}
	x := shift
	for i := range l.parts {
		part := &l.parts[i]
		switch part.piece.kind {
		case textPiece:
			x = p.addRuns(result, l, part, x, top-part.piece.style.Raise, change)
		case fillerPiece:
			if filler := part.piece.filler; filler.Height > 0 {
				rule := &frame.Rule{Width: fillerWidth, Height: filler.Height, Color: filler.Color}
				result.Items = append(result.Items, frame.Placed{X: x, Y: top - filler.Height, Item: rule})
			}
			x += fillerWidth
		case boxPiece:
			box := part.piece.box
			result.Items = append(result.Items, frame.Placed{X: x, Y: top - box.Baseline, Item: box})
			x += box.Width
		default:
			x += part.piece.width
		}
	}
	if p.bidi != nil {
		readingOrder(result.Items)
	}
	return result
}

// readingOrder sorts the runs of a line as they are read, which is not from
// left to right; what is no text stays where it is.
func readingOrder(items []frame.Placed) {
	var places []int
	var runs []frame.Placed
	for i, placed := range items {
		if _, isRun := placed.Item.(*frame.Run); isRun {
			places, runs = append(places, i), append(runs, placed)
		}
	}
	slices.SortStableFunc(runs, func(a, b frame.Placed) int {
		return cmp.Compare(a.Item.(*frame.Run).Place, b.Item.(*frame.Run).Place)
	})
	for i, place := range places {
		items[place] = runs[i]
	}
}

// height is what a line needs above and below its baseline: above, the
// greatest height of capitals and boxes; below, only boxes count.
func (p *prepared) height(l *line) (top, bottom float64) {
	bare := true
	for i := range l.parts {
		part := &l.parts[i]
		switch part.piece.kind {
		case textPiece:
			for j := range part.glyphs {
				bare = false
				if j == 0 || part.glyphs[j].Face != part.glyphs[j-1].Face {
					top = math.Max(top, p.face(&part.glyphs[j]).CapHeight*part.piece.style.Size)
				}
			}
		case fillerPiece:
			bare = false
			top = math.Max(top, part.piece.filler.Height)
		case boxPiece:
			bare = false
			box := part.piece.box
			top, bottom = math.Max(top, box.Baseline), math.Max(bottom, box.Height-box.Baseline)
		}
	}
	if bare && l.start < len(p.text) {
		// An empty line is as high as one with text would be.
		if piece := p.pieceAt(l.start); piece.kind == textPiece {
			top = piece.style.Family.Face(piece.style.Face).CapHeight * piece.style.Size
		}
	}
	return top, bottom
}

// face is the face of a glyph.
func (p *prepared) face(glyph *shape.Glyph) *font.Face { return p.setter.shaper.Face(glyph.Face) }

// addRuns adds the text of a part to a line's frame, a run for each face and
// source, and returns where the next part begins.
func (p *prepared) addRuns(result *frame.Frame, l *line, part *part, x, baseline float64, change adjustment) float64 {
	style := &part.piece.style
	divided := p.divided(l)
	glyphs := make([]page.Glyph, len(part.glyphs))
	var run *frame.Run
	first := 0
	for i := range part.glyphs {
		shaped := &part.glyphs[i]
		source := p.sourceOf(part, shaped)
		if run == nil || shaped.Face != part.glyphs[first].Face || run.Source != source {
			run = &frame.Run{
				Face: p.face(shaped), Wanted: style.Family.Name, Size: style.Size, Color: style.Color, RTL: part.piece.rtl,
				Underline: style.Underline, Link: style.Link, Source: source, Place: part.start(shaped),
			}
			result.Items = append(result.Items, frame.Placed{X: x, Y: baseline, Item: run})
			first = i
		}
		glyphs[i] = p.glyph(l, part, i, change)
		run.Glyphs = glyphs[first : i+1 : i+1]
		run.Lacks = run.Lacks || glyphs[i].ID == 0
		run.Width += glyphs[i].Advance
		run.Place = min(run.Place, part.start(shaped))
		x += glyphs[i].Advance
		run.Words = markDivided(run.Words, divided, part.start(shaped), part.hyphen, i-first)
	}
	return x
}

// sourceOf returns where a glyph's text comes from.
func (p *prepared) sourceOf(part *part, glyph *shape.Glyph) *frame.Source {
	if part.hyphen && glyph.Start > 0 {
		return p.sourceAt(glyph.Start - 1)
	}
	return p.sourceAt(part.start(glyph))
}

// glyph is a part's glyph as it is painted.
func (p *prepared) glyph(l *line, part *part, i int, change adjustment) page.Glyph {
	shaped := &part.glyphs[i]
	size := part.piece.style.Size
	advance := shaped.Advance * size
	switch {
	case l.hidden(part, shaped):
		advance = 0
	case stretchable(shaped.Char) && !part.hyphen:
		advance = change.width(advance)
	case gap(shaped) && !l.closes(part, shaped):
		advance += change.extra
	}
	glyph := page.Glyph{ID: shaped.ID, Advance: advance, XOffset: shaped.XOffset * size, YOffset: shaped.YOffset * size}
	if change.ratio < 0 {
		left, right := float64(shaped.ShrinkLeft)*size*change.ratio, float64(shaped.ShrinkRight)*size*change.ratio
		glyph.XOffset += left
		glyph.Advance += left + right
	}
	switch {
	case part.hyphen:
		glyph.Text = "\u00ad"
	case i == 0 || part.glyphs[i-1].Start != shaped.Start:
		glyph.Text = p.text[part.start(shaped):part.end(shaped)]
	}
	return glyph
}

// sourceAt returns where a byte of the text comes from.
func (p *prepared) sourceAt(at int) *frame.Source {
	low, high := 0, len(p.sources)
	for low < high {
		middle := (low + high) / 2
		if p.sources[middle].start <= at {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low == 0 {
		return nil
	}
	return p.sources[low-1].source
}

// divided returns the words that the breaks at either end of a line divide.
func (p *prepared) divided(l *line) []frame.Word {
	var words []frame.Word
	if l.start > 0 && l.start < len(p.text) {
		before, _ := utf8.DecodeLastRuneInString(p.text[:l.start])
		after, _ := utf8.DecodeRuneInString(p.text[l.start:])
		if unicode.IsLetter(before) && unicode.IsLetter(after) && p.plainBreak(l.start) {
			words = append(words, p.wordAround(l.start))
		}
	}
	if l.end.kind == hyphened {
		if word := p.wordAround(l.end.at); len(words) == 0 || words[0].Place != word.Place {
			words = append(words, word)
		}
	}
	return words
}

// plainBreak reports whether a place inside a word is one that hyphenation
// found, rather than a break inside an address or between ideographs.
func (p *prepared) plainBreak(at int) bool {
	for _, found := range p.opportunities(true) {
		if found.at >= at {
			return found.at == at && found.kind == hyphened
		}
	}
	return false
}

// wordAround returns the word that a place lies in; Start and End are bytes of
// the paragraph's text. A word ends where a line may break without a hyphen,
// such as at an ideograph.
func (p *prepared) wordAround(at int) frame.Word {
	start := at - len(p.text[:at]) + len(strings.TrimRightFunc(p.text[:at], unicode.IsLetter))
	end := len(p.text) - len(strings.TrimLeftFunc(p.text[at:], unicode.IsLetter))
	for _, found := range p.opportunities(true) {
		if found.kind == hyphened {
			continue
		}
		if found.at > at {
			end = min(end, found.at)
			break
		}
		start = max(start, found.at)
	}
	return frame.Word{Start: start, End: end, Text: p.text[start:end], Place: start}
}

// markDivided records that a run's glyph belongs to a divided word.
func markDivided(words, divided []frame.Word, at int, hyphen bool, index int) []frame.Word {
	for _, word := range divided {
		inside := at >= word.Start && at < word.End || hyphen && at > word.Start && at <= word.End
		if !inside {
			continue
		}
		if n := len(words); n > 0 && words[n-1].Place == word.Place {
			words[n-1].End = index + 1
			return words
		}
		return append(words, frame.Word{Start: index, End: index + 1, Text: word.Text, Place: word.Place})
	}
	return words
}

// describe says how a line came out, for the report.
func (p *prepared) describe(l *line, options *Options, last bool) *frame.Line {
	result := &frame.Line{Text: p.text[l.start:l.trimmed], Last: last}
	if over := l.total.width - l.total.yield() - options.Width; over > 0.01 {
		result.Overfull = over
	}
	if l.end.kind == hyphened {
		result.Hyphened = p.wordAround(l.end.at).Text
	}
	if source := p.sourceAt(l.start); source != nil {
		result.Path = source.Path
	}
	return result
}
