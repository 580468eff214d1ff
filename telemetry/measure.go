package telemetry

import (
	"context"
	"net/http"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
)

// OK is the outcome of what went well. Every other outcome is a short word of
// the program's own, such as "refused" or "cancelled".
const OK = "ok"

// Outcome is how a piece of work ended. Kind says of what sort a failure is,
// from a fixed list; it may be empty.
type Outcome struct{ Name, Kind string }

func (o Outcome) attributes() []attribute.KeyValue {
	all := []attribute.KeyValue{attribute.String("bespoke.outcome", o.Name)}
	if o.Kind != "" {
		all = append(all, attribute.String("error.type", o.Kind))
	}
	return all
}

// work is a piece of work under way: its span and what its figures are filed
// under.
type work struct {
	ctx    context.Context //nolint:containedctx // the work's own, which carries its span
	t      *Telemetry
	span   trace.Span
	start  time.Time
	labels []attribute.KeyValue
}

// begin starts a span. labels are the span's and the metrics'; more only the
// span's.
func begin(ctx context.Context, t *Telemetry, name string, kind trace.SpanKind, labels []attribute.KeyValue, more ...attribute.KeyValue) (context.Context, *work) {
	ctx, span := t.tracer.Start(ctx, name, trace.WithSpanKind(kind), trace.WithAttributes(labels...), trace.WithAttributes(more...))
	return ctx, &work{ctx: ctx, t: t, span: span, start: time.Now(), labels: labels}
}

// end closes the span and returns what to file the work's figures under.
func (w *work) end(outcome Outcome) metric.MeasurementOption {
	told := outcome.attributes()
	w.span.SetAttributes(told...)
	if outcome.Name != OK {
		w.span.SetStatus(codes.Error, outcome.Name)
	}
	w.span.End()
	return metric.WithAttributeSet(attribute.NewSet(append(told, w.labels...)...))
}

func (w *work) seconds() float64 { return time.Since(w.start).Seconds() }

// Tool measures a call of a tool that is registered under name.
func Tool(ctx context.Context, name string) (_ context.Context, end func(Outcome)) {
	here := at(ctx)
	if here.telemetry == nil {
		return ctx, func(Outcome) {}
	}
	ctx, w := begin(ctx, here.telemetry, "tools/call "+name, trace.SpanKindServer,
		[]attribute.KeyValue{attribute.String("mcp.method.name", "tools/call"), attribute.String("gen_ai.tool.name", name)},
		ids(here)...)
	return ctx, func(outcome Outcome) {
		seconds := w.seconds()
		here.telemetry.metrics.tools.Record(w.ctx, seconds, w.end(outcome))
	}
}

// ids are the attributes of a span by which it is found from a log line.
func ids(here place) []attribute.KeyValue {
	var all []attribute.KeyValue
	if here.request != "" {
		all = append(all, attribute.String("bespoke.request.id", here.request))
	}
	if here.run != "" {
		all = append(all, attribute.String("bespoke.run.id", here.run))
	}
	return all
}

// Run measures a run of the named workflow while this process carries it out.
// The context is to be one of WithRun.
func Run(ctx context.Context, workflow string) (_ context.Context, end func(Outcome)) {
	here := at(ctx)
	if here.telemetry == nil {
		return ctx, func(Outcome) {}
	}
	labels := []attribute.KeyValue{attribute.String("bespoke.workflow", workflow)}
	ctx, w := begin(ctx, here.telemetry, "run "+workflow, trace.SpanKindConsumer, labels, ids(here)...)
	active := metric.WithAttributes(labels...)
	here.telemetry.metrics.running.Add(ctx, 1, active)
	return ctx, func(outcome Outcome) {
		here.telemetry.metrics.running.Add(w.ctx, -1, active)
		here.telemetry.metrics.runs.Add(w.ctx, 1, w.end(outcome))
	}
}

// Step measures a step of a run, its retries included.
func Step(ctx context.Context, name string) (_ context.Context, end func(Outcome)) {
	here := at(ctx)
	if here.telemetry == nil {
		return ctx, func(Outcome) {}
	}
	ctx, w := begin(ctx, here.telemetry, "step "+name, trace.SpanKindInternal,
		[]attribute.KeyValue{attribute.String("bespoke.step", name)}, ids(here)...)
	return ctx, func(outcome Outcome) {
		seconds := w.seconds()
		here.telemetry.metrics.steps.Record(w.ctx, seconds, w.end(outcome))
	}
}

// Tokens is what a call of a model took. Cached is a part of Prompt, Reasoning
// of Completion. USD counts only when Priced.
type Tokens struct {
	Prompt, Cached, Completion, Reasoning int64
	Requests                              int
	USD                                   float64
	Priced                                bool
}

// Model measures a call of the model that the operator configured under name.
// purpose is the program's own word for what it is asked for.
func Model(ctx context.Context, name, purpose string) (_ context.Context, end func(Tokens, Outcome)) {
	here := at(ctx)
	if here.telemetry == nil {
		return ctx, func(Tokens, Outcome) {}
	}
	model := attribute.String("gen_ai.request.model", name)
	ctx, w := begin(ctx, here.telemetry, "chat "+name, trace.SpanKindClient,
		[]attribute.KeyValue{attribute.String("gen_ai.operation.name", "chat"), model},
		append(ids(here), attribute.String("bespoke.model.purpose", purpose))...)
	return ctx, func(took Tokens, outcome Outcome) {
		w.span.SetAttributes(
			attribute.Int64("gen_ai.usage.input_tokens", took.Prompt), attribute.Int64("gen_ai.usage.output_tokens", took.Completion),
			attribute.Int64("bespoke.model.cached_tokens", took.Cached), attribute.Int64("bespoke.model.reasoning_tokens", took.Reasoning),
			attribute.Int("bespoke.model.requests", took.Requests), attribute.Float64("bespoke.model.usd", took.USD))
		i := here.telemetry.metrics
		for kind, tokens := range map[string]int64{
			"input": took.Prompt - took.Cached, "cached_input": took.Cached,
			"output": took.Completion - took.Reasoning, "reasoning": took.Reasoning,
		} {
			i.tokens.Add(w.ctx, max(tokens, 0), metric.WithAttributes(model, attribute.String("gen_ai.token.type", kind)))
		}
		if took.Priced {
			i.cost.Add(w.ctx, took.USD, metric.WithAttributes(model))
		} else if took.Requests > 0 {
			i.unpriced.Add(w.ctx, 1, metric.WithAttributes(model))
		}
		seconds := w.seconds()
		i.model.Record(w.ctx, seconds, w.end(outcome))
	}
}

// Render measures typesetting by the named engine; a draft is one whose pages
// are only counted.
func Render(ctx context.Context, engine string, draft bool) (_ context.Context, end func(pages int, outcome Outcome)) {
	here := at(ctx)
	if here.telemetry == nil {
		return ctx, func(int, Outcome) {}
	}
	ctx, w := begin(ctx, here.telemetry, "render "+engine, trace.SpanKindInternal,
		[]attribute.KeyValue{attribute.String("bespoke.render.engine", engine), attribute.Bool("bespoke.render.draft", draft)}, ids(here)...)
	return ctx, func(pages int, outcome Outcome) {
		w.span.SetAttributes(attribute.Int("bespoke.render.pages", pages))
		i, seconds := here.telemetry.metrics, w.seconds()
		told := w.end(outcome)
		i.render.Record(w.ctx, seconds, told)
		i.pages.Add(w.ctx, int64(pages), told)
	}
}

// Verdict counts an edit that the guard judged at a stage, "plan" or "apply":
// who proposed it ("rules", "model" or "caller"), the outcome, and the kinds of
// the objections.
func Verdict(ctx context.Context, stage, by, outcome string, kinds ...string) {
	t := at(ctx).telemetry
	if t == nil {
		return
	}
	where, who := attribute.String("bespoke.guard.stage", stage), attribute.String("bespoke.planned_by", by)
	t.metrics.verdicts.Add(ctx, 1, metric.WithAttributes(where, who, attribute.String("bespoke.guard.outcome", outcome)))
	for _, kind := range kinds {
		t.metrics.objections.Add(ctx, 1, metric.WithAttributes(where, who, attribute.String("bespoke.guard.kind", kind)))
	}
}

// HTTP measures a request that was answered. route is the pattern of its
// address, never the address; status is 0 when nothing was answered.
func HTTP(ctx context.Context, method, route string, status int, took time.Duration) {
	t := at(ctx).telemetry
	if t == nil {
		return
	}
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
	default:
		method = "_OTHER" // as the conventions have it: a client may say anything
	}
	t.metrics.http.Record(ctx, took.Seconds(), metric.WithAttributeSet(attribute.NewSet(
		attribute.String("http.request.method", method), attribute.String("http.route", route), attribute.Int("http.response.status_code", status))))
}
