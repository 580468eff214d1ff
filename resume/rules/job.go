package rules

import (
	"slices"
	"strings"
	"unicode"

	"github.com/bespoke-cv/bespoke/resume/draft"
)

// two divides the first of too few pieces in two.
func (r *reader) two(e *entry, words ...string) []piece {
	if len(e.pieces) != 1 {
		return e.pieces
	}
	p := e.pieces[0]
	text := flat(r.doc.Slice(p.Span))
	for _, word := range words {
		i := strings.Index(text, word)
		// "Nurse, Acute Medical Unit, City Hospital": the employer is last.
		if last := strings.LastIndex(text, ", "); word == ", " && last > i && vocabularies().role.count(text[:i]) > 0 && vocabularies().org.count(text[:i]) == 0 {
			i = last
		}
		if i <= 0 || i+len(word) >= len(text) {
			continue
		}
		first, second := p, p
		first.End = p.Start + i
		second.Start = p.Start + i + len(word)
		first.Span, second.Span = trim(r.doc, first.Span), trim(r.doc, second.Span)
		if strings.ContainsFunc(word, unicode.IsLetter) {
			second.lead = second.Start - first.End
		}
		return []piece{first, second}
	}
	return e.pieces
}

// job reads an entry as RenderCV's ExperienceEntry.
func (r *reader) job(e *entry) (*draft.Node, bool) {
	pieces := r.two(e, " at ", " bei ", " chez ", " @ ", " presso ", " bij ", ", ")
	v := vocabularies()
	company, position := -1, -1
	for i, p := range pieces[:min(len(pieces), 3)] {
		text := r.doc.Slice(p.Span)
		role, org := v.role.count(text), v.org.count(text)+v.school.count(text)
		switch {
		case role > 0 && org == 0 && position < 0:
			position = i
		case (role == 0 || org > 0) && company < 0:
			company = i
		}
	}
	switch {
	case len(pieces) == 0:
	case len(pieces) == 1 && position < 0:
		company = 0
	case len(pieces) == 1:
	case company < 0 && position < 0:
		company, position = 0, 1
	case company < 0:
		company = 1 - min(position, 1)
	case position < 0:
		position = 1 - min(company, 1)
	}
	// Two roles or none: the employer comes first, in bold.
	if len(pieces) > 1 && company >= 0 && position >= 0 && v.role.count(r.doc.Slice(pieces[0].Span)) > 0 && v.role.count(r.doc.Slice(pieces[1].Span)) > 0 && pieces[0].bold && !pieces[1].bold && pieces[0].line == pieces[1].line {
		company, position = 0, 1
	}
	n := draft.Map("")
	named := func(key string, i int) {
		if i >= 0 {
			n.Add(r.leaf(key, pieces[i]))
			return
		}
		n.Items = append(n.Items, draft.Leaf(key, ""))
	}
	named("company", company)
	named("position", position)
	r.rest(e, pieces, company, position)
	r.common(n, e)
	return n, company >= 0 && position >= 0
}

// rest puts the pieces of a title that no key took before the summary.
func (r *reader) rest(e *entry, pieces []piece, taken ...int) {
	for i := len(pieces) - 1; i >= 0; i-- {
		if !slices.Contains(taken, i) {
			e.summary = slices.Insert(e.summary, 0, pieces[i].Span)
		}
	}
}
