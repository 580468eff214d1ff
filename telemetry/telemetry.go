// Package telemetry tells operators how bespoke is doing: traces and metrics by
// OpenTelemetry, and log lines that carry the ids of the request and the run
// they belong to.
//
//	request ─► With, WithRequest ─► ctx ─► Tool, Step, Model, Render, Verdict
//	                                         │            │
//	                                   spans ▼    metrics ▼
//	                                       OTLP/HTTP      OTLP/HTTP, GET /metrics
//
// A Telemetry travels in the context, so what is measured is measured where the
// work is done, and tests that run side by side do not see each other's
// figures. Without one in the context every function here is a look-up and
// nothing else.
//
// Nothing personal goes through this package, by construction: its functions
// take names of tools, steps, models and kinds, which the program or its
// operator chose, ids that bespoke made, and numbers; never the text of an
// offer, a CV, a message or an error. docs/telemetry.md lists what comes out.
package telemetry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/bespoke-cv/bespoke/telemetry/otlp"
)

// scope names what is measured here, among other libraries.
const scope = "github.com/bespoke-cv/bespoke"

// Config says where the figures go. The zero value sends them nowhere.
type Config struct {
	// Version of the program.
	Version string
	// Export is an OTLP collector; nil exports nothing.
	Export *otlp.Config
	// Scrape keeps metrics for Handler.
	Scrape bool
	// Spans and Reader take spans and metrics besides, for tests.
	Spans  sdktrace.SpanExporter
	Reader sdkmetric.Reader
}

// Telemetry measures. Its methods are safe for concurrent use.
type Telemetry struct {
	tracer  trace.Tracer
	metrics instruments
	scrape  *sdkmetric.ManualReader // nil without Scrape
	end     []func(context.Context) error
}

// Open starts measuring; it returns nil when nothing takes the figures. The
// standard variables of the OpenTelemetry SDK hold: OTEL_TRACES_SAMPLER,
// OTEL_BSP_*, OTEL_METRIC_EXPORT_INTERVAL, OTEL_SERVICE_NAME,
// OTEL_RESOURCE_ATTRIBUTES.
func Open(ctx context.Context, config Config) (*Telemetry, error) {
	var traces []sdktrace.TracerProviderOption
	var metrics []sdkmetric.Option
	t := &Telemetry{}
	if config.Export != nil {
		spans, err := otlp.Spans(ctx, *config.Export)
		if err != nil {
			return nil, err
		}
		traces = append(traces, sdktrace.WithBatcher(spans))
		metrics = append(metrics, sdkmetric.WithReader(sdkmetric.NewPeriodicReader(otlp.Metrics(*config.Export))))
	}
	if config.Scrape {
		t.scrape = sdkmetric.NewManualReader()
		metrics = append(metrics, sdkmetric.WithReader(t.scrape))
	}
	if config.Spans != nil {
		traces = append(traces, sdktrace.WithSyncer(config.Spans))
	}
	if config.Reader != nil {
		metrics = append(metrics, sdkmetric.WithReader(config.Reader))
	}
	if len(traces) == 0 && len(metrics) == 0 {
		return nil, nil
	}
	// The SDK's own detectors are left out: a host's or a user's name is personal.
	about, err := resource.New(ctx, resource.WithTelemetrySDK(), resource.WithAttributes(
		attribute.String("service.name", "bespoke"), attribute.String("service.version", config.Version),
		attribute.String("service.instance.id", uuid.NewString()),
	), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	t.tracer = noop.NewTracerProvider().Tracer(scope)
	if len(traces) > 0 {
		provider := sdktrace.NewTracerProvider(append(traces, sdktrace.WithResource(about))...)
		t.tracer, t.end = provider.Tracer(scope), append(t.end, provider.Shutdown)
	}
	provider := sdkmetric.NewMeterProvider(append(metrics, sdkmetric.WithResource(about))...)
	t.end = append(t.end, provider.Shutdown)
	if t.metrics, err = newInstruments(provider.Meter(scope)); err != nil {
		return nil, errors.Join(err, t.Close(ctx))
	}
	return t, nil
}

// Complain sends what the exporters complain of to log, once for the process:
// the SDK has one place for it.
func Complain(log *slog.Logger) {
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		log.Warn("telemetry was not delivered", "error", err)
	}))
}

// Close delivers what is left and stops measuring.
func (t *Telemetry) Close(ctx context.Context) error {
	if t == nil {
		return nil
	}
	var errs []error
	for _, end := range t.end {
		errs = append(errs, end(ctx))
	}
	return errors.Join(errs...)
}

// Handler answers with the metrics in Prometheus' text format. It is for
// Config.Scrape.
func (t *Telemetry) Handler() http.Handler { return http.HandlerFunc(t.serveMetrics) }
