package storetest

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// Fill saves something of every kind for user, so that no table is without a
// row of theirs.
func Fill(t *testing.T, store storage.Store, user uuid.UUID) (Set, schema.Application) {
	t.Helper()
	ctx := t.Context()
	set := Save(t, store, user, "Ada")
	application := Apply(t, store, user, set, func(a *schema.Application) { a.BundleSHA256 = "5f70" })
	_, err := store.RecordCommunication(ctx, user, storage.Record{Message: schema.Communication{ApplicationID: application.ID, Direction: schema.Inbound, Text: "Danke!"}})
	require.NoError(t, err)
	_, err = store.SaveActionPoint(ctx, user, schema.ActionPoint{ApplicationID: application.ID, Text: "call"})
	require.NoError(t, err)
	_, err = store.SaveFact(ctx, user, schema.Fact{Text: "I led a team of nine."})
	require.NoError(t, err)
	require.NoError(t, store.SaveRefusals(ctx, user, []string{"knows Rust"}))
	require.NoError(t, store.SaveModelAnswer(ctx, user, "digest", json.RawMessage(`{}`)))
	require.NoError(t, store.SaveModelCall(ctx, user, "", schema.ModelCall{Purpose: "reading the offer"}))
	require.NoError(t, store.SaveReviewGrant(ctx, user, reviewGrant(set.Plan.ID, "a link", time.Hour)))
	require.NoError(t, store.(indexer).IndexApplications(ctx, user, 1))
	return set, application
}

// erase; that no table keeps a row is each home's own test, which sees tables.
func erase(t *testing.T, store storage.Store) {
	gone, stays := NewUser(), NewUser()
	set, application := Fill(t, store, gone)
	kept, keptApplication := Fill(t, store, stays)
	named, err := store.References(t.Context(), stays)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{kept.PDF.BlobKey: kept.PDF.SHA256}, named.PDFs)
	assert.Equal(t, map[string]bool{keptApplication.BundleSHA256: true}, named.Records)

	require.NoError(t, store.Erase(t.Context(), gone))
	require.NoError(t, store.Erase(t.Context(), gone), "erasing twice is fine")
	named, err = store.References(t.Context(), gone)
	require.NoError(t, err)
	assert.Empty(t, named.PDFs)
	assert.Empty(t, named.Records)
	for name, err := range reads(t, store, gone, set, application.ID, schema.NewHandle(schema.KindActionPoint)) {
		assert.ErrorIs(t, err, storage.ErrNotFound, name)
	}
	facts, refused, err := store.Remembered(t.Context(), gone)
	require.NoError(t, err)
	assert.Empty(t, facts)
	assert.Empty(t, refused)

	read, err := store.Application(t.Context(), stays, keptApplication.ID)
	require.NoError(t, err)
	assert.Equal(t, keptApplication, read)
	cv, err := store.CV(t.Context(), stays, kept.Tailored.ID)
	require.NoError(t, err)
	assert.Equal(t, kept.Tailored.PlanID, cv.PlanID)
}
