package workflow

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
)

// turns bounds how many runs a process carries out at once: each user's (in
// PostgreSQL userTurns do that over all machines), and all. It also lets few
// of them begin at a time, whoever waits longest first: runs that all compute at
// once end late together, hold their memory longer and turn the processor's
// caches over. A run that has not ended by the time of an ordinary one waits for
// a model or a server, most likely, and makes room for another.
type turns struct {
	perUser, all, begin int

	mu      sync.Mutex
	running map[uuid.UUID]int
	total   int
	begun   int     // those of total that began just now
	waiting []*turn // in the order of their coming
}

// turn is one run's; it is given when the channel is closed.
type turn struct {
	user  uuid.UUID
	given chan struct{}
	fresh *time.Timer // while the run counts among those that began just now
}

// ordinary is longer than a run without a model takes while as many others begin.
const ordinary = time.Second

func newTurns(limits Limits, hosted bool) *turns {
	begin := 2 * runtime.GOMAXPROCS(0)
	if hosted { // every run waits for servers now and then
		begin *= 2
	}
	return &turns{perUser: limits.PerUser, all: limits.PerWorker, begin: begin, running: map[uuid.UUID]int{}}
}

// take waits for a turn, which must be given back, or gives the cause for which
// ctx ended.
func (t *turns) take(ctx context.Context, user uuid.UUID) (giveBack func(), err error) {
	own := &turn{user: user, given: make(chan struct{})}
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
	t.settle(own)
	t.next()
}

// settle counts a run no longer among those that began just now.
func (t *turns) settle(own *turn) {
	if own.fresh != nil {
		own.fresh.Stop()
		own.fresh = nil
		t.begun--
	}
}

// next gives the turns that are free.
func (t *turns) next() {
	t.waiting = slices.DeleteFunc(t.waiting, func(next *turn) bool {
		if t.total >= t.all || t.running[next.user] >= t.perUser || t.begun >= t.begin {
			return false
		}
		t.total++
		t.running[next.user]++
		t.begun++
		next.fresh = time.AfterFunc(ordinary, func() {
			t.mu.Lock()
			defer t.mu.Unlock()
			t.settle(next)
			t.next()
		})
		close(next.given)
		return true
	})
}
