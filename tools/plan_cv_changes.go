package tools

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/apps"
	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

type planCVChangesIn struct {
	cvSource
	offerArguments
	Edits    []schema.Edit `json:"edits,omitempty" jsonschema:"maxItems=200,description=Your own proposals; the guard checks each and they join the rules' edits"`
	Facts    []string      `json:"facts,omitempty" jsonschema:"maxItems=50,description=True statements that the user has just confirmed; kept as evidence"`
	Revoke   []string      `json:"revoke_facts,omitempty" jsonschema:"maxItems=50,description=Ids of facts (fact_…) that hold no longer"`
	Lift     []string      `json:"lift_refusals,omitempty" jsonschema:"maxItems=50,description=Claims refused once and now wanted again"`
	MaxPages int           `json:"max_pages,omitempty" jsonschema:"minimum=1,maximum=20,description=Propose tighter spacing and then cuts to this length"`
	Language string        `json:"language,omitempty" jsonschema:"maxLength=8,description=Of the tailored CV: an ISO 639-1 code or offer or cv (default)"`
}

type planCVChangesOut struct {
	PlanID     string            `json:"plan_id" jsonschema:"description=Pass this id to apply_cv_edits"`
	CVID       string            `json:"cv_id" jsonschema:"description=The base CV that the plan is about"`
	JobOfferID string            `json:"job_offer_id"`
	Facts      []schema.Fact     `json:"facts,omitempty" jsonschema:"description=What the user has confirmed beside the CV; counts as evidence"`
	Model      *schema.ModelBill `json:"model,omitempty" jsonschema:"description=What the server's model took for this call; absent when it was not asked"`
	schema.PlannedChanges
}

func (b *Toolbox) planCVChanges() definition {
	return define(declaration[planCVChangesIn, planCVChangesOut]{
		name:  "plan_cv_changes",
		title: "Plan CV changes",
		description: "Plan how to tailor a CV to an offer: small edits, each with its reason, the offer's words and the CV's words that prove it; " +
			"coverage, gaps, and questions for the user. Pass edits to have your own checked: what the CV does not prove is refused. " +
			"Changes nothing yet. Next: show the plan, then apply_cv_edits.",
		hints: hints{idempotent: true},
		ui:    apps.ReviewURI,
		run:   b.runPlan,
	})
}

// makeAndKeepPlan makes a plan and saves it.
func (b *Toolbox) makeAndKeepPlan(ctx context.Context, owner uuid.UUID, in planCVChangesIn) (answer[planCVChangesOut], error) {
	var none answer[planCVChangesOut]
	ctx, counter, err := b.metered(ctx, owner)
	if err != nil {
		return none, err
	}
	base, document, err := b.openCV(ctx, owner, in.cvSource)
	if err != nil {
		return none, err
	}
	offer, err := b.openOffer(ctx, owner, in.source())
	if err != nil {
		return none, err
	}
	facts, refused, told, err := b.remember(ctx, owner, in)
	if err != nil {
		return none, err
	}
	own := languageOf(document)
	want, err := resultLanguage(in.Language, offer.JobOffer, own)
	if err != nil {
		return none, err
	}
	day, _ := b.day("") // of today: the error is another's
	var draft *render.Result
	var drafted *cv.Document
	input := plan.Input{
		Offer: offer.ParsedOffer, Base: document, Edits: callers(in.Edits), Facts: facts, MaxPages: in.MaxPages,
		Language: own, Refused: refused, Lexicon: b.Lexicon, AsOf: b.Now(), Guard: b.recent.guard, Texts: b.recent.matching(),
		Pages: func(ctx context.Context, d *cv.Document) (schema.RenderReport, error) {
			result, err := b.layOut(ctx, d, render.Options{
				Count: true, Dir: base.Dir, MaxPages: in.MaxPages, Now: day, ReadPhoto: b.photos(ctx, base.Dir).read,
			})
			if err != nil {
				return schema.RenderReport{}, err
			}
			draft, drafted = result, d
			return result.Report, nil
		},
	}
	changes, err := b.makePlan(ctx, input, want)
	if err != nil {
		return none, fmt.Errorf("planning: %w", err)
	}
	countVerdicts(ctx, "plan", changes.Edits, changes.Refused)
	if draft != nil { // mostly that of the CV as it will be typeset
		b.recent.keepPages(drafted, asItIs(day), draft)
	}
	changes.Warnings = append(changes.Warnings, told...)
	if changes.Edits == nil {
		changes.Edits = []schema.Edit{} // the schema promises a list, also for a CV that is fine as it is
	}
	row, err := b.Store.SavePlan(ctx, owner, storage.Plan{BaseID: base.ID, JobOfferID: offer.ID, Changes: changes})
	if err != nil {
		return none, fmt.Errorf("saving the plan: %w", err)
	}
	bill := billOf(counter)
	return answer[planCVChangesOut]{
		result: planCVChangesOut{PlanID: row.ID, CVID: base.ID, JobOfferID: offer.ID, Facts: facts, Model: bill, PlannedChanges: row.Changes},
		text:   planSummary(row, document) + costLine(bill),
	}, nil
}

// remember keeps what the user confirmed, takes back what they revoke or want
// proposed again, and gives what stands after that.
//
// What was taken back before stays so, that a call may be repeated: warnings
// tell of claims that stood refused no more.
func (b *Toolbox) remember(ctx context.Context, owner uuid.UUID, in planCVChangesIn) (facts []schema.Fact, refused, warnings []string, err error) {
	for _, text := range in.Facts {
		fact := schema.Fact{Text: text, ConfirmedOn: b.Now().Format(time.DateOnly)}
		if _, err := b.Store.SaveFact(ctx, owner, fact); err != nil {
			return nil, nil, nil, fmt.Errorf("facts: %w", err)
		}
	}
	for _, id := range in.Revoke {
		if err := b.Store.RevokeFact(ctx, owner, id); err != nil {
			return nil, nil, nil, fmt.Errorf("revoke_facts: %w", err)
		}
	}
	for _, claim := range in.Lift {
		switch err := b.Store.LiftRefusal(ctx, owner, claim); {
		case errors.Is(err, storage.ErrNotFound):
			warnings = append(warnings, fmt.Sprintf("lift_refusals: %q is not refused: there was nothing to lift.", claim))
		case err != nil:
			return nil, nil, nil, fmt.Errorf("lift_refusals: %q: %w", claim, err)
		}
	}
	if facts, refused, err = b.Store.Remembered(ctx, owner); err != nil {
		return nil, nil, nil, fmt.Errorf("reading what was confirmed and refused before: %w", err)
	}
	return facts, refused, warnings, nil
}

// callers signs edits as the caller's, whatever they say of themselves.
func callers(edits []schema.Edit) []schema.Edit {
	signed := slices.Clone(edits)
	for i := range signed {
		signed[i].PlannedBy = "caller"
	}
	return signed
}

// makePlan plans with the caller's edits, or without any with those of the
// configured model. The result is to be in the language want.
func (b *Toolbox) makePlan(ctx context.Context, input plan.Input, want string) (schema.PlannedChanges, error) {
	var proposals agents.Proposals
	if len(input.Edits) == 0 && b.Customizer != nil {
		var err error
		if proposals, err = b.Customizer.Propose(ctx, input, want); err != nil {
			return schema.PlannedChanges{}, err
		}
		input.Edits = proposals.Edits
	}
	changes, err := plan.Make(ctx, input)
	if err != nil {
		return schema.PlannedChanges{}, err
	}
	changes.Sections = proposals.Sections
	changes.Warnings = append(changes.Warnings, proposals.Warnings...)
	b.checkLanguage(&changes, input.Base, want)
	return changes, nil
}
