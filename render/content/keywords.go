package content

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
	"github.com/bespoke-cv/bespoke/render/markup"
)

// keywords are set in bold wherever they stand as whole words; the longest
// comes first.
type keywords []string

func (b *builder) boldKeywords(n *yamltree.Node) keywords {
	var words keywords
	items, paths := list(n, "/settings/bold_keywords")
	for i, item := range items {
		if word := b.text(item, paths[i]).Text; word != "" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	slices.SortFunc(words, func(a, b string) int { return utf8.RuneCountInString(b) - utf8.RuneCountInString(a) })
	return words
}

func (b *builder) bold(s markup.Source) markup.Source { return b.out.keywords.bold(s) }

// bold puts ** around the keywords in s, except in the addresses of links.
func (k keywords) bold(s markup.Source) markup.Source {
	if len(k) == 0 || !slices.ContainsFunc(k, func(word string) bool { return strings.Contains(s.Text, word) }) {
		return s
	}
	var out markup.Builder
	from := 0
	for i := 0; i < len(s.Text); {
		if strings.HasPrefix(s.Text[i:], "](") {
			if end := strings.IndexByte(s.Text[i:], ')'); end > 0 {
				i += end
				continue
			}
		}
		if word := k.at(s.Text, i); word != "" {
			out.Write(s.Slice(from, i))
			out.WriteString("**")
			out.Write(s.Slice(i, i+len(word)))
			out.WriteString("**")
			i += len(word)
			from = i
			continue
		}
		_, size := utf8.DecodeRuneInString(s.Text[i:])
		i += size
	}
	out.Write(s.Slice(from, len(s.Text)))
	return out.Source()
}

// at is the keyword that stands at i as a whole word, or "".
func (k keywords) at(text string, i int) string {
	for _, word := range k {
		if strings.HasPrefix(text[i:], word) && boundary(text, i) && boundary(text, i+len(word)) {
			return word
		}
	}
	return ""
}

// boundary reports whether a word begins or ends at i.
func boundary(text string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, _ := utf8.DecodeRuneInString(text[i:])
	return isWord(before) != isWord(after)
}
