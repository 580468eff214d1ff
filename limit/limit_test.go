package limit

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/workflow"
)

// clock is a time that tests move.
type clock struct{ now time.Time }

func (c *clock) read() time.Time { return c.now }

func TestABucketFillsUpAgain(t *testing.T) {
	clock := &clock{time.Unix(1_000_000, 0)}
	users := newUsers("starts", 20, time.Hour, clock.read, 10)
	mara, noor := uuid.New(), uuid.New()
	for range 20 {
		require.NoError(t, users.Take(t.Context(), mara))
	}
	for range 5 { // being refused costs nothing
		err := users.Take(t.Context(), mara)
		var exceeded *Exceeded
		require.ErrorAs(t, err, &exceeded)
		assert.Equal(t, 3*time.Minute, exceeded.RetryAfter.Round(time.Second))
	}
	require.NoError(t, users.Take(t.Context(), noor), "another user has a share of her own")
	clock.now = clock.now.Add(3*time.Minute + time.Second)
	require.NoError(t, users.Take(t.Context(), mara))
	require.Error(t, users.Take(t.Context(), mara))
	clock.now = clock.now.Add(-time.Hour) // a clock that jumps back locks nobody out for long
	err := users.Take(t.Context(), mara)
	require.Error(t, err)
	assert.LessOrEqual(t, err.(*Exceeded).RetryAfter, 2*time.Hour)
}

func TestMemoryIsBounded(t *testing.T) {
	users := newUsers("requests", 1, time.Hour, time.Now, 100)
	regular := uuid.New()
	require.NoError(t, users.Take(t.Context(), regular))
	for range 10_000 {
		_ = users.Take(t.Context(), uuid.New())
		require.Error(t, users.Take(t.Context(), regular), "who keeps coming is not forgotten")
	}
	assert.Equal(t, 100, users.buckets.Len())
}

func TestTheLocalUserIsNotLimited(t *testing.T) {
	users := New("requests", 1, time.Hour)
	for range 100 {
		require.NoError(t, users.Take(t.Context(), identity.LocalUser))
	}
}

// ledger is one for tests: a bucket that never fills up again.
type ledger struct {
	left  int
	asked int
	err   error
}

func (l *ledger) Take(_ context.Context, _ uuid.UUID, _ string, some, _ int, _ time.Duration) (time.Duration, error) {
	l.asked++
	if l.err != nil {
		return 0, l.err
	}
	if l.left < some {
		return 10 * time.Second, nil
	}
	l.left -= some
	return 0, nil
}

// Erase implements Ledger: half of every share was taken.
func (l *ledger) Erase(context.Context, uuid.UUID, string) (time.Duration, error) {
	return 30 * time.Second, l.err
}

func TestErasingBuysNoNewShare(t *testing.T) {
	clock, shared := &clock{time.Unix(1_000_000, 0)}, &ledger{left: 1000}
	users := newUsers("requests", 100, time.Minute, clock.read, 10)
	users.Share(shared)
	user := uuid.New()
	require.NoError(t, users.Erase(t.Context(), user))
	taken := 0
	for range 200 {
		if users.Take(t.Context(), user) == nil {
			taken++
		}
	}
	assert.Equal(t, 50, taken, "what was taken before counts")
	assert.Zero(t, shared.asked, "and nothing is written about who was erased")
	clock.now = clock.now.Add(30 * time.Second)
	require.NoError(t, users.Take(t.Context(), user))
	assert.Equal(t, 1, shared.asked)

	shared.err = errors.New("away")
	require.ErrorContains(t, users.Erase(t.Context(), user), "share of requests: away")
	require.NoError(t, New("requests", 1, time.Minute).Erase(t.Context(), user), "alone it keeps nothing")
}

func TestProcessesShareALedger(t *testing.T) {
	clock, shared := &clock{time.Unix(1_000_000, 0)}, &ledger{left: 100}
	var processes []*Users
	for range 3 {
		users := newUsers("requests", 100, time.Minute, clock.read, 10)
		users.Share(shared)
		processes = append(processes, users)
	}
	user, taken := uuid.New(), 0
	for i := range 400 {
		if processes[i%3].Take(t.Context(), user) == nil {
			taken++
		}
	}
	assert.Equal(t, 100, taken, "one share between them")
	assert.LessOrEqual(t, shared.asked, 30, "most requests, and most refusals, ask nobody")
	var exceeded *Exceeded
	require.ErrorAs(t, processes[0].Take(t.Context(), user), &exceeded)
	assert.Equal(t, 10*time.Second, exceeded.RetryAfter)
	clock.now = clock.now.Add(10 * time.Second)
	shared.left = 1
	require.NoError(t, processes[0].Take(t.Context(), user), "a single token is there before a handful")
	require.Error(t, processes[0].Take(t.Context(), user))
}

func TestAHandfulIsNotKeptForLater(t *testing.T) {
	clock, shared := &clock{time.Unix(1_000_000, 0)}, &ledger{left: 10}
	users := newUsers("requests", 100, time.Minute, clock.read, 10)
	users.Share(shared)
	user := uuid.New()
	require.NoError(t, users.Take(t.Context(), user))
	assert.Equal(t, 5, shared.left)
	clock.now = clock.now.Add(time.Minute)
	require.NoError(t, users.Take(t.Context(), user))
	assert.Equal(t, 0, shared.left)
}

func TestWithoutItsLedgerAProcessGivesTheShareItself(t *testing.T) {
	users := newUsers("requests", 3, time.Hour, time.Now, 10)
	users.Share(&ledger{err: errors.New("away")})
	user := uuid.New()
	for range 3 {
		require.NoError(t, users.Take(t.Context(), user))
	}
	require.Error(t, users.Take(t.Context(), user))
}

func TestHandlerAnswers429WithRetryAfter(t *testing.T) {
	handler := New("requests", 1, time.Minute).Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	ask := func(ctx context.Context) *httptest.ResponseRecorder {
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil))
		return recorder
	}
	ctx := identity.With(t.Context(), identity.Identity{User: uuid.New()})
	assert.Equal(t, http.StatusOK, ask(ctx).Code)
	answer := ask(ctx)
	assert.Equal(t, http.StatusTooManyRequests, answer.Code)
	assert.Equal(t, "60", answer.Header().Get("Retry-After"))
	assert.Equal(t, http.StatusInternalServerError, ask(t.Context()).Code, "nobody is let through unknown")
}

// engine knows the runs that were started, as *workflow.Engine does.
type engine struct {
	Runs
	started map[string]bool
}

func (e *engine) Get(_ context.Context, _ uuid.UUID, runID string, _ time.Duration) (workflow.Run, error) {
	if !e.started[runID] {
		return workflow.Run{}, workflow.ErrNotFound
	}
	return workflow.Run{}, nil
}

func (e *engine) Start(_ context.Context, user uuid.UUID, key string, _ json.RawMessage) (string, bool, error) {
	id := workflow.RunID(user, key)
	created := !e.started[id]
	e.started[id] = true
	return id, created, nil
}

func TestOnlyNewRunsCount(t *testing.T) {
	runs := New("starts", 2, time.Hour).Starts(&engine{started: map[string]bool{}})
	user := uuid.New()
	start := func(key string) error {
		_, _, err := runs.Start(t.Context(), user, key, nil)
		return err
	}
	require.NoError(t, start("a"))
	for range 5 {
		require.NoError(t, start("a"))
	}
	require.NoError(t, start("b"))
	require.ErrorContains(t, start("c"), "too many starts")
	require.NoError(t, start("a"), "what is there can be asked for again")
	require.Error(t, start(""))
}
