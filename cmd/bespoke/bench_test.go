package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/agents/agentstest"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/llm/llmtest"
)

// BenchmarkTailorProcess is a whole process of the program as make builds it:
// start, open the store, five durable steps, files written, end.
func BenchmarkTailorProcess(b *testing.B) {
	self := filepath.Join(b.TempDir(), "bespoke")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", self, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	said, err := build.CombinedOutput()
	require.NoError(b, err, string(said))
	data, out := b.TempDir(), b.TempDir()
	var resident float64
	for b.Loop() {
		process := os.ProcAttr{
			Env:   append(os.Environ(), "BESPOKE_DATA="+data),
			Files: []*os.File{nil, nil, os.Stderr},
		}
		started, err := os.StartProcess(self, []string{self, "tailor", "--job", sampleOffer, "--cv", sampleCV, "--out", out}, &process)
		require.NoError(b, err)
		state, err := started.Wait()
		require.NoError(b, err)
		require.True(b, state.Success())
		resident = max(resident, peak(state))
	}
	b.ReportMetric(resident/1024, "MB-resident")
}

// BenchmarkWarmRun is one durable run of the five tools in a process that is
// already up, with an offer it has not seen.
func BenchmarkWarmRun(b *testing.B) {
	ctx := identity.With(b.Context(), identity.Local())
	app, err := open(ctx, &config{data: b.TempDir(), roots: list{"../.."}}, slog.New(slog.DiscardHandler))
	require.NoError(b, err)
	defer app.close(ctx)
	yaml, offer := samples(b)
	screen := newScreen(io.Discard)
	run, before := 0, cpu()
	for b.Loop() {
		run++
		request := agents.Request{CVYAML: yaml, JobOfferText: offer + strings.Repeat(" ", run%50) + "Ref. " + strings.Repeat("x", run%97)}
		_, err := runLocal(ctx, app, job{cv: sampleCV}, request, screen)
		require.NoError(b, err)
	}
	b.ReportMetric(float64((cpu()-before).Microseconds())/1000/float64(run), "cpu-ms/op")
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.HeapInuse)/(1<<20), "MB-heap")
}

// BenchmarkModelRun is a durable run of the five tools with a model that takes
// its time: 2 s for every answer, or BESPOKE_BENCH_LATENCY. Latencies are whole
// runs in units of that. In "corrected" the guard refuses what each section
// first proposes, so a run is three answers long: the reading, the proposals,
// their correction.
func BenchmarkModelRun(b *testing.B) {
	latency := 2 * time.Second
	if text := os.Getenv("BESPOKE_BENCH_LATENCY"); text != "" {
		var err error
		latency, err = time.ParseDuration(text)
		require.NoError(b, err)
	}
	for _, kind := range []struct {
		name  string
		first func(llmtest.Request) llmtest.Reply
	}{{"good", agentstest.Good}, {"corrected", agentstest.Lying}} {
		b.Run(kind.name, func(b *testing.B) {
			server := llmtest.New(b)
			server.Answer = func(request llmtest.Request) llmtest.Reply {
				reply := agentstest.Good(request)
				if agentstest.Shape(request) == agentstest.ProposalSchema && len(request.Messages) < 3 {
					reply = kind.first(request)
				}
				reply.Delay = latency
				return reply
			}
			b.Setenv("OPENAI_BASE_URL", server.URL)
			b.Setenv("BESPOKE_MODEL", "scripted")
			ctx := identity.With(b.Context(), identity.Local())
			settings := crashConfig(b.TempDir())
			app, err := open(ctx, settings, slog.New(slog.DiscardHandler))
			require.NoError(b, err)
			defer app.close(ctx)
			yaml, offer := samples(b)
			run := 0
			for b.Loop() {
				run++
				// Another line asked for each time, so that no answer is known.
				another := fmt.Sprintf("What you'll bring\n- Patience with %d teams\n", run+2)
				request := agents.Request{CVYAML: yaml, JobOfferText: strings.Replace(offer, "What you'll bring\n", another, 1)}
				_, err := runLocal(ctx, app, job{cv: sampleCV}, request, newScreen(io.Discard))
				require.NoError(b, err)
			}
			each := b.Elapsed() / time.Duration(b.N)
			b.ReportMetric(float64(each)/float64(latency), "latencies")
			b.ReportMetric(float64(len(server.Requests()))/float64(b.N), "questions")
		})
	}
}
