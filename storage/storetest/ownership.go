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

func badValues(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	set := Save(t, store, user, "Ada")
	application := Apply(t, store, user, set, nil)
	save := func(change func(*schema.Application)) error {
		a := schema.Application{JobOfferID: set.Offer.ID, CVID: set.Base.ID}
		change(&a)
		_, _, err := store.SaveApplication(ctx, user, a)
		return err
	}
	saveCV := func(cv storage.CV) error {
		_, err := store.SaveCV(ctx, user, cv)
		return err
	}
	savePDF := func(change func(*storage.PDF)) error {
		pdf := set.PDF
		change(&pdf)
		_, err := store.SavePDF(ctx, user, pdf)
		return err
	}
	offer := func(text string) error {
		_, err := store.SaveJobOffer(ctx, user, storage.JobOffer{ParsedOffer: Offer(text)})
		return err
	}
	deep := Offer("fine")
	deep.Warnings = []string{"deep \x00 inside"}
	_, deepErr := store.SaveJobOffer(ctx, user, storage.JobOffer{ParsedOffer: deep})
	slash := Offer(`a backslash and u0000: \u0000`)
	_, err := store.SaveJobOffer(ctx, user, storage.JobOffer{ParsedOffer: slash})
	assert.NoError(t, err, "six characters are no NUL")
	notes := "a\x00b"
	_, notesErr := store.UpdateApplication(ctx, user, application.ID, storage.ApplicationChange{Notes: &notes}, 0)
	_, factErr := store.SaveFact(ctx, user, schema.Fact{Text: " "})
	_, dayErr := store.SaveFact(ctx, user, schema.Fact{Text: "a", ConfirmedOn: "3.2.2026"})
	_, pointErr := store.SaveActionPoint(ctx, user, schema.ActionPoint{ApplicationID: application.ID, Text: "a", DueOn: "2026-02-30"})
	message := schema.Communication{ApplicationID: application.ID, Direction: schema.Inbound, Text: "a"}
	record := func(change func(*storage.Record)) error {
		record := storage.Record{Message: message}
		change(&record)
		_, err := store.RecordCommunication(ctx, user, record)
		return err
	}
	point := func(change func(*schema.ActionPoint)) error {
		point := schema.ActionPoint{ApplicationID: application.ID, Text: "a"}
		change(&point)
		_, err := store.SaveActionPoint(ctx, user, point)
		return err
	}
	for name, test := range map[string]struct {
		err  error
		says string
	}{
		"NUL in an offer":       {offer("a\x00b"), "text holds a NUL"},
		"no UTF-8 in an offer":  {offer("a\xffb"), "text is not UTF-8"},
		"NUL deep in an offer":  {deepErr, "NUL"},
		"NUL in notes":          {save(func(a *schema.Application) { a.Notes = "\x00" }), "notes holds a NUL"},
		"NUL in changed notes":  {notesErr, "notes holds a NUL"},
		"no offer":              {save(func(a *schema.Application) { a.JobOfferID = "" }), "job_offer_id is empty; give a job_… handle"},
		"no CV":                 {save(func(a *schema.Application) { a.CVID = "" }), "cv_id is empty"},
		"empty YAML":            {saveCV(storage.CV{}), "YAML is empty"},
		"strange kind":          {saveCV(storage.CV{YAML: []byte("a"), Kind: "x"}), "take base or tailored"},
		"tailored from nothing": {saveCV(storage.CV{YAML: []byte("a"), Kind: storage.TailoredCV}), "base_id"},
		"PDF without hash":      {savePDF(func(p *storage.PDF) { p.SHA256 = "" }), "SHA-256"},
		"PDF with a bad blob":   {savePDF(func(p *storage.PDF) { p.BlobKey = "../x" }), "blob name"},
		"empty fact":            {factErr, "text is empty"},
		"strange date":          {dayErr, "YYYY-MM-DD"},
		"impossible date":       {pointErr, "YYYY-MM-DD"},
		"no direction":          {record(func(r *storage.Record) { r.Message.Direction = "" }), "inbound or outbound"},
		"a bad point beside":    {record(func(r *storage.Record) { r.Points = []schema.ActionPoint{{Text: "a", DueOn: "soon"}} }), "YYYY-MM-DD"},
		"time without a day":    {point(func(p *schema.ActionPoint) { p.DueTime = "10:00" }), "due_time needs due_on"},
		"strange time":          {point(func(p *schema.ActionPoint) { p.DueOn, p.DueTime = "2026-03-06", "9:30" }), "HH:MM"},
		"strange zone":          {point(func(p *schema.ActionPoint) { p.DueOn, p.DueTime, p.Zone = "2026-03-06", "09:30", "Mars/Base" }), "IANA"},
	} {
		assert.ErrorIs(t, test.err, storage.ErrInvalid, name)
		assert.ErrorContains(t, test.err, test.says, name)
	}
}
