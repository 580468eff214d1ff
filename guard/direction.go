package guard

import "slices"

// A translation from German into English is none into German, and who moved a
// system from Oracle to PostgreSQL has not moved one to Oracle.

// route is what something went from and to: the first content words behind two
// such prepositions.
type route struct{ from, to int }

// routes lists what goes from where to where in a text, numbers aside.
func (t *text) routes() []route {
	var list []route
	for i := range t.tokens {
		from := t.goal(i, fromWords[t.lang])
		if from < 0 {
			continue
		}
		for k := max(0, i-routeReach); k < min(len(t.tokens), i+routeReach); k++ {
			if to := t.goal(k, toWords[t.lang]); to >= 0 && to != from && t.tokens[k].clause == t.tokens[i].clause {
				list = append(list, route{from, to})
				break
			}
		}
	}
	return list
}

// routeReach is how many words the two ends of a route may lie apart.
const routeReach = 7

// goal is the content word that the preposition at word i stands before, or -1.
func (t *text) goal(i int, prepositions []string) int {
	if !slices.Contains(prepositions, t.tokens[i].fold) {
		return -1
	}
	for k := i + 1; k < min(i+4, len(t.tokens)) && t.tokens[k].item == t.tokens[i].item; k++ {
		switch tok := t.tokens[k]; {
		case tok.number || t.counted(k):
			return -1
		case !tok.stop:
			return k
		}
	}
	return -1
}

// fromWords and toWords stand before the two ends of a route, by language.
var (
	fromWords = map[string][]string{
		"en": {"from"}, "de": {"von", "vom", "aus"}, "fr": {"de", "du", "depuis"}, "es": {"de", "del", "desde"},
		"it": {"da", "dal", "dallo", "dalla", "dai", "dall"}, "pt": {"de", "do", "da", "desde"}, "nl": {"van", "uit", "vanuit"},
	}
	toWords = map[string][]string{
		"en": {"to", "into", "onto"}, "de": {"nach", "ins", "in", "auf", "zu", "zum", "zur"}, "fr": {"vers", "en", "à", "au", "a"}, "es": {"a", "al", "hacia", "en"},
		"it": {"a", "al", "in", "all", "allo", "alla", "verso"}, "pt": {"para", "a", "ao", "em"}, "nl": {"naar", "in", "op"},
	}
)

// checkDirection refuses a route that runs the other way than the CV's, and asks
// about one that runs both ways.
func (c *claim) checkDirection() {
	if c.old == nil || c.translated || c.foreign {
		return
	}
	had := c.old.routes()
	if len(had) == 0 {
		return
	}
	is := c.new.routes()
	same := func(i, k int) bool { return kin(c.old.tokens[i], c.new.tokens[k]) }
	kept := func(o route) bool {
		return slices.ContainsFunc(is, func(r route) bool { return same(o.from, r.from) && same(o.to, r.to) })
	}
	for _, o := range had {
		for _, r := range is {
			if same(o.from, r.to) && same(o.to, r.from) && !kept(o) {
				c.reject("direction_changed", "the CV says this the other way round", c.new.words(min(r.from, r.to), max(r.from, r.to)+1))
			}
		}
		for i, tok := range c.new.tokens {
			if !betweens[tok.fold] || i+3 >= len(c.new.tokens) || !slices.Contains(conjunction[c.new.lang], c.new.tokens[i+2].fold) {
				continue
			}
			if a, b := i+1, i+3; same(o.from, a) && same(o.to, b) || same(o.from, b) && same(o.to, a) {
				c.reject("direction_changed", "the CV says this of one direction only", c.new.words(i, b+1))
			}
		}
	}
}
