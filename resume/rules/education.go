package rules

import (
	"regexp"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/resume/draft"
	"github.com/bespoke-cv/bespoke/resume/source"
)

var degreeForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(.{2,60}?)(?:,? (?:in|en|em|im Fach|im Bereich|of|de|di|richting)|,|:| –| -|\s*\() (.{2,}?)\)?$`)
})

// schooling reads an entry as RenderCV's EducationEntry.
func (r *reader) schooling(e *entry) (*draft.Node, bool) {
	pieces := r.two(e, ", ", " at ", " an der ", " à ")
	v := vocabularies()
	institution := -1
	if len(pieces) == 2 { // "University, Computer Science" beside "BSc"
		for i, p := range pieces {
			other := r.doc.Slice(pieces[1-i].Span)
			comma := strings.Index(r.doc.Slice(p.Span), ", ")
			if comma > 0 && v.degree.count(other) > 0 && len(strings.Fields(other)) <= 3 && v.degree.count(r.doc.Slice(p.Span)) == 0 {
				first, second := p, p
				first.End, second.Start = p.Start+comma, p.Start+comma+2
				pieces = []piece{first, second, pieces[1-i]}
				break
			}
		}
	}
	for i, p := range pieces {
		text := r.doc.Slice(p.Span)
		if v.school.count(text) > 0 && (institution < 0 || v.school.count(text) > v.school.count(r.doc.Slice(pieces[institution].Span))) {
			institution = i
		}
	}
	if institution < 0 {
		for i, p := range pieces {
			if v.degree.count(r.doc.Slice(p.Span)) == 0 {
				institution = i
				break
			}
		}
	}
	if institution < 0 && len(pieces) > 1 {
		institution = 0
	}
	n := draft.Map("")
	if institution < 0 {
		n.Items = append(n.Items, draft.Leaf("institution", ""), draft.Leaf("area", ""))
		r.rest(e, pieces)
		r.common(n, e)
		return n, false
	}
	n.Add(r.leaf("institution", pieces[institution]))
	area, degree := r.studies(pieces, institution)
	taken := []int{institution}
	if area.Empty() && degree.Empty() {
		n.Items = append(n.Items, draft.Leaf("area", ""))
		r.common(n, e)
		return n, false
	}
	for i, p := range pieces {
		if p.Contains(area) && !area.Empty() || p.Contains(degree) && !degree.Empty() {
			taken = append(taken, i)
		}
	}
	if area.Empty() {
		area, degree = degree, area
	}
	lead := 0
	if !degree.Empty() && area.Start > degree.End && area.Start-degree.End < 16 {
		lead = area.Start - degree.End
	}
	n.Add(r.leaf("area", piece{Span: area, lead: lead}))
	if !degree.Empty() {
		n.Add(r.leaf("degree", piece{Span: degree}))
	}
	r.rest(e, pieces, taken...)
	r.common(n, e)
	return n, true
}

// studies finds what was studied, and to which degree.
func (r *reader) studies(pieces []piece, institution int) (area, degree source.Span) {
	v := vocabularies()
	for i, p := range pieces {
		if i == institution {
			continue
		}
		text := r.doc.Slice(p.Span)
		switch m := degreeForm().FindStringSubmatchIndex(text); {
		case m != nil && degree.Empty() && area.Empty() && v.degree.count(text[m[2]:m[3]]) > 0:
			degree = source.Span{Start: p.Start + m[2], End: p.Start + m[3]}
			area = source.Span{Start: p.Start + m[4], End: p.Start + m[5]}
		case degree.Empty() && v.degree.count(text) > 0 && len(strings.Fields(text)) <= 4 && (p.beside || len(pieces) > 2):
			degree = p.Span
		case area.Empty():
			area = p.Span
		}
	}
	return area, degree
}
