package tools

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

type applyCVEditsIn struct {
	PlanID string `json:"plan_id,omitempty" jsonschema:"maxLength=60,description=Id that plan_cv_changes returned"`
	cvSource
	Edits      []schema.Edit `json:"edits,omitempty" jsonschema:"maxItems=200,description=Without a plan: edits as plan_cv_changes takes them together with a CV"`
	Accept     []string      `json:"accept,omitempty" jsonschema:"maxItems=500,description=Ids of edits to apply; default is every edit that passes the guard"`
	Reject     []string      `json:"reject,omitempty" jsonschema:"maxItems=500,description=Ids of edits to leave out; they are not proposed again"`
	OutputPath string        `json:"output_path,omitempty" jsonschema:"maxLength=1000,description=Where to write the YAML; local clients only"`
}

type applyCVEditsOut struct {
	CVID string `json:"cv_id" jsonschema:"description=The tailored CV; pass this id to render_pdf and save_application"`
	Path string `json:"path,omitempty" jsonschema:"description=Where the YAML was written"`
	schema.AppliedChanges
}

func (b *Toolbox) applyCVEdits() definition {
	return define(declaration[applyCVEditsIn, applyCVEditsOut]{
		name:  "apply_cv_edits",
		title: "Apply CV edits",
		description: "Apply a plan's edits to the CV, all or those accepted, leaving every other byte of the YAML as it was. " +
			"Use it after the user has seen the plan. Edits that need review are applied only when named in accept, refused ones never. " +
			"Gives the tailored cv_id and a diff. Next: render_pdf.",
		hints: hints{idempotent: true},
		run:   b.runApply,
	})
}

func (b *Toolbox) runApply(ctx context.Context, owner uuid.UUID, in applyCVEditsIn) (answer[applyCVEditsOut], error) {
	var none answer[applyCVEditsOut]
	base, document, planned, err := b.openPlan(ctx, owner, in)
	if err != nil {
		return none, err
	}
	input, err := b.applyInput(ctx, owner, document, planned, in)
	if err != nil {
		return none, err
	}
	tailored, applied, err := agents.NewCVEditor().Apply(ctx, input)
	if err != nil {
		return none, fmt.Errorf("applying the edits: %w", err)
	}
	countVerdicts(ctx, "apply", applied.Refused)
	if len(applied.Applied) == 0 && len(applied.Refused) > 0 {
		return none, fmt.Errorf("nothing was applied: %s", refusals(applied.Refused))
	}
	b.recent.keep(tailored)
	if applied.Applied == nil {
		applied.Applied = []string{}
	}
	if err := b.Store.SaveRefusals(ctx, owner, claims(planned.Changes.Edits, in.Reject)); err != nil {
		return none, fmt.Errorf("remembering what was refused: %w", err)
	}
	row, err := b.Store.SaveCV(ctx, owner, storage.CV{
		Kind: storage.TailoredCV, YAML: tailored.Bytes(), SHA256: tailored.SHA256(), Name: tailored.Name(),
		BaseID: base.ID, PlanID: planned.ID, File: base.File, Dir: base.Dir, Applied: &applied,
	})
	if err != nil {
		return none, fmt.Errorf("saving the tailored CV: %w", err)
	}
	out := applyCVEditsOut{CVID: row.ID, AppliedChanges: applied}
	if in.OutputPath != "" {
		paths, err := b.writeOut(ctx, owner, fileOf(base), output{in.OutputPath, tailored.Bytes(), yamlExtensions})
		if err != nil {
			return none, err
		}
		out.Path = paths[0]
	}
	return answer[applyCVEditsOut]{result: out, text: applySummary(out)}, nil
}

// openPlan finds the plan, or makes one of the caller's own edits.
func (b *Toolbox) openPlan(ctx context.Context, owner uuid.UUID, in applyCVEditsIn) (base storage.CV, document *cv.Document, planned storage.Plan, err error) {
	if in.PlanID == "" {
		if len(in.Edits) == 0 {
			return base, nil, planned, errors.New("nothing to apply: pass plan_id, or edits together with a CV")
		}
		if base, document, err = b.openCV(ctx, owner, in.cvSource); err != nil {
			return base, nil, planned, err
		}
		planned, err = b.Store.SavePlan(ctx, owner, storage.Plan{BaseID: base.ID, Changes: ownPlan(document, in.Edits)})
		return base, document, planned, err
	}
	if len(in.Edits) > 0 {
		return base, nil, planned, errors.New("plan_id and edits exclude each other: give your edits to plan_cv_changes and apply the plan it returns")
	}
	if planned, err = b.Store.Plan(ctx, owner, in.PlanID); err != nil {
		return base, nil, planned, fmt.Errorf("plan_id: %w", err)
	}
	source := in.cvSource
	if source == (cvSource{}) {
		source.CVID = planned.BaseID
	}
	base, document, err = b.openCV(ctx, owner, source)
	return base, document, planned, err
}

// ownPlan is a plan of nothing but the caller's edits; applying it guards them.
func ownPlan(document *cv.Document, edits []schema.Edit) schema.PlannedChanges {
	numbered := make([]schema.Edit, len(edits))
	for i, edit := range edits {
		if edit.ID == "" {
			edit.ID = fmt.Sprintf("c%d", i+1)
		}
		edit.PlannedBy, edit.Verdict = "caller", nil
		numbered[i] = edit
	}
	return schema.PlannedChanges{BaseSHA256: document.SHA256(), Edits: numbered, PlannedBy: []string{"caller"}}
}

// applyInput gathers what the guard needs besides the plan.
func (b *Toolbox) applyInput(ctx context.Context, owner uuid.UUID, document *cv.Document, planned storage.Plan, in applyCVEditsIn) (plan.ApplyInput, error) {
	facts, err := b.Store.Facts(ctx, owner)
	if err != nil {
		return plan.ApplyInput{}, fmt.Errorf("reading the confirmed facts: %w", err)
	}
	offer, err := b.offerOf(ctx, owner, planned)
	if err != nil {
		return plan.ApplyInput{}, err
	}
	return plan.ApplyInput{
		Base: document, Plan: planned.Changes, Accept: in.Accept, Reject: in.Reject,
		Facts: facts, Lexicon: b.Lexicon, AsOf: b.Now(), Offer: offer.Text, Guard: b.recent.guard,
	}, nil
}

// offerOf is the offer that a plan answers; the zero value for a plan of a
// caller's edits alone.
func (b *Toolbox) offerOf(ctx context.Context, owner uuid.UUID, planned storage.Plan) (storage.JobOffer, error) {
	if planned.JobOfferID == "" {
		return storage.JobOffer{}, nil
	}
	offer, err := b.Store.JobOffer(ctx, owner, planned.JobOfferID)
	if err != nil {
		return storage.JobOffer{}, fmt.Errorf("reading the plan's offer: %w", err)
	}
	return offer, nil
}

// claims are the texts that the user left out by name, not to be proposed
// again. Of a whole entry it is the longest text; a change of the design claims
// nothing.
func claims(edits []schema.Edit, ids []string) []string {
	var texts []string
	for _, edit := range edits {
		if !slices.Contains(ids, edit.ID) || strings.HasPrefix(edit.Path, "/design") {
			continue
		}
		if text := longest(edit.After); text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

// longest is the longest text in a value.
func longest(value any) string {
	texts := longestFirst(value)
	if len(texts) == 0 {
		return ""
	}
	return texts[0]
}

// refusals says of each refused edit why.
func refusals(edits []schema.Edit) string {
	var reasons []string
	for _, edit := range edits {
		if edit.Verdict != nil && len(edit.Verdict.Findings) > 0 {
			reasons = append(reasons, fmt.Sprintf("%s (%s %s) is refused: %s", edit.ID, edit.Op, edit.Path, edit.Verdict.Findings[0].Message))
		}
	}
	return strings.Join(reasons, "; ")
}

func applySummary(out applyCVEditsOut) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s: %s applied", out.CVID, schema.CountEdits(len(out.Applied)))
	if len(out.Refused) > 0 {
		fmt.Fprintf(&text, ", %d refused by the guard: %s", len(out.Refused), refusals(out.Refused))
	}
	if len(out.Left) > 0 {
		fmt.Fprintf(&text, ", %d left out", len(out.Left))
	}
	text.WriteString(".")
	if out.Path != "" {
		fmt.Fprintf(&text, " Written to %s.", out.Path)
	}
	fmt.Fprintf(&text, " Next: render_pdf with cv_id %s.", out.CVID)
	return text.String()
}
