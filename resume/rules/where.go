package rules

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/resume/draft"
	"github.com/bespoke-cv/bespoke/resume/source"
)

// place finds where an entry took place: a piece of its own, or the end of one.
func (r *reader) place(e *entry, k kind) {
	for _, fits := range []func(e *entry, i int) bool{r.besideDate, r.named(k), r.endsTitle, r.ownLine} {
		for i := len(e.pieces) - 1; i >= 0; i-- {
			p := e.pieces[i]
			if len(e.pieces) == 1 || p.bold || vocabularies().org.count(r.doc.Slice(p.Span)) > 0 || !fits(e, i) {
				continue
			}
			e.location = draft.Leaf("location", r.doc.Markdown(p.Span), p.quote())
			e.pieces = slices.Delete(e.pieces, i, i+1)
			return
		}
	}
	for i := len(e.pieces) - 1; i >= 0; i-- {
		p := &e.pieces[i]
		cut := placeAtEnd(r.doc.Slice(p.Span), i > 0)
		if cut == 0 {
			continue
		}
		at := source.Span{Start: p.Start + cut + len(", "), End: p.End}
		e.location = draft.Leaf("location", r.doc.Markdown(at), at)
		p.End = p.Start + cut
		return
	}
}

// besideDate finds a place in the column of dates.
func (r *reader) besideDate(e *entry, i int) bool {
	return i > 0 && e.pieces[i].beside && mayBePlace(r.doc.Slice(e.pieces[i].Span)) && !(e.pieces[i].line == 0 && e.whenLine > 0 && len(e.pieces) < 3)
}

// named finds a piece that reads like a place. "Baker & Sons, Bath" does too:
// where an employer would be missing then, it is one.
func (r *reader) named(k kind) func(e *entry, i int) bool {
	return func(e *entry, i int) bool {
		text := r.doc.Slice(e.pieces[i].Span)
		if i == 0 || !isPlace(text) {
			return false
		}
		sure := region(text) != "" && strings.Count(text, ",") < 2 || placeWords[fold(text)]
		return sure || k != experience || len(e.pieces) > 2 && strings.Count(text, ",") < 2
	}
}

// endsTitle finds a place behind a dash or bar at the end of a title line.
func (r *reader) endsTitle(e *entry, i int) bool {
	p := e.pieces[i]
	line, first, last := 0, p, p
	for _, other := range e.pieces {
		if other.line == p.line {
			if line++; line == 1 {
				first = other
			}
			last = other
		}
	}
	text := r.doc.Slice(p.Span)
	enough := line > 2 || line == 2 && (len(e.pieces) > 2 || strings.Contains(r.doc.Slice(first.Span), ", "))
	return enough && p == last && len(strings.Fields(text)) <= 3 && mayBePlace(text)
}

// ownLine finds a place on a line of its own above or below the date.
func (r *reader) ownLine(e *entry, i int) bool {
	p := e.pieces[i]
	alone := 0
	for _, other := range e.pieces {
		if other.line == p.line {
			alone++
		}
	}
	text := r.doc.Slice(p.Span)
	return e.when != nil && alone == 1 && p.line > 0 && (p.line == e.whenLine-1 || p.line == e.whenLine+1) && mayBePlace(text)
}

var state = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[\p{L} .'-]+, [A-Z]{2}$`) })

// placeAtEnd tells where the comma stands behind which a text names a place, as
// in "Acme GmbH, Berlin, Germany"; 0 when it names none. certain is set when
// the text stands where employer and place do.
func placeAtEnd(text string, certain bool) int {
	var commas []int
	depth := 0
	for i, r := range text {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ',' && depth == 0 && strings.HasPrefix(text[i:], ", ") && i > 0:
			commas = append(commas, i)
		}
	}
	v := vocabularies()
	for k := max(0, len(commas)-2); k < len(commas); k++ {
		rest := text[commas[k]+2:]
		if properNouns(rest) && (region(rest) != "" || state().MatchString(rest)) && v.org.count(rest)+v.role.count(rest) == 0 && len(strings.Fields(rest)) < 6 {
			return commas[k]
		}
	}
	if len(commas) == 0 {
		return 0
	}
	last := commas[len(commas)-1]
	before, rest := text[:last], text[last+2:]
	if len(strings.Fields(rest)) > 2 || !mayBePlace(rest) || v.org.count(rest) > 0 {
		return 0
	}
	if certain || v.org.count(before) > 0 || len(commas) > 1 && len(strings.Fields(rest)) == 1 && v.role.count(text[:commas[0]]) > 0 {
		return last
	}
	return 0
}
