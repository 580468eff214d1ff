// Package workflow runs the steps that make an application so that a crash
// loses nothing: each finished step is checkpointed, and a run that was
// interrupted goes on behind its last checkpoint, in another process or the
// next one.
//
//	Start ─► step 1 ─► checkpoint ─► step 2 ─► checkpoint ─► … ─► Run
//	            ▲                       │ kill -9
//	            └── the next process: goes on with step 2
//
// The checkpoints have two homes. A SQLite file serves one machine: a run
// is carried out by the process that starts it, and who is dead is told by the
// lock that every living process holds. PostgreSQL serves many: a run is carried
// out by the process that starts it where that has room and the user a turn; else
// it waits in a queue, partitioned by user, from which workers take it. A worker
// that stops renewing its lease loses its runs to the others. In both homes a user
// has a few runs at once, the others wait, and who has too many waiting is refused.
//
// A step is a plain function that knows nothing of this package's engine. It
// takes a State, does its work, and returns the State with the handles of what
// it stored. A step may run twice when the process dies between its work and
// the checkpoint, so its work must be idempotent; the stores' Save methods are.
// Quick steps share a checkpoint, which then costs a crash a moment of work
// (Config.CheckpointEvery).
// Checkpoints hold handles and small values, never bytes (MaxCheckpoint).
//
// Runs belong to a user and have an idempotency key: starting the same key
// again attaches to the run that is there.
package workflow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/bespoke-cv/bespoke/telemetry"
)

// The errors that callers branch on.
var (
	// ErrNotFound: the user has no such run.
	ErrNotFound = errors.New("run not found")
	// ErrKeyReused: the idempotency key already stands for a run with another request.
	ErrKeyReused = errors.New("idempotency key already used for another request")
	// ErrCancelled is the cause (context.Cause) of a step's cancelled context
	// when the user cancelled the run.
	ErrCancelled = errors.New("run was cancelled")
	// ErrTimeout: a step took longer than its Timeout.
	ErrTimeout = errors.New("step took too long")
	// ErrTooLarge: a request or a step's State is larger than the engine keeps.
	ErrTooLarge = errors.New("too large to checkpoint")
	// ErrClosed: the engine is shutting down and starts nothing new.
	ErrClosed = errors.New("workflow engine is closed")
	// ErrOverloaded: too many runs wait already, the user's or everybody's;
	// nothing was started. The error is an *Overload that says when to try again.
	ErrOverloaded = errors.New("too many runs are waiting")
)

// Overload refuses a run because too many wait. It wraps ErrOverloaded.
type Overload struct {
	Waiting    int           // runs that wait or run
	Limit      int           // how many may
	Yours      bool          // they are the user's own, not everybody's
	RetryAfter time.Duration // when it is worth trying again
}

func (o *Overload) Error() string {
	whose := "in all"
	if o.Yours {
		whose = "of yours"
	}
	return fmt.Sprintf("%v: %d %s, %d are allowed; try again in %d s", ErrOverloaded, o.Waiting, whose, o.Limit, int(o.RetryAfter.Seconds()))
}

// Unwrap makes errors.Is(err, ErrOverloaded) true.
func (*Overload) Unwrap() error { return ErrOverloaded }

// Limits of what is kept for a run, in bytes of JSON.
const (
	MaxRequest    = 1 << 20  // the request, kept once
	MaxCheckpoint = 64 << 10 // the values and result of each step
)

// State is what flows from step to step.
type State struct {
	// User owns the run and everything its steps store.
	User uuid.UUID
	// RunID is the run's handle ("run_…").
	RunID string
	// Key is the run's idempotency key; use it for what a step saves under one.
	Key string
	// StartedAt is when the run was first started, the same in every attempt:
	// the clock for steps whose output must not change when they run again.
	StartedAt time.Time
	// Request is the JSON given to Start. Steps read it; changes are ignored.
	Request json.RawMessage
	// Values are handles and other small strings, such as
	// {"job_offer_id": "job_…"}. What a step sets, later steps see.
	Values map[string]string
	// Scratch is handed from step to step in memory and never kept: it is nil where
	// a run begins and where it goes on in another process. It spares steps to make
	// again what they make of Request.
	Scratch any
	// Result is what this step has to show for itself in Run.Steps: small JSON
	// or nil. Every step begins with nil.
	Result json.RawMessage
}

// Step is one durable step of a run.
type Step struct {
	// Name is unique among the steps and stays the same across versions.
	Name string
	// Run does the work. Its context ends when the run is cancelled, the step
	// times out or the engine closes. A panic is an error like any other.
	Run func(ctx context.Context, state State) (State, error)
	// Timeout bounds one attempt; 0 is no bound.
	Timeout time.Duration
	// Retries is how many further attempts follow a failed one, with growing
	// pauses from 200 ms to 10 s.
	Retries int
	// Retryable says which errors are worth another attempt; nil means all.
	// Cancelling is never retried.
	Retryable func(error) bool
}

// Role is what a process does about runs in PostgreSQL. In a SQLite file every
// process does everything.
type Role string

// The roles.
const (
	// All starts runs and carries them out: what it starts itself, as long as it
	// has room, and what waits in the queue.
	All Role = "all"
	// Serve starts runs, follows and cancels them, and leaves the work to workers.
	Serve Role = "serve"
	// Worker carries runs out. It differs from All only in what else the
	// process does.
	Worker Role = "worker"
)

// Config says how an Engine is opened.
type Config struct {
	// Name is the workflow's name, such as "create_application".
	Name string
	// Path is the SQLite file of the checkpoints. It is made when absent, mode
	// 0600 in a folder of mode 0700.
	Path string
	// Pool leads to the PostgreSQL that keeps the checkpoints instead; Path is
	// then empty. Package storage/postgres makes its tables. The engine does
	// not close it.
	Pool *pgxpool.Pool
	// Role is All when empty.
	Role Role
	// Limits bound runs; zero values take the defaults.
	Limits Limits
	// CheckpointEvery is how much finished work a crash may cost: steps that end
	// within that time are checkpointed together. 0 checkpoints each by itself.
	CheckpointEvery time.Duration
	// KeepRuns is how long ended runs are kept, with their requests; 0 is
	// DefaultKeepRuns.
	KeepRuns time.Duration
	// AppVersion pins which runs this process may take over: those of the same
	// version. Change it when the steps change so that old checkpoints no
	// longer fit. Empty takes the steps' names.
	AppVersion string
	// Ready is closed when the steps can be carried out: Open takes no run over
	// and does not return before. Nil is ready.
	Ready <-chan struct{}
	// Telemetry measures runs and their steps; nil measures nothing.
	Telemetry *telemetry.Telemetry
	// Logger gets the engine's own messages; nil discards them. No request, no
	// value and no result is ever logged.
	Logger *slog.Logger
}

// DefaultKeepRuns is how long ended runs are kept.
const DefaultKeepRuns = 30 * 24 * time.Hour

// Limits bound what one user and one process may ask of the machines: all
// machines together in PostgreSQL, each process beside a SQLite file.
type Limits struct {
	// PerUser is how many runs of one user are carried out at once; default 2.
	PerUser int
	// PerWorker is how many runs one process carries out at once; default 32.
	PerWorker int
	// WaitingPerUser is how many runs of one user may wait or run; default 20.
	WaitingPerUser int
	// Waiting is how many runs may wait or run in all; default 1000.
	Waiting int
	// Lease is how long a worker counts as alive without a sign; default 3 s.
	// It renews its lease three times in that time.
	Lease time.Duration
}

func (l Limits) withDefaults() Limits {
	for _, limit := range []struct {
		value    *int
		standard int
	}{{&l.PerUser, 2}, {&l.PerWorker, 32}, {&l.WaitingPerUser, 20}, {&l.Waiting, 1000}} {
		if *limit.value == 0 {
			*limit.value = limit.standard
		}
	}
	if l.Lease == 0 {
		l.Lease = 3 * time.Second
	}
	return l
}

// WorkflowExecution names one execution of a workflow.
type WorkflowExecution struct {
	WorkflowID string `json:"workflow_id" jsonschema:"description=Name of the workflow such as create_application"`
	RunID      string `json:"run_id" jsonschema:"description=Handle of this run"`
}

// Status is where a run or a step stands.
type Status string

// The statuses. Succeeded, Failed and Cancelled are final.
const (
	Pending   Status = "pending"
	Running   Status = "running"
	Succeeded Status = "succeeded"
	Failed    Status = "failed"
	Cancelled Status = "cancelled"
)

// Final reports whether nothing will change any more.
func (s Status) Final() bool { return s == Succeeded || s == Failed || s == Cancelled }

// WorkflowState is where a run stands.
type WorkflowState struct {
	Status    Status            `json:"status" jsonschema:"enum=pending,enum=running,enum=succeeded,enum=failed,enum=cancelled"`
	Step      string            `json:"step,omitempty" jsonschema:"description=The step that runs or failed or was cancelled"`
	Error     string            `json:"error,omitempty" jsonschema:"description=Why the run failed"`
	Values    map[string]string `json:"values,omitempty" jsonschema:"description=Handles of what the run has stored so far"`
	StartedAt time.Time         `json:"started_at"`
	UpdatedAt time.Time         `json:"updated_at"`
}

// StepState is where one step of a run stands.
type StepState struct {
	Name      string          `json:"name"`
	Status    Status          `json:"status" jsonschema:"enum=pending,enum=running,enum=succeeded,enum=failed,enum=cancelled"`
	Result    json.RawMessage `json:"result,omitempty" jsonschema:"description=What the step has to show"`
	Error     string          `json:"error,omitempty"`
	Doing     string          `json:"doing,omitempty" jsonschema:"description=What a running step is at; known to the process that carries it out"`
	StartedAt time.Time       `json:"started_at,omitzero"`
	EndedAt   time.Time       `json:"ended_at,omitzero"`
}

// Run is a run as it stands.
type Run struct {
	WorkflowExecution
	WorkflowState
	Steps []StepState `json:"steps" jsonschema:"description=All steps in order"`
}

// Event is a change in a run of this process, for showing progress.
type Event struct {
	RunID  string
	Step   string // empty when the event is about the whole run
	Index  int    // of the step, from 0
	Total  int    // number of steps
	Status Status
	Error  string
	Result json.RawMessage // of a step that succeeded
	At     time.Time

	of *liveRun // when the run has ended here
}
