// Package storetest holds every home of package storage to its contracts. A
// home's own test calls Run or RunBlobs with a function that opens it.
package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// Run runs the suite of storage.Store. It opens the store once; every test
// takes users of its own, so rows of other tests must not show.
func Run(t *testing.T, open func(t *testing.T) storage.Store) {
	store := open(t)
	for name, test := range map[string]func(*testing.T, storage.Store){
		"a row comes back as it was saved":                      comesBack,
		"the same save twice is one row":                        sameTwice,
		"what was made here is known by its bytes":              madeHere,
		"an application is saved once per key":                  oncePerKey,
		"a status moves forward and history grows":              historyGrows,
		"an update needs the version it read":                   needsVersion,
		"lists are filtered and paged":                          lists,
		"text is found the same by looking and by an index":     searches,
		"a message is kept once":                                messages,
		"a message moves its application or nothing":            records,
		"reminders are kept, done and due":                      reminders,
		"similar applications are found":                        similar,
		"things are found by what people call them":             names,
		"facts stand until revoked":                             facts,
		"refusals are remembered once":                          refusals,
		"erasing leaves nothing of one user":                    erase,
		"a model's answers are kept, the used ones":             modelAnswers,
		"a model's calls are on the bill of their run":          modelCalls,
		"a review's link works once, its session until the end": reviewGrants,
		"another user's rows are not found":                     foreignRows,
		"another user's rows cannot be linked to":               foreignLinks,
		"documents no home can hold are refused":                badDocuments,
		"applications no home can hold are refused":             badApplications,
		"facts and reminders no home can hold are refused":      badFactsAndPoints,
		"unknown and malformed handles are told apart":          badHandles,
		"concurrent saves make one row":                         concurrentSaves,
		"concurrent updates lose nothing":                       concurrentUpdates,
		"a cancelled context writes nothing":                    cancelledContext,
	} {
		t.Run(name, func(t *testing.T) { test(t, store) })
	}
}

// NewUser is a user nobody else has.
func NewUser() uuid.UUID { return uuid.New() }

// Offer is an invented job offer; different texts are different offers.
func Offer(text string) schema.ParsedOffer {
	return schema.ParsedOffer{
		Text:         text,
		ParsedBy:     "rules",
		Completeness: schema.PartialOffer,
		Warnings:     []string{"no salary"},
		JobOffer: schema.JobOffer{
			Title: "Nachtpflegerin (m/w/d) – 80 %", Company: "Haus Ölbaum", Language: "de",
			Salary: &schema.Salary{Min: 3412.5, Max: 4100, Currency: "EUR", Period: schema.PerMonth},
			Requirements: []schema.Requirement{{
				ID: "r1", Importance: schema.Must,
				Quote: schema.Quote{Text: "Examen", Start: 3, End: 9}, Skills: []string{"nursing"},
			}},
		},
	}
}

// Set is an offer, a CV, its tailored form, a plan and a PDF of one user.
type Set struct {
	Offer    storage.JobOffer
	Base     storage.CV
	Plan     storage.Plan
	Tailored storage.CV
	PDF      storage.PDF
}

// Save saves an invented Set; different names give different rows.
func Save(t *testing.T, store storage.Store, user uuid.UUID, name string) (set Set) {
	t.Helper()
	ctx := t.Context()
	var err error
	set.Offer, err = store.SaveJobOffer(ctx, user, storage.JobOffer{ParsedOffer: Offer("Wir suchen: " + name), Fingerprint: []byte("\x00\xff of " + name)})
	require.NoError(t, err)
	set.Base, err = store.SaveCV(ctx, user, storage.CV{
		YAML: []byte("cv:\r\n  name: " + name + " # \xe9 is not UTF-8\r\n"), Name: name, File: name + ".yaml", Dir: "/cvs",
	})
	require.NoError(t, err)
	set.Plan, err = store.SavePlan(ctx, user, storage.Plan{
		BaseID: set.Base.ID, JobOfferID: set.Offer.ID,
		Changes: schema.PlannedChanges{
			BaseSHA256: set.Base.SHA256,
			Edits: []schema.Edit{{
				ID: "e1", Op: schema.Replace, Path: "/cv/name", Before: name, After: map[string]any{"a": []any{"<b> & \u2028", 1.5, true, nil}, "as": map[string]string{"given": "here"}, "n": 7},
			}},
		},
	})
	require.NoError(t, err)
	set.Tailored, err = store.SaveCV(ctx, user, storage.CV{
		Kind: storage.TailoredCV, YAML: []byte("cv:\n  name: " + name + " tailored\n"), Name: name, BaseID: set.Base.ID, PlanID: set.Plan.ID,
	})
	require.NoError(t, err)
	set.PDF, err = store.SavePDF(ctx, user, storage.PDF{
		CVID: set.Tailored.ID, SHA256: set.Tailored.SHA256, Size: 12345, Pages: 2, Theme: "classic", Engine: "builtin",
		BlobKey: set.Tailored.SHA256 + ".pdf", Path: "/out/cv.pdf",
		Report: schema.RenderReport{Pages: 2, LastPageFill: 0.625, Fits: true, TextFields: 40},
	})
	require.NoError(t, err)
	return set
}

// Apply saves an application for set.
func Apply(t *testing.T, store storage.Store, user uuid.UUID, set Set, change func(*schema.Application)) schema.Application {
	t.Helper()
	application := schema.Application{
		JobOfferID: set.Offer.ID, CVID: set.Tailored.ID, PDFID: set.PDF.ID, PlanID: set.Plan.ID,
		Company: "Haus Ölbaum", Title: "Nachtpflegerin",
	}
	if change != nil {
		change(&application)
	}
	saved, created, err := store.SaveApplication(t.Context(), user, application)
	require.NoError(t, err)
	require.True(t, created)
	return saved
}

func comesBack(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	before := time.Now().Add(-time.Second)
	set := Save(t, store, user, "Ada")

	offer, err := store.JobOffer(ctx, user, set.Offer.ID)
	require.NoError(t, err)
	assert.Equal(t, set.Offer, offer)
	assert.Equal(t, Offer("Wir suchen: Ada"), offer.ParsedOffer)
	assert.Len(t, offer.TextSHA256, 64)
	assert.WithinRange(t, offer.CreatedAt, before, time.Now().Add(time.Second))
	assert.Equal(t, time.UTC, offer.CreatedAt.Location())

	cv, err := store.CV(ctx, user, set.Base.ID)
	require.NoError(t, err)
	assert.Equal(t, set.Base, cv)
	assert.Equal(t, "cv:\r\n  name: Ada # \xe9 is not UTF-8\r\n", string(cv.YAML))
	assert.Equal(t, storage.BaseCV, cv.Kind)
	assert.Equal(t, []string{"Ada.yaml", "/cvs"}, []string{cv.File, cv.Dir})

	tailored, err := store.CV(ctx, user, set.Tailored.ID)
	require.NoError(t, err)
	assert.Equal(t, storage.TailoredCV, tailored.Kind)
	assert.Equal(t, []string{set.Base.ID, set.Plan.ID}, []string{tailored.BaseID, tailored.PlanID})

	plan, err := store.Plan(ctx, user, set.Plan.ID)
	require.NoError(t, err)
	assert.Equal(t, set.Plan, plan)
	assert.Equal(t, map[string]any{"a": []any{"<b> & \u2028", 1.5, true, nil}, "as": map[string]any{"given": "here"}, "n": 7.0}, plan.Changes.Edits[0].After)

	pdf, err := store.PDF(ctx, user, set.PDF.ID)
	require.NoError(t, err)
	assert.Equal(t, set.PDF, pdf)
	assert.InDelta(t, 0.625, pdf.Report.LastPageFill, 0)

	saved := Apply(t, store, user, set, func(a *schema.Application) { a.Notes = "Frau Öz fragen"; a.IdempotencyKey = "k" })
	application, err := store.Application(ctx, user, saved.ID)
	require.NoError(t, err)
	assert.Equal(t, saved, application)
	assert.Equal(t, schema.Saved, application.Status)
	assert.Equal(t, 1, application.Version)
	assert.Equal(t, application.CreatedAt, application.UpdatedAt)
	assert.Equal(t, []schema.StatusChange{{Status: schema.Saved, At: application.CreatedAt}}, application.History)
}

func sameTwice(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	first := Save(t, store, user, "Ada")
	assert.Equal(t, first, Save(t, store, user, "Ada"))

	reading := Offer("Wir suchen: Ada")
	reading.JobOffer.Title = "Something else"
	other, err := store.SaveJobOffer(ctx, user, storage.JobOffer{ParsedOffer: reading})
	require.NoError(t, err)
	assert.NotEqual(t, first.Offer.ID, other.ID, "another reading of the same text is another row")

	moved, err := store.SaveCV(ctx, user, storage.CV{YAML: first.Base.YAML, File: "b.yaml", Dir: "/moved"})
	require.NoError(t, err)
	assert.Equal(t, first.Base.ID, moved.ID)
	again, err := store.CV(ctx, user, first.Base.ID)
	require.NoError(t, err)
	assert.Equal(t, []string{"b.yaml", "/moved", "Ada"}, []string{again.File, again.Dir, again.Name})
	pasted, err := store.SaveCV(ctx, user, storage.CV{YAML: first.Base.YAML, SHA256: first.Base.SHA256})
	require.NoError(t, err)
	assert.Equal(t, first.Base.ID, pasted.ID)
	assert.Equal(t, "/moved", pasted.Dir, "a save without a folder keeps the one that is known")

	other2 := Save(t, store, NewUser(), "Ada")
	assert.NotEqual(t, first.Base.ID, other2.Base.ID, "two users share no row")
}

func madeHere(t *testing.T, store storage.Store) {
	user := NewUser()
	set := Save(t, store, user, "Ada")
	printed := strings.Repeat("ab", 32)
	_, err := store.SavePDF(t.Context(), user, storage.PDF{
		CVID: set.Base.ID, SHA256: printed, Size: 1, Pages: 1, Theme: "classic", Engine: "builtin", BlobKey: printed + ".pdf",
	})
	require.NoError(t, err)
	for name, test := range map[string]struct {
		user   uuid.UUID
		sha256 string
		want   bool
	}{
		"a tailored CV":       {user, set.Tailored.SHA256, true},
		"a PDF":               {user, printed, true},
		"the user's own CV":   {user, set.Base.SHA256, false},
		"somebody else's PDF": {NewUser(), printed, false},
		"nothing":             {user, "", false},
	} {
		made, err := store.Made(t.Context(), test.user, test.sha256)
		require.NoError(t, err, name)
		assert.Equal(t, test.want, made, name)
	}
}

func oncePerKey(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	set, other := Save(t, store, user, "Ada"), Save(t, store, user, "Bea")
	first := Apply(t, store, user, set, func(a *schema.Application) { a.IdempotencyKey = "key" })

	again, created, err := store.SaveApplication(ctx, user, schema.Application{
		JobOfferID: set.Offer.ID, CVID: set.Tailored.ID, IdempotencyKey: "key", Notes: "ignored",
	})
	require.NoError(t, err)
	assert.False(t, created)
	assert.Equal(t, first, again)

	_, _, err = store.SaveApplication(ctx, user, schema.Application{
		JobOfferID: other.Offer.ID, CVID: set.Tailored.ID, IdempotencyKey: "key",
	})
	assert.ErrorIs(t, err, storage.ErrKeyReused)
	assert.ErrorContains(t, err, first.ID)

	unkeyed := []string{Apply(t, store, user, set, nil).ID, Apply(t, store, user, set, nil).ID}
	assert.NotEqual(t, unkeyed[0], unkeyed[1], "without a key every save is new")

	stranger := NewUser()
	Apply(t, store, stranger, Save(t, store, stranger, "Ada"), func(a *schema.Application) { a.IdempotencyKey = "key" })
}

func historyGrows(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	set := Save(t, store, user, "Ada")
	application := Apply(t, store, user, set, nil)
	move := func(to schema.Status, reason string) (schema.Application, error) {
		return store.UpdateApplication(ctx, user, application.ID, storage.ApplicationChange{Status: &to, Reason: reason}, 0)
	}

	_, err := move(schema.Applied, "sent by post")
	require.NoError(t, err)
	_, err = move(schema.Interview, "")
	require.NoError(t, err)
	_, err = move(schema.Responded, "")
	assert.ErrorIs(t, err, schema.ErrStatus, "backwards")
	_, err = move(schema.Rejected, "")
	assert.ErrorIs(t, err, schema.ErrStatus, "no reason")
	_, err = move("ghosted", "")
	assert.ErrorIs(t, err, schema.ErrStatus)
	last, err := move(schema.Rejected, "position filled")
	require.NoError(t, err)
	_, err = move(schema.Withdrawn, "too late")
	assert.ErrorIs(t, err, schema.ErrStatus, "ended")

	assert.Equal(t, 4, last.Version)
	var got []string
	for _, change := range last.History {
		got = append(got, string(change.Status)+":"+change.Reason)
		assert.False(t, change.At.IsZero())
	}
	assert.Equal(t, []string{"saved:", "applied:sent by post", "interview:", "rejected:position filled"}, got)
	read, err := store.Application(ctx, user, application.ID)
	require.NoError(t, err)
	assert.Equal(t, last, read)

	applied := Apply(t, store, user, set, func(a *schema.Application) { a.Status = schema.Applied })
	assert.Equal(t, schema.Applied, applied.History[0].Status)
	_, _, err = store.SaveApplication(ctx, user, schema.Application{JobOfferID: set.Offer.ID, CVID: set.Base.ID, Status: schema.Closed})
	assert.ErrorIs(t, err, schema.ErrStatus, "born ended")
}

func needsVersion(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	set := Save(t, store, user, "Ada")
	application := Apply(t, store, user, set, nil)
	notes := "call on Monday"

	changed, err := store.UpdateApplication(ctx, user, application.ID, storage.ApplicationChange{Notes: &notes, CVID: &set.Base.ID, PDFID: new(string)}, 1)
	require.NoError(t, err)
	assert.Equal(t, 2, changed.Version)
	assert.Equal(t, []string{notes, set.Base.ID, "", set.Plan.ID}, []string{changed.Notes, changed.CVID, changed.PDFID, changed.PlanID})
	assert.Len(t, changed.History, 1, "notes are no history")
	assert.False(t, changed.UpdatedAt.Before(changed.CreatedAt))

	_, err = store.UpdateApplication(ctx, user, application.ID, storage.ApplicationChange{Notes: new(string)}, 1)
	assert.ErrorIs(t, err, storage.ErrConflict)
	assert.ErrorContains(t, err, "version is 2, not 1")
	read, err := store.Application(ctx, user, application.ID)
	require.NoError(t, err)
	assert.Equal(t, changed, read, "a refused update leaves no trace")
}

func lists(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	set := Save(t, store, user, "Ada")
	for i, company := range []string{"Ölbaum", "100% Brot_und", `Back\slash`, "Alder", "Birch"} {
		Apply(t, store, user, set, func(a *schema.Application) {
			a.Company, a.Title = company, fmt.Sprintf("Job %d", i)
			if i%2 == 1 {
				a.Status = schema.Applied
			}
		})
	}
	companies := func(filter storage.ApplicationFilter) (names []string) {
		for {
			page, err := store.ListApplications(ctx, user, filter)
			require.NoError(t, err)
			for _, application := range page.Applications {
				names = append(names, application.Company)
				assert.Empty(t, application.History)
			}
			if page.Next == "" {
				return names
			}
			filter.Cursor = page.Next
		}
	}
	all := []string{"Birch", "Alder", `Back\slash`, "100% Brot_und", "Ölbaum"}
	assert.Equal(t, all, companies(storage.ApplicationFilter{}))
	for limit := 1; limit <= 6; limit++ {
		assert.Equal(t, all, companies(storage.ApplicationFilter{Limit: limit}), "pages of %d", limit)
	}
	for text, want := range map[string][]string{
		"öLBAUM": {"Ölbaum"}, "% b": {"100% Brot_und"}, "t_u": {"100% Brot_und"}, `k\s`: {`Back\slash`},
		"job 4": {"Birch"}, "4 birch": {"Birch"}, "birch 3": nil, "%": {"100% Brot_und"}, "oak": nil, "' or 1=1 --": nil,
	} {
		assert.Equal(t, want, companies(storage.ApplicationFilter{Text: text}), text)
	}
	assert.Equal(t, []string{"Alder", "100% Brot_und"}, companies(storage.ApplicationFilter{Statuses: []schema.Status{schema.Applied}}))
	assert.Equal(t, all, companies(storage.ApplicationFilter{Statuses: []schema.Status{schema.Applied, schema.Saved}, Limit: 2}))
	assert.Empty(t, companies(storage.ApplicationFilter{Statuses: []schema.Status{schema.Rejected}}))

	for _, filter := range []storage.ApplicationFilter{{Limit: -1}, {Limit: storage.MaxLimit + 1}, {Statuses: []schema.Status{"x"}}, {Text: "\x00"}} {
		_, err := store.ListApplications(ctx, user, filter)
		assert.ErrorIs(t, err, storage.ErrInvalid)
	}
	_, err := store.ListApplications(ctx, user, storage.ApplicationFilter{Cursor: "page2"})
	assert.ErrorIs(t, err, schema.ErrHandle)
}
