package guard

import (
	"slices"

	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// checkQualifiers: in a list of skills, what stands in brackets behind a skill
// or says what for (Python for test scripts) makes it smaller, unless it only
// names further skills.
func (c *claim) checkQualifiers() {
	if c.field != skillText || c.translated {
		return
	}
	knowsLittle := slices.ContainsFunc(c.new.tokens, func(tok token) bool { return little[tok.fold] })
	for i, tok := range c.old.tokens {
		if little[tok.fold] && !knowsLittle && i+1 < len(c.old.tokens) && !c.new.stems[tok.fold] && c.new.stems[c.old.tokens[i+1].stem] {
			c.reject("limit_dropped", "without this the CV claims more", tok.text)
			return
		}
		if tok.stop || tok.number || c.new.stems[tok.stem] || c.conceptKept(i) || c.new.hasKin(tok) || c.old.mentioned(i) || generic(c.old, i) || c.old.levelled(i) || c.old.counted(i) || expands(c.new.tokens, tok.text) {
			continue
		}
		head := c.old.qualified(i)
		if head >= 0 && c.new.stems[c.old.tokens[head].stem] {
			c.reject("limit_dropped", "without this the CV claims more", tok.text)
			return
		}
	}
}

// little stands before what somebody knows a little of.
var little = map[string]bool{
	"some": true, "little": true, "etwas": true, "wenig": true, "bisschen": true, "ansatzweise": true, "peu": true, "algo": true, "poco": true, "po": true, "pouco": true,
	"wat": true, "beetje": true, "enige": true,
}

// checkAlternatives: repaired or replaced is not all replaced.
func (c *claim) checkAlternatives() {
	if c.translated {
		return
	}
	for _, h := range c.old.hits[verbs] {
		or := alternative[c.old.lang]
		if h.end >= len(c.old.tokens) || c.old.tokens[h.end].fold != or || slices.ContainsFunc(c.new.tokens, func(tok token) bool { return tok.fold == or }) {
			continue
		}
		gone := func(i int) bool {
			return i < len(c.old.tokens) && !c.new.stems[c.old.tokens[i].stem] && !c.new.hasKin(c.old.tokens[i])
		}
		if gone(h.start) != gone(h.end+1) {
			c.review("limit_dropped", "the CV says one or the other", c.old.words(h.start, h.end+2))
		}
	}
}

// alternative is "or", by language.
var alternative = map[string]string{"en": "or", "de": "oder", "fr": "ou", "es": "o", "it": "o", "pt": "ou", "nl": "of"}

// qualified is the word that the bracket or the "for" around word i is said of,
// or -1.
func (t *text) qualified(i int) int {
	for k := i - 1; k >= 0; k-- {
		tok := t.tokens[k]
		switch {
		case t.tokens[i].depth > 0 && tok.depth < t.tokens[i].depth:
			return k
		case t.tokens[i].depth == 0 && tok.item != t.tokens[i].item:
			return -1
		case t.tokens[i].depth == 0 && tok.stop && k > 0:
			return k - 1
		}
	}
	return -1
}

// mentioned reports whether word i is part of a skill's name.
func (t *text) mentioned(i int) bool {
	return slices.ContainsFunc(t.mentions, func(m lexicon.Mention) bool {
		return m.Start <= t.tokens[i].start && t.tokens[i].end <= m.End
	})
}

// levelled reports whether word i is a level, which checkLevels judges.
func (t *text) levelled(i int) bool {
	return slices.ContainsFunc(levelHits(t), func(h levelHit) bool { return h.at <= i && i < h.end })
}

// checkCompanions: what was done with the network manager was not done alone.
func (c *claim) checkCompanions() {
	if c.field != claimText || c.translated || c.new.hasClass(limits, "shared") || c.new.hasClass(limits, "supervised") || c.helps() {
		return
	}
	for i, tok := range c.old.tokens {
		under := underWords[tok.fold] && c.old.underSomebody(i)
		if !companion[tok.fold] && !under {
			continue
		}
		for k := i + 1; k < min(i+5, len(c.old.tokens)) && c.old.tokens[k].item == tok.item; k++ {
			if c.old.tokens[k].stop || !under && !isRole(c.old, k) && !c.people(c.old, k) || c.new.stems[c.old.tokens[k].stem] || c.new.hasKin(c.old.tokens[k]) {
				continue
			}
			end := k + 1
			for end < len(c.old.tokens) && c.old.tokens[end].item == tok.item && !c.old.tokens[end].stop && !c.new.stems[c.old.tokens[end].stem] {
				end++ // the team manager
			}
			outcome := schema.NeedsReview
			if c.keptButFor(i, end) {
				outcome = schema.Reject
			}
			if c.keptHalf(i, end) {
				c.add("limit_dropped", outcome, "without this the CV claims more than a part", c.old.words(i, end))
			}
			return
		}
	}
}

// underSomebody: under the purser, under review by an actuary.
func (t *text) underSomebody(i int) bool {
	if i+1 < len(t.tokens) && t.tokens[i+1].stop {
		return true
	}
	for k := i + 1; k < min(i+7, len(t.tokens)) && t.tokens[k].item == t.tokens[i].item; k++ {
		if isRole(t, k) {
			return true
		}
	}
	return false
}

// companion is "with" and "by" in the languages of the tables.
var companion = map[string]bool{
	"with": true, "mit": true, "avec": true, "con": true, "com": true, "met": true,
	"by": true, "von": true, "durch": true, "par": true, "por": true, "da": true, "dal": true, "dalla": true, "door": true,
}

// keptHalf reports whether the new text has half of what the old one says but for
// old.tokens[start:end] and plain words for doing it.
func (c *claim) keptHalf(start, end int) bool {
	all, kept := 0, 0
	for i, tok := range c.old.tokens {
		plainDeed := c.old.head(i) && slices.ContainsFunc(c.old.hits[verbs], func(h hit) bool { return h.holds(i) && h.rank <= 2 })
		if tok.stop || i >= start && i < end || plainDeed || generic(c.old, i) {
			continue
		}
		all++
		if c.new.stems[tok.stem] || c.conceptKept(i) || c.new.hasKin(tok) {
			kept++
		}
	}
	return kept > 0 && kept*2 >= all
}

// keptButFor reports whether the new text has nearly all of the old one but the
// words of old.tokens[start:end].
func (c *claim) keptButFor(start, end int) bool {
	content, kept := 0, 0
	for i, tok := range c.old.tokens {
		if tok.stop || i >= start && i < end {
			continue
		}
		content++
		if c.new.stems[tok.stem] || c.conceptKept(i) || c.new.hasKin(tok) {
			kept++
		}
	}
	return content >= 2 && kept*5 >= content*4
}
