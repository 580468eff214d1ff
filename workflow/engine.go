package workflow

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
	_ "github.com/dbos-inc/dbos-transact-golang/dbos/driver/sqlite" // SQLite for DBOS
	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/postgres"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
	"github.com/bespoke-cv/bespoke/telemetry"
)

// patience bounds what waits for the lock of another process, and mended is how
// often what a broken connection answered is asked again in that time.
const (
	patience = 5 * time.Second
	mended   = 4
)

// Engine starts runs, carries them out and tells about them. Its methods are
// safe for concurrent use.
type Engine struct {
	config Config
	steps  []Step
	logger *slog.Logger
	roster roster  // nil where nothing is carried out
	db     *sql.DB // nil with PostgreSQL
	dbos   dbos.Context
	live   liveRuns
	queue  occupancy
	turns  *turns
	// userTurns are nil beside a SQLite file, and where nothing is carried out.
	userTurns *userTurns

	stopLoop context.CancelFunc
	loop     sync.WaitGroup
	closing  sync.RWMutex // held for reading while a run starts
	closed   bool
}

// Open opens the checkpoints, takes over the runs that dead processes left and
// goes on with them. Several processes may have the same checkpoints open; each
// run is carried out by one. The error wraps storage.ErrUnusable, ErrBusy,
// ErrFull or ErrVersion.
func Open(ctx context.Context, config Config, steps []Step) (_ *Engine, err error) {
	if err := checkSteps(config, steps); err != nil {
		return nil, err
	}
	e := &Engine{config: config.withDefaults(steps), steps: steps, logger: config.Logger, live: liveRuns{runs: map[string]*liveRun{}}}
	e.turns = newTurns(e.config.Limits, e.config.Pool != nil)
	if e.logger == nil {
		e.logger = slog.New(slog.DiscardHandler)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("open workflow engine %s: %w", config.Path, e.explain(err)), e.abandon(ctx))
		}
	}()
	if config.Pool == nil {
		if e.db, err = sqlite.OpenFile(ctx, config.Path); err != nil {
			return nil, err
		}
	}
	if err = e.enrol(ctx); err != nil {
		return nil, err
	}
	if err = e.launch(ctx); err != nil {
		return nil, err
	}
	if e.roster != nil {
		loopCtx, stop := context.WithCancel(context.WithoutCancel(ctx))
		e.stopLoop = stop
		e.loop.Go(func() { e.lookAfter(loopCtx) })
	}
	return e, nil
}

// enrol enters this engine into the roster of its home.
func (e *Engine) enrol(ctx context.Context) error {
	switch {
	case e.config.Pool == nil:
		locks, err := join(e.config.Path + ".workers")
		if err != nil {
			return err
		}
		e.roster = locks
	case e.config.Role != Serve:
		leases, err := lease(ctx, e.config.Pool, e.config.Limits.Lease, e.logger)
		if err != nil {
			return err
		}
		e.roster, e.userTurns = leases, newUserTurns(leases, e.config.Limits.PerUser)
	}
	return nil
}

func (c Config) withDefaults(steps []Step) Config {
	if c.AppVersion == "" {
		c.AppVersion = versionOf(steps)
	}
	if c.Role == "" || c.Pool == nil {
		c.Role = All
	}
	if c.KeepRuns == 0 {
		c.KeepRuns = DefaultKeepRuns
	}
	c.Limits = c.Limits.withDefaults()
	return c
}

func checkSteps(config Config, steps []Step) error {
	if config.Name == "" || (config.Path == "") == (config.Pool == nil) || len(steps) == 0 {
		return errors.New("open workflow engine: it needs a name, steps, and either a path or a pool")
	}
	seen := map[string]bool{}
	for _, step := range steps {
		if step.Name == "" || step.Run == nil || seen[step.Name] {
			return fmt.Errorf("open workflow engine: step %q needs a name of its own and a function", step.Name)
		}
		seen[step.Name] = true
	}
	return nil
}

func versionOf(steps []Step) string {
	names := make([]string, len(steps))
	for i, step := range steps {
		names[i] = step.Name
	}
	return strings.Join(names, ">")
}

// abandon undoes a failed Open.
func (e *Engine) abandon(ctx context.Context) error {
	var err error
	if e.roster != nil {
		err = e.roster.leave(ctx)
	}
	if e.dbos != nil {
		err = errors.Join(err, dbos.Shutdown(e.dbos, time.Second))
	}
	if e.db != nil {
		err = errors.Join(err, e.db.Close())
	}
	return err
}

// explain wraps an error of the home in the sentinel that it stands for.
func (e *Engine) explain(err error) error {
	if e.config.Pool == nil {
		return sqlite.Explain(err)
	}
	return postgres.Explain(err)
}

// RunID is the handle of the run that key stands for: the same for the same
// user and key, so that progress can be subscribed to before the start.
func RunID(user uuid.UUID, key string) string {
	return schema.Handle(schema.KindRun, uuid.NewSHA1(user, []byte(key)))
}

// executionID is DBOS's name for a run. It begins with the user, so that
// another user's handle names nothing.
func executionID(user uuid.UUID, runID string) (string, error) {
	id, err := schema.ParseHandle(schema.KindRun, runID)
	if err != nil {
		return "", err
	}
	return user.String() + ":" + id.String(), nil
}

// Start starts a run of the steps on request, which must be JSON, and returns
// its handle at once; the run outlives ctx. A run that the same user started
// with the same key is attached to instead, whatever became of it: created is
// false, or ErrKeyReused when its request was another. An empty key is a new
// one. It gives ErrTooLarge, ErrClosed, ErrOverloaded when too many runs wait, or
// storage.ErrBusy when the checkpoints are locked or away; trying again with the
// same key is then safe.
func (e *Engine) Start(ctx context.Context, user uuid.UUID, key string, request json.RawMessage) (runID string, created bool, err error) {
	if len(request) > MaxRequest {
		return "", false, fmt.Errorf("%w: the request has %d bytes, %d are allowed", ErrTooLarge, len(request), MaxRequest)
	}
	if !json.Valid(request) {
		return "", false, errors.New("start run: the request is not JSON")
	}
	if key == "" {
		key = uuid.NewString()
	}
	runID = RunID(user, key)
	id, err := executionID(user, runID)
	if err != nil {
		return "", false, err
	}
	e.closing.RLock()
	defer e.closing.RUnlock()
	if e.closed {
		return "", false, ErrClosed
	}
	here, err := e.admit(ctx, user)
	if err != nil {
		if _, missing := e.find(ctx, id); missing == nil {
			return runID, false, e.sameRequest(ctx, id, request)
		}
		return "", false, err
	}
	in := input{User: user, RunID: runID, Key: key, StartedAt: now(), Request: request, Trace: telemetry.Parent(ctx)}
	switch err := e.begin(ctx, id, in, here); {
	case err == nil:
		return runID, true, nil
	case errors.Is(err, dbos.ErrWorkflowIDInUse):
		return runID, false, e.sameRequest(ctx, id, request)
	default:
		return "", false, fmt.Errorf("start run: %w", err)
	}
}

// Cancel ends a run: the step that runs has its context cancelled, at once in
// this process and within about a second in another. What finished steps
// stored stays. Cancelling a run that has ended does nothing.
func (e *Engine) Cancel(ctx context.Context, user uuid.UUID, runID string) error {
	id, err := executionID(user, runID)
	if err != nil {
		return err
	}
	if _, err := e.find(ctx, id, dbos.WithFilterLoadOutput(false)); err != nil {
		return fmt.Errorf("cancel run %s: %w", runID, err)
	}
	err = e.patient(ctx, func(ctx dbos.Context) error { return dbos.CancelWorkflow(ctx, id) })
	if err != nil {
		return fmt.Errorf("cancel run %s: %w", runID, sqlite.Explain(err))
	}
	e.live.cancel(id)
	return nil
}

// Subscribe gives the events of a run as they happen in this process, from now
// on; it may come before Start (see RunID). The channel is closed when the run
// ends here or stop is called. A slow reader misses events, Get never does.
func (e *Engine) Subscribe(user uuid.UUID, runID string) (events <-chan Event, stop func(), err error) {
	id, err := executionID(user, runID)
	if err != nil {
		return nil, nil, err
	}
	events, stop = e.live.subscribe(id, false)
	return events, stop, nil
}

// Close starts nothing new, lets the runs of this process finish until ctx
// ends, and interrupts those that are left: they go on, behind their last
// checkpoint, in the next process that opens the file. Closing twice does
// nothing.
func (e *Engine) Close(ctx context.Context) error {
	e.closing.Lock()
	again := e.closed
	e.closed = true
	e.closing.Unlock()
	if again {
		return nil
	}
	if e.stopLoop != nil {
		e.stopLoop()
	}
	e.loop.Wait()
	e.live.drain(ctx)
	e.recorded(ctx)
	if err := dbos.Shutdown(e.dbos, patience); err != nil {
		// A step ignores its context. The lock stays until the process ends,
		// or another process would run that step a second time.
		return fmt.Errorf("close workflow engine: %w", err)
	}
	var err error
	if e.roster != nil {
		err = e.roster.leave(ctx)
	}
	if e.db != nil {
		err = errors.Join(err, e.db.Close())
	}
	if err != nil {
		return fmt.Errorf("close workflow engine: %w", err)
	}
	return nil
}

// recorded waits until the checkpoints say how the runs that ended last did
// end: DBOS writes that when the last step is over, and a shutdown would come
// between. What stays unwritten is settled by the next process.
func (e *Engine) recorded(ctx context.Context) {
	ended := e.live.recentlyEnded()
	if len(ended) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		runs, err := e.pending(ctx, dbos.WithFilterWorkflowIDs(ended...), dbos.WithFilterExecutorIDs(e.roster.self()))
		if err != nil || len(runs) == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// bounded runs fn, which cannot be interrupted, and gives up waiting for it
// when ctx ends or patience is over.
func (e *Engine) bounded(ctx context.Context, fn func() error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		grow()
		done <- fn()
	}()
	select {
	case err := <-done:
		return e.explain(err)
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return fmt.Errorf("%w: the checkpoints are locked by another process, or their database is away", storage.ErrBusy)
		}
		return ctx.Err()
	}
}
