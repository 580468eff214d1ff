package guard

import (
	"slices"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// Who rewords a text changes many of its places; who makes something up, as few
// as it takes. So in a small change nothing may be left over: each word that is
// gone and each that came must be accounted for by its form, a synonym, a number,
// a name or an idea of the tables that the other text has. What is left over asks.

// smallChange is up to how many places a change that says no more than the old
// text did is small enough for its deeds to be held one against the other.
const smallChange = 3

// checkResidue asks about what is left over of a small change to which nothing
// else objects.
func (c *claim) checkResidue() {
	if c.mode == Strict || c.old == nil || c.field != claimText || c.whole() || c.translated || c.foreign || len(c.beside) > 0 || len(c.findings) > 0 {
		return
	}
	in, places := c.inserted(), c.places()
	longer := in.more > in.gone
	if places > smallChange || longer && places == smallChange {
		return
	}
	came, gone := c.cameOver(), c.goneOver()
	switch {
	case places > 1 && longer && !slices.ContainsFunc(gone, c.oldDeed):
	case places > 1:
		if i := slices.IndexFunc(came, c.newDeed); i >= 0 {
			c.review("activity_changed", "the CV describes another activity", c.new.tokens[came[i]].text)
		}
	case len(came) > 0:
		c.review("unseen_words", "the CV says this of something else", c.new.texts(came)...)
	case len(gone) > 0 && !c.old.coordinates(gone):
		c.review("words_dropped", "rules cannot tell whether the CV claims more without this", c.old.texts(gone)...)
	}
}

// texts are the words of t at the given places.
func (t *text) texts(at []int) []string {
	list := make([]string, len(at))
	for i, k := range at {
		list[i] = t.tokens[k].text
	}
	return list
}

// newDeed reports whether word i of the new text says what is done.
func (c *claim) newDeed(i int) bool {
	if !c.new.verbForm(i) && !(c.new.head(i) && nominal(c.new.tokens[i].fold, c.new.lang)) {
		return false
	}
	return !c.standsIn(i) && (c.new.head(i) || c.new.joins(i-1))
}

// oldDeed reports whether word i of the old text begins what it says was done.
func (c *claim) oldDeed(i int) bool { return c.old.head(i) && c.old.verbForm(i) }

// coordinates reports whether all that is gone are items of a list: who names
// fewer claims less.
func (t *text) coordinates(gone []int) bool {
	for _, i := range gone {
		if !t.joins(i-1) && !t.joins(i) {
			return false
		}
	}
	return true
}

// cameOver are the words of the new text that nothing of the old one accounts for.
func (c *claim) cameOver() []int {
	var over []int
	for i, tok := range c.new.tokens {
		switch {
		case tok.stop, tok.number, c.respelled[i], generic(c.new, i), c.inPair(i, i+1), c.new.measured(i), c.factSays(i, i+1):
		case c.old.stems[tok.stem], c.old.stems[tok.fold], c.old.hasKin(tok), c.synonymInAnchor(i), c.derivedWord(i), c.glossed(i), c.smaller(i), c.partOfExpansion(i), c.oldHelps() && c.new.light(i):
		case c.new.told(i, c.old), c.replaces(tok, c.old, c.new):
		default:
			over = append(over, i)
		}
	}
	return over
}

// goneOver are the words of the old text that nothing of the new one accounts for.
func (c *claim) goneOver() []int {
	var over []int
	for i, tok := range c.old.tokens {
		switch {
		case tok.stop, tok.number, generic(c.old, i), c.old.measured(i):
		case c.new.stems[tok.stem], c.new.hasKin(tok), c.new.ends(tok), c.conceptKept(i), c.inAcronym(c.old, i, c.new), c.skillKept(i):
		case c.old.told(i, c.new), c.old.light(i), c.replaces(tok, c.new, c.old):
		default:
			over = append(over, i)
		}
	}
	return over
}

// measured reports whether word i belongs to a number, its unit, bound or period,
// which checkNumbers judges.
func (t *text) measured(i int) bool {
	if _, unit := units()[t.tokens[i].text]; unit || t.counted(i) {
		return true
	}
	return slices.ContainsFunc([]table{periods, bounds, numberWords}, func(in table) bool {
		return slices.ContainsFunc(t.hits[in], func(h hit) bool { return h.start <= i && i < h.end })
	})
}

// told reports whether the idea of word i, an activity or a limit, stands in
// other as well, or is a change of level, which other checks judge.
func (t *text) told(i int, other *text) bool {
	return slices.ContainsFunc([]table{verbs, limits}, func(in table) bool {
		return slices.ContainsFunc(t.hits[in], func(h hit) bool {
			return h.start <= i && i < h.end && (other.has(h.concept) || in == limits && other.hasClass(limits, h.class) || in == verbs && improves(h) && other.hasLevels())
		})
	})
}

// light reports whether word i says only that something was done, or helped with,
// which checkHelping judges.
func (t *text) light(i int) bool {
	return slices.ContainsFunc(t.hits[verbs], func(h hit) bool { return h.start <= i && i < h.end && (h.rank <= 1 || h.class == "perform") })
}

// hasLevels reports whether two numbers of t say from where to where.
func (t *text) hasLevels() bool {
	return slices.ContainsFunc(t.quantities, func(q quantity) bool { return q.role != "" })
}

// replaces reports whether near.psv has tok and a word of to that from lacks.
func (c *claim) replaces(tok token, to, from *text) bool {
	return slices.ContainsFunc(to.tokens, func(o token) bool {
		return !o.stop && !o.number && !from.stems[o.stem] && sharesNear(tok, o, c.new.lang)
	})
}

// skillKept reports whether word i names a skill that the new text has under any
// of its names.
func (c *claim) skillKept(i int) bool {
	return slices.ContainsFunc(c.old.mentions, func(m lexicon.Mention) bool {
		start, end := tokenAt(c.old, m.Start), tokenAt(c.old, m.End-1)+1
		return start <= i && i < end && slices.ContainsFunc(c.new.mentions, func(n lexicon.Mention) bool { return n.Entry == m.Entry })
	})
}
