package guard

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// The word tables: one idea a line, its spellings in seven languages. They are
// embedded, read once and never change.
//
//go:embed data/*.psv
var data embed.FS

// table is one of them.
type table int

const (
	verbs table = iota
	limits
	inflators
	levels
	credentials
	claims
	words
	numberWords
	bounds
	periods
	tableCount
)

// String is the name of the table's file.
func (t table) String() string {
	return [tableCount]string{"verbs", "limits", "inflators", "levels", "credentials", "claims", "words", "numbers", "bounds", "periods"}[t]
}

// concept is one line of a table.
type concept struct {
	table table
	class string // family, kind or value: the part of the first column before ":"
	rank  int    // the number behind ":", where there is one
	hard  bool   // the class is refused rather than reviewed
	id    int
}

// phrase is one spelling of a concept as a sequence of stems.
type phrase struct {
	concept *concept
	stems   []string
	folds   []string
	exact   bool // compare the very form, not the stem
	strict  bool // stems agree and the forms differ by an ending only
}

// book is what the tables say in one language. Stemming thousands of words
// takes time, and a CV has one language or two, so each is read when a text
// asks for it.
type book struct {
	phrases map[string][]phrase // first stem ─► phrases of all tables, longest first
	kin     map[string]*concept // family ─► the activity that its words name
	endings []phrase            // one-word spellings long enough to end a German or Dutch compound
	tails   map[string][]int    // the last letters of an ending, of its stem and as it stands ─► its places in endings
}

// line is a concept with its spellings, a column for each language.
type line struct {
	*concept
	columns []string
}

// lines of all tables, in order.
var lines = sync.OnceValue(func() []line {
	var list []line
	for table := range tableCount {
		for _, text := range readLines(table.String()) {
			columns := strings.Split(text, "|")
			c := &concept{table: table, id: len(list), hard: true}
			if table != words {
				c.parseClass(columns[0])
				columns = columns[1:]
			}
			if len(columns) != len(languages()) {
				panic(fmt.Sprintf("guard/data/%v.psv: %q has %d language columns", table, text, len(columns)))
			}
			list = append(list, line{c, columns})
		}
	}
	return list
})

// forms calls add with every spelling of a column; "=" asks for the very form.
func (l line) forms(column int, add func(form string, exact bool)) {
	for form := range strings.SplitSeq(l.columns[column], ",") {
		if form, exact := strings.CutPrefix(strings.TrimSpace(form), "="); form != "" {
			add(form, exact)
		}
	}
}

// books by language; a language without tables has an empty one.
var books = func() map[string]func() *book {
	set := map[string]func() *book{}
	for i, lang := range languages() {
		set[lang] = sync.OnceValue(func() *book { return readBook(i, lang) })
	}
	return set
}()

func bookOf(lang string) *book {
	if read, ok := books[lang]; ok {
		return read()
	}
	return &book{}
}

func readBook(column int, lang string) *book {
	b := &book{phrases: make(map[string][]phrase, 2048), kin: map[string]*concept{}}
	known := make(map[string]*word, 2048) // phrases share half of their words
	read := func(text, lang string) *word {
		w, ok := known[text]
		if !ok {
			w = readWord(text, lang)
			known[text] = w
		}
		return w
	}
	for _, l := range lines() {
		l.forms(column, func(form string, exact bool) { b.add(l.concept, lang, form, exact, read) })
	}
	for _, list := range b.phrases {
		slices.SortStableFunc(list, func(a, b phrase) int { return len(b.stems) - len(a.stems) })
	}
	return b
}

// class is a class of a table.
type class struct {
	table table
	name  string
}

// classes have each the first of their concepts.
var classes = sync.OnceValue(func() map[class]*concept {
	first := map[class]*concept{}
	for _, l := range lines() {
		if of := (class{l.table, l.class}); first[of] == nil {
			first[of] = l.concept
		}
	}
	return first
})

// conceptOf is a concept of a class of a table, or nil.
func conceptOf(in table, name string) *concept { return classes()[class{in, name}] }

func (c *concept) parseClass(column string) {
	class, rest, found := strings.Cut(column, ":")
	c.class = class
	if found {
		c.hard = rest != "soft"
		c.rank, _ = strconv.Atoi(rest)
	}
}

func readLines(name string) []string {
	text, err := data.ReadFile("data/" + name + ".psv")
	if err != nil {
		panic(err) // embedded: the build would have failed
	}
	var lines []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "# ") {
			lines = append(lines, line)
		}
	}
	return lines
}

func (b *book) add(c *concept, lang, form string, exact bool, read func(text, lang string) *word) {
	p := phrase{concept: c, exact: exact, strict: c.table != verbs && c.table != words}
	tokens := tokenizeWith(form, lang, read)
	if len(tokens) == 0 {
		return
	}
	p.folds = make([]string, len(tokens))
	for i, t := range tokens {
		p.folds[i] = t.fold
	}
	if p.stems = p.folds; !exact {
		p.stems = make([]string, len(tokens))
		for i, t := range tokens {
			p.stems[i] = t.stem
		}
	}
	if len(p.stems) == 1 && len(p.folds[0]) >= 6 && (lang == "de" || lang == "nl") {
		b.addEnding(p)
	}
	if len(p.stems) == 1 && c.table == verbs && c.rank <= 3 && !exact {
		if name := family(read(form, lang), lang); len(name) >= 4 && b.kin[name] == nil {
			b.kin[name] = c
		}
	}
	b.phrases[p.stems[0]] = append(b.phrases[p.stems[0]], p)
}

// tail is how many bytes of a word tell which endings it may have; those that
// count are longer.
const tail = 4

func (b *book) addEnding(p phrase) {
	if b.tails == nil {
		b.tails = map[string][]int{}
	}
	at, stem, fold := len(b.endings), tailOf(p.stems[0]), tailOf(p.folds[0])
	b.tails[stem] = append(b.tails[stem], at)
	if fold != stem {
		b.tails[fold] = append(b.tails[fold], at)
	}
	b.endings = append(b.endings, p)
}

func tailOf(form string) string { return form[max(0, len(form)-tail):] }

// endingsOf are the endings that a word may have, in order.
func (b *book) endingsOf(w *word) []int {
	stem, fold := tailOf(w.stem), tailOf(w.fold)
	if stem == fold {
		return b.tails[stem]
	}
	both := slices.Concat(b.tails[stem], b.tails[fold])
	slices.Sort(both)
	return slices.Compact(both)
}

// vocabulary tells languages apart: the one-word spellings of the tables and
// the function words, folded ─► a bit for each language that has the word.
var vocabulary = sync.OnceValue(func() map[string]uint8 {
	set := make(map[string]uint8, 12<<10)
	for i := range languages() {
		for _, l := range lines() {
			l.forms(i, func(form string, _ bool) {
				if !strings.ContainsAny(form, " -'") {
					set[lexicon.Fold(form)] |= 1 << i
				}
			})
		}
		for word := range functionWords()[languages()[i]] {
			set[word] |= 1 << i
		}
	}
	return set
})

// hit is a concept found in a text: tokens[start:end] spell it.
type hit struct {
	*concept
	start, end int
	part       bool // only the end of a compound names it
}

// holds reports whether a token is one of the hit's.
func (h hit) holds(i int) bool { return h.start <= i && i < h.end }

// find lists the concepts of each table that tokens name, longest spelling
// first. A word may name several concepts.
func (b *book) find(lang string, tokens []token) (hits [tableCount][]hit) {
	var covered [tableCount]int // where the longest phrase so far ends
	for i := range tokens {
		var length [tableCount]int
		for n, candidate := range [2]string{tokens[i].stem, tokens[i].fold} {
			if n == 1 && tokens[i].stem == tokens[i].fold {
				break
			}
			for _, p := range b.phrases[candidate] {
				table := p.concept.table
				if tokens[i].ident && len(p.stems) == 1 && (table == bounds || table == periods || table == limits || table == verbs) && !tokens[i].number {
					continue // AB is no ab
				}
				if p.exact != (n == 1) && tokens[i].stem != tokens[i].fold {
					continue
				}
				if len(p.stems) == 1 && tokens[i].stop && p.folds[0] != tokens[i].fold {
					continue // met is no form of meten
				}
				if len(p.stems) < length[table] || len(p.stems) == 1 && i < covered[table] || !p.matches(tokens[i:], lang) {
					continue
				}
				if h := (hit{concept: p.concept, start: i, end: i + len(p.stems)}); !slices.Contains(hits[table], h) {
					hits[table] = append(hits[table], h)
				}
				length[table] = max(length[table], len(p.stems))
			}
		}
		for table, length := range length {
			if length > 1 {
				covered[table] = max(covered[table], i+length)
			}
		}
	}
	return hits
}

func (p phrase) matches(tokens []token, lang string) bool {
	if len(tokens) < len(p.stems) {
		return false
	}
	for i, want := range p.stems {
		have := tokens[i].stem
		if p.exact {
			have = tokens[i].fold
		}
		if have != want || i > 0 && tokens[i].clause != tokens[0].clause || !p.exact && !p.fits(i, tokens[i].fold, lang) {
			return false
		}
	}
	return true
}

// fits reports whether a form of word i's stem is a form of the word: the ending
// of number or gender, or of an English verb.
func (p phrase) fits(i int, form, lang string) bool {
	switch {
	case p.strict:
		return inflected(p.folds[i], form, lang)
	case p.concept.table == verbs && lang == "en":
		return p.folds[i] == form || verbBase(p.folds[i]) == verbBase(form)
	}
	return true
}

// verbBase cuts the endings of an English verb: cuts, cutting and cut. Nouns
// and adjectives of the same stem, such as accountable, keep theirs.
func verbBase(form string) string {
	for _, end := range []string{"ying", "ied", "ies", "ing", "ed", "es", "s", "e", "y"} {
		if rest, ok := strings.CutSuffix(form, end); ok && len(rest) >= 2 {
			form = rest
			break
		}
	}
	if n := len(form); n > 3 && form[n-1] == form[n-2] {
		form = form[:n-1]
	}
	return strings.TrimSuffix(form, "e")
}

// endings of number, gender and case. Two forms of one stem that differ in
// more, such as act and acting, are two words.
var endings = map[string][]string{
	"en": {"", "s", "es"},
	"de": {"", "e", "n", "en", "er", "es", "em", "s", "in", "innen"},
	"fr": {"", "s", "e", "es", "x", "le", "les", "ne", "nes", "aux", "al", "ale"},
	"es": {"", "s", "es", "a", "o", "as", "os"},
	"it": {"", "a", "o", "e", "i"},
	"pt": {"", "s", "es", "a", "o", "as", "os", "is", "l"},
	"nl": {"", "e", "n", "en", "s"},
}

func inflected(a, b, lang string) bool {
	if len(a) <= 3 || len(b) <= 3 {
		return a == b
	}
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	for cut := n; cut >= max(1, n-2); cut-- {
		if slices.Contains(endings[lang], a[cut:]) && slices.Contains(endings[lang], b[cut:]) {
			return true
		}
	}
	return a == b
}

// functionWords are the words that carry no claim, per language.
var functionWords = sync.OnceValue(func() map[string]map[string]bool {
	set := map[string]map[string]bool{"": {}}
	for _, line := range readLines("function") {
		lang, list, _ := strings.Cut(line, "|")
		set[lang] = map[string]bool{}
		for word := range strings.SplitSeq(list, ",") {
			set[lang][lexicon.Fold(word)] = true
		}
	}
	return set
})
