package otlp

import (
	"context"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
)

// Spans sends spans to the collector.
func Spans(ctx context.Context, config Config) (sdktrace.SpanExporter, error) {
	return otlptrace.New(ctx, sender(config))
}

// sender is the way of spans; the package above it makes the messages.
type sender Config

func (sender) Start(context.Context) error { return nil }
func (sender) Stop(context.Context) error  { return nil }

// UploadTraces sends an ExportTraceServiceRequest. Its only field is that of
// TracesData, which does not need the service's package, and so not gRPC.
func (s sender) UploadTraces(ctx context.Context, spans []*tracepb.ResourceSpans) error {
	return Config(s).post(ctx, s.Traces, &tracepb.TracesData{ResourceSpans: spans})
}
