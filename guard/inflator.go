package guard

import (
	"slices"
	"strconv"
	"strings"

	"github.com/bespoke-cv/bespoke/schema"
)

// checkInflators: words that make a claim bigger need to stand in the old
// text, or for an added text in the sources it is like.
func checkInflators(c *claim) {
	for _, h := range longest(c.new.hits[inflators]) {
		if h.class == "plain" || c.explainedAll(h.start, h.end) || c.inPair(h.start, h.end) {
			continue
		}
		if c.allowedInflator(h) {
			c.explain(h.start, h.end)
			continue
		}
		if c.inExpansion(h.start) {
			continue
		}
		outcome := schema.NeedsReview
		if h.hard && (h.class != "frequency" || c.old == nil || c.oldRate()) {
			outcome = schema.Reject
		}
		if h.class == "seniority" && c.whole() && h.start >= 3 && c.speaksOf(h) {
			outcome = schema.NeedsReview // the directors that an assistant works for
		}
		c.add(inflatorKind(h.class), outcome, "the CV does not say so", c.new.words(h.start, h.end))
		c.explain(h.start, h.end)
	}
}

// oldRate reports whether the old text says how often.
func (c *claim) oldRate() bool {
	return len(c.old.hits[periods]) > 0 || c.old.hasClass(limits, "occasional") || c.old.hasClass(limits, "deputy") || c.translated
}

func inflatorKind(class string) string {
	switch class {
	case "seniority":
		return "seniority"
	case "award":
		return "award"
	}
	return "scope_inflated"
}

func (c *claim) allowedInflator(h hit) bool {
	if c.seenInAnchors(h.start, h.end) || c.factSays(h.start, h.end) {
		return true
	}
	if c.translated && slices.ContainsFunc(c.anchors(), func(t *text) bool { return t.has(h.concept) }) {
		return true
	}
	if c.samePeriod(h) {
		return true
	}
	switch h.class {
	case "scope":
		if c.everyNth(h.end) {
			return true
		}
		if word := c.new.tokens[h.start].fold; h.end == h.start+1 && universal(word) && slices.ContainsFunc(c.anchors(), func(t *text) bool {
			return t.saysAll()
		}) {
			return true // every summer, each summer; all of them, every one
		}
	case "live":
		return h.end == h.start+1 && c.old != nil && slices.ContainsFunc(c.old.tokens, func(tok token) bool { return launched[tok.fold] }) && !c.old.hasClass(limits, "unreleased")
	case "statistic":
		if c.derived || len(c.new.quantities) == 0 {
			return true
		}
	case "place":
		return c.whole() && c.seenInScope(h.start, h.end)
	case "seniority":
		return c.whole() && (c.field == headline || c.field == claimText) && c.inTitles(h) || c.entry != "" && c.inPosition(h)
	}
	for i := h.start; i < h.end; i++ {
		if !c.synonymInAnchor(i) {
			return c.whole() && c.old == nil && c.seenInScope(h.start, h.end)
		}
	}
	return true
}

// saysAll reports whether a text says something of all there are; every fourth week
// is not every one.
func (t *text) saysAll() bool {
	for i, tok := range t.tokens {
		if universal(tok.fold) && !slices.ContainsFunc(t.hits[numberWords], func(h hit) bool { return h.start == i+1 && strings.HasPrefix(h.class, "#") }) {
			return true
		}
	}
	return false
}

// universal words say something of all there are.
func universal(word string) bool {
	switch word {
	case "all", "alle", "allen", "aller", "tous", "toutes", "todos", "todas", "tutti", "tutte", "jede", "jeden", "jeder", "jedes", "chaque", "ogni", "iedere", "elke":
		return true
	}
	return distributive[word]
}

// launched says that something went live.
var launched = map[string]bool{"launch": true, "launched": true, "launching": true, "release": true, "released": true, "shipped": true, "deployed": true, "published": true, "rollout": true}

// speaksOf reports whether the CV has the word, though not as a title of the
// person.
func (c *claim) speaksOf(h hit) bool {
	tok := c.new.tokens[h.start]
	return slices.ContainsFunc(c.scope, func(s *source) bool { return s.stems[tok.stem] || s.hasKin(tok) })
}

// everyNth: every fifth week is one week in five.
func (c *claim) everyNth(i int) bool {
	for _, h := range c.new.hits[numberWords] {
		nth, ordinal := strings.CutPrefix(h.class, "#")
		if n, err := strconv.ParseFloat(nth, 64); ordinal && h.start == i && err == nil {
			return slices.ContainsFunc(c.anchors(), func(t *text) bool { return hasNumber(t, n) || hasNumber(t, 1/n) })
		}
	}
	return false
}

// samePeriod: once a month and monthly, 3 per week and weekly.
func (c *claim) samePeriod(h hit) bool {
	for _, t := range c.anchors() {
		if t.namesWeekday() && slices.ContainsFunc(c.new.hits[periods], func(p hit) bool { return p.class == "week" && p.start <= h.start && h.start < p.end }) {
			return true // the Monday talk is weekly
		}
		for _, p := range c.new.hits[periods] {
			if p.start <= h.start && h.end <= p.end && slices.ContainsFunc(t.hits[periods], func(o hit) bool { return o.class == p.class }) {
				return true
			}
		}
	}
	return false
}

// inExpansion: National in National Early Warning Score spells out an N.
func (c *claim) inExpansion(i int) bool { return c.partOfExpansion(i) }

func (c *claim) inTitles(h hit) bool {
	for i := h.start; i < h.end; i++ {
		if !c.new.tokens[i].stop && !c.ev.titles()[c.new.tokens[i].stem] {
			return false
		}
	}
	return true
}

func (c *claim) inPosition(h hit) bool {
	return slices.ContainsFunc(c.ev.entries[c.entry], func(s *source) bool {
		return s.leaf.Key == "position" && c.seen(s.text, h.start, h.end)
	})
}
