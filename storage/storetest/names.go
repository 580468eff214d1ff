package storetest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

func names(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	ada, bea := Save(t, store, user, "Ada Ågren"), Save(t, store, user, "Bea")
	application := Apply(t, store, user, bea, func(a *schema.Application) { a.Company, a.Title = "Größe GmbH", "Gärtner" })

	find := func(kind schema.Kind, words string, limit int) (ids []string) {
		t.Helper()
		found, err := store.Names(ctx, user, kind, words, limit)
		require.NoError(t, err)
		for _, n := range found {
			ids = append(ids, n.ID)
			assert.NotEmpty(t, n.String())
		}
		return ids
	}
	for kind, pair := range map[schema.Kind][2]string{
		schema.KindJobOffer: {ada.Offer.ID, bea.Offer.ID}, schema.KindPlan: {ada.Plan.ID, bea.Plan.ID}, schema.KindPDF: {ada.PDF.ID, bea.PDF.ID},
	} {
		assert.Equal(t, []string{pair[1], pair[0]}, find(kind, "", 10), "the newest first: %s", kind)
		assert.Equal(t, []string{pair[1]}, find(kind, "", 1), kind)
		assert.Equal(t, []string{pair[0]}, find(kind, pair[0], 10), kind)
		assert.Empty(t, find(kind, "zebra", 10), kind)
	}
	assert.Contains(t, find(schema.KindCV, "åGREN ada", 10), ada.Base.ID)
	assert.NotContains(t, find(schema.KindCV, "ågren", 10), bea.Base.ID)
	assert.Equal(t, []string{application.ID}, find(schema.KindApplication, "GÄRTNER größe saved", 10))

	found, err := store.Names(ctx, NewUser(), schema.KindCV, "", 10)
	require.NoError(t, err)
	assert.Empty(t, found, "of a stranger")
	_, err = store.Names(ctx, user, schema.KindFact, "", 10)
	assert.ErrorIs(t, err, storage.ErrInvalid)
}
