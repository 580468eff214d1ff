package workflow_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
	"github.com/bespoke-cv/bespoke/workflow"
)

func TestOnlyTheOwnerSeesARun(t *testing.T) { onBothHomes(t, testOnlyTheOwnerSeesARun) }

func testOnlyTheOwnerSeesARun(t *testing.T, home workflow.Config) {
	blocked, started, _ := blocks("wait")
	engine := open(t, home, blocked)
	runID := start(t, engine, "k", "{}")
	<-started
	stranger := uuid.New()
	_, err := engine.Get(t.Context(), stranger, runID, 0)
	assert.ErrorIs(t, err, workflow.ErrNotFound)
	assert.ErrorIs(t, engine.Cancel(t.Context(), stranger, runID), workflow.ErrNotFound)
	run, err := engine.Get(t.Context(), user, runID, 0)
	require.NoError(t, err)
	assert.Equal(t, workflow.Running, run.Status)
	assert.Equal(t, "wait", run.Step)

	for _, handle := range []string{"", "run_x", schema.NewHandle(schema.KindCV), "run_' or 1=1"} {
		_, err := engine.Get(t.Context(), user, handle, 0)
		assert.ErrorIs(t, err, schema.ErrHandle, handle)
		assert.ErrorIs(t, engine.Cancel(t.Context(), user, handle), schema.ErrHandle, handle)
		_, _, err = engine.Subscribe(user, handle)
		assert.ErrorIs(t, err, schema.ErrHandle, handle)
	}
	_, err = engine.Get(t.Context(), user, schema.NewHandle(schema.KindRun), 0)
	assert.ErrorIs(t, err, workflow.ErrNotFound)
}

func TestFailedStepEndsTheRun(t *testing.T) { onBothHomes(t, testFailedStepEndsTheRun) }

func testFailedStepEndsTheRun(t *testing.T, home workflow.Config) {
	engine := open(t, home, sets("parse"), fails("plan", errors.New("plan: line 3, column 7: no such thing")), sets("apply"))
	run := await(t, engine, start(t, engine, "k", "{}"))
	assert.Equal(t, workflow.Failed, run.Status)
	assert.Equal(t, "plan", run.Step)
	assert.Equal(t, "plan: line 3, column 7: no such thing", run.Error)
	assert.Equal(t, map[string]string{"parse": "parse after 0"}, run.Values)
	var statuses []workflow.Status
	for _, step := range run.Steps {
		statuses = append(statuses, step.Status)
	}
	assert.Equal(t, []workflow.Status{workflow.Succeeded, workflow.Failed, workflow.Pending}, statuses)
	assert.Equal(t, run.Error, run.Steps[1].Error)
}

func TestStepIsRetriedWhileItIsWorthIt(t *testing.T) {
	busy, broken := errors.New("busy"), errors.New("broken")
	for name, test := range map[string]struct {
		errs     []error
		attempts int
		status   workflow.Status
		says     string
	}{
		"until it works":        {[]error{busy, busy, nil}, 3, workflow.Succeeded, ""},
		"until it is exhausted": {[]error{busy, busy, busy, nil}, 3, workflow.Failed, "busy"},
		"never for good errors": {[]error{broken, nil}, 1, workflow.Failed, "broken"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var attempts atomic.Int32
			engine := open(t, newFile(t), workflow.Step{
				Name: "call", Retries: 2, Retryable: func(err error) bool { return errors.Is(err, busy) },
				Run: func(_ context.Context, state workflow.State) (workflow.State, error) {
					assert.Empty(t, state.Values, "a failed attempt leaves nothing")
					state.Values["attempt"] = "x"
					return state, test.errs[attempts.Add(1)-1]
				},
			})
			run := await(t, engine, start(t, engine, "k", "{}"))
			assert.Equal(t, test.status, run.Status)
			assert.Equal(t, test.says, run.Error)
			assert.EqualValues(t, test.attempts, attempts.Load())
		})
	}
}

func TestBadStepsAreErrors(t *testing.T) {
	slow, _, _ := blocks("slow")
	slow.Timeout = 20 * time.Millisecond
	for name, test := range map[string]struct {
		step workflow.Step
		says string
	}{
		"time out": {slow, "step took too long: slow has 20ms"},
		"panic": {workflow.Step{Name: "p", Run: func(context.Context, workflow.State) (workflow.State, error) {
			panic("oh")
		}}, "step p broke: oh"},
		"bytes in the checkpoint": {workflow.Step{Name: "b", Run: func(_ context.Context, state workflow.State) (workflow.State, error) {
			state.Values["pdf"] = strings.Repeat("x", workflow.MaxCheckpoint)
			return state, nil
		}}, "too large to checkpoint"},
		"no JSON": {workflow.Step{Name: "j", Run: func(_ context.Context, state workflow.State) (workflow.State, error) {
			state.Result = json.RawMessage("{")
			return state, nil
		}}, "keep the step's values"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			engine := open(t, newFile(t), test.step)
			run := await(t, engine, start(t, engine, "k", "{}"))
			assert.Equal(t, workflow.Failed, run.Status)
			assert.Contains(t, run.Error, test.says)
		})
	}
}

func TestBadStartsAreRefused(t *testing.T) { onBothHomes(t, testBadStartsAreRefused) }

func testBadStartsAreRefused(t *testing.T, home workflow.Config) {
	for _, steps := range [][]workflow.Step{nil, {{Name: "a"}}, {sets("a"), sets("a")}, {sets("")}} {
		_, err := workflow.Open(t.Context(), home, steps)
		assert.Error(t, err)
	}
	engine := open(t, home, sets("a"))
	_, _, err := engine.Start(t.Context(), user, "k", json.RawMessage(`{`))
	assert.ErrorContains(t, err, "not JSON")
	_, _, err = engine.Start(t.Context(), user, "k", json.RawMessage(`"`+strings.Repeat("x", workflow.MaxRequest)+`"`))
	assert.ErrorIs(t, err, workflow.ErrTooLarge)
	require.NoError(t, engine.Close(t.Context()))
	_, _, err = engine.Start(t.Context(), user, "k", json.RawMessage(`{}`))
	assert.ErrorIs(t, err, workflow.ErrClosed)
}

func TestLockedFileIsBusy(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("waits for a lock")
	}
	path := newFile(t)
	engine := open(t, path, sets("a"))
	db, err := sqlite.OpenFile(t.Context(), path.Path)
	require.NoError(t, err)
	defer db.Close()
	tx, err := db.Begin() // takes the write lock
	require.NoError(t, err)
	_, _, err = engine.Start(t.Context(), user, "k", json.RawMessage("{}"))
	assert.ErrorIs(t, err, storage.ErrBusy)
	require.NoError(t, tx.Rollback())
	_, _, err = engine.Start(t.Context(), user, "k", json.RawMessage("{}"))
	require.NoError(t, err, "the same key works later")
	assert.Equal(t, workflow.Succeeded, await(t, engine, workflow.RunID(user, "k")).Status)
}

func TestUnusableFileIsTold(t *testing.T) {
	_, err := workflow.Open(t.Context(), workflow.Config{Name: "test", Path: t.TempDir()}, []workflow.Step{sets("a")})
	assert.ErrorIs(t, err, storage.ErrUnusable)
}

func TestEnvironmentMayNotChangeIdentity(t *testing.T) {
	for _, name := range []string{"DBOS__VMID", "DBOS__APPVERSION"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, "mine")
			_, err := workflow.Open(t.Context(), newFile(t), []workflow.Step{sets("a")})
			assert.ErrorContains(t, err, name)
		})
	}
}

func TestLogHoldsNothingPersonal(t *testing.T) {
	var log bytes.Buffer
	panics := workflow.Step{Name: "panics", Run: func(context.Context, workflow.State) (workflow.State, error) {
		panic("secret panic")
	}}
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	home := newFile(t)
	home.Logger = logger
	engine, err := workflow.Open(t.Context(), home, []workflow.Step{
		sets("secret value"), {Name: "may fail", Retries: 1, Run: func(_ context.Context, state workflow.State) (workflow.State, error) {
			if state.Key == "fail" {
				return state, errors.New("secret error")
			}
			return state, nil
		}}, panics,
	})
	require.NoError(t, err)
	for _, key := range []string{"fail", "panic"} {
		run := await(t, engine, start(t, engine, key, `"secret request"`))
		assert.Equal(t, workflow.Failed, run.Status)
		assert.Contains(t, run.Error, "secret")
	}
	require.NoError(t, engine.Close(t.Context()))
	assert.NotContains(t, log.String(), "secret")
	assert.Contains(t, log.String(), "step panicked")
	assert.NotContains(t, log.String(), "INFO")
}
