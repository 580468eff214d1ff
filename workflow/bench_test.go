package workflow_test

import (
	"encoding/json"
	"testing"

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

func BenchmarkFiveSteps(b *testing.B) {
	engine := open(b, newFile(b), fiveSteps()...)
	for b.Loop() {
		runID := start(b, engine, "", "{}")
		require.Equal(b, workflow.Succeeded, await(b, engine, runID).Status)
	}
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
