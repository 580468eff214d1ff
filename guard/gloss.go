package guard

import (
	"slices"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// glossed reports whether word i belongs to a wider or plainer name that
// stands right before the CV's own name in brackets: a cloud data warehouse
// (BigQuery), fuse boards (consumer units). What it says is what the brackets
// say.
func (c *claim) glossed(i int) bool {
	tokens := c.new.tokens
	if c.old == nil || tokens[i].depth > 0 || c.named(i) && !c.spellsPart(i) {
		return false
	}
	open := i + 1
	for open < len(tokens) && tokens[open].depth == 0 {
		if tokens[open].item != tokens[i].item || open-i > 5 {
			return false
		}
		open++
	}
	inside, outside := 0, 0
	for k := open; k < len(tokens) && tokens[k].depth > 0; k++ {
		tok := tokens[k]
		if tok.stop {
			continue
		}
		if tok.number || !slices.ContainsFunc(c.anchors(), func(t *text) bool { return t.stems[tok.stem] || t.hasKin(tok) }) {
			return false
		}
		inside++
		if slices.ContainsFunc(c.anchors(), func(t *text) bool { return t.outside(tok) }) {
			outside++
		}
	}
	return inside > 0 && outside > 0 && (outside == inside || inside == 2)
}

// apposed reports whether a short form behind a plain word stands right before a
// name that the old text has, of which nothing is gone: outil de TAO Trados.
func (c *claim) apposed(i int) bool {
	tokens := c.new.tokens
	if c.old == nil || acronymLetters(tokens[i].text) == nil || i+1 >= len(tokens) || c.inserted().gone > 0 {
		return false
	}
	next, before := tokens[i+1], i-1
	for before > 0 && tokens[before].stop {
		before--
	}
	return before >= 0 && generic(c.new, before) && !next.stop && c.named(i+1) && c.old.stems[next.stem]
}

// spellsPart: Transfer of Undertakings (TUPE) spells out some of the letters.
func (c *claim) spellsPart(i int) bool {
	if c.new.tokens[i].ident {
		return false
	}
	initial := []rune(c.new.tokens[i].fold)[0]
	for _, tok := range c.new.tokens[i+1 : min(i+4, len(c.new.tokens))] {
		if tok.ident && tok.depth > 0 && slices.Contains(acronymLetters(tok.text), initial) {
			return true
		}
	}
	return false
}

// outside reports whether t has the word outside of brackets.
func (t *text) outside(tok token) bool {
	return slices.ContainsFunc(t.tokens, func(other token) bool {
		return other.depth == 0 && !other.stop && (other.stem == tok.stem || kin(other, tok))
	})
}

// named reports whether word i is, or is part of, a name that stands for
// itself: a product, an acronym, a tool of the lexicon.
func (c *claim) named(i int) bool {
	if tok := c.new.tokens[i]; tok.ident || tok.capital && !tok.first && c.new.lang != "de" {
		return true
	}
	return slices.ContainsFunc(c.new.mentions, func(m lexicon.Mention) bool {
		start, end := c.span(m)
		return start <= i && i < end && !wording(m.Entry.Kind)
	})
}
