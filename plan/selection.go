package plan

import (
	"slices"

	"github.com/bespoke-cv/bespoke/match"
	"github.com/bespoke-cv/bespoke/schema"
)

// choose takes the commented-out bullets that show what no visible line shows:
// a skill the offer asks for, or the answer to a requirement. The one that adds
// most goes first, and each counts only what is still missing. A whole entry
// comes back only for a skill that no bullet shows.
func (p *planner) choose(d draft) {
	if len(p.pool)+len(p.dormant) == 0 {
		return
	}
	shown := p.shown()
	missing := newMissing(p.matcher, shown)
	texts := make([]string, len(p.pool))
	for i, comment := range p.pool {
		texts[i] = comment.Text
	}
	for _, i := range p.matcher.Cover(texts, missing.covered) {
		comment := p.pool[i]
		if missing.skill(comment.Text) || missing.answer(comment.Text) {
			d.pool[comment.Line] = !slices.Contains(shown, comment.Text) && p.welcome(comment.Text)
		}
		missing.add(comment.Text)
	}
	for _, entry := range p.dormant {
		if missing.skill(entry.text) && p.welcome(entry.text) {
			d.awake[entry.first] = true
			missing.add(entry.text)
		}
	}
}

// welcome reports whether the user has not refused a text before.
func (p *planner) welcome(text string) bool {
	return p.judge.remembered(schema.Edit{After: text}).Outcome == schema.Pass
}

// missing is what no text taken so far shows or answers.
type missing struct {
	matcher  *match.Matcher
	covered  []int // indices of the matcher's terms
	answered map[string]bool
}

func newMissing(m *match.Matcher, texts []string) *missing {
	left := &missing{matcher: m, answered: map[string]bool{}}
	for _, text := range texts {
		left.add(text)
	}
	return left
}

func (m *missing) add(text string) {
	m.covered = append(m.covered, m.matcher.In(text)...)
	for _, answer := range m.matcher.Answers(text) {
		m.answered[answer.Quote] = true
	}
}

func (m *missing) skill(text string) bool {
	return slices.ContainsFunc(m.matcher.In(text), func(t int) bool { return !slices.Contains(m.covered, t) })
}

func (m *missing) answer(text string) bool {
	return slices.ContainsFunc(m.matcher.Answers(text), func(a match.Answer) bool { return !m.answered[a.Quote] })
}

// shown lists the texts that the CV shows, the caller's edits included.
func (p *planner) shown() []string {
	doc, err := p.Base.Apply(passing(p.caller))
	if err != nil {
		doc = p.Base
	}
	var texts []string
	for _, leaf := range doc.Content() {
		texts = append(texts, leaf.Text)
	}
	return texts
}

func passing(edits []schema.Edit) []schema.Edit {
	return slices.DeleteFunc(slices.Clone(edits), func(edit schema.Edit) bool { return edit.Verdict.Outcome != schema.Pass })
}
