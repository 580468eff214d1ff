package guard

import "slices"

// promoted reports whether a small change makes what the old text did to a part
// of something a deed to the whole: who set up tables for weddings ran none, and
// who kept a log of faults repaired none. The first verb and the thing right
// behind it are gone, and a thing further back stands behind another verb.
func (c *claim) promoted() (word string, ok bool) {
	if c.old == nil || c.translated || c.foreign || c.whole() || c.field != claimText || len(c.beside) > 0 || c.places() > promotedPlaces {
		return "", false
	}
	verb, thing := c.old.firstDeed()
	deed, next := c.new.firstDeed()
	if deed < 0 || !c.new.verbForm(deed) && !nominal(c.new.tokens[deed].fold, c.new.lang) {
		return "", false
	}
	if thing < 0 || next < 0 || c.keptInNew(verb) || c.keptInNew(thing) {
		return "", false
	}
	is := c.new.tokens[deed]
	if had := c.old.tokens[thing]; kin(is, had) || sharesNear(is, had, c.new.lang) || sharesNear(c.new.tokens[next], had, c.new.lang) {
		return "", false // carried out maintenance of pumps, maintained pumps
	}
	if slices.ContainsFunc(c.new.hits[verbs], func(h hit) bool {
		return h.holds(deed) && (h.rank <= 1 || c.old.has(h.concept))
	}) {
		return "", false
	}
	back := slices.IndexFunc(c.old.tokens, func(o token) bool { return o.stem == c.new.tokens[next].stem })
	if back <= thing || !slices.ContainsFunc(c.old.tokens[thing:back], func(o token) bool { return o.stop }) {
		return "", false
	}
	return is.text, true
}

// promotedPlaces is in how many places a text may be changed for that.
const promotedPlaces = 2

// firstDeed is the first content word of a text and the next one of its item, -1
// where there is none.
func (t *text) firstDeed() (verb, thing int) {
	verb = -1
	for i, tok := range t.tokens {
		if tok.stop || tok.number || t.counted(i) {
			continue
		}
		if verb < 0 {
			verb = i
			continue
		}
		if tok.item != t.tokens[verb].item {
			return verb, -1
		}
		return verb, i
	}
	return verb, -1
}

// keptInNew reports whether word i of the old text stands in the new one in some
// form.
func (c *claim) keptInNew(i int) bool {
	tok := c.old.tokens[i]
	return c.new.stems[tok.stem] || c.new.hasKin(tok) || c.conceptKept(i)
}

// checkCeiling: orders of up to £200 are smaller than orders.
func (c *claim) checkCeiling() {
	if c.translated || c.field != claimText {
		return
	}
	for _, q := range c.old.quantities {
		if money(q.unit) && (q.bound == "upto" || q.bound == "less") && !slices.ContainsFunc(c.new.quantities, func(o quantity) bool { return o.unit == q.unit }) && c.keptButFor(q.first, q.last) {
			c.review("limit_dropped", "without this the CV claims more", c.old.words(q.first, q.last))
		}
	}
}
