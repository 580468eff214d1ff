package guard

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// checkSkills: every skill that the new text names must be one that the scope
// states under any of its names, or a wider term for it. What the CV only
// learns, knows a little or never released stays so.
func checkSkills(c *claim) {
	for _, m := range c.new.mentions {
		start, end := c.span(m)
		if c.inPair(start, end) {
			continue // Controlling (CO)
		}
		if c.old != nil && c.seenTogether(c.old, start, end) && !c.limitedIn(c.old, m.Entry) {
			c.explain(start, end)
			continue
		}
		full, limited, weak := c.support(m.Entry)
		switch {
		case full, end == start+1 && c.new.tokens[start].ident && expandsAcronymInScope(c, start):
			c.explain(start, end)
		case limited && limitedAt(c.new, start):
			c.explain(start, end)
		case limited && weak:
			c.review("skill_level", "rules cannot tell whether the CV states this skill with a limit", m.Form)
		case limited:
			c.reject("skill_level", "the CV states this skill with a limit (basic, learning, never released)", m.Form)
		case end == start+1 && !wording(m.Entry.Kind) && c.commonOnly(start, false): // checkNames
		case c.statedFully(start, end):
			c.explain(start, end)
		case slices.ContainsFunc(c.scope, func(s *source) bool { return c.seenTogether(s.text, start, end) }):
			c.reject("skill_level", "the CV states this skill with a limit (basic, learning, never released)", m.Form)
		case c.spelledOut(start, end):
		case c.sameIdea(start, end):
			c.explain(start, end)
		case c.translated && strings.ToLower(m.Form) == m.Form:
			c.review("new_skill", "rules cannot find this skill in the CV", m.Form)
		case m.Entry.Kind == lexicon.Spoken && c.field == claimText && strings.ToLower(m.Form) == m.Form:
			c.review("new_skill", "rules cannot tell whether this is a language or a country", m.Form)
		case c.ordinary(m, start, end):
			for i := start; i < end; i++ {
				c.explained[i] = c.explained[i] || !c.isVerb(i)
			}
		case wording(m.Entry.Kind) && c.glossed(start):
			c.explain(start, end)
		case c.heads(end):
			c.review("new_skill", "rules cannot tell whether what follows in brackets is of this", m.Form)
			c.explain(start, end)
		case c.besideSkill(m), wording(m.Entry.Kind) && c.labels(end):
			c.review("new_skill", "the CV does not state this wider skill", m.Form)
		case !c.whole() && c.statedElsewhere(m.Entry) && end-start > 1 && c.partlyKnown(start, end):
			c.review("skill_moved", "the CV states this skill in another entry", m.Form)
		case !c.whole() && c.statedElsewhere(m.Entry):
			c.reject("skill_moved", "this skill belongs to another entry", m.Form)
			c.explain(start, end)
		case c.whole() && c.field == claimText && end-start > 1 && c.allKin(hit{start: start, end: end}):
			c.review("new_skill", "rules cannot tell whether the CV states this", m.Form)
		case end == start+1 && wording(m.Entry.Kind) && c.everyday(start):
			// a plain word: checkWords
		case wording(m.Entry.Kind) && c.partlyKnown(start, end), m.Entry.Kind == lexicon.Soft || c.translated && (m.Entry.Kind == lexicon.Domain || m.Entry.Kind == lexicon.Method):
			c.review("new_skill", "the CV does not state this skill", m.Form)
		default:
			c.reject("new_skill", "the CV does not state this skill", m.Form)
			c.explain(start, end)
		}
	}
}

func (c *claim) span(m lexicon.Mention) (start, end int) {
	start = tokenAt(c.new, m.Start)
	end = start
	for end < len(c.new.tokens) && c.new.tokens[end].start < m.End {
		end++
	}
	return start, max(end, start+1)
}

// support reports whether the scope states the skill, whether it does so with a
// limit, and whether none of those limits is sure to be said of the skill.
func (c *claim) support(want *lexicon.Entry) (full, limited, weak bool) {
	weak = true
	for _, sk := range c.ev.skills() {
		if !c.inScope(sk.source) || !c.guard.lex.Supports(sk.entry, want) {
			continue
		}
		if sk.limited {
			limited, weak = true, weak && sk.weak
		} else {
			full = true
		}
	}
	return full, limited, weak
}

func (c *claim) inScope(s *source) bool {
	return c.whole() || slices.Contains(c.scope, s)
}

// limitedIn reports whether t states the skill with a limit only.
func (c *claim) limitedIn(t *text, entry *lexicon.Entry) bool {
	limited := false
	for _, m := range t.mentions {
		if m.Entry == entry {
			if !limitedAt(t, tokenAt(t, m.Start)) {
				return false
			}
			limited = true
		}
	}
	return limited
}

func (c *claim) statedElsewhere(want *lexicon.Entry) bool {
	return slices.ContainsFunc(c.ev.skills(), func(sk skill) bool { return c.guard.lex.Supports(sk.entry, want) })
}

// statedFully reports whether the scope has the words in a place that does not
// limit them.
func (c *claim) statedFully(start, end int) bool {
	return slices.ContainsFunc(c.scope, func(s *source) bool {
		at, ok := c.place(s.text, start, end)
		return ok && (!limitedAt(s.text, at) || limitedAt(c.new, start))
	})
}

// seenTogether reports whether t has the words of new.tokens[start:end] next to
// each other.
func (c *claim) seenTogether(t *text, start, end int) bool {
	_, ok := c.place(t, start, end)
	return ok
}

// place is the token of t where the words of new.tokens[start:end] begin.
func (c *claim) place(t *text, start, end int) (int, bool) {
	for i := range t.tokens {
		if i+end-start > len(t.tokens) {
			return 0, false
		}
		all := true
		for k := start; k < end && all; k++ {
			all = t.tokens[i+k-start].stem == c.new.tokens[k].stem
		}
		if all {
			return i, true
		}
	}
	return 0, false
}

// spelledOut reports whether the words spell out an acronym of the scope.
func (c *claim) spelledOut(start, end int) bool {
	for _, s := range c.scope {
		for _, tok := range s.tokens {
			if a, b, ok := expansion(c.new.tokens, tok.text); ok && tok.ident && a <= start && end <= b {
				c.explain(a, b)
				return true
			}
		}
	}
	return false
}

// sameIdea reports whether one idea of the word table covers the mention and
// stands in the text it is like.
func (c *claim) sameIdea(start, end int) bool {
	return slices.ContainsFunc(c.new.hits[words], func(h hit) bool {
		return h.start <= start && end <= h.end && slices.ContainsFunc(c.anchors(), func(t *text) bool { return t.concepts[h.id] })
	})
}

// wording: skills of these kinds are named by everyday words.
func wording(kind lexicon.Kind) bool {
	return kind == lexicon.Soft || kind == lexicon.Method || kind == lexicon.Domain
}

func (c *claim) partlyKnown(start, end int) bool {
	for i := start; i < end; i++ {
		if tok := c.new.tokens[i]; !tok.stop && (c.known(i) || c.doneAlready(i) || c.synonym(i) || c.derivedWord(i)) {
			return true
		}
	}
	return false
}

// doneAlready: control, where the old text checks.
func (c *claim) doneAlready(i int) bool {
	return slices.ContainsFunc(c.new.hits[verbs], func(h hit) bool {
		return h.holds(i) && h.rank <= 3 && slices.ContainsFunc(c.anchors(), func(t *text) bool { return t.has(h.concept) })
	})
}

// isVerb: what somebody does, and no more than arranging, is checkVerbs' part.
func (c *claim) isVerb(i int) bool {
	return slices.ContainsFunc(c.new.hits[verbs], func(h hit) bool { return i >= h.start && i < h.end && h.rank <= 3 })
}

// besideSkill: a wider word right beside a skill that the CV states is a gloss:
// project management tools (Trello), a Django web application.
func (c *claim) besideSkill(m lexicon.Mention) bool {
	if !wording(m.Entry.Kind) {
		return false
	}
	start, end := c.span(m)
	for _, other := range c.new.mentions {
		a, b := c.span(other)
		if other.Entry == m.Entry || other.Entry.Kind == lexicon.Soft || b <= start && start-b > 0 || a >= end && a-end > 0 && c.new.tokens[a].depth == c.new.tokens[start].depth {
			continue
		}
		if full, _, _ := c.support(other.Entry); full {
			return true
		}
	}
	return false
}

// labels reports whether a word ends the label of what follows: Infection
// control: decontaminate instruments.
func (c *claim) labels(end int) bool {
	return c.old != nil && end < len(c.new.tokens) && strings.HasPrefix(c.new.raw[c.new.tokens[end-1].end:], ":")
}

// heads reports whether brackets follow in which all stands in the old text:
// Adobe Creative Cloud (InDesign, Photoshop).
func (c *claim) heads(end int) bool {
	if c.old == nil || end >= len(c.new.tokens) || c.new.tokens[end].depth == 0 || c.new.tokens[end-1].depth > 0 {
		return false
	}
	items := map[int]bool{}
	for i := end; i < len(c.new.tokens) && c.new.tokens[i].depth > 0; i++ {
		tok := c.new.tokens[i]
		if !tok.stop && !c.old.stems[tok.stem] {
			return false
		}
		items[tok.item] = true
	}
	return len(items) > 1
}

// everyday: a single plain word of a running text, such as surgeries.
func (c *claim) everyday(i int) bool {
	tok := c.new.tokens[i]
	return c.field == claimText && c.old != nil && !tok.ident && (!tok.capital || tok.first)
}

// ordinary: a mention of everyday words (planning, reporting) that the scope
// has as synonyms is a wording, not a skill.
func (c *claim) ordinary(m lexicon.Mention, start, end int) bool {
	if !wording(m.Entry.Kind) {
		return false
	}
	for i := start; i < end; i++ {
		if !c.new.tokens[i].stop && !c.known(i) && !c.derivedWord(i) && !c.synonym(i) && !generic(c.new, i) && !c.isVerb(i) {
			return false
		}
	}
	return true
}

// picksItems reports whether every item of a list stands in another list as it
// is: some were left out, or put in another order.
func picksItems(old, edited string) bool {
	items := listItems(old)
	for _, item := range listItems(edited) {
		if !slices.Contains(items, item) {
			return false
		}
	}
	return true
}

// listItems splits a list at commas, semicolons and bars outside of brackets.
// What a label says of all of its items goes with each.
func listItems(list string) []string {
	label, rest, labelled := strings.Cut(list, ":")
	if !labelled {
		label, rest = "", list
	}
	depth := 0
	items := strings.FieldsFunc(rest, func(r rune) bool {
		switch r {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		}
		return depth == 0 && strings.ContainsRune(",;|·•\n", r)
	})
	for i, item := range items {
		items[i] = squeeze(label + ": " + item)
	}
	return items
}
