package workflow_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/workflow"
)

// queued counts the runs that went through the queue.
func queued(t *testing.T, home workflow.Config) (count int) {
	t.Helper()
	require.NoError(t, home.Pool.QueryRow(t.Context(), "select count(*) from dbos.workflow_status where queue_name is not null").Scan(&count))
	return count
}

// turnsTaken counts the turns that workers have.
func turnsTaken(t *testing.T, home workflow.Config) (count int) {
	t.Helper()
	require.NoError(t, home.Pool.QueryRow(t.Context(), "select count(*) from bespoke.user_turns").Scan(&count))
	return count
}

func TestARunThatMayBeginBeginsWhereItWasStarted(t *testing.T) {
	home := newDatabase(t)
	step, inside, let := gate("wait")
	defer let()
	one, two := open(t, home, step), open(t, home, step)
	start(t, one, "0", "{}")
	start(t, one, "1", "{}")
	assert.Zero(t, queued(t, home))
	assert.Eventually(t, func() bool { return inside(user) == 2 }, deadline, time.Millisecond)
	start(t, one, "2", "{}")
	assert.Equal(t, 1, queued(t, home), "who has two at once waits in the queue")
	start(t, two, "3", "{}")
	assert.Equal(t, 2, queued(t, home), "nobody overtakes himself")
	modest := uuid.New()
	_, _, err := two.Start(t.Context(), modest, "k", json.RawMessage("{}"))
	require.NoError(t, err)
	assert.Equal(t, 2, queued(t, home))
	assert.Eventually(t, func() bool { return inside(modest) == 1 }, deadline, time.Millisecond)
	assert.Equal(t, 2, inside(user))
	let()
	for i := range 4 {
		assert.Equal(t, workflow.Succeeded, await(t, two, workflow.RunID(user, fmt.Sprint(i))).Status)
	}
}

func TestWorkersShareAUsersTurns(t *testing.T) {
	home := newDatabase(t)
	home.Limits.PerUser = 1
	var inside, most, ran atomic.Int32
	step := workflow.Step{Name: "work", Run: func(_ context.Context, state workflow.State) (workflow.State, error) {
		for now := inside.Add(1); now > most.Load(); {
			most.Store(now)
		}
		time.Sleep(5 * time.Millisecond)
		inside.Add(-1)
		ran.Add(1)
		return state, nil
	}}
	var group sync.WaitGroup
	for range 3 {
		engine := open(t, home, step)
		for range 4 {
			group.Go(func() {
				runID, _, err := engine.Start(t.Context(), user, "", json.RawMessage("{}"))
				if !assert.NoError(t, err) {
					return
				}
				run, err := engine.Get(t.Context(), user, runID, deadline)
				assert.NoError(t, err)
				assert.Equal(t, workflow.Succeeded, run.Status)
			})
		}
	}
	group.Wait()
	assert.EqualValues(t, 1, most.Load())
	assert.EqualValues(t, 12, ran.Load())
}

func TestATurnIsKeptForTheNextRunAndThenGivenBack(t *testing.T) {
	home := newDatabase(t)
	engine := open(t, home, sets("a"))
	for range 3 {
		await(t, engine, start(t, engine, "", "{}"))
		assert.Equal(t, 1, turnsTaken(t, home))
	}
	assert.Eventually(t, func() bool { return turnsTaken(t, home) == 0 }, deadline, 10*time.Millisecond)
	await(t, engine, start(t, engine, "", "{}"))
	require.NoError(t, engine.Erase(t.Context(), user))
	assert.Zero(t, turnsTaken(t, home))
}

func TestNoWorkerKeepsAllTurns(t *testing.T) {
	home := newDatabase(t)
	home.Limits.Lease = time.Minute // it is kept for long
	step, inside, let := gate("wait")
	defer let()
	one, two := open(t, home, step), open(t, home, step)
	runs := []string{start(t, one, "0", "{}"), start(t, one, "1", "{}")}
	assert.Eventually(t, func() bool { return inside(user) == 2 }, deadline, time.Millisecond)
	assert.Equal(t, 2, turnsTaken(t, home))
	let()
	for _, runID := range runs {
		await(t, one, runID)
	}
	assert.Eventually(t, func() bool { return turnsTaken(t, home) == 1 }, deadline, time.Millisecond)
	await(t, two, start(t, two, "2", "{}"))
}

func TestTurnsGoWithTheLeaseOfTheirWorker(t *testing.T) {
	home := newDatabase(t)
	step, inside, let := gate("wait")
	defer let()
	engine := open(t, home, step)
	other := uuid.New()
	lease := func(expires string) {
		_, err := home.Pool.Exec(t.Context(), "insert into bespoke.worker_leases values ($1, now() + $2::interval) on conflict (id) do update set expires_at = excluded.expires_at", other, expires)
		require.NoError(t, err)
	}
	lease("1 hour")
	_, err := home.Pool.Exec(t.Context(), "insert into bespoke.user_turns select $1, n, $2 from generate_series(1, 2) n", user, other)
	require.NoError(t, err)
	runID := start(t, engine, "k", "{}")
	time.Sleep(200 * time.Millisecond)
	assert.Zero(t, inside(user), "another worker has both turns")
	run, err := engine.Get(t.Context(), user, runID, 0)
	require.NoError(t, err)
	assert.Equal(t, workflow.Pending, run.Status)
	lease("-1 second")
	assert.Eventually(t, func() bool { return inside(user) == 1 }, deadline, time.Millisecond)
	let()
	assert.Equal(t, workflow.Succeeded, await(t, engine, runID).Status)
}
