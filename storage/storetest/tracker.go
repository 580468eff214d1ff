package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

func messages(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	set := Save(t, store, user, "Ada")
	one, two := Apply(t, store, user, set, nil), Apply(t, store, user, set, nil)
	at := time.Date(2026, 3, 1, 9, 30, 0, 123456789, time.FixedZone("CET", 3600))
	save := func(message schema.Communication) (schema.Communication, bool) {
		message.ApplicationID = one.ID
		recorded, err := store.RecordCommunication(ctx, user, storage.Record{Message: message})
		require.NoError(t, err)
		assert.Equal(t, one, recorded.Application, "a message alone changes nothing")
		return recorded.Message, recorded.Created
	}

	late, created := save(schema.Communication{Direction: schema.Inbound, Kind: schema.Receipt, Text: "Danke!", At: at})
	assert.True(t, created)
	assert.Equal(t, at.UTC().Truncate(time.Microsecond), late.At)
	early, _ := save(schema.Communication{Direction: schema.Outbound, Text: "Danke!", At: at.Add(-time.Hour)})
	again, created := save(schema.Communication{Direction: schema.Inbound, Text: "Danke!", At: at})
	assert.False(t, created)
	assert.Equal(t, late, again)
	undated, created := save(schema.Communication{Direction: schema.Inbound, Text: "Danke!"})
	assert.True(t, created)
	assert.WithinDuration(t, time.Now(), undated.At, time.Minute)
	got, err := store.Communications(ctx, user, one.ID)
	require.NoError(t, err)
	assert.Equal(t, []schema.Communication{early, late, undated}, got)
	got, err = store.Communications(ctx, user, two.ID)
	require.NoError(t, err)
	assert.Empty(t, got)
}

func records(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	application := Apply(t, store, user, Save(t, store, user, "Ada"), nil)
	status := schema.Interview
	record := storage.Record{
		Message: schema.Communication{ApplicationID: application.ID, Direction: schema.Inbound, Kind: schema.InterviewInvitation, Text: "Kommen Sie am Freitag"},
		Points: []schema.ActionPoint{
			{ApplicationID: "ignored", Text: "interview", Quote: "am Freitag", DueOn: "2026-03-06", DueTime: "09:30", Zone: "Europe/Berlin"},
			{Text: "confirm the date"},
		},
		Status: &status, Reason: "am Freitag",
	}
	first, err := store.RecordCommunication(ctx, user, record)
	require.NoError(t, err)
	assert.True(t, first.Created)
	assert.Equal(t, schema.Interview, first.Application.Status)
	assert.Equal(t, 2, first.Application.Version)
	assert.Equal(t, "am Freitag", first.Application.History[1].Reason)
	require.Len(t, first.Points, 2)
	assert.Equal(t, application.ID, first.Points[0].ApplicationID)

	again, err := store.RecordCommunication(ctx, user, record)
	require.NoError(t, err)
	assert.False(t, again.Created)
	assert.Empty(t, again.Points)
	assert.Equal(t, first.Message, again.Message)
	assert.Equal(t, first.Application, again.Application)
	points, err := store.ActionPoints(ctx, user, storage.ActionPointFilter{ApplicationID: application.ID})
	require.NoError(t, err)
	assert.Equal(t, first.Points, points)

	record.Message.Text = "another with the same status"
	same, err := store.RecordCommunication(ctx, user, record)
	require.NoError(t, err)
	assert.Equal(t, first.Application, same.Application, "a status that it has already is no change")

	back := schema.Applied
	record.Message.Text, record.Status, record.Points = "backwards", &back, []schema.ActionPoint{{Text: "never"}}
	_, err = store.RecordCommunication(ctx, user, record)
	assert.ErrorIs(t, err, schema.ErrStatus)
	messages, err := store.Communications(ctx, user, application.ID)
	require.NoError(t, err)
	assert.Len(t, messages, 2, "what cannot all be written is not written")
	points, err = store.ActionPoints(ctx, user, storage.ActionPointFilter{ApplicationID: application.ID})
	require.NoError(t, err)
	assert.Len(t, points, 2)
}

func reminders(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	set := Save(t, store, user, "Ada")
	one, two := Apply(t, store, user, set, nil), Apply(t, store, user, set, nil)
	save := func(point schema.ActionPoint) schema.ActionPoint {
		saved, err := store.SaveActionPoint(ctx, user, point)
		require.NoError(t, err)
		read, err := store.ActionPoint(ctx, user, saved.ID)
		require.NoError(t, err)
		assert.Equal(t, saved, read)
		return saved
	}
	undated := save(schema.ActionPoint{ApplicationID: one.ID, Text: "send references"})
	day := save(schema.ActionPoint{ApplicationID: two.ID, Text: "call", Quote: "bis Freitag", DueOn: "2026-03-06", Waiting: true})
	assert.Equal(t, day, save(schema.ActionPoint{ApplicationID: two.ID, Text: "call", DueOn: "2026-03-06"}))
	hour := save(schema.ActionPoint{ApplicationID: two.ID, Text: "call", DueOn: "2026-03-06", DueTime: "14:30", Zone: "Europe/Berlin"})
	assert.NotEqual(t, day.ID, hour.ID, "another time is another point")
	assert.Equal(t, "14:30 Europe/Berlin", hour.DueTime+" "+hour.Zone)
	assert.Equal(t, hour, save(schema.ActionPoint{ApplicationID: two.ID, Text: "call", DueOn: "2026-03-06", DueTime: "14:30", Zone: "Europe/Berlin"}))

	points := func(filter storage.ActionPointFilter) []schema.ActionPoint {
		points, err := store.ActionPoints(ctx, user, filter)
		require.NoError(t, err)
		return points
	}
	assert.Equal(t, []schema.ActionPoint{hour, day, undated}, points(storage.ActionPointFilter{}), "a day without a time ends last")
	assert.Equal(t, []schema.ActionPoint{undated}, points(storage.ActionPointFilter{ApplicationID: one.ID}))
	assert.Equal(t, []schema.ActionPoint{hour, day}, points(storage.ActionPointFilter{DueBy: "2026-03-06"}))
	assert.Empty(t, points(storage.ActionPointFilter{DueBy: "2026-03-05"}))
	assert.Len(t, points(storage.ActionPointFilter{Limit: 1}), 1)

	day.Done = true
	assert.Equal(t, day, save(day))
	assert.Equal(t, []schema.ActionPoint{hour, undated}, points(storage.ActionPointFilter{OpenOnly: true}))
	renewed := save(schema.ActionPoint{ApplicationID: two.ID, Text: "call", DueOn: "2026-03-06"})
	assert.NotEqual(t, day.ID, renewed.ID, "what is done can come up anew")
	day.Done = false
	_, err := store.SaveActionPoint(ctx, user, day)
	assert.ErrorIs(t, err, storage.ErrConflict)
}

func similar(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	set := Save(t, store, user, "Ada")
	posting := Offer("Wir suchen: mit Adresse")
	posting.JobOffer.URL, posting.JobOffer.Reference = "https://www.Example.com/Jobs/50%25_off?utm_source=x", "NW-17"
	other, err := store.SaveJobOffer(ctx, user, storage.JobOffer{ParsedOffer: posting})
	require.NoError(t, err)
	first := Apply(t, store, user, set, func(a *schema.Application) { a.Company = "Haus Ölbaum gGmbH" })
	second := Apply(t, store, user, set, func(a *schema.Application) { a.JobOfferID, a.Company = other.ID, "Brot & Co" })
	stranger := NewUser()
	Apply(t, store, stranger, Save(t, store, stranger, "Ada"), func(a *schema.Application) { a.Company = "Haus Ölbaum gGmbH" })

	for name, test := range map[string]struct {
		like storage.Posting
		want []string
	}{
		"text":           {storage.Posting{TextSHA256: set.Offer.TextSHA256}, []string{first.ID}},
		"address":        {storage.Posting{Address: "example.com/jobs/50%25_off"}, []string{second.ID}},
		"no wildcard":    {storage.Posting{Address: "example.com/jobs/50%_off"}, nil},
		"company":        {storage.Posting{Company: "ÖLBAUM"}, []string{first.ID}},
		"any of them":    {storage.Posting{Company: "brot", TextSHA256: set.Offer.TextSHA256}, []string{second.ID, first.ID}},
		"nothing shared": {storage.Posting{Company: "Alder", Address: "example.org", TextSHA256: "5f"}, nil},
		"nothing asked":  {storage.Posting{}, nil},
	} {
		found, err := store.SimilarApplications(ctx, user, test.like)
		require.NoError(t, err)
		var ids []string
		for _, similar := range found {
			ids = append(ids, similar.Application.ID)
			assert.Empty(t, similar.Application.History)
		}
		assert.Equal(t, test.want, ids, name)
	}
	found, err := store.SimilarApplications(ctx, user, storage.Posting{Company: "nachtpflegerin"})
	require.NoError(t, err)
	second.History, first.History = nil, nil
	assert.Equal(t, []storage.Similar{
		{Application: second, URL: posting.JobOffer.URL, Reference: "NW-17"},
		{Application: first, Fingerprint: set.Offer.Fingerprint},
	}, found)
	_, err = store.SimilarApplications(ctx, user, storage.Posting{Company: "\x00"})
	assert.ErrorIs(t, err, storage.ErrInvalid)
}
