package guard

import "slices"

// checkActions: what begins a clause of the new text must be something done in
// the old one too, and not only a word of it: who flags cases to the special
// investigations unit has not investigated, and what the team won, or the
// manager owns, somebody else did.
func checkActions(c *claim) {
	if c.old == nil || c.field != claimText || c.translated || c.foreign {
		return
	}
	for i, tok := range c.new.tokens {
		if tok.stop || !c.new.head(i) || !c.new.verbForm(i) || (generic(c.new, i) || c.explained[i]) && !c.new.acts(i) || c.inPair(i, i+1) || c.glossed(i) || c.factSays(i, i+1) {
			continue
		}
		said, done := false, false
		for _, t := range c.anchors() {
			for k, other := range t.tokens {
				if other.stop || !kin(other, tok) {
					continue
				}
				said = true
				done = done || t.done(k)
			}
			done = done || slices.ContainsFunc(c.new.hits[verbs], func(h hit) bool {
				return h.holds(i) && slices.ContainsFunc(t.hits[verbs], func(o hit) bool { return o.id == h.id && !t.byOthers(o.start) && !t.passive(o.start) })
			})
		}
		if said && !done && !c.standsIn(i) {
			kind := "activity_changed"
			if slices.ContainsFunc(c.new.hits[verbs], func(h hit) bool { return h.holds(i) && h.rank >= 4 }) {
				kind = "verb_strength"
			}
			c.review(kind, "the CV has the word, but not as something you did", tok.text)
		}
	}
}

// verbForm reports whether word i is a verb by its form, or the verb table has
// it.
func (t *text) verbForm(i int) bool {
	tok := t.tokens[i]
	if tok.ident || tok.number || len(tok.fold) < 3 {
		return false
	}
	if t.lang == "en" {
		return t.acts(i) || len(tok.fold) > 4 && hasAnySuffix(tok.fold, "ed", "ing") || tok.first && irregularBase()[tok.fold] != ""
	}
	return t.acts(i) || verbal(tok.fold, t.lang, false)
}

// acts reports whether the verb table has word i.
func (t *text) acts(i int) bool {
	return slices.ContainsFunc(t.hits[verbs], func(h hit) bool { return h.holds(i) })
}

// done reports whether word i of a text says what the person did: a verb, its
// noun, or the first word of a clause, and not of a clause about others.
func (t *text) done(i int) bool {
	if t.byOthers(i) || t.passive(i) {
		return false
	}
	tok := t.tokens[i]
	return t.head(i) || t.acts(i) || verbal(tok.fold, t.lang, false) || nominal(tok.fold, t.lang) && (i+1 == len(t.tokens) || t.tokens[i+1].stop || t.tokens[i+1].item != tok.item)
}

// byOthers reports whether word i stands in a relative clause.
func (t *text) byOthers(i int) bool {
	for k := i - 1; k >= max(0, i-5) && t.tokens[k].clause == t.tokens[i].clause; k-- {
		if relative[t.lang][t.tokens[k].fold] {
			return true
		}
		if t.tokens[k].item != t.tokens[i].item {
			return false
		}
	}
	return false
}

// bySomebody reports whether a clause with a subject of its own says word i:
// before the payroll manager signs off.
func (t *text) bySomebody(i int) bool {
	people := false
	for k := i - 1; k >= max(0, i-6) && t.tokens[k].clause == t.tokens[i].clause; k-- {
		people = people || isRole(t, k)
		if subordinate[t.tokens[k].fold] {
			return people
		}
	}
	return false
}

// subordinate words begin a clause that may have a subject of its own.
var subordinate = map[string]bool{
	"before": true, "after": true, "until": true, "once": true, "when": true, "while": true, "so": true, "which": true, "that": true,
	"bevor": true, "nachdem": true, "bis": true, "wenn": true, "damit": true, "avant": true, "que": true, "dont": true, "quand": true,
	"antes": true, "cuando": true, "prima": true, "quando": true, "che": true, "voordat": true, "nadat": true,
}

// passive reports whether the words behind a verb name who did it.
func (t *text) passive(i int) bool {
	for k := i + 1; k < min(i+3, len(t.tokens)) && t.tokens[k].clause == t.tokens[i].clause; k++ {
		if agentPrepositions[t.tokens[k].fold] {
			return k+1 < len(t.tokens) && t.tokens[k+1].stop && !t.counted(k+1)
		}
	}
	return false
}

// agentPrepositions stand before who did something.
var agentPrepositions = map[string]bool{"by": true, "von": true, "durch": true, "par": true, "por": true, "da": true, "dal": true, "dalla": true, "door": true}

// relative pronouns, by language, where they are nothing else.
var relative = map[string]map[string]bool{
	"en": {"that": true, "which": true, "who": true, "whose": true}, "de": {"welche": true, "welcher": true, "welches": true},
	"fr": {"qui": true, "dont": true}, "es": {"quien": true, "cual": true}, "it": {"quale": true}, "pt": {"quem": true, "qual": true},
	"nl": {"waarmee": true},
}
