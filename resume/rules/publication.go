package rules

import (
	"regexp"
	"strings"
	"sync"
	"unicode"

	"github.com/bespoke-cv/bespoke/resume/draft"
	"github.com/bespoke-cv/bespoke/resume/source"
)

var (
	digitalObject = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b10\.\d{4,9}/[^\s,;)\]]+`) })
	authorList    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`,| and | und | et | y | e | en |&`) })
)

// publication reads an entry as RenderCV's PublicationEntry: the title, then
// its authors, then where it appeared.
func (r *reader) publication(e *entry) (*draft.Node, bool) {
	if len(e.pieces) < 2 {
		return nil, false
	}
	n := draft.Map("", r.leaf("title", e.pieces[0]))
	authors := draft.Seq("authors")
	line := e.pieces[1].line
	if line == e.pieces[0].line {
		return nil, false
	}
	next := 1
	for ; next < len(e.pieces) && e.pieces[next].line == line; next++ {
		s := e.pieces[next].Span
		text, at := r.doc.Slice(s), s.Start
		for _, cut := range append(authorList().FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
			part := trim(r.doc, source.Span{Start: at, End: s.Start + cut[0]})
			if !part.Empty() {
				authors.Add(draft.Leaf("", r.doc.Markdown(part), part))
			}
			at = s.Start + cut[1]
		}
	}
	for _, author := range authors.Items {
		if len(strings.Fields(author.Text)) > 6 || !strings.ContainsFunc(author.Text, unicode.IsUpper) {
			return nil, false
		}
	}
	n.Add(authors)
	r.appeared(n, e, next)
	date := e.when
	e.location = nil
	if date != nil {
		r.common(n, &entry{when: date, took: e.took})
	}
	if len(e.summary) > 0 {
		r.common(n, &entry{summary: e.summary})
	}
	return n, len(authors.Items) > 0 && len(e.highlights) == 0 && n.Get("start_date") == nil
}

// appeared reads the journal, the digital object identifier and the address.
func (r *reader) appeared(n *draft.Node, e *entry, next int) {
	for _, p := range e.pieces[next:] {
		text := r.doc.Slice(p.Span)
		if m := digitalObject().FindStringIndex(text); m != nil && n.Get("doi") == nil {
			n.Add(draft.Leaf("doi", text[m[0]:m[1]], source.Span{Start: p.Start + m[0], End: p.Start + m[1]}))
			rest := strings.Trim(text[:m[0]]+" "+text[m[1]:], " ().,;")
			if rest != "" && n.Get("journal") == nil && m[0] > 0 {
				n.Add(draft.Leaf("journal", rest, p.Span))
			} else if rest != "" {
				n.Add(draft.Leaf("journal", rest, p.Span))
			}
			continue
		}
		if n.Get("journal") == nil {
			n.Add(r.leaf("journal", p))
			continue
		}
		e.summary = append(e.summary, p.Span)
	}
	if e.location != nil && n.Get("journal") == nil {
		n.Add(draft.Leaf("journal", e.location.Text, e.location.Quotes...))
	} else if e.location != nil {
		e.summary = append(e.summary, e.location.Quotes...)
	}
	for _, p := range e.pieces {
		for _, link := range r.doc.URLs(p.Span) {
			if n.Get("doi") == nil && n.Get("url") == nil && strings.HasPrefix(link.URL, "http") {
				if m := digitalObject().FindString(link.URL); m != "" {
					n.Add(draft.Leaf("doi", m, p.Span))
					continue
				}
				n.Add(draft.Leaf("url", link.URL, p.Span))
			}
		}
	}
}
