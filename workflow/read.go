package workflow

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
)

// sameRequest gives ErrKeyReused when the run under id has another request.
func (e *Engine) sameRequest(ctx context.Context, id string, request json.RawMessage) error {
	found, err := e.find(ctx, id, dbos.WithFilterLoadInput(true))
	if err != nil {
		return err
	}
	var in input
	if err := decode(found.Input, &in); err != nil {
		return fmt.Errorf("read run: %w", err)
	}
	var old, now bytes.Buffer
	if err := errors.Join(json.Compact(&old, in.Request), json.Compact(&now, request)); err != nil {
		return fmt.Errorf("compare requests: %w", err)
	}
	if !bytes.Equal(old.Bytes(), now.Bytes()) {
		return fmt.Errorf("%w: run %s; take another key", ErrKeyReused, in.RunID)
	}
	return nil
}

// find gives what DBOS knows of the run under id, for the user that the id
// begins with and nobody else.
func (e *Engine) find(ctx context.Context, id string, options ...dbos.ListWorkflowsOption) (dbos.WorkflowStatus, error) {
	options = append([]dbos.ListWorkflowsOption{
		dbos.WithFilterWorkflowIDs(id), dbos.WithFilterLoadInput(false), dbos.WithFilterLoadOutput(true),
	}, options...)
	var found []dbos.WorkflowStatus
	err := e.patient(ctx, func(ctx dbos.Context) (err error) {
		found, err = dbos.ListWorkflows(ctx, options...)
		return err
	})
	if err != nil {
		return dbos.WorkflowStatus{}, fmt.Errorf("read run: %w", err)
	}
	owner, _, _ := strings.Cut(id, ":")
	if len(found) == 0 || found[0].AuthenticatedUser != owner {
		return dbos.WorkflowStatus{}, ErrNotFound
	}
	return found[0], nil
}

// read makes a Run of what DBOS knows, and of what this process does when it
// carries the run out.
func (e *Engine) read(ctx context.Context, id, runID string) (Run, error) {
	if startedAt, known := e.live.started(id); known {
		run := e.outline(runID, WorkflowState{Status: Running, StartedAt: startedAt, UpdatedAt: startedAt})
		if e.live.bring(id, &run) {
			return run, nil
		}
	}
	found, err := e.find(ctx, id)
	if err != nil {
		return Run{}, fmt.Errorf("run %s: %w", runID, err)
	}
	return e.readFound(ctx, id, runID, found)
}

// readOn is read for a run that was read before: the steps of one that still
// waits have not moved.
func (e *Engine) readOn(ctx context.Context, id string, before Run) (Run, error) {
	found, err := e.find(ctx, id)
	switch {
	case err != nil:
		return Run{}, fmt.Errorf("run %s: %w", before.RunID, err)
	case before.Status == Pending && runStatus(found.Status) == Pending:
		return before, nil
	}
	return e.readFound(ctx, id, before.RunID, found)
}

func (e *Engine) readFound(ctx context.Context, id, runID string, found dbos.WorkflowStatus) (_ Run, err error) {
	run := e.outline(runID, stateOf(found))
	if run.Status == Cancelled && found.ApplicationVersion != e.config.AppVersion {
		run.Error = "another version of bespoke started this run and this one cannot finish it; start it again"
	}
	var outcome checkpoint
	if run.Status == Succeeded {
		if err := decode(found.Output, &outcome); err != nil {
			return Run{}, fmt.Errorf("run %s: %w", runID, err)
		}
	}
	if !outcome.StartedAt.IsZero() {
		run.StartedAt = outcome.StartedAt
	}
	if found.Attributes[takeovers] == nil && (e.live.bring(id, &run) || run.Status == Pending) {
		return run, nil // all of it is carried out here, or nothing of it was yet
	}
	var rows []dbos.StepInfo
	if len(outcome.Steps) < len(e.steps) { // else it tells of all
		err = e.patient(ctx, func(ctx dbos.Context) (err error) {
			rows, err = dbos.GetWorkflowSteps(ctx, id, dbos.WithStepsLoadOutput(true))
			return err
		})
		if err != nil {
			return Run{}, fmt.Errorf("run %s: %w", runID, err)
		}
	}
	if err = readSteps(&run, rows, outcome); err != nil {
		return run, err
	}
	if !run.succeeded() {
		e.live.bring(id, &run)
	}
	return run, nil
}

// outline is a run whose steps have not begun.
func (e *Engine) outline(runID string, state WorkflowState) Run {
	run := Run{
		WorkflowExecution: WorkflowExecution{WorkflowID: e.config.Name, RunID: runID},
		WorkflowState:     state,
		Steps:             make([]StepState, len(e.steps)),
	}
	for i, step := range e.steps {
		run.Steps[i] = StepState{Name: step.Name, Status: Pending}
	}
	return run
}

func stateOf(found dbos.WorkflowStatus) WorkflowState {
	state := WorkflowState{Status: runStatus(found.Status), StartedAt: found.CreatedAt.UTC(), UpdatedAt: found.UpdatedAt.UTC()}
	if found.Error != nil && state.Status == Failed {
		state.Error = found.Error.Error()
	}
	return state
}

// succeeded reports whether all steps have, and ends the run with the last of
// them: whatever becomes of the row that says so, which is written a moment later
// and may meet a cancel, the work is done and kept.
func (r *Run) succeeded() bool {
	for _, step := range r.Steps {
		if step.Status != Succeeded {
			return false
		}
	}
	r.Status, r.Step, r.Error, r.UpdatedAt = Succeeded, "", "", r.Steps[len(r.Steps)-1].EndedAt
	return true
}

// readSteps takes the steps from the checkpoints, which are in order: each is of
// steps that succeeded, or of one that failed; and from the outcome.
func readSteps(run *Run, rows []dbos.StepInfo, outcome checkpoint) error {
	var done []StepState
	for _, row := range rows {
		if row.Error != nil {
			failed := StepState{
				Name: row.StepName, Status: Failed, Error: row.Error.Error(),
				StartedAt: row.StartedAt.UTC(), EndedAt: row.CompletedAt.UTC(),
			}
			var own *failure
			if errors.As(row.Error, &own) && !own.StartedAt.IsZero() {
				failed.StartedAt = own.StartedAt
			}
			done = append(done, failed)
			continue
		}
		var kept checkpoint
		if err := decode(row.Output, &kept); err != nil {
			return fmt.Errorf("run %s: step %s: %w", run.RunID, row.StepName, err)
		}
		if len(kept.Steps) == 0 {
			kept.Steps = []StepState{{
				Name: row.StepName, Status: Succeeded, Result: kept.Result,
				StartedAt: row.StartedAt.UTC(), EndedAt: row.CompletedAt.UTC(),
			}}
		}
		done, run.Values = append(done, kept.Steps...), kept.Values
	}
	if len(outcome.Steps) > 0 {
		done, run.Values = append(done, outcome.Steps...), outcome.Values
	}
	for _, step := range done {
		if step.EndedAt.After(run.UpdatedAt) {
			run.UpdatedAt = step.EndedAt
		}
	}
	failed := len(done) > 0 && done[len(done)-1].Status == Failed
	if failed {
		last := &done[len(done)-1]
		if run.Step = last.Name; run.Status == Cancelled {
			last.Status, last.Error = Cancelled, ""
		}
	}
	if next := copy(run.Steps, done); next < len(run.Steps) && (run.Status == Running || run.Status == Cancelled && !failed) {
		run.Steps[next].Status, run.Step = run.Status, run.Steps[next].Name
	}
	return nil
}

func runStatus(status dbos.WorkflowStatusType) Status {
	switch status {
	case dbos.WorkflowStatusPending:
		return Running
	case dbos.WorkflowStatusSuccess:
		return Succeeded
	case dbos.WorkflowStatusError, dbos.WorkflowStatusMaxRecoveryAttemptsExceeded:
		return Failed
	case dbos.WorkflowStatusCancelled:
		return Cancelled
	}
	return Pending // enqueued or delayed
}

// decode turns what DBOS lists, JSON as text or already taken apart, into value.
func decode(listed, value any) error {
	raw, ok := listed.(string)
	if !ok {
		again, err := json.Marshal(listed)
		if err != nil {
			return err
		}
		raw = string(again)
	}
	return json.Unmarshal([]byte(raw), value)
}
