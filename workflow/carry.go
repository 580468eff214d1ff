package workflow

import (
	"context"
	"errors"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/telemetry"
)

// begun is the key under which a run's context has its *liveRun while it is
// carried out from its start by the process that started it.
type begun struct{}

// carryOut is the workflow: the steps in order, each given what those before
// it left. After a crash it runs again from the top, and RunAsStep answers for
// the finished steps from their checkpoints. A checkpoint has the name of its
// first step.
func (e *Engine) carryOut(ctx dbos.Context, in input) (checkpoint, error) {
	run, first := ctx.Value(begun{}).(*liveRun)
	if !first {
		id, err := executionID(in.User, in.RunID)
		if err != nil {
			return checkpoint{}, err
		}
		run = e.live.begin(id, in.RunID, len(e.steps))
	}
	giveBack, err := e.turn(ctx, run, in.User)
	if err != nil {
		run.end(statusOf(ctx, err), err)
		return checkpoint{}, err
	}
	defer giveBack()
	observed, ended := telemetry.Run(telemetry.WithRun(telemetry.With(telemetry.FromParent(ctx, in.Trace), e.config.Telemetry), in.RunID), e.config.Name)
	way := &walk{engine: e, run: run, in: in, first: first, observed: observed}
	defer way.stop()
	for way.at < len(e.steps) {
		kept, err := way.keep(ctx)
		if err == nil {
			err = way.passed(kept)
		}
		if err != nil {
			way.stop()
			status := statusOf(ctx, err)
			parked := e.live.park(run.id, status)
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
	if !first { // else it ends when its outcome is written
		run.end(Succeeded, nil)
	}
	ended(outcomeOf(Succeeded))
	return way.outcome(), nil
}

// carryOutHere starts a run that this process carries out.
func (e *Engine) carryOutHere(id string, in input) error {
	ctx, run := e.dbos, e.live.expect(id, in.RunID, in.StartedAt, len(e.steps))
	if run != nil {
		ctx = dbos.WithValue(ctx, begun{}, run)
	}
	handle, err := dbos.RunWorkflow(ctx, e.carryOut, in,
		dbos.WithWorkflowID(id),
		dbos.WithWorkflowIDReusePolicy(dbos.WorkflowIDReusePolicyReject),
		dbos.WithAuthenticatedUser(in.User.String()))
	switch {
	case run == nil: // started before, and refused now most likely
	case err != nil:
		run.forget()
	default:
		go e.seeOut(run, handle)
	}
	return err
}

// seeOut tells that a run has ended once its outcome is written down. Of one that
// did not succeed it was told before.
func (e *Engine) seeOut(run *liveRun, handle dbos.WorkflowHandle[checkpoint]) {
	kept, err := handle.GetResult()
	if err != nil {
		run.end(statusOf(e.dbos, err), err)
		return
	}
	if len(kept.Steps) == 0 { // another process' outcome
		run.overtaken()
	}
	run.end(Succeeded, nil)
}

// turn waits until the run may begin. Cancelling the run ends the wait.
func (e *Engine) turn(ctx context.Context, run *liveRun, user uuid.UUID) (giveBack func(), err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer run.during(cancel)()
	if giveBack, err = e.turns.take(ctx, user); err != nil {
		return nil, err
	}
	if e.userTurns != nil {
		here := giveBack
		everywhere, err := e.userTurns.take(ctx, user)
		if err != nil {
			here()
			return nil, err
		}
		giveBack = func() {
			everywhere() // first, for who waits here
			here()
		}
	}
	run.began()
	return giveBack, nil
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
