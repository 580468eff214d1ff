package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Setter turns the nodes of one paragraph into spans, with the punctuation
// that Typst would set: ’ for ', – for --, — for ---, … for ..., − before a
// number. Its zero value is not usable; see NewSetter.
type Setter struct {
	quotes quoter
	out    Inline
	style  Span
	before rune // the last character set
	inText bool // a hyphen here is part of a word, not a minus
	links  int
}

// NewSetter begins a paragraph in a language (ISO 639-1).
func NewSetter(language string) *Setter {
	return &Setter{quotes: newQuoter(language), before: ' '}
}

// Set sets the nodes as a paragraph of their own.
func Set(nodes []Node, s Source, language string) Inline {
	setter := Setter{quotes: newQuoter(language), before: ' '}
	setter.Add(nodes, s)
	return setter.Inline()
}

// Add sets nodes that were read from s.
func (t *Setter) Add(nodes []Node, s Source) {
	for i := range nodes {
		t.node(&nodes[i], s)
	}
}

// Space sets a space between words, as at a line end of the source.
func (t *Setter) Space() { t.space("") }

// Inline returns the paragraph.
func (t *Setter) Inline() Inline {
	t.trimSpace()
	if n := len(t.out); n > 0 && !t.out[n-1].Code {
		// RenderCV drops no-break spaces at the end as well.
		t.out[n-1].Text = strings.TrimRightFunc(t.out[n-1].Text, isSpace)
		t.trimSpace()
	}
	return t.out
}

func (t *Setter) node(n *Node, s Source) {
	style := t.style
	switch n.Kind {
	case Text:
		t.text(n, s)
		return
	case Strong:
		t.style.Bold = true
	case Emph:
		t.style.Italic = !t.style.Italic
	case Link:
		t.links++
		t.style.Link, t.style.LinkID = linkTarget(n.URL), t.links
	case Code:
		t.style.Code = true
		t.literal(strings.TrimSuffix(n.Text, "\n"), n, s)
	case Image, Raw:
		t.literal(n.Text, n, s)
	}
	t.inText = false
	t.Add(n.Kids, s)
	t.inText = false
	t.style = style
}

// literal sets text as it stands.
func (t *Setter) literal(text string, n *Node, s Source) {
	where := newTracer(n, s)
	path := where.path(0)
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			t.lineBreak()
		}
		t.put(line, path)
	}
}

// Placeholders of the footer, in the form in which RenderCV's Typst has them.
const (
	PageNumber = "#str(here().page())"
	TotalPages = "#str(counter(page).final().first())"
)

// text sets a text node character by character.
func (t *Setter) text(n *Node, s Source) {
	text := n.Text
	where := newTracer(n, s)
	for i := 0; i < len(text); {
		if end := plainEnd(text, i); end > i {
			for i < end {
				stop := min(end, where.end(i))
				t.put(text[i:stop], where.path(i))
				i = stop
			}
			t.inText = true
			continue
		}
		i += t.special(text, i, where.path(i))
	}
}

// plainEnd is the end of the characters from i on that are set as they are.
func plainEnd(text string, start int) int {
	i := start
	for i < len(text) {
		switch c := text[i]; {
		case c == '\'' || c == '-' || c == '.' || c == '#' || c < ' ' || isToken(c):
			return i
		case c == ' ':
			// A single space before a letter or digit goes with the text.
			if i == start || text[i-1] == ' ' || i+1 >= len(text) || !isAlphanumeric(text[i+1]) {
				return i
			}
		}
		i++
	}
	return i
}

// isToken reports whether RenderCV escapes c for Typst, or Typst reads it as a
// token of its own. Behind one, a hyphen before a digit is a minus.
func isToken(c byte) bool {
	switch c {
	case '[', ']', '\\', '"', '$', '@', '%', '~', '_', '/', '>', '<', '*', ':', '`':
		return true
	}
	return false
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf
}

// special sets the character at i that needs a decision and returns how much
// of the text it used.
func (t *Setter) special(text string, i int, path string) int {
	rest := text[i:]
	switch c := text[i]; c {
	case ' ', '\t':
		t.space(path)
		t.inText = false
		return 1
	case '\n', '\r':
		t.lineBreak()
		return 1
	case '\'':
		t.put(string(t.quotes.quote(t.before)), path)
		t.inText = false
		return 1
	case '#':
		return t.command(rest, path)
	case '.':
		if strings.HasPrefix(rest, "...") {
			t.put("…", path)
			t.inText = false
			return 3
		}
		t.put(".", path)
		t.inText = true
		return 1
	case '-':
		return t.dash(rest, path)
	default:
		t.put(rest[:1], path)
		t.inText = false
		return 1
	}
}

func (t *Setter) dash(rest, path string) int {
	switch {
	case strings.HasPrefix(rest, "---"):
		t.put("—", path)
		t.inText = false
		return 3
	case strings.HasPrefix(rest, "--"):
		t.put("–", path)
		t.inText = false
		return 2
	}
	if r, _ := utf8.DecodeRuneInString(rest[1:]); !t.inText && unicode.IsNumber(r) {
		t.put("−", path)
		t.inText = false
		return 1
	}
	t.put("-", path)
	t.inText = true
	return 1
}

// command sets the page numbers of a footer; any other # stays what it is.
func (t *Setter) command(rest, path string) int {
	t.inText = false
	switch {
	case strings.HasPrefix(rest, PageNumber):
		t.number(Span{PageNumber: true}, path)
		return len(PageNumber)
	case strings.HasPrefix(rest, TotalPages):
		t.number(Span{TotalPages: true}, path)
		return len(TotalPages)
	}
	t.put("#", path)
	return 1
}

func (t *Setter) number(kind Span, path string) {
	span := t.style
	span.PageNumber, span.TotalPages, span.Path = kind.PageNumber, kind.TotalPages, path
	t.out = append(t.out, span)
	t.before = '1'
}

// put sets text in the current style.
func (t *Setter) put(text, path string) {
	if text == "" {
		return
	}
	t.before, _ = utf8.DecodeLastRuneInString(text)
	span := t.style
	span.Path = path
	if n := len(t.out); n > 0 && sameStyle(&t.out[n-1], &span) {
		t.out[n-1].Text += text
		return
	}
	span.Text = text
	t.out = append(t.out, span)
}

// space sets a space unless there is one already or a line begins.
func (t *Setter) space(path string) {
	n := len(t.out)
	if n == 0 || t.out[n-1].LineBreak || !t.out[n-1].Code && strings.HasSuffix(t.out[n-1].Text, " ") {
		return
	}
	if path == "" {
		path = t.out[n-1].Path
	}
	t.put(" ", path)
}

func (t *Setter) trimSpace() {
	if n := len(t.out); n > 0 && !t.out[n-1].Code {
		last := &t.out[n-1]
		last.Text = strings.TrimSuffix(last.Text, " ")
		if last.Text == "" && !last.LineBreak && !last.PageNumber && !last.TotalPages {
			t.out = t.out[:n-1]
		}
	}
}

func (t *Setter) lineBreak() {
	t.trimSpace()
	t.out = append(t.out, Span{LineBreak: true})
	t.before, t.inText = '\n', false
}

// tracer finds the YAML leaf of each character of a node.
type tracer struct {
	places  []place
	origins []Origin
}

func newTracer(n *Node, s Source) tracer { return tracer{n.places, s.Origins} }

// source is the place in the source that text offset i was read at, and the
// text offset up to which that holds.
func (w *tracer) source(i int) (src, until int) {
	for len(w.places) > 1 && w.places[1].at <= i {
		w.places = w.places[1:]
	}
	until = 1 << 40
	if len(w.places) > 1 {
		until = w.places[1].at
	}
	if len(w.places) == 0 {
		return 0, until
	}
	return w.places[0].src + i - w.places[0].at, until
}

func (w *tracer) path(i int) string {
	src, _ := w.source(i)
	for k := range w.origins {
		if o := &w.origins[k]; o.Start <= src && src < o.End {
			return o.Path
		}
	}
	return ""
}

// end is the text offset up to which the path at i holds.
func (w *tracer) end(i int) int {
	src, until := w.source(i)
	for k := range w.origins {
		o := &w.origins[k]
		if src < o.Start {
			return min(until, i+o.Start-src)
		}
		if src < o.End {
			return min(until, i+o.End-src)
		}
	}
	return until
}
