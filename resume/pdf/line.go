package pdf

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/resume/source"
)

// paragraph is a line that may go on in the next row.
type paragraph struct {
	line   source.Line
	rows   []segment
	textX  float64 // where its text begins
	right  float64 // where its last row ends
	y      float64
	pitch  float64
	item   bool
	cells  [][]segment
	sides  []segment // beside it, written behind it
	places []string  // of sides
}

var label = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\p{Lu}[^:.,]{1,28}: `) })

// flush ends the current paragraph.
func (w *writer) flush() {
	if w.current != nil {
		w.done = append(w.done, w.current)
	}
	w.current = nil
}

// print writes a paragraph and what stands beside it.
func (w *writer) print(c *paragraph) {
	if len(c.rows) > 0 {
		c.line.Bold = true
		for _, s := range c.rows {
			c.line.Bold = c.line.Bold && s.bold
		}
		if len(c.cells) > 1 {
			for i, cell := range c.cells {
				if i > 0 {
					w.Write("\t")
				}
				c.line.Cells = append(c.line.Cells, w.write(cell))
			}
		} else {
			w.write(c.rows)
		}
		w.End(c.line)
	}
	for i, s := range c.sides {
		w.write([]segment{s})
		w.End(source.Line{Place: c.places[i], Side: true, Size: s.size, Bold: s.bold})
	}
}

// write writes rows as one line. A word that was hyphenated at the end of a row
// is put together again.
func (w *writer) write(rows []segment) source.Span {
	start := w.Len()
	for i, s := range rows {
		text := strings.TrimSpace(s.text)
		glyphs := s.glyphs
		joined := false
		if i+1 < len(rows) {
			text, joined = w.hyphenated(text, strings.TrimSpace(rows[i+1].text))
		}
		w.glyphs(glyphs, text)
		if i+1 < len(rows) && !joined {
			w.Write(" ")
		}
	}
	return source.Span{Start: start, End: w.Len()}
}

// compounds begin words that keep their hyphen.
var compounds = map[string]bool{
	"half": true, "self": true, "non": true, "co": true, "high": true, "low": true, "long": true, "short": true, "full": true, "part": true, "cross": true, "front": true, "back": true, "end": true, "real": true, "open": true, "well": true, "state": true, "data": true, "e": true, "on": true, "in": true, "large": true, "small": true, "multi": true, "user": true, "first": true, "second": true, "third": true, "two": true, "three": true, "time": true, "test": true, "row": true, "third-party": true, "object": true, "decision": true, "problem": true, "team": true, "client": true, "event": true, "cost": true,
}

// hyphenated decides about a hyphen at the end of a row.
func (w *writer) hyphenated(text, next string) (string, bool) {
	for _, soft := range []string{"\u00ad", "\u2010"} {
		if rest, ok := strings.CutSuffix(text, soft); ok {
			return rest, true
		}
	}
	rest, ok := strings.CutSuffix(text, "-")
	if !ok || rest == "" || strings.HasSuffix(rest, " ") {
		return text, false
	}
	first, _ := utf8.DecodeRuneInString(next)
	before := rest[strings.LastIndexAny(rest, " (/")+1:]
	after, _, _ := strings.Cut(next, " ")
	after = strings.TrimRightFunc(after, func(r rune) bool { return !unicode.IsLetter(r) })
	if !unicode.IsLower(first) || strings.ContainsAny(before, "-0123456789") || compounds[strings.ToLower(before)] || utf8.RuneCountInString(before) < 2 {
		return text, true
	}
	if slices.Contains([]string{"and", "or", "und", "oder", "et", "ou", "y", "e", "o", "en", "of"}, after) { // "Wirtschafts- und"
		return text, false
	}
	if w.known(before + "-" + after) {
		return text, true
	}
	return rest, true
}

// known reports whether a word stands whole somewhere.
func (w *writer) known(word string) bool {
	if w.words == nil {
		w.words = map[string]bool{}
		for _, rows := range w.pages {
			for _, r := range rows {
				for _, s := range r.segments {
					for field := range strings.FieldsSeq(s.text) {
						w.words[strings.ToLower(strings.TrimFunc(field, unicode.IsPunct))] = true
					}
				}
			}
		}
	}
	return w.words[strings.ToLower(word)]
}

// glyphs writes glyphs and marks their letters and links. text is what they
// read as: the same, but for a hyphen at the end.
func (w *writer) glyphs(glyphs []glyph, text string) {
	left := len(text)
	var m source.Mark
	start := w.Len()
	flush := func() {
		m.Start, m.End = start, w.Len()
		w.Mark(m)
		start = w.Len()
	}
	leading := true
	for _, g := range glyphs {
		piece := g.text
		if leading {
			piece = strings.TrimLeft(piece, " ")
			if piece == "" {
				continue
			}
			leading = false
		}
		if len(piece) > left {
			piece = piece[:left]
		}
		left -= len(piece)
		if g.bold != m.Bold || g.url != m.URL {
			flush()
			m.Bold, m.URL = g.bold, g.url
		}
		w.Write(piece)
	}
	flush()
}
