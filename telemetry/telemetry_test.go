package telemetry_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/bespoke-cv/bespoke/telemetry"
)

const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

// measuring gives a context that is measured, the spans, and what Prometheus reads.
func measuring(t *testing.T) (context.Context, *tracetest.InMemoryExporter, func() string) {
	t.Helper()
	spans := tracetest.NewInMemoryExporter()
	measured, err := telemetry.Open(t.Context(), telemetry.Config{Version: "v1", Scrape: true, Spans: spans})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, measured.Close(context.WithoutCancel(t.Context()))) })
	return telemetry.With(t.Context(), measured), spans, func() string {
		answer := httptest.NewRecorder()
		measured.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		require.Equal(t, http.StatusOK, answer.Code)
		return answer.Body.String()
	}
}

// work does one of everything.
func work(ctx context.Context) {
	ctx, _ = telemetry.WithRequest(ctx)
	ctx, run := telemetry.Run(telemetry.WithRun(ctx, "run_1"), "create_application")
	stepped, step := telemetry.Step(ctx, "render")
	called, tool := telemetry.Tool(stepped, "render_pdf")
	_, render := telemetry.Render(called, "builtin", false)
	render(2, telemetry.Outcome{Name: telemetry.OK})
	_, model := telemetry.Model(called, "a-model", "reading the offer")
	model(telemetry.Tokens{Prompt: 100, Cached: 40, Completion: 20, Reasoning: 5, Requests: 2, USD: .25, Priced: true}, telemetry.Outcome{Name: "error", Kind: "busy"})
	telemetry.Verdict(called, "plan", "model", "reject", "new_number", "new_skill")
	tool(telemetry.Outcome{Name: "refused", Kind: "invalid"})
	step(telemetry.Outcome{Name: telemetry.OK})
	run(telemetry.Outcome{Name: telemetry.OK})
}

func TestWorkIsMeasured(t *testing.T) {
	ctx, spans, scrape := measuring(t)
	work(ctx)
	parents, names := map[string]string{}, map[string]string{}
	for _, span := range spans.GetSpans() {
		names[span.SpanContext.SpanID().String()] = span.Name
	}
	for _, span := range spans.GetSpans() {
		parents[span.Name] = names[span.Parent.SpanID().String()]
		if span.Name == "tools/call render_pdf" {
			assert.Equal(t, codes.Error, span.Status.Code)
			assert.Equal(t, "refused", span.Status.Description)
		}
	}
	assert.Equal(t, map[string]string{
		"run create_application": "", "step render": "run create_application", "tools/call render_pdf": "step render",
		"render builtin": "tools/call render_pdf", "chat a-model": "tools/call render_pdf",
	}, parents)

	parser := expfmt.NewTextParser(model.LegacyValidation)
	text := scrape()
	families, err := parser.TextToMetricFamilies(bytes.NewReader([]byte(text)))
	require.NoError(t, err, text)
	for name, value := range map[string]float64{
		"bespoke_runs_total": 1, "bespoke_runs_active": 0, "bespoke_model_cost_USD_total": .25,
		"bespoke_guard_verdicts_total": 1, "bespoke_render_pages_total": 2, "target_info": 1,
	} {
		if assert.Contains(t, families, name) {
			metric := families[name].Metric[0]
			assert.InDelta(t, value, metric.GetCounter().GetValue()+metric.GetGauge().GetValue(), 0, name)
		}
	}
	for _, name := range []string{
		"mcp_server_operation_duration_seconds", "bespoke_run_step_duration_seconds",
		"gen_ai_client_operation_duration_seconds", "bespoke_render_duration_seconds",
	} {
		if assert.Contains(t, families, name) {
			histogram := families[name].Metric[0].GetHistogram()
			assert.EqualValues(t, 1, histogram.GetSampleCount(), name)
			assert.EqualValues(t, 1, histogram.Bucket[len(histogram.Bucket)-1].GetCumulativeCount(), name)
			assert.Positive(t, histogram.GetSampleSum(), name)
		}
	}
	telemetry.HTTP(ctx, "BREW", "/runs/{id}", 429, time.Second)
	text = scrape()
	for _, line := range []string{
		`http_server_request_duration_seconds_count{http_request_method="_OTHER",http_response_status_code="429",http_route="/runs/{id}"} 1`,
		`bespoke_model_tokens_total{gen_ai_request_model="a-model",gen_ai_token_type="input"} 60`,
		`bespoke_model_tokens_total{gen_ai_request_model="a-model",gen_ai_token_type="cached_input"} 40`,
		`bespoke_model_tokens_total{gen_ai_request_model="a-model",gen_ai_token_type="output"} 15`,
		`bespoke_guard_findings_total{bespoke_guard_kind="new_skill",bespoke_guard_stage="plan",bespoke_planned_by="model"} 1`,
		`mcp_server_operation_duration_seconds_count{bespoke_outcome="refused",error_type="invalid",gen_ai_tool_name="render_pdf",mcp_method_name="tools/call"} 1`,
	} {
		assert.Contains(t, text, line+"\n")
	}
	assert.Contains(t, families, "go_memory_used_bytes")
	assert.Contains(t, families, "go_goroutine_count")
}

func TestATraceGoesOn(t *testing.T) {
	ctx, spans, _ := measuring(t)
	header := http.Header{"Traceparent": {"00-11111111111111111111111111111111-2222222222222222-01"}, "Baggage": {"user=Ada"}}
	ctx = telemetry.FromHeader(ctx, header)
	ctx = telemetry.FromMeta(ctx, map[string]any{"traceparent": parent, "tracestate": "vendor=1", "baggage": "user=Ada"})
	called, end := telemetry.Tool(ctx, "render_pdf")
	meta := map[string]any{}
	telemetry.IntoMeta(called, meta)
	end(telemetry.Outcome{Name: telemetry.OK})
	span := spans.GetSpans()[0]
	assert.Equal(t, "0af7651916cd43dd8448eb211c80319c", span.SpanContext.TraceID().String(), "_meta goes before the header")
	assert.Equal(t, "b7ad6b7169203331", span.Parent.SpanID().String())
	assert.Equal(t, "vendor=1", meta["tracestate"])
	assert.NotContains(t, meta, "baggage")
	assert.Equal(t, "00-0af7651916cd43dd8448eb211c80319c-"+span.SpanContext.SpanID().String()+"-01", meta["traceparent"])
	assert.Equal(t, meta["traceparent"], telemetry.Parent(called))

	spans.Reset()
	_, end = telemetry.Tool(telemetry.FromMeta(telemetry.With(t.Context(), nil), map[string]any{"traceparent": parent}), "unmeasured")
	end(telemetry.Outcome{})
	assert.Empty(t, spans.GetSpans())
	for _, broken := range []any{"", "00-xyz", 7, nil, map[string]any{}} {
		assert.Empty(t, telemetry.Parent(telemetry.FromMeta(t.Context(), map[string]any{"traceparent": broken})))
	}
}

func TestLogLinesCarryTheIdsOfTheirContext(t *testing.T) {
	ctx, _, _ := measuring(t)
	var out bytes.Buffer
	log := slog.New(telemetry.NewHandler(slog.NewJSONHandler(&out, nil))).With("part", "x")
	ctx, id := telemetry.WithRequest(ctx)
	again, same := telemetry.WithRequest(ctx)
	assert.Equal(t, id, same)
	ctx, end := telemetry.Tool(telemetry.WithRun(again, "run_1"), "render_pdf")
	log.InfoContext(ctx, "told")
	end(telemetry.Outcome{Name: telemetry.OK})
	var line map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &line))
	assert.Equal(t, id, line["request_id"])
	assert.Equal(t, "run_1", line["run_id"])
	assert.Len(t, line["trace_id"], 32)
	assert.Len(t, line["span_id"], 16)
	assert.Equal(t, "x", line["part"])

	out.Reset()
	log.Info("alone")
	assert.NotContains(t, out.String(), "_id")
	elsewhere := telemetry.Carry(t.Context(), ctx)
	out.Reset()
	log.InfoContext(elsewhere, "carried")
	assert.Contains(t, out.String(), id)
	assert.Contains(t, out.String(), "run_1")
}

func TestNothingIsMeasuredWhenOff(t *testing.T) {
	measured, err := telemetry.Open(t.Context(), telemetry.Config{})
	require.NoError(t, err)
	require.Nil(t, measured)
	require.NoError(t, measured.Close(t.Context()))
	ctx := telemetry.With(t.Context(), measured)
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		_, end := telemetry.Tool(ctx, "render_pdf")
		end(telemetry.Outcome{Name: telemetry.OK})
		telemetry.Verdict(ctx, "plan", "rules", "pass")
	}))
	work(ctx)
}

func BenchmarkTool(b *testing.B) {
	for name, config := range map[string]telemetry.Config{"off": {}, "scraped": {Scrape: true}} {
		b.Run(name, func(b *testing.B) {
			measured, err := telemetry.Open(b.Context(), config)
			require.NoError(b, err)
			ctx := telemetry.With(b.Context(), measured)
			b.ReportAllocs()
			for b.Loop() {
				_, end := telemetry.Tool(ctx, "render_pdf")
				end(telemetry.Outcome{Name: telemetry.OK})
			}
		})
	}
}

func TestACauseSaysNoWordsOfAnErrorButTheSystems(t *testing.T) {
	_, opening := os.Open(filepath.Join(t.TempDir(), "Ada Lovelace.yaml"))
	err := fmt.Errorf("reading the CV of Ada: %w", errors.Join(errors.New("Ada wrote"), opening))
	assert.Equal(t, "*errors.joinError: *errors.errorString: *fs.PathError: no such file or directory", telemetry.Cause(err))
	assert.Equal(t, "context canceled", telemetry.Cause(fmt.Errorf("asking for Ada: %w", context.Canceled)))
	assert.Empty(t, telemetry.Cause(nil))
}
