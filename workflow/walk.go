package workflow

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"

	"github.com/bespoke-cv/bespoke/telemetry"
)

// checkpoint is what is kept of steps that ended one behind the other. A run's
// outcome is one as well: of the last of its steps, where no checkpoint of their
// own was written.
type checkpoint struct {
	Values map[string]string `json:"values,omitempty"` // what the last of them left
	Steps  []StepState       `json:"steps,omitempty"`
	// Result is the one step's where Steps is empty: earlier versions kept each
	// step by itself.
	Result json.RawMessage `json:"result,omitempty"`
	// StartedAt is when the run was started; an outcome tells it that has Steps.
	StartedAt time.Time `json:"started_at,omitzero"`
}

// count is how many steps a checkpoint is of.
func (c checkpoint) count() int { return max(len(c.Steps), 1) }

// walk goes through the steps of a run, a stretch between two checkpoints at a
// time. Writing a checkpoint down takes a database longer than most steps take,
// so what ends within Config.CheckpointEvery is kept together. A step that takes
// longer does not keep those before it waiting: it goes on while they are
// written down, and the next stretch begins with it.
//
//	step 1 ─ step 2 ─┬─ step 3 ──────────────── … ─┬─►
//	                 └─ due: checkpoint of 1 and 2  └─ checkpoint of 3
//
// A run that is carried out from its start by the process that started it has no
// checkpoints that could answer for its steps, and its last steps are written
// down once, with its outcome: a run of quick steps costs a database two
// transactions, its start and its end.
type walk struct {
	engine   *Engine
	run      *liveRun
	in       input
	first    bool            // carried out from its start by who started it
	observed context.Context //nolint:containedctx // where the run's spans hang

	at     int // the step behind the last checkpoint
	values map[string]string
	last   []StepState // those that the outcome keeps

	scratch any // what the last step left in memory

	ahead  chan stepped       // the step that runs or has ended since
	cancel context.CancelFunc // of that step
	work   chan func()        // the steps, for one goroutine: see grow
}

// stepped is how a step ended.
type stepped struct {
	state   StepState
	values  map[string]string
	scratch any
	err     error
}

// stretch carries out the steps up to the next checkpoint. The error of a step is
// a stretch of its own, behind the checkpoint of those before it.
func (w *walk) stretch(ctx context.Context) (kept checkpoint, err error) {
	every := w.engine.config.CheckpointEvery
	due := time.NewTimer(every)
	defer due.Stop()
	began, values := time.Now(), w.values
	for {
		if w.ahead == nil {
			w.begin(ctx, w.at+len(kept.Steps), values)
		}
		var ended stepped
		if len(kept.Steps) == 0 {
			ended = <-w.ahead
		} else {
			select {
			case ended = <-w.ahead:
			case <-due.C:
				return kept, nil
			}
		}
		if ended.err != nil && len(kept.Steps) > 0 {
			w.ahead <- ended
			return kept, nil
		}
		w.ahead = nil
		if ended.err != nil {
			return checkpoint{}, ended.err
		}
		values, w.scratch = ended.values, ended.scratch
		kept.Steps, kept.Values = append(kept.Steps, ended.state), values
		if w.at+len(kept.Steps) == len(w.engine.steps) || time.Since(began) >= every {
			return kept, nil
		}
	}
}

// keep carries out the steps up to the next checkpoint and writes it down, or
// gives what an earlier process wrote there.
func (w *walk) keep(ctx dbos.Context) (checkpoint, error) {
	name := dbos.WithStepName(w.engine.steps[w.at].Name)
	if !w.first {
		return dbos.RunAsStep(ctx, w.stretch, name)
	}
	kept, err := w.stretch(w.engine.dbos) // what a step asks DBOS is no step of the run
	if err == nil && w.at+len(kept.Steps) == len(w.engine.steps) {
		w.last = kept.Steps
		return kept, nil
	}
	return dbos.RunAsStep(ctx, func(context.Context) (checkpoint, error) { return kept, err }, name)
}

// outcome is what is kept of a run that has succeeded, beside its checkpoints.
func (w *walk) outcome() checkpoint {
	kept := checkpoint{Values: w.values, Steps: w.last}
	if len(w.last) > 0 {
		kept.StartedAt = w.in.StartedAt
	}
	return kept
}

// begin lets a step run on values.
func (w *walk) begin(ctx context.Context, index int, values map[string]string) {
	ctx, cancel := context.WithCancel(telemetry.Carry(ctx, w.observed))
	ahead, state := make(chan stepped, 1), w.in.state(values, w.scratch)
	w.ahead, w.cancel = ahead, cancel
	if w.work == nil {
		w.work = make(chan func())
		go func() {
			grow()
			for do := range w.work {
				do()
			}
		}()
	}
	w.work <- func() {
		defer cancel()
		ahead <- w.engine.attempt(ctx, w.run, index, state)
	}
}

// grow gives a goroutine at once the stack that a step takes. It would otherwise
// double again and again, each time with more frames on it that need adjusting.
//
//go:noinline
func grow() {
	var room [40 << 10]byte // of 64 KB
	runtime.KeepAlive(&room)
}

// passed moves on behind a checkpoint: one that was just written, or one of
// before the run was interrupted.
func (w *walk) passed(kept checkpoint) error {
	w.at, w.values = w.at+kept.count(), kept.Values
	if w.at > len(w.engine.steps) {
		return fmt.Errorf("the checkpoints are of %d steps, there are %d", w.at, len(w.engine.steps))
	}
	return nil
}

// stop ends a step that runs ahead though its checkpoint will never be written.
func (w *walk) stop() {
	if w.ahead != nil {
		w.cancel()
		<-w.ahead
		w.ahead = nil
	}
	if w.work != nil {
		close(w.work)
		w.work = nil
	}
}
