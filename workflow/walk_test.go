package workflow_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/storage/sqlite"
	"github.com/bespoke-cv/bespoke/workflow"
)

// checkpoints counts what a home keeps of finished steps.
func checkpoints(t *testing.T, home workflow.Config) (count int) {
	t.Helper()
	if home.Pool != nil {
		require.NoError(t, home.Pool.QueryRow(t.Context(), "select count(*) from dbos.operation_outputs").Scan(&count))
		return count
	}
	db, err := sqlite.OpenFile(t.Context(), home.Path)
	require.NoError(t, err)
	defer db.Close()
	require.NoError(t, db.QueryRow("select count(*) from operation_outputs").Scan(&count))
	return count
}

// Where it begins a run of quick steps needs no checkpoint but its outcome.
func TestQuickStepsShareACheckpoint(t *testing.T) { onBothHomes(t, testQuickSteps) }

func testQuickSteps(t *testing.T, home workflow.Config) {
	home.CheckpointEvery = time.Hour
	engine := open(t, home, fiveSteps()...)
	run := await(t, engine, start(t, engine, "k", `{"a":1}`))
	require.Equal(t, workflow.Succeeded, run.Status)
	assert.Zero(t, checkpoints(t, home))
	assert.Len(t, run.Values, 5)

	require.NoError(t, engine.Close(t.Context()))
	home.CheckpointEvery = 0
	other := open(t, home, fiveSteps()...)
	read, err := other.Get(t.Context(), user, run.RunID, 0)
	require.NoError(t, err)
	assert.Equal(t, run, read, "it is told alike where it ran and from the checkpoint")
	run = await(t, other, start(t, other, "each by itself", `{"a":1}`))
	assert.Equal(t, 4, checkpoints(t, home), "of all but the last")
	read, err = open(t, home, fiveSteps()...).Get(t.Context(), user, run.RunID, 0)
	require.NoError(t, err)
	assert.Equal(t, run, read)
}

// Who takes a run from the queue may be the second to do so, and asks for
// checkpoints before each stretch.
func TestARunFromTheQueueHasACheckpointForEachStretch(t *testing.T) {
	home := newDatabase(t)
	home.CheckpointEvery = time.Hour
	serving := home
	serving.Role = workflow.Serve
	front := open(t, serving, fiveSteps()...)
	open(t, home, fiveSteps()...)
	run := await(t, front, start(t, front, "k", `{"a":1}`))
	assert.Equal(t, workflow.Succeeded, run.Status)
	assert.Len(t, run.Values, 5)
	assert.Equal(t, 1, checkpoints(t, home))
}

func TestAFailureFollowsTheCheckpointOfWhatSucceeded(t *testing.T) { onBothHomes(t, testFailureBehind) }

func testFailureBehind(t *testing.T, home workflow.Config) {
	home.CheckpointEvery = time.Hour
	engine := open(t, home, sets("one"), sets("two"), fails("three", errors.New("no such thing")), sets("four"))
	run := await(t, engine, start(t, engine, "k", `{}`))
	assert.Equal(t, workflow.Failed, run.Status)
	assert.Equal(t, "no such thing", run.Error)
	assert.Equal(t, "three", run.Step)
	assert.Equal(t, map[string]string{"one": "one after 0", "two": "two after 1"}, run.Values)
	assert.Equal(t, 2, checkpoints(t, home))
	assert.False(t, run.Steps[2].StartedAt.Before(run.Steps[1].EndedAt), "when it began, not when it was written down")
	for i, want := range []workflow.Status{workflow.Succeeded, workflow.Succeeded, workflow.Failed, workflow.Pending} {
		assert.Equal(t, want, run.Steps[i].Status)
	}
}

// A step that takes long does not keep those before it from being written down.
func TestALongStepGoesOnWhileThoseBeforeItAreKept(t *testing.T) { onBothHomes(t, testLongStep) }

func testLongStep(t *testing.T, home workflow.Config) {
	home.CheckpointEvery = 50 * time.Millisecond
	proceed := make(chan struct{})
	var worked atomic.Int32
	long := sets("three")
	work := long.Run
	long.Run = func(ctx context.Context, state workflow.State) (workflow.State, error) {
		worked.Add(1)
		<-proceed
		return work(ctx, state)
	}
	steps := []workflow.Step{sets("one"), sets("two"), long, sets("four")}
	here, elsewhere := open(t, home, steps...), home
	elsewhere.Role = workflow.Serve // in PostgreSQL
	other := open(t, elsewhere, steps...)
	id := start(t, here, "k", "{}")
	assert.Eventually(t, func() bool {
		run, err := other.Get(t.Context(), user, id, 0)
		return err == nil && run.Step == "three" && run.Steps[1].Status == workflow.Succeeded && run.Steps[2].Status == workflow.Running
	}, deadline, 5*time.Millisecond)
	close(proceed)
	run := await(t, other, id)
	assert.Equal(t, workflow.Succeeded, run.Status)
	assert.Len(t, run.Values, 4)
	assert.EqualValues(t, 1, worked.Load())
	assert.Equal(t, run, await(t, here, id))
}

func TestWhatHasNoCheckpointYetIsDoneAgain(t *testing.T) { onBothHomes(t, testDoneAgain) }

func testDoneAgain(t *testing.T, home workflow.Config) {
	home.CheckpointEvery = time.Hour
	var first atomic.Int32
	one := sets("one")
	work := one.Run
	one.Run = func(ctx context.Context, state workflow.State) (workflow.State, error) {
		first.Add(1)
		return work(ctx, state)
	}
	blocked, started, _ := blocks("two")
	engine := open(t, home, one, blocked)
	id := start(t, engine, "k", "{}")
	<-started
	hurry, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, engine.Close(hurry))

	run := await(t, open(t, home, one, sets("two")), id)
	assert.Equal(t, workflow.Succeeded, run.Status)
	assert.Equal(t, map[string]string{"one": "one after 0", "two": "two after 1"}, run.Values)
	assert.EqualValues(t, 2, first.Load())
}

// A step that runs ahead of a checkpoint that cannot be written is ended, and runs
// again behind it.
func TestAStepAheadOfALostCheckpointIsEnded(t *testing.T) {
	home, rename := renaming(t)
	var ended, again atomic.Int32
	two := sets("two")
	work := two.Run
	two.Run = func(ctx context.Context, state workflow.State) (workflow.State, error) {
		if again.Add(1) > 1 {
			return work(ctx, state)
		}
		rename("operation_outputs", "away")
		<-ctx.Done()
		ended.Add(1)
		return state, ctx.Err()
	}
	home.CheckpointEvery = 50 * time.Millisecond
	engine := open(t, home, sets("one"), two, sets("three"))
	id := start(t, engine, "k", "{}")
	require.Eventually(t, func() bool { return ended.Load() == 1 }, deadline, 5*time.Millisecond)
	rename("away", "operation_outputs")
	run := await(t, engine, id)
	assert.Equal(t, workflow.Succeeded, run.Status, run.Error)
	assert.Equal(t, map[string]string{"one": "one after 0", "two": "two after 1", "three": "three after 2"}, run.Values)
	assert.EqualValues(t, 1, ended.Load())
}

// What a last step did counts once its checkpoint is written, no sooner. Another
// process cancels before that, and the step does not hear of it in time.
func TestACancelBeforeTheLastCheckpointCounts(t *testing.T) {
	onBothHomes(t, func(t *testing.T, home workflow.Config) {
		other := make(chan *workflow.Engine, 1)
		last := sets("last")
		work := last.Run
		last.Run = func(ctx context.Context, state workflow.State) (workflow.State, error) {
			assert.NoError(t, (<-other).Cancel(t.Context(), user, state.RunID))
			return work(ctx, state)
		}
		steps := []workflow.Step{sets("first"), last}
		engine := open(t, home, steps...)
		home.Role = workflow.Serve // in PostgreSQL
		elsewhere := open(t, home, steps...)
		id := start(t, engine, "k", "{}")
		other <- elsewhere
		for _, asked := range []*workflow.Engine{engine, elsewhere} {
			run := await(t, asked, id)
			assert.Equal(t, workflow.Cancelled, run.Status)
			assert.Equal(t, map[string]string{"first": "first after 0"}, run.Values)
		}
	})
}

func TestScratchIsHandedOnInMemoryOnly(t *testing.T) { onBothHomes(t, testScratch) }

func testScratch(t *testing.T, home workflow.Config) {
	var seen []any
	leaves := func(name string) workflow.Step {
		return workflow.Step{Name: name, Retries: 1, Run: func(_ context.Context, state workflow.State) (workflow.State, error) {
			seen = append(seen, state.Scratch)
			state.Scratch = name
			return state, nil
		}}
	}
	blocked, started, _ := blocks("three")
	engine := open(t, home, leaves("one"), leaves("two"), blocked, leaves("four"))
	id := start(t, engine, "k", "{}")
	<-started
	hurry, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, engine.Close(hurry))
	assert.Equal(t, []any{nil, "one"}, seen)
	await(t, open(t, home, leaves("one"), leaves("two"), leaves("three"), leaves("four")), id)
	assert.Equal(t, []any{nil, "one", nil, "three"}, seen)
}
