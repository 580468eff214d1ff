package guard

import (
	"slices"
	"strings"
)

// compound reports whether a German or Dutch compound consists of words that
// the scope has, alone or in other compounds, and of words that claim nothing:
// Fahrzeugannahme, where the CV has the Annahme of Kundenfahrzeugen.
func (c *claim) compound(tok token) bool {
	texts := c.anchors()
	for _, s := range c.scope {
		texts = append(slices.Clip(texts), s.text)
	}
	var pieces []string
	for _, t := range texts {
		for _, other := range t.tokens {
			if len(other.stem) >= 4 && !other.stop {
				pieces = append(pieces, other.stem)
			}
		}
	}
	if consists(tok.fold, pieces, 0) || c.inCompound(tok, pieces) {
		return true
	}
	for at := 4; at <= len(tok.fold)-4; at++ {
		if c.partKnown(tok.fold[:at], pieces) && c.partKnown(tok.fold[at:], pieces) {
			return true
		}
	}
	return slices.ContainsFunc(pieces, func(piece string) bool {
		// the scope has the compound, the text its part: Urlaub in Urlaubsvertretung
		return len(tok.fold) >= 5 && strings.HasPrefix(piece, tok.fold) || len(tok.stem) >= 4 && (strings.HasPrefix(piece, tok.stem) || strings.HasSuffix(piece, tok.stem))
	})
}

// partKnown reports whether part of a compound, with a joint or an ending, is a
// word that claims nothing or stands in the pieces.
func (c *claim) partKnown(part string, pieces []string) bool {
	for _, ending := range []string{"", "s", "n", "en", "es", "e", "er"} {
		bare, ok := strings.CutSuffix(part, ending)
		if !ok || len(bare) < 4 {
			continue
		}
		if genericWords()[c.new.lang][bare] || slices.ContainsFunc(pieces, func(piece string) bool {
			return len(bare) >= 7 && kinStems(piece, bare) || strings.HasPrefix(piece, bare) && len(piece) <= len(bare)+2 || strings.HasSuffix(piece, bare) && len(bare) >= 5 || strings.HasPrefix(piece, bare) && len(bare) >= 5
		}) {
			return true
		}
	}
	return false
}

// inCompound: a form of the last part of a compound: plant in Ritplanung. The
// prefix of a verb is no part: Durchführung has nothing of führen.
func (c *claim) inCompound(tok token, pieces []string) bool {
	if len(tok.family) < 4 || c.new.lang != "de" && c.new.lang != "nl" {
		return false
	}
	return slices.ContainsFunc(pieces, func(piece string) bool {
		at := strings.Index(piece, tok.family)
		if at >= 0 && strings.HasPrefix(piece[at+len(tok.family):], "er") {
			return false // a Teamleiter leads, somebody else does not
		}
		return at >= 3 && !slices.Contains(prefixes[c.new.lang], piece[:at])
	})
}

// consists splits a word into pieces with the usual joints and endings.
func consists(word string, pieces []string, depth int) bool {
	if depth > 0 {
		switch word {
		case "", "s", "n", "en", "es", "er", "e", "ung", "ungen", "er.", "in", "innen", "den":
			return true
		}
	}
	if depth > 3 {
		return false
	}
	for _, piece := range pieces {
		if rest, ok := strings.CutPrefix(word, piece); ok {
			if consists(rest, pieces, depth+1) {
				return true
			}
			for _, joint := range []string{"s", "n", "en", "es", "e", "er", "ungs", "ung"} {
				if after, ok := strings.CutPrefix(rest, joint); ok && len(after) > 3 && consists(after, pieces, depth+1) {
					return true
				}
			}
		}
	}
	return false
}

// ends reports whether a German or Dutch compound of t ends in the word.
func (t *text) ends(tok token) bool {
	return (t.lang == "de" || t.lang == "nl") && len(tok.stem) >= 4 && slices.ContainsFunc(t.tokens, func(other token) bool {
		return strings.HasSuffix(other.stem, tok.stem)
	})
}

// spellsCompound: Transportmanagementsystem (TMS).
func spellsCompound(word, acronym string) bool {
	letters := acronymLetters(acronym)
	if len(letters) < 2 || len(word) < 4*len(letters) || !strings.HasPrefix(word, string(letters[0])) {
		return false
	}
	for _, r := range letters {
		at := strings.IndexRune(word, r)
		if at < 0 {
			return false
		}
		word = word[at+1:]
	}
	return true
}

// compoundOf reports whether a German or Dutch word ends in another.
func (c *claim) compoundOf(word, last string) bool {
	return (c.new.lang == "de" || c.new.lang == "nl") && len(last) >= 4 && strings.HasSuffix(word, last)
}
