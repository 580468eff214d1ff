package lexicon

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Mention is a skill that a text names. text[Start:End] == Form.
type Mention struct {
	Entry *Entry
	Start int // byte offset
	End   int // byte offset behind
	Form  string
}

// contextReach is how far, in bytes, another skill may stand from an ambiguous
// word and still be its context. Offers without line breaks make long lines.
const contextReach = 100

// Find lists the skills that text names, in order and without overlap; the
// longest spelling wins. lang is the ISO 639-1 code of the text: spellings of
// other languages are left out, names and aliases always count. With an empty
// lang the spellings of all languages count.
func (l *Lexicon) Find(text, lang string) []Mention {
	w := words.Get().(*wordList)
	defer w.put()
	tokens := l.tokenize(text, searched(lang), w)
	var found []candidate
	for i := 0; i < len(tokens); {
		hit, ok := l.longest(text, tokens, i, lang)
		if !ok {
			i++
			continue
		}
		found = append(found, hit)
		i = hit.last + 1
	}
	return settle(text, tokens, found)
}

// searched lists the places in languages whose spellings count for a text in
// lang.
func searched(lang string) []int {
	if lang == "" {
		return allLanguages
	}
	if i := slices.Index(languages, lang); i > 0 {
		return []int{0, i}
	}
	return allLanguages[:1]
}

var allLanguages = []int{0, 1, 2, 3, 4, 5, 6}

// wordList is room for the words of a text, to be used again.
type wordList struct {
	tokens []token
	stems  []uint32
	folded []byte
}

var words = sync.Pool{New: func() any { return new(wordList) }}

// put makes the list free to be used again, unless a long text has made it large.
func (w *wordList) put() {
	const most = 4096
	if cap(w.tokens) <= most {
		words.Put(w)
	}
}

// tokenize reads the words of a text into a list, which is as long as it is not
// used again.
func (l *Lexicon) tokenize(text string, langs []int, room *wordList) []token {
	tokens, stems, buf := room.tokens[:0], room.stems[:0], room.folded
	defer func() { room.tokens, room.stems, room.folded = tokens, stems, buf }()
	scan(text, func(start, end int, symbol, hyphenated bool, line int32) {
		buf = fold(buf[:0], text[start:end])
		t := token{start: start, end: end, symbol: symbol, hyphenated: hyphenated, line: line}
		t.exact = l.trie.words[string(buf)]
		if !symbol {
			from := len(stems)
			for _, lang := range langs {
				if id := l.trie.stems[lang][string(stem(buf, languages[lang]))]; id != 0 {
					stems = append(stems, id)
				}
			}
			t.stems = stems[from:len(stems):len(stems)]
		}
		tokens = append(tokens, t)
	})
	return tokens
}

// candidate is a spelling found over tokens[first..last] that still has to
// pass its context rules.
type candidate struct {
	*spelling
	first, last int
}

// longest returns the longest spelling that starts at tokens[i] and stands in
// the right case and within word limits.
func (l *Lexicon) longest(text string, tokens []token, i int, lang string) (best candidate, ok bool) {
	if tokens[i].exact == 0 && len(tokens[i].stems) == 0 {
		return best, false
	}
	best.last = -1
	bestRank := -1
	var walk func(node uint32, at int)
	walk = func(node uint32, at int) {
		for s := range l.trie.at(node) {
			r := rank(text, tokens, i, at-1, s, lang)
			if (at-1 > best.last || at-1 == best.last && r > bestRank) && fits(text, tokens, i, at-1, s) {
				best, bestRank = candidate{spelling: s, first: i, last: at - 1}, r
			}
		}
		if at == len(tokens) || at > i && tokens[at].line != tokens[i].line {
			return
		}
		if next := l.trie.step(node, tokens[at].exact); next != 0 {
			walk(next, at+1)
		}
		for _, id := range tokens[at].stems {
			if next := l.trie.step(node, id); next != 0 {
				walk(next, at+1)
			}
		}
	}
	walk(0, i)
	return best, best.last >= 0
}

// rank tells which of two spellings of one length is meant: the one that
// stands there uninflected, then the one of the text's own language.
func rank(text string, tokens []token, first, last int, s *spelling, lang string) int {
	r := 0
	if strings.EqualFold(text[tokens[first].start:tokens[last].end], s.text) {
		r += 2
	}
	if s.lang == lang {
		r++
	}
	return r
}

// fits checks what is certain without context: case, glue and word limits.
func fits(text string, tokens []token, first, last int, s *spelling) bool {
	start, end := tokens[first].start, tokens[last].end
	if s.mark&exactCase != 0 {
		if form := text[start:end]; form != s.text && (len(s.text) < 4 || form != strings.ToUpper(s.text)) {
			return false
		}
	}
	if end < len(text) && (text[end] == '+' || text[end] == '#' && end+1 < len(text) && !isWord(rune(text[end+1]))) {
		if end+1 == len(text) || !isWord(rune(text[end+1])) {
			return false // C in C++, F in F#; but Java in Java+Kotlin stands
		}
	}
	if start > 0 {
		before := text[start-1]
		if tokens[first].symbol && before < utf8.RuneSelf && isWord(rune(before)) {
			return false // .NET in example.net
		}
		if before == '.' && start > 1 && isWord(rune(text[start-2])) && !tokens[first].symbol && s.mark != 0 {
			return false
		}
	}
	if s.short() && (glued(text, start-1) || glued(text, end)) {
		return false // C in C-level, R in R&D
	}
	return gapsFit(text, tokens, first, last)
}

// glued reports whether the byte at i joins a one-letter name to a neighbour.
func glued(text string, i int) bool {
	return i >= 0 && i < len(text) && strings.IndexByte("-&'.", text[i]) >= 0 &&
		i+1 < len(text) && isWord(rune(text[i+1])) && i > 0 && text[i-1] != ' '
}

// gapsFit reports whether only spaces, hyphens and the like stand between the
// tokens: a comma or a bracket ends a name.
func gapsFit(text string, tokens []token, first, last int) bool {
	for i := first; i < last; i++ {
		gap := text[tokens[i].end:tokens[i+1].start]
		if len(gap) > 4 || strings.ContainsAny(gap, ",;:()[]|•·\"!?—–") {
			return false
		}
	}
	return true
}

// settle drops the candidates whose context rules do not hold.
func settle(text string, tokens []token, found []candidate) []Mention {
	var mentions []Mention
	for i, c := range found {
		if (c.mark != 0 || c.first == c.last) && !allowed(text, tokens, c) {
			continue
		}
		if c.mark&needsContext != 0 && !hasContext(text, tokens, found, i) {
			continue
		}
		start, end := tokens[c.first].start, tokens[c.last].end
		mentions = append(mentions, Mention{Entry: c.entry, Start: start, End: end, Form: text[start:end]})
	}
	return mentions
}

func allowed(text string, tokens []token, c candidate) bool {
	rules, line := &c.entry.Rules, tokens[c.first].line
	if wordIn(text, tokens, c.first-1, line, rules.Prev) {
		return true // "in Go for" is the language, whatever follows
	}
	return !wordIn(text, tokens, c.first-1, line, rules.NotPrev) &&
		!wordIn(text, tokens, c.last+1, line, rules.NotNext)
}

func hasContext(text string, tokens []token, found []candidate, i int) bool {
	c := found[i]
	line := tokens[c.first].line
	rules := &c.entry.Rules
	if wordIn(text, tokens, c.first-1, line, rules.Prev) || wordIn(text, tokens, c.last+1, line, rules.Next) {
		return true
	}
	if (c.first == 0 || tokens[c.first-1].line != line) && (c.last+1 == len(tokens) || tokens[c.last+1].line != line) {
		return true // a line of its own
	}
	return inCompany(tokens, found, i) || inList(text, tokens, found, i) || len(rules.Near) > 0 && near(text, tokens, c)
}

// inCompany reports whether an unambiguous technical skill stands close by.
func inCompany(tokens []token, found []candidate, i int) bool {
	if !found[i].entry.Kind.technical() {
		return false
	}
	at, line := tokens[found[i].first].start, tokens[found[i].first].line
	company := func(other candidate) (yes, goOn bool) {
		t := tokens[other.first]
		if t.line != line || t.start > at+contextReach || t.start < at-contextReach {
			return false, false
		}
		return other.entry != found[i].entry && other.mark&needsContext == 0 && other.entry.Kind.technical(), true
	}
	for j := i - 1; j >= 0; j-- {
		if yes, goOn := company(found[j]); yes {
			return true
		} else if !goOn {
			break
		}
	}
	for j := i + 1; j < len(found); j++ {
		if yes, goOn := company(found[j]); yes {
			return true
		} else if !goOn {
			break
		}
	}
	return false
}

// inList reports whether another technical spelling in its exact case stands
// directly beside it, parted by a comma or the like: "Go, Rust".
func inList(text string, tokens []token, found []candidate, i int) bool {
	beside := func(a, b candidate) bool {
		gap := strings.Trim(text[tokens[a.last].end:tokens[b.first].start], " \t*_`")
		return a.entry.Kind.technical() && b.entry.Kind.technical() && a.entry != b.entry &&
			len(gap) > 0 && len(gap) <= 3 && strings.Trim(gap, ",;/|•·") == "" && a.mark&b.mark&exactCase != 0
	}
	return i > 0 && beside(found[i-1], found[i]) || i+1 < len(found) && beside(found[i], found[i+1])
}

func near(text string, tokens []token, c candidate) bool {
	line := tokens[c.first].line
	for i := c.first - 1; i >= 0 && tokens[i].line == line && tokens[i].start > tokens[c.first].start-contextReach; i-- {
		if wordIn(text, tokens, i, line, c.entry.Rules.Near) {
			return true
		}
	}
	for i := c.last + 1; i < len(tokens) && tokens[i].line == line && tokens[i].start < tokens[c.last].end+contextReach; i++ {
		if wordIn(text, tokens, i, line, c.entry.Rules.Near) {
			return true
		}
	}
	return false
}

// wordIn reports whether tokens[i] stands on line and is one of words.
func wordIn(text string, tokens []token, i int, line int32, words []string) bool {
	if len(words) == 0 || i < 0 || i >= len(tokens) || tokens[i].line != line {
		return false
	}
	return slices.Contains(words, Fold(text[tokens[i].start:tokens[i].end]))
}
