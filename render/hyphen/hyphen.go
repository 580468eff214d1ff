// Package hyphen finds the places where a word may be divided, by Liang's
// algorithm with the TeX patterns of each language. The patterns are walked in
// the bytes that are compiled in; nothing is loaded or built at run time.
//
// The languages and the least number of letters on either side are those of
// hypher, which Typst uses, so that lines break where RenderCV breaks them.
package hyphen

import (
	"embed"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed patterns/*.trie
var patterns embed.FS

// Patterns are the hyphenation patterns of one language. They never change.
type Patterns struct {
	trie        trie
	left, right int // least number of letters before and after a break
}

// bounds holds the languages with patterns and their least number of letters.
var bounds = map[string][2]int{
	"da": {2, 2}, "de": {2, 2}, "en": {2, 3}, "es": {2, 2}, "fr": {2, 2}, "hu": {2, 2},
	"it": {2, 2}, "nl": {2, 2}, "no": {2, 2}, "pt": {2, 3}, "ru": {2, 2}, "tr": {2, 2},
}

// For returns the patterns of a language (ISO 639-1), or nil when there are
// none; nil patterns divide no word.
func For(language string) *Patterns {
	language, _, _ = strings.Cut(strings.ToLower(language), "-")
	if language == "nb" || language == "nn" {
		language = "no"
	}
	limits, known := bounds[language]
	if !known {
		return nil
	}
	data, err := patterns.ReadFile("patterns/" + language + ".trie")
	if err != nil {
		return nil
	}
	return &Patterns{trie: data, left: limits[0], right: limits[1]}
}

// Breaks returns the byte offsets at which word may be divided, in rising
// order. Word should be letters only.
func (p *Patterns) Breaks(word string) []int {
	if p == nil {
		return nil
	}
	first, last, ok := p.window(word)
	if !ok {
		return nil
	}
	dotted := dot(word)
	levels := make([]byte, len(dotted)+1)
	for start := range dotted {
		if utf8.RuneStart(dotted[start]) {
			p.trie.match(dotted[start:], levels[start:])
		}
	}
	var breaks []int
	for offset := first; offset <= last; offset++ {
		if levels[offset+1]%2 == 1 { // one further for the leading dot
			breaks = append(breaks, offset)
		}
	}
	return breaks
}

// window returns the first and last offset that leave enough letters.
func (p *Patterns) window(word string) (first, last int, ok bool) {
	for range p.left {
		_, size := utf8.DecodeRuneInString(word[first:])
		first += size
	}
	last = len(word)
	for range p.right {
		_, size := utf8.DecodeLastRuneInString(word[:last])
		last -= size
	}
	return first, last, first <= last && first > 0 && last < len(word)
}

// dot lowers the word's letters, unless that changes their length, and puts a
// dot on either side, which the patterns use for the word's edges.
func dot(word string) []byte {
	dotted := make([]byte, 0, len(word)+2)
	dotted = append(dotted, '.')
	for i, letter := range word {
		lower := unicode.ToLower(letter)
		if letter == utf8.RuneError || utf8.RuneLen(lower) != utf8.RuneLen(letter) {
			_, size := utf8.DecodeRuneInString(word[i:])
			dotted = append(dotted, word[i:i+size]...)
			continue
		}
		dotted = utf8.AppendRune(dotted, lower)
	}
	return append(dotted, '.')
}
