package guard

import (
	"slices"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/schema"
)

// claim is one changed text with what may prove it. The checks read it and add
// findings.
type claim struct {
	change
	guard      *Guard
	ev         *evidence
	mode       Mode
	field      field
	old        *text // nil for an added text
	new        *text
	merged     []*text // other texts of the entry that the new one takes in
	scope      []*source
	anchor     []*source // for an added text: the sources it is most like
	compared   []*text   // see anchors
	translated bool      // old and new are in different languages
	foreign    bool      // new is in a language without word tables
	explained  []bool    // tokens of new that a check has accounted for
	respelled  []bool    // those that are numbers, dates and skills
	paired     []span    // of new: short forms and their words that the evidence has
	derived    bool      // a number of new follows from the base by arithmetic

	// What old and new alone decide, reckoned when first asked for: many checks ask.
	places    func() int              // see changedPlaces
	keptWords func() (kept, gone int) // see countKept
	inserted  func() insertion        // see compareWords

	findings []schema.Finding
}

// way is what a user can do about words that the CV does not prove, and wayBack
// about words of it that are gone.
const (
	way     = "leave it out, or add it to your base CV or confirm it as a fact"
	wayBack = "keep it, or confirm what the text says without it as a fact"
)

func finding(kind string, outcome schema.Outcome, path, message string, words ...string) schema.Finding {
	if words == nil {
		words = []string{}
	}
	return schema.Finding{Kind: kind, Outcome: outcome, Path: path, Words: words, Message: message}
}

func (c *claim) add(kind string, outcome schema.Outcome, why string, words ...string) {
	message := why + ": " + way
	if strings.HasSuffix(kind, "_dropped") {
		message = why + ": " + wayBack
	}
	if len(words) > 0 {
		message = quoted(words) + ": " + message
	}
	for i, f := range c.findings {
		if f.Kind == kind && slices.Equal(f.Words, words) {
			if outcome == schema.Reject {
				c.findings[i].Outcome = outcome
			}
			return
		}
	}
	c.findings = append(c.findings, finding(kind, outcome, c.path, message, words...))
}

func (c *claim) reject(kind, why string, words ...string) { c.add(kind, schema.Reject, why, words...) }

func (c *claim) review(kind, why string, words ...string) {
	c.add(kind, schema.NeedsReview, why, words...)
}

func quoted(words []string) string { return "“" + strings.Join(words, "”, “") + "”" }

// checkAll judges every change.
func (g *Guard) checkAll(changes []change, mode Mode) []schema.Finding {
	var findings []schema.Finding
	for _, ch := range changes {
		if ch.removed {
			findings = append(findings, g.checkRemoved(ch)...)
			continue
		}
		findings = append(findings, g.judged.get(ch, mode, func() []schema.Finding { return g.newClaim(ch, mode).check() })...)
	}
	return findings
}

// checkRemoved: removing is honest but where it says something: an end date
// (the job goes on), an author, a status.
func (g *Guard) checkRemoved(ch change) []schema.Finding {
	entryGoes := g.entryOf(ch.base) == ch.base
	switch {
	case entryGoes:
		return nil
	case ch.key == "authors":
		return []schema.Finding{finding("author_order", schema.Reject, ch.path, "the list of authors is part of the publication; leave it as it is", ch.old)}
	case ch.key == "end_date" || ch.key == "start_date":
		return []schema.Finding{finding("date_changed", schema.Reject, ch.path, "without this date the entry says something else; leave it as it is", ch.old)}
	case ch.key == "position" || ch.key == "company" || ch.key == "institution" || ch.key == "degree" || ch.key == "date" || ch.key == "name" || ch.key == "details":
		return []schema.Finding{finding("identity_removed", schema.NeedsReview, ch.path, "this says who, what or when; remove the whole entry or keep it", ch.old)}
	}
	return nil
}

func (g *Guard) newClaim(ch change, mode Mode) *claim {
	section := "x"
	if strings.Count(ch.base, "/") == 2 {
		section = ""
	}
	c := &claim{change: ch, guard: g, ev: g.ev, mode: mode, field: fieldOf(ch.key, section)}
	if ch.fresh {
		c.entry = ""
	}
	c.scope = g.ev.scope(c.entry, c.field)
	raw := plain(ch.new)
	oldLang := g.ev.lang
	if ch.hadOld {
		if s := g.ev.byPath[ch.base]; s != nil && s.leaf.Text == ch.old {
			c.old = s.text
		} else {
			c.old = g.texts.within(plain(ch.old), g.ev.lang, g.lex)
		}
		oldLang = c.old.lang
	}
	lang := c.language(raw, oldLang)
	c.foreign = !known(lang)
	c.new = g.texts.of(raw, lang, g.lex)
	c.places = sync.OnceValue(func() int { return changedPlaces(c.old.tokens, c.new.tokens) })
	c.keptWords = sync.OnceValues(c.countKept)
	c.inserted = sync.OnceValue(c.compareWords)
	c.pairLevels()
	c.translated = lang != oldLang
	c.explained = make([]bool, len(c.new.tokens))
	if c.old == nil {
		c.findAnchor()
	} else {
		c.findMerged()
	}
	return c
}

// language of the new text: that of the old one as long as most of its words
// are the old ones.
func (c *claim) language(raw, oldLang string) string {
	lang := c.guard.texts.language(raw, oldLang, c.guard.lex)
	if c.old != nil && c.field != claimText && c.key != "degree" && c.key != "name" {
		if other := c.freshLanguage(raw, oldLang); other != "" {
			return other
		}
	}
	if lang == oldLang || c.old == nil {
		return lang
	}
	content, kept := 0, 0
	for _, t := range tokenize(raw, oldLang) {
		if t.stop || t.number {
			continue
		}
		content++
		if c.old.stems[t.stem] || c.old.stems[t.fold] {
			kept++
		}
	}
	if kept*2 > content {
		return oldLang
	}
	return lang
}

// freshLanguage is the language of what a short text has in place of old words,
// where that is another one: Siemens 840D (basics) for (Grundlagen). It is ""
// where a new word may be of the old language.
func (c *claim) freshLanguage(raw, oldLang string) string {
	tokens := tokenize(raw, oldLang)
	gone := slices.ContainsFunc(c.old.tokens, func(o token) bool {
		return !o.stop && !o.number && !slices.ContainsFunc(tokens, func(t token) bool { return t.fold == o.fold })
	})
	if !gone {
		return ""
	}
	count, fresh := map[string]int{}, 0
	for _, t := range tokens {
		if t.number || t.ident || c.old.stems[t.stem] || c.old.stems[t.fold] {
			continue
		}
		s := spokenIn(t.text)
		if slices.Contains(s.languages, oldLang) {
			if len(s.languages) > 1 && c.key == "position" {
				continue // an assistant in both
			}
			return ""
		}
		if len(s.languages) > 0 {
			fresh++
		}
		for _, lang := range s.languages {
			count[lang]++
		}
	}
	for _, lang := range languages() {
		if fresh > 0 && count[lang] == fresh {
			return lang
		}
	}
	return ""
}

// check runs every check that fits the field.
func (c *claim) check() []schema.Finding {
	if c.field == skillText && c.old != nil && picksItems(c.change.old, c.change.new) {
		return nil
	}
	checkInstructions(c)
	checkAddresses(c)
	switch c.field {
	case dateField:
		checkDateField(c)
	case contact:
		checkContact(c)
	case identity, authorField:
		checkIdentity(c)
	default:
		c.checkText()
		c.forgiveSplit()
		c.weigh()
		c.checkResidue()
	}
	return c.findings
}

// forgiveSplit drops what was found to be gone and stands in another part of the
// divided text.
func (c *claim) forgiveSplit() {
	if len(c.beside) == 0 {
		return
	}
	parts := map[string]bool{}
	for _, part := range c.beside {
		for _, tok := range tokenize(plain(part), c.new.lang) {
			parts[tok.stem] = true
		}
	}
	c.findings = slices.DeleteFunc(c.findings, func(f schema.Finding) bool {
		return strings.HasSuffix(f.Kind, "_dropped") && !slices.ContainsFunc(tokenize(strings.Join(f.Words, " "), c.new.lang), func(tok token) bool { return !tok.stop && !parts[tok.stem] })
	})
}

func (c *claim) checkText() {
	c.explainExpansions()
	c.explainPairs()
	checkNumbers(c)
	checkDates(c)
	checkSkills(c)
	c.respelled = slices.Clone(c.explained)
	checkLevels(c)
	checkVerbs(c)
	checkActions(c)
	checkLimits(c)
	checkMerged(c)
	checkInflators(c)
	checkCredentials(c)
	checkClaims(c)
	checkTitles(c)
	checkNames(c)
	checkWords(c)
	c.checkDirection()
	checkCopied(c)
	checkTranslation(c)
}

// anchors are the texts that a changed text is compared with sentence by
// sentence: what stood there, or for an added text what it is most like.
func (c *claim) anchors() []*text {
	if c.compared == nil {
		if c.old != nil {
			c.compared = append(c.compared, c.old)
		}
		c.compared = append(c.compared, c.merged...)
		for _, s := range c.anchor {
			c.compared = append(c.compared, s.text)
		}
	}
	return c.compared
}

// findAnchor picks, for each clause of an added text, the source that has most
// of its words.
func (c *claim) findAnchor() {
	clauses := map[int][]int{}
	for i, tok := range c.new.tokens {
		if !tok.stop {
			clauses[tok.clause] = append(clauses[tok.clause], i)
		}
	}
	for clause := range len(clauses) + 1 {
		var best *source
		most := 0
		for _, s := range c.scope {
			n := 0
			for _, i := range clauses[clause] {
				if s.stems[c.new.tokens[i].stem] {
					n++
				}
			}
			if n > most {
				best, most = s, n
			}
		}
		if best != nil && !slices.Contains(c.anchor, best) {
			c.anchor = append(c.anchor, best)
		}
	}
}

// seen reports whether every content word of new.tokens[start:end] stands in t.
func (c *claim) seen(t *text, start, end int) bool {
	if c.onlyStops(start, end) {
		return c.seenTogether(t, start, end)
	}
	for i := start; i < end; i++ {
		tok := c.new.tokens[i]
		if !t.stems[tok.stem] && !t.stems[tok.fold] && !(tok.stop && end-start > 1) {
			return false
		}
	}
	return true
}

func (c *claim) onlyStops(start, end int) bool {
	for i := start; i < end; i++ {
		if !c.new.tokens[i].stop {
			return false
		}
	}
	return true
}

func (c *claim) seenInAnchors(start, end int) bool {
	return slices.ContainsFunc(c.anchors(), func(t *text) bool { return c.seen(t, start, end) })
}

func (c *claim) seenInScope(start, end int) bool {
	if c.seenInAnchors(start, end) {
		return true
	}
	return slices.ContainsFunc(c.scope, func(s *source) bool { return c.seen(s.text, start, end) })
}

// factSays reports whether a fact that the user confirmed has the words.
func (c *claim) factSays(start, end int) bool {
	return slices.ContainsFunc(c.ev.facts, func(s *source) bool { return c.seen(s.text, start, end) })
}

// anywhere reports whether the scope has this folded word.
func (c *claim) anywhere(fold string) bool {
	return slices.ContainsFunc(c.scope, func(s *source) bool { return s.stems[fold] })
}

// explain marks tokens as accounted for.
func (c *claim) explain(start, end int) {
	for i := max(0, start); i < min(end, len(c.explained)); i++ {
		c.explained[i] = true
	}
}

// whole reports whether the whole CV may prove the claim.
func (c *claim) whole() bool { return len(c.scope) == len(c.ev.all) }

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

func contains(list []string, s string) bool { return slices.Contains(list, s) }

func hasAnySuffix(s string, suffixes ...string) bool {
	return slices.ContainsFunc(suffixes, func(suffix string) bool { return strings.HasSuffix(s, suffix) })
}
