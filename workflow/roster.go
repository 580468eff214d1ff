package workflow

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/uuid"
)

// A roster tells which engines are alive, this one among them.
type roster interface {
	// self is the id of this engine.
	self() string
	// claim makes this engine the only one to look after a dead engine's runs.
	// It gives nil when that engine is alive or another was first. release
	// strikes the dead one from the roster when its runs are in hand; else
	// someone has to claim it again.
	claim(ctx context.Context, id string) (release func(inHand bool) error, err error)
	// others lists the engines beside this one, dead or alive.
	others(ctx context.Context) ([]string, error)
	// leave counts this engine among the dead: others take over what it had to
	// interrupt.
	leave(ctx context.Context) error
}

// lockRoster is the roster of a SQLite file: each engine holds a lock on a
// file of its own in a folder beside the checkpoints. The system lets go of the
// lock the moment a process dies, however it dies, and never while it is merely
// stopped; so nothing beats, nothing expires, and no clock matters.
type lockRoster struct {
	dir  string
	id   string // of this process's engine
	lock *flock.Flock
}

const lockSuffix = ".lock"

// join enters a new engine into the roster in dir.
func join(dir string) (*lockRoster, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	r := &lockRoster{dir: dir, id: uuid.NewString()}
	for range 10 {
		lock, err := r.try(r.id)
		if err != nil {
			return nil, err
		}
		if lock != nil {
			r.lock = lock
			return r, nil
		}
		time.Sleep(time.Duration(1+rand.IntN(10)) * time.Millisecond) // it is done with looking soon
	}
	return nil, fmt.Errorf("lock %s: another process keeps removing it", r.path(r.id))
}

func sameFile(lock *flock.Flock) bool {
	held, err := lock.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(lock.Path())
	return err == nil && os.SameFile(held, named)
}

func (r *lockRoster) path(id string) string { return filepath.Join(r.dir, id+lockSuffix) }

// try locks the file of id; nil when a living process holds it, or when another
// took it for a dead one's and removed it before the lock was on.
func (r *lockRoster) try(id string) (*flock.Flock, error) {
	lock := flock.New(r.path(id), flock.SetPermissions(0o600))
	locked, err := lock.TryLock()
	if err != nil {
		return nil, err
	}
	if !locked {
		return nil, nil
	}
	if !sameFile(lock) {
		return nil, lock.Close()
	}
	return lock, nil
}

func (r *lockRoster) self() string { return r.id }

func (r *lockRoster) claim(_ context.Context, id string) (release func(bool) error, err error) {
	if id == r.id || uuid.Validate(id) != nil {
		return nil, nil
	}
	lock, err := r.try(id)
	if err != nil || lock == nil {
		return nil, err
	}
	return func(inHand bool) error {
		if !inHand {
			return lock.Close()
		}
		return errors.Join(os.Remove(r.path(id)), lock.Close())
	}, nil
}

func (r *lockRoster) others(context.Context) ([]string, error) {
	entries, err := os.ReadDir(r.dir)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, entry := range entries {
		if id, ok := strings.CutSuffix(entry.Name(), lockSuffix); ok && id != r.id {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func (r *lockRoster) leave(context.Context) error {
	return errors.Join(os.Remove(r.path(r.id)), r.lock.Close())
}
