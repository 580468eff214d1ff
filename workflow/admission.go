package workflow

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
	"github.com/google/uuid"
)

const (
	// countEvery is how old the number of waiting runs may be: it is asked for
	// once for many starts.
	countEvery = 250 * time.Millisecond
	// retryYours and retryAll are when a refused start is worth repeating: a
	// user's own runs take seconds each, a full queue moves all the time.
	retryYours = 15 * time.Second
	retryAll   = 5 * time.Second
)

// occupancy remembers how full the queue is.
type occupancy struct {
	mu      sync.Mutex
	waiting int
	asked   time.Time
}

// admit refuses a start when too many runs wait. The limits are soft: starts of
// several processes that come at the same instant may pass together.
func (e *Engine) admit(ctx context.Context, user uuid.UUID) error {
	limits := e.config.Limits
	all, yours, err := e.waiting(ctx, user)
	switch {
	case err != nil:
		return err
	case all >= limits.Waiting:
		return &Overload{Waiting: all, Limit: limits.Waiting, RetryAfter: retryAll}
	case yours >= limits.WaitingPerUser:
		return &Overload{Waiting: yours, Limit: limits.WaitingPerUser, Yours: true, RetryAfter: retryYours}
	}
	e.queue.add()
	return nil
}

// waiting counts the runs that wait or run, all and the user's: of all machines
// in PostgreSQL, of this process beside a SQLite file.
func (e *Engine) waiting(ctx context.Context, user uuid.UUID) (all, yours int, err error) {
	if e.config.Pool == nil {
		all, yours = e.live.count(user)
		return all, yours, nil
	}
	if all, err = e.occupied(ctx); err != nil || all >= e.config.Limits.Waiting {
		return all, 0, err
	}
	yours, err = e.countWaiting(ctx, user.String())
	return all, yours, err
}

// add counts a start of this process until the database is asked again.
func (o *occupancy) add() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.waiting++
}

func (e *Engine) occupied(ctx context.Context) (int, error) {
	e.queue.mu.Lock()
	defer e.queue.mu.Unlock()
	if time.Since(e.queue.asked) < countEvery {
		return e.queue.waiting, nil
	}
	waiting, err := e.countWaiting(ctx)
	if err == nil {
		e.queue.waiting, e.queue.asked = waiting, time.Now()
	}
	return waiting, err
}

// countWaiting counts the runs that wait or run, of the given users or all.
func (e *Engine) countWaiting(ctx context.Context, users ...string) (count int, err error) {
	err = e.patient(ctx, func(ctx dbos.Context) error {
		rows, err := dbos.GetWorkflowAggregates(ctx, dbos.GetWorkflowAggregatesInput{
			GroupByQueueName: true, SelectCount: true, QueueName: []string{e.config.Name}, AuthenticatedUser: users,
			Status: []dbos.WorkflowStatusType{dbos.WorkflowStatusEnqueued, dbos.WorkflowStatusPending},
		})
		for _, row := range rows {
			if row.Count != nil {
				count += int(*row.Count)
			}
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count waiting runs: %w", err)
	}
	return count, nil
}
