package tools

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage/recall"
)

type saveApplicationIn struct {
	JobOfferID     string        `json:"job_offer_id" jsonschema:"maxLength=60,description=Id that parse_job_offer returned"`
	CVID           string        `json:"cv_id" jsonschema:"maxLength=60,description=Id of the CV that is sent"`
	PDFID          string        `json:"pdf_id,omitempty" jsonschema:"maxLength=60,description=Id that render_pdf returned"`
	PlanID         string        `json:"plan_id,omitempty" jsonschema:"maxLength=60,description=Id of the plan that the CV was tailored by"`
	Status         schema.Status `json:"status,omitempty" jsonschema:"enum=saved,enum=applied,enum=responded,enum=screening,enum=interview,enum=offer,description=Where the application stands; default saved"`
	Notes          string        `json:"notes,omitempty" jsonschema:"maxLength=10000"`
	IdempotencyKey string        `json:"idempotency_key,omitempty" jsonschema:"maxLength=200,description=The same key never saves twice"`
}

type saveApplicationOut struct {
	ApplicationID string             `json:"application_id"`
	Created       bool               `json:"created" jsonschema:"description=False when the idempotency key had been used for this application before"`
	Application   schema.Application `json:"application"`
	ResourceURI   string             `json:"resource_uri"`
	Precedents    []schema.Precedent `json:"precedents,omitempty" jsonschema:"description=Earlier applications for the same job and facts that CVs sent before contradict; tell the user"`
}

func (b *Toolbox) saveApplication() definition {
	return define(declaration[saveApplicationIn, saveApplicationOut]{
		name:  "save_application",
		title: "Save an application",
		description: "Save an application in the tracker: the offer, the CV and PDF made for it, and its status. " +
			"Use it last, after render_pdf, or when the user says that they applied. Next: update_application when the status changes.",
		hints: hints{},
		run: func(ctx context.Context, owner uuid.UUID, in saveApplicationIn) (answer[saveApplicationOut], error) {
			var none answer[saveApplicationOut]
			offer, err := b.Store.JobOffer(ctx, owner, in.JobOfferID)
			if err != nil {
				return none, fmt.Errorf("job_offer_id: %w", err)
			}
			wanted := schema.Application{
				JobOfferID: offer.ID, CVID: in.CVID, PDFID: in.PDFID, PlanID: in.PlanID,
				Company: offer.JobOffer.Company, Title: offer.JobOffer.Title,
				Status: in.Status, Notes: in.Notes, IdempotencyKey: in.IdempotencyKey,
			}
			if wanted.BundleSHA256, err = b.keepBundle(ctx, owner, wanted); err != nil {
				return none, err
			}
			application, created, err := b.Store.SaveApplication(ctx, owner, wanted)
			if err != nil {
				return none, fmt.Errorf("saving the application: %w", err)
			}
			text := fmt.Sprintf("%s saved: %s, status %s.", application.ID, applicationTitle(application), application.Status)
			if !created {
				text = fmt.Sprintf("%s had been saved before under this key: %s, status %s.", application.ID, applicationTitle(application), application.Status)
			}
			var precedents []schema.Precedent
			if !recall.Within(ctx) { // a run's answer compares, as of then
				precedents, err = b.precedents(ctx, owner, application, offer)
				text += precedentLines(precedents, err)
			}
			return answer[saveApplicationOut]{
				result: saveApplicationOut{
					ApplicationID: application.ID, Created: created, Application: application,
					ResourceURI: "application://" + application.ID, Precedents: precedents,
				},
				text: text,
			}, nil
		},
	})
}

func applicationTitle(application schema.Application) string {
	return offerTitle(schema.JobOffer{Title: application.Title, Company: application.Company})
}

func offerTitle(offer schema.JobOffer) string {
	title := orUnknown(offer.Title)
	if offer.Company != "" {
		title += " at " + offer.Company
	}
	return title
}
