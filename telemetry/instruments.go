package telemetry

import (
	"context"
	"errors"
	"runtime/metrics"

	"go.opentelemetry.io/otel/metric"
)

// instruments are the metrics, named as OpenTelemetry's conventions name them
// where there are any (MCP, generative AI, Go), else bespoke.….
type instruments struct {
	tools      metric.Float64Histogram
	runs       metric.Int64Counter
	running    metric.Int64UpDownCounter
	steps      metric.Float64Histogram
	model      metric.Float64Histogram
	tokens     metric.Int64Counter
	cost       metric.Float64Counter
	unpriced   metric.Int64Counter
	verdicts   metric.Int64Counter
	objections metric.Int64Counter
	render     metric.Float64Histogram
	pages      metric.Int64Counter
	http       metric.Float64Histogram
}

// The buckets of durations, in seconds: of work on this machine, and of work
// that waits for a model.
var (
	quick = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}
	slow  = []float64{.05, .1, .25, .5, 1, 2.5, 5, 10, 20, 40, 80, 160}
)

func newInstruments(meter metric.Meter) (i instruments, err error) {
	var errs []error
	seconds := func(name, description string, bounds []float64) metric.Float64Histogram {
		made, err := meter.Float64Histogram(name, metric.WithUnit("s"), metric.WithDescription(description), metric.WithExplicitBucketBoundaries(bounds...))
		errs = append(errs, err)
		return made
	}
	count := func(name, unit, description string) metric.Int64Counter {
		made, err := meter.Int64Counter(name, metric.WithUnit(unit), metric.WithDescription(description))
		errs = append(errs, err)
		return made
	}
	i.tools = seconds("mcp.server.operation.duration", "Time that tool calls took", slow)
	i.runs = count("bespoke.runs", "{run}", "Runs that ended, or went on elsewhere")
	i.running, err = meter.Int64UpDownCounter("bespoke.runs.active", metric.WithUnit("{run}"), metric.WithDescription("Runs that this process carries out"))
	errs = append(errs, err)
	i.steps = seconds("bespoke.run.step.duration", "Time that steps of runs took, with their retries", slow)
	i.model = seconds("gen_ai.client.operation.duration", "Time that calls of the model took, with their retries", slow)
	i.tokens = count("bespoke.model.tokens", "{token}", "Tokens that the model took")
	i.cost, err = meter.Float64Counter("bespoke.model.cost", metric.WithUnit("USD"), metric.WithDescription("US dollars that the model took, by the list of prices"))
	errs = append(errs, err)
	i.unpriced = count("bespoke.model.unpriced", "{call}", "Calls of models that the list of prices lacks")
	i.verdicts = count("bespoke.guard.verdicts", "{edit}", "Edits that the guard judged")
	i.objections = count("bespoke.guard.findings", "{finding}", "Objections of the guard")
	i.render = seconds("bespoke.render.duration", "Time that typesetting took", quick)
	i.pages = count("bespoke.render.pages", "{page}", "Pages that were typeset")
	i.http = seconds("http.server.request.duration", "Time until HTTP requests were answered, streams until they ended", quick)
	errs = append(errs, observeRuntime(meter))
	return i, errors.Join(errs...)
}

// observeRuntime reports memory and goroutines when somebody looks.
func observeRuntime(meter metric.Meter) error {
	memory, err := meter.Int64ObservableUpDownCounter("go.memory.used", metric.WithUnit("By"), metric.WithDescription("Memory of the Go runtime"))
	if err != nil {
		return err
	}
	goroutines, err := meter.Int64ObservableUpDownCounter("go.goroutine.count", metric.WithUnit("{goroutine}"), metric.WithDescription("Goroutines"))
	if err != nil {
		return err
	}
	_, err = meter.RegisterCallback(func(_ context.Context, to metric.Observer) error {
		samples := []metrics.Sample{
			{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}, {Name: "/sched/goroutines:goroutines"},
		}
		metrics.Read(samples)
		to.ObserveInt64(memory, int64(samples[0].Value.Uint64()-samples[1].Value.Uint64()))
		to.ObserveInt64(goroutines, int64(samples[2].Value.Uint64()))
		return nil
	}, memory, goroutines)
	return err
}
