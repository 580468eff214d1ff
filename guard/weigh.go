package guard

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/schema"
)

// The more places of a text an edit changes, the less is an objection worth: a
// rewording meets rules that do not understand it. On 785 cases judged before any
// rule knew them, refusals of edits that change one place were right 193 times of
// 200. With two places changed, a lone refusal of a mild kind was right 10 times
// of 16; with three and more, one or two refusals 11 of 29, and questions about
// words 2 of 14. So the first stand, or become firmer; the second and third ask,
// and some questions are dropped. What no wording could explain (certain) is
// refused all the same.
//
// How many words are new and how many are gone tells as much: of 2,313 labelled
// edits of one text, those that change one place and put in no more words than
// they take out were made up in 509 of 569 cases, those that change three places
// and say more than they drop in 19 of 452. See insertion.go.

// rewordedAt is the number of changed places that make an edit a rewording, and
// doubts how many refusals of one may be mistaken; idleWords is how many questions
// about its words alone are dropped.
const rewordedAt, doubts, idleWords = 3, 3, 2

// certain kinds do not depend on how well a sentence was understood.
var certain = map[string]bool{
	"instruction": true, "hidden_text": true, "new_link": true, "eligibility": true, "award": true, "title_changed": true,
	"skill_moved": true, "help_dropped": true, "negation_dropped": true, "level_raised": true,
	"level_dropped": true, "publication": true,
}

// wordings are the kinds of questions that a rewording raises by itself.
var wordings = map[string]bool{"unseen_words": true, "activity_changed": true, "added_activity": true, "number_noun": true, "derived_number": true}

// mild kinds ask when they stand alone in a text changed in two places, and
// idle ones say nothing there.
var (
	mild = map[string]bool{
		"added_claim": true, "bound_changed": true, "new_name": true, "new_number": true, "number_role": true, "number_moved": true,
		"outcome": true, "new_skill": true, "scope_inflated": true,
	}
	idle = map[string]bool{"number_noun": true, "derived_number": true, "fact_moved": true}
)

// reworded kinds ask in a translation, which says everything in other words.
var reworded = map[string]bool{
	"bound_changed": true, "new_name": true, "new_skill": true, "seniority": true, "scope_inflated": true, "certificate": true,
	"number_moved": true, "outcome": true, "added_claim": true, "causality": true,
}

// summed kinds ask in a text that only sums up the CV: its words come from
// anywhere in it. What its numbers say is refused all the same.
var summed = map[string]bool{
	"certificate": true, "seniority": true, "degree": true, "outcome": true, "unseen_words": true, "verb_strength": true, "added_activity": true, "added_claim": true,
}

// plain kinds leave no doubt where nothing else of a text changed: what limited a
// claim is gone, what makes it bigger is new, or something more was done.
var plainKinds = map[string]bool{"limit_dropped": true, "scope_inflated": true, "added_activity": true}

// weigh makes less of what was found in a reworded text, and more of it where
// one place alone was changed.
func (c *claim) weigh() {
	if c.mode == Strict || c.foreign || len(c.findings) == 0 {
		return
	}
	if c.translated {
		if !slices.ContainsFunc(c.findings, func(f schema.Finding) bool { return f.Outcome == schema.Reject && !reworded[f.Kind] }) {
			c.ask()
		}
		return
	}
	if c.whole() && c.field == claimText && !slices.ContainsFunc(c.findings, c.beyondSum) {
		c.ask()
	}
	if c.old == nil {
		return
	}
	if c.sharpenListed() {
		return
	}
	switch places := c.places(); {
	case c.field == claimText && c.onlyGlossed(), c.field == headline && len(c.findings) == 1 && named[c.findings[0].Kind]:
		c.ask()
	case places == 1 && len(c.beside) == 0:
		c.sharpen()
	case places == 2 && c.field == claimText && len(c.findings) == 1 && idle[c.findings[0].Kind] && c.findings[0].Outcome != schema.Reject:
		c.findings = nil
	case places == 2 && c.field == claimText && c.mildly() && !c.firm(), places == 2 && c.field == claimText && c.lengthens():
		c.ask()
	case places >= 2 && c.field == claimText && c.paraphrases():
		c.findings = nil
	case places >= rewordedAt:
		c.doubt()
	}
}

// beyondSum reports whether a refusal stands even in a text that only sums up the
// CV: that of a degree or certificate does where the CV has none as high, or none
// with these words.
func (c *claim) beyondSum(f schema.Finding) bool {
	if f.Outcome != schema.Reject {
		return false
	}
	if c.old == nil && (f.Kind == "degree" || f.Kind == "certificate") {
		return !c.trained() || c.new.rank() > c.trainedTo() || slices.ContainsFunc(c.findings, func(o schema.Finding) bool { return o.Kind == "unseen_words" && o.Outcome == schema.Reject })
	}
	if c.old != nil {
		return f.Kind != "added_activity" && f.Kind != "added_claim" && f.Kind != "unseen_words"
	}
	return !summed[f.Kind] || slices.ContainsFunc(c.findings, func(o schema.Finding) bool { return o.Kind == "tenure" }) && f.Kind != "outcome"
}

// glossing kinds are the refusals that a name written out beside its short form
// meets: Accident and Emergency (A&E).
var glossing = map[string]bool{"new_name": true, "outcome": true, "skill_level": true, "scope_inflated": true, "new_skill": true, "activity_changed": true, "level_raised": true, "degree": true}

// named kinds are the refusals that a headline with a skill of the CV behind the
// title meets.
var named = map[string]bool{"skill_level": true, "new_number": true}

// lengthens reports whether a text that says more words than it drops is refused
// for one or two things that reading may have got wrong.
func (c *claim) lengthens() bool {
	if c.whole() {
		return false
	}
	if in := c.inserted(); in.more <= in.gone {
		return false
	}
	refusals := 0
	for _, f := range c.findings {
		if f.Outcome == schema.Reject {
			if refusals++; !misread[f.Kind] {
				return false
			}
		}
	}
	return 0 < refusals && refusals <= 2
}

// misread kinds depend on how a longer wording was read.
var misread = map[string]bool{
	"new_number": true, "period_changed": true, "level_raised": true, "limit_dropped": true,
	"degree": true, "certificate": true, "activity_changed": true, "added_claim": true, "causality": true,
}

// mildly reports whether one mild refusal stands alone or with questions about
// words.
func (c *claim) mildly() bool {
	refusals := 0
	for _, f := range c.findings {
		switch {
		case mild[f.Kind]:
			refusals++
		case f.Outcome == schema.Reject || !wordings[f.Kind]:
			return false
		}
	}
	return refusals == 1
}

// onlyGlossed reports whether a text has all words of the old one and more
// brackets, and is refused for what a gloss may be taken for.
func (c *claim) onlyGlossed() bool {
	if strings.Count(c.new.raw, "(") <= strings.Count(c.old.raw, "(") {
		return false
	}
	kept := func(o token) bool {
		return o.stop || slices.ContainsFunc(c.new.tokens, func(tok token) bool { return tok.fold == o.fold || tok.stem == o.stem })
	}
	return !slices.ContainsFunc(c.old.tokens, func(o token) bool { return !kept(o) }) &&
		!slices.ContainsFunc(c.findings, func(f schema.Finding) bool { return f.Outcome == schema.Reject && !glossing[f.Kind] })
}

// ask turns refusals into questions.
func (c *claim) ask() {
	for i := range c.findings {
		c.findings[i].Outcome = schema.NeedsReview
	}
}

// sharpen turns questions about a single change into refusals where it cannot
// be a wording, or puts no more words in than it takes out: of 54 such edits that
// no rule knew, 47 were made up.
func (c *claim) sharpen() {
	kinds := map[string]bool{}
	for _, f := range c.findings {
		kinds[f.Kind] = true
	}
	in := c.inserted()
	swapped := c.field == claimText && !c.whole() && in.more <= in.gone
	for i, f := range c.findings {
		if swapped && f.Kind != "derived_number" || plainKinds[f.Kind] && !(c.whole() && f.Kind == "added_activity") || f.Kind == "activity_changed" && kinds["unseen_words"] {
			c.findings[i].Outcome = schema.Reject
		}
	}
}

// doubt turns one or two refusals of a reworded text into questions, and drops
// one or two questions about its words.
func (c *claim) doubt() {
	refusals, wording := 0, 0
	for _, f := range c.findings {
		if f.Outcome == schema.Reject {
			refusals++
		} else if wordings[f.Kind] {
			wording++
		}
	}
	if refusals > doubts || refusals > 0 && c.firm() {
		return
	}
	if refusals == 0 && wording == len(c.findings) && wording <= idleWords && !c.addsMore() {
		c.findings = nil
	}
	c.ask()
}

// addsMore reports whether more words are new than are gone.
func (c *claim) addsMore() bool {
	fresh := 0
	for _, f := range c.findings {
		if f.Kind == "unseen_words" {
			fresh += len(f.Words)
		}
	}
	_, gone := c.keptWords()
	return fresh >= 2 && fresh > gone
}
