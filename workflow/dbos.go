package workflow

import (
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
)

// This file opens DBOS Transact, which keeps the checkpoints. carry.go hands it
// the steps, read.go reads what it knows of a run, admission.go counts what waits
// in its queue, and takeover.go looks after what dead processes left in it.

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

// state is what a step is given, with what those before it left.
func (in input) state(values map[string]string, scratch any) State {
	return State{
		User: in.User, RunID: in.RunID, Key: in.Key, StartedAt: in.StartedAt, Request: in.Request, Values: values, Scratch: scratch,
	}
}

// failure is the error of a step as it is kept: DBOS stores it with gob. It
// keeps its words out of the log, for they may quote what the user wrote.
type failure struct {
	Text      string
	StartedAt time.Time // of the step
}

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

// queuePoll is how often a worker looks for waiting runs. Each look costs
// PostgreSQL the planning of a recursive query, also while nothing waits.
const queuePoll = 100 * time.Millisecond

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

// begin starts a run under id, here or in the queue, or gives
// dbos.ErrWorkflowIDInUse.
func (e *Engine) begin(ctx context.Context, id string, in input, here bool) error {
	return e.bounded(ctx, func() error {
		if !here {
			_, err := dbos.Enqueue[checkpoint](e.dbos, e.config.Name, e.config.Name, in,
				dbos.WithEnqueueWorkflowID(id),
				dbos.WithEnqueueWorkflowIDReusePolicy(dbos.WorkflowIDReusePolicyReject),
				dbos.WithEnqueueQueuePartitionKey(in.User.String()),
				dbos.WithEnqueueAuthenticatedUser(in.User.String()))
			return err
		}
		return e.carryOutHere(id, in)
	})
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
