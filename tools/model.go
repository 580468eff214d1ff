package tools

import (
	"context"
	"fmt"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/match"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/schema"
)

// OfferReader completes what the rules read in an offer. What it gives has
// been checked against the offer's text; *agents.JobOfferParser is one.
type OfferReader interface {
	Read(ctx context.Context, rules schema.ParsedOffer) (schema.ParsedOffer, error)
}

// Customizer proposes edits for a plan, with texts in the language lang ("" for
// the CV's own), and warnings about what it could not do. What it gives is
// judged by the guard; *agents.CVCustomizer is one.
type Customizer interface {
	Propose(ctx context.Context, in plan.Input, lang string) (edits []schema.Edit, warnings []string, err error)
}

// metered returns a context whose model calls are held to the user's budget,
// and the counter that bills them; nil without a budget.
func (b *Toolbox) metered(ctx context.Context) (context.Context, *llm.TokenCounter) {
	who, err := user(ctx)
	if b.Budget == nil || err != nil {
		return ctx, nil
	}
	counter := b.Budget.Run(who.String(), 0)
	return llm.WithTokenCounter(ctx, counter), counter
}

// bill is what the model took, in one sentence; "" when it was not asked.
func bill(counter *llm.TokenCounter) string {
	if counter == nil {
		return ""
	}
	lines := counter.Lines()
	if len(lines) == 0 {
		return ""
	}
	calls := 0
	for _, line := range lines {
		calls += line.Calls
	}
	return fmt.Sprintf(" Model %s: %d calls, %s, %s.", lines[0].Model, calls, counter.Usage(), counter.Cost())
}

// resultLanguage reads the argument language: a code, "offer" for the offer's
// language, "cv" or "" for the CV's own.
func resultLanguage(asked string, offer schema.JobOffer, own string) (string, error) {
	switch asked = strings.ToLower(strings.TrimSpace(asked)); asked {
	case "", "cv":
		return own, nil
	case "offer":
		if offer.Language == "" {
			return "", fmt.Errorf("language: the offer's language is not known: give a code such as en")
		}
		return offer.Language, nil
	}
	code, _, _ := strings.Cut(asked, "-")
	if len(code) != 2 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz") != "" {
		return "", fmt.Errorf("language: %q is no ISO 639-1 code: give one such as en, or cv, or offer", asked)
	}
	return code, nil
}

// languageOf tells the language of a CV from its running text.
func (b *Toolbox) languageOf(document *cv.Document) string {
	return match.New(schema.ParsedOffer{}, document, b.Lexicon, "").Language()
}

// checkLanguage tells the language that the CV has once the edits are applied,
// and warns when it is not the one asked for.
func (b *Toolbox) checkLanguage(changes *schema.PlannedChanges, base *cv.Document, want string) {
	tailored, err := base.Apply(changes.Edits)
	if err != nil {
		return // no edit of a plan contradicts another
	}
	changes.Language = b.languageOf(tailored)
	if changes.Language != want {
		changes.Warnings = append(changes.Warnings, fmt.Sprintf(
			"The CV is asked for in %q, but with these edits its text is in %q: rules do not translate. Give a CV in %q, or propose translated edits; each needs the user's review.",
			want, changes.Language, want))
	}
}
