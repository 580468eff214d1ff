package otlp_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/telemetry"
	"github.com/bespoke-cv/bespoke/telemetry/otlp"
	"github.com/bespoke-cv/bespoke/telemetry/otlp/otlptest"
)

func environment(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

func TestSettings(t *testing.T) {
	config, err := otlp.FromEnv(environment(map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector.example/base/", "OTEL_EXPORTER_OTLP_HEADERS": "Authorization=Basic%20abc, X-Scope = 1 ,",
		"OTEL_EXPORTER_OTLP_TIMEOUT": "250", "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
	}))
	require.NoError(t, err)
	assert.Equal(t, &otlp.Config{
		Traces: "https://collector.example/base/v1/traces", Metrics: "https://collector.example/base/v1/metrics",
		Header: http.Header{"Authorization": {"Basic abc"}, "X-Scope": {"1"}}, Timeout: 250 * time.Millisecond, Gzip: true,
	}, config)
	for _, off := range []map[string]string{{}, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_SDK_DISABLED": "true"}} {
		config, err := otlp.FromEnv(environment(off))
		require.NoError(t, err)
		assert.Nil(t, config)
	}
	for name, value := range map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT": "localhost:4317", "OTEL_EXPORTER_OTLP_HEADERS": "api-key=secret,broken", "OTEL_EXPORTER_OTLP_TIMEOUT": "1s",
		"OTEL_EXPORTER_OTLP_COMPRESSION": "zstd", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
	} {
		pairs := map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", name: value}
		_, err := otlp.FromEnv(environment(pairs))
		require.ErrorContains(t, err, name)
		assert.NotContains(t, err.Error(), "secret")
	}
}

func TestACollectorGetsSpansAndMetrics(t *testing.T) {
	for _, compression := range []string{"none", "gzip"} {
		t.Run(compression, func(t *testing.T) {
			collector := otlptest.New(t)
			collector.Busy = 1 // it is asked again
			config, err := otlp.FromEnv(environment(map[string]string{
				"OTEL_EXPORTER_OTLP_ENDPOINT": collector.URL, "OTEL_EXPORTER_OTLP_HEADERS": "api-key=k", "OTEL_EXPORTER_OTLP_COMPRESSION": compression,
			}))
			require.NoError(t, err)
			measured, err := telemetry.Open(t.Context(), telemetry.Config{Version: "v9", Export: config})
			require.NoError(t, err)
			ctx, end := telemetry.Tool(telemetry.With(t.Context(), measured), "render_pdf")
			_, rendered := telemetry.Render(ctx, "builtin", true)
			rendered(3, telemetry.Outcome{Name: telemetry.OK})
			end(telemetry.Outcome{Name: "refused", Kind: "invalid"})
			require.NoError(t, measured.Close(t.Context()))

			spans, metrics := collector.Spans(), collector.Metrics()
			require.Len(t, spans, 2)
			assert.Equal(t, "render builtin", spans[0].Name)
			assert.Equal(t, spans[1].SpanId, spans[0].ParentSpanId)
			assert.Equal(t, "v9", collector.Resource()["service.version"])
			assert.Equal(t, "bespoke", collector.Resource()["service.name"])
			assert.NotContains(t, collector.Resource(), "host.name")
			assert.EqualValues(t, 1, metrics["mcp.server.operation.duration"].GetHistogram().DataPoints[0].Count)
			assert.EqualValues(t, 3, metrics["bespoke.render.pages"].GetSum().DataPoints[0].GetAsInt())
			assert.True(t, metrics["bespoke.render.pages"].GetSum().IsMonotonic)
			assert.Positive(t, metrics["go.memory.used"].GetSum().DataPoints[0].GetAsInt())
			for _, header := range collector.Headers() {
				assert.Equal(t, "k", header.Get("Api-Key"))
			}
		})
	}
}

func TestAFailureNamesTheHostAndNothingElse(t *testing.T) {
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "you sent Ada Lovelace", http.StatusBadRequest)
	}))
	t.Cleanup(refusing.Close)
	config, err := otlp.FromEnv(environment(map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": refusing.URL + "/secret-path"}))
	require.NoError(t, err)
	measured, err := telemetry.Open(t.Context(), telemetry.Config{Export: config})
	require.NoError(t, err)
	err = measured.Close(t.Context()) // the metrics go out
	require.ErrorContains(t, err, "answers 400")
	assert.NotContains(t, err.Error(), "Ada")
	assert.NotContains(t, err.Error(), "secret-path")
}
