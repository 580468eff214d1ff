package workflow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
	"github.com/google/uuid"
)

const (
	// lookEvery is how often a living process looks for dead ones beside a
	// SQLite file; with leases it is a third of one.
	lookEvery = 3 * time.Second
	// maxTakeovers ends a run that keeps killing the process that runs it.
	maxTakeovers = 10
	// takeovers is the attribute of a run that counts them.
	takeovers = "takeovers"
)

// lookAfter takes over runs of processes that died beside this one, and
// forgets old runs, until ctx ends.
func (e *Engine) lookAfter(ctx context.Context) {
	every := lookEvery
	if e.config.Pool != nil {
		every = e.config.Limits.Lease / 3
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	var ended []string // runs that ended here before the last look, or could not be settled
	for purge := time.Now().Add(time.Minute); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		others, err := e.roster.others(ctx)
		if err == nil && len(others) > 0 {
			err = e.takeOver(ctx)
		}
		unsettled, settleErr := e.settle(ctx, ended)
		err = errors.Join(err, settleErr)
		if e.userTurns != nil {
			err = errors.Join(err, e.userTurns.giveBack(ctx))
		}
		ended = append(unsettled, e.live.recentlyEnded()...)
		if time.Now().After(purge) {
			purge = time.Now().Add(24 * time.Hour)
			err = errors.Join(err, e.purgeOld(ctx))
		}
		if err != nil && ctx.Err() == nil {
			e.logger.Warn("look after runs of other processes", "error", err)
		}
	}
}

// settle starts those of the given runs again that ended here and are still
// unfinished in the checkpoints: a step or their end could not be written down,
// as on a full disk. It gives those that it could not start either.
func (e *Engine) settle(ctx context.Context, ended []string) (unsettled []string, err error) {
	if len(ended) == 0 {
		return nil, nil
	}
	runs, err := e.pending(ctx, dbos.WithFilterWorkflowIDs(ended...), dbos.WithFilterExecutorIDs(e.roster.self()))
	if err != nil {
		return ended, err
	}
	for _, run := range runs {
		if e.live.carries(run.ID) {
			continue
		}
		if failed := e.resume(ctx, run); failed != nil {
			unsettled, err = append(unsettled, run.ID), errors.Join(err, failed)
		}
	}
	for _, id := range ended {
		if !slices.Contains(unsettled, id) {
			e.live.unpark(id)
		}
	}
	return unsettled, err
}

// takeOver puts the unfinished runs of dead engines back into the queue.
func (e *Engine) takeOver(ctx context.Context) error {
	engines, err := e.roster.others(ctx)
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
	release, err := e.roster.claim(ctx, engine)
	if err != nil || release == nil {
		return err
	}
	// Only now that nobody else takes them over, what is left?
	runs, err := e.pending(ctx, dbos.WithFilterExecutorIDs(engine))
	for _, run := range runs {
		err = errors.Join(err, e.resume(ctx, run))
	}
	return errors.Join(err, release(err == nil))
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
	var options []dbos.ResumeWorkflowOption
	if run.QueuePartitionKey != "" {
		options = append(options, dbos.WithResumeQueue(e.config.Name))
	} // else it was never queued, and goes through DBOS's own queue, which has no partitions
	_, err = dbos.ResumeWorkflow[checkpoint](client, run.ID, options...)
	return err
}

// purgeOld forgets runs that ended long ago, by the clock that wrote down when.
func (e *Engine) purgeOld(ctx context.Context) error {
	now := time.Now()
	if e.config.Pool != nil {
		if err := e.config.Pool.QueryRow(ctx, "select now()").Scan(&now); err != nil {
			return fmt.Errorf("purge runs: %w", err)
		}
	}
	return e.Purge(ctx, now.Add(-e.config.KeepRuns))
}

// Purge forgets runs that ended before the given time, with their requests and
// results. What their steps stored stays.
func (e *Engine) Purge(ctx context.Context, before time.Time) error {
	if err := e.forget(ctx, dbos.WithFilterCompletedBefore(before)); err != nil {
		return fmt.Errorf("purge runs: %w", err)
	}
	return nil
}

// Erase cancels the user's runs and forgets them all, with their requests and
// results. A step that another process is at is given the time to notice. What
// steps stored is the stores' to erase.
func (e *Engine) Erase(ctx context.Context, user uuid.UUID) error {
	client := dbos.From(e.dbos, ctx)
	unfinished, err := dbos.ListWorkflows(client, dbos.WithFilterUser(user.String()), dbos.WithFilterName(e.config.Name),
		dbos.WithFilterStatus(dbos.WorkflowStatusPending, dbos.WorkflowStatusEnqueued, dbos.WorkflowStatusDelayed),
		dbos.WithFilterLoadInput(false), dbos.WithFilterLoadOutput(false))
	if err != nil {
		return fmt.Errorf("erase runs: %w", err)
	}
	for _, run := range unfinished {
		if err := dbos.CancelWorkflow(client, run.ID); err != nil {
			return fmt.Errorf("erase runs: %w", err)
		}
		e.live.cancel(run.ID)
	}
	if len(unfinished) > 0 {
		select {
		case <-time.After(2 * watchEvery):
		case <-ctx.Done():
			return fmt.Errorf("erase runs: %w", ctx.Err())
		}
	}
	if err := e.forget(ctx, dbos.WithFilterUser(user.String())); err != nil {
		return fmt.Errorf("erase runs: %w", err)
	}
	if e.userTurns != nil {
		e.userTurns.forget(user)
	}
	if e.config.Pool == nil {
		return nil
	}
	if err := eraseTurns(ctx, e.config.Pool, user); err != nil {
		return fmt.Errorf("erase runs: %w", err)
	}
	return nil
}

// forget deletes the runs that the filter chooses, a batch at a time.
func (e *Engine) forget(ctx context.Context, filter dbos.ListWorkflowsOption) error {
	client := dbos.From(e.dbos, ctx)
	for {
		runs, err := dbos.ListWorkflows(client, filter, dbos.WithFilterName(e.config.Name), dbos.WithFilterLimit(200),
			dbos.WithFilterLoadInput(false), dbos.WithFilterLoadOutput(false))
		if err != nil || len(runs) == 0 {
			return err
		}
		ids := make([]string, len(runs))
		for i, run := range runs {
			ids[i] = run.ID
		}
		if err := dbos.DeleteWorkflows(client, ids); err != nil {
			return err
		}
	}
}
