package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff/lcs"
)

// Span is a stretch of text that is marked as changed or not.
type Span struct {
	Text    string `json:"text"`
	Changed bool   `json:"changed,omitempty"`
}

// compare marks the words of before that are not in after, and the words of
// after that are not in before.
func compare(before, after string) (gone, come []Span) {
	a, b := tokens(before), tokens(after)
	var i, j int
	for _, change := range lcs.DiffLines(a, b) {
		gone = mark(gone, a[i:change.Start], a[change.Start:change.End])
		come = mark(come, b[j:change.ReplStart], b[change.ReplStart:change.ReplEnd])
		i, j = change.End, change.ReplEnd
	}
	return mark(gone, a[i:], nil), mark(come, b[j:], nil)
}

// mark appends what stayed and what changed. Changes with nothing but a space
// between them read as one.
func mark(spans []Span, same, changed []string) []Span {
	stayed := strings.Join(same, "")
	last := len(spans) - 1
	joins := last >= 0 && spans[last].Changed && len(changed) > 0 && strings.TrimSpace(stayed) == ""
	if stayed != "" && !joins {
		spans = append(spans, Span{Text: stayed})
	}
	switch text := strings.Join(changed, ""); {
	case text == "":
	case joins:
		spans[last].Text += stayed + text
	default:
		spans = append(spans, Span{Text: text, Changed: true})
	}
	return spans
}

// tokens cuts text into words, spaces and single signs. Joined they are the
// text again. Scripts without spaces are cut into letters.
func tokens(text string) []string {
	all := make([]string, 0, len(text)/2)
	start, before := 0, 0
	for i, r := range text {
		class := classOf(r)
		if i > 0 && (class != before || class == single) {
			all = append(all, text[start:i])
			start = i
		}
		before = class
	}
	if start < len(text) {
		all = append(all, text[start:])
	}
	return all
}

const (
	single = iota
	word
	space
)

func classOf(r rune) int {
	switch {
	case unicode.IsSpace(r):
		return space
	case r == utf8.RuneError, r > unicode.MaxLatin1 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
		return single
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
		return word
	}
	return single
}
