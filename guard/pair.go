package guard

import (
	"slices"
	"strings"
	"unicode"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// pair is a short form and its words, one in brackets right behind the other:
// 80 words per minute (wpm), FiBu (Finanzbuchhaltung).
type pair struct {
	long, short span
}

// span is a stretch of tokens, end exclusive.
type span struct{ start, end int }

// pairs lists the brackets of t that shorten, or spell out, what stands before.
func (t *text) pairs() []pair {
	var list []pair
	for i := 1; i < len(t.tokens); i++ {
		if t.tokens[i].depth <= t.tokens[i-1].depth {
			continue
		}
		inside := span{i, i + 1}
		for inside.end < len(t.tokens) && t.tokens[inside.end].depth >= t.tokens[i].depth {
			inside.end++
		}
		if short := t.shortForm(inside); short != "" {
			if start := t.spelledBefore(i, short); start >= 0 {
				list = append(list, pair{span{start, i}, inside})
				continue
			}
		}
		if tail := (span{inside.end - 1, inside.end}); tail.start > inside.start && t.tokens[tail.start].ident {
			if start := t.spelledBefore(i, t.shortForm(tail)); start >= 0 && t.shortForm(tail) != "" {
				list = append(list, pair{span{start, i}, tail}) // A2 Certificate of Competency (A2 CofC)
				continue
			}
		}
		for start := i - 1; start >= max(0, i-3); start-- {
			before := span{start, i}
			if short := t.shortForm(before); short != "" && spells([]rune(short), t.tokens[inside.start:inside.end]) {
				list = append(list, pair{inside, before})
				break
			}
		}
	}
	return list
}

// shortForm is the letters and digits of a stretch without spaces that may be
// an acronym, in lower case, or "".
func (t *text) shortForm(s span) string {
	word := t.raw[t.tokens[s.start].start:t.tokens[s.end-1].end]
	if len(word) > 8 || strings.ContainsAny(word, " ,") {
		return ""
	}
	var short strings.Builder
	for _, r := range word {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			short.WriteRune(r)
		}
	}
	if short.Len() < 2 {
		return ""
	}
	return lexicon.Fold(short.String())
}

// spelledBefore is where the words that end at a token and spell a short form
// begin, or -1.
func (t *text) spelledBefore(end int, short string) int {
	for start := end - 1; start >= max(0, end-8); start-- {
		if t.tokens[start].clause != t.tokens[end-1].clause {
			return -1
		}
		if !t.tokens[start].stop && spells([]rune(short), t.tokens[start:end]) {
			return start
		}
	}
	return -1
}

// spells reports whether words spell out letters: each content word gives its
// first letter and perhaps more of it, in order; a function word gives one or
// none. A word before a number (niveau 1) may give none.
func spells(letters []rune, tokens []token) bool {
	content := 0
	for _, tok := range tokens {
		if !tok.stop && !tok.truncated {
			content++
		}
	}
	return spellsFrom(letters, tokens, content < len(letters))
}

func spellsFrom(letters []rune, tokens []token, inner bool) bool {
	if len(tokens) == 0 {
		return len(letters) == 0
	}
	tok := tokens[0]
	if tok.stop || tok.truncated || len(tokens) > 1 && tokens[1].number {
		if spellsFrom(letters, tokens[1:], inner) {
			return true
		}
	}
	word := []rune(tok.fold)
	if len(letters) == 0 || word[0] != letters[0] {
		return false
	}
	rest := letters[1:]
	if spellsFrom(rest, tokens[1:], inner) {
		return true
	}
	if !inner || len(word) < 3 {
		return false
	}
	for _, r := range word[1:] {
		if len(rest) > 0 && r == rest[0] {
			rest = rest[1:]
			if spellsFrom(rest, tokens[1:], inner) {
				return true
			}
		}
	}
	return false
}

// spelledIn finds the words of a text that spell a short form of two to five
// letters, such as BSc: its capitals are their initials.
func spelledIn(tokens []token, short string) (start, end int, ok bool) {
	if len(short) < 2 || len(short) > 5 {
		return 0, 0, false
	}
	capitals := 0
	for _, r := range short {
		if unicode.IsUpper(r) {
			capitals++
		}
	}
	letters := []rune(lexicon.Fold(short))
	for start := range tokens {
		content := 1
		for end := start + 2; end <= min(start+6, len(tokens)); end++ {
			if !tokens[end-1].stop {
				content++
			}
			if content == capitals && !tokens[start].stop && !tokens[end-1].stop && spells(letters, tokens[start:end]) {
				return start, end, true
			}
		}
	}
	return 0, 0, false
}

// explainPairs accounts for both sides of a pair when the evidence has one.
func (c *claim) explainPairs() {
	for _, p := range c.new.pairs() {
		if c.hasAll(p.long) || c.hasAll(p.short) {
			c.explain(p.long.start, p.long.end)
			c.explain(p.short.start, p.short.end)
			c.paired = append(c.paired, p.long, p.short)
		}
	}
}

// hasAll reports whether the scope has every content word of a stretch.
func (c *claim) hasAll(s span) bool {
	content := false
	for i := s.start; i < s.end; i++ {
		if c.new.tokens[i].stop {
			continue
		}
		if !c.known(i) && !(c.old != nil && c.inAcronym(c.new, i, c.old)) {
			return false
		}
		content = true
	}
	return content
}

// inPair reports whether a short form and its words, of which the evidence has
// one, cover tokens start to end.
func (c *claim) inPair(start, end int) bool {
	return slices.ContainsFunc(c.paired, func(s span) bool { return s.start <= start && end <= s.end })
}

// shortens reports whether word i abbreviates a German or Dutch compound that
// is gone: USt for Umsatzsteuer, HV for Handverkauf.
func (c *claim) shortens(i int) bool {
	tok := c.new.tokens[i]
	if c.old == nil || !tok.ident || len(tok.fold) > 5 || c.new.lang != "de" && c.new.lang != "nl" {
		return false
	}
	return slices.ContainsFunc(c.old.tokens, func(other token) bool {
		return !other.stop && !c.new.stems[other.stem] && len(other.fold) >= 8 && spells([]rune(tok.fold), []token{other})
	})
}
