package storetest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

func modelAnswers(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	_, err := store.ModelAnswer(ctx, user, "d1")
	require.ErrorIs(t, err, storage.ErrNotFound)
	require.NoError(t, store.SaveModelAnswer(ctx, user, "d1", json.RawMessage(`{"a":1}`)))
	require.NoError(t, store.SaveModelAnswer(ctx, user, "d1", json.RawMessage(`{"a":2}`)))
	answer, err := store.ModelAnswer(ctx, user, "d1")
	require.NoError(t, err)
	assert.JSONEq(t, `{"a":2}`, string(answer))
	_, err = store.ModelAnswer(ctx, NewUser(), "d1")
	require.ErrorIs(t, err, storage.ErrNotFound, "answers are personal")
	require.ErrorIs(t, store.SaveModelAnswer(ctx, user, "d2", nil), storage.ErrInvalid)
	require.ErrorIs(t, store.SaveModelAnswer(ctx, user, "d2", json.RawMessage(strings.Repeat("1", storage.MaxModelAnswer+1))), storage.ErrInvalid)

	const more = 5
	for i := range storage.MaxModelAnswers + more {
		require.NoError(t, store.SaveModelAnswer(ctx, user, fmt.Sprintf("n%d", i), json.RawMessage(`{}`)))
	}
	kept := 0
	for i := range storage.MaxModelAnswers + more {
		if _, err := store.ModelAnswer(ctx, user, fmt.Sprintf("n%d", i)); err == nil {
			kept++
		}
	}
	assert.Equal(t, storage.MaxModelAnswers, kept)
	_, err = store.ModelAnswer(ctx, user, fmt.Sprintf("n%d", storage.MaxModelAnswers+more-1))
	require.NoError(t, err, "the last one stays")
	_, err = store.ModelAnswer(ctx, user, "d1")
	require.ErrorIs(t, err, storage.ErrNotFound, "the oldest goes")
}

func modelCalls(t *testing.T, store storage.Store) {
	ctx, user := t.Context(), NewUser()
	begin := time.Now().Add(-time.Minute)
	run, other := schema.NewHandle(schema.KindRun), schema.NewHandle(schema.KindRun)
	reading := schema.ModelCall{Purpose: "reading the offer", Model: "m", PromptTokens: 900, CompletionTokens: 100, USD: 0.25, Priced: true, Requests: 2, Milliseconds: 1500, Line: "a line"}
	require.NoError(t, store.SaveModelCall(ctx, user, run, reading))
	require.NoError(t, store.SaveModelCall(ctx, user, run, schema.ModelCall{Purpose: "proposing edits", PromptTokens: 10}))
	require.NoError(t, store.SaveModelCall(ctx, user, other, schema.ModelCall{PromptTokens: 1}))
	require.NoError(t, store.SaveModelCall(ctx, user, "", schema.ModelCall{PromptTokens: 5}))
	require.NoError(t, store.SaveModelCall(ctx, NewUser(), run, schema.ModelCall{PromptTokens: 1 << 40}))
	require.ErrorIs(t, store.SaveModelCall(ctx, user, "no handle", schema.ModelCall{}), schema.ErrHandle)

	calls, err := store.ModelCalls(ctx, user, run)
	require.NoError(t, err)
	require.Len(t, calls, 2)
	assert.False(t, calls[0].At.IsZero())
	calls[0].At = time.Time{}
	assert.Equal(t, reading, calls[0])
	assert.Equal(t, "proposing edits", calls[1].Purpose)

	sum, ofRun, err := store.ModelTokens(ctx, user, begin, run)
	require.NoError(t, err)
	assert.Equal(t, int64(1016), sum)
	assert.Equal(t, int64(1010), ofRun)
	sum, ofRun, err = store.ModelTokens(ctx, user, time.Now().Add(time.Hour), "")
	require.NoError(t, err)
	assert.Zero(t, sum)
	assert.Zero(t, ofRun)
}
