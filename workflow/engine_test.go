package workflow_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/postgres"
	"github.com/bespoke-cv/bespoke/storage/postgres/pgtest"
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
	home, _ := newOwnedDatabase(t)
	return home
}

// newOwnedDatabase is newDatabase with the address for the database's owner.
func newOwnedDatabase(t testing.TB) (home workflow.Config, owner string) {
	if server == nil {
		t.Skip("PostgreSQL is not installed")
	}
	owner, login, err := server.NewStore(t.Context())
	require.NoError(t, err)
	pool, err := postgres.Connect(t.Context(), login)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return workflow.Config{Name: "test", Pool: pool, Limits: workflow.Limits{Lease: time.Second}}, owner
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

func fiveSteps() []workflow.Step {
	return []workflow.Step{sets("parse"), sets("plan"), sets("apply"), sets("render"), sets("save")}
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
