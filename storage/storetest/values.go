package storetest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// refusal is the error of a value that no home can hold, and what it says.
type refusal struct {
	err  error
	says string
}

func refused(t *testing.T, refusals map[string]refusal) {
	t.Helper()
	for name, test := range refusals {
		assert.ErrorIs(t, test.err, storage.ErrInvalid, name)
		assert.ErrorContains(t, test.err, test.says, name)
	}
}

func badDocuments(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	set := Save(t, store, user, "Ada")
	offer := func(offer schema.ParsedOffer) error {
		_, err := store.SaveJobOffer(ctx, user, storage.JobOffer{ParsedOffer: offer})
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
	deep := Offer("fine")
	deep.Warnings = []string{"deep \x00 inside"}
	assert.NoError(t, offer(Offer(`a backslash and u0000: \u0000`)), "six characters are no NUL")
	refused(t, map[string]refusal{
		"NUL in an offer":       {offer(Offer("a\x00b")), "text holds a NUL"},
		"no UTF-8 in an offer":  {offer(Offer("a\xffb")), "text is not UTF-8"},
		"NUL deep in an offer":  {offer(deep), "NUL"},
		"empty YAML":            {saveCV(storage.CV{}), "YAML is empty"},
		"strange kind":          {saveCV(storage.CV{YAML: []byte("a"), Kind: "x"}), "take base or tailored"},
		"tailored from nothing": {saveCV(storage.CV{YAML: []byte("a"), Kind: storage.TailoredCV}), "base_id"},
		"PDF without hash":      {savePDF(func(p *storage.PDF) { p.SHA256 = "" }), "SHA-256"},
		"PDF with a bad blob":   {savePDF(func(p *storage.PDF) { p.BlobKey = "../x" }), "blob name"},
	})
}

func badApplications(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	set := Save(t, store, user, "Ada")
	application := Apply(t, store, user, set, nil)
	save := func(change func(*schema.Application)) error {
		a := schema.Application{JobOfferID: set.Offer.ID, CVID: set.Base.ID}
		change(&a)
		_, _, err := store.SaveApplication(ctx, user, a)
		return err
	}
	record := func(change func(*storage.Record)) error {
		record := storage.Record{Message: schema.Communication{ApplicationID: application.ID, Direction: schema.Inbound, Text: "a"}}
		change(&record)
		_, err := store.RecordCommunication(ctx, user, record)
		return err
	}
	notes := "a\x00b"
	_, notesErr := store.UpdateApplication(ctx, user, application.ID, storage.ApplicationChange{Notes: &notes}, 0)
	refused(t, map[string]refusal{
		"NUL in notes":         {save(func(a *schema.Application) { a.Notes = "\x00" }), "notes holds a NUL"},
		"NUL in changed notes": {notesErr, "notes holds a NUL"},
		"no offer":             {save(func(a *schema.Application) { a.JobOfferID = "" }), "job_offer_id is empty; give a job_… handle"},
		"no CV":                {save(func(a *schema.Application) { a.CVID = "" }), "cv_id is empty"},
		"no direction":         {record(func(r *storage.Record) { r.Message.Direction = "" }), "inbound or outbound"},
		"a bad point beside":   {record(func(r *storage.Record) { r.Points = []schema.ActionPoint{{Text: "a", DueOn: "soon"}} }), "YYYY-MM-DD"},
	})
}

func badFactsAndPoints(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	application := Apply(t, store, user, Save(t, store, user, "Ada"), nil)
	fact := func(fact schema.Fact) error {
		_, err := store.SaveFact(ctx, user, fact)
		return err
	}
	point := func(change func(*schema.ActionPoint)) error {
		point := schema.ActionPoint{ApplicationID: application.ID, Text: "a"}
		change(&point)
		_, err := store.SaveActionPoint(ctx, user, point)
		return err
	}
	refused(t, map[string]refusal{
		"empty fact":         {fact(schema.Fact{Text: " "}), "text is empty"},
		"strange date":       {fact(schema.Fact{Text: "a", ConfirmedOn: "3.2.2026"}), "YYYY-MM-DD"},
		"impossible date":    {point(func(p *schema.ActionPoint) { p.DueOn = "2026-02-30" }), "YYYY-MM-DD"},
		"time without a day": {point(func(p *schema.ActionPoint) { p.DueTime = "10:00" }), "due_time needs due_on"},
		"strange time":       {point(func(p *schema.ActionPoint) { p.DueOn, p.DueTime = "2026-03-06", "9:30" }), "HH:MM"},
		"strange zone":       {point(func(p *schema.ActionPoint) { p.DueOn, p.DueTime, p.Zone = "2026-03-06", "09:30", "Mars/Base" }), "IANA"},
	})
}
