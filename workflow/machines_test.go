package workflow_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/workflow"
)

// gate makes a step that waits until it is opened, and counts who is inside.
func gate(name string) (step workflow.Step, inside func(uuid.UUID) int, let func()) {
	var mu sync.Mutex
	users := map[uuid.UUID]int{}
	open := make(chan struct{})
	step = workflow.Step{Name: name, Run: func(ctx context.Context, state workflow.State) (workflow.State, error) {
		mu.Lock()
		users[state.User]++
		mu.Unlock()
		select {
		case <-open:
			return state, nil
		case <-ctx.Done():
			return state, ctx.Err()
		}
	}}
	return step, func(user uuid.UUID) int { mu.Lock(); defer mu.Unlock(); return users[user] }, sync.OnceFunc(func() { close(open) })
}

func TestAUserHasTwoRunsAtOnceOnAllMachines(t *testing.T) {
	home := newDatabase(t)
	step, inside, let := gate("wait")
	defer let()
	one, two := open(t, home, step), open(t, home, step)
	greedy, modest := uuid.New(), uuid.New()
	var runs []string
	for i := range 6 {
		engine := []*workflow.Engine{one, two}[i%2]
		runID, _, err := engine.Start(t.Context(), greedy, fmt.Sprint(i), json.RawMessage("{}"))
		require.NoError(t, err)
		runs = append(runs, runID)
	}
	_, _, err := one.Start(t.Context(), modest, "k", json.RawMessage("{}"))
	require.NoError(t, err)
	assert.Eventually(t, func() bool { return inside(greedy) == 2 && inside(modest) == 1 }, deadline, 10*time.Millisecond)
	time.Sleep(500 * time.Millisecond) // several looks into the queue
	assert.Equal(t, 2, inside(greedy), "the others wait")
	let()
	for _, runID := range runs {
		run, err := two.Get(t.Context(), greedy, runID, deadline)
		require.NoError(t, err)
		assert.Equal(t, workflow.Succeeded, run.Status)
	}
}

// Beside a file each process sees to it.
func TestAUserHasTwoRunsAtOnceInAProcess(t *testing.T) {
	home := newFile(t)
	step, inside, let := gate("wait")
	defer let()
	engine := open(t, home, step)
	greedy, modest := uuid.New(), uuid.New()
	var runs []string
	for i := range 6 {
		runID, _, err := engine.Start(t.Context(), greedy, fmt.Sprint(i), json.RawMessage("{}"))
		require.NoError(t, err)
		runs = append(runs, runID)
		assert.Eventually(t, func() bool { return inside(greedy) == min(i+1, 2) }, deadline, time.Millisecond)
	}
	_, _, err := engine.Start(t.Context(), modest, "k", json.RawMessage("{}"))
	require.NoError(t, err)
	assert.Eventually(t, func() bool { return inside(modest) == 1 }, deadline, time.Millisecond, "nobody waits for another user")
	time.Sleep(50 * time.Millisecond)
	assert.Equal(t, 2, inside(greedy), "the others wait")
	for i, want := range []workflow.Status{workflow.Running, workflow.Running, workflow.Pending} {
		run, err := engine.Get(t.Context(), greedy, runs[i], 0)
		require.NoError(t, err)
		assert.Equal(t, want, run.Status)
		assert.Equal(t, want, run.Steps[0].Status)
	}
	require.NoError(t, engine.Cancel(t.Context(), greedy, runs[5]))
	cancelled, err := engine.Get(t.Context(), greedy, runs[5], deadline)
	require.NoError(t, err)
	assert.Equal(t, workflow.Cancelled, cancelled.Status, "who waits can be cancelled")

	hurry, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, engine.Close(hurry))
	again := open(t, home, step)
	assert.Eventually(t, func() bool { return inside(greedy) == 2+2 }, deadline, time.Millisecond, "the next process goes on with two")
	let()
	for _, runID := range runs[:5] {
		run, err := again.Get(t.Context(), greedy, runID, deadline)
		require.NoError(t, err)
		assert.Equal(t, workflow.Succeeded, run.Status)
	}
	assert.Equal(t, 2+5, inside(greedy), "two were begun again")
}

func TestAProcessCarriesOutSoManyRuns(t *testing.T) {
	onBothHomes(t, func(t *testing.T, home workflow.Config) {
		home.Limits.PerWorker = 3
		step, inside, let := gate("wait")
		defer let()
		engine := open(t, home, step)
		users := make([]uuid.UUID, 5)
		count := func() (all int) {
			for _, user := range users {
				all += inside(user)
			}
			return all
		}
		runs := make([]string, len(users))
		for i := range users {
			users[i] = uuid.New()
			var err error
			runs[i], _, err = engine.Start(t.Context(), users[i], "k", json.RawMessage("{}"))
			require.NoError(t, err)
		}
		assert.Eventually(t, func() bool { return count() == 3 }, deadline, time.Millisecond)
		time.Sleep(200 * time.Millisecond)
		assert.Equal(t, 3, count())
		let()
		for i, user := range users {
			run, err := engine.Get(t.Context(), user, runs[i], deadline)
			require.NoError(t, err)
			assert.Equal(t, workflow.Succeeded, run.Status)
		}
	})
}

func TestAFullQueueRefusesAndSaysWhenToComeAgain(t *testing.T) { onBothHomes(t, testFullQueue) }

func testFullQueue(t *testing.T, home workflow.Config) {
	home.Limits.WaitingPerUser, home.Limits.Waiting = 3, 5
	step, inside, let := gate("wait")
	defer let()
	engine := open(t, home, step)
	var runs []string
	for i := range 3 {
		runs = append(runs, start(t, engine, fmt.Sprint(i), "{}"))
	}
	assert.Eventually(t, func() bool { return inside(user) == 2 }, deadline, time.Millisecond)
	assert.Eventually(t, func() bool { // any of those that were started at once
		return slices.ContainsFunc(runs, func(runID string) bool {
			run, err := engine.Get(t.Context(), user, runID, 0)
			return err == nil && run.Status == workflow.Pending
		})
	}, deadline, time.Millisecond)
	_, _, err := engine.Start(t.Context(), user, "one more", json.RawMessage("{}"))
	require.ErrorIs(t, err, workflow.ErrOverloaded)
	var overload *workflow.Overload
	require.ErrorAs(t, err, &overload)
	assert.True(t, overload.Yours)
	assert.Positive(t, overload.RetryAfter)
	assert.ErrorContains(t, err, "try again in 15 s")
	_, created, err := engine.Start(t.Context(), user, "0", json.RawMessage("{}"))
	require.NoError(t, err, "who asks again for what waits is not refused")
	assert.False(t, created)

	for range 2 {
		other := uuid.New()
		_, _, err := engine.Start(t.Context(), other, "k", json.RawMessage("{}"))
		require.NoError(t, err)
		assert.Eventually(t, func() bool { return inside(other) == 1 }, deadline, time.Millisecond)
	}
	_, _, err = engine.Start(t.Context(), uuid.New(), "k", json.RawMessage("{}"))
	require.ErrorAs(t, err, &overload)
	assert.False(t, overload.Yours)
	let()
	for _, runID := range runs {
		await(t, engine, runID)
	}
	assert.Eventually(t, func() bool { // the number of all may be a moment old
		_, _, err = engine.Start(t.Context(), user, "one more", json.RawMessage("{}"))
		return err == nil
	}, deadline, 50*time.Millisecond, "there is room again")
}

func TestAServingProcessLeavesTheWorkToWorkers(t *testing.T) {
	home := newDatabase(t)
	var ran atomic.Int32
	step := sets("work")
	work := step.Run
	step.Run = func(ctx context.Context, state workflow.State) (workflow.State, error) {
		ran.Add(1)
		return work(ctx, state)
	}
	serving := home
	serving.Role = workflow.Serve
	front := open(t, serving, step)
	runID := start(t, front, "k", "{}")
	time.Sleep(300 * time.Millisecond)
	assert.Zero(t, ran.Load())
	run, err := front.Get(t.Context(), user, runID, 0)
	require.NoError(t, err)
	assert.Equal(t, workflow.Pending, run.Status)

	var seen []workflow.Status
	done := make(chan error, 1)
	go func() {
		_, err := front.Follow(t.Context(), user, runID, func(run workflow.Run) { seen = append(seen, run.Status) })
		done <- err
	}()
	home.Role = workflow.Worker
	open(t, home, step)
	require.NoError(t, <-done)
	assert.Equal(t, workflow.Pending, seen[0])
	assert.Equal(t, workflow.Succeeded, seen[len(seen)-1])
	assert.EqualValues(t, 1, ran.Load())

	blocked := start(t, front, "cancelled", "{}")
	_ = front.Cancel(t.Context(), user, blocked)
	assert.True(t, await(t, front, blocked).Status.Final())
	assert.ErrorIs(t, front.Cancel(t.Context(), uuid.New(), runID), workflow.ErrNotFound)
}

// A worker whose lease ran out, though it lives, may not write down what it
// does late.
func TestWhoLosesItsLeaseLosesItsRuns(t *testing.T) {
	home := newDatabase(t)
	var entered atomic.Int32
	first := make(chan struct{})
	step := workflow.Step{Name: "work", Run: func(ctx context.Context, state workflow.State) (workflow.State, error) {
		if entered.Add(1) == 1 {
			<-first // the first worker hangs, deaf to its context
			state.Values["by"] = "the first"
			return state, nil
		}
		state.Values["by"] = "the second"
		return state, nil
	}}
	one := open(t, home, step)
	runID := start(t, one, "k", "{}")
	require.Eventually(t, func() bool { return entered.Load() == 1 }, deadline, 5*time.Millisecond)
	two := open(t, home, step)
	assert.Eventually(t, func() bool {
		_, err := home.Pool.Exec(t.Context(), "update bespoke.worker_leases set expires_at = now() - interval '1 hour' where id = $1", executor(t, home.Pool))
		require.NoError(t, err)
		run, err := two.Get(t.Context(), user, runID, 0)
		require.NoError(t, err)
		return run.Status.Final()
	}, deadline, 50*time.Millisecond)
	close(first)
	time.Sleep(200 * time.Millisecond)
	run := await(t, one, runID)
	assert.Equal(t, workflow.Succeeded, run.Status)
	assert.Equal(t, "the second", run.Values["by"])
}

// executor is who took the run first.
func executor(t *testing.T, pool *pgxpool.Pool) (id string) {
	t.Helper()
	require.NoError(t, pool.QueryRow(t.Context(), "select executor_id from dbos.workflow_status order by created_at limit 1").Scan(&id))
	return id
}

func TestEraseForgetsAUsersRunsOnly(t *testing.T) { onBothHomes(t, testErase) }

func testErase(t *testing.T, home workflow.Config) {
	blocked, started, cause := blocksUnless("quick")
	engine := open(t, home, blocked)
	quick, slow := start(t, engine, "quick", "{}"), start(t, engine, "slow", "{}")
	await(t, engine, quick)
	<-started
	other := uuid.New()
	kept, _, err := engine.Start(t.Context(), other, "quick", json.RawMessage("{}"))
	require.NoError(t, err)
	_, err = engine.Get(t.Context(), other, kept, deadline)
	require.NoError(t, err)

	require.NoError(t, engine.Erase(t.Context(), user))
	assert.ErrorIs(t, <-cause, workflow.ErrCancelled)
	for _, runID := range []string{quick, slow} {
		_, err := engine.Get(t.Context(), user, runID, 0)
		assert.ErrorIs(t, err, workflow.ErrNotFound)
	}
	_, err = engine.Get(t.Context(), other, kept, 0)
	assert.NoError(t, err)
}

// renaming is newDatabase, and renames tables of the checkpoints in it: a table
// that is away refuses what is written, for good, and no retry of DBOS's own helps.
func renaming(t *testing.T) (home workflow.Config, rename func(from, to string)) {
	home, owner := newOwnedDatabase(t)
	admin, err := pgxpool.New(t.Context(), owner)
	require.NoError(t, err)
	t.Cleanup(admin.Close)
	return home, func(from, to string) {
		_, err := admin.Exec(context.WithoutCancel(t.Context()), fmt.Sprintf("alter table dbos.%s rename to %s", from, to))
		assert.NoError(t, err)
	}
}

func TestARunGoesOnWhoseCheckpointCouldNotBeWritten(t *testing.T) {
	home, rename := renaming(t)
	var worked atomic.Int32
	step := sets("two")
	work := step.Run
	step.Run = func(ctx context.Context, state workflow.State) (workflow.State, error) {
		if worked.Add(1) == 1 {
			rename("operation_outputs", "away")
		}
		return work(ctx, state)
	}
	engine := open(t, home, sets("one"), step, sets("three"))
	runID := start(t, engine, "k", "{}")
	require.Eventually(t, func() bool { return worked.Load() == 1 }, deadline, time.Millisecond)
	time.Sleep(500 * time.Millisecond) // a look of the engine at what has ended
	rename("away", "operation_outputs")
	run := await(t, engine, runID)
	assert.Equal(t, workflow.Succeeded, run.Status, run.Error)
	assert.EqualValues(t, 2, worked.Load(), "the step ran again, the others did not")
	assert.Len(t, run.Values, 3)
}
