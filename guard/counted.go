package guard

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/schema"
)

// What a number counts must stay the same.

// compareNouns: the number must count the same thing.
func (c *claim) compareNouns(q, have quantity, t *text) fit {
	if len(q.after) == 0 {
		return fit{}
	}
	around := have.after
	if len(around) == 0 || c.old == nil {
		around = slices.Concat(have.after, have.before)
	}
	head := q.after[0]
	if c.related(head, q.last, have.after, t) || c.sameLabel(q, have, t) {
		return fit{}
	}
	for _, other := range t.quantities {
		if have.role == "from" && other.role == "to" && len(have.after) == 0 && other.first > have.first {
			continue // from 9 to 6 days: both are days
		}
		if other.first != have.first && !(other.article(t) && c.composes(q)) && len(other.after) > 0 && c.related(head, q.last, other.after[:1], t) {
			return fit{schema.Reject, "number_moved", "the CV uses this number for something else"}
		}
	}
	if c.people(c.new, c.tokenOf(head, q.last)) && slices.ContainsFunc(t.hits[claims], func(h hit) bool { return h.class == "team" && contains(have.after, t.tokens[h.start].stem) }) {
		return fit{}
	}
	if c.old != nil && t == c.old && len(have.after) > 0 && c.people(c.new, c.tokenOf(head, q.last)) && t.things(have) {
		return fit{schema.NeedsReview, "number_moved", "the CV counts no people with this number"}
	}
	if contains(have.before, head) && c.composes(q) {
		return fit{} // a team of 4, vierköpfiges Team
	}
	for _, noun := range q.after {
		if c.related(noun, q.last, around, t) {
			return fit{}
		}
	}
	if q.unit != "" && q.unit == have.unit {
		return fit{}
	}
	if c.old != nil && t != c.old && !c.whole() && !c.translated && len(have.after) > 0 {
		return fit{schema.Reject, "number_moved", "the CV uses this number for something else"}
	}
	if c.old != nil && !c.translated && len(have.after) > 0 && t.stems[head] && !c.new.stems[have.after[0]] {
		return fit{schema.NeedsReview, "number_noun", "the CV counts something else with this number"}
	}
	if t.stems[head] || overlap(q.before, around) || len(have.after) == 0 || c.translated {
		return fit{}
	}
	if generic(c.new, c.tokenOf(head, q.last)) {
		return fit{}
	}
	if len(have.after) > 0 && !t.stems[head] && !c.new.stems[have.after[0]] {
		return fit{schema.NeedsReview, "number_noun", "the CV counts something else with this number"}
	}
	return fit{}
}

// things reports whether a number counts what is surely no people: rooms, euros.
func (t *text) things(q quantity) bool {
	if q.last >= len(t.tokens) || t.tokens[q.last].stop || isRole(t, q.last) || t.lang != "en" {
		return false
	}
	noun := strings.TrimSuffix(t.tokens[q.last].fold, "s")
	return q.unit != "" || thingNouns[noun]
}

// thingNouns are what is often counted in a CV beside people.
var thingNouns = map[string]bool{
	"room": true, "bed": true, "site": true, "store": true, "shop": true, "branch": true, "school": true, "machine": true, "server": true, "vehicle": true,
	"cover": true, "seat": true, "project": true, "ticket": true, "order": true, "invoice": true, "call": true, "hour": true, "day": true, "year": true,
	"product": true, "item": true, "unit": true, "flat": true, "house": true, "plot": true, "depot": true, "line": true, "page": true, "test": true,
}

// composes reports whether a number says how many people make up what follows:
// vierköpfiges Team, a four-strong gang.
func (c *claim) composes(q quantity) bool {
	return compounded(c.new.tokens[q.first]) || heads[c.new.tokens[q.last-1].fold]
}

// sameLabel: level 3 is called so, whatever follows.
func (c *claim) sameLabel(q, have quantity, t *text) bool {
	if q.first < 2 || have.first == 0 || q.unit != "" || q.value > 12 || c.new.head(q.first-1) {
		return false
	}
	before, had := c.new.tokens[q.first-1], t.tokens[have.first-1]
	return !before.stop && !before.number && before.stem == had.stem && before.end+1 == c.new.tokens[q.first].start
}

func (c *claim) tokenOf(stem string, from int) int {
	for i := from; i < len(c.new.tokens); i++ {
		if c.new.tokens[i].stem == stem {
			return i
		}
	}
	return -1
}

// related reports whether a word of the claim stands, itself or as a synonym,
// among stems of t.
func (c *claim) related(stem string, from int, stems []string, t *text) bool {
	if contains(stems, stem) || slices.ContainsFunc(stems, func(s string) bool { return c.compoundOf(stem, s) || c.compoundOf(s, stem) }) {
		return true
	}
	at := c.tokenOf(stem, from)
	if at < 0 {
		return false
	}
	for _, a := range c.new.hits[words] {
		if at < a.start || at >= a.end {
			continue
		}
		for _, b := range t.hits[words] {
			if a.id == b.id && contains(stems, t.tokens[b.start].stem) {
				return true
			}
		}
	}
	return slices.ContainsFunc(stems, func(s string) bool { return kinStems(s, stem) })
}

// people reports whether word i means people: staff, employees.
func (c *claim) people(t *text, i int) bool {
	return slices.ContainsFunc(t.hits[claims], func(h hit) bool { return h.class == "team" && h.holds(i) })
}
