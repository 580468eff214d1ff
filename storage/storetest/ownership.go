package storetest

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// reads tries to reach every kind of row by its handle.
func reads(t *testing.T, store storage.Store, user uuid.UUID, set Set, application, point string) map[string]error {
	ctx, errs := t.Context(), map[string]error{}
	_, errs["JobOffer"] = store.JobOffer(ctx, user, set.Offer.ID)
	_, errs["CV"] = store.CV(ctx, user, set.Base.ID)
	_, errs["Plan"] = store.Plan(ctx, user, set.Plan.ID)
	_, errs["PDF"] = store.PDF(ctx, user, set.PDF.ID)
	_, errs["Application"] = store.Application(ctx, user, application)
	_, errs["UpdateApplication"] = store.UpdateApplication(ctx, user, application, storage.ApplicationChange{Notes: new(string)}, 0)
	_, errs["Communications"] = store.Communications(ctx, user, application)
	_, errs["RecordCommunication"] = store.RecordCommunication(ctx, user, storage.Record{Message: schema.Communication{ApplicationID: application, Direction: schema.Inbound, Text: "hello"}})
	_, errs["ActionPoint"] = store.ActionPoint(ctx, user, point)
	_, errs["SaveActionPoint"] = store.SaveActionPoint(ctx, user, schema.ActionPoint{ApplicationID: application, Text: "call"})
	_, errs["ActionPoints"] = store.ActionPoints(ctx, user, storage.ActionPointFilter{ApplicationID: application})
	_, errs["replace action point"] = store.SaveActionPoint(ctx, user, schema.ActionPoint{ID: point, ApplicationID: application, Text: "mine"})
	return errs
}

func foreignRows(t *testing.T, store storage.Store) {
	owner, stranger := NewUser(), NewUser()
	set := Save(t, store, owner, "Ada")
	application := Apply(t, store, owner, set, nil)
	point, err := store.SaveActionPoint(t.Context(), owner, schema.ActionPoint{ApplicationID: application.ID, Text: "wait"})
	assert.NoError(t, err)

	for name, err := range reads(t, store, stranger, set, application.ID, point.ID) {
		assert.ErrorIs(t, err, storage.ErrNotFound, name)
	}
	page, err := store.ListApplications(t.Context(), stranger, storage.ApplicationFilter{})
	assert.NoError(t, err)
	assert.Empty(t, page.Applications)
	points, err := store.ActionPoints(t.Context(), stranger, storage.ActionPointFilter{})
	assert.NoError(t, err)
	assert.Empty(t, points)

	read, err := store.Application(t.Context(), owner, application.ID)
	assert.NoError(t, err)
	assert.Equal(t, application, read, "the stranger changed nothing")
	for name, err := range reads(t, store, owner, set, application.ID, point.ID) {
		assert.NoError(t, err, name)
	}
}

func foreignLinks(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	theirs, mine := Save(t, store, NewUser(), "Ada"), Save(t, store, user, "Bea")
	own := schema.Application{JobOfferID: mine.Offer.ID, CVID: mine.Base.ID, PDFID: mine.PDF.ID, PlanID: mine.Plan.ID}
	for field, change := range map[string]func(*schema.Application){
		"job_offer_id": func(a *schema.Application) { a.JobOfferID = theirs.Offer.ID },
		"cv_id":        func(a *schema.Application) { a.CVID = theirs.Base.ID },
		"pdf_id":       func(a *schema.Application) { a.PDFID = theirs.PDF.ID },
		"plan_id":      func(a *schema.Application) { a.PlanID = theirs.Plan.ID },
	} {
		application := own
		change(&application)
		_, _, err := store.SaveApplication(ctx, user, application)
		assert.ErrorIs(t, err, storage.ErrNotFound, field)
		assert.ErrorContains(t, err, field)
	}
	application := Apply(t, store, user, mine, nil)
	_, err := store.UpdateApplication(ctx, user, application.ID, storage.ApplicationChange{PDFID: &theirs.PDF.ID}, 0)
	assert.ErrorIs(t, err, storage.ErrNotFound)
	assert.ErrorContains(t, err, "pdf_id")

	_, err = store.SavePlan(ctx, user, storage.Plan{BaseID: theirs.Base.ID, JobOfferID: mine.Offer.ID})
	assert.ErrorContains(t, err, "base_id "+theirs.Base.ID+": not found")
	_, err = store.SaveCV(ctx, user, storage.CV{Kind: storage.TailoredCV, YAML: []byte("a: 1"), BaseID: mine.Base.ID, PlanID: theirs.Plan.ID})
	assert.ErrorContains(t, err, "plan_id "+theirs.Plan.ID+": not found")
	pdf := theirs.PDF
	_, err = store.SavePDF(ctx, user, pdf)
	assert.ErrorIs(t, err, storage.ErrNotFound)
}

func badHandles(t *testing.T, store storage.Store) {
	user := NewUser()
	unknown := Set{}
	unknown.Offer.ID, unknown.Base.ID = schema.NewHandle(schema.KindJobOffer), schema.NewHandle(schema.KindCV)
	unknown.Plan.ID, unknown.PDF.ID = schema.NewHandle(schema.KindPlan), schema.NewHandle(schema.KindPDF)
	for name, err := range reads(t, store, user, unknown, schema.NewHandle(schema.KindApplication), schema.NewHandle(schema.KindActionPoint)) {
		assert.ErrorIs(t, err, storage.ErrNotFound, name)
	}
	for _, handle := range []string{"x", "app_", schema.NewHandle(schema.KindRun), "cv_' or 1=1 --", "job_" + string(make([]byte, 32))} {
		malformed := Set{}
		malformed.Offer.ID, malformed.Base.ID, malformed.Plan.ID, malformed.PDF.ID = handle, handle, handle, handle
		for name, err := range reads(t, store, user, malformed, handle, handle) {
			assert.ErrorIs(t, err, schema.ErrHandle, "%s of %q", name, handle)
		}
	}
}
