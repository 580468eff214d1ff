package offer

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"iter"
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

// phrase is one line of the book. There are thousands, so it is kept small.
type phrase struct {
	kind string
	text string // its folded words, parted by blanks
	n    int32  // how many words
	own  int32  // how much of kind names its family: what stands before the dot
}

func (p phrase) first() string {
	first, _, _ := strings.Cut(p.text, " ")
	return first
}

// second is what its second word begins with; 0: it has none.
func (p phrase) second() byte {
	if p.n == 1 {
		return 0
	}
	return p.text[len(p.first())+1]
}

// hit is a phrase found in a text: the tokens [first, last) of a document.
type hit struct {
	kind        string
	first, last int
}

// holds reports whether a word is one of its own.
func (h hit) holds(word int) bool { return h.first <= word && word < h.last }

// book finds phrases. The longest phrase that starts at a word wins, and words
// inside it start no other phrase of the same family (the part of the kind
// before the dot), so "hours per week" hides the "per week" in it.
type book struct {
	exact  map[string]alike // by first word
	prefix map[string]alike // by the first three letters of a first word with *
}

// alike are phrases that begin alike, the longest first. Most of them are told
// from a text by what their second words begin with.
type alike struct {
	phrases []phrase
	second  []byte // of each phrase: what its second word begins with; 0: it has none
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
		kinds := shared
		if from == lang || from == "en" || from == "any" {
			kinds = allKinds
		}
		for p := range phrases(from, kinds) {
			b.add(p)
		}
	}
	b.sort()
	return b
})

// ownBook returns a language's phrases alone.
func ownBook(lang string) *book { return ownBooks[lang]() }

var ownBooks = perLanguage(func(lang string) *book {
	b := newBook()
	for p := range phrases(lang, allKinds) {
		b.add(p)
	}
	b.sort()
	return b
})

// perLanguage makes one value for each language, each when first asked for.
func perLanguage[T any](make func(lang string) T) map[string]func() T {
	values := map[string]func() T{}
	for _, lang := range append([]string{"any"}, taught...) {
		values[lang] = sync.OnceValue(func() T { return make(lang) })
	}
	return values
}

func newBook() *book {
	return &book{exact: make(map[string]alike, 2048), prefix: map[string]alike{}}
}

func allKinds(string) bool { return true }

// shared reports whether phrases of a kind are read in texts of every language:
// offers mix the language of their headings with that of their text.
func shared(kind string) bool {
	family, _, _ := strings.Cut(kind, ".")
	return family == "heading" || family == "label" || family == "instruct" || family == "boilerplate"
}

// phrases reads those of a language's file whose kind is wanted. The file is
// read anew each time: few of its lines go into a book that stays.
func phrases(lang string, wanted func(kind string) bool) iter.Seq[phrase] {
	raw, err := phraseFiles.ReadFile(path.Join("phrases", lang+".txt"))
	if err != nil {
		panic(fmt.Sprintf("phrase book: %v", err)) // embedded: a missing file is a build error
	}
	return parsePhrases(raw, wanted)
}

func parsePhrases(raw []byte, wanted func(kind string) bool) iter.Seq[phrase] {
	return func(yield func(phrase) bool) {
		kind := ""
		for line := range bytes.Lines(raw) {
			line, _, _ = bytes.Cut(line, []byte("#"))
			line = bytes.TrimSpace(line)
			switch rest, ok := bytes.CutPrefix(line, []byte("[")); {
			case ok:
				kind = string(bytes.TrimSuffix(rest, []byte("]")))
			case len(line) > 0 && wanted(kind):
				if !yield(newPhrase(kind, string(line))) {
					return
				}
			}
		}
	}
}

// newPhrase splits a line of the book like a text, keeping each word's star.
func newPhrase(kind, line string) phrase {
	if folded(line) {
		return phrase{kind: kind, text: line, n: int32(strings.Count(line, " ")) + 1}
	}
	p := phrase{kind: kind}
	var text strings.Builder
	add := func(word string) {
		if p.n++; p.n > 1 {
			text.WriteByte(' ')
		}
		text.WriteString(word)
	}
	for field := range strings.FieldsSeq(line) {
		if field == "*" {
			add("*")
			continue
		}
		star := strings.HasSuffix(field, "*")
		tokens := tokenize(field)
		for i, t := range tokens {
			if star && i == len(tokens)-1 {
				t.fold += "*"
			}
			add(t.fold)
		}
	}
	p.text = strings.Clone(text.String())
	return p
}

// folded reports whether a line of the book stands there as it is kept, as most
// do: words of lower-case letters with a blank between them, and their stars.
func folded(line string) bool {
	for i := range len(line) {
		switch c := line[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		case c == ' ':
			if line[i+1] == ' ' { // a line is trimmed
				return false
			}
		case c == '*':
			if i+1 < len(line) && line[i+1] != ' ' {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func (b *book) add(p phrase) {
	family, _, _ := strings.Cut(p.kind, ".")
	p.own = int32(len(family))
	first, list := p.first(), b.exact
	if stem, ok := strings.CutSuffix(first, "*"); ok {
		if len(stem) < 3 {
			panic("phrase book: a first word with * needs three letters: " + p.text)
		}
		first, list = stem[:3], b.prefix
	}
	list[first] = alike{phrases: append(list[first].phrases, p)}
}

func (b *book) sort() {
	longest := func(x, y phrase) int {
		return cmp.Or(int(y.n-x.n), strings.Compare(x.kind, y.kind), strings.Compare(x.text, y.text))
	}
	var second []byte
	for _, list := range []map[string]alike{b.exact, b.prefix} {
		for first, a := range list {
			slices.SortFunc(a.phrases, longest)
			from := len(second)
			for _, p := range a.phrases {
				second = append(second, p.second())
			}
			a.second = second[from:]
			list[first] = a
		}
	}
}

// find returns the phrases in tokens, in order of their first word.
func (b *book) find(tokens []token) []hit { return b.findInto(nil, tokens) }

// findInto is find with room for the phrases.
func (b *book) findInto(hits []hit, tokens []token) []hit {
	for i, t := range tokens {
		if list, ok := b.exact[t.fold]; ok {
			hits = b.at(tokens, i, list, hits)
		}
		if len(t.fold) < 3 {
			continue
		}
		if list, ok := b.prefix[t.fold[:3]]; ok {
			hits = b.at(tokens, i, list, hits)
		}
	}
	return hits
}

func (b *book) at(tokens []token, i int, list alike, hits []hit) []hit {
	var next byte // what the word behind begins with
	if i+1 < len(tokens) {
		next = tokens[i+1].fold[0]
	}
	for j, second := range list.second {
		if second != next && second != 0 && second != '*' {
			continue
		}
		if p := &list.phrases[j]; p.matches(tokens[i:]) && !covers(hits, p.kind[:p.own], i) {
			hits = append(hits, hit{p.kind, i, i + int(p.n)})
		}
	}
	return hits
}

// covers reports whether word i is part of the last phrase found of a family.
func covers(hits []hit, family string, i int) bool {
	for j := len(hits) - 1; j >= 0; j-- {
		if rest, ok := strings.CutPrefix(hits[j].kind, family); ok && (rest == "" || rest[0] == '.') {
			return i < hits[j].last
		}
	}
	return false
}

func (p *phrase) matches(tokens []token) bool {
	if len(tokens) < int(p.n) {
		return false
	}
	rest := p.text
	for _, t := range tokens[:p.n] {
		same := 0
		for same < len(rest) && same < len(t.fold) && rest[same] == t.fold[same] {
			same++
		}
		switch {
		case same == len(rest) && same == len(t.fold):
			return true // the last word
		case same == len(rest):
			return false
		case rest[same] == '*':
			same++
		case same < len(t.fold) || rest[same] != ' ':
			return false
		}
		rest = strings.TrimPrefix(rest[same:], " ")
	}
	return true
}

// lists are the words of the phrase files, up to their stars.
var lists = perLanguage(func(lang string) map[string]bool {
	raw, _ := phraseFiles.ReadFile(path.Join("phrases", lang+".txt")) // phrases would have panicked
	list := make(map[string]bool, len(raw)/16)
	for word := range strings.FieldsSeq(string(raw)) {
		word, _, _ = strings.Cut(word, "*")
		list[word] = true
	}
	return list
})

// listed reports whether a folded word stands in the phrases of a language, for
// itself or within one.
func listed(lang, word string) bool { return lists[lang]()[word] }
