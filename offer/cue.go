package offer

import "iter"

// Cue is a phrase found in a text: its kind in the phrase book, and the bytes
// text[Start:End] it stands at.
type Cue struct {
	Kind       string
	Start, End int
}

// Book finds the phrases of another list than the offers' in texts that are no
// offers, by the same rules.
type Book struct{ book *book }

// NewBook makes a book of the phrases in source, which is written as the files
// under phrases/ are, with those of the offers' book in the given languages
// whose kind is wanted.
func NewBook(source []byte, languages []string, wanted func(kind string) bool) *Book {
	b := newBook()
	add := func(list iter.Seq[phrase]) {
		for p := range list {
			b.add(p)
		}
	}
	add(parsePhrases(source, allKinds))
	for _, lang := range languages {
		add(phrases(lang, wanted))
	}
	b.sort()
	return &Book{b}
}

// Find gives the phrases in text in order of their first word. The longest that
// starts at a word wins, and words inside it start no other of its family (the
// part of the kind before the dot).
func (b *Book) Find(text string) []Cue {
	words := tokenize(text)
	var cues []Cue
	for _, h := range b.book.find(words) {
		cues = append(cues, Cue{h.kind, words[h.first].start, words[h.last-1].end})
	}
	return cues
}

// Language tells the language of a text as an ISO 639-1 code, empty when there
// is too little to tell.
func Language(text string) string { return detectLanguage(text) }

// Taught lists the languages that there are phrases of.
func Taught() []string { return append([]string(nil), taught...) }

// Words gives the words of a text in order, in lower case without diacritics.
func Words(text string) []string {
	tokens := tokenize(text)
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.fold
	}
	return words
}
