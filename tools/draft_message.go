package tools

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/letter"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/schema"
)

type draftMessageIn struct {
	ApplicationID string      `json:"application_id" jsonschema:"maxLength=60"`
	Kind          letter.Kind `json:"kind" jsonschema:"enum=cover_letter,enum=follow_up,enum=thank_you"`
	Language      string      `json:"language,omitempty" jsonschema:"enum=en,enum=de,enum=fr,enum=es,enum=it,enum=pt,enum=nl,description=Default: the offer's"`
	Text          string      `json:"text,omitempty" jsonschema:"maxLength=10000,description=Your own letter to check"`
}

type claimOut struct {
	Text     string            `json:"text"`
	Evidence []schema.Evidence `json:"evidence,omitempty"`
	Review   string            `json:"review,omitempty" jsonschema:"description=Why the user should look at it; absent when the CV proves it"`
}

type refusedOut struct {
	Text   string `json:"text"`
	Reason string `json:"reason"`
}

type draftMessageOut struct {
	Subject   string            `json:"subject,omitempty"`
	Text      string            `json:"text"`
	Language  string            `json:"language"`
	WrittenBy string            `json:"written_by" jsonschema:"description=rules or model:NAME or caller"`
	Claims    []claimOut        `json:"claims"`
	Refused   []refusedOut      `json:"refused,omitempty" jsonschema:"description=Sentences taken out because the CV does not prove them"`
	Warnings  []string          `json:"warnings,omitempty"`
	Model     *schema.ModelBill `json:"model,omitempty"`
}

func (b *Toolbox) draftMessage() definition {
	return define(declaration[draftMessageIn, draftMessageOut]{
		name:  "draft_message",
		title: "Draft a letter",
		description: "Draft a cover letter, follow-up or thank-you from the sent CV, or check your own text: what the CV does not prove is taken out and told. " +
			"Next: show it; once sent, record_communication.",
		hints: hints{readOnly: true, idempotent: true, openWorld: true},
		run: func(ctx context.Context, owner uuid.UUID, in draftMessageIn) (answer[draftMessageOut], error) {
			var none answer[draftMessageOut]
			about, err := b.about(ctx, owner, in)
			if err != nil {
				return none, err
			}
			ctx, counter, err := b.metered(ctx, owner)
			if err != nil {
				return none, err
			}
			draft, by, err := b.draft(ctx, about, in.Text)
			if err != nil {
				return none, fmt.Errorf("drafting the message: %w", err)
			}
			out := draftOut(draft, by)
			out.Model = billOf(counter)
			return answer[draftMessageOut]{result: out, text: draftText(out) + costLine(out.Model)}, nil
		},
	})
}

// callerWrote signs what the calling client wrote.
const callerWrote = "caller"

// about gathers what a letter about an application may say.
func (b *Toolbox) about(ctx context.Context, owner uuid.UUID, in draftMessageIn) (letter.About, error) {
	application, err := b.Store.Application(ctx, owner, in.ApplicationID)
	if err != nil {
		return letter.About{}, fmt.Errorf("application_id: %w", err)
	}
	offer, err := b.Store.JobOffer(ctx, owner, application.JobOfferID)
	if err != nil {
		return letter.About{}, fmt.Errorf("reading the offer: %w", err)
	}
	document, err := b.sentCV(ctx, owner, application.CVID)
	if err != nil {
		return letter.About{}, fmt.Errorf("reading the CV: %w", err)
	}
	facts, err := b.Store.Facts(ctx, owner)
	if err != nil {
		return letter.About{}, fmt.Errorf("reading the confirmed facts: %w", err)
	}
	return letter.About{
		Kind: in.Kind, Language: in.Language, CV: document, Facts: facts, Offer: offer.ParsedOffer,
		Title: orUnknown(application.Title), Company: application.Company, Applied: appliedAt(application), Lexicon: b.Lexicon,
	}, nil
}

// appliedAt is when the application was sent; zero when it was not yet.
func appliedAt(application schema.Application) time.Time {
	for _, change := range application.History {
		if change.Status.Rank() >= schema.Applied.Rank() {
			return change.At
		}
	}
	return time.Time{}
}

func (b *Toolbox) draft(ctx context.Context, about letter.About, text string) (draft letter.Letter, by string, err error) {
	switch {
	case text != "":
		draft, err = letter.Check(about, text)
		return draft, callerWrote, err
	case b.LetterWriter != nil:
		return b.LetterWriter.Write(ctx, about)
	}
	draft, err = letter.Draft(about)
	return draft, plan.Rules, err
}

func draftOut(draft letter.Letter, by string) draftMessageOut {
	out := draftMessageOut{Subject: draft.Subject, Text: draft.Text, Language: draft.Language, WrittenBy: by, Claims: []claimOut{}, Warnings: draft.Warnings}
	for _, claim := range draft.Claims {
		out.Claims = append(out.Claims, claimOut{Text: claim.Text, Evidence: claim.Evidence, Review: reasons(claim.Verdict)})
	}
	for _, refused := range draft.Refused {
		out.Refused = append(out.Refused, refusedOut{Text: refused.Text, Reason: reasons(refused.Verdict)})
	}
	return out
}

// reasons are the findings of a verdict in one line; empty for a pass.
func reasons(verdict schema.Verdict) string {
	var lines []string
	for _, finding := range verdict.Findings {
		lines = append(lines, finding.Message)
	}
	return strings.Join(lines, "; ")
}

func draftText(out draftMessageOut) string {
	var text strings.Builder
	if out.Subject != "" {
		fmt.Fprintf(&text, "%s\n\n", out.Subject)
	}
	text.WriteString(out.Text)
	for _, claim := range out.Claims {
		if claim.Review != "" {
			fmt.Fprintf(&text, "\n\nTo review: “%s”: %s", claim.Text, claim.Review)
		}
	}
	for _, refused := range out.Refused {
		fmt.Fprintf(&text, "\n\nTaken out: “%s”: %s", refused.Text, refused.Reason)
	}
	for _, warning := range out.Warnings {
		fmt.Fprintf(&text, "\n\nNote: %s", warning)
	}
	return text.String()
}
