package storetest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

func reviewGrant(plan, secret string, lifetime time.Duration) storage.ReviewGrant {
	sum := sha256.Sum256([]byte(secret))
	return storage.ReviewGrant{
		Digest: hex.EncodeToString(sum[:]), PlanID: plan, Once: true,
		ExpiresAt: time.Now().Add(lifetime).UTC().Truncate(time.Microsecond),
	}
}

func reviewGrants(t *testing.T, store storage.Store) {
	ctx, user, plan := t.Context(), NewUser(), schema.NewHandle(schema.KindPlan)
	link := reviewGrant(plan, "link", time.Hour)
	link.Local = true
	session := reviewGrant(plan, "session", time.Hour)
	session.Once = false
	late := reviewGrant(plan, "late", -time.Second)
	for _, grant := range []storage.ReviewGrant{link, session, late} {
		require.NoError(t, store.SaveReviewGrant(ctx, user, grant))
	}
	_, err := store.UseReviewGrant(ctx, NewUser(), link.Digest, true)
	require.ErrorIs(t, err, storage.ErrNotFound, "another user's")
	_, err = store.UseReviewGrant(ctx, user, link.Digest, false)
	require.ErrorIs(t, err, storage.ErrNotFound, "a link is no session")
	_, err = store.UseReviewGrant(ctx, user, session.Digest, true)
	require.ErrorIs(t, err, storage.ErrNotFound, "a session is no link")
	_, err = store.UseReviewGrant(ctx, user, late.Digest, true)
	require.ErrorIs(t, err, storage.ErrNotFound, "its time is over")

	var used atomic.Int32
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			got, err := store.UseReviewGrant(ctx, user, link.Digest, true)
			if err == nil {
				used.Add(1)
				assert.Equal(t, link, got)
				return
			}
			assert.ErrorIs(t, err, storage.ErrNotFound)
		})
	}
	group.Wait()
	assert.EqualValues(t, 1, used.Load(), "a link works once")
	for range 2 {
		got, err := store.UseReviewGrant(ctx, user, session.Digest, false)
		require.NoError(t, err)
		assert.Equal(t, session, got)
	}
	require.ErrorIs(t, store.SaveReviewGrant(ctx, user, storage.ReviewGrant{PlanID: plan}), storage.ErrInvalid)
	require.ErrorIs(t, store.SaveReviewGrant(ctx, user, reviewGrant("cv_1", "x", time.Hour)), schema.ErrHandle)

	for i := range storage.MaxReviewGrants {
		require.NoError(t, store.SaveReviewGrant(ctx, user, reviewGrant(plan, fmt.Sprint(i), 2*time.Hour)))
	}
	_, err = store.UseReviewGrant(ctx, user, session.Digest, false)
	require.ErrorIs(t, err, storage.ErrNotFound, "the one that ends first gives way")
	_, err = store.UseReviewGrant(ctx, user, reviewGrant(plan, "0", 0).Digest, true)
	require.NoError(t, err)
}
