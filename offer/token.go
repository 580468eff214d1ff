package offer

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// token is one word of a text: a run of letters and digits. Fold is the word
// in lower case without diacritics ("Führerschein" → "fuhrerschein"), the form
// in which the phrase book is written and compared.
type token struct {
	fold       string
	start, end int
}

// tokenize splits text into words. Every other character separates, so
// "on-site" and "on site" are the same two tokens.
func tokenize(text string) []token {
	return appendWords(make([]token, 0, len(text)/6+1), text, 0, len(text))
}

// appendWords appends the words of text[from:to].
func appendWords(tokens []token, text string, from, to int) []token {
	for start, end := range wordsOf(text[from:to]) {
		start, end = from+start, from+end
		folded := lexicon.Fold(text[start:end])
		if folded == "" { // a letter that only marks the one before, as Japanese has
			folded = text[start:end]
		}
		tokens = append(tokens, token{folded, start, end})
	}
	return tokens
}

// wordsOf yields where the words of a text start and end.
func wordsOf(text string) iter.Seq2[int, int] {
	return func(yield func(start, end int) bool) {
		for i := 0; i < len(text); {
			r, size := utf8.DecodeRuneInString(text[i:])
			if !wordRune(r) {
				i += size
				continue
			}
			end := lexicon.WordEnd(text, i+size, func(r rune) bool { return wordRune(r) || unicode.Is(unicode.Mn, r) })
			if !yield(i, end) {
				return
			}
			i = end
		}
	}
}

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// wordSet makes a set of folded words.
func wordSet(list string) map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		words[word] = true
	}
	return words
}
