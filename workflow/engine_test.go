package workflow_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/postgres"
	"github.com/bespoke-cv/bespoke/storage/postgres/pgtest"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
	"github.com/bespoke-cv/bespoke/workflow"
)

var user = storage.LocalUser

var server *pgtest.Server // nil where PostgreSQL is not installed

const deadline = time.Minute // generous: nothing here is about speed

func open(t testing.TB, home workflow.Config, steps ...workflow.Step) *workflow.Engine {
	t.Helper()
	engine, err := workflow.Open(t.Context(), home, steps)
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		assert.NoError(t, engine.Close(ctx))
	})
	return engine
}

// newFile is a home in a SQLite file.
func newFile(t testing.TB) workflow.Config {
	return workflow.Config{Name: "test", Path: filepath.Join(t.TempDir(), "data", "runs.db")}
}

// newDatabase is a home in PostgreSQL.
func newDatabase(t testing.TB) workflow.Config {
	if server == nil {
		t.Skip("PostgreSQL is not installed")
	}
	_, login, err := server.NewStore(t.Context())
	require.NoError(t, err)
	pool, err := postgres.Connect(t.Context(), login)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return workflow.Config{Name: "test", Pool: pool, Limits: workflow.Limits{Lease: time.Second}}
}

// onBothHomes runs a test in a SQLite file and in PostgreSQL.
func onBothHomes(t *testing.T, test func(t *testing.T, home workflow.Config)) {
	t.Run("sqlite", func(t *testing.T) { test(t, newFile(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, newDatabase(t)) })
}

// sets makes a step that sets a value of its own name.
func sets(name string) workflow.Step {
	return workflow.Step{Name: name, Run: func(_ context.Context, state workflow.State) (workflow.State, error) {
		state.Values[name] = fmt.Sprintf("%s after %d", name, len(state.Values))
		state.Result = json.RawMessage(fmt.Sprintf(`{"did":%q,"request":%s}`, name, state.Request))
		return state, nil
	}}
}

func fails(name string, err error) workflow.Step {
	return workflow.Step{Name: name, Run: func(_ context.Context, state workflow.State) (workflow.State, error) {
		return state, err
	}}
}

// blocks makes a step that says when it has started and ends with its context.
func blocks(name string) (step workflow.Step, started <-chan struct{}, cause <-chan error) {
	begun, why := make(chan struct{}, 10), make(chan error, 10)
	return workflow.Step{Name: name, Run: func(ctx context.Context, state workflow.State) (workflow.State, error) {
		begun <- struct{}{}
		<-ctx.Done()
		why <- context.Cause(ctx)
		return state, ctx.Err()
	}}, begun, why
}

// blocksUnless is blocks for every run but that of one key.
func blocksUnless(key string) (step workflow.Step, started <-chan struct{}, cause <-chan error) {
	step, started, cause = blocks("wait")
	block := step.Run
	step.Run = func(ctx context.Context, state workflow.State) (workflow.State, error) {
		if state.Key == key {
			return state, nil
		}
		return block(ctx, state)
	}
	return step, started, cause
}

func start(t testing.TB, engine *workflow.Engine, key, request string) string {
	t.Helper()
	runID, created, err := engine.Start(t.Context(), user, key, json.RawMessage(request))
	require.NoError(t, err)
	require.True(t, created)
	return runID
}

func await(t testing.TB, engine *workflow.Engine, runID string) workflow.Run {
	t.Helper()
	run, err := engine.Get(t.Context(), user, runID, deadline)
	require.NoError(t, err)
	require.True(t, run.Status.Final(), "%+v", run)
	return run
}

func TestStepsFollowEachOther(t *testing.T) { onBothHomes(t, testStepsFollowEachOther) }

func testStepsFollowEachOther(t *testing.T, home workflow.Config) {
	engine := open(t, home, sets("parse"), sets("plan"), sets("apply"))
	run := await(t, engine, start(t, engine, "k", `{"offer": "job_1"}`))

	assert.Equal(t, workflow.Succeeded, run.Status)
	assert.Equal(t, "test", run.WorkflowID)
	assert.Equal(t, workflow.RunID(user, "k"), run.RunID)
	assert.Equal(t, map[string]string{"parse": "parse after 0", "plan": "plan after 1", "apply": "apply after 2"}, run.Values)
	assert.Empty(t, run.Step)
	assert.Empty(t, run.Error)
	require.Len(t, run.Steps, 3)
	for i, name := range []string{"parse", "plan", "apply"} {
		step := run.Steps[i]
		assert.Equal(t, name, step.Name)
		assert.Equal(t, workflow.Succeeded, step.Status)
		assert.JSONEq(t, fmt.Sprintf(`{"did":%q,"request":{"offer":"job_1"}}`, name), string(step.Result))
		assert.False(t, step.StartedAt.IsZero())
		assert.False(t, step.EndedAt.Before(step.StartedAt))
	}
	assert.False(t, run.UpdatedAt.Before(run.StartedAt))
}

func TestStateIsTheRuns(t *testing.T) { onBothHomes(t, testStateIsTheRuns) }

func testStateIsTheRuns(t *testing.T, home workflow.Config) {
	seen := make(chan workflow.State, 1)
	step := workflow.Step{Name: "look", Run: func(_ context.Context, state workflow.State) (workflow.State, error) {
		seen <- state
		return state, nil
	}}
	engine := open(t, home, step)
	someone := uuid.New()
	runID, created, err := engine.Start(t.Context(), someone, "my key", json.RawMessage(`[1]`))
	require.NoError(t, err)
	assert.True(t, created)
	state := <-seen
	assert.Equal(t, someone, state.User)
	assert.Equal(t, runID, state.RunID)
	assert.Equal(t, "my key", state.Key)
	assert.Equal(t, "[1]", string(state.Request))
	assert.Nil(t, state.Result)
	assert.WithinDuration(t, time.Now(), state.StartedAt, deadline)
}

func TestSameKeyAttaches(t *testing.T) { onBothHomes(t, testSameKeyAttaches) }

func testSameKeyAttaches(t *testing.T, home workflow.Config) {
	var times atomic.Int32
	step := workflow.Step{Name: "once", Run: func(_ context.Context, state workflow.State) (workflow.State, error) {
		times.Add(1)
		return state, nil
	}}
	engine := open(t, home, step)
	const callers = 8
	var created atomic.Int32
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			runID, first, err := engine.Start(t.Context(), user, "k", json.RawMessage(`{"a": 1}`))
			assert.NoError(t, err)
			assert.Equal(t, workflow.RunID(user, "k"), runID)
			if first {
				created.Add(1)
			}
		})
	}
	group.Wait()
	runID := workflow.RunID(user, "k")
	assert.Equal(t, workflow.Succeeded, await(t, engine, runID).Status)
	assert.EqualValues(t, 1, created.Load())
	assert.EqualValues(t, 1, times.Load())

	_, first, err := engine.Start(t.Context(), user, "k", json.RawMessage(`{"a":1}`))
	require.NoError(t, err)
	assert.False(t, first, "an ended run is attached to, whatever the spaces")
	_, _, err = engine.Start(t.Context(), user, "k", json.RawMessage(`{"a":2}`))
	assert.ErrorIs(t, err, workflow.ErrKeyReused)

	other, first, err := engine.Start(t.Context(), uuid.New(), "k", json.RawMessage(`{"a":2}`))
	require.NoError(t, err)
	assert.True(t, first, "a key is one user's")
	assert.NotEqual(t, runID, other)
	one, two := start(t, engine, "", "{}"), start(t, engine, "", "{}")
	assert.NotEqual(t, one, two, "without a key every start is new")
}

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

func TestCancelReachesTheStep(t *testing.T) { onBothHomes(t, testCancelReachesTheStep) }

func testCancelReachesTheStep(t *testing.T, home workflow.Config) {
	blocked, started, cause := blocks("wait")
	engine := open(t, home, sets("before"), blocked, sets("never"))
	runID := start(t, engine, "k", "{}")
	<-started
	require.NoError(t, engine.Cancel(t.Context(), user, runID))
	assert.ErrorIs(t, <-cause, workflow.ErrCancelled)
	run := await(t, engine, runID)
	assert.Equal(t, workflow.Cancelled, run.Status)
	assert.Equal(t, "wait", run.Step)
	assert.Empty(t, run.Error)
	assert.Equal(t, workflow.Cancelled, run.Steps[1].Status)
	assert.Equal(t, workflow.Pending, run.Steps[2].Status)
	require.NoError(t, engine.Cancel(t.Context(), user, runID), "cancelling twice does nothing")

	_, created, err := engine.Start(t.Context(), user, "k", json.RawMessage("{}"))
	require.NoError(t, err)
	assert.False(t, created)
}

func TestCancelOfAnEndedRunDoesNothing(t *testing.T) {
	onBothHomes(t, testCancelOfAnEndedRunDoesNothing)
}

func testCancelOfAnEndedRunDoesNothing(t *testing.T, home workflow.Config) {
	engine := open(t, home, sets("a"))
	runID := start(t, engine, "k", "{}")
	before := await(t, engine, runID)
	require.NoError(t, engine.Cancel(t.Context(), user, runID))
	assert.Equal(t, before, await(t, engine, runID))
}

func TestEventsTellTheStory(t *testing.T) { onBothHomes(t, testEventsTellTheStory) }

func testEventsTellTheStory(t *testing.T, home workflow.Config) {
	gate := make(chan struct{})
	first := sets("first")
	inner := first.Run
	first.Run = func(ctx context.Context, state workflow.State) (workflow.State, error) {
		<-gate
		return inner(ctx, state)
	}
	engine := open(t, home, first, fails("second", errors.New("no")))
	runID := workflow.RunID(user, "k")
	events, stop, err := engine.Subscribe(user, runID)
	require.NoError(t, err)
	defer stop()
	foreign, stopForeign, err := engine.Subscribe(uuid.New(), runID)
	require.NoError(t, err)
	left, leave, err := engine.Subscribe(user, runID)
	require.NoError(t, err)
	leave()
	leave()
	_, open := <-left
	assert.False(t, open, "who leaves hears nothing more")

	require.Equal(t, runID, start(t, engine, "k", "{}"))
	close(gate)
	var story []string
	for event := range events {
		assert.Equal(t, runID, event.RunID)
		assert.Equal(t, 2, event.Total)
		story = append(story, fmt.Sprintf("%s %d %s %s", event.Step, event.Index, event.Status, event.Error))
	}
	assert.Equal(t, []string{
		" 0 running ", "first 0 running ", "first 0 succeeded ", "second 1 running ", "second 1 failed no", " 0 failed no",
	}, story)
	stopForeign()
	_, heard := <-foreign
	assert.False(t, heard, "another user hears nothing")
}

func TestCloseInterruptsAndTheNextOpenGoesOn(t *testing.T) {
	onBothHomes(t, testCloseInterruptsAndTheNextOpenGoesOn)
}

func testCloseInterruptsAndTheNextOpenGoesOn(t *testing.T, home workflow.Config) {
	blocked, started, _ := blocks("wait")
	engine := open(t, home, sets("first"), blocked)
	runID := start(t, engine, "k", "{}")
	<-started
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, engine.Close(ctx))

	var again atomic.Int32
	first := workflow.Step{Name: "first", Run: func(_ context.Context, state workflow.State) (workflow.State, error) {
		again.Add(1)
		return state, nil
	}}
	run := await(t, open(t, home, first, sets("wait")), runID)
	assert.Equal(t, workflow.Succeeded, run.Status)
	assert.Equal(t, map[string]string{"first": "first after 0", "wait": "wait after 1"}, run.Values)
	assert.Zero(t, again.Load(), "a finished step is not run again")
}

func TestCloseLetsRunsFinish(t *testing.T) { onBothHomes(t, testCloseLetsRunsFinish) }

func testCloseLetsRunsFinish(t *testing.T, home workflow.Config) {
	begun, gate := make(chan struct{}), make(chan struct{})
	step := workflow.Step{Name: "slow", Run: func(ctx context.Context, state workflow.State) (workflow.State, error) {
		close(begun)
		select {
		case <-gate:
		case <-ctx.Done():
			return state, ctx.Err()
		}
		return state, nil
	}}
	engine := open(t, home, step)
	runID := start(t, engine, "k", "{}")
	<-begun
	closed := make(chan error)
	go func() { closed <- engine.Close(context.Background()) }()
	close(gate)
	require.NoError(t, <-closed)
	run, err := open(t, home, step).Get(t.Context(), user, runID, 0)
	require.NoError(t, err)
	assert.Equal(t, workflow.Succeeded, run.Status)
}

func TestLivingProcessKeepsItsRun(t *testing.T) { onBothHomes(t, testLivingProcessKeepsItsRun) }

func testLivingProcessKeepsItsRun(t *testing.T, home workflow.Config) {
	blocked, started, cause := blocks("wait")
	one := open(t, home, blocked)
	runID := start(t, one, "k", "{}")
	<-started
	two := open(t, home, blocked) // looks for dead processes as it opens
	_, created, err := two.Start(t.Context(), user, "k", json.RawMessage("{}"))
	require.NoError(t, err)
	assert.False(t, created, "a start in another process attaches")
	time.Sleep(1500 * time.Millisecond) // more than one look into the queue
	assert.Empty(t, started, "the step runs once")

	require.NoError(t, two.Cancel(t.Context(), user, runID))
	select {
	case why := <-cause:
		assert.ErrorIs(t, why, workflow.ErrCancelled, "a cancel crosses processes")
	case <-time.After(deadline):
		t.Fatal("the step never heard of it")
	}
	assert.Equal(t, workflow.Cancelled, await(t, two, runID).Status)
}

func TestRunOfAnotherVersionEnds(t *testing.T) { onBothHomes(t, testRunOfAnotherVersionEnds) }

func testRunOfAnotherVersionEnds(t *testing.T, home workflow.Config) {
	blocked, started, _ := blocks("old step")
	old := open(t, home, blocked)
	runID := start(t, old, "k", "{}")
	<-started
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, old.Close(ctx))
	run := await(t, open(t, home, sets("new step")), runID)
	assert.Equal(t, workflow.Cancelled, run.Status)
	assert.Contains(t, run.Error, "start it again")
}

func TestPurgeForgetsEndedRunsOnly(t *testing.T) { onBothHomes(t, testPurgeForgetsEndedRunsOnly) }

func testPurgeForgetsEndedRunsOnly(t *testing.T, home workflow.Config) {
	blocked, started, _ := blocksUnless("old")
	engine := open(t, home, blocked)
	old, now := start(t, engine, "old", "{}"), start(t, engine, "now", "{}")
	await(t, engine, old)
	<-started
	require.NoError(t, engine.Purge(t.Context(), time.Now().Add(time.Hour)))
	_, err := engine.Get(t.Context(), user, old, 0)
	assert.ErrorIs(t, err, workflow.ErrNotFound)
	_, err = engine.Get(t.Context(), user, now, 0)
	assert.NoError(t, err)
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

func fiveSteps() []workflow.Step {
	return []workflow.Step{sets("parse"), sets("plan"), sets("apply"), sets("render"), sets("save")}
}

func BenchmarkOpenExisting(b *testing.B) {
	path := newFile(b)
	require.NoError(b, open(b, path, fiveSteps()...).Close(b.Context()))
	for b.Loop() {
		engine, err := workflow.Open(b.Context(), path, fiveSteps())
		require.NoError(b, err)
		b.StopTimer()
		require.NoError(b, engine.Close(b.Context()))
		b.StartTimer()
	}
}

func BenchmarkClose(b *testing.B) {
	path := newFile(b)
	for b.Loop() {
		b.StopTimer()
		engine, err := workflow.Open(b.Context(), path, fiveSteps())
		require.NoError(b, err)
		b.StartTimer()
		require.NoError(b, engine.Close(b.Context()))
	}
}

func BenchmarkOpenNew(b *testing.B) {
	for b.Loop() {
		engine, err := workflow.Open(b.Context(), newFile(b), fiveSteps())
		require.NoError(b, err)
		b.StopTimer()
		require.NoError(b, engine.Close(b.Context()))
		b.StartTimer()
	}
}

func BenchmarkFiveSteps(b *testing.B) {
	engine := open(b, newFile(b), fiveSteps()...)
	for b.Loop() {
		runID := start(b, engine, "", "{}")
		require.Equal(b, workflow.Succeeded, await(b, engine, runID).Status)
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

func TestManyRunsAtOnce(t *testing.T) {
	engine := open(t, newFile(t), fiveSteps()...)
	var group sync.WaitGroup
	for i := range 24 {
		group.Go(func() {
			owner := uuid.New()
			runID, created, err := engine.Start(t.Context(), owner, "same key", json.RawMessage(fmt.Sprintf(`{"i":%d}`, i)))
			assert.NoError(t, err)
			assert.True(t, created)
			run, err := engine.Get(t.Context(), owner, runID, deadline)
			assert.NoError(t, err)
			assert.Equal(t, workflow.Succeeded, run.Status)
			assert.JSONEq(t, fmt.Sprintf(`{"did":"save","request":{"i":%d}}`, i), string(run.Steps[4].Result))
		})
	}
	group.Wait()
}

func BenchmarkFiveStepsParallel(b *testing.B) {
	engine := open(b, newFile(b), fiveSteps()...)
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			runID, _, err := engine.Start(b.Context(), user, "", json.RawMessage("{}"))
			if !assert.NoError(b, err) {
				return
			}
			_, err = engine.Get(b.Context(), user, runID, deadline)
			assert.NoError(b, err)
		}
	})
}
