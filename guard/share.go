package guard

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// checkShares: a part of something (a third of the suite) is not all of it.
func (c *claim) checkShares() {
	if c.old == nil || c.translated {
		return
	}
	c.checkPart()
	for _, have := range c.old.quantities {
		if have.ofWhich && len(have.after) > 0 && c.new.stems[have.after[0]] && !slices.ContainsFunc(c.new.quantities, func(q quantity) bool { return equalValue(q, have) }) {
			c.reject("limit_dropped", "the CV says this of a part only", c.old.words(have.first, have.last))
		}
		share := have.unit == "" && have.value < 1 || have.unit == "%" && have.value < 100
		if !share || have.role != "" || len(have.after) == 0 || !c.new.stems[have.after[0]] {
			continue
		}
		kept := slices.ContainsFunc(c.new.quantities, func(q quantity) bool {
			return q.unit == "%" || q.unit == "" && q.value < 1 || slices.ContainsFunc(c.old.quantities, func(whole quantity) bool { return c.derivesPart(q, have, whole) })
		})
		if !kept && !slices.ContainsFunc(c.new.hits[limits], func(h hit) bool { return h.class == "small" || h.class == "part" }) {
			c.reject("limit_dropped", "the CV says this of a part only", c.old.words(have.first, have.last))
		}
	}
}

// checkPart: 3 of 9 reports are not 9.
func (c *claim) checkPart() {
	has := func(want quantity) bool {
		return slices.ContainsFunc(c.new.quantities, func(q quantity) bool { return equalValue(q, want) })
	}
	for i := 1; i < len(c.old.quantities); i++ {
		part, whole := c.old.quantities[i-1], c.old.quantities[i]
		if whole.first != part.last+1 && !(whole.first == part.last+2 && whole.bound != "") || part.value >= whole.value || part.unit != "" || c.old.tokens[part.last].fold != partOf[c.old.lang] {
			continue
		}
		if has(whole) && !has(part) && !slices.ContainsFunc(c.new.quantities, func(q quantity) bool { return q.unit == "%" || q.value < 1 }) {
			c.reject("limit_dropped", "the CV says this of a part only", c.old.words(part.first, whole.last))
		}
	}
}

// partOf stands between a part and the whole, by language.
var partOf = map[string]string{"en": "of", "de": "von", "fr": "sur", "es": "de", "it": "su", "pt": "de", "nl": "van"}

// checkRepeats: 18 tests in two years are not 18 in each.
func (c *claim) checkRepeats() {
	if c.old == nil || c.whole() {
		return
	}
	count := func(t *text, q quantity) int {
		n := 0
		for _, other := range t.quantities {
			if close(other.value, q.value) && other.unit == q.unit && t.tokens[other.first].depth == 0 {
				n++
			}
		}
		return n
	}
	for _, q := range c.new.quantities {
		if n := count(c.new, q); n > 1 && n > count(c.old, q) {
			c.review("number_repeated", "the CV states this number once", c.new.words(q.first, q.last))
		}
	}
}

// checkEach: what is worth 18 million in all is not worth that each.
func (c *claim) checkEach() {
	if c.old == nil || c.translated {
		return
	}
	each := func(t *text) bool {
		return slices.ContainsFunc(t.tokens, func(tok token) bool { return distributive[tok.fold] })
	}
	if each(c.old) {
		return
	}
	for _, q := range c.new.quantities {
		for i := q.last; i < min(q.last+2, len(c.new.tokens)); i++ {
			if c.new.rated(i) {
				continue // each shift is a rate
			}
			if distributive[c.new.tokens[i].fold] && c.new.tokens[i].clause == q.clause && slices.ContainsFunc(c.old.quantities, func(o quantity) bool { return equalValue(o, q) && o.period == "" }) {
				c.review("number_role", "the CV does not say this of each", c.new.words(q.first, i+1))
			}
		}
	}
}

// rated reports whether word i begins what a rate is counted over.
func (t *text) rated(i int) bool {
	return slices.ContainsFunc(t.hits[periods], func(h hit) bool { return h.start == i })
}

// sameShare: a third and 33 %.
func sameShare(a, b quantity) bool {
	if a.unit == b.unit || a.unit != "%" && b.unit != "%" || a.unit+b.unit != "%" {
		return false
	}
	whole, part := a.value, b.value
	if b.unit == "%" {
		whole, part = b.value, a.value
	}
	return part < 1 && math.Abs(whole-100*part) < 1
}

// ofWhich begins a part of what was counted before.
var ofWhich = map[string]bool{"davon": true, "darunter": true, "dont": true, "waarvan": true, "which": true, "them": true, "cui": true, "cuales": true, "quais": true, "ellos": true, "ellas": true}

// oneIn reads 1 in 5, and one tenant in five, as a fifth.
func (q *quantity) oneIn(t *text) bool {
	for i := q.last; i < min(q.last+3, len(t.tokens)-1); i++ {
		switch t.tokens[i].fold {
		case "in", "von", "sur", "su", "op", "cada", "em", "out":
			if t.tokens[i].fold == "von" && i > q.last {
				return false // einer Vorgabe von 80
			}
			at := i + 1
			for at < len(t.tokens)-1 && outOf[t.tokens[at].fold] {
				at++
			}
			n, err := strconv.ParseFloat(t.tokens[at].text, 64)
			if err != nil {
				n, _, _ = numberWord(t, at)
			}
			if n < 2 || n > 100 {
				return false
			}
			q.value, q.last = 1/n, at+1
			return true
		}
	}
	return false
}

// outOf are the words between two numbers of a share: one out of every five.
var outOf = map[string]bool{"of": true, "every": true, "each": true, "cada": true}

// ofEvery: the five of one tenant in five, the quatre of une semaine sur quatre.
func (q *quantity) ofEvery(t *text) bool {
	if q.value < 2 || q.value > 100 || q.value != math.Trunc(q.value) || q.first < 2 {
		return false
	}
	switch t.tokens[q.first-1].fold {
	case "in", "von", "sur", "su", "op", "cada", "em":
	default:
		return false
	}
	reach := 6
	if t.tokens[q.first-1].fold == "von" {
		reach = 2 // einer von 80, and not einer Vorgabe von 80
	}
	for i := max(0, q.first-reach); i < q.first-1; i++ {
		if slices.Contains(single[t.lang], t.tokens[i].fold) {
			return t.tokens[i].clause == q.clause
		}
	}
	return false
}

// single is one, by language.
var single = map[string][]string{
	"en": {"one"}, "de": {"ein", "eine", "einer", "einem", "einen"}, "fr": {"un", "une"}, "es": {"un", "una", "uno"},
	"it": {"un", "una", "uno"}, "pt": {"um", "uma"}, "nl": {"een"},
}

// checkFactors: halved and doubled are numbers too.
func (c *claim) checkFactors() {
	if c.old == nil {
		return
	}
	for _, h := range c.new.hits[numberWords] {
		factorText, changes := strings.CutPrefix(h.class, "^")
		factor, err := strconv.ParseFloat(factorText, 64)
		if !changes || err != nil || c.old.has(h.concept) || c.whole() && c.seenInScope(h.start, h.end) {
			continue
		}
		if !slices.ContainsFunc(c.anchors(), func(old *text) bool { return old.changesBy(factor) }) {
			c.reject("new_number", "the numbers of the CV do not give this", c.new.words(h.start, h.end))
		}
	}
}

// changesBy reports whether two numbers of t of one unit are about that many
// times one another, in their order.
func (t *text) changesBy(factor float64) bool {
	for i, a := range t.quantities {
		for _, b := range t.quantities[i+1:] {
			if a.unit == b.unit && a.value > 0 && math.Abs(b.value/a.value-factor) <= 0.06*factor {
				return true
			}
		}
	}
	return false
}

// checkOne: one apprentice is not apprentices.
func (c *claim) checkOne() {
	if c.old == nil || c.translated {
		return
	}
	alone := func() bool { // nothing else was changed
		in := c.inserted()
		return in.more+in.gone == 0 && c.places() <= 2
	}
	for i, tok := range c.old.tokens {
		counted := slices.ContainsFunc(c.old.quantities, func(q quantity) bool { return q.first == i && q.value == 1 && q.unit == "" })
		one := tok.fold == "a" || tok.fold == "an" || slices.Contains(single[c.old.lang], tok.fold)
		if !counted && !(one && c.field == claimText && alone()) {
			continue
		}
		for head := i + 1; head < min(i+4, len(c.old.tokens)) && !c.old.tokens[head].stop && c.old.tokens[head].clause == tok.clause; head++ {
			if c.many(c.old.tokens[head]) {
				c.reject("limit_dropped", "the CV says this of one only", c.old.words(i, head+1))
				return
			}
		}
	}
}

// many reports whether the new text has a noun only in the plural, with no number
// before it.
func (c *claim) many(noun token) bool {
	found := false
	for i, tok := range c.new.tokens {
		if tok.fold == noun.fold {
			return false
		}
		found = found || tok.stem == noun.stem && len(tok.fold) > len(noun.fold) && hasAnySuffix(tok.fold, plurals[c.new.lang]...) && !c.new.numbered(i)
	}
	return found
}

// numbered reports whether a number says how many of word i there are.
func (t *text) numbered(i int) bool {
	return slices.ContainsFunc(t.quantities, func(q quantity) bool { return contains(q.after, t.tokens[i].stem) || q.last <= i && i <= q.last+2 })
}

// plurals end a noun in the plural, by language.
var plurals = map[string][]string{
	"en": {"s"}, "de": {"n", "e", "er", "s"}, "fr": {"s", "x"}, "es": {"s"}, "it": {"i", "e"}, "pt": {"s"}, "nl": {"n", "s"},
}
