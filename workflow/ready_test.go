package workflow_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/workflow"
)

func TestNothingIsTakenOverBeforeTheStepsAreReady(t *testing.T) {
	home := newFile(t)
	begun := make(chan struct{})
	left, err := workflow.Open(t.Context(), home, []workflow.Step{{Name: "a", Run: func(ctx context.Context, state workflow.State) (workflow.State, error) {
		close(begun)
		<-ctx.Done()
		return state, ctx.Err()
	}}})
	require.NoError(t, err)
	runID, _, err := left.Start(t.Context(), user, "key", []byte(`{}`))
	require.NoError(t, err)
	<-begun
	over, end := context.WithCancel(context.Background())
	end()
	require.NoError(t, left.Close(over)) // interrupted, for the next to take over

	ready := make(chan struct{})
	home.Ready = ready
	engines := make(chan *workflow.Engine, 1)
	go func() {
		engine, err := workflow.Open(t.Context(), home, []workflow.Step{{Name: "a", Run: func(_ context.Context, state workflow.State) (workflow.State, error) {
			select {
			case <-ready:
			default:
				t.Error("a step ran before it was ready")
			}
			return state, nil
		}}})
		assert.NoError(t, err)
		engines <- engine
	}()
	assert.Never(t, func() bool { return len(engines) > 0 }, 200*time.Millisecond, 10*time.Millisecond, "open before the steps were ready")
	close(ready)
	engine := <-engines
	require.NotNil(t, engine)
	t.Cleanup(func() { assert.NoError(t, engine.Close(over)) })
	run, err := engine.Get(t.Context(), user, runID, deadline)
	require.NoError(t, err)
	assert.Equal(t, workflow.Succeeded, run.Status)
}

func TestOpeningIsGivenUpWhileTheStepsAreNotReady(t *testing.T) {
	home := newFile(t)
	home.Ready = make(chan struct{})
	ctx, giveUp := context.WithCancel(t.Context())
	failed := make(chan error)
	go func() {
		_, err := workflow.Open(ctx, home, []workflow.Step{sets("a")})
		failed <- err
	}()
	giveUp()
	assert.ErrorIs(t, <-failed, context.Canceled)
	home.Ready = nil
	open(t, home, sets("a")) // nothing is left locked
}
