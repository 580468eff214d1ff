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
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/abadojack/whatlanggo"

	"github.com/bespoke-cv/bespoke/resume/draft"
	"github.com/bespoke-cv/bespoke/resume/source"
)

// Read places the text of a document under the keys of a CV. What it gives
// holds at least a mapping for the key cv, in the order of the file.
func Read(doc *source.Document) *draft.Node {
	r := &reader{doc: doc, cv: draft.Map("cv")}
	tongue := tongueOf(doc.Text)
	r.titleCase = tongue == "english" || tongue == "german"
	r.outline()
	r.header()
	sections := draft.Map("sections")
	for _, s := range r.sections {
		r.section(sections, s)
	}
	r.cv.Add(sections)
	return r.cv
}

// reader reads one document.
type reader struct {
	doc      *source.Document
	cv       *draft.Node
	head     []source.Line
	sections []section
	// titleCase: every longer word of a title begins with a capital.
	titleCase bool
	level     int // of the headings that are section titles; 0 when the file states none
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
	return !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, ",") && !strings.ContainsAny(text, "@|") && len(periods(r.doc, l.Span)) == 0
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
	if fields := len(strings.Fields(text)); fields > 0 && fields <= 14 && len(periods(r.doc, headline)) == 0 && !strings.Contains(text, ":") {
		r.cv.Add(draft.Leaf("headline", bare(r.doc.Markdown(headline)), headline))
	}
}

// used reports whether a value of the header took a part of a span.
func (r *reader) used(s source.Span) bool {
	found := false
	r.cv.Walk(func(_ string, leaf *draft.Node) {
		for _, q := range leaf.Quotes {
			found = found || q.Start < s.End && q.End > s.Start
		}
	})
	return found
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

// tongues are the languages that titles are known in, by RenderCV's names.
var tongues = map[whatlanggo.Lang]string{
	whatlanggo.Eng: "english", whatlanggo.Deu: "german", whatlanggo.Fra: "french", whatlanggo.Spa: "spanish",
	whatlanggo.Ita: "italian", whatlanggo.Por: "portuguese", whatlanggo.Nld: "dutch",
}

// Language is RenderCV's name for the language of a CV, told from its running
// text; "" for English, or when there is too little to tell.
func Language(cv *draft.Node) string {
	var text strings.Builder
	cv.Walk(func(_ string, leaf *draft.Node) {
		if len(strings.Fields(leaf.Text)) > 3 {
			text.WriteString(leaf.Text + "\n")
		}
	})
	if text.Len() < 80 {
		return ""
	}
	name := tongueOf(text.String())
	if name == "english" {
		return ""
	}
	return name
}

func tongueOf(text string) string {
	whitelist := map[whatlanggo.Lang]bool{}
	for language := range tongues {
		whitelist[language] = true
	}
	return tongues[whatlanggo.DetectLangWithOptions(text, whatlanggo.Options{Whitelist: whitelist})]
}
