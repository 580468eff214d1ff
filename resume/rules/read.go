// Package rules reads a CV's text into RenderCV's keys without a model: titles
// in seven languages (en, de, fr, es, it, pt, nl), dates in the forms people
// write, telephone numbers, addresses and links, jobs, schooling, skills and
// languages.
//
//	source.Document ─ outline ─► header and sections ─ entries ─► draft.Node
//
// It places what it is sure of. Every value quotes the words it was read from,
// so that a caller can tell which words no value took (Unread).
package rules

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/bespoke-cv/bespoke/resume/draft"
	"github.com/bespoke-cv/bespoke/resume/source"
)

// Read places the text of a document under the keys of a CV. What it gives
// holds at least a mapping for the key cv, in the order of the file. Its error is
// the context's.
func Read(ctx context.Context, doc *source.Document) (*draft.Node, error) {
	r := &reader{ctx: ctx, doc: doc, cv: draft.Map("cv"), dated: map[source.Span][]period{}, titles: map[string]int{}}
	tongue := tongueOf(doc.Text)
	r.titleCase = tongue == "english" || tongue == "german"
	r.outline()
	r.header()
	sections := draft.Map("sections")
	for _, s := range r.sections {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r.section(sections, s)
	}
	if err := ctx.Err(); err != nil { // the last section may be cut short
		return nil, err
	}
	r.cv.Add(sections)
	return r.cv, nil
}

// reader reads one document.
type reader struct {
	ctx      context.Context // of this one reading
	doc      *source.Document
	cv       *draft.Node
	head     []source.Line
	sections []section
	// titleCase: every longer word of a title begins with a capital.
	titleCase bool
	level     int // of the headings that are section titles; 0 when the file states none
	dated     map[source.Span][]period
	titles    map[string]int // of the sections, with the last number that each was given
}

// periods are the dates in a piece of the document, in order.
func (r *reader) periods(s source.Span) []period {
	found, ok := r.dated[s]
	if !ok {
		found = periods(r.doc, s)
		r.dated[s] = found
	}
	return found
}

// section is a title and the lines below it.
type section struct {
	title *source.Line // nil for text above the first title
	kind  kind
	lines []source.Line
}

// style is how a title looks.
type style struct {
	heading int
	size    int // in tenths of a point
	bold    bool
	caps    bool
}

func (r *reader) styleOf(l source.Line) style {
	return style{l.Heading, int(l.Size*10 + .5), l.Bold, capitals(r.doc.Slice(l.Span))}
}

func capitals(text string) bool {
	any := false
	for _, c := range text {
		if unicode.IsLower(c) {
			return false
		}
		any = any || unicode.IsUpper(c)
	}
	return any
}

// outline divides the lines into the header and sections.
func (r *reader) outline() {
	lines := r.doc.Lines
	if r.ctx.Err() != nil {
		return
	}
	kinds := make([]kind, len(lines))
	known := make([]bool, len(lines))
	looks := map[style]int{}
	levels := map[int]int{}
	for i, l := range lines {
		if k, ok := titleKind(r.doc.Slice(l.Span)); ok && r.mayBeTitle(l) {
			kinds[i], known[i] = k, true
			looks[r.styleOf(l)]++
			levels[l.Heading]++
		}
	}
	r.level = mostCommon(levels)
	body := r.bodySize()
	for i, l := range lines {
		switch {
		case !r.mayBeTitle(l):
			kinds[i] = ""
		case r.level > 0 && l.Heading == r.level && kinds[i] == "":
			kinds[i] = other
		case r.level > 0 && l.Heading > r.level:
			kinds[i] = ""
		case r.level > 0 && kinds[i] != "" && l.Heading == 0 && !l.Bold && !capitals(r.doc.Slice(l.Span)):
			kinds[i] = ""
		case r.level == 0 && kinds[i] == "":
			look := r.styleOf(l)
			distinct := look.size > 0 && l.Size > body*1.08 || look.caps && (look.bold || look.size > 0 || l.Gap) || look.bold && look.size > 0 && l.Size > body*1.04
			if look.caps && len(r.doc.Slice(l.Span)) < 4 {
				distinct = false
			}
			if distinct && looks[look] > 1 {
				kinds[i] = other
			}
		}
	}
	name := r.nameLine(kinds, body)
	current := -1
	for i, l := range lines {
		switch {
		case i == name:
			own := r.nameSpan(l)
			quote := l.Span
			if len(l.Cells) > 1 {
				quote = l.Cells[0]
				l.Cells = l.Cells[1:]
				l.Start = l.Cells[0].Start
				r.head = append(r.head, l)
			}
			r.cv.Add(draft.Leaf("name", bare(r.doc.Markdown(own)), quote))
			current = -1 // what follows is about the person, whatever column came before
		case kinds[i] != "" && (i > name || known[i]):
			title := lines[i]
			r.sections = append(r.sections, section{title: &title, kind: kinds[i]})
			current = len(r.sections) - 1
		case current < 0:
			r.head = append(r.head, l)
		default:
			r.sections[current].lines = append(r.sections[current].lines, l)
		}
	}
}

// mayBeTitle reports whether a line is as short as a title.
func (r *reader) mayBeTitle(l source.Line) bool {
	text := r.doc.Slice(l.Span)
	if l.Item > 0 || l.Side || len(l.Cells) > 1 || len(text) > 64 || len(strings.Fields(text)) > 8 {
		return false
	}
	if l.Heading > 0 {
		return true
	}
	return !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, ",") && !strings.ContainsAny(text, "@|") && len(r.periods(l.Span)) == 0
}

func mostCommon(counts map[int]int) (best int) {
	for value, n := range counts {
		if n > counts[best] || n == counts[best] && value > 0 && (best == 0 || value < best) {
			best = value
		}
	}
	return best
}

// bodySize is the size that most letters have.
func (r *reader) bodySize() float64 {
	letters := map[float64]int{}
	best := 0.0
	for _, l := range r.doc.Lines {
		letters[l.Size] += l.End - l.Start
		if letters[l.Size] > letters[best] {
			best = l.Size
		}
	}
	return best
}

// used reports whether a value of the header took a part of a span.
func (r *reader) used(s source.Span) bool {
	return quotes(r.cv, s)
}

func quotes(n *draft.Node, s source.Span) bool {
	if (n.Kind == draft.Text || n.Kind == draft.Date) && slices.ContainsFunc(n.Quotes, func(q source.Span) bool { return q.Start < s.End && q.End > s.Start }) {
		return true
	}
	return slices.ContainsFunc(n.Items, func(item *draft.Node) bool { return quotes(item, s) })
}

// contactLines reads the contacts of a section and gives back the lines that
// are none.
func (r *reader) contactLines(c *contacts, lines []source.Line) []source.Line {
	var left []source.Line
	for _, l := range lines {
		all := true
		for _, piece := range c.pieces(l) {
			piece = trim(r.doc, piece)
			text := r.doc.Slice(piece)
			switch {
			case r.cv.Get("name") == nil && nameLabel().MatchString(text):
				own := piece
				own.Start += len(nameLabel().FindString(text))
				r.cv.Add(draft.Leaf("name", r.doc.Markdown(own), piece))
			case c.read(piece), c.location(piece), contactForms().label.ReplaceAllString(text+":", "") == "":
			case r.cv.Get("name") != nil && strings.HasSuffix(fold(text), fold(r.cv.Get("name").Text)):
				r.cv.Get("name").Quotes = append(r.cv.Get("name").Quotes, piece)
			default:
				all = false
			}
		}
		if !all && !r.used(l.Span) {
			left = append(left, l)
		}
	}
	return left
}

// Unread lists the pieces of a document that no value of a draft quotes, one a
// line, without those that hold neither letter nor digit.
func Unread(doc *source.Document, cv *draft.Node) []source.Span {
	taken := make([]bool, len(doc.Text)+1)
	var mark func(n *draft.Node)
	mark = func(n *draft.Node) {
		for _, q := range n.Quotes {
			for i := max(q.Start, 0); i < min(q.End, len(doc.Text)); i++ {
				taken[i] = true
			}
		}
		for _, item := range n.Items {
			mark(item)
		}
	}
	mark(cv)
	var left []source.Span
	for _, l := range doc.Lines {
		for at := l.Start; at < l.End; {
			if taken[at] {
				at++
				continue
			}
			end := at
			for end < l.End && !taken[end] {
				end++
			}
			s := source.Span{Start: at, End: end}
			if strings.ContainsFunc(doc.Slice(s), func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) {
				left = append(left, s)
			}
			at = end
		}
	}
	return left
}
