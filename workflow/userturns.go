package workflow

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// userTurns bound how many runs of a user all workers together carry out: a row
// each of a table, with the worker that has it. A worker keeps the turn of a run
// that has ended for the user's next one, which then asks nobody, and gives it
// back when none came for as long as a lease lasts. It never keeps all of a user's
// turns, so that who turns to another worker need not wait. A turn whose worker let
// its lease run out is free.
type userTurns struct {
	pool    *pgxpool.Pool
	worker  uuid.UUID
	perUser int
	keepFor time.Duration
	logger  *slog.Logger

	mu   sync.Mutex
	kept map[uuid.UUID][]keptTurn
}

// keptTurn is a turn that no run has since a while.
type keptTurn struct {
	turn  int16
	since time.Time
}

// How often a run asks for a turn while other workers have its user's: ever more
// rarely, for runs that take long.
const (
	askTurnSoonest = 20 * time.Millisecond
	askTurnRarest  = 500 * time.Millisecond
)

func newUserTurns(leases *leaseRoster, perUser int) *userTurns {
	return &userTurns{
		pool: leases.pool, worker: leases.id, perUser: perUser, keepFor: leases.ttl, logger: leases.logger,
		kept: map[uuid.UUID][]keptTurn{},
	}
}

// take waits for a turn of the user's, which must be given back, or gives the
// cause for which ctx ended.
func (t *userTurns) take(ctx context.Context, user uuid.UUID) (giveBack func(), err error) {
	warned := false
	for pause := askTurnSoonest; ; pause = min(2*pause, askTurnRarest) {
		turn, taken := t.takeKept(user)
		if !taken {
			turn, taken, err = t.ask(ctx, user)
		}
		if taken {
			return func() { t.keep(user, turn) }, nil
		}
		if err != nil && ctx.Err() == nil && !warned { // the database is away; the run waits for it
			t.logger.Warn("take a turn", "error", err)
			warned = true
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func (t *userTurns) takeKept(user uuid.UUID) (turn int16, taken bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	kept := t.kept[user]
	if len(kept) == 0 {
		return 0, false
	}
	last := len(kept) - 1
	if t.kept[user] = kept[:last]; last == 0 {
		delete(t.kept, user)
	}
	return kept[last].turn, true
}

// keep keeps a turn whose run has ended, or gives it back.
func (t *userTurns) keep(user uuid.UUID, turn int16) {
	t.mu.Lock()
	keeps := len(t.kept[user]) < t.perUser-1
	if keeps {
		t.kept[user] = append(t.kept[user], keptTurn{turn, time.Now()})
	}
	t.mu.Unlock()
	if keeps {
		return
	}
	go func() { // nobody who ends waits for it
		ctx, cancel := context.WithTimeout(context.Background(), t.keepFor)
		defer cancel()
		if err := t.free(ctx, []uuid.UUID{user}, []int16{turn}); err != nil {
			t.logger.Warn("it is given back later", "error", err)
		}
	}()
}

// ask takes a turn that no living worker has.
func (t *userTurns) ask(ctx context.Context, user uuid.UUID) (turn int16, taken bool, err error) {
	rows, err := t.pool.Query(ctx, `
		insert into bespoke.user_turns as held (user_id, turn, worker_id)
		select $1, free.turn, $2 from generate_series(1, $3::int) free (turn)
		where not exists (
			select from bespoke.user_turns other join bespoke.worker_leases l on l.id = other.worker_id
			where other.user_id = $1 and other.turn = free.turn and l.expires_at > now())
		limit 1
		on conflict (user_id, turn) do update set worker_id = excluded.worker_id
		where not exists (select from bespoke.worker_leases l where l.id = held.worker_id and l.expires_at > now())
		returning turn`, user, t.worker, t.perUser)
	if err != nil {
		return 0, false, err
	}
	turns, err := pgx.CollectRows(rows, pgx.RowTo[int16])
	if err != nil || len(turns) == 0 {
		return 0, false, err
	}
	return turns[0], true, nil
}

// giveBack frees the turns that were kept for long enough.
func (t *userTurns) giveBack(ctx context.Context) error {
	before := time.Now().Add(-t.keepFor)
	var users []uuid.UUID
	var turns []int16
	t.mu.Lock()
	for user, kept := range t.kept {
		t.kept[user] = slices.DeleteFunc(kept, func(kept keptTurn) bool {
			if kept.since.After(before) {
				return false
			}
			users, turns = append(users, user), append(turns, kept.turn)
			return true
		})
		if len(t.kept[user]) == 0 {
			delete(t.kept, user)
		}
	}
	t.mu.Unlock()
	if len(users) == 0 {
		return nil
	}
	return t.free(ctx, users, turns)
}

// free lets anybody have turns of this worker, each of the user at its place. Those
// that cannot be freed now are kept until they can.
func (t *userTurns) free(ctx context.Context, users []uuid.UUID, turns []int16) error {
	_, err := t.pool.Exec(ctx, `
		delete from bespoke.user_turns held using unnest($2::uuid[], $3::smallint[]) idle (user_id, turn)
		where held.worker_id = $1 and held.user_id = idle.user_id and held.turn = idle.turn`, t.worker, users, turns)
	if err != nil {
		t.mu.Lock()
		defer t.mu.Unlock()
		for i, user := range users {
			t.kept[user] = append(t.kept[user], keptTurn{turns[i], time.Now()})
		}
		return fmt.Errorf("give turns back: %w", err)
	}
	return nil
}

// forget drops what is kept of the user's turns.
func (t *userTurns) forget(user uuid.UUID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.kept, user)
}

// eraseTurns frees all of the user's turns.
func eraseTurns(ctx context.Context, pool *pgxpool.Pool, user uuid.UUID) error {
	_, err := pool.Exec(ctx, "delete from bespoke.user_turns where user_id = $1", user)
	return err
}
