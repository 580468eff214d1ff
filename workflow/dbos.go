package workflow

import (
	"bytes"
	"context"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/sethvargo/go-retry"

	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/telemetry"
)

// This file binds the steps to DBOS Transact, which keeps the checkpoints.
// Nothing else knows how runs are stored.

// input is what a run is started with, kept once.
type input struct {
	User      uuid.UUID       `json:"user"`
	RunID     string          `json:"run_id"`
	Key       string          `json:"key"`
	StartedAt time.Time       `json:"started_at"`
	Request   json.RawMessage `json:"request"`
	// Trace is the traceparent of the call that started the run.
	Trace string `json:"trace,omitempty"`
}

// checkpoint is what is kept of a finished step.
type checkpoint struct {
	Values map[string]string `json:"values,omitempty"`
	Result json.RawMessage   `json:"result,omitempty"`
}

// failure is the error of a step as it is kept: DBOS stores it with gob. It
// keeps its words out of the log, for they may quote what the user wrote.
type failure struct{ Text string }

func (f *failure) Error() string { return f.Text }

// LogValue implements slog.LogValuer.
func (*failure) LogValue() slog.Value { return slog.StringValue("kept with the run") }

func init() { gob.Register(&failure{}) }

// warnings passes on what DBOS warns of and leaves out its running commentary.
type warnings struct{ slog.Handler }

func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}

func (w warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{w.Handler.WithAttrs(attrs)}
}

func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }

// launch starts DBOS on the checkpoints. Runs of dead processes are taken over
// first, so that the first look into the queue finds them. A process that only
// serves is not launched: it carries nothing out and listens to nothing.
func (e *Engine) launch(ctx context.Context) error {
	executor := uuid.NewString()
	if e.roster != nil {
		executor = e.roster.self()
	}
	connections, err := e.connect(ctx)
	if err != nil {
		return err
	}
	root, err := dbos.NewContext(context.WithoutCancel(ctx), dbos.Config{
		AppName:                "bespoke",
		SQLiteSystemDB:         e.db,
		SystemDBPool:           connections,
		SkipMigrations:         e.config.Pool != nil, // the login role may not make tables
		ApplicationVersion:     e.config.AppVersion,
		ExecutorID:             executor,
		Logger:                 slog.New(warnings{e.logger.Handler()}),
		SystemDBStartupTimeout: patience,
	})
	if err != nil {
		if connections != nil {
			connections.Close()
		}
		return tooOld(err)
	}
	e.dbos = root
	if dbos.GetExecutorID(root) != executor || dbos.GetApplicationVersion(root) != e.config.AppVersion {
		// Others would take this process for dead and run its runs again.
		return errors.New("the environment overrides who this process is; unset DBOS__VMID and DBOS__APPVERSION")
	}
	dbos.RegisterWorkflow(root, e.carryOut, dbos.WithWorkflowName(e.config.Name))
	if e.config.Role == Serve {
		return nil
	}
	if e.config.Ready != nil {
		select {
		case <-e.config.Ready:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if err := e.takeOver(ctx); err != nil {
		return err
	}
	if err := dbos.Launch(root); err != nil || e.config.Pool == nil {
		return err
	}
	return e.listen(root)
}

// tooOld marks the error that DBOS gives when its tables are missing or older
// than it needs.
func tooOld(err error) error {
	var failed *dbos.Error
	if errors.As(err, &failed) && failed.Code == dbos.ErrorCodeInitialization && strings.Contains(failed.Message, "schema version") {
		return fmt.Errorf("%w: the tables of durable runs are missing or too old; run bespoke migrate", storage.ErrVersion)
	}
	return err
}

// maxConns is how many connections the checkpoints take.
const maxConns = 10

// connect opens connections for DBOS, which closes them with itself; nil for a
// SQLite file.
func (e *Engine) connect(ctx context.Context) (*pgxpool.Pool, error) {
	if e.config.Pool == nil {
		return nil, nil
	}
	settings := e.config.Pool.Config()
	settings.MaxConns = min(settings.MaxConns, maxConns)
	return pgxpool.NewWithConfig(ctx, settings)
}

// queuePoll is how often a worker looks for waiting runs.
const queuePoll = 50 * time.Millisecond

// listen makes this process take runs from the queue. The queue's own limits
// are kept beside it in the database: the newest program's count.
func (e *Engine) listen(root dbos.Context) error {
	limits := e.config.Limits
	_, err := dbos.RegisterQueue(root, e.config.Name,
		dbos.WithPartitionConcurrency(limits.PerUser),
		dbos.WithWorkerConcurrency(limits.PerWorker),
		dbos.WithQueueBasePollingInterval(queuePoll))
	return err
}

// begin starts a run under id, or gives dbos.ErrWorkflowIDInUse.
func (e *Engine) begin(ctx context.Context, id string, in input) error {
	return e.bounded(ctx, func() (err error) {
		if e.config.Pool != nil {
			_, err = dbos.Enqueue[checkpoint](e.dbos, e.config.Name, e.config.Name, in,
				dbos.WithEnqueueWorkflowID(id),
				dbos.WithEnqueueWorkflowIDReusePolicy(dbos.WorkflowIDReusePolicyReject),
				dbos.WithEnqueueQueuePartitionKey(in.User.String()),
				dbos.WithEnqueueAuthenticatedUser(in.User.String()))
			return err
		}
		_, err = dbos.RunWorkflow(e.dbos, e.carryOut, in,
			dbos.WithWorkflowID(id),
			dbos.WithWorkflowIDReusePolicy(dbos.WorkflowIDReusePolicyReject),
			dbos.WithAuthenticatedUser(in.User.String()))
		return err
	})
}

// carryOut is the workflow: the steps in order, each given what those before
// it left. After a crash it runs again from the top, and RunAsStep answers for
// the finished steps from their checkpoints.
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
	var last checkpoint
	for i, step := range e.steps {
		state := State{
			User: in.User, RunID: in.RunID, Key: in.Key, StartedAt: in.StartedAt,
			Request: in.Request, Values: last.Values,
		}
		last, err = dbos.RunAsStep(ctx, func(ctx context.Context) (checkpoint, error) {
			return e.attempt(telemetry.Carry(ctx, observed), run, i, step, state)
		}, dbos.WithStepName(step.Name))
		if err != nil {
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
	return checkpoint{Values: last.Values}, nil
}

// turn waits until the run may begin: at once in PostgreSQL, whose queue has
// held it back. Cancelling the run ends the wait.
func (e *Engine) turn(ctx context.Context, run *liveRun, user uuid.UUID) (giveBack func(), err error) {
	if e.config.Pool != nil {
		run.began()
		return func() {}, nil
	}
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

// patient runs fn, which asks or may be done twice, until the database answers,
// for a while only: a connection that broke is made anew, and what DBOS would
// repeat for as long as the database is away comes to an end.
func (e *Engine) patient(ctx context.Context, fn func(ctx dbos.Context) error) error {
	bounded, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := retry.Do(bounded, pauses(mended), func(context.Context) error {
		err := fn(dbos.From(e.dbos, bounded))
		if errors.Is(e.explain(err), storage.ErrBusy) {
			return retry.RetryableError(err)
		}
		return err
	})
	if err != nil && bounded.Err() != nil && ctx.Err() == nil {
		return fmt.Errorf("%w: the database of the runs does not answer", storage.ErrBusy)
	}
	return err
}

// read makes a Run of what DBOS knows.
func (e *Engine) read(ctx context.Context, id, runID string) (Run, error) {
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
	var rows []dbos.StepInfo
	err = e.patient(ctx, func(ctx dbos.Context) (err error) {
		rows, err = dbos.GetWorkflowSteps(ctx, id, dbos.WithStepsLoadOutput(true))
		return err
	})
	if err != nil {
		return Run{}, fmt.Errorf("run %s: %w", runID, err)
	}
	run := Run{
		WorkflowExecution: WorkflowExecution{WorkflowID: found.Name, RunID: runID},
		WorkflowState: WorkflowState{
			Status: runStatus(found.Status), StartedAt: found.CreatedAt.UTC(), UpdatedAt: found.UpdatedAt.UTC(),
		},
	}
	if found.Error != nil && run.Status == Failed {
		run.Error = found.Error.Error()
	}
	if run.Status == Cancelled && found.ApplicationVersion != e.config.AppVersion {
		run.Error = "another version of bespoke started this run and this one cannot finish it; start it again"
	}
	for _, row := range rows {
		if row.CompletedAt.After(run.UpdatedAt) {
			run.UpdatedAt = row.CompletedAt.UTC()
		}
	}
	if err = e.readSteps(&run, rows); err == nil {
		e.live.bring(id, &run)
	}
	return run, err
}

func (e *Engine) readSteps(run *Run, rows []dbos.StepInfo) error {
	run.Steps = make([]StepState, len(e.steps))
	for i, step := range e.steps {
		state := StepState{Name: step.Name, Status: Pending}
		switch {
		case i < len(rows):
			row := rows[i]
			state.Name, state.StartedAt, state.EndedAt = row.StepName, row.StartedAt.UTC(), row.CompletedAt.UTC()
			if row.Error != nil {
				state.Status, state.Error = Failed, row.Error.Error()
				run.Step = row.StepName
				break
			}
			var kept checkpoint
			if err := decode(row.Output, &kept); err != nil {
				return fmt.Errorf("run %s: step %s: %w", run.RunID, row.StepName, err)
			}
			state.Status, state.Result, run.Values = Succeeded, kept.Result, kept.Values
		case i == len(rows) && run.Status == Running, i == len(rows) && run.Status == Cancelled && !failedAt(rows):
			state.Status, run.Step = run.Status, step.Name
		}
		if run.Status == Cancelled && state.Status == Failed {
			state.Status, state.Error = Cancelled, ""
		}
		run.Steps[i] = state
	}
	return nil
}

func failedAt(rows []dbos.StepInfo) bool {
	return len(rows) > 0 && rows[len(rows)-1].Error != nil
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
