package guard

import (
	"slices"
	"strings"
)

// checkVerbs: what somebody did may be worded otherwise, not made stronger.
// Helping is not doing, doing is not leading, and an activity that the CV does
// not name is not added.
func checkVerbs(c *claim) {
	if c.field == headline {
		return
	}
	for _, h := range longest(c.new.hits[verbs]) {
		if c.explainedAll(h.start, h.end) && !c.onlyHelped(h) || c.factSays(h.start, h.end) || c.inMention(h) || c.attributive(h) || c.inPair(h.start, h.end) || c.glossed(h.start) {
			continue
		}
		c.checkVerb(h)
		if !h.part {
			c.explain(h.start, h.end)
		}
	}
	c.checkHelping()
	c.checkNoted()
	if word, ok := c.promoted(); ok {
		c.review("activity_changed", "the CV says this of a part, or of something else", word)
	}
}

// inMention: the word is part of a skill's name, which checkSkills judges.
func (c *claim) inMention(h hit) bool {
	for _, m := range c.new.mentions {
		if start, end := c.span(m); start <= h.start && h.end <= end && end-start > h.end-h.start {
			return h.rank > 3 || !c.ordinary(m, start, end)
		}
	}
	return false
}

// attributive: newly hired technicians were hired by somebody.
func (c *claim) attributive(h hit) bool {
	return c.new.lang == "en" && h.start > 0 && strings.HasSuffix(c.new.tokens[h.start-1].fold, "ly") && strings.HasSuffix(c.new.tokens[h.end-1].fold, "ed") && !c.new.head(h.start-1)
}

func (c *claim) explainedAll(start, end int) bool {
	for i := start; i < end; i++ {
		if !c.explained[i] {
			return false
		}
	}
	return true
}

func (c *claim) checkVerb(h hit) {
	if c.thing(h) {
		return
	}
	word := c.new.words(h.start, h.end)
	strongest, same, any := 0, false, false
	for _, t := range c.anchors() {
		for _, o := range c.clauseVerbs(t, h) {
			if t.modifies(o) && !c.new.modifies(h) {
				continue // who enters survey answers surveys nothing
			}
			strongest, any = max(strongest, o.rank), true
			if t == c.old && c.gives(o) {
				strongest = max(strongest, 2)
			}
			same = same || o.id == h.id && (h.rank < 4 || !t.bySomebody(o.start) || c.new.bySomebody(h.start))
		}
		same = same || c.translated && h.class == "manage" && t.hasClass(verbs, "handle")
		same = same || h.end == h.start+1 && c.inCompound(c.new.tokens[h.start], t.folds())
		if at, ok := c.place(t, h.start, h.end); ok && h.end > h.start+1 {
			same = same || h.rank < 4 || !t.bySomebody(at) // signed off by somebody, for sign-off
		}
		same = same || c.seen(t, h.start, h.end) && (h.rank < 4 || anyVerb(t, h))
	}
	if same || c.whole() && (h.rank <= 3 && c.sameInScope(h) || c.sameDeed(h)) {
		return
	}
	if !any {
		strongest = 2
		if c.old == nil {
			strongest = c.strongestInScope()
		}
	}
	idiom := c.idiom(h)
	switch {
	case idiom || h.rank <= 1:
	case !any && h.rank <= 2 && c.old != nil:
	case h.rank <= 3 && c.oldHelps() && accompanying(c.new.tokens[h.start]):
		c.review("activity_changed", "the CV describes the help in another way", word)
	case h.rank <= 3 && c.helps() && c.oldHelps() && (c.translated || c.compatible(h) || h.class == "perform" || h.class == "use"):
	case h.rank <= 3 && c.helps() && c.oldHelps():
		c.review("activity_changed", "the CV describes the help in another way", word)
	case h.rank >= 4 && c.runsPeople(h):
	case h.class == "answer" && strongest >= 2 && strongest < 4 && c.old != nil:
		c.review("verb_strength", "the CV says what was done, not who answers for it", word)
	case h.class == "attend" && c.old != nil && c.old.helpsOnly(), c.sameCapacity(h):
	case h.rank >= 4 && h.rank > strongest:
		c.reject("verb_strength", "the CV describes a smaller part", word)
	case strongest == 2 && c.sameRecords(h):
	case c.new.lang == "en" && h.class == "rise" && c.new.head(h.start) && c.old != nil && !c.old.hasClass(verbs, "raise") && !c.old.hasClass(verbs, "improve"):
		c.review("causality", "the CV does not say who brought this about", word)
	case c.brings(h):
		c.reject("causality", "the CV does not say who brought this about", word)
	case h.class == "negotiate" && strongest == 2 && c.old != nil && !c.translated && !c.sameInScope(h):
		c.reject("verb_strength", "the CV does not state this activity", word)
	case strongest >= 2 && h.rank <= 3 && c.saysChange(h):
	case h.rank == 3 && strongest == 2 && any && !c.translated:
		c.review("activity_changed", "the CV describes another activity", word)
	case h.rank > strongest && any && (strongest <= 1 || !c.translated):
		c.reject("verb_strength", "the CV describes a smaller part", word)
	case c.old != nil && !c.translated && c.addsActivity(h):
		c.review("added_activity", "the CV does not state this activity here", word)
	case h.rank < strongest, c.saysChange(h), c.translated, c.compatible(h), c.old == nil && c.sameInScope(h):
	case c.old == nil && h.rank >= 4 && !c.sameInScope(h):
		c.reject("verb_strength", "the CV does not state this responsibility", word)
	case c.old == nil && c.whole() && h.rank <= 3: // what a summary sums up
	default:
		c.review("activity_changed", "the CV describes another activity", word)
	}
}

// thing: the chair of at the chair is a thing.
func (c *claim) thing(h hit) bool {
	if c.new.lang != "en" || h.end != h.start+1 || h.start == 0 || c.new.tokens[h.start].fold != "chair" {
		return false
	}
	before := c.new.tokens[h.start-1].fold
	return (before == "the" || before == "a") && !(h.end < len(c.new.tokens) && c.new.tokens[h.end].fold == "of")
}

// clauseVerbs lists the verbs of the clause of t that shares most words with
// the clause of h; of all of t when none shares any.
func (c *claim) clauseVerbs(t *text, h hit) []hit {
	score := map[int]int{}
	for _, tok := range c.new.tokens {
		if tok.clause != c.new.tokens[h.start].clause || tok.stop {
			continue
		}
		for _, other := range t.tokens {
			if other.stem == tok.stem {
				score[other.clause]++
			}
		}
	}
	best, most := -1, 0
	for clause, n := range score {
		if n > most || n == most && clause < best {
			best, most = clause, n
		}
	}
	var list []hit
	for _, o := range longest(t.hits[verbs]) {
		if best < 0 || t.tokens[o.start].clause == best {
			list = append(list, o)
		}
	}
	return list
}

// modifies reports whether a verb's word is said of the noun right behind it:
// survey answers, price list.
func (t *text) modifies(h hit) bool {
	tok := t.tokens[h.start]
	if t.lang != "en" || h.end != h.start+1 || h.end >= len(t.tokens) || t.head(h.start) || hasAnySuffix(tok.fold, "ed", "ing") || h.start == 0 {
		return false
	}
	before, next := t.tokens[h.start-1], t.tokens[h.end]
	return !next.stop && !next.number && next.item == tok.item && before.fold != "to" && !slices.Contains(conjunction["en"], before.fold) && before.item == tok.item
}

func anyVerb(t *text, h hit) bool {
	for _, o := range t.hits[verbs] {
		if o.rank >= h.rank && !t.bySomebody(o.start) {
			return true
		}
	}
	return false
}

// addsActivity: the old activities all stay and one more appears.
func (c *claim) addsActivity(h hit) bool {
	olds := longest(c.old.hits[verbs])
	if len(olds) == 0 || c.saysChange(h) || h.class == "use" || h.class == "perform" || h.rank < 2 {
		return false
	}
	for _, o := range olds {
		if o.rank >= 2 && !c.new.has(o.concept) {
			return false
		}
	}
	return len(longest(c.new.hits[verbs])) > len(olds) && !c.wordSynonym(h)
}

// runsPeople: who runs a crew, a shop or a section leads it.
func (c *claim) runsPeople(h hit) bool {
	if c.old == nil || c.old.lang != "en" {
		return false
	}
	for i, tok := range c.old.tokens {
		if tok.fold != "run" && tok.fold != "ran" && tok.fold != "running" || !c.old.head(i) {
			continue
		}
		for k := i + 1; k < min(i+5, len(c.old.tokens)) && c.old.tokens[k].item == tok.item; k++ {
			if unit := c.old.tokens[k]; (runUnits[unit.fold] || c.people(c.old, k)) && c.new.stems[unit.stem] {
				return true
			}
		}
	}
	return false
}

// runUnits are what is led by who runs it.
var runUnits = map[string]bool{
	"crew": true, "team": true, "shop": true, "store": true, "department": true, "unit": true, "section": true, "gang": true, "squad": true,
	"kitchen": true, "ward": true, "branch": true, "office": true, "workshop": true, "clinic": true, "practice": true, "restaurant": true,
}

// sameRecords: keeping and managing the same records is one thing, as long as
// nothing else is new.
func (c *claim) sameRecords(h hit) bool {
	return c.old != nil && h.rank == 3 && (h.class == "write" || h.class == "handle") &&
		len(longest(c.new.hits[verbs])) <= len(longest(c.old.hits[verbs])) && c.restKnown(h)
}

// brings: who cut complaints did what the CV says only happened.
func (c *claim) brings(h hit) bool {
	if c.old == nil || c.translated || h.class != "lower" && h.class != "raise" && h.class != "improve" || !c.new.head(h.start) {
		return false
	}
	happened := slices.ContainsFunc(c.old.hits[verbs], func(o hit) bool { return (o.class == "fall" || o.class == "rise") && !c.old.head(o.start) })
	return happened && !c.old.hasClass(verbs, "lower") && !c.old.hasClass(verbs, "raise") && !c.old.hasClass(verbs, "improve")
}

// saysChange: down from 45 % to 27 % is a fall.
func (c *claim) saysChange(h hit) bool {
	down := h.class == "fall" || h.class == "lower"
	if c.old == nil || !down && h.class != "rise" && h.class != "raise" || c.new.head(h.start) && !c.intransitive(h) {
		return false
	}
	for i, q := range c.old.quantities {
		if i == 0 {
			continue
		}
		before, after := c.old.quantities[i-1], q
		if before.role == "to" && q.role == "from" {
			before, after = after, before
		}
		if after.role != "to" {
			continue
		}
		if before, after = together(after, before, after); before.unit == after.unit && (before.value > after.value) == down {
			return true
		}
	}
	return false
}

// intransitive: costs fell; who grew followers raised them.
func (c *claim) intransitive(h hit) bool {
	return h.class == "fall" || h.class == "rise" && (c.new.lang != "en" || !c.new.head(h.start))
}

// wordSynonym reports whether the words of h are also a synonym of something
// in scope: deployment for roll-out.
func (c *claim) wordSynonym(h hit) bool {
	for i := h.start; i < h.end; i++ {
		if !c.new.tokens[i].stop && !c.synonym(i) {
			return false
		}
	}
	return true
}

// families that may stand for each other at equal strength.
var families = [][]string{
	{"improve", "raise"},
	{"improve", "lower"},
	{"fall", "lower"},
	{"rise", "raise"},
	{"create", "write", "introduce", "setup"},
	{"perform", "maintain", "use", "report", "deliver", "cook", "install", "sell", "buy"},
	{"teach", "mentor"},
	{"organise", "introduce"},
	{"perform", "check"},
	{"manage", "answer"},
}

func (c *claim) compatible(h hit) bool {
	if c.wordSynonym(h) || h.end == h.start+1 && c.standsIn(h.start) {
		return true
	}
	for _, t := range c.anchors() {
		for _, o := range t.hits[verbs] {
			for _, family := range families {
				if contains(family, h.class) && contains(family, o.class) {
					return true
				}
			}
		}
	}
	return false
}

func (c *claim) sameInScope(h hit) bool {
	for _, s := range c.scope {
		if s.has(h.concept) || c.seen(s.text, h.start, h.end) {
			return true
		}
	}
	return false
}

// sameDeed reports whether one text of the scope has the idea of h together with
// the word that it is said of.
func (c *claim) sameDeed(h hit) bool {
	for i := h.end; i < min(h.end+5, len(c.new.tokens)) && c.new.tokens[i].item == c.new.tokens[h.start].item; i++ {
		tok := c.new.tokens[i]
		if tok.stop || tok.number {
			continue
		}
		return slices.ContainsFunc(c.scope, func(s *source) bool {
			return s.has(h.concept) && c.seen(s.text, h.start, h.end) && (s.stems[tok.stem] || c.conceptIn(i, func(o hit) bool { return s.concepts[o.id] }))
		})
	}
	return false
}

func (c *claim) strongestInScope() int {
	strongest := 2
	for _, s := range c.scope {
		for _, o := range s.hits[verbs] {
			strongest = max(strongest, o.rank)
		}
	}
	return strongest
}

// conducted are the ends of what is geführt in German and yet not led.
var conducted = []string{
	"gesprach", "gesprache", "gesprachen", "protokoll", "protokolle", "protokollen", "buch", "bucher", "bucher", "liste", "listen", "kasse", "kassen",
	"telefonat", "telefonate", "telefonaten", "interview", "interviews", "akte", "akten", "statistik", "statistiken", "kalender", "konten", "konto", "nachweis", "nachweise",
	"tagebuch", "kartei", "register", "korrespondenz", "befragung", "befragungen",
}

// idiom: "manage a caseload" is nursing for caring, "manage time" for nothing.
func (c *claim) idiom(h hit) bool {
	if c.new.lang == "de" && h.class == "lead" && h.end == h.start+1 && !strings.HasSuffix(c.new.tokens[h.start].fold, "ung") && !c.oldHelps() {
		for i := max(0, h.start-5); i < min(h.start+4, len(c.new.tokens)); i++ {
			if c.new.tokens[i].clause == c.new.tokens[h.start].clause && hasAnySuffix(c.new.tokens[i].fold, conducted...) {
				return true // Gespräche geführt
			}
		}
	}
	if h.class != "manage" {
		return false
	}
	for i := h.end; i < min(h.end+3, len(c.new.tokens)); i++ {
		switch c.new.tokens[i].fold {
		case "caseload", "workload", "time", "symptoms", "pain":
			return true
		}
	}
	return false
}
