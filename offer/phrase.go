package offer

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
)

// The phrase book holds what offers say in so many words: headings, labels and
// cues, one file per language under phrases/. A file is a list of sections
//
//	[heading.must]
//	requirements
//	what you * need
//
// with one phrase a line. A word that ends in * matches every word with that
// beginning; a lone * matches any one word. Phrases are folded like text, so
// case, accents and hyphens do not matter. Lines with # are comments.
//
//go:embed phrases/*.txt
var phraseFiles embed.FS

// phrase is one line of the book.
type phrase struct {
	kind  string
	words []string
}

// hit is a phrase found in a text: the tokens [first, last) of a document.
type hit struct {
	kind        string
	first, last int
}

// book finds phrases. The longest phrase that starts at a word wins, and words
// inside it start no other phrase of the same family (the part of the kind
// before the dot), so "hours per week" hides the "per week" in it.
type book struct {
	exact  map[string][]phrase // by first word
	prefix map[string][]phrase // by the first three letters of a first word with *
}

// taught lists the languages that have a file.
var taught = []string{"en", "de", "fr", "es", "it", "pt", "nl"}

// bookFor returns the book to read a text of the given language with: English
// phrases and the language's own, and the headings and labels of all. It is
// made when a text of the language is first read.
func bookFor(lang string) *book {
	if !slices.Contains(taught, lang) {
		lang = "en"
	}
	return booksByLanguage[lang]()
}

var booksByLanguage = perLanguage(func(lang string) *book {
	b := newBook()
	for _, from := range append([]string{"any"}, taught...) {
		for _, p := range phrasesOf[from]() {
			if from == lang || from == "en" || from == "any" || shared(p) {
				b.add(p)
			}
		}
	}
	b.sort()
	return b
})

// ownBook returns a language's phrases alone.
func ownBook(lang string) *book { return ownBooks[lang]() }

var ownBooks = perLanguage(func(lang string) *book {
	b := newBook()
	for _, p := range phrasesOf[lang]() {
		b.add(p)
	}
	b.sort()
	return b
})

var phrasesOf = perLanguage(func(lang string) []phrase { return readPhrases(path.Join("phrases", lang+".txt")) })

// perLanguage makes one value for each language, each when first asked for.
func perLanguage[T any](make func(lang string) T) map[string]func() T {
	values := map[string]func() T{}
	for _, lang := range append([]string{"any"}, taught...) {
		values[lang] = sync.OnceValue(func() T { return make(lang) })
	}
	return values
}

func newBook() *book { return &book{exact: map[string][]phrase{}, prefix: map[string][]phrase{}} }

// shared reports whether a phrase is read in texts of every language: offers
// mix the language of their headings with that of their text.
func shared(p phrase) bool {
	family, _, _ := strings.Cut(p.kind, ".")
	return family == "heading" || family == "label" || family == "instruct" || family == "boilerplate"
}

func readPhrases(name string) []phrase {
	raw, err := phraseFiles.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("phrase book: %v", err)) // embedded: a missing file is a build error
	}
	var phrases []phrase
	kind := ""
	for line := range strings.Lines(string(raw)) {
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, "["); ok {
			kind = strings.TrimSuffix(rest, "]")
			continue
		}
		if line == "" {
			continue
		}
		phrases = append(phrases, phrase{kind, phraseWords(line)})
	}
	return phrases
}

// phraseWords splits a line of the book like a text, keeping each word's star.
func phraseWords(line string) []string {
	var words []string
	for _, field := range strings.Fields(line) {
		if field == "*" {
			words = append(words, "*")
			continue
		}
		star := strings.HasSuffix(field, "*")
		tokens := tokenize(field)
		for i, t := range tokens {
			if star && i == len(tokens)-1 {
				t.fold += "*"
			}
			words = append(words, t.fold)
		}
	}
	return words
}

func (b *book) add(p phrase) {
	first := p.words[0]
	if stem, ok := strings.CutSuffix(first, "*"); ok {
		if len(stem) < 3 {
			panic("phrase book: a first word with * needs three letters: " + strings.Join(p.words, " "))
		}
		b.prefix[stem[:3]] = append(b.prefix[stem[:3]], p)
		return
	}
	b.exact[first] = append(b.exact[first], p)
}

func (b *book) sort() {
	longest := func(x, y phrase) int {
		if len(x.words) != len(y.words) {
			return len(y.words) - len(x.words)
		}
		return strings.Compare(x.kind+" "+strings.Join(x.words, " "), y.kind+" "+strings.Join(y.words, " "))
	}
	for _, m := range []map[string][]phrase{b.exact, b.prefix} {
		for _, phrases := range m {
			slices.SortFunc(phrases, longest)
		}
	}
}

// find returns the phrases in tokens, in order of their first word.
func (b *book) find(tokens []token) []hit {
	var hits []hit
	covered := map[string]int{} // family ─► first token not covered yet
	for i, t := range tokens {
		hits = b.at(tokens, i, b.exact[t.fold], covered, hits)
		if len(t.fold) >= 3 {
			hits = b.at(tokens, i, b.prefix[t.fold[:3]], covered, hits)
		}
	}
	return hits
}

func (b *book) at(tokens []token, i int, phrases []phrase, covered map[string]int, hits []hit) []hit {
	for _, p := range phrases {
		family, _, _ := strings.Cut(p.kind, ".")
		if i < covered[family] || !p.matches(tokens[i:]) {
			continue
		}
		last := i + len(p.words)
		covered[family] = last
		hits = append(hits, hit{p.kind, i, last})
	}
	return hits
}

func (p phrase) matches(tokens []token) bool {
	if len(tokens) < len(p.words) {
		return false
	}
	for i, word := range p.words {
		stem, star := strings.CutSuffix(word, "*")
		if star && strings.HasPrefix(tokens[i].fold, stem) {
			continue
		}
		if star || tokens[i].fold != word {
			return false
		}
	}
	return true
}
