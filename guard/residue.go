package guard

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// Who rewords a text changes many of its places; who makes something up, as few
// as it takes. So in a small change nothing may be left over: each word that is
// gone and each that came must be accounted for by its form, a synonym, a number,
// a name or an idea of the tables that the other text has. What is left over asks.

// smallChange is up to how many places a change that says no more than the old
// text did is small enough for its deeds to be held one against the other.
const smallChange = 3

// unclearWithout is why words that are gone are asked about.
const unclearWithout = "rules cannot tell whether the CV claims more without this"

// checkResidue asks about what is left over of a small change to which nothing
// else objects.
func (c *claim) checkResidue() {
	if c.mode == Strict || c.old == nil || c.translated || c.foreign || len(c.beside) > 0 || len(c.findings) > 0 {
		return
	}
	switch {
	case c.field == skillText:
		c.checkSkillsOver()
	case c.field == claimText && !c.whole():
		c.checkTextOver()
	}
}

// checkTextOver asks about all words where one place was changed, and about deeds
// and things where a few were.
func (c *claim) checkTextOver() {
	in, places := c.inserted(), c.places()
	longer := in.more > in.gone
	if places > smallChange || longer && places == smallChange {
		return
	}
	if places < smallChange {
		c.checkNumbersOver()
	}
	came, gone := c.cameOver(), c.goneOver()
	if places > 1 {
		c.checkDeedsOver(came, gone, longer)
		return
	}
	if len(came) > 0 {
		c.review("unseen_words", "the CV says this of something else", c.new.texts(came)...)
	} else {
		c.askDropped(gone)
	}
}

// checkDeedsOver asks about a deed that came, in a text that grew only where one is
// gone for it, and about things that are gone from one that did not grow.
func (c *claim) checkDeedsOver(came, gone []int, longer bool) {
	if longer && !slices.ContainsFunc(gone, c.oldDeed) {
		return
	}
	if i := slices.IndexFunc(came, c.newDeed); i >= 0 {
		c.review("activity_changed", "the CV describes another activity", c.new.tokens[came[i]].text)
		return
	}
	things := slices.DeleteFunc(gone, func(i int) bool { return c.old.verbForm(i) || c.old.head(i) })
	if !longer && len(things) > len(came) {
		c.askDropped(things)
	}
}

// askDropped asks about words that are gone, but for items of a list: who names
// fewer claims less.
func (c *claim) askDropped(gone []int) {
	listed := func(i int) bool { return c.old.joins(i-1) || c.old.joins(i) }
	if slices.ContainsFunc(gone, func(i int) bool { return !listed(i) }) {
		c.review("words_dropped", unclearWithout, c.old.texts(gone)...)
	}
}

// checkSkillsOver asks about words of a list that is no choice of the old items, and
// about what an item that stays has lost.
func (c *claim) checkSkillsOver() {
	came := slices.DeleteFunc(c.cameOver(), func(i int) bool {
		letter := len(c.new.tokens[i].text) == 1 && i+1 < len(c.new.tokens) && c.new.tokens[i+1].hyphen // E-Akte
		return letter || slices.ContainsFunc(levelHits(c.new), func(h levelHit) bool { return c.new.tokens[h.at].item == c.new.tokens[i].item })
	})
	gone := slices.DeleteFunc(c.goneOver(), func(i int) bool { return c.old.levelled(i) || !c.itemStays(i) })
	if len(came) > 0 {
		c.review("unseen_words", "the CV does not use these words", c.new.texts(came)...)
	}
	if len(gone) > 0 {
		c.review("words_dropped", unclearWithout, c.old.texts(gone)...)
	}
}

// itemStays reports whether the new list has another word of the item that word i
// of the old one is in.
func (c *claim) itemStays(i int) bool {
	return slices.ContainsFunc(c.old.tokens, func(tok token) bool {
		return tok.item == c.old.tokens[i].item && !tok.stop && c.new.stems[tok.stem]
	})
}

// checkNumbersOver asks about numbers that are gone with none of the new text that
// says the same or follows from them; checkNumbers judges those that came.
func (c *claim) checkNumbersOver() {
	if c.derived || len(c.merged) > 0 {
		return
	}
	for _, o := range c.old.quantities {
		if o.value != 1 && !slices.ContainsFunc(c.new.quantities, func(q quantity) bool { return q.restated(o) }) {
			c.review("words_dropped", unclearWithout, c.old.words(o.first, o.last))
		}
	}
}

// restated reports whether q says what a number of the old text does, in another
// form or over another period.
func (q quantity) restated(o quantity) bool {
	same := (equalValue(q, o) || equalValue(o, q)) && (q.unit == o.unit || q.unit == "" || o.unit == "") || sameShare(q, o)
	raised := (q.bound == "atleast" || q.bound == "more") && o.bound == ""
	return same && !raised || converts(q, o) || rescales(q, o)
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

// cameOver are the words of the new text that nothing of the old one accounts for.
func (c *claim) cameOver() []int {
	var over []int
	for i, tok := range c.new.tokens {
		switch {
		case tok.stop, tok.number, c.respelled[i] && (c.field == skillText || !c.new.mentioned(i) || c.statedHere(i)), generic(c.new, i), c.inPair(i, i+1), c.new.measured(i), c.factSays(i, i+1):
		case c.old.stems[tok.stem], c.old.stems[tok.fold], c.old.hasKin(tok), c.synonymInAnchor(i), c.derivedWord(i), c.glossed(i), c.smaller(i), c.partOfExpansion(i), tok.ident && expands(c.old.tokens, tok.text), c.old.helpsOnly() && c.new.light(i):
		case c.new.told(i, c.old), c.replaces(tok, c.old, c.new):
		default:
			over = append(over, i)
		}
	}
	return over
}

// statedHere reports whether word i names a skill that the old text states under
// any of its names, or by a narrower one.
func (c *claim) statedHere(i int) bool {
	return slices.ContainsFunc(c.new.mentions, func(m lexicon.Mention) bool {
		start, end := c.span(m)
		return start <= i && i < end && slices.ContainsFunc(c.old.mentions, func(o lexicon.Mention) bool { return c.guard.lex.Supports(o.Entry, m.Entry) })
	})
}

// goneOver are the words of the old text that nothing of the new one accounts for.
func (c *claim) goneOver() []int {
	var over []int
	for i, tok := range c.old.tokens {
		switch {
		case tok.stop, tok.number, generic(c.old, i), c.old.measured(i) && !c.timeGone(i):
		case c.new.stems[tok.stem], c.new.hasKin(tok), c.conceptKept(i), c.inAcronym(c.old, i, c.new), tok.ident && expands(c.new.tokens, tok.text), c.skillKept(i), c.new.contains(tok):
		case c.old.told(i, c.new), c.old.light(i), c.replaces(tok, c.new, c.old):
		default:
			over = append(over, i)
		}
	}
	return over
}

// timeGone reports whether word i says when or how often something was done, and
// the new text says neither.
func (c *claim) timeGone(i int) bool {
	return len(c.new.hits[periods]) == 0 && !c.derived && !slices.ContainsFunc(c.new.quantities, func(q quantity) bool { return q.period != "" }) && slices.ContainsFunc(c.old.hits[periods], func(h hit) bool { return h.holds(i) })
}

// contains reports whether a compound of t has the word for a part, or is a part of
// the word.
func (t *text) contains(tok token) bool {
	return (t.lang == "de" || t.lang == "nl") && len(tok.stem) >= 4 && slices.ContainsFunc(t.tokens, func(other token) bool {
		return strings.Contains(other.fold, tok.stem) || len(other.stem) >= 4 && !other.stop && strings.Contains(tok.fold, other.stem)
	})
}

// measured reports whether word i belongs to a number, its unit, bound or period,
// which checkNumbers judges.
func (t *text) measured(i int) bool {
	if _, unit := units()[t.tokens[i].text]; unit || t.counted(i) {
		return true
	}
	return slices.ContainsFunc([]table{periods, bounds, numberWords}, func(in table) bool {
		return slices.ContainsFunc(t.hits[in], func(h hit) bool { return h.holds(i) })
	})
}

// told reports whether the idea of word i, an activity or a limit, stands in
// other as well, or is a change of level, which other checks judge.
func (t *text) told(i int, other *text) bool {
	return slices.ContainsFunc([]table{verbs, limits}, func(in table) bool {
		return slices.ContainsFunc(t.hits[in], func(h hit) bool {
			return h.holds(i) && (other.has(h.concept) && !broad[h.class] || in == limits && other.hasClass(limits, h.class) || in == verbs && improves(h) && other.hasLevels())
		})
	})
}

// broad activities are told by words that mean different things: who records
// complaints does not answer them.
var broad = map[string]bool{"report": true, "check": true, "install": true, "deliver": true, "create": true}

// light reports whether word i says only that something was done, attended or helped
// with, which checkHelping judges.
func (t *text) light(i int) bool {
	return slices.ContainsFunc(t.hits[verbs], func(h hit) bool {
		return h.holds(i) && (h.rank <= 1 || h.class == "perform" || h.class == "attend")
	})
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
