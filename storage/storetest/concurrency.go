package storetest

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

func concurrentSaves(t *testing.T, store storage.Store) {
	user := NewUser()
	set := Save(t, store, user, "Ada")
	const callers = 8
	ids, created := make([]string, callers), make([]bool, callers)
	var group sync.WaitGroup
	for i := range callers {
		group.Go(func() {
			saved, first, err := store.SaveApplication(context.WithoutCancel(t.Context()), user, schema.Application{
				JobOfferID: set.Offer.ID, CVID: set.Tailored.ID, IdempotencyKey: "one",
			})
			assert.NoError(t, err)
			ids[i], created[i] = saved.ID, first
		})
	}
	group.Wait()
	firsts := 0
	for i := range callers {
		assert.Equal(t, ids[0], ids[i])
		if created[i] {
			firsts++
		}
	}
	assert.Equal(t, 1, firsts)
}

func concurrentUpdates(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	application := Apply(t, store, user, Save(t, store, user, "Ada"), nil)
	const callers = 6
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			for {
				read, err := store.Application(ctx, user, application.ID)
				if !assert.NoError(t, err) {
					return
				}
				notes := read.Notes + "x"
				_, err = store.UpdateApplication(ctx, user, application.ID, storage.ApplicationChange{Notes: &notes}, read.Version)
				if err == nil {
					return
				}
				if !assert.ErrorIs(t, err, storage.ErrConflict) {
					return
				}
			}
		})
	}
	group.Wait()
	read, err := store.Application(ctx, user, application.ID)
	require.NoError(t, err)
	assert.Equal(t, "xxxxxx", read.Notes)
	assert.Equal(t, callers+1, read.Version)
}

func cancelledContext(t *testing.T, store storage.Store) {
	user := NewUser()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := store.SaveFact(ctx, user, schema.Fact{Text: "never"})
	assert.ErrorIs(t, err, context.Canceled)
	facts, err := store.Facts(t.Context(), user)
	require.NoError(t, err)
	assert.Empty(t, facts)
	require.NoError(t, store.Ping(t.Context()))
	assert.Error(t, store.Ping(ctx))
}
