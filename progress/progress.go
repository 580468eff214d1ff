// Package progress carries a long operation's progress from where the work is
// done to whoever watches it: an MCP client by notifications, a terminal, a
// run's event stream. The watcher puts a Func into the context; the work
// reports into it; without a watcher a report costs a map look-up and nothing
// else.
package progress

import "context"

// Update is one report. Done counts toward Total in units of the reporter's
// own; Message is a short present-tense phrase without personal data.
type Update struct {
	Done    float64
	Total   float64
	Message string
}

// Func receives updates. It must not block.
type Func func(Update)

type key struct{}

// With returns a context whose reports go to watch.
func With(ctx context.Context, watch Func) context.Context {
	return context.WithValue(ctx, key{}, watch)
}

// Report tells the context's watcher, if any, how far the work is.
func Report(ctx context.Context, done, total float64, message string) {
	if watch, ok := ctx.Value(key{}).(Func); ok && watch != nil {
		watch(Update{Done: done, Total: total, Message: message})
	}
}

// Watched reports whether anybody is told what is reported into the context.
func Watched(ctx context.Context) bool {
	watch, ok := ctx.Value(key{}).(Func)
	return ok && watch != nil
}
