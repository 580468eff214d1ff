package tools

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/tracker"
)

// mostCompared bounds how many CVs sent before a new one is compared with, the
// latest first.
const mostCompared = 50

// precedents tells what earlier applications have to do with one for an offer.
func (b *Toolbox) precedents(ctx context.Context, owner uuid.UUID, application schema.Application, its storage.JobOffer) ([]schema.Precedent, error) {
	duplicates, err := b.duplicates(ctx, owner, application, its)
	if err != nil {
		return nil, fmt.Errorf("comparing with earlier applications: %w", err)
	}
	contradictions, err := b.contradictions(ctx, owner, application)
	if err != nil {
		return nil, fmt.Errorf("comparing with CVs sent before: %w", err)
	}
	return append(duplicates, contradictions...), nil
}

func (b *Toolbox) duplicates(ctx context.Context, owner uuid.UUID, application schema.Application, its storage.JobOffer) ([]schema.Precedent, error) {
	like := storage.Posting{TextSHA256: its.TextSHA256, Address: tracker.Place(its.JobOffer.URL)}
	if company := offer.PlainName(application.Company); utf8.RuneCountInString(company) > 2 {
		like.Company = company
	}
	similar, err := b.Store.SimilarApplications(ctx, owner, like)
	if err != nil {
		return nil, err
	}
	var earlier []tracker.Posting
	for _, old := range similar {
		if old.Application.ID == application.ID {
			continue
		}
		posting := tracker.Posting{Application: old.Application, URL: old.URL, Reference: old.Reference, Fingerprint: old.Fingerprint}
		if !posting.Fingerprint.Current() { // another version's, or none
			read, err := b.Store.JobOffer(ctx, owner, old.Application.JobOfferID)
			if err != nil {
				return nil, err
			}
			posting.Fingerprint = tracker.FingerprintOf(read.Text)
		}
		earlier = append(earlier, posting)
	}
	own := tracker.Posting{
		Application: application, URL: its.JobOffer.URL, Reference: its.JobOffer.Reference,
		PublishedOn: its.JobOffer.PublishedOn, Fingerprint: its.Fingerprint,
	}
	if !own.Fingerprint.Current() {
		own.Fingerprint = tracker.FingerprintOf(its.Text)
	}
	return tracker.Duplicates(own, earlier), nil
}

// contradictions compares the CV with each that was sent, once.
func (b *Toolbox) contradictions(ctx context.Context, owner uuid.UUID, application schema.Application) ([]schema.Precedent, error) {
	page, err := b.Store.ListApplications(ctx, owner, storage.ApplicationFilter{Statuses: schema.Statuses()[schema.Applied.Rank():], Limit: mostCompared})
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{application.CVID: true}
	var others []tracker.Sent
	for _, old := range page.Applications {
		if seen[old.CVID] || old.ID == application.ID {
			continue
		}
		seen[old.CVID] = true
		document, err := b.sentCV(ctx, owner, old.CVID)
		if err != nil {
			return nil, err
		}
		others = append(others, tracker.Sent{Application: old, CV: document})
	}
	if len(others) == 0 {
		return nil, nil
	}
	document, err := b.sentCV(ctx, owner, application.CVID)
	if err != nil {
		return nil, err
	}
	return tracker.Contradictions(tracker.Sent{Application: application, CV: document}, others), nil
}

func (b *Toolbox) sentCV(ctx context.Context, owner uuid.UUID, id string) (*cv.Document, error) {
	row, err := b.Store.CV(ctx, owner, id)
	if err != nil {
		return nil, err
	}
	return b.recent.parse(row.YAML)
}

// Precedents tells what earlier applications have to do with the one that has
// handle id.
func (b *Toolbox) Precedents(ctx context.Context, id string) ([]schema.Precedent, error) {
	owner, err := user(ctx)
	if err != nil {
		return nil, err
	}
	application, err := b.Store.Application(ctx, owner, id)
	if err != nil {
		return nil, fmt.Errorf("comparing with earlier applications: %w", err)
	}
	its, err := b.Store.JobOffer(ctx, owner, application.JobOfferID)
	if err != nil {
		return nil, fmt.Errorf("comparing with earlier applications: %w", err)
	}
	return b.precedents(ctx, owner, application, its)
}

// precedentLines are the precedents of an application that stands already: what
// keeps them from being found is told in their place.
func precedentLines(list []schema.Precedent, err error) string {
	if err != nil && !errors.Is(err, context.Canceled) {
		return "\nNote: " + explain(err)
	}
	var lines strings.Builder
	for _, precedent := range list {
		lines.WriteString("\nNote: " + precedent.Line())
	}
	return lines.String()
}
