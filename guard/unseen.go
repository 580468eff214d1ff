package guard

import (
	"slices"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// checkWords limits what no other check has accounted for: content words that
// neither the old text nor the scope has.
func checkWords(c *claim) {
	if c.foreign || c.translated {
		return
	}
	u := c.unseen()
	if c.mode == Strict {
		if words := slices.Concat(u.things, u.activities, u.moved); len(words) > 0 {
			c.reject("unseen_words", "an edit by rules uses the CV's own words only", words...)
		}
		return
	}
	switch {
	case len(u.moved) >= 2:
		c.reject("fact_moved", "these words belong to another entry", u.moved...)
	case len(u.moved) == 1:
		c.review("fact_moved", "this word belongs to another entry", u.moved...)
	}
	c.judgeUnseen(u)
	c.checkSwapped()
	c.checkListed()
}

// checkSwapped: with nothing else changed, a word that the entry has elsewhere,
// in place of one of this text, makes the text speak of another thing: the tests
// of the payment module are not those of the app.
func (c *claim) checkSwapped() {
	if c.old == nil || c.field != claimText || c.whole() || c.places() > 1 {
		return
	}
	for i, tok := range c.new.tokens {
		if tok.stop || tok.number || tok.ident || c.explained[i] || c.synonymInAnchor(i) || generic(c.new, i) || slices.ContainsFunc(c.anchors(), func(t *text) bool { return t.stems[tok.stem] || t.stems[tok.fold] || t.hasKin(tok) }) {
			continue
		}
		if (c.known(i) || c.synonym(i)) && !c.standsIn(i) {
			c.review("subject_changed", "the CV says this of something else", tok.text)
		}
	}
}

// loneItem reports whether a word is all of an item of a list: a product's name
// that looks like a form of a word of the CV.
func (c *claim) loneItem(i int) bool {
	for k := max(0, i-1); k < min(i+2, len(c.new.tokens)); k++ {
		if k != i && c.new.tokens[k].item == c.new.tokens[i].item {
			return false
		}
	}
	return c.new.tokens[i].depth == 0
}

// spelledInScope reports whether the scope has the very form.
func (c *claim) spelledInScope(tok token) bool {
	return slices.ContainsFunc(c.scope, func(s *source) bool {
		return slices.ContainsFunc(s.tokens, func(o token) bool { return o.fold == tok.fold })
	})
}

// unseen are the words that nothing accounts for.
type unseen struct {
	activities []string // what is done
	things     []string // everything else
	at         []int    // the tokens of things
	moved      []string // words of another entry
}

func (c *claim) unseen() unseen {
	var u unseen
	strict := c.mode == Strict
	in := func(i int) bool {
		return c.old != nil && slices.ContainsFunc(c.listed(c.inserted()), func(s span) bool { return s.start <= i && i < s.end })
	}
	for i, tok := range c.new.tokens {
		if tok.stop || tok.number || c.explained[i] && (!strict || c.respelled[i]) {
			continue
		}
		if tok.fold == "e" && i+1 < len(c.new.tokens) && c.new.tokens[i+1].hyphen && !strict {
			continue // E-Akte, e-mail
		}
		switch {
		case c.field == skillText && tok.capital && !tok.ident && c.new.lang != "de" && !c.synonym(i) && !generic(c.new, i) && c.loneItem(i) && !c.spelledInScope(tok):
			u.things, u.at = append(u.things, tok.text), append(u.at, i)
		case c.known(i):
		case strict && !c.strictlyKnown(i):
			u.things, u.at = append(u.things, tok.text), append(u.at, i)
		case c.smaller(i) && !in(i), c.standsFor(i), generic(c.new, i), c.derivedWord(i), c.partOfExpansion(i), c.namesHeading(i), c.glossed(i), c.collective(i), !strict && c.standsIn(i):
		case !c.whole() && c.ev.says(tok.stem):
			u.moved = append(u.moved, tok.text)
		case c.new.activity(i):
			u.activities = append(u.activities, tok.text)
		default:
			u.things, u.at = append(u.things, tok.text), append(u.at, i)
		}
	}
	return u
}

// judgeUnseen weighs unseen words against what the new text left out for them.
// A word put for another that it does not mean asks for a look where nothing else
// changed, and is a rewording where much did; a thing more
// than there was is a claim. Many of either are another text.
func (c *claim) judgeUnseen(u unseen) {
	words := slices.Concat(u.activities, u.things)
	if len(words) == 0 {
		return
	}
	if c.old == nil {
		if content := c.contentWords(); len(words) == 1 && c.field == claimText && content >= 6 {
			return // one word of many, in a summary
		} else if len(words) >= 4 || len(words) == 3 && content < 12 {
			c.reject("unseen_words", "the CV says nothing of this", words...)
		} else {
			c.review("unseen_words", "the CV does not use these words", words...)
		}
		return
	}
	kept, gone := c.keptWords()
	switch {
	case c.field == skillText && c.addsItem():
		c.reject("new_skill", "the CV does not state this skill", words...)
	case c.field == skillText:
		c.review("unseen_words", "the CV does not use these words", words...)
	case len(words) >= 3 && gone*10 <= kept:
		c.reject("added_claim", "the CV says nothing of this", words...)
	case len(u.things) >= 3 && len(u.things) >= gone+2, len(u.things) >= 5 && len(u.things) > gone, len(u.things) >= 2 && kept == 0:
		c.reject("unseen_words", "the CV says nothing of this", words...)
	case c.swapsSubject(u):
		c.review("number_noun", "the CV measures something else with this number", words...)
	case len(u.things) <= 1 && c.field == claimText && len(words) <= gone && kept > 2*len(words) && c.places() >= rewordedAt:
	case gone == 0 && c.addsToList(u):
		c.reject("added_claim", "the CV says nothing of this", words...)
	default:
		c.review("unseen_words", "the CV does not use these words", words...)
	}
}

// addsToList reports whether unseen things make an item of their own behind
// "and" or a comma: adults and children, Salben, sterile Zubereitungen.
func (c *claim) addsToList(u unseen) bool {
	for _, i := range u.at {
		start, end := i, i+1
		for start > 0 && slices.Contains(u.at, start-1) {
			start--
		}
		for end < len(c.new.tokens) && slices.Contains(u.at, end) {
			end++
		}
		listed := start > 0 && (slices.Contains(conjunction[c.new.lang], c.new.tokens[start-1].fold) || strings.ContainsAny(c.new.raw[c.new.tokens[start-1].end:c.new.tokens[start].start], ",;"))
		if listed && (end == len(c.new.tokens) || c.new.tokens[end].stop || c.new.tokens[end].item != c.new.tokens[end-1].item) {
			return true
		}
	}
	return false
}

// addsItem reports whether a list of skills has an item of which the CV has no
// word.
func (c *claim) addsItem() bool {
	fresh := map[int]bool{}
	for i, tok := range c.new.tokens {
		if tok.stop || tok.depth > 0 || tok.end <= strings.Index(c.new.raw, ":") {
			continue // in brackets, or the label of what follows
		}
		had, seen := fresh[tok.item]
		fresh[tok.item] = (had || !seen) && !c.explained[i] && !c.known(i) && !c.synonym(i) && !generic(c.new, i) && !c.derivedWord(i)
	}
	for _, isNew := range fresh {
		if isNew {
			return true
		}
	}
	return false
}

func (c *claim) contentWords() int {
	n := 0
	for _, tok := range c.new.tokens {
		if !tok.stop {
			n++
		}
	}
	return n
}

// countKept counts the content words of the old text that the new one has, as
// they are or in another form, and those that are gone.
func (c *claim) countKept() (kept, gone int) {
	for i, tok := range c.old.tokens {
		switch {
		case tok.stop || tok.number:
		case c.new.stems[tok.stem] || c.conceptKept(i) || c.new.hasKin(tok) || c.new.ends(tok):
			kept++
		default:
			gone++
		}
	}
	return kept, gone
}

// collective: a team of four representatives are four representatives.
func (c *claim) collective(i int) bool {
	if i+2 >= len(c.new.tokens) || !c.new.tokens[i+1].stop {
		return false
	}
	inTable := collectives[c.new.tokens[i].fold] || slices.ContainsFunc(c.new.hits[claims], func(h hit) bool { return h.class == "team" && h.start == i })
	counts := i + 2
	for counts < min(i+5, len(c.new.tokens)) && c.new.tokens[counts].stop {
		counts++ // of up to 8
	}
	return inTable && slices.ContainsFunc(c.new.quantities, func(q quantity) bool { return q.first == counts })
}

// collectives are what so many of something are called together.
var collectives = map[string]bool{
	"caseload": true, "portfolio": true, "panel": true, "pool": true, "set": true, "series": true, "range": true, "total": true, "batch": true, "group": true,
	"reihe": true, "gruppe": true, "serie": true, "ensemble": true, "groupe": true, "conjunto": true, "grupo": true, "gruppo": true, "insieme": true, "reeks": true, "groep": true,
}

// smaller: a limiting word makes the claim smaller, which is honest.
func (c *claim) smaller(i int) bool {
	for _, h := range c.new.hits[limits] {
		if i >= h.start && i < h.end && h.class != "negation" && h.class != "junior" {
			return true
		}
	}
	return false
}

// strictlyKnown: in strict mode only other words of the author count, such as
// those of a heading.
func (c *claim) strictlyKnown(i int) bool { return c.key == "section" && c.namesHeading(i) }

// namesHeading: a section's title may be any usual one.
func (c *claim) namesHeading(i int) bool {
	return c.key == "section" && headings()[c.new.tokens[i].fold]
}

var headings = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for _, line := range readLines("headings") {
		for _, word := range strings.FieldsFunc(lexicon.Fold(line), func(r rune) bool { return r == ',' || r == '|' || r == ' ' }) {
			set[word] = true
		}
	}
	return set
})
