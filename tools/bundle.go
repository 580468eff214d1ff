package tools

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/bundle"
	"github.com/bespoke-cv/bespoke/schema"
)

// keepBundle records an application and returns the record's name. A second
// save of the same application gives the same record.
func (b *Toolbox) keepBundle(ctx context.Context, owner uuid.UUID, application schema.Application) (string, error) {
	record, err := b.record(ctx, owner, application)
	if err != nil {
		return "", err
	}
	data, name, err := record.Encode()
	if err != nil {
		return "", err
	}
	if err := b.Blobs.Put(ctx, owner, bundleKey(name), data); err != nil {
		return "", fmt.Errorf("keeping the record: %w", err)
	}
	return name, nil
}

func bundleKey(name string) string { return "bundles/" + name + ".json" }

// record gathers what an application rests on.
func (b *Toolbox) record(ctx context.Context, owner uuid.UUID, application schema.Application) (bundle.Bundle, error) {
	offer, err := b.Store.JobOffer(ctx, owner, application.JobOfferID)
	if err != nil {
		return bundle.Bundle{}, fmt.Errorf("job_offer_id: %w", err)
	}
	sent, err := b.Store.CV(ctx, owner, application.CVID)
	if err != nil {
		return bundle.Bundle{}, fmt.Errorf("cv_id: %w", err)
	}
	record := bundle.Bundle{Offer: offer.ParsedOffer, OfferSHA256: offer.TextSHA256, CVSHA256: sent.SHA256, Dir: sent.Dir}
	base := sent
	if sent.PlanID != "" && sent.Applied != nil {
		if base, err = b.Store.CV(ctx, owner, sent.BaseID); err != nil {
			return bundle.Bundle{}, fmt.Errorf("reading the base CV: %w", err)
		}
		plan, err := b.Store.Plan(ctx, owner, sent.PlanID)
		if err != nil {
			return bundle.Bundle{}, fmt.Errorf("reading the plan: %w", err)
		}
		record.Plan, record.Applied = &plan.Changes, sent.Applied
	}
	record.BaseYAML, record.BaseSHA256 = string(base.YAML), base.SHA256
	if application.PDFID != "" {
		pdf, err := b.Store.PDF(ctx, owner, application.PDFID)
		if err != nil {
			return bundle.Bundle{}, fmt.Errorf("pdf_id: %w", err)
		}
		if pdf.CVID != application.CVID {
			return bundle.Bundle{}, fmt.Errorf("pdf_id: %s is a rendering of %s, not of %s: render the CV that is sent", pdf.ID, pdf.CVID, application.CVID)
		}
		record.Render, record.Engine, record.PDFSHA256 = pdf.Options, pdf.Engine, pdf.SHA256
	}
	return record, nil
}
