package storetest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

func facts(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	first, err := store.SaveFact(ctx, user, schema.Fact{Text: " I led a team of nine.\n", ConfirmedOn: "2026-02-03"})
	require.NoError(t, err)
	assert.Equal(t, "I led a team of nine.", first.Text)
	same, err := store.SaveFact(ctx, user, schema.Fact{Text: "I led a team of nine."})
	require.NoError(t, err)
	assert.Equal(t, first, same)
	second, err := store.SaveFact(ctx, user, schema.Fact{Text: "I hold a forklift licence."})
	require.NoError(t, err)
	assert.NotEmpty(t, second.ConfirmedOn)

	require.NoError(t, store.RevokeFact(ctx, user, first.ID))
	require.NoError(t, store.RevokeFact(ctx, user, first.ID))
	assert.ErrorIs(t, store.RevokeFact(ctx, user, schema.NewHandle(schema.KindFact)), storage.ErrNotFound)
	assert.ErrorIs(t, store.RevokeFact(ctx, NewUser(), second.ID), storage.ErrNotFound)
	standing, err := store.Facts(ctx, user)
	require.NoError(t, err)
	assert.Equal(t, []schema.Fact{second}, standing)

	again, err := store.SaveFact(ctx, user, schema.Fact{Text: first.Text})
	require.NoError(t, err)
	assert.NotEqual(t, first.ID, again.ID)
	standing, err = store.Facts(ctx, user)
	require.NoError(t, err)
	assert.Equal(t, []schema.Fact{second, again}, standing)
}

func refusals(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	require.NoError(t, store.SaveRefusals(ctx, user, nil))
	require.NoError(t, store.SaveRefusals(ctx, user, []string{"knows Rust", "led 40 people", "knows Rust"}))
	require.NoError(t, store.SaveRefusals(ctx, user, []string{"led 40 people", "speaks Basque"}))
	_, claims, err := store.Remembered(ctx, user)
	require.NoError(t, err)
	assert.Equal(t, []string{"knows Rust", "led 40 people", "speaks Basque"}, claims)
	assert.ErrorIs(t, store.SaveRefusals(ctx, user, []string{"fine", ""}), storage.ErrInvalid)
	_, claims, err = store.Remembered(ctx, NewUser())
	require.NoError(t, err)
	assert.Empty(t, claims)

	assert.ErrorIs(t, store.LiftRefusal(ctx, NewUser(), "led 40 people"), storage.ErrNotFound)
	require.NoError(t, store.LiftRefusal(ctx, user, "led 40 people"))
	assert.ErrorIs(t, store.LiftRefusal(ctx, user, "led 40 people"), storage.ErrNotFound)
	older, err := store.SaveFact(ctx, user, schema.Fact{Text: "I have a driving licence."})
	require.NoError(t, err)
	newer, err := store.SaveFact(ctx, user, schema.Fact{Text: "I moved to Bilbao."})
	require.NoError(t, err)
	revoked, err := store.SaveFact(ctx, user, schema.Fact{Text: "I smoke."})
	require.NoError(t, err)
	require.NoError(t, store.RevokeFact(ctx, user, revoked.ID))
	facts, claims, err := store.Remembered(ctx, user)
	require.NoError(t, err)
	assert.Equal(t, []schema.Fact{older, newer}, facts)
	assert.Equal(t, []string{"knows Rust", "speaks Basque"}, claims)
}
