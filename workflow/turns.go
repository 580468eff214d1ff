package workflow

import (
	"context"
	"slices"
	"sync"

	"github.com/google/uuid"
)

// turns bounds how many runs a process carries out at once beside a SQLite
// file: each user's, and all. Who waits longest is next, unless the user has
// enough running already. In PostgreSQL the queue does the same over machines.
type turns struct {
	perUser, all int

	mu      sync.Mutex
	running map[uuid.UUID]int
	total   int
	waiting []*turn // in the order of their coming
}

// turn is one run's; it is given when the channel is closed.
type turn struct {
	user  uuid.UUID
	given chan struct{}
}

func newTurns(limits Limits) *turns {
	return &turns{perUser: limits.PerUser, all: limits.PerWorker, running: map[uuid.UUID]int{}}
}

// take waits for a turn, which must be given back, or gives the cause for which
// ctx ended.
func (t *turns) take(ctx context.Context, user uuid.UUID) (giveBack func(), err error) {
	own := &turn{user, make(chan struct{})}
	t.mu.Lock()
	t.waiting = append(t.waiting, own)
	t.next()
	t.mu.Unlock()
	select {
	case <-own.given:
		return func() { t.leave(own) }, nil
	case <-ctx.Done():
		t.leave(own)
		return nil, context.Cause(ctx)
	}
}

// leave gives a turn back, or gives up waiting for it.
func (t *turns) leave(own *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if at := slices.Index(t.waiting, own); at >= 0 {
		t.waiting = slices.Delete(t.waiting, at, at+1)
		return
	}
	t.total--
	if t.running[own.user]--; t.running[own.user] == 0 {
		delete(t.running, own.user)
	}
	t.next()
}

// next gives the turns that are free.
func (t *turns) next() {
	t.waiting = slices.DeleteFunc(t.waiting, func(next *turn) bool {
		if t.total >= t.all || t.running[next.user] >= t.perUser {
			return false
		}
		t.total++
		t.running[next.user]++
		close(next.given)
		return true
	})
}
