package guard

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// expansion finds the words whose initials spell the acronym's letters, with
// or without the function words between them.
func expansion(tokens []token, acronym string) (start, end int, ok bool) {
	letters := acronymLetters(acronym)
	if len(letters) < 2 {
		return 0, 0, false
	}
	return expansionOf(tokens, letters, lexicon.Fold(acronym))
}

// expansionOf is expansion of an acronym by its letters and its folded form.
func expansionOf(tokens []token, letters []rune, acronym string) (start, end int, ok bool) {
	for i := range tokens {
		if n := spell(tokens[i:], letters, acronym); n > 0 && tokens[i].depth == tokens[i+n-1].depth {
			return i, i + n, true
		}
	}
	return 0, 0, false
}

// spell counts the tokens whose initials spell the letters; a function word
// may give one (hardware-in-the-loop, HIL) or not.
func spell(tokens []token, letters []rune, acronym string) int {
	if len(letters) == 0 || len(tokens) == 0 || tokens[0].ident && tokens[0].fold == acronym {
		return 0
	}
	if tokens[0].ident {
		if short := acronymLetters(tokens[0].text); len(short) > 1 && len(short) < len(letters) && slices.Equal(short, letters[:len(short)]) {
			if n := skipSpell(tokens[1:], letters[len(short):], acronym); n > 0 {
				return n + 1 // HM Revenue & Customs, HMRC
			}
		}
	}
	if first, _ := utf8.DecodeRuneInString(tokens[0].fold); first == letters[0] {
		if len(letters) == 1 {
			if tokens[0].stop {
				return 0 // Security+ and spells no CySA
			}
			return 1
		}
		if n := skipSpell(tokens[1:], letters[1:], acronym); n > 0 {
			return n + 1
		}
	}
	return 0
}

// skipSpell is spell behind a first word, where function words may be skipped.
func skipSpell(tokens []token, letters []rune, acronym string) int {
	if n := spell(tokens, letters, acronym); n > 0 {
		return n
	}
	if len(tokens) > 0 && (tokens[0].stop || tokens[0].hyphen && len(tokens[0].fold) <= 3) {
		if n := skipSpell(tokens[1:], letters, acronym); n > 0 {
			return n + 1
		}
	}
	return 0
}

// acronymLetters are the letters of an acronym in lower case; digits and a
// plural s fall away.
func acronymLetters(acronym string) []rune {
	var list []rune
	lower := false
	for _, r := range acronym {
		if unicode.IsUpper(r) {
			list = append(list, unicode.ToLower(r))
		} else if unicode.IsLower(r) && r != 's' {
			lower = true
		}
	}
	if len(list) < 2 || lower && len(list) < 3 { // LiDAR has its initials in capitals, GitLab is a name
		return nil
	}
	return []rune(lexicon.Fold(string(list)))
}

// expands reports whether the initials of consecutive words spell the acronym.
func expands(tokens []token, acronym string) bool {
	_, _, ok := expansion(tokens, acronym)
	return ok
}

// expandsAcronym reports whether token i of the new value is the acronym of
// words that the old value has.
func expandsAcronym(tokens []token, i int, old *text) bool {
	start, end, ok := expansion(tokens, tokens[i].text)
	if !ok {
		return false
	}
	for _, tok := range tokens[start:end] {
		if !tok.stop && !old.stems[tok.stem] {
			return false
		}
	}
	return true
}

// expandsAcronymInScope: the token is the acronym of words of the scope, or of
// words right beside it that the scope has.
func expandsAcronymInScope(c *claim, i int) bool {
	tok := c.new.tokens[i]
	if start, end, ok := expansion(c.new.tokens, tok.text); ok {
		for k := start; k < end; k++ {
			if !c.new.tokens[k].stop && !c.known(k) {
				return false
			}
		}
		return true
	}
	letters := acronymLetters(tok.text)
	return len(letters) > 1 && slices.ContainsFunc(c.scope, func(s *source) bool {
		_, _, ok := expansionOf(s.tokens, letters, tok.fold)
		return ok
	})
}

// inAcronym reports whether word i of from is part of words whose acronym to
// has.
func (c *claim) inAcronym(from *text, i int, to *text) bool {
	for _, tok := range to.tokens {
		if tok.ident {
			if start, end, ok := expansion(from.tokens, tok.text); ok && i >= start && i < end {
				return true
			}
		}
	}
	return false
}

// explainExpansions accounts for the words that spell out an acronym of the
// old text.
func (c *claim) explainExpansions() {
	if c.old == nil {
		return
	}
	for _, tok := range c.old.tokens {
		if tok.ident {
			if start, end, ok := expansion(c.new.tokens, tok.text); ok {
				c.explain(start, end)
			}
		}
	}
}

// partOfExpansion: the word is part of what an acronym of the scope stands for.
func (c *claim) partOfExpansion(i int) bool {
	for k, tok := range c.new.tokens {
		if !tok.ident || !c.known(k) {
			continue
		}
		if k == i+1 && tok.depth > c.new.tokens[i].depth && spellsCompound(c.new.tokens[i].fold, tok.text) {
			return true
		}
		if start, end, ok := expansion(c.new.tokens, tok.text); ok && i >= start && i < end {
			c.explain(start, end)
			return true
		}
	}
	for _, s := range c.scope {
		for _, tok := range s.tokens {
			if tok.ident {
				if start, end, ok := expansion(c.new.tokens, tok.text); ok && i >= start && i < end {
					c.explain(start, end)
					return true
				}
			}
		}
	}
	return false
}

func initials(tokens []token) string {
	var s strings.Builder
	for _, tok := range tokens {
		r, _ := utf8.DecodeRuneInString(tok.fold)
		s.WriteRune(r)
	}
	return s.String()
}
