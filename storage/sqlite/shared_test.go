package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
	"github.com/bespoke-cv/bespoke/storage/storetest"
)

func TestDocumentsAreDecodedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bespoke.db")
	store, err := sqlite.Open(t.Context(), path)
	require.NoError(t, err)
	defer store.Close()
	user := storetest.NewUser()
	set := storetest.Save(t, store, user, "Ada")
	offer, err := store.JobOffer(t.Context(), user, set.Offer.ID)
	require.NoError(t, err)
	plan, err := store.Plan(t.Context(), user, set.Plan.ID)
	require.NoError(t, err)
	assert.Same(t, &set.Offer.JobOffer.Requirements[0], &offer.JobOffer.Requirements[0])
	assert.Same(t, &set.Plan.Changes.Edits[0], &plan.Changes.Edits[0])

	other, err := sqlite.Open(t.Context(), path)
	require.NoError(t, err)
	defer other.Close()
	read, err := other.JobOffer(t.Context(), user, set.Offer.ID)
	require.NoError(t, err)
	assert.Equal(t, offer, read, "as it is in the file")
	planned, err := other.Plan(t.Context(), user, set.Plan.ID)
	require.NoError(t, err)
	assert.Equal(t, plan, planned)

	require.NoError(t, other.Erase(t.Context(), user))
	_, err = store.JobOffer(t.Context(), user, set.Offer.ID)
	assert.ErrorIs(t, err, storage.ErrNotFound, "what another process erased is gone here")
	_, err = store.Plan(t.Context(), user, set.Plan.ID)
	assert.ErrorIs(t, err, storage.ErrNotFound)
}
