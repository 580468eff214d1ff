package workflow_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/workflow"
)

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
	assert.Eventually(t, func() bool { // when it is written down that it has ended
		require.NoError(t, engine.Purge(t.Context(), time.Now().Add(time.Hour)))
		_, err := engine.Get(t.Context(), user, old, 0)
		return errors.Is(err, workflow.ErrNotFound)
	}, deadline, time.Millisecond)
	_, err := engine.Get(t.Context(), user, now, 0)
	assert.NoError(t, err)
}
