package rules

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/bespoke-cv/bespoke/resume/draft"
	"github.com/bespoke-cv/bespoke/resume/source"
)

// document names are what people write above a CV, before their own name.
var documentNames = map[string]bool{
	"curriculum vitae": true, "cv": true, "resume": true, "lebenslauf": true, "tabellarischer lebenslauf": true, "curriculum": true, "curriculo": true, "c.v.": true, "hoja de vida": true,
}

// nameLine finds the line that is the person's name, or -1: the largest letters
// before the first sections, else the first line that reads like a name.
func (r *reader) nameLine(kinds []kind, body float64) int {
	best, first := -1, -1
	for i, l := range r.doc.Lines {
		text := r.doc.Slice(l.Span)
		known, isTitle := titleKind(text)
		_ = known
		if isTitle || documentNames[fold(text)] || !nameLike(r.doc.Slice(r.nameSpan(l))) || l.Item > 0 {
			if kinds[i] != "" && isTitle && first < 0 && l.Size == 0 && best < 0 {
				break // sections begin and nobody was named
			}
			continue
		}
		if first < 0 && (kinds[i] == "" || l.Heading > 0 || l.Size > 0) {
			first = i
		}
		if l.Size > body*1.25 && (best < 0 || l.Size > r.doc.Lines[best].Size) {
			best = i
		}
		if l.Heading == 1 && r.level != 1 && best < 0 {
			best = i
		}
		if i > 60 {
			break
		}
	}
	if best >= 0 {
		return best
	}
	if first >= 0 && (first < 4 || r.doc.Lines[first].Size > 0) {
		return first
	}
	return -1
}

// nameSpan leaves out what is written before or behind a name.
func (r *reader) nameSpan(l source.Line) source.Span {
	s := l.Span
	if len(l.Cells) > 1 {
		s = l.Cells[0]
	}
	text := r.doc.Slice(s)
	if m := contactForms().label.FindStringIndex(text); m != nil && m[1] < len(text) {
		s.Start += m[1]
		text = r.doc.Slice(s)
	}
	for _, suffix := range []string{"'s CV", "’s CV", "'s Resume", " - CV", " – CV", " CV"} {
		if rest, ok := strings.CutSuffix(text, suffix); ok {
			s.End = s.Start + len(rest)
			break
		}
	}
	for _, prefix := range []string{"Curriculum Vitae", "Lebenslauf", "Resume", "CV"} {
		text = r.doc.Slice(s)
		if rest, ok := strings.CutPrefix(text, prefix); ok && strings.TrimLeft(rest, " –-:|of") != "" && rest != strings.TrimLeft(rest, " –-:|") {
			s.Start += len(text) - len(strings.TrimLeft(rest, " –-:|"))
		}
	}
	return s
}

func nameLike(text string) bool {
	fields := strings.Fields(text)
	if len(fields) == 0 || len(fields) > 7 || len(text) > 60 || strings.ContainsAny(text, "@0123456789:/|") {
		return false
	}
	v := vocabularies()
	if isPlace(text) {
		return false
	}
	return unicode.IsUpper([]rune(bare(fields[0]))[0]) && v.role.count(text)+v.school.count(text) == 0
}

// header reads what stands above the first section, and the contacts of
// sections that hold nothing else.
func (r *reader) header() {
	c := &contacts{doc: r.doc, cv: r.cv}
	lines := slices.Clone(r.head)
	for _, s := range r.sections {
		if s.kind == contact {
			lines = append(lines, s.lines...)
		}
	}
	for _, l := range lines {
		for _, piece := range c.pieces(l) {
			if code := region(strip(r.doc.Slice(piece))); code != "" && c.region == "" {
				c.region = code
			}
		}
	}
	var long []source.Line
	for i, l := range r.head {
		if r.ctx.Err() != nil {
			return
		}
		text := r.doc.Slice(l.Span)
		if documentNames[fold(text)] {
			r.doc.Ignored = append(r.doc.Ignored, source.Remark{Text: text, Place: l.Place, Reason: "the name of the document"})
			r.cv.Quotes = append(r.cv.Quotes, l.Span)
			continue
		}
		if len(strings.Fields(text)) > 14 && len(c.pieces(l)) < 3 && !contactForms().email.MatchString(text) {
			long = append(long, l)
			continue
		}
		r.headerLine(c, l, i)
	}
	if len(long) > 0 {
		r.sections = slices.Insert(r.sections, 0, section{kind: profile, lines: long})
	}
	order := []string{"name", "headline", "location", "email", "phone", "website", "social_networks"}
	for i := range r.sections {
		if r.sections[i].kind == contact {
			r.sections[i].lines = r.contactLines(c, r.sections[i].lines)
		}
	}
	slices.SortStableFunc(r.cv.Items, func(a, b *draft.Node) int {
		return cmp.Compare(slices.Index(order, a.Key), slices.Index(order, b.Key))
	})
}

var nameLabel = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:full |vor- und nach|nach)?(?:name|nom(?: et prénom)?|nombre|nome|naam)\s*:\s*`)
})

// postal finds a postal code or the number of a house.
var postal = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b\d{4,5}\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\d+\s*[a-z]?,|^\d+\s+\p{L}`)
})

func (r *reader) headerLine(c *contacts, l source.Line, index int) {
	pieces := c.pieces(l)
	var left []source.Span
	for _, piece := range pieces {
		piece = trim(r.doc, piece)
		if c.read(piece) || c.location(piece) {
			continue
		}
		text := r.doc.Slice(piece)
		left = append(left, piece)
		switch {
		case c.cv.Get("location") == nil && strings.Contains(text, ",") && postal().MatchString(text) && addressLike(text) && vocabularies().role.count(text) == 0:
			r.cv.Add(draft.Leaf("location", r.doc.Markdown(piece), piece))
		case c.cv.Get("location") == nil && len(pieces) > 2 && mayBePlace(text):
			r.cv.Add(draft.Leaf("location", r.doc.Markdown(piece), piece))
		}
	}
	if r.cv.Get("headline") != nil || index > 3 || len(left) == 0 {
		return
	}
	headline := l.Span
	if len(left) < len(pieces) {
		headline = left[0]
	}
	if r.used(headline) {
		return
	}
	text := r.doc.Slice(headline)
	if fields := len(strings.Fields(text)); fields > 0 && fields <= 14 && len(r.periods(headline)) == 0 && !strings.Contains(text, ":") {
		r.cv.Add(draft.Leaf("headline", bare(r.doc.Markdown(headline)), headline))
	}
}
