package main

import (
	"log/slog"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/identity"
)

// BenchmarkTailorProcess is a whole bespoke process: start, open the store,
// five durable steps, files written, end.
func BenchmarkTailorProcess(b *testing.B) {
	self, err := os.Executable()
	require.NoError(b, err)
	data, out := b.TempDir(), b.TempDir()
	var resident int64
	for b.Loop() {
		process := os.ProcAttr{
			Env:   append(os.Environ(), "BESPOKE_TEST_AS=bespoke", "BESPOKE_DATA="+data),
			Files: []*os.File{nil, nil, os.Stderr},
		}
		started, err := os.StartProcess(self, []string{self, "tailor", "--job", sampleOffer, "--cv", sampleCV, "--out", out}, &process)
		require.NoError(b, err)
		state, err := started.Wait()
		require.NoError(b, err)
		require.True(b, state.Success())
		if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
			resident = max(resident, usage.Maxrss)
		}
	}
	b.ReportMetric(float64(resident)/1024, "MB-resident")
}

// BenchmarkWarmRun is one durable run of the five tools in a process that is
// already up, with an offer it has not seen.
func BenchmarkWarmRun(b *testing.B) {
	ctx := identity.With(b.Context(), identity.Local())
	app, err := open(ctx, &config{data: b.TempDir(), roots: list{"../.."}}, slog.New(slog.DiscardHandler))
	require.NoError(b, err)
	defer app.close(ctx)
	yaml, err := os.ReadFile(sampleCV)
	require.NoError(b, err)
	offer, err := os.ReadFile(sampleOffer)
	require.NoError(b, err)
	screen := newScreen(discard{})
	run := 0
	for b.Loop() {
		run++
		request := agents.Request{CVYAML: string(yaml), JobOfferText: string(offer) + strings.Repeat(" ", run%50) + "Ref. " + strings.Repeat("x", run%97)}
		_, _, err := runLocal(ctx, app, job{cv: sampleCV}, request, screen)
		require.NoError(b, err)
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.HeapInuse)/(1<<20), "MB-heap")
}
