package workflow

import (
	"context"
	"errors"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/telemetry"
)

// carryOut is the workflow: the steps in order, each given what those before
// it left. After a crash it runs again from the top, and RunAsStep answers for
// the finished steps from their checkpoints. A checkpoint has the name of its
// first step.
func (e *Engine) carryOut(ctx dbos.Context, in input) (checkpoint, error) {
	id, err := executionID(in.User, in.RunID)
	if err != nil {
		return checkpoint{}, err
	}
	run := e.live.begin(id, in.RunID, len(e.steps))
	giveBack, err := e.turn(ctx, run, in.User)
	if err != nil {
		run.end(statusOf(ctx, err), err)
		return checkpoint{}, err
	}
	defer giveBack()
	observed, ended := telemetry.Run(telemetry.WithRun(telemetry.With(telemetry.FromParent(ctx, in.Trace), e.config.Telemetry), in.RunID), e.config.Name)
	way := &walk{engine: e, run: run, in: in, observed: observed}
	for way.at < len(e.steps) {
		kept, err := dbos.RunAsStep(ctx, way.stretch, dbos.WithStepName(e.steps[way.at].Name))
		if err == nil {
			err = way.passed(kept)
		}
		if err != nil {
			way.stop()
			status := statusOf(ctx, err)
			parked := e.live.park(id, status)
			run.end(status, err)
			ended(outcomeOf(status))
			if parked != nil {
				select { // until the run has begun again, and this outcome counts no more
				case <-parked:
				case <-ctx.Done():
				}
			}
			return checkpoint{}, err
		}
	}
	run.end(Succeeded, nil)
	ended(outcomeOf(Succeeded))
	return checkpoint{Values: way.values}, nil
}

// turn waits until the run may begin. Cancelling the run ends the wait.
func (e *Engine) turn(ctx context.Context, run *liveRun, user uuid.UUID) (giveBack func(), err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer run.during(cancel)()
	if giveBack, err = e.turns.take(ctx, user); err == nil {
		run.began()
	}
	return giveBack, err
}

// outcomeOf is a status as operators count it: a run that goes on elsewhere was
// interrupted here.
func outcomeOf(status Status) telemetry.Outcome {
	switch status {
	case Succeeded:
		return telemetry.Outcome{Name: telemetry.OK}
	case Pending:
		return telemetry.Outcome{Name: "interrupted"}
	}
	return telemetry.Outcome{Name: string(status)}
}

// statusOf tells how a run ended whose step gave err: pending when the engine
// closes, for then it goes on elsewhere, and when it is no error of a step's own
// but one of the checkpoints, as when their database stops at that instant; for
// then it goes on once they can be written again.
func statusOf(ctx context.Context, err error) Status {
	var own *failure
	switch {
	case ctx.Err() != nil:
		return Pending
	case errors.Is(err, ErrCancelled), errors.Is(err, dbos.ErrWorkflowCancelled), errors.Is(err, dbos.ErrConflictingWorkflowID):
		return Cancelled
	case errors.As(err, &own):
		return Failed
	}
	return Pending
}
