package guard

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// checkCredentials: degrees, certificates and licences must stand in the CV.
func checkCredentials(c *claim) {
	for _, h := range longest(c.new.hits[credentials]) {
		if c.inPair(h.start, h.end) || c.old != nil && c.seen(c.old, h.start, h.end) || c.explainedAll(h.start, h.end) && c.credentialMention(h) {
			continue
		}
		if c.translated && c.old != nil && (c.old.has(h.concept) || h.class == "cert" && len(c.old.hits[credentials]) > 0) {
			continue
		}
		if c.credentialInScope(h) {
			c.explain(h.start, h.end)
			continue
		}
		if c.qualifies(h) {
			c.explain(h.start, h.end)
			continue
		}
		if c.translated && c.roleTranslates(h.start) || c.new.tokens[h.start].text == "fellow" {
			continue
		}
		if h.class == "degree" && h.rank <= 3 && !c.new.tokens[h.start].capital && c.new.lang != "de" {
			continue // technician, qualified: a word of the trade
		}
		kind, outcome := "certificate", schema.Reject
		if h.class != "cert" {
			kind = "degree"
		}
		switch {
		case person(c.new, h), h.class == "cert" && c.new.head(h.start) && c.isVerb(h.start):
			continue // doctors' appointments; registered 40 patients
		case c.trained() && strings.HasPrefix(c.new.tokens[h.start].fold, "examin"), h.class == "cert" && (c.kinInScope(h) || c.trained() && paper(c.new.tokens[h.start].fold)), h.class == "degree" && c.degreeInScope(h):
			outcome = schema.NeedsReview
		}
		c.add(kind, outcome, "the CV states no such credential", c.new.words(h.start, h.end))
		c.explain(h.start, h.end)
	}
}

// qualifies: Cert CII-qualified and diplômée (BTS) say no more than that the CV
// has the certificate or the degree named beside.
func (c *claim) qualifies(h hit) bool {
	if h.class != "cert" || h.end != h.start+1 || !slices.ContainsFunc(earned, func(p string) bool { return strings.HasPrefix(c.new.tokens[h.start].fold, p) }) {
		return false
	}
	if h.start >= 2 && c.new.tokens[h.start-1].number && slices.ContainsFunc(c.ev.all, func(s *source) bool {
		return s.awarded() && s.seenPair(c.new.tokens[h.start-2], c.new.tokens[h.start-1])
	}) {
		return true // Level 3 qualified
	}
	for i := max(0, h.start-3); i < min(len(c.new.tokens), h.end+3); i++ {
		tok := c.new.tokens[i]
		if !tok.ident && !(tok.capital && len(tok.text) > 1) || tok.clause != c.new.tokens[h.start].clause {
			continue
		}
		short := tok.ident && acronymLetters(tok.text) != nil || slices.ContainsFunc(c.new.hits[credentials], func(o hit) bool { return o.class == "degree" && o.start == i })
		short = short || tok.ident && c.new.lang == "en" && h.start > 0 && i == h.start-1 // MChem-qualified
		if short && slices.ContainsFunc(c.ev.all, func(s *source) bool { return s.awarded() && s.stems[tok.stem] }) {
			return true
		}
	}
	return false
}

// seenPair reports whether two words stand side by side in a text.
func (t *text) seenPair(a, b token) bool {
	for i := 1; i < len(t.tokens); i++ {
		if t.tokens[i-1].fold == a.fold && t.tokens[i].fold == b.fold {
			return true
		}
	}
	return false
}

// earned begin the words for having a certificate, whichever it is.
var earned = []string{"qualifi", "certifi", "diplom", "zertifi", "gepruft", "titulad", "gediplom", "gecertif", "titulair", "inhaber", "holder", "holding", "titular"}

// awarded reports whether a text names a degree or certificate that is not
// still to come.
func (s *source) awarded() bool {
	if s.hasClass(limits, "learning") || s.hasClass(limits, "planned") {
		return false
	}
	return s.leaf.Key == "degree" || s.leaf.Key == "name" && s.leaf.Entry != "" || s.field != claimText && len(s.hits[credentials]) > 0
}

// person: doctors and masters in the plural are other people.
func person(t *text, h hit) bool {
	tok := t.tokens[h.start]
	return h.class == "degree" && h.end == h.start+1 && !tok.capital && t.lang == "en" && (strings.HasSuffix(tok.fold, "s") && h.end < len(t.tokens) || strings.HasPrefix(t.raw[tok.end:], "'s ") && !strings.HasPrefix(t.raw[tok.end:], "'s degree"))
}

// degreeInScope: a degree of this kind stands in the CV under another name.
func (c *claim) degreeInScope(h hit) bool {
	return slices.ContainsFunc(c.ev.all, func(s *source) bool { return s.leaf.Key == "degree" && s.has(h.concept) })
}

// trained reports whether the CV states any degree or certificate, so that a
// word for no particular one may mean it.
func (c *claim) trained() bool {
	return slices.ContainsFunc(c.ev.all, func(s *source) bool { return s.leaf.Key == "degree" || len(s.hits[credentials]) > 0 })
}

// trainedTo is the rank of the highest degree of the CV.
func (c *claim) trainedTo() int {
	rank := 0
	for _, s := range c.ev.all {
		if s.awarded() {
			rank = max(rank, s.rank())
		}
	}
	return rank
}

// rank is that of the highest degree that a text names, 0 for none.
func (t *text) rank() int {
	rank := 0
	for _, h := range t.hits[credentials] {
		rank = max(rank, h.rank)
	}
	return rank
}

// kinInScope: registered, where the CV has a registration.
func (c *claim) kinInScope(h hit) bool {
	for i := h.start; i < h.end; i++ {
		tok := c.new.tokens[i]
		if !tok.stop && !slices.ContainsFunc(c.ev.all, func(s *source) bool { return s.hasKin(tok) }) {
			return false
		}
	}
	return true
}

// subjectOf stand before the subject of a degree.
var subjectOf = map[string]bool{"in": true, "of": true, "en": true, "de": true, "di": true, "em": true, "d": true, "der": true, "des": true, "für": true, "fur": true, "for": true}

func (c *claim) credentialMention(h hit) bool {
	return slices.ContainsFunc(c.new.mentions, func(m lexicon.Mention) bool {
		start, end := c.span(m)
		return start <= h.start && h.end <= end
	})
}

// credentialInScope: the word must stand by the same words as in the CV: a
// registered nurse is no registered engineer.
func (c *claim) credentialInScope(h hit) bool {
	var beside []string
	for i := max(0, h.start-3); i < min(len(c.new.tokens), h.end+3); i++ {
		if tok := c.new.tokens[i]; (i < h.start || i >= h.end) && !tok.stop && tok.clause == c.new.tokens[h.start].clause {
			beside = append(beside, tok.stem)
		}
	}
	for _, s := range c.ev.all {
		if !s.has(h.concept) || !c.seen(s.text, h.start, h.end) && !s.hasKin(c.new.tokens[h.start]) {
			continue
		}
		if s.leaf.Key == "degree" && (h.end == len(c.new.tokens) || c.new.tokens[h.end].stop && !subjectOf[c.new.tokens[h.end].fold] || c.new.tokens[h.end].item != c.new.tokens[h.end-1].item) {
			return true // (MSc), without a subject of its own
		}
		if len(beside) == 0 || slices.ContainsFunc(beside, func(stem string) bool { return s.stems[stem] }) {
			return true
		}
		for _, other := range c.ev.entries[s.leaf.Entry] {
			if s.leaf.Entry != "" && slices.ContainsFunc(beside, func(stem string) bool { return other.stems[stem] }) {
				return true
			}
		}
	}
	return false
}
