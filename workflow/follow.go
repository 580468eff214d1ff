package workflow

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/progress"
)

// Get gives the run as it stands, waiting up to wait for its end. It gives
// ErrNotFound for a handle that is not this user's.
func (e *Engine) Get(ctx context.Context, user uuid.UUID, runID string, wait time.Duration) (Run, error) {
	id, err := executionID(user, runID)
	if err != nil {
		return Run{}, err
	}
	if wait <= 0 {
		return e.read(ctx, id, runID)
	}
	began := time.Now()
	var see func(Run)
	if progress.Watched(ctx) {
		see = func(run Run) {
			if !run.Status.Final() {
				progress.Report(ctx, time.Since(began).Seconds(), 0, run.doing())
			}
		}
	}
	return e.watchRun(ctx, id, runID, began.Add(wait), see)
}

// Follow tells see where the run stands, first at once and then whenever it has
// moved on, wherever it is carried out, and returns it when it has ended.
func (e *Engine) Follow(ctx context.Context, user uuid.UUID, runID string, see func(Run)) (Run, error) {
	id, err := executionID(user, runID)
	if err != nil {
		return Run{}, err
	}
	return e.watchRun(ctx, id, runID, time.Time{}, see)
}

// How often the checkpoints are asked about a run: soon at first, for many runs
// end at once, then ever more rarely.
const (
	soonest = 2 * time.Millisecond
	rarest  = 100 * time.Millisecond
)

// watchRun tells see, unless it is nil, where a run stands whenever it has moved
// on, and returns it when it has ended or the deadline is over; the zero deadline
// never is.
func (e *Engine) watchRun(ctx context.Context, id, runID string, deadline time.Time, see func(Run)) (Run, error) {
	endOnly := see == nil
	if endOnly {
		see = func(Run) {}
	}
	events, stop := e.live.subscribe(id, endOnly)
	defer stop()
	run, err := e.read(ctx, id, runID)
	var seen Run
	pause := soonest
	if run.Status == Pending && e.config.Role != Serve || endOnly && e.live.carries(id) {
		pause = rarest // most likely it begins here, or ends, and that wakes us
	}
	for ; ; pause = min(2*pause, rarest) {
		if err != nil {
			return run, err
		}
		if run.moved(seen) {
			seen = run
			see(run)
		}
		if !deadline.IsZero() {
			pause = min(pause, time.Until(deadline))
		}
		if run.Status.Final() || pause <= 0 {
			return run, nil
		}
		timer := time.NewTimer(pause)
		select {
		case event, open := <-events:
			if event.of != nil && event.Status == Succeeded && event.of.whole(&run) {
				see(run)
				return run, nil
			}
			if !open { // what it was closed for is written a moment later
				events, pause = nil, soonest/2
			}
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return run, fmt.Errorf("wait for run %s: %w", runID, ctx.Err())
		}
		timer.Stop()
		if !e.live.bring(id, &run) && len(events) == 0 { // else what waits there tells its end
			run, err = e.readOn(ctx, id, run)
		}
	}
}

// moved reports whether r stands elsewhere than it was seen before.
func (r Run) moved(seen Run) bool {
	return r.Status != seen.Status || r.UpdatedAt.After(seen.UpdatedAt) || r.doing() != seen.doing()
}

// doing is the step that runs, and what it is at.
func (r Run) doing() string {
	for _, step := range r.Steps {
		if step.Status == Running && step.Doing != "" {
			return step.Name + ": " + step.Doing
		}
	}
	return r.Step
}
