package guard

import (
	"slices"
	"strconv"
)

// cefr ranks the codes of the Common European Framework on the scale of
// levels.psv; native (7) is above them all.
var cefr = map[string]int{"a1": 2, "a2": 2, "b1": 3, "b2": 4, "c1": 5, "c2": 6}

// levelHit is a level that a text names at a token.
type levelHit struct {
	at, end, rank int
	code          string // the CEFR code, or ""
}

func levelHits(t *text) []levelHit {
	var list []levelHit
	for _, h := range t.hits[levels] {
		rank, _ := strconv.Atoi(h.class)
		if rank == 6 {
			rank = 7
		}
		list = append(list, levelHit{at: h.start, end: h.end, rank: rank})
	}
	for i, tok := range t.tokens {
		if !tok.ident {
			continue
		}
		if rank := cefr[tok.fold]; rank > 0 {
			list = append(list, levelHit{i, i + 1, rank, tok.fold})
		}
	}
	return list
}

func levelAt(t *text, at int) int {
	level := 0
	for _, h := range levelHits(t) {
		if near(t, h.at, at) && (level == 0 || h.rank < level) {
			level = h.rank
		}
	}
	return level
}

// highestLevel of a text that is about one thing.
func highestLevel(t *text) int {
	level := 0
	for _, h := range levelHits(t) {
		level = max(level, h.rank)
	}
	return level
}

// checkLevels compares how well somebody can do something.
func checkLevels(c *claim) {
	for _, h := range levelHits(c.new) {
		if h.code == "" && (c.explainedAll(h.at, h.end) || c.inPair(h.at, h.end)) {
			continue // bons à tirer (BAT)
		}
		word := c.new.words(h.at, h.end)
		if code := c.codeBeside(h); code > 0 {
			if h.rank > code {
				c.reject("level_raised", "the code beside it is lower", word)
			}
			c.explain(h.at, h.end)
			continue
		}
		switch had := c.levelBefore(h); {
		case h.code != "" && (had > 0 && h.rank > had || c.codeBefore(h) != "" && h.code > c.codeBefore(h)):
			c.reject("level_raised", "the CV states a lower level", word)
		case c.old != nil && c.seen(c.old, h.at, h.end) && (had == 0 || had >= h.rank), h.code == "" && had == h.rank:
			c.explain(h.at, h.end)
		case h.code != "" && (c.old == nil || !c.old.stems[h.code]) && (!c.anywhere(h.code) || had == 0 && c.onlyLevels(c.new)):
			c.reject("level_raised", "the CV does not state this level", word)
		case h.code != "":
		case had > 0 && h.rank > had:
			c.reject("level_raised", "the CV states a lower level", word)
		case had == 0 && h.rank > 3 && c.field != claimText:
			c.reject("level_raised", "the CV states no such level", word)
		case had == 0 && h.rank > 3 && c.levelOfSkill(h):
			c.reject("level_raised", "the CV states no such level for this skill", word)
		case had > h.rank && c.field == skillText && !c.cefrNear(h):
			c.review("level_changed", "the CV states another level", word)
		case had >= h.rank:
			c.explain(h.at, h.end)
		}
	}
	if c.old != nil && c.onlyLevels(c.old) && len(levelHits(c.new)) == 0 {
		c.review("level_changed", "the CV states a level here", c.change.old)
	}
	c.checkDroppedLevels()
	c.checkLetters()
}

// checkLetters: A-Teile are no C-Teile, class B no class A.
func (c *claim) checkLetters() {
	if c.old == nil {
		return
	}
	letters := func(t *text) map[string][]string { // the noun behind a single letter ─► letters
		set := map[string][]string{}
		for i := 0; i+1 < len(t.tokens); i++ {
			tok, next := t.tokens[i], t.tokens[i+1]
			if len(tok.text) == 1 && tok.capital && next.hyphen && !next.number && t.raw[next.start-1] == '-' {
				set[next.stem] = append(set[next.stem], tok.text)
			}
		}
		return set
	}
	had := letters(c.old)
	for noun, list := range letters(c.new) {
		for _, letter := range list {
			if len(had[noun]) > 0 && !slices.Contains(had[noun], letter) && !slices.ContainsFunc(c.old.tokens, func(tok token) bool { return tok.text == letter && tok.truncated }) {
				c.reject("level_changed", "the CV states another class", letter)
			}
		}
	}
}

// onlyLevels reports whether a text says how well and not what: the details of
// a language.
func (c *claim) onlyLevels(t *text) bool {
	if c.field != skillText || c.old == nil {
		return false
	}
	hits := levelHits(t)
	for i, tok := range t.tokens {
		if !tok.stop && !slices.ContainsFunc(hits, func(h levelHit) bool { return h.at <= i && i < h.end }) {
			return false
		}
	}
	return len(hits) > 0
}

// levelBefore is the level that the old text, or the evidence, gives to what
// the new text's level is about; 0 when there is none.
func (c *claim) levelBefore(h levelHit) int {
	subject := c.subject(h)
	if c.old != nil {
		best := 0
		for _, old := range levelHits(c.old) {
			other := subjectStems(c.old, old)
			if len(subject) == 0 || len(other) == 0 || overlap(subject, other) || c.sharesConcept(h.at, old.at) {
				best = max(best, old.rank)
			}
		}
		if best > 0 {
			return best
		}
	}
	for _, m := range c.new.mentions {
		if at := tokenAt(c.new, m.Start); near(c.new, h.at, at) || c.new.tokens[at].item == c.new.tokens[h.at].item {
			for _, s := range c.ev.skills() {
				if s.entry == m.Entry && s.level > 0 {
					return s.level
				}
			}
		}
	}
	return 0
}

// codeBefore is the highest CEFR code that the old text gives to what the new
// text's level is about, or "".
func (c *claim) codeBefore(h levelHit) string {
	if c.old == nil {
		return ""
	}
	code, subject := "", c.subject(h)
	for _, old := range levelHits(c.old) {
		if other := subjectStems(c.old, old); len(subject) == 0 || len(other) == 0 || overlap(subject, other) || c.sharesConcept(h.at, old.at) {
			code = max(code, old.code)
		}
	}
	return code
}

func (c *claim) subject(h levelHit) []string { return subjectStems(c.new, h) }

func subjectStems(t *text, h levelHit) []string {
	var list []string
	for i, tok := range t.tokens {
		isLevel := false
		for _, other := range levelHits(t) {
			isLevel = isLevel || i >= other.at && i < other.end
		}
		if !isLevel && !tok.stop && !tok.number && (near(t, h.at, i) || tok.item == t.tokens[h.at].item) {
			list = append(list, tok.stem)
		}
	}
	return list
}

// sharesConcept compares subjects across languages: Englisch and English.
func (c *claim) sharesConcept(newAt, oldAt int) bool {
	for _, a := range c.new.hits[words] {
		if !near(c.new, newAt, a.start) && c.new.tokens[a.start].item != c.new.tokens[newAt].item {
			continue
		}
		for _, b := range c.old.hits[words] {
			if a.id == b.id && (near(c.old, oldAt, b.start) || c.old.tokens[b.start].item == c.old.tokens[oldAt].item) {
				return true
			}
		}
	}
	return false
}

// levelOfSkill reports whether the level is said of a skill of the lexicon.
func (c *claim) levelOfSkill(h levelHit) bool {
	for _, m := range c.new.mentions {
		if at := tokenAt(c.new, m.Start); at >= h.end && at-h.end <= 2 || at < h.at && h.at-at <= 3 {
			return c.new.tokens[at].clause == c.new.tokens[h.at].clause
		}
	}
	return false
}

// codeBeside is the rank of the CEFR code that a word glosses: C1 (advanced).
func (c *claim) codeBeside(h levelHit) int {
	for _, other := range levelHits(c.new) {
		if h.code == "" && other.code != "" && (other.end == h.at || h.end == other.at) && c.old != nil && c.old.stems[other.code] {
			return other.rank
		}
	}
	return 0
}

// cefrNear reports whether a CEFR code beside h makes it a gloss.
func (c *claim) cefrNear(h levelHit) bool {
	for _, other := range levelHits(c.new) {
		if other.code != "" && other.at != h.at && near(c.new, h.at, other.at) {
			return true
		}
	}
	return false
}

// checkDroppedLevels: a low level may not disappear while its subject stays.
func (c *claim) checkDroppedLevels() {
	if c.old == nil || c.field != skillText && c.field != headline {
		return
	}
	for _, old := range levelHits(c.old) {
		if old.rank > 4 {
			continue
		}
		subject := subjectStems(c.old, old)
		stays, levelled := false, false
		for i, tok := range c.new.tokens {
			if contains(subject, tok.stem) {
				stays = true
				levelled = levelled || levelAt(c.new, i) > 0
			}
		}
		if stays && !levelled {
			c.reject("level_dropped", "without it the CV claims more", c.old.words(old.at, old.end))
		}
	}
}
