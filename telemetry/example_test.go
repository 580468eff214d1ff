package telemetry_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/telemetry"
)

// What is measured is measured where the work is done, by the Telemetry in the
// context; the figures are read here as Prometheus reads them.
func ExampleOpen() {
	ctx := context.Background()
	t, err := telemetry.Open(ctx, telemetry.Config{Version: "1", Scrape: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer t.Close(ctx)
	telemetry.Complain(slog.New(slog.DiscardHandler)) // once for the process

	ctx = telemetry.With(ctx, t)
	work := func(ctx context.Context) {
		ctx, end := telemetry.Tool(ctx, "plan_cv_changes")
		defer end(telemetry.Outcome{Name: telemetry.OK})
		_, answered := telemetry.Model(ctx, "qwen3:8b", "proposing edits")
		answered(telemetry.Tokens{Prompt: 900, Completion: 100, Requests: 1}, telemetry.Outcome{Name: telemetry.OK})
		_, typeset := telemetry.Render(ctx, "builtin", true)
		typeset(2, telemetry.Outcome{Name: telemetry.OK})
		telemetry.Verdict(ctx, "plan", "model", "reject", "new_skill")
		telemetry.HTTP(ctx, http.MethodPost, "/mcp", http.StatusOK, 20*time.Millisecond)
	}
	work(ctx)

	answer := httptest.NewRecorder()
	t.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	for line := range strings.Lines(answer.Body.String()) {
		if strings.HasPrefix(line, "bespoke_guard_") || strings.Contains(line, `token_type="input"`) {
			fmt.Print(line)
		}
	}
	// Output:
	// bespoke_guard_findings_total{bespoke_guard_kind="new_skill",bespoke_guard_stage="plan",bespoke_planned_by="model"} 1
	// bespoke_guard_verdicts_total{bespoke_guard_outcome="reject",bespoke_guard_stage="plan",bespoke_planned_by="model"} 1
	// bespoke_model_tokens_total{gen_ai_request_model="qwen3:8b",gen_ai_token_type="input"} 900
}

// A run and its steps, which have spans of their own and are counted by outcome.
func ExampleRun() {
	ctx := context.Background()
	t, err := telemetry.Open(ctx, telemetry.Config{Version: "1", Scrape: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer t.Close(ctx)
	ctx = telemetry.WithRun(telemetry.With(ctx, t), "run_01932d4e8f7a7c3e9b1d2f3a4b5c6d7e")
	ctx, end := telemetry.Run(ctx, "create_application")
	_, stepped := telemetry.Step(ctx, "render_pdf")
	stepped(telemetry.Outcome{Name: telemetry.OK})
	end(telemetry.Outcome{Name: "failed", Kind: "unavailable"})
	answer := httptest.NewRecorder()
	t.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	for line := range strings.Lines(answer.Body.String()) {
		if strings.HasPrefix(line, "bespoke_runs_total{") || strings.Contains(line, "_duration_seconds_count{") {
			fmt.Print(line)
		}
	}
	// Output:
	// bespoke_run_step_duration_seconds_count{bespoke_outcome="ok",bespoke_step="render_pdf"} 1
	// bespoke_runs_total{bespoke_outcome="failed",bespoke_workflow="create_application",error_type="unavailable"} 1
}

// A trace goes on over HTTP headers, over an MCP request's _meta, and with work
// that is done later or in another goroutine.
func ExampleFromHeader() {
	const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	ctx := context.Background()
	t, err := telemetry.Open(ctx, telemetry.Config{Version: "1", Scrape: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer t.Close(ctx)
	nowhere := telemetry.With(ctx, t) // in no trace yet
	ctx = telemetry.FromHeader(nowhere, http.Header{"Traceparent": {traceparent}})

	meta := map[string]any{}
	telemetry.IntoMeta(ctx, meta)
	fmt.Println(meta["traceparent"])
	fmt.Println(telemetry.Parent(telemetry.FromMeta(nowhere, meta)))
	fmt.Println(telemetry.Parent(telemetry.FromParent(nowhere, telemetry.Parent(ctx))))
	fmt.Println(telemetry.Parent(telemetry.Carry(context.Background(), ctx)))
	// Output:
	// 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
	// 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
	// 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
	// 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
}

// Log lines carry the ids of the request and the run that they are about.
func ExampleNewHandler() {
	log := slog.New(telemetry.NewHandler(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey || a.Key == "request_id" { // other ones each time
				return slog.Attr{}
			}
			return a
		},
	})))
	ctx, id := telemetry.WithRequest(context.Background())
	again, same := telemetry.WithRequest(ctx)
	fmt.Println(len(id), id == same)
	log.InfoContext(telemetry.WithRun(again, "run_01932d4e8f7a7c3e9b1d2f3a4b5c6d7e"), "step done", "step", "render_pdf")
	// Output:
	// 36 true
	// level=INFO msg="step done" step=render_pdf run_id=run_01932d4e8f7a7c3e9b1d2f3a4b5c6d7e
}

// A cause says what sort of error it was, and nothing that a user wrote.
func ExampleCause() {
	err := fmt.Errorf("read Ada's CV: %w", &fs.PathError{Op: "open", Path: "/home/ada/cv.yaml", Err: errors.New("permission denied")})
	fmt.Println(telemetry.Cause(err))
	// Output:
	// *fs.PathError: *errors.errorString
}
