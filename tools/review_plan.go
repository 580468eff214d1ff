package tools

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/invopop/jsonschema"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/bespoke-cv/bespoke/apps"
	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/report"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

type reviewPlanIn struct {
	PlanID string    `json:"plan_id" jsonschema:"maxLength=60,description=Id that plan_cv_changes returned"`
	Page   int       `json:"page,omitempty" jsonschema:"minimum=1,maximum=100,description=For the page: picture this page of the CV"`
	Accept *[]string `json:"accept,omitempty" jsonschema:"maxItems=500,description=For the page: the CV with exactly these edits"`
}

type reviewPlanOut struct {
	PlanID string      `json:"plan_id"`
	URL    string      `json:"url,omitempty" jsonschema:"description=Where the user can review the plan in a browser; works once and for 15 minutes"`
	View   *reviewView `json:"view,omitempty"`
}

// reviewView is what the review page shows. It is for the page: a model reads
// the plan itself.
type reviewView struct {
	CVID          string            `json:"cv_id"`
	JobOfferID    string            `json:"job_offer_id,omitempty"`
	Offer         string            `json:"offer,omitempty"` // such as "Platform Engineer at Tidewater"
	OfferLanguage string            `json:"offer_language,omitempty"`
	CVLanguage    string            `json:"cv_language,omitempty"`
	Cards         []report.Card     `json:"cards"`
	Questions     []schema.Question `json:"questions,omitempty"`
	Notes         []viewNote        `json:"notes,omitempty"`
	Preview       reviewPreview     `json:"preview"`
}

// viewNote is something to know before deciding; Quote is the offer's own words.
type viewNote struct {
	Text  string `json:"text"`
	Quote string `json:"quote,omitempty"`
}

// reviewPreview is the CV that the accepted edits would make.
type reviewPreview struct {
	Accepted []string   `json:"accepted"`
	Left     []string   `json:"left,omitempty"`    // asked for, and refused by the guard
	Blocked  string     `json:"blocked,omitempty"` // why these edits cannot be applied; the rest is then of the base CV
	Scored   bool       `json:"scored"`
	Coverage coverage   `json:"coverage"`
	Terms    []viewTerm `json:"terms,omitempty"`
	Pages    int        `json:"pages"`
	Before   int        `json:"pages_before"`
	Limit    int        `json:"pages_limit,omitempty"`
	Fill     float64    `json:"last_page_fill"`
	Page     int        `json:"page"` // that the picture shows
	// Places are where the edits show, by id.
	Places map[string]viewPlace `json:"places,omitempty"`
}

type coverage struct {
	Before  float64 `json:"before"`
	After   float64 `json:"after"`
	Ceiling float64 `json:"ceiling"`
}

// viewTerm is a skill of the offer and whether the CV shows it: covered,
// surfaced or gap.
type viewTerm struct {
	Name  string `json:"name"`
	Must  bool   `json:"must,omitempty"`
	Stand string `json:"stand"`
}

// JSONSchema keeps the page's own data out of what every model reads of a tool.
func (reviewView) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", Description: "For the page"}
}

func (b *Toolbox) reviewPlan() definition {
	return define(declaration[reviewPlanIn, reviewPlanOut]{
		name:  "review_plan",
		title: "Review a plan",
		description: "Let the user go through a plan on a page: changed words, reasons, evidence and the pages as they come out, each edit to accept or reject. " +
			"Use it after plan_cv_changes when the user wants to decide themselves; give them the url if there is one. The page applies and renders.",
		hints: hints{readOnly: true, idempotent: true},
		ui:    apps.ReviewURI,
		run:   b.runReview,
	})
}

func (b *Toolbox) runReview(ctx context.Context, owner uuid.UUID, in reviewPlanIn) (answer[reviewPlanOut], error) {
	var none answer[reviewPlanOut]
	base, document, planned, err := b.openPlan(ctx, owner, applyCVEditsIn{PlanID: in.PlanID})
	if err != nil {
		return none, err
	}
	offer, err := b.offerOf(ctx, owner, planned)
	if err != nil {
		return none, err
	}
	out := reviewPlanOut{PlanID: planned.ID}
	if in.Page == 0 && in.Accept == nil {
		if b.ReviewLink != nil {
			if out.URL, err = b.ReviewLink(ctx, planned.ID); err != nil {
				return none, fmt.Errorf("making the link: %w", err)
			}
		}
		return answer[reviewPlanOut]{result: out, text: reviewSummary(out, planned.Changes)}, nil
	}
	out.View = newReviewView(base, document, planned, offer)
	accept := passing(planned.Changes)
	if in.Accept != nil {
		accept = *in.Accept
	}
	preview, picture, err := b.preview(ctx, owner, base, document, planned, offer, accept, max(in.Page, 1))
	if err != nil {
		return none, err
	}
	out.View.Preview = preview
	content := mcp.NewImageContent(base64.StdEncoding.EncodeToString(picture), "image/png")
	return answer[reviewPlanOut]{result: out, text: previewSummary(preview), extra: []mcp.Content{content}}, nil
}

func newReviewView(base storage.CV, document *cv.Document, planned storage.Plan, offer storage.JobOffer) *reviewView {
	view := &reviewView{
		CVID: base.ID, JobOfferID: planned.JobOfferID, Cards: report.Cards(document, planned.Changes),
		OfferLanguage: offer.JobOffer.Language, CVLanguage: planned.Changes.Language,
		Questions: planned.Changes.Questions,
	}
	for _, anomaly := range offer.Anomalies {
		view.Notes = append(view.Notes, viewNote{Text: "In the offer, not followed: " + report.AnomalyWords(anomaly.Kind), Quote: anomaly.Quote.Text})
	}
	for _, warning := range slices.Concat(offer.Warnings, planned.Changes.Warnings) {
		view.Notes = append(view.Notes, viewNote{Text: warning})
	}
	if offer.ID != "" {
		view.Offer = offerTitle(offer.JobOffer)
	}
	return view
}

// passing are the edits that are taken unless the user says otherwise.
func passing(changes schema.PlannedChanges) []string {
	ids := []string{}
	for _, edit := range changes.Edits {
		if edit.Verdict == nil || edit.Verdict.Outcome == schema.Pass {
			ids = append(ids, edit.ID)
		}
	}
	return ids
}

// preview makes the CV that the accepted edits give, measures it and pictures
// one of its pages. Nothing is kept.
func (b *Toolbox) preview(ctx context.Context, owner uuid.UUID, base storage.CV, document *cv.Document, planned storage.Plan, offer storage.JobOffer, accept []string, page int) (reviewPreview, []byte, error) {
	out := reviewPreview{Accepted: accept, Limit: planned.Changes.Pages.Limit}
	input, err := b.applyInput(ctx, owner, document, planned, applyCVEditsIn{Accept: accept, Reject: without(planned.Changes.Edits, accept)})
	if err != nil {
		return out, nil, err
	}
	tailored, applied, err := plan.Apply(ctx, input)
	switch {
	case err == nil:
		for _, edit := range applied.Refused {
			out.Left = append(out.Left, edit.ID)
		}
	case errors.Is(err, plan.ErrRejected), errors.Is(err, cv.ErrConflict), errors.Is(err, cv.ErrShared):
		out.Blocked, tailored = err.Error(), document
	default:
		return out, nil, err
	}
	if offer.ID != "" {
		matcher := b.recent.matching().New(offer.ParsedOffer, document, b.Lexicon, planned.Changes.Language)
		matcher.Confirm(input.Facts)
		out.measure(matcher.Report(tailored))
	}
	day, _ := b.day("") // of today: the error is another's
	options := render.Options{Dir: base.Dir, Now: day, ReadPhoto: b.photos(ctx, base.Dir).read, Draft: true}
	before, err := b.layOut(ctx, document, options)
	if err != nil {
		return out, nil, fmt.Errorf("rendering the CV: %w", err)
	}
	result, err := b.layOut(ctx, tailored, options)
	if err != nil {
		return out, nil, fmt.Errorf("rendering the preview: %w", err)
	}
	out.Before, out.Pages, out.Fill = before.Pages, result.Pages, result.Report.LastPageFill
	out.Page = min(page, result.Pages)
	out.Places = placesOf(planned.Changes.Edits, applied.Applied, tailored, result)
	picture, err := result.PNG(out.Page, previewDPI)
	if err != nil {
		return out, nil, fmt.Errorf("drawing the preview: %w", err)
	}
	return out, picture, nil
}

// without are the ids of the edits that are not taken.
func without(edits []schema.Edit, taken []string) []string {
	var ids []string
	for _, edit := range edits {
		if !slices.Contains(taken, edit.ID) {
			ids = append(ids, edit.ID)
		}
	}
	return ids
}

func (p *reviewPreview) measure(report schema.MatchReport) {
	p.Scored = report.Scored
	p.Coverage = coverage{report.Before.Coverage, report.After.Coverage, report.After.Ceiling}
	for _, part := range []struct {
		stand string
		terms []schema.Term
	}{{"surfaced", report.Surfaced}, {"covered", report.Covered}, {"gap", report.Gaps}} {
		for _, term := range part.terms {
			p.Terms = append(p.Terms, viewTerm{term.Name, term.Importance == schema.Must, part.stand})
		}
	}
}

func previewSummary(p reviewPreview) string {
	if p.Blocked != "" {
		return p.Blocked
	}
	return fmt.Sprintf("With %s: coverage %.0f %%, %d page(s).", schema.CountEdits(len(p.Accepted)-len(p.Left)), 100*p.Coverage.After, p.Pages)
}

func reviewSummary(out reviewPlanOut, changes schema.PlannedChanges) string {
	var text strings.Builder
	fmt.Fprintf(&text, "Review of %s: %s, %d of them pass, %d refused. ", out.PlanID, schema.CountEdits(len(changes.Edits)), len(passing(changes)), len(changes.Refused))
	if out.URL != "" {
		fmt.Fprintf(&text, "If no review page shows here, give the user this link, which works once: %s", out.URL)
	} else {
		text.WriteString("If no review page shows here, show the edits and call apply_cv_edits with what the user takes.")
	}
	return text.String()
}

// OfPlan gives nil when the offer, CV or PDF that a handle names belongs to a
// plan: a CV when it was tailored from the plan's base. The error wraps
// storage.ErrNotFound or schema.ErrHandle for everything else.
func (b *Toolbox) OfPlan(ctx context.Context, planID, handle string) error {
	owner, err := user(ctx)
	if err != nil {
		return err
	}
	planned, err := b.Store.Plan(ctx, owner, planID)
	if err != nil {
		return err
	}
	if handle == planned.JobOfferID {
		return nil
	}
	if strings.HasPrefix(handle, string(schema.KindPDF)+"_") {
		pdf, err := b.Store.PDF(ctx, owner, handle)
		if err != nil {
			return err
		}
		handle = pdf.CVID
	}
	row, err := b.Store.CV(ctx, owner, handle)
	if err != nil {
		return err
	}
	// Not by the plan it was made by: the same bytes are one row, whichever
	// plan gave them first.
	if row.BaseID != planned.BaseID && row.ID != planned.BaseID {
		return fmt.Errorf("%s: %w: it is not of this plan", handle, storage.ErrNotFound)
	}
	return nil
}
