package workflow_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/workflow"
)

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

// atCheckpoints runs a benchmark with a checkpoint behind each step and with one
// for steps that end soon after each other.
func atCheckpoints(b *testing.B, home func(testing.TB) workflow.Config, run func(b *testing.B, engine *workflow.Engine)) {
	for name, every := range map[string]time.Duration{"each": 0, "together": time.Second} {
		b.Run(name, func(b *testing.B) {
			config := home(b)
			config.CheckpointEvery = every
			run(b, open(b, config, fiveSteps()...))
		})
	}
}

func BenchmarkFiveSteps(b *testing.B) {
	atCheckpoints(b, newFile, func(b *testing.B, engine *workflow.Engine) {
		for b.Loop() {
			runID := start(b, engine, "", "{}")
			require.Equal(b, workflow.Succeeded, await(b, engine, runID).Status)
		}
	})
}

func BenchmarkFiveStepsParallel(b *testing.B)           { atCheckpoints(b, newFile, inParallel) }
func BenchmarkFiveStepsParallelOnPostgres(b *testing.B) { atCheckpoints(b, newDatabase, inParallel) }

// inParallel has 32 users on two processors start runs one after another.
func inParallel(b *testing.B, engine *workflow.Engine) {
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		owner := uuid.New()
		for pb.Next() {
			runID, _, err := engine.Start(b.Context(), owner, "", json.RawMessage("{}"))
			if !assert.NoError(b, err) {
				return
			}
			_, err = engine.Get(b.Context(), owner, runID, deadline)
			assert.NoError(b, err)
		}
	})
}
