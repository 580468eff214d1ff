package guard

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/schema"
)

// insertion is what a reworded text has that the old one does not, and the other
// way round, by its content words.
type insertion struct {
	gone  int    // words of the old text that the new one has in no form
	more  int    // words of the new text that the old one has in no form
	fresh []span // stretches of those, outside of brackets
}

func (c *claim) compareWords() insertion {
	var in insertion
	_, in.gone = c.keptWords()
	open := false
	for i, tok := range c.new.tokens {
		isNew := !tok.stop && !tok.number && !c.old.stems[tok.stem] && !c.old.stems[tok.fold] && !c.old.hasKin(tok)
		if isNew {
			in.more++
		}
		isNew = isNew && tok.depth == 0
		switch {
		case isNew && open:
			in.fresh[len(in.fresh)-1].end = i + 1
		case isNew:
			in.fresh = append(in.fresh, span{i, i + 1})
		}
		open = isNew
	}
	return in
}

// coordinators counts the commas and words that join parts of a text.
func (t *text) coordinators() int {
	n := strings.Count(t.raw, ",") + strings.Count(t.raw, "&") + strings.Count(t.raw, "/")
	for _, tok := range t.tokens {
		if slices.Contains(conjunction[t.lang], tok.fold) {
			n++
		}
	}
	return n
}

// joins reports whether a comma or "and" stands between tokens i and i+1, or is
// one of them.
func (t *text) joins(i int) bool {
	if i < 0 || i+1 >= len(t.tokens) {
		return false
	}
	return slices.Contains(conjunction[t.lang], t.tokens[i].fold) || slices.Contains(conjunction[t.lang], t.tokens[i+1].fold) ||
		strings.ContainsAny(t.raw[t.tokens[i].end:t.tokens[i+1].start], ",&/")
}

// listed are the stretches of in that stand beside a new "and" or comma while
// nothing of the old text is gone: steel and aluminium railings, where the CV has
// steel ones. A rewording has no need of such.
func (c *claim) listed(in insertion) []span {
	if in.gone > 0 || c.new.coordinators() <= c.old.coordinators() || !c.inOrder() {
		return nil
	}
	var list []span
	for _, s := range in.fresh {
		before := s.start - 1
		for before > s.start-4 && before >= 0 && c.new.tokens[before].stop && !c.new.joins(before) {
			before--
		}
		after := c.new.joins(s.end - 1)
		if apposed := after && before >= 0 && before < s.start-1 && articles[c.new.tokens[before+1].fold]; apposed {
			continue // Tapestry, an online journal, and
		}
		if after || c.new.joins(before) {
			list = append(list, s)
		}
	}
	return list
}

// checkListed: a word that the entry has elsewhere is a claim where it stands in a
// list that was shorter: sauce and pastry sections, where the CV has the pastry of
// somebody else; signalling plans, where it has plans and signalling.
func (c *claim) checkListed() {
	if c.old == nil || c.field != claimText || c.whole() || c.translated || c.foreign || c.inserted().gone > 0 || c.new.coordinators() <= c.old.coordinators() {
		return
	}
	changed := align(stemsOf(c.old.tokens), stemsOf(c.new.tokens))
	if slices.ContainsFunc(changed.gone, c.old.says) {
		return
	}
	for _, s := range changed.came {
		if !c.new.says(s) || !c.new.joins(s.start-1) && !c.new.joins(s.end-1) && !slices.Contains(conjunction[c.new.lang], c.new.tokens[s.start].fold) {
			continue
		}
		if c.merges(s) || c.inPair(s.start, s.end) || c.explainedBy(s) || c.factSays(s.start, s.end) {
			continue
		}
		c.review("subject_changed", "the CV says this of something else", c.new.words(s.start, s.end))
	}
}

// says reports whether a stretch has content words.
func (t *text) says(s span) bool {
	return slices.ContainsFunc(t.tokens[s.start:s.end], func(tok token) bool { return !tok.stop && !tok.number })
}

// merges reports whether a stretch is of another bullet of the entry that the text
// takes in.
func (c *claim) merges(s span) bool {
	return slices.ContainsFunc(c.merged, func(t *text) bool { return c.seen(t, s.start, s.end) })
}

// explainedBy reports whether numbers, pairs or synonyms of the old text account
// for all of a stretch.
func (c *claim) explainedBy(s span) bool {
	for i := s.start; i < s.end; i++ {
		tok := c.new.tokens[i]
		if !tok.stop && !tok.number && !c.new.measured(i) && !c.synonymInAnchor(i) && tok.depth == 0 && !c.inPair(i, i+1) && !c.partOfExpansion(i) && !generic(c.new, i) && !c.new.told(i, c.old) {
			return false
		}
	}
	return true
}

// inOrder reports whether the content words of the old text that the new one has
// as they are stand there in the same order.
func (c *claim) inOrder() bool {
	at := 0
	for _, o := range c.old.tokens {
		if o.stop || o.number || !c.new.stems[o.stem] {
			continue
		}
		next := slices.IndexFunc(c.new.tokens[at:], func(tok token) bool { return tok.stem == o.stem })
		if next < 0 {
			return false
		}
		at += next + 1
	}
	return true
}

// paraphrases reports whether a text was reworded at some length, and all that is
// asked is about few of its words, none of which stands beside a new comma or
// "and". Who makes something up changes one place, or as few words as it takes.
func (c *claim) paraphrases() bool {
	in := c.inserted()
	if in.more <= in.gone || c.whole() {
		return false
	}
	asked := 0
	for _, f := range c.findings {
		if f.Outcome == schema.Reject || f.Kind != "unseen_words" {
			return false
		}
		asked += len(f.Words)
	}
	if c.new.coordinators() > c.old.coordinators() {
		for _, s := range in.fresh {
			if c.new.joins(s.start-1) || c.new.joins(s.end-1) {
				return false
			}
		}
	}
	return asked <= paraphrased
}

// paraphrased is how many words of a paraphrase may be new to the CV.
const paraphrased = 3

// sharpenListed refuses what is asked about the words of a listed insertion, and
// reports whether anything is.
func (c *claim) sharpenListed() bool {
	if c.field != claimText || c.whole() || c.translated || c.foreign {
		return false
	}
	listed := c.listed(c.inserted())
	in := func(words []string) bool {
		return slices.ContainsFunc(words, func(phrase string) bool {
			return slices.ContainsFunc(listed, func(s span) bool {
				return slices.ContainsFunc(c.new.tokens[s.start:s.end], func(tok token) bool { return strings.Contains(phrase, tok.text) })
			})
		})
	}
	sharpened := false
	for i, f := range c.findings {
		if addition[f.Kind] && in(f.Words) {
			c.findings[i].Outcome, sharpened = schema.Reject, true
		}
	}
	return sharpened
}

// addition kinds are the questions that something added raises.
var addition = map[string]bool{
	"unseen_words": true, "activity_changed": true, "added_activity": true, "new_name": true, "new_skill": true, "fact_moved": true,
	"subject_changed": true, "added_claim": true, "verb_strength": true, "outcome": true, "scope_inflated": true,
}

// widens reports whether words make a claim wider or the person's own, rather
// than louder.
func (c *claim) widens(words []string) bool {
	return slices.ContainsFunc(c.new.hits[inflators], func(h hit) bool {
		switch h.class {
		case "scope", "sole", "place", "frequency":
			return slices.Contains(words, c.new.words(h.start, h.end))
		}
		return false
	})
}

// rewordedLonger reports whether a text was reworded and has more new words than
// it has lost.
func (c *claim) rewordedLonger() bool {
	in := c.inserted()
	return in.more > in.gone && c.places() >= rewordedAt
}

// helpsOtherwise reports whether a text was reworded so much, with new words, that
// one of them may say that the person helped.
func (c *claim) helpsOtherwise() bool {
	return c.rewordedLonger() && !slices.ContainsFunc(c.findings, func(f schema.Finding) bool {
		return f.Outcome == schema.Reject && (f.Kind == "skill_level" || f.Kind == "verb_strength" && slices.ContainsFunc(c.new.hits[verbs], func(h hit) bool {
			return h.rank >= 4 && slices.Contains(f.Words, c.new.words(h.start, h.end))
		}))
	})
}

// firm reports whether a refusal does not depend on how well a reworded text was
// understood: of a kind that never does, or of one where no word is new, where
// the text speaks of one job, or where nothing old is gone.
func (c *claim) firm() bool {
	in := c.inserted()
	longer := c.rewordedLonger() && !c.whole()
	if slices.ContainsFunc(c.findings, func(f schema.Finding) bool {
		return f.Outcome == schema.Reject && certain[f.Kind] && !(f.Kind == "help_dropped" && c.helpsOtherwise()) && !(longer && (f.Kind == "level_raised" || f.Kind == "title_changed"))
	}) {
		return true
	}
	if c.whole() || c.field != claimText {
		return false
	}
	if longer {
		wider := 0
		for _, f := range c.findings {
			if f.Outcome == schema.Reject && f.Kind == "scope_inflated" && c.widens(f.Words) {
				wider++
			}
		}
		return wider >= 2 // all services, company-wide
	}
	return slices.ContainsFunc(c.findings, func(f schema.Finding) bool {
		if f.Outcome != schema.Reject {
			return false
		}
		switch f.Kind {
		case "scope_inflated":
			return c.widens(f.Words)
		case "number_role", "bound_changed":
			return true
		case "verb_strength":
			return in.gone > 0
		case "new_name", "new_skill":
			return in.gone == 0
		}
		return in.more == 0
	})
}
