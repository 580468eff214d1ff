// Package source holds the text of a CV as a reader found it in a file: lines
// with what the file says about their looks, over one plain text that every
// quotation points into.
//
// A line is a paragraph, a title, an item of a list or a cell: text that its
// author broke only because the paper ended is one line, and a word that was
// hyphenated for it is whole.
package source

import (
	"slices"
	"strings"
)

// Span is a piece of Document.Text, End exclusive.
type Span struct{ Start, End int }

// Empty reports whether a span holds nothing.
func (s Span) Empty() bool { return s.End <= s.Start }

// Contains reports whether all of t lies in s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// Mark is what the file says about a piece of a line.
type Mark struct {
	Span
	Bold bool
	URL  string // where a link leads, "" for none
}

// Line is one line of a document.
type Line struct {
	Span
	Place   string  // where it stands in the file: "line 12", "page 1, line 12"
	Heading int     // level of a title as the file states it, 0 for none
	Item    int     // depth of a list item, 0 for none; the bullet is not part of the line
	Number  int     // of a numbered item, 0 for others
	Side    bool    // stands in a column beside the lines before it, as dates often do
	Size    float64 // of its letters in points, 0 when the file does not say
	Bold    bool    // all of it is
	Gap     bool    // more space above it than between lines
	Cells   []Span  // of a line that is divided into cells, in order
}

// Document is a file's text.
type Document struct {
	Text  string
	Lines []Line
	Marks []Mark // ordered, not overlapping in kind
	// Ignored are pieces that are no part of the CV itself, such as page
	// numbers. They are told, not read.
	Ignored []Remark
	// Verbatim is set when the text is Markdown already and is taken as it is.
	Verbatim bool

	reach []int // the furthest End among Marks up to each, for marksIn
}

// Remark is a piece of text and what there is to say about it.
type Remark struct {
	Text, Place, Reason string
}

// Slice is the text of a span.
func (d *Document) Slice(s Span) string { return d.Text[s.Start:s.End] }

// Place is where a byte of the text stands in the file.
func (d *Document) Place(offset int) string {
	i, found := slices.BinarySearchFunc(d.Lines, offset, func(l Line, offset int) int {
		switch {
		case l.End < offset:
			return -1
		case l.Start > offset:
			return 1
		}
		return 0
	})
	if !found && i >= len(d.Lines) {
		i = len(d.Lines) - 1
	}
	if i < 0 {
		return ""
	}
	return d.Lines[i].Place
}

// BoldIn returns the first bold piece of a span.
func (d *Document) BoldIn(s Span) (Span, bool) {
	for _, m := range d.marksIn(s) {
		if m.Bold && m.End > s.Start {
			return Span{max(m.Start, s.Start), min(m.End, s.End)}, true
		}
	}
	return Span{}, false
}

// marksIn are the marks that may lie in a span: none before them or behind them
// does.
func (d *Document) marksIn(s Span) []Mark {
	from := 0
	if len(d.reach) == len(d.Marks) {
		from, _ = slices.BinarySearch(d.reach, s.Start+1)
	}
	to, _ := slices.BinarySearchFunc(d.Marks, s.End, func(m Mark, end int) int { return m.Start - end })
	return d.Marks[min(from, to):to]
}

// URLs lists the addresses of the links in a span.
func (d *Document) URLs(s Span) []Mark {
	var found []Mark
	for _, m := range d.marksIn(s) {
		if m.URL != "" && m.End > s.Start {
			found = append(found, m)
		}
	}
	return found
}

// Markdown is the text of a span as a CV in YAML holds it: links keep where
// they lead, and what Markdown would read as markup is escaped.
func (d *Document) Markdown(s Span) string {
	if d.Verbatim {
		return tidy(d.Slice(s))
	}
	var b strings.Builder
	at := s.Start
	for _, m := range d.URLs(s) {
		start, end := max(m.Start, at), min(m.End, s.End)
		if start >= end || shows(d.Text[start:end], m.URL) || strings.ContainsAny(m.URL, " ()<>") {
			continue
		}
		text := d.Text[start:end]
		lead := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
		trail := text[len(strings.TrimRight(text, " \t")):]
		b.WriteString(escape(d.Text[at:start]) + lead + "[" + escape(strings.TrimSpace(text)) + "](" + m.URL + ")" + trail)
		at = end
	}
	b.WriteString(escape(d.Text[at:s.End]))
	text := tidy(b.String())
	// A text with its address in brackets behind it is a link.
	if open := strings.LastIndex(text, " (http"); open > 0 && strings.HasSuffix(text, ")") && !strings.ContainsAny(text[:open], "[]()") && !strings.ContainsAny(text[open+2:len(text)-1], " ()") {
		return "[" + text[:open] + "](" + text[open+2:len(text)-1] + ")"
	}
	return text
}

func shows(text, url string) bool {
	bare := func(s string) string {
		for _, prefix := range []string{"mailto:", "tel:", "https://", "http://", "www."} {
			s = strings.TrimPrefix(s, prefix)
		}
		return strings.TrimSuffix(strings.ToLower(strings.TrimSpace(s)), "/")
	}
	return bare(text) == bare(url) || bare(text) == "" || strings.HasPrefix(url, "tel:") || strings.HasPrefix(url, "mailto:")
}

func tidy(text string) string { return strings.Join(strings.Fields(text), " ") }

// escape protects what Markdown would take for markup. A single asterisk or
// underscore is none.
func escape(text string) string {
	if !strings.ContainsAny(text, "*_`[\\") {
		return text
	}
	var pairs []string
	if strings.Count(text, "*") > 1 {
		pairs = append(pairs, "*", `\*`)
	}
	if strings.Count(text, "`") > 1 {
		pairs = append(pairs, "`", "\\`")
	}
	if strings.Contains(text, "](") {
		pairs = append(pairs, "[", `\[`)
	}
	for _, word := range []string{" _", "(_"} {
		if strings.Contains(" "+text, word) && strings.Count(text, "_") > 1 {
			pairs = append(pairs, "_", `\_`)
			break
		}
	}
	if len(pairs) == 0 {
		return text
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Depths tells from indents how deep the items of lists stand within each other.
type Depths []int

// At is the depth, from 1, of the next item when it is indented so far.
func (d *Depths) At(indent int) int {
	for len(*d) > 0 && (*d)[len(*d)-1] > indent {
		*d = (*d)[:len(*d)-1]
	}
	if len(*d) == 0 || (*d)[len(*d)-1] < indent {
		*d = append(*d, indent)
	}
	return len(*d)
}

// Builder puts a document together line by line.
type Builder struct {
	text  strings.Builder
	doc   Document
	start int
}

// Len is where the next byte will stand.
func (b *Builder) Len() int { return b.text.Len() }

// Write adds text to the current line.
func (b *Builder) Write(text string) Span {
	start := b.text.Len()
	b.text.WriteString(text)
	return Span{start, b.text.Len()}
}

// Mark notes what the file says about a piece that was written.
func (b *Builder) Mark(m Mark) {
	if !m.Empty() && (m.Bold || m.URL != "") {
		b.doc.Marks = append(b.doc.Marks, m)
	}
}

// End ends the current line; line says all about it but its span. An empty
// line is not kept, and one longer than MaxLine or of more than maxCells cells
// becomes several that look the same.
func (b *Builder) End(line Line) {
	raw := b.text.String()[b.start:]
	lead := len(raw) - len(strings.TrimLeft(raw, " \t\u00a0"))
	trimmed := strings.TrimRight(raw[lead:], " \t\u00a0")
	line.Span = Span{b.start + lead, b.start + lead + len(trimmed)}
	if trimmed != "" {
		b.doc.Lines = append(b.doc.Lines, line.broken(trimmed)...)
	}
	b.text.WriteByte('\n')
	b.start = b.text.Len()
}

// Ignore notes a piece that is no part of the CV.
func (b *Builder) Ignore(r Remark) { b.doc.Ignored = append(b.doc.Ignored, r) }

// Document is what was put together. The builder must not be used afterwards.
func (b *Builder) Document() *Document {
	b.doc.Text = b.text.String()
	slices.SortStableFunc(b.doc.Marks, func(x, y Mark) int { return x.Start - y.Start })
	b.doc.reach = make([]int, len(b.doc.Marks))
	for i, m := range b.doc.Marks {
		b.doc.reach[i] = max(m.End, b.doc.reach[max(i-1, 0)])
	}
	return &b.doc
}
