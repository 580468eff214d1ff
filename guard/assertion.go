package guard

import (
	"slices"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// checkClaims: eligibility, outcomes, causes and statuses that the CV does not
// state.
func checkClaims(c *claim) {
	cause := ""
	for _, h := range longest(c.new.hits[claims]) {
		if c.seenInAnchors(h.start, h.end) || c.factSays(h.start, h.end) || c.inPair(h.start, h.end) || c.glossed(h.start) && h.class == "causal" {
			continue
		}
		if c.translated && slices.ContainsFunc(c.anchors(), func(t *text) bool { return t.has(h.concept) }) {
			continue
		}
		word := c.new.words(h.start, h.end)
		switch h.class {
		case "eligibility":
			switch {
			case c.seenTogetherAnywhere(h.start, h.end), c.hasObject(h):
			case c.entry != "" && c.field == claimText && h.end == h.start+1:
				c.review("eligibility", "rules cannot tell whether this is said of you, and the CV does not say it", word)
			default:
				c.reject("eligibility", "only you can say this about yourself, and the CV does not", word)
			}
		case "status":
			if c.field != headline && !c.allSynonyms(h.start, h.end) && (c.old != nil || !c.seenInScope(h.start, h.end)) && c.aboutPublication() {
				c.reject("publication", "the CV does not state this status", word)
			}
		case "causal":
			if tok := c.new.tokens[h.start]; h.end == h.start+1 && strings.HasSuffix(tok.fold, "ing") && (tok.first || tok.hyphen || c.new.head(h.start)) && (h.end == len(c.new.tokens) || slices.Contains(conjunction["en"], c.new.tokens[h.end].fold)) {
				continue // blue-light driving and support
			}
			cause = word
		case "means":
			if c.newMeans(h) {
				c.reject("causality", "the CV does not say how this came about", word)
			}
		case "outcome":
			if !c.seenInScope(h.start, h.end) && !(c.whole() && c.allKin(h)) && !c.glossed(h.start) && !c.respelled[h.start] && !c.allSynonyms(h.start, h.end) && !c.translated {
				c.reject("outcome", "the CV does not state this result", word)
			}
		}
	}
	if cause != "" && c.causes() {
		c.reject("causality", "the CV does not state this cause and effect", cause)
	} else if cause != "" && c.moreEffects() {
		c.review("causality", "the CV names fewer effects", cause)
	}
}

// hasObject: who relocates a collection says nothing of moving house.
func (c *claim) hasObject(h hit) bool {
	if c.new.lang != "en" || h.end != h.start+1 || h.end >= len(c.new.tokens) || c.entry == "" {
		return false
	}
	next := c.new.tokens[h.end].fold
	return next == "the" || next == "a" || next == "an" || next == "of"
}

// moreEffects: the old effect stays, and the new text names another.
func (c *claim) moreEffects() bool {
	return c.old != nil && !c.translated && slices.ContainsFunc(c.old.hits[claims], func(h hit) bool {
		return h.class == "causal" && c.seenIn(c.new, c.old, h)
	})
}

// newMeans: a result of the CV is put down to something that its text does not
// speak of.
func (c *claim) newMeans(h hit) bool {
	if c.old == nil || c.translated || !slices.ContainsFunc(c.new.hits[verbs], improves) {
		return false
	}
	unseen := 0
	for _, tok := range c.new.tokens[h.end:] {
		if tok.clause == c.new.tokens[h.start].clause && !tok.stop && !tok.number && !c.old.stems[tok.stem] {
			unseen++
		}
	}
	return unseen >= 2
}

// allKin reports whether the scope has every word of h in some form.
func (c *claim) allKin(h hit) bool {
	for i := h.start; i < h.end; i++ {
		tok := c.new.tokens[i]
		if !tok.stop && !slices.ContainsFunc(c.scope, func(s *source) bool { return s.hasKin(tok) }) {
			return false
		}
	}
	return true
}

func (c *claim) allSynonyms(start, end int) bool {
	for i := start; i < end; i++ {
		if !c.new.tokens[i].stop && !c.synonymInAnchor(i) {
			return false
		}
	}
	return true
}

func (c *claim) seenTogetherAnywhere(start, end int) bool {
	return slices.ContainsFunc(c.ev.all, func(s *source) bool { return c.seenTogether(s.text, start, end) })
}

func (c *claim) aboutPublication() bool {
	for _, h := range c.new.hits[words] {
		if h.concept == publication() {
			return true
		}
	}
	return c.old != nil && (c.old.hasClass(limits, "planned") || c.old.hasClass(claims, "status")) || strings.Contains(c.new.folded, "paten")
}

// publication is the idea of a paper.
var publication = sync.OnceValue(func() *concept {
	for _, p := range bookOf("en").phrases[snowball("paper", "en")] {
		if p.concept.table == words {
			return p.concept
		}
	}
	return nil
})

// causes reports whether the part behind a new causal word says something that
// the old text does not: a new activity of improvement or unseen words.
func (c *claim) causes() bool {
	if c.old == nil {
		return false
	}
	for _, h := range longest(c.new.hits[claims]) {
		if h.class != "causal" || c.seenInAnchors(h.start, h.end) {
			continue
		}
		if c.old.hasClass(claims, "causal") && c.old.has(h.concept) && c.fewUnseen(h.end) {
			continue
		}
		if !c.fewUnseen(h.end) || c.newImprovement(h) {
			return true
		}
		if slices.ContainsFunc(c.old.hits[verbs], improves) {
			continue
		}
		return true
	}
	return false
}

func (c *claim) fewUnseen(from int) bool {
	for i := from; i < len(c.new.tokens); i++ {
		if tok := c.new.tokens[i]; !tok.stop && !tok.number && !c.old.stems[tok.stem] && !c.explained[i] && !c.synonym(i) {
			return false
		}
	}
	return true
}

// restKnown reports whether the old text has everything but the words of h.
func (c *claim) restKnown(h hit) bool {
	for i, tok := range c.new.tokens {
		if (i < h.start || i >= h.end) && !tok.stop && !tok.number && !c.old.stems[tok.stem] && !c.explained[i] && !c.synonym(i) && !c.old.hasKin(tok) {
			return false
		}
	}
	return true
}

func improves(h hit) bool {
	return h.class == "improve" || h.class == "fall" || h.class == "rise" || h.class == "raise" || h.class == "lower"
}

func (c *claim) newImprovement(h hit) bool {
	for _, v := range c.new.hits[verbs] {
		if improves(v) && v.start >= h.start && !c.old.has(v.concept) {
			return true
		}
	}
	return false
}

// checkTitles: what a headline or a summary calls the person must be a title
// of the CV.
func checkTitles(c *claim) {
	c.checkAs()
	if c.field != headline && !(c.whole() && c.field == claimText) {
		return
	}
	for i, tok := range c.new.tokens {
		if !roles()[c.new.lang][tok.fold] || c.ev.roles()[tok.stem] || c.ev.roles()[tok.fold] || c.old != nil && c.old.stems[tok.fold] {
			continue
		}
		if c.translated && c.roleTranslates(i) {
			continue
		}
		if c.field == claimText && i >= 4 && c.anywhere(tok.fold) {
			continue // somebody the person works for or with, not the person
		}
		if c.new.lang == "de" && !tok.capital {
			continue
		}
		outcome := schema.Reject
		if c.roleTranslates(i) {
			outcome = schema.NeedsReview // enseignante, professeure
		}
		if c.field == claimText && slices.ContainsFunc(c.ev.all, func(s *source) bool { return (title(s.leaf.Key) || s.fact) && s.hasKin(tok) }) {
			outcome = schema.NeedsReview // a scientist, with a degree in a science
		}
		c.add("title_changed", outcome, "no position or degree of the CV has this title", tok.text)
	}
	if c.field == headline {
		c.checkHeadline()
	}
}

// checkAs: "as a senior analyst" calls the person one, even where the old text
// speaks of somebody else.
func (c *claim) checkAs() {
	for i, tok := range c.new.tokens {
		if !asWords[tok.fold] {
			continue
		}
		if slices.ContainsFunc(c.new.hits[bounds], func(h hit) bool { return h.holds(i) }) {
			continue // as many as six
		}
		for k := i + 1; k < min(i+5, len(c.new.tokens)) && c.new.tokens[k].item == tok.item; k++ {
			role := c.new.tokens[k]
			if role.stop && k > i+1 {
				break // as ordered by physicians
			}
			start := i + 1
			for start < k && c.new.tokens[start].stop {
				start++
			}
			if !roles()[c.new.lang][role.fold] {
				continue
			}
			if slices.ContainsFunc(c.anchors(), func(t *text) bool { return c.seenTogether(t, start, k+1) }) {
				if c.forAnother(start, k+1) {
					c.review("title_changed", "the CV says this of somebody else", c.new.words(i, k+1))
				}
				continue
			}
			for j := i + 1; j <= k; j++ {
				if t := c.new.tokens[j]; !t.stop && !c.ev.titles()[t.stem] {
					c.reject("title_changed", "no position or degree of the CV has this title", c.new.words(i, k+1))
				}
			}
			break
		}
	}
}

// forAnother reports whether the old text has a role right behind "for the", "to
// the" and the like, which says that somebody else is it.
func (c *claim) forAnother(start, end int) bool {
	if c.old == nil || c.translated {
		return false
	}
	at, ok := c.place(c.old, start, end)
	return ok && at >= 2 && c.old.tokens[at-1].stop && c.old.tokens[at-2].stop && !asWords[c.old.tokens[at-1].fold] && !asWords[c.old.tokens[at-2].fold]
}

// roleTranslates reports whether a role is a title of the CV in another
// language.
func (c *claim) roleTranslates(i int) bool {
	for _, h := range c.new.hits[words] {
		if i < h.start || i >= h.end {
			continue
		}
		for _, s := range c.ev.all {
			if title(s.leaf.Key) && s.has(h.concept) {
				return true
			}
		}
	}
	return false
}

// checkHeadline: the words before the first separator are a title.
func (c *claim) checkHeadline() {
	if c.translated {
		return
	}
	for i, tok := range c.new.tokens {
		if tok.item > 0 && !tok.hyphen || tok.stop {
			continue
		}
		if !c.ev.titles()[tok.stem] && !c.explained[i] && !(c.old != nil && c.old.stems[tok.stem]) && !c.ev.says(tok.stem) && !c.derivedWord(i) {
			c.reject("title_changed", "no position or degree of the CV has this word", tok.text)
			c.explain(i, i+1)
		} else if tok.item == 0 && (c.derivedRole(i) || c.respelledRole(i)) {
			c.review("title_changed", "no position or degree of the CV has this title", tok.text)
		}
	}
}

// respelledRole: an actuarial analyst is no actuary.
func (c *claim) respelledRole(i int) bool {
	tok := c.new.tokens[i]
	last := i+1 == len(c.new.tokens) || c.new.tokens[i+1].item != tok.item
	return last && !c.explained[i] && c.new.lang == "en" && c.old != nil && c.places() > 0 && !slices.ContainsFunc(c.ev.all, func(s *source) bool {
		return (title(s.leaf.Key) || s.fact) && slices.ContainsFunc(s.tokens, func(o token) bool {
			return o.fold == tok.fold || o.stem == tok.stem && inflected(o.fold, tok.fold, c.new.lang)
		})
	})
}

// derivedRole: who works in Einkauf need not be an Einkäufer.
func (c *claim) derivedRole(i int) bool {
	tok := c.new.tokens[i]
	agent := func(t token) bool {
		return hasAnySuffix(t.fold, "er", "erin", "eur", "euse", "or", "ist", "istin", "iste")
	}
	if !agent(tok) || roles()[c.new.lang][tok.fold] {
		return false
	}
	return !slices.ContainsFunc(c.ev.all, func(s *source) bool {
		return (title(s.leaf.Key) || s.fact) && slices.ContainsFunc(s.tokens, func(o token) bool { return agent(o) && kin(o, tok) })
	}) && slices.ContainsFunc(c.ev.all, func(s *source) bool { return s.hasKin(tok) })
}

var roles = sync.OnceValue(func() map[string]map[string]bool { return wordLists("roles") })

func wordLists(table string) map[string]map[string]bool {
	set := map[string]map[string]bool{}
	for _, line := range readLines(table) {
		lang, list, _ := strings.Cut(line, "|")
		set[lang] = map[string]bool{}
		for word := range strings.SplitSeq(list, ",") {
			set[lang][lexicon.Fold(word)] = true
			if lang == "en" || lang == "es" || lang == "pt" || lang == "fr" {
				set[lang][lexicon.Fold(word)+"s"] = true
			}
		}
	}
	return set
}
