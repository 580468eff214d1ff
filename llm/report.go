package llm

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/bespoke-cv/bespoke/progress"
)

// reporter reports a call's progress while it runs. Done is the time it has
// taken in seconds, so that it grows whatever the model does; there is no total.
type reporter struct {
	ctx     context.Context //nolint:containedctx // the call's own
	purpose string
	model   string
	start   time.Time
	doing   atomic.Value // string
	pieces  atomic.Int64
	quit    chan struct{}
	gone    chan struct{}
}

const reportEvery = 500 * time.Millisecond

func startReporter(ctx context.Context, purpose, model string) *reporter {
	r := &reporter{ctx: ctx, purpose: purpose, model: model, start: time.Now(), quit: make(chan struct{}), gone: make(chan struct{})}
	r.phase("asking")
	r.tell()
	go func() {
		defer close(r.gone)
		tick := time.NewTicker(reportEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				r.tell()
			case <-r.quit:
				return
			}
		}
	}()
	return r
}

func (r *reporter) phase(doing string) {
	r.pieces.Store(0)
	r.doing.Store(doing)
}

func (r *reporter) heard(pieces int64) { r.pieces.Store(pieces) }

func (r *reporter) tell() {
	message := fmt.Sprintf("%s %s", r.doing.Load(), r.model)
	if pieces := r.pieces.Load(); pieces > 0 {
		message = fmt.Sprintf("%s answers: %d tokens", r.model, pieces)
	}
	if r.purpose != "" {
		message = r.purpose + ": " + message
	}
	progress.Report(r.ctx, time.Since(r.start).Seconds(), 0, message)
}

// stop ends the reports; none comes after it.
func (r *reporter) stop() {
	close(r.quit)
	<-r.gone
}
