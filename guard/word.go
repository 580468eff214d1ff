package guard

import (
	"slices"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// checkNames: a name, a product or an acronym that the scope does not have.
func checkNames(c *claim) {
	if c.foreign && c.old == nil {
		return
	}
	titled := titleCase(c.new)
	for i, tok := range c.new.tokens {
		if tok.number && tok.hyphen && i > 0 && c.new.tokens[i-1].ident && !c.known(i) && !c.explained[i] {
			c.reject("new_name", "the CV does not name this", c.new.words(i-1, i+1))
		}
		if c.explained[i] || tok.stop || tok.number || c.known(i) || c.synonym(i) {
			continue
		}
		if _, isUnit := units()[tok.text]; isUnit {
			continue
		}
		if _, isLevel := cefr[tok.fold]; isLevel && c.field == skillText {
			continue // checkLevels
		}
		switch {
		case tok.ident:
			if expandsAcronymInScope(c, i) {
				c.explain(i, i+1)
				continue
			}
		case tok.capital && !tok.first && c.new.lang != "de" && !titled && !generic(c.new, i):
		default:
			continue
		}
		if c.partOfExpansion(i) || c.glossed(i) {
			continue
		}
		if c.translated && tok.ident {
			c.review("new_name", "rules cannot find this name in the CV", tok.text)
			continue
		}
		if !c.whole() && c.ev.stems[tok.stem] {
			c.reject("name_moved", "this name belongs to another entry", tok.text)
		} else {
			c.reject("new_name", "the CV does not name this", tok.text)
		}
		c.explain(i, i+1)
	}
}

// titleCase: most words begin with a capital, so a capital says nothing.
func titleCase(t *text) bool {
	capitals, content := 0, 0
	for _, tok := range t.tokens {
		if tok.stop || tok.number || tok.ident {
			continue
		}
		content++
		if tok.capital {
			capitals++
		}
	}
	return content > 1 && capitals*4 >= content*3 && content-capitals <= 1
}

// known reports whether the scope has the word.
func (c *claim) known(i int) bool {
	tok := c.new.tokens[i]
	if c.old != nil && (c.old.stems[tok.stem] || c.old.stems[tok.fold]) {
		return true
	}
	return slices.ContainsFunc(c.scope, func(s *source) bool { return s.stems[tok.stem] || s.stems[tok.fold] })
}

// synonym reports whether the word names an idea that the scope has.
func (c *claim) synonym(i int) bool {
	return c.conceptIn(i, func(h hit) bool {
		if slices.ContainsFunc(c.anchors(), func(t *text) bool { return t.concepts[h.id] }) {
			return true
		}
		return slices.ContainsFunc(c.scope, func(s *source) bool { return s.concepts[h.id] })
	})
}

// standsFor reports whether the word is a synonym of one that is gone. A synonym
// beside the word itself says something more.
func (c *claim) standsFor(i int) bool {
	if !c.synonym(i) {
		return false
	}
	if c.old == nil || c.whole() || c.new.tokens[i].depth > 0 {
		return true
	}
	return !c.conceptIn(i, func(h hit) bool {
		beside := false
		for _, o := range c.old.hits[words] {
			if o.id != h.id {
				continue
			}
			for k := o.start; k < o.end; k++ {
				if !c.new.stems[c.old.tokens[k].stem] {
					return false
				}
			}
			beside = true
		}
		return beside
	})
}

func (c *claim) synonymInAnchor(i int) bool {
	return c.conceptIn(i, func(h hit) bool {
		return slices.ContainsFunc(c.anchors(), func(t *text) bool { return t.concepts[h.id] })
	})
}

func (c *claim) conceptIn(i int, has func(hit) bool) bool {
	for _, h := range c.new.hits[words] {
		if i >= h.start && i < h.end && has(h) {
			return true
		}
	}
	return false
}

var genericWords = sync.OnceValue(func() map[string]map[string]bool { return wordLists("generic") })

// generic: a word of every CV, such as experience.
func generic(t *text, i int) bool {
	return i >= 0 && i < len(t.tokens) && genericWords()[t.lang][t.tokens[i].fold]
}

// expandsAcronymInScope: the token is the acronym of words of the scope, or of
// words right beside it that the scope has.
func expandsAcronymInScope(c *claim, i int) bool {
	tok := c.new.tokens[i]
	if start, end, ok := expansion(c.new.tokens, tok.text); ok {
		for k := start; k < end; k++ {
			if !c.new.tokens[k].stop && !c.known(k) {
				return false
			}
		}
		return true
	}
	return slices.ContainsFunc(c.scope, func(s *source) bool { return expands(s.tokens, tok.text) })
}

// explainExpansions accounts for the words that spell out an acronym of the
// old text.
func (c *claim) explainExpansions() {
	if c.old == nil {
		return
	}
	for _, tok := range c.old.tokens {
		if tok.ident {
			if start, end, ok := expansion(c.new.tokens, tok.text); ok {
				c.explain(start, end)
			}
		}
	}
}

// partOfExpansion: the word is part of what an acronym of the scope stands for.
func (c *claim) partOfExpansion(i int) bool {
	for k, tok := range c.new.tokens {
		if !tok.ident || !c.known(k) {
			continue
		}
		if k == i+1 && tok.depth > c.new.tokens[i].depth && spellsCompound(c.new.tokens[i].fold, tok.text) {
			return true
		}
		if start, end, ok := expansion(c.new.tokens, tok.text); ok && i >= start && i < end {
			c.explain(start, end)
			return true
		}
	}
	for _, s := range c.scope {
		for _, tok := range s.tokens {
			if tok.ident {
				if start, end, ok := expansion(c.new.tokens, tok.text); ok && i >= start && i < end {
					c.explain(start, end)
					return true
				}
			}
		}
	}
	return false
}

// spellsCompound: Transportmanagementsystem (TMS).
func spellsCompound(word, acronym string) bool {
	letters := acronymLetters(acronym)
	if len(letters) < 2 || len(word) < 4*len(letters) || !strings.HasPrefix(word, string(letters[0])) {
		return false
	}
	for _, r := range letters {
		at := strings.IndexRune(word, r)
		if at < 0 {
			return false
		}
		word = word[at+1:]
	}
	return true
}

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
	for i, tok := range c.new.tokens {
		if tok.stop || tok.number || c.explained[i] && (!strict || c.respelled[i]) {
			continue
		}
		switch {
		case c.known(i):
		case strict && !c.strictlyKnown(i):
			u.things, u.at = append(u.things, tok.text), append(u.at, i)
		case c.smaller(i), c.standsFor(i), generic(c.new, i), c.derivedWord(i), c.partOfExpansion(i), c.namesHeading(i), c.glossed(i), c.collective(i):
		case !c.whole() && c.ev.stems[tok.stem]:
			u.moved = append(u.moved, tok.text)
		case c.new.activity(i):
			u.activities = append(u.activities, tok.text)
		default:
			u.things, u.at = append(u.things, tok.text), append(u.at, i)
		}
	}
	return u
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
		listed := start > 0 && (conjunction[c.new.tokens[start-1].fold] || strings.ContainsAny(c.new.raw[c.new.tokens[start-1].end:c.new.tokens[start].start], ",;"))
		if listed && (end == len(c.new.tokens) || c.new.tokens[end].stop || c.new.tokens[end].item != c.new.tokens[end-1].item) {
			return true
		}
	}
	return false
}

// judgeUnseen weighs unseen words against what the new text left out for them.
// One word in place of another, with the rest kept, is a rewording; a thing more
// than there was is a claim. Many of either are another text.
func (c *claim) judgeUnseen(u unseen) {
	words := slices.Concat(u.activities, u.things)
	if len(words) == 0 {
		return
	}
	if c.old == nil {
		if content := c.contentWords(); len(words) >= 4 || len(words) == 3 && content < 12 {
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
	case len(u.things) <= 1 && c.field == claimText && len(words) <= gone && kept > 2*len(words):
	case gone == 0 && c.addsToList(u):
		c.reject("added_claim", "the CV says nothing of this", words...)
	default:
		c.review("unseen_words", "the CV does not use these words", words...)
	}
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

// keptWords counts the content words of the old text that the new one has, as
// they are or in another form, and those that are gone.
func (c *claim) keptWords() (kept, gone int) {
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

// ends reports whether a German or Dutch compound of t ends in the word.
func (t *text) ends(tok token) bool {
	return (t.lang == "de" || t.lang == "nl") && len(tok.stem) >= 4 && slices.ContainsFunc(t.tokens, func(other token) bool {
		return strings.HasSuffix(other.stem, tok.stem)
	})
}

// collective: a team of four representatives are four representatives.
func (c *claim) collective(i int) bool {
	if i+2 >= len(c.new.tokens) || !c.new.tokens[i+1].stop {
		return false
	}
	inTable := slices.ContainsFunc(c.new.hits[claims], func(h hit) bool { return h.class == "team" && h.start == i })
	return inTable && slices.ContainsFunc(c.new.quantities, func(q quantity) bool { return q.first == i+2 })
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

// derivedWord reports whether the word is made of words of the scope: another
// form of one (selecting, selection), or a compound of some.
func (c *claim) derivedWord(i int) bool {
	tok := c.new.tokens[i]
	found := func(t *text) bool { return t.hasKin(tok) }
	if slices.ContainsFunc(c.anchors(), found) {
		return true
	}
	if c.whole() && slices.ContainsFunc(c.scope, func(s *source) bool { return found(s.text) }) {
		return true
	}
	if c.new.lang == "de" || c.new.lang == "nl" {
		return c.compound(tok)
	}
	return false
}

// compound reports whether a German or Dutch compound consists of words that
// the scope has, alone or in other compounds, and of words that claim nothing:
// Fahrzeugannahme, where the CV has the Annahme of Kundenfahrzeugen.
func (c *claim) compound(tok token) bool {
	texts := c.anchors()
	for _, s := range c.scope {
		texts = append(slices.Clip(texts), s.text)
	}
	var pieces []string
	for _, t := range texts {
		for _, other := range t.tokens {
			if len(other.stem) >= 4 && !other.stop {
				pieces = append(pieces, other.stem)
			}
		}
	}
	if consists(tok.fold, pieces, 0) || c.inCompound(tok, pieces) {
		return true
	}
	for at := 4; at <= len(tok.fold)-4; at++ {
		if c.partKnown(tok.fold[:at], pieces) && c.partKnown(tok.fold[at:], pieces) {
			return true
		}
	}
	return slices.ContainsFunc(pieces, func(piece string) bool {
		// the scope has the compound, the text its part: Urlaub in Urlaubsvertretung
		return len(tok.stem) >= 4 && (strings.HasPrefix(piece, tok.stem) || strings.HasSuffix(piece, tok.stem))
	})
}

// partKnown reports whether part of a compound, with a joint or an ending, is a
// word that claims nothing or stands in the pieces.
func (c *claim) partKnown(part string, pieces []string) bool {
	for _, ending := range []string{"", "s", "n", "en", "es", "e", "er"} {
		bare, ok := strings.CutSuffix(part, ending)
		if !ok || len(bare) < 4 {
			continue
		}
		if genericWords()[c.new.lang][bare] || slices.ContainsFunc(pieces, func(piece string) bool {
			return strings.HasPrefix(piece, bare) && len(piece) <= len(bare)+2 || strings.HasSuffix(piece, bare) && len(bare) >= 5 || strings.HasPrefix(piece, bare) && len(bare) >= 5
		}) {
			return true
		}
	}
	return false
}

// inCompound: a form of the last part of a compound: plant in Ritplanung. The
// prefix of a verb is no part: Durchführung has nothing of führen.
func (c *claim) inCompound(tok token, pieces []string) bool {
	if len(tok.family) < 4 || c.new.lang != "de" && c.new.lang != "nl" {
		return false
	}
	return slices.ContainsFunc(pieces, func(piece string) bool {
		at := strings.Index(piece, tok.family)
		return at >= 3 && !slices.Contains(prefixes[c.new.lang], piece[:at])
	})
}

// consists splits a word into pieces with the usual joints and endings.
func consists(word string, pieces []string, depth int) bool {
	if depth > 0 {
		switch word {
		case "", "s", "n", "en", "es", "er", "e", "ung", "ungen", "er.", "in", "innen", "den":
			return true
		}
	}
	if depth > 3 {
		return false
	}
	for _, piece := range pieces {
		if rest, ok := strings.CutPrefix(word, piece); ok {
			if consists(rest, pieces, depth+1) {
				return true
			}
			for _, joint := range []string{"s", "n", "en", "es", "e", "er", "ungs", "ung"} {
				if after, ok := strings.CutPrefix(rest, joint); ok && len(after) > 3 && consists(after, pieces, depth+1) {
					return true
				}
			}
		}
	}
	return false
}
