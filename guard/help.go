package guard

import (
	"slices"
	"strings"
)

// Who helped, learned or took notes may not simply have done it.

// onlyHelped: a skill such as site management that this entry names only as
// something the person helped with is not the person's to lead.
func (c *claim) onlyHelped(h hit) bool {
	if h.rank < 4 || c.old == nil || c.entry == "" || c.field != claimText || c.old.has(h.concept) {
		return false
	}
	helped := false
	for _, s := range c.scope {
		for _, o := range s.hits[verbs] {
			if o.id != h.id {
				continue
			}
			if !slices.ContainsFunc(s.hits[verbs], func(v hit) bool { return v.rank <= 1 && s.tokens[v.start].clause == s.tokens[o.start].clause }) {
				return false
			}
			helped = true
		}
	}
	return helped
}

func (c *claim) oldHelps() bool { return c.old != nil && c.old.hasClass(verbs, "help") }

// helpsOnly reports whether all that a text says was done is helping, learning or
// being there.
func (t *text) helpsOnly() bool {
	return len(t.hits[verbs]) > 0 && !slices.ContainsFunc(t.hits[verbs], func(h hit) bool { return h.rank > 1 && t.head(h.start) })
}

// sameCapacity: who took part as an observer acted as one.
func (c *claim) sameCapacity(h hit) bool {
	if c.old == nil || h.end == h.start+1 || !asWords[c.new.tokens[h.end-1].fold] {
		return false
	}
	in := c.new.capacity(h.end - 1)
	return in >= 0 && slices.ContainsFunc(c.old.capacities(), func(i int) bool {
		return c.old.tokens[i].stem == c.new.tokens[in].stem
	})
}

// capacity is the first content word behind an "as" at word i, or -1.
func (t *text) capacity(i int) int {
	for k := i + 1; k < min(i+4, len(t.tokens)); k++ {
		if !t.tokens[k].stop {
			return k
		}
	}
	return -1
}

// capacities are the words for what the person is said to have been there.
func (t *text) capacities() []int {
	var list []int
	for i, tok := range t.tokens {
		if !asWords[tok.fold] {
			continue
		}
		if k := t.capacity(i); k >= 0 {
			list = append(list, k)
		}
	}
	return list
}

// asWords stand before what somebody is.
var asWords = map[string]bool{"as": true, "als": true, "como": true, "come": true, "comme": true}

// checkHelping: who helped, or learned, may not simply have done it.
func (c *claim) checkHelping() {
	if c.old == nil {
		return
	}
	helping := slices.ContainsFunc(c.new.hits[verbs], func(h hit) bool { return (h.rank <= 1 || h.class == "attend") && !c.names(h) || c.sameCapacity(h) })
	if helping || c.translated && c.new.hasClass(limits, "junior") || slices.ContainsFunc(c.new.tokens, accompanying) {
		return // ayudante, helper
	}
	for _, h := range longest(c.old.hits[verbs]) {
		if h.rank <= 1 && c.keeps(h) && !c.seenIn(c.new, c.old, h) && !c.firstHelping(h) && !c.old.levelled(h.start) && !c.old.rostered(h) && !c.gives(h) {
			c.reject("help_dropped", "without this the CV claims more than a part", c.old.words(h.start, h.end))
			return
		}
	}
}

// accompanying: a word for being with somebody who does something.
func accompanying(tok token) bool {
	for _, beginning := range []string{"accompan", "accompagn", "begleit", "acompan", "acompanh", "begeleid", "flankier"} {
		if strings.HasPrefix(tok.fold, beginning) {
			return true
		}
	}
	return false
}

// noted: who took notes at hearings neither handled them nor spoke there.
func (c *claim) checkNoted() {
	if c.old == nil || c.translated || c.field != claimText {
		return
	}
	for i := 1; i < len(c.old.tokens); i++ {
		tok := c.old.tokens[i]
		if noted := (tok.fold == "notes" || tok.fold == "minutes") && takes[c.old.tokens[i-1].fold] || tok.fold == "taker" && tok.hyphen; !noted || c.new.stems[tok.stem] || c.new.hasKin(tok) || c.new.stems["scribe"] {
			continue
		}
		if kept, _ := c.keptWords(); kept > 0 {
			c.reject("help_dropped", "the CV says that you took notes of it", c.old.words(i-1, i+1))
		}
		return
	}
}

// takes stand before notes and minutes.
var takes = map[string]bool{"take": true, "took": true, "taking": true, "taken": true, "keep": true, "kept": true, "write": true, "wrote": true}

// gives reports whether a verb of the old text gives something, and the new text
// has it: who contributes a report submits it.
func (c *claim) gives(h hit) bool {
	if c.old.lang != "en" || h.end != h.start+1 || !strings.HasPrefix(c.old.tokens[h.start].fold, "contribut") {
		return false
	}
	for i := h.end; i < min(h.end+3, len(c.old.tokens)) && c.old.tokens[i].fold != "to"; i++ {
		if tok := c.old.tokens[i]; !tok.stop && !tok.number && c.new.stems[tok.stem] {
			return true
		}
	}
	return false
}

// rostered: who takes part in a rota works it like everybody on it.
func (t *text) rostered(h hit) bool {
	for i := h.end; i < min(h.end+6, len(t.tokens)); i++ {
		if t.tokens[i].clause == t.tokens[h.start].clause && duty[t.tokens[i].fold] {
			return strings.HasPrefix(t.tokens[h.start].fold, "parti") || taking[t.tokens[h.start].fold]
		}
	}
	return false
}

// duty words are what people take turns at.
var duty = map[string]bool{
	"rota": true, "roster": true, "on-call": true, "oncall": true, "standby": true, "rufbereitschaft": true, "bereitschaftsdienst": true, "wochenenddienst": true,
	"astreinte": true, "astreintes": true, "guardias": true, "reperibilita": true, "bereikbaarheidsdienst": true,
}

// taking begins taking part, teilnehmen and the like.
var taking = map[string]bool{"take": true, "took": true, "taking": true, "teilnahme": true, "beteiligung": true, "deelname": true}

// names reports whether a verb is part of a noun that both texts have: support
// plans.
func (c *claim) names(h hit) bool {
	if h.start == 0 || h.end >= len(c.new.tokens) || h.end != h.start+1 {
		return false
	}
	word, noun := c.new.tokens[h.start], c.new.tokens[h.end]
	for i := 1; i+1 < len(c.old.tokens); i++ {
		if c.old.tokens[i].fold == word.fold && !noun.stop && c.old.tokens[i+1].fold == noun.fold {
			return slices.ContainsFunc(c.old.hits[verbs], func(o hit) bool { return o.rank <= 1 && o.start < i })
		}
	}
	return false
}

// firstHelping: "work with Excel" is use, not help.
func (c *claim) firstHelping(h hit) bool {
	if c.old.tokens[h.start].fold != "work" && c.old.tokens[h.start].fold != "worked" && c.old.tokens[h.start].fold != "working" {
		return false
	}
	for _, m := range c.old.mentions {
		if at := tokenAt(c.old, m.Start); at >= h.end && at <= h.end+2 {
			return true
		}
	}
	return false
}
