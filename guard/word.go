package guard

import (
	"slices"
	"strings"
	"sync"
)

// checkNames: a name, a product or an acronym that the scope does not have.
func checkNames(c *claim) {
	if c.foreign && c.old == nil {
		return
	}
	titled := titleCase(c.new)
	for i, tok := range c.new.tokens {
		if tok.number && tok.hyphen && i > 0 && c.new.tokens[i-1].ident && !c.known(i) && !c.explained[i] {
			c.reject("new_name", "the CV does not name this", c.new.words(i-1, i+1))
		}
		if c.commonOnly(i, titled) {
			c.review("new_name", "the CV has this word, but not as a name", tok.text)
		}
		if c.explained[i] || tok.stop || tok.number || c.known(i) || c.synonym(i) {
			continue
		}
		if _, isUnit := units()[tok.text]; isUnit {
			continue
		}
		if _, isLevel := cefr[tok.fold]; isLevel && c.field == skillText {
			continue // checkLevels
		}
		switch {
		case tok.ident:
			variant := i > 0 && c.new.tokens[i-1].ident && c.new.tokens[i-1].item == tok.item && c.field == skillText // CAN FD
			if !variant && expandsAcronymInScope(c, i) {
				c.explain(i, i+1)
				continue
			}
		case tok.capital && !tok.first && c.new.lang != "de" && !titled && !generic(c.new, i):
		default:
			continue
		}
		if c.partOfExpansion(i) || c.glossed(i) || c.inPair(i, i+1) || c.shortens(i) || c.translated && c.monthKept(i) {
			continue
		}
		if c.apposed(i) {
			c.review("new_name", "rules cannot tell whether this is what the name beside it is", tok.text)
			c.explain(i, i+1)
			continue
		}
		if c.translated && tok.ident {
			c.review("new_name", "rules cannot find this name in the CV", tok.text)
			continue
		}
		if slices.ContainsFunc(c.paired, func(s span) bool { return s.start == i+1 }) {
			c.review("new_name", "rules cannot tell whether this belongs to the name", tok.text) // Amazon Elastic Kubernetes Service (EKS)
			c.explain(i, i+1)
			continue
		}
		if !c.whole() && c.ev.says(tok.stem) {
			c.reject("name_moved", "this name belongs to another entry", tok.text)
		} else {
			c.reject("new_name", "the CV does not name this", tok.text)
		}
		c.explain(i, i+1)
	}
}

// commonOnly reports whether a name of the new text is only a common word in the
// CV: Windows, where it speaks of a window.
func (c *claim) commonOnly(i int, titled bool) bool {
	tok := c.new.tokens[i]
	if titled || c.explained[i] || tok.ident || tok.stop || !tok.capital || tok.first || c.new.lang == "de" || c.translated || c.field != claimText || !c.known(i) {
		return false
	}
	named := func(t *text) bool {
		return slices.ContainsFunc(t.tokens, func(o token) bool { return (o.stem == tok.stem || o.fold == tok.fold) && o.capital })
	}
	return !slices.ContainsFunc(c.anchors(), named) && !slices.ContainsFunc(c.scope, func(s *source) bool { return named(s.text) })
}

// titleCase: most words begin with a capital, so a capital says nothing.
func titleCase(t *text) bool {
	capitals, content := 0, 0
	for _, tok := range t.tokens {
		if tok.stop || tok.number || tok.ident {
			continue
		}
		content++
		if tok.capital {
			capitals++
		}
	}
	return content > 1 && capitals*4 >= content*3 && content-capitals <= 1
}

// known reports whether the scope has the word.
func (c *claim) known(i int) bool {
	tok := c.new.tokens[i]
	if c.old != nil && (c.old.stems[tok.stem] || c.old.stems[tok.fold]) {
		return true
	}
	if tok.ident && !tok.number { // CV, CVs
		other := tok.fold + "s"
		if bare, plural := strings.CutSuffix(tok.text, "s"); plural {
			other = strings.ToLower(bare)
		}
		if slices.ContainsFunc(c.scope, func(s *source) bool {
			return slices.ContainsFunc(s.tokens, func(o token) bool { return o.ident && o.fold == other })
		}) {
			return true
		}
	}
	return slices.ContainsFunc(c.scope, func(s *source) bool { return s.stems[tok.stem] || s.stems[tok.fold] })
}

// synonym reports whether the word names an idea that the scope has.
func (c *claim) synonym(i int) bool {
	return c.conceptIn(i, func(h hit) bool {
		if slices.ContainsFunc(c.anchors(), func(t *text) bool { return t.concepts[h.id] }) {
			return true
		}
		return slices.ContainsFunc(c.scope, func(s *source) bool { return s.concepts[h.id] })
	})
}

// standsFor reports whether the word is a synonym of one that is gone. A synonym
// beside the word itself says something more.
func (c *claim) standsFor(i int) bool {
	if !c.synonym(i) {
		return false
	}
	if c.old == nil || c.whole() || c.new.tokens[i].depth > 0 {
		return true
	}
	return !c.conceptIn(i, func(h hit) bool {
		beside := false
		for _, o := range c.old.hits[words] {
			if o.id != h.id {
				continue
			}
			for k := o.start; k < o.end; k++ {
				if !c.new.stems[c.old.tokens[k].stem] {
					return false
				}
			}
			beside = true
		}
		return beside
	})
}

func (c *claim) synonymInAnchor(i int) bool {
	return c.conceptIn(i, func(h hit) bool {
		return slices.ContainsFunc(c.anchors(), func(t *text) bool { return t.concepts[h.id] })
	})
}

func (c *claim) conceptIn(i int, has func(hit) bool) bool {
	for _, h := range c.new.hits[words] {
		if i >= h.start && i < h.end && has(h) {
			return true
		}
	}
	return false
}

var genericWords = sync.OnceValue(func() map[string]map[string]bool { return wordLists("generic") })

// generic: a word of every CV, such as experience.
func generic(t *text, i int) bool {
	return i >= 0 && i < len(t.tokens) && genericWords()[t.lang][t.tokens[i].fold]
}

// derivedWord reports whether the word is made of words of the scope: another
// form of one (selecting, selection), or a compound of some.
func (c *claim) derivedWord(i int) bool {
	tok := c.new.tokens[i]
	found := func(t *text) bool { return t.hasKin(tok) }
	if slices.ContainsFunc(c.anchors(), found) {
		return true
	}
	if c.whole() && slices.ContainsFunc(c.scope, func(s *source) bool { return found(s.text) }) {
		return true
	}
	if c.new.lang == "de" || c.new.lang == "nl" {
		return c.compound(tok)
	}
	return false
}
