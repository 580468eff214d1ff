//go:build unix

package postgres_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/limit"
	"github.com/bespoke-cv/bespoke/storage/postgres"
)

func TestProcessesGiveAUserOneShare(t *testing.T) {
	owner, login := newDatabase(t)
	user, other := uuid.New(), uuid.New()
	var taken atomic.Int32
	var group sync.WaitGroup
	for range 4 {
		pool, err := postgres.Connect(t.Context(), login)
		require.NoError(t, err)
		t.Cleanup(pool.Close)
		requests := limit.New("requests", 200, time.Hour)
		requests.Share(postgres.NewShares(pool))
		for range 2 {
			group.Go(func() {
				for range 100 {
					if requests.Take(t.Context(), user) == nil {
						taken.Add(1)
					}
				}
			})
		}
	}
	group.Wait()
	assert.LessOrEqual(t, taken.Load(), int32(202), "of 800, over four processes; one comes back in 18 s")
	assert.Greater(t, taken.Load(), int32(200-4*10), "a process may end with a handful")

	pool, err := postgres.Connect(t.Context(), login)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	shares := postgres.NewShares(pool)
	take := func(user uuid.UUID, some int) time.Duration {
		t.Helper()
		wait, err := shares.Take(t.Context(), user, "requests", some, 200, time.Hour)
		require.NoError(t, err)
		return wait
	}
	assert.InDelta(t, 18, take(user, 1).Seconds(), 18, "the next is due within an hour's two-hundredth")
	assert.InDelta(t, 180, take(user, 10).Seconds(), 36)
	assert.Zero(t, take(other, 200), "another user has a share of her own")
	wait, err := shares.Take(t.Context(), user, "starts", 1, 20, time.Hour)
	require.NoError(t, err)
	assert.Zero(t, wait, "and starts are no requests")

	execute(t, owner, "update bespoke.user_shares set due = due - interval '3 minutes' where what = 'requests'")
	assert.Zero(t, take(user, 9), "time gives them back")
	execute(t, owner, "update bespoke.user_shares set due = due + interval '3 years'")
	assert.LessOrEqual(t, take(user, 1), 18*time.Second, "a clock that was set back keeps nobody out")
	execute(t, owner, "update bespoke.user_shares set due = now() - interval '1 second' where user_id = '"+other.String()+"'")
	require.NoError(t, shares.Sweep(t.Context()))
	var left int
	require.NoError(t, connect(t, owner).QueryRow(t.Context(), "select count(*) from bespoke.user_shares where user_id = $1", other).Scan(&left))
	assert.Zero(t, left, "what is whole is forgotten")
	assert.Zero(t, take(other, 50))
	whole, err := shares.Erase(t.Context(), other, "requests")
	require.NoError(t, err)
	assert.InDelta(t, 15, whole.Minutes(), 1, "a quarter of the share was taken")
	whole, err = shares.Erase(t.Context(), other, "requests")
	require.NoError(t, err)
	assert.Zero(t, whole)
	require.NoError(t, connect(t, owner).QueryRow(t.Context(), "select count(*) from bespoke.user_shares where user_id = $1", other).Scan(&left))
	assert.Zero(t, left)
	require.NoError(t, connect(t, owner).QueryRow(t.Context(), "select count(*) from bespoke.user_shares where user_id = $1", user).Scan(&left))
	assert.Equal(t, 2, left, "the others' stay")
	for _, role := range []string{"authenticated", "anon"} {
		assert.Contains(t, asRole(t, connect(t, owner), role, user.String(), "update bespoke.user_shares set due = now()"), "permission denied", role)
	}
}

// BenchmarkTake is what a request pays for its share.
func BenchmarkTake(b *testing.B) {
	_, login := newDatabase(b)
	pool, err := postgres.Connect(b.Context(), login)
	require.NoError(b, err)
	b.Cleanup(pool.Close)
	own := limit.New("requests", 1_000_000_000, time.Minute)
	shared := limit.New("requests", 600, time.Minute)
	shared.Share(postgres.NewShares(pool))
	ledger := postgres.NewShares(pool)
	b.Run("own", func(b *testing.B) {
		for b.Loop() {
			require.NoError(b, own.Take(b.Context(), uuid.Max))
		}
	})
	b.Run("shared", func(b *testing.B) {
		for i := 0; b.Loop(); i++ { // a user comes with 300 requests
			require.NoError(b, shared.Take(b.Context(), uuid.NewSHA1(uuid.Nil, []byte{byte(i / 300), byte(i / 300 >> 8), byte(i / 300 >> 16)})))
		}
	})
	b.Run("asking each time", func(b *testing.B) {
		for b.Loop() {
			_, err := ledger.Take(b.Context(), uuid.Max, "x", 1, 600, time.Minute)
			require.NoError(b, err)
		}
	})
}
