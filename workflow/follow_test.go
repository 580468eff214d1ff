package workflow_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/workflow"
)

// untimed is a run without its times, which two processes take a moment apart.
func untimed(run workflow.Run) workflow.Run {
	run.StartedAt, run.UpdatedAt = time.Time{}, time.Time{}
	steps := append([]workflow.StepState{}, run.Steps...)
	for i := range steps {
		steps[i].StartedAt, steps[i].EndedAt = time.Time{}, time.Time{}
	}
	run.Steps = steps
	return run
}

// Where a run is carried out its state is known without the checkpoints.
func TestARunIsToldAlikeWhereItRunsAndElsewhere(t *testing.T) {
	home := newFile(t)
	step, started, _ := blocks("wait")
	steps := []workflow.Step{sets("one"), sets("two"), step, sets("never")}
	here, elsewhere := open(t, home, steps...), open(t, home, steps...)
	id := start(t, here, "k", `{"a":1}`)
	<-started
	there, err := elsewhere.Get(t.Context(), user, id, 0)
	require.NoError(t, err)
	told, err := here.Get(t.Context(), user, id, 0)
	require.NoError(t, err)
	assert.Equal(t, untimed(there), untimed(told))
	assert.Equal(t, "wait", told.Step)
	assert.Equal(t, workflow.Running, told.Steps[2].Status)
	assert.Equal(t, workflow.Pending, told.Steps[3].Status)
	assert.WithinDuration(t, there.StartedAt, told.StartedAt, time.Second)
	for _, step := range told.Steps[:2] {
		assert.False(t, step.StartedAt.IsZero() || step.EndedAt.Before(step.StartedAt))
	}

	require.NoError(t, here.Cancel(t.Context(), user, id))
	there, err = elsewhere.Get(t.Context(), user, id, 0)
	require.NoError(t, err)
	told, err = here.Get(t.Context(), user, id, 0)
	require.NoError(t, err)
	assert.Equal(t, workflow.Cancelled, told.Status)
	assert.Equal(t, untimed(there), untimed(told))
}

func TestFollowTellsEveryStepOfARunHere(t *testing.T) {
	onBothHomes(t, func(t *testing.T, home workflow.Config) {
		proceed := make(chan struct{})
		slow := sets("two")
		work := slow.Run
		slow.Run = func(ctx context.Context, state workflow.State) (workflow.State, error) {
			<-proceed
			return work(ctx, state)
		}
		engine := open(t, home, sets("one"), slow, sets("three"))
		id := start(t, engine, "k", `{"a":1}`)
		var seen []workflow.Run
		var once sync.Once
		run, err := engine.Follow(t.Context(), user, id, func(run workflow.Run) {
			if run.Step == "two" {
				once.Do(func() { close(proceed) })
			}
			seen = append(seen, run)
		})
		require.NoError(t, err)
		assert.Equal(t, workflow.Succeeded, run.Status)
		assert.Equal(t, run, seen[len(seen)-1])
		for i, step := range run.Steps {
			assert.Equal(t, workflow.Succeeded, step.Status)
			assert.NotEmpty(t, step.Result)
			var result struct{ Did string }
			require.NoError(t, json.Unmarshal(step.Result, &result))
			assert.Equal(t, []string{"one", "two", "three"}[i], result.Did)
		}
		for i := 1; i < len(seen); i++ { // never backwards
			assert.LessOrEqual(t, len(seen[i-1].Values), len(seen[i].Values))
		}
	})
}
