package workflow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
	"github.com/sethvargo/go-retry"

	"github.com/bespoke-cv/bespoke/progress"
	"github.com/bespoke-cv/bespoke/telemetry"
)

// watchEvery is how often a long step asks whether it was cancelled by another
// process: often enough that a cancel is felt within a second.
const watchEvery = 500 * time.Millisecond

// attempt runs a step, again where its retries allow, under a context that
// ends when the run is cancelled.
func (e *Engine) attempt(ctx context.Context, run *liveRun, index int, state State) (done stepped) {
	step := e.steps[index]
	ctx, ended := telemetry.Step(ctx, step.Name)
	defer func() {
		status := Succeeded
		if done.err != nil {
			status = statusOf(ctx, done.err)
		}
		ended(outcomeOf(status))
	}()
	stepCtx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer run.during(cancel)()
	defer e.watch(stepCtx, run, cancel)()

	stepCtx = progress.With(stepCtx, func(update progress.Update) { run.report(update.Message) })
	startedAt := run.started(index, step.Name)
	var next State
	err := retry.Do(stepCtx, pauses(step.Retries), func(ctx context.Context) error {
		given := state
		given.Values = maps.Clone(state.Values) // an attempt that fails leaves nothing
		if given.Values == nil {
			given.Values = map[string]string{}
		}
		var err error
		if next, err = e.once(ctx, step, given); err != nil && ctx.Err() == nil && (step.Retryable == nil || step.Retryable(err)) {
			return retry.RetryableError(err)
		}
		return err
	})
	if err == nil {
		err = checkSize(checkpoint{Values: next.Values, Result: next.Result})
	}
	if errors.Is(context.Cause(stepCtx), ErrCancelled) {
		run.emit(Event{Step: step.Name, Index: index, Status: Cancelled})
		return stepped{err: ErrCancelled}
	}
	if err != nil {
		if ctx.Err() == nil { // else the engine closes and the step runs again elsewhere
			run.emit(Event{Step: step.Name, Index: index, Status: Failed, Error: err.Error()})
		}
		return stepped{err: &failure{Text: err.Error(), StartedAt: startedAt}}
	}
	return stepped{state: run.succeeded(index, step.Name, next), values: next.Values, scratch: next.Scratch}
}

func pauses(retries int) retry.Backoff {
	return retry.WithMaxRetries(uint64(max(retries, 0)),
		retry.WithCappedDuration(10*time.Second, retry.WithJitterPercent(20, retry.NewExponential(200*time.Millisecond))))
}

// once runs a step one time, within its timeout, and makes a panic an error.
func (e *Engine) once(ctx context.Context, step Step, state State) (next State, err error) {
	if step.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, step.Timeout, ErrTimeout)
		defer cancel()
	}
	defer func() {
		if recovered := recover(); recovered != nil {
			e.logger.ErrorContext(ctx, "step panicked", "step", step.Name, "stack", string(debug.Stack()))
			err = fmt.Errorf("step %s broke: %v", step.Name, recovered)
		} else if err != nil && errors.Is(context.Cause(ctx), ErrTimeout) {
			err = fmt.Errorf("%w: %s has %s: %w", ErrTimeout, step.Name, step.Timeout, err)
		}
	}()
	return step.Run(ctx, state)
}

// checkSize refuses what is too large for a checkpoint, or no JSON. Only what may
// be too large is written to see how large it is.
func checkSize(kept checkpoint) error {
	const brackets, escaped = 64, 6 // bytes around all and each value, and at most of a byte
	most := brackets + escaped*len(kept.Result)
	for key, value := range kept.Values {
		most += brackets + escaped*(len(key)+len(value))
	}
	if most <= MaxCheckpoint && (len(kept.Result) == 0 || json.Valid(kept.Result)) {
		return nil
	}
	raw, err := json.Marshal(kept)
	if err != nil {
		return fmt.Errorf("keep the step's values: %w", err)
	}
	if len(raw) > MaxCheckpoint {
		return fmt.Errorf("%w: the step left %d bytes, %d are allowed; store them and leave a handle", ErrTooLarge, len(raw), MaxCheckpoint)
	}
	return nil
}

// watch cancels a step that another process cancelled. It asks only once the
// step has run for a while, so short steps cost nothing.
func (e *Engine) watch(ctx context.Context, run *liveRun, cancel context.CancelCauseFunc) (stop func()) {
	done := make(chan struct{})
	timer := time.AfterFunc(watchEvery, func() {
		tick := time.NewTicker(watchEvery)
		defer tick.Stop()
		for {
			found, err := e.find(ctx, run.id, dbos.WithFilterLoadOutput(false))
			if err == nil && found.Status == dbos.WorkflowStatusCancelled {
				cancel(ErrCancelled)
				return
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			case <-done:
				return
			}
		}
	})
	return func() {
		timer.Stop()
		close(done)
	}
}
