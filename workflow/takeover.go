package workflow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
)

const (
	// lookEvery is how often a living process looks for dead ones.
	lookEvery = 3 * time.Second
	// maxTakeovers ends a run that keeps killing the process that runs it.
	maxTakeovers = 10
	// keepRuns is how long ended runs are kept, with their requests.
	keepRuns = 30 * 24 * time.Hour
	// takeovers is the attribute of a run that counts them.
	takeovers = "takeovers"
)

// lookAfter takes over runs of processes that died beside this one, and
// forgets old runs, until ctx ends.
func (e *Engine) lookAfter(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for purge := time.Now().Add(time.Minute); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		others, err := e.roster.others()
		if err == nil && len(others) > 0 {
			err = e.takeOver(ctx)
		}
		if time.Now().After(purge) {
			purge = time.Now().Add(24 * time.Hour)
			err = errors.Join(err, e.Purge(ctx, time.Now().Add(-keepRuns)))
		}
		if err != nil && ctx.Err() == nil {
			e.logger.Warn("look after runs of other processes", "error", err)
		}
	}
}

// takeOver puts the unfinished runs of dead engines back into the queue.
func (e *Engine) takeOver(ctx context.Context) error {
	engines, err := e.roster.others()
	if err != nil {
		return fmt.Errorf("list workers: %w", err)
	}
	pending, err := e.pending(ctx)
	if err != nil {
		return err
	}
	for _, run := range pending {
		engines = append(engines, run.ExecutorID)
	}
	slices.Sort(engines)
	for _, engine := range slices.Compact(engines) {
		if err := e.takeOverFrom(ctx, engine); err != nil {
			return fmt.Errorf("take over runs of worker %s: %w", engine, err)
		}
	}
	return nil
}

func (e *Engine) takeOverFrom(ctx context.Context, engine string) error {
	release, err := e.roster.claim(engine)
	if err != nil || release == nil {
		return err
	}
	// Only now that nobody else takes them over, what is left?
	runs, err := e.pending(ctx, dbos.WithFilterExecutorIDs(engine))
	for _, run := range runs {
		err = errors.Join(err, e.resume(ctx, run))
	}
	return errors.Join(err, release())
}

func (e *Engine) pending(ctx context.Context, options ...dbos.ListWorkflowsOption) ([]dbos.WorkflowStatus, error) {
	options = append(options, dbos.WithFilterStatus(dbos.WorkflowStatusPending), dbos.WithFilterName(e.config.Name),
		dbos.WithFilterLoadInput(false), dbos.WithFilterLoadOutput(false))
	runs, err := dbos.ListWorkflows(dbos.From(e.dbos, ctx), options...)
	if err != nil {
		return nil, fmt.Errorf("list unfinished runs: %w", err)
	}
	return runs, nil
}

// resume lets any process of this version go on with run. A run of another
// version does not fit the steps, and one that took down every process that
// tried it will do so again: those end here.
func (e *Engine) resume(ctx context.Context, run dbos.WorkflowStatus) error {
	client := dbos.From(e.dbos, ctx)
	count, _ := run.Attributes[takeovers].(float64)
	if run.ApplicationVersion != e.config.AppVersion || count >= maxTakeovers {
		e.logger.Warn("end a run that cannot go on", "run", run.ID, "version", run.ApplicationVersion, "takeovers", count)
		return dbos.CancelWorkflow(client, run.ID)
	}
	err := dbos.SetWorkflowAttributes(client, run.ID, map[string]any{takeovers: count + 1}, dbos.WithMergeAttributes())
	if err != nil {
		return err
	}
	_, err = dbos.ResumeWorkflow[checkpoint](client, run.ID)
	return err
}

// Purge forgets runs that ended before the given time, with their requests and
// results. What their steps stored stays.
func (e *Engine) Purge(ctx context.Context, before time.Time) error {
	client := dbos.From(e.dbos, ctx)
	for {
		runs, err := dbos.ListWorkflows(client, dbos.WithFilterCompletedBefore(before), dbos.WithFilterLimit(200),
			dbos.WithFilterLoadInput(false), dbos.WithFilterLoadOutput(false))
		if err != nil {
			return fmt.Errorf("purge runs: %w", err)
		}
		if len(runs) == 0 {
			return nil
		}
		ids := make([]string, len(runs))
		for i, run := range runs {
			ids[i] = run.ID
		}
		if err := dbos.DeleteWorkflows(client, ids); err != nil {
			return fmt.Errorf("purge runs: %w", err)
		}
	}
}
