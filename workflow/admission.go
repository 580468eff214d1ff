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
	// countEvery is how old the count of waiting runs may be: it is asked for once
	// for many starts.
	countEvery = 250 * time.Millisecond
	// retryYours and retryAll are when a refused start is worth repeating: a
	// user's own runs take seconds each, a full queue moves all the time.
	retryYours = 15 * time.Second
	retryAll   = 5 * time.Second
)

// occupancy remembers which runs of all machines wait or run.
type occupancy struct {
	mu    sync.Mutex
	asked time.Time
	all   int
	users map[string]waiting
}

// waiting are the runs of a user that wait or run.
type waiting struct{ all, queued int }

// admit refuses a start when too many runs wait, and tells whether the run may
// begin here. The limits are soft: starts of several processes that come at the
// same instant may pass together.
func (e *Engine) admit(ctx context.Context, user uuid.UUID) (here bool, err error) {
	limits := e.config.Limits
	liveAll, liveYours := e.live.count(user)
	if e.config.Pool == nil {
		return true, refusal(limits, liveAll, liveYours)
	}
	e.queue.mu.Lock()
	defer e.queue.mu.Unlock()
	if err := e.survey(ctx); err != nil {
		return false, err
	}
	yours := e.queue.users[user.String()]
	if err := refusal(limits, e.queue.all, yours.all); err != nil {
		return false, err
	}
	// The queue is for what has to wait, and for other processes. Whose runs stand
	// in it has the next one stand behind them.
	here = e.config.Role != Serve && yours.queued == 0 && liveYours < limits.PerUser && liveAll < limits.PerWorker
	e.queue.all++
	yours.all++
	if !here {
		yours.queued++
	}
	e.queue.users[user.String()] = yours
	return here, nil
}

// refusal is an *Overload when one more run than those that wait or run, all and
// the user's, is too many.
func refusal(limits Limits, all, yours int) error {
	switch {
	case all >= limits.Waiting:
		return &Overload{Waiting: all, Limit: limits.Waiting, RetryAfter: retryAll}
	case yours >= limits.WaitingPerUser:
		return &Overload{Waiting: yours, Limit: limits.WaitingPerUser, Yours: true, RetryAfter: retryYours}
	}
	return nil
}

// survey asks which runs wait or run, unless it was asked just now; what this
// process starts is added meanwhile. The lock of e.queue is held.
func (e *Engine) survey(ctx context.Context) error {
	if time.Since(e.queue.asked) < countEvery {
		return nil
	}
	var found []dbos.WorkflowStatus
	err := e.patient(ctx, func(ctx dbos.Context) (err error) {
		found, err = dbos.ListWorkflows(ctx, dbos.WithFilterName(e.config.Name), dbos.WithFilterLimit(e.config.Limits.Waiting),
			dbos.WithFilterStatus(dbos.WorkflowStatusEnqueued, dbos.WorkflowStatusPending),
			dbos.WithFilterLoadInput(false), dbos.WithFilterLoadOutput(false))
		return err
	})
	if err != nil {
		return fmt.Errorf("count waiting runs: %w", err)
	}
	e.queue.asked, e.queue.all, e.queue.users = time.Now(), len(found), map[string]waiting{}
	for _, run := range found {
		theirs := e.queue.users[run.AuthenticatedUser]
		theirs.all++
		if run.Status == dbos.WorkflowStatusEnqueued {
			theirs.queued++
		}
		e.queue.users[run.AuthenticatedUser] = theirs
	}
	return nil
}
