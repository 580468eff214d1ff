package guard

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/schema"
)

// checkLimits: a word that makes a claim smaller stays as long as what it is
// said of stays.
func checkLimits(c *claim) {
	if c.old == nil {
		return
	}
	for _, h := range longest(c.old.hits[limits]) {
		if c.new.hasClass(limits, h.class) || c.seenIn(c.new, c.old, h) || !c.keeps(h) && !c.keepsClause(h) && !c.excepts(h) || c.kinKept(h) || h.class == "junior" && c.helps() && c.helpingWord(h) || c.ratedOnce(h) || c.onlyCounts(h) {
			continue
		}
		word := c.old.words(h.start, h.end)
		switch h.class {
		case "small":
			c.review("limit_dropped", "without this the CV claims more", word)
		case "negation":
			if !c.keeps(h) {
				c.review("limit_dropped", "without this the CV claims more", word)
			} else if c.negates(h) {
				c.reject("negation_dropped", "without this the CV says the opposite", word)
			}
		default:
			if c.translated && h.class == "parttime" && c.helps() {
				continue // Aushilfe
			}
			if h.class == "shared" && (c.helps() || c.keepsCompany(h)) || h.class == "unreleased" && c.new.hasClass(verbs, "check") {
				continue
			}
			outcome := schema.Reject
			if !c.keeps(h) && !c.keptButFor(h.start, h.end) || c.translated && h.class == "junior" {
				outcome = schema.NeedsReview
			}
			c.add("limit_dropped", outcome, "without this the CV claims more", word)
		}
	}
	c.checkOwn()
	c.checkCeiling()
	c.checkPreparing()
	c.checkQualifiers()
	c.checkCompanions()
	c.checkAlternatives()
	c.checkNewNegation()
}

// onlyCounts: the some of some 300, and twice where the new text has two.
func (c *claim) onlyCounts(h hit) bool {
	return slices.ContainsFunc(c.old.quantities, func(q quantity) bool {
		if h.end == h.start+1 && h.end == q.first && q.bound == "about" {
			return true
		}
		if q.first == h.start && h.end == q.last+1 && slices.ContainsFunc(c.new.quantities, func(o quantity) bool {
			return slices.ContainsFunc(c.old.quantities, func(whole quantity) bool { return c.derivesPart(o, q, whole) })
		}) {
			return true // half of 210, 105
		}
		return q.first <= h.start && h.end <= q.last && slices.ContainsFunc(c.new.quantities, func(o quantity) bool { return equalValue(o, q) && o.unit == q.unit })
	})
}

// ratedOnce: once a quarter is quarterly.
func (c *claim) ratedOnce(h hit) bool {
	return h.end == h.start+1 && c.old.tokens[h.start].fold == "once" && slices.ContainsFunc(c.old.hits[periods], func(p hit) bool {
		return p.start >= h.end && p.start <= h.end+1 && c.new.hasClass(periods, p.class)
	})
}

// excepts: what was done without a thing, or not done, is said of the clause; a
// new text that has most of its words claims more without it.
func (c *claim) excepts(h hit) bool {
	if h.class != "negation" || c.new.hasClass(limits, "unreleased") || c.new.hasClass(limits, "only") {
		return false
	}
	kept, _ := c.keptWords()
	return kept >= 2
}

// checkOwn: what is measured on my section is not measured on all of them.
func (c *claim) checkOwn() {
	if c.translated || c.field != claimText || len(c.old.quantities) == 0 {
		return
	}
	for i, tok := range c.old.tokens {
		if !possessive[tok.fold] || i+1 >= len(c.old.tokens) {
			continue
		}
		noun := c.old.tokens[i+1]
		if noun.stop || noun.item != tok.item || c.new.stems[noun.stem] || c.conceptKept(i+1) || c.new.hasKin(noun) || slices.ContainsFunc(c.new.tokens, func(n token) bool { return possessive[n.fold] }) {
			continue
		}
		c.review("limit_dropped", "the CV says this of the person's own part only", c.old.words(i, i+2))
	}
}

// checkPreparing: who prepared negotiations has not held them.
func (c *claim) checkPreparing() {
	if c.translated || c.field != claimText {
		return
	}
	for i, tok := range c.old.tokens {
		if !slices.ContainsFunc(preparing, func(p string) bool { return strings.HasPrefix(tok.fold, p) }) || slices.ContainsFunc(c.new.tokens, func(n token) bool { return kin(n, tok) }) || c.conceptKept(i) {
			continue
		}
		for k := i + 1; k < min(i+5, len(c.old.tokens)) && c.old.tokens[k].item == tok.item; k++ {
			deed := c.old.tokens[k]
			if deed.stop {
				continue
			}
			isDeed := slices.ContainsFunc(c.old.hits[verbs], func(h hit) bool { return h.start == k && h.rank >= 2 && h.class != "write" })
			if isDeed && (nominal(deed.fold, c.old.lang) || deed.capital || strings.HasSuffix(deed.fold, "s")) && c.new.stems[deed.stem] {
				outcome := schema.NeedsReview
				if len(c.inserted().fresh) == 0 {
					outcome = schema.Reject
				}
				c.add("limit_dropped", outcome, "the CV says that this was prepared only", c.old.words(i, k+1))
				return
			}
			break
		}
	}
}

// preparing begin the words for getting something ready that others do.
var preparing = []string{"prepar", "vorbereit", "voorberei", "vorzubereit"}

// possessive words say that something is the person's own.
var possessive = map[string]bool{
	"my": true, "mein": true, "meine": true, "meiner": true, "meinem": true, "meinen": true, "mon": true, "ma": true, "mes": true,
	"mis": true, "mio": true, "mia": true, "miei": true, "mie": true, "meu": true, "minha": true, "meus": true, "mijn": true,
}

// kinKept: the limit stands in another form: seasonal menu, menu of the season.
func (c *claim) kinKept(h hit) bool {
	if h.class == "negation" {
		return false
	}
	content := false
	for i := h.start; i < h.end; i++ {
		old := c.old.tokens[i]
		if old.stop {
			continue
		}
		content = true
		if !slices.ContainsFunc(c.new.tokens, func(tok token) bool {
			return kin(tok, old) || c.inCompound(tok, []string{old.fold}) || h.end == h.start+1 && !c.old.stems[tok.stem] && c.old.lang == c.new.lang && sharesNear(tok, old, c.old.lang)
		}) {
			return false
		}
	}
	return content
}

// helpingWord: aide is a helper, and helping.
func (c *claim) helpingWord(h hit) bool {
	return slices.ContainsFunc(c.old.hits[verbs], func(v hit) bool { return v.rank <= 1 && v.start == h.start })
}

func (c *claim) helps() bool { return c.new.hasClass(verbs, "help") }

// seenIn reports whether a has the words that h spells in b.
func (c *claim) seenIn(a, b *text, h hit) bool {
	content, all := 0, true
	for i := h.start; i < h.end; i++ {
		tok := b.tokens[i]
		here := a.stems[tok.stem] || a.stems[tok.fold]
		if !here && !tok.stop {
			return false
		}
		if !tok.stop {
			content++
		}
		all = all && here
	}
	return content > 0 || all
}

// keeps reports whether the new text still has what h is said of: the words
// behind it, or before it when none are.
func (c *claim) keeps(h hit) bool {
	if c.translated {
		return true // the words differ by nature
	}
	governed := 0
	count := func(i int) bool {
		tok := c.old.tokens[i]
		if tok.stop || tok.clause != c.old.tokens[h.start].clause {
			return false
		}
		governed++
		return c.new.stems[tok.stem] || c.conceptKept(i)
	}
	kept := false
	if h.class == "negation" && c.old.tokens[h.start].depth > 0 { // (not funded): said of what stands before
		head := c.old.qualified(h.start)
		return head >= 0 && c.new.stems[c.old.tokens[head].stem]
	}
	if h.class == "occasional" || h.class == "unreleased" { // it is said of all of the clause
		for i := range c.old.tokens {
			kept = kept || (i < h.start || i >= h.end) && count(i)
		}
		return kept || governed == 0
	}
	for i := h.end; i < len(c.old.tokens) && governed < 4 && c.old.tokens[i].item == c.old.tokens[h.start].item; i++ {
		kept = count(i) || kept
	}
	if governed > 0 {
		return kept
	}
	for i := h.start - 1; i >= 0 && governed < 4; i-- {
		kept = count(i) || kept
	}
	return kept || governed == 0
}

// keepsCompany: with the parents is together with the parents.
func (c *claim) keepsCompany(h hit) bool {
	for i, tok := range c.new.tokens {
		if !companion[tok.fold] {
			continue
		}
		for k := i + 1; k < min(i+4, len(c.new.tokens)); k++ {
			for o := h.end; o < min(h.end+4, len(c.old.tokens)); o++ {
				if !c.old.tokens[o].stop && c.old.tokens[o].stem == c.new.tokens[k].stem {
					return true
				}
			}
		}
	}
	return false
}

// keepsClause: what was done together or under guidance is said of the whole
// clause, wherever it stands in it.
func (c *claim) keepsClause(h hit) bool {
	if h.class != "shared" && h.class != "supervised" {
		return false
	}
	kept, all := 0, 0
	for i, tok := range c.old.tokens {
		if tok.clause == c.old.tokens[h.start].clause && !tok.stop && (i < h.start || i >= h.end) {
			all++
			if c.new.stems[tok.stem] || c.conceptKept(i) {
				kept++
			}
		}
	}
	return kept*2 >= all
}

// conceptKept reports whether the idea of old token i stands in the new text,
// as a synonym or another name of a skill.
func (c *claim) conceptKept(i int) bool {
	for _, h := range c.old.hits[words] {
		if i >= h.start && i < h.end && c.new.has(h.concept) {
			return true
		}
	}
	for _, m := range c.old.mentions {
		if tokenAt(c.old, m.Start) == i {
			for _, other := range c.new.mentions {
				if other.Entry == m.Entry {
					return true
				}
			}
		}
	}
	return false
}

// negates: a word such as "no" that stands before a content word.
func (c *claim) negates(h hit) bool { return h.end < len(c.old.tokens) }

func (c *claim) checkNewNegation() {
	if c.translated || c.old.hasClass(limits, "negation") {
		return
	}
	for _, h := range c.new.hits[limits] {
		if h.class == "negation" && c.new.lang != "fr" && !c.explainedAll(h.start, h.end) {
			c.review("negation_added", "the CV does not say so", c.new.words(h.start, h.end))
		}
	}
}
