package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/match"
	"github.com/bespoke-cv/bespoke/schema"
)

// addFacts writes skills that the offer asks for and only a confirmed fact
// proves into the list of skills that holds most of their kind. What the fact
// says beyond the name is for the user to write.
func (p *planner) addFacts(texts drafted) {
	for _, term := range p.matcher.Terms() {
		fact, ok := p.onlyFact(term)
		if !ok || !p.welcome(written(term)) {
			continue
		}
		text, separator := p.listFor(texts, term.Entry.Kind)
		if text == nil {
			p.warn("You confirmed %q; the CV has no list of skills to add %s to.", fact.Text, written(term))
			continue
		}
		text.after += separator + written(term)
		text.reasons = append(text.reasons, fmt.Sprintf("Adds %s, which you confirmed and the offer asks for.", written(term)))
		text.evidence = append(text.evidence, schema.Evidence{Path: match.FactPath + fact.ID, Quote: fact.Text})
		text.answers = merge(text.answers, p.answersOf(term))
	}
}

// onlyFact is the fact that supports a named skill when nothing in the CV does.
func (p *planner) onlyFact(term match.Term) (schema.Fact, bool) {
	if !term.Supported() || term.Entry.Kind == lexicon.Soft || p.confirmed(term) == nil ||
		slices.ContainsFunc(term.Paths, func(path string) bool { return !strings.HasPrefix(path, match.FactPath) }) {
		return schema.Fact{}, false
	}
	return *p.confirmed(term), true
}

// listFor is the list of names that holds most skills of a kind; nil for none.
func (p *planner) listFor(texts drafted, kind lexicon.Kind) (list *rewrite, separator string) {
	most := 0
	for _, text := range texts {
		names, between := splitNames(text.after)
		if text.prose || len(names) < 2 {
			continue
		}
		n := 0
		for _, mention := range p.matcher.Mentions(text.after) {
			if class(mention.Entry.Kind) == class(kind) {
				n++
			}
		}
		if n > most {
			most, list, separator = n, text, between
		}
	}
	return list, separator
}

// class groups the kinds of skills that people list together.
func class(kind lexicon.Kind) string {
	switch kind {
	case lexicon.Tool, lexicon.Language, lexicon.Framework:
		return "technical"
	case lexicon.Method, lexicon.Domain:
		return "practice"
	}
	return string(kind)
}

func (p *planner) answersOf(term match.Term) []match.Answer {
	var answers []match.Answer
	ids, quote := p.origin(term)
	for _, id := range ids {
		answers = append(answers, match.Answer{RequirementID: id, Quote: quote})
	}
	if len(answers) == 0 {
		answers = append(answers, match.Answer{Quote: quote})
	}
	return answers
}
