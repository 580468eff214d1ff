package telemetry

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// place is where in the work a context stands.
type place struct {
	telemetry    *Telemetry
	request, run string
}

type key struct{}

func at(ctx context.Context) place {
	found, _ := ctx.Value(key{}).(place)
	return found
}

// With returns a context whose work t measures; a nil t measures nothing.
func With(ctx context.Context, t *Telemetry) context.Context {
	here := at(ctx)
	if here.telemetry == t {
		return ctx
	}
	here.telemetry = t
	return context.WithValue(ctx, key{}, here)
}

// WithRequest returns a context with the id of a request, a new one where it
// has none. The id is made here: what a caller sends could say anything.
func WithRequest(ctx context.Context) (_ context.Context, id string) {
	here := at(ctx)
	if here.request != "" {
		return ctx, here.request
	}
	here.request = uuid.NewString()
	return context.WithValue(ctx, key{}, here), here.request
}

// WithRun returns a context that belongs to the run with this handle ("run_…").
func WithRun(ctx context.Context, id string) context.Context {
	here := at(ctx)
	here.run = id
	return context.WithValue(ctx, key{}, here)
}

// Carry returns ctx standing where from stands: in the same run, within the
// same span, measured by the same Telemetry.
func Carry(ctx, from context.Context) context.Context {
	return context.WithValue(trace.ContextWithSpan(ctx, trace.SpanFromContext(from)), key{}, at(from))
}

// carrier is the one form in which trace context crosses processes: W3C's
// traceparent and tracestate. Baggage is not taken: it may hold anything.
var carrier = propagation.TraceContext{}

// FromHeader returns a context that continues the trace of an HTTP request.
func FromHeader(ctx context.Context, header http.Header) context.Context {
	if at(ctx).telemetry == nil {
		return ctx
	}
	return carrier.Extract(ctx, propagation.HeaderCarrier(header))
}

// FromMeta returns a context that continues the trace that an MCP request's
// _meta names (SEP-414); without one, ctx as it is.
func FromMeta(ctx context.Context, meta map[string]any) context.Context {
	if at(ctx).telemetry == nil {
		return ctx
	}
	return carrier.Extract(ctx, metaCarrier(meta))
}

// IntoMeta writes the trace of ctx into an MCP request's _meta.
func IntoMeta(ctx context.Context, meta map[string]any) { carrier.Inject(ctx, metaCarrier(meta)) }

// Parent is the trace of ctx as a traceparent, "" without one: to be kept with
// work that is done later.
func Parent(ctx context.Context) string {
	kept := propagation.MapCarrier{}
	carrier.Inject(ctx, kept)
	return kept["traceparent"]
}

// FromParent returns a context that continues the trace of a traceparent.
func FromParent(ctx context.Context, traceparent string) context.Context {
	return carrier.Extract(ctx, propagation.MapCarrier{"traceparent": traceparent})
}

// metaCarrier reads and writes an MCP request's _meta.
type metaCarrier map[string]any

func (m metaCarrier) Get(key string) string {
	text, _ := m[key].(string)
	return text
}

func (m metaCarrier) Set(key, value string) { m[key] = value }

func (m metaCarrier) Keys() []string {
	return slices.Collect(maps.Keys(m))
}
