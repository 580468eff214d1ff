package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Shares keeps what users have taken of their shares for all processes (see
// package limit). It counts as the generic cell rate algorithm does: a row
// holds when the share will be whole again, and what is taken puts that off.
// Only the server's clock counts.
type Shares struct {
	pool *pgxpool.Pool

	mu    sync.Mutex
	swept time.Time
}

// NewShares makes shares on connections from Connect.
func NewShares(pool *pgxpool.Pool) *Shares { return &Shares{pool: pool, swept: time.Now()} }

const (
	// A clock that was set back would keep users out until it catches up; so
	// nobody waits for more than a whole share.
	takeShare = `
		insert into bespoke.user_shares as s (user_id, what, due) values ($1, $2, now() + $3)
		on conflict (user_id, what) do update set due = greatest(least(s.due, now() + $4), now()) + $3
		where greatest(least(s.due, now() + $4), now()) + $3 <= now() + $4
		returning true`
	awaitShare = `
		select extract(epoch from least(due, now() + $4) + $3 - (now() + $4))::float8
		from bespoke.user_shares where user_id = $1 and what = $2`
	sweepEvery = time.Hour
)

// Take takes some of what a user may have most of in a period, or none and
// gives the time after which it is there.
func (s *Shares) Take(ctx context.Context, user uuid.UUID, what string, some, most int, period time.Duration) (wait time.Duration, err error) {
	if err := s.sweep(ctx); err != nil {
		return 0, err
	}
	args := []any{user, what, time.Duration(some) * period / time.Duration(most), period}
	var taken bool
	err = s.pool.QueryRow(ctx, takeShare, args...).Scan(&taken)
	if err == nil || !errors.Is(err, pgx.ErrNoRows) {
		return 0, wrap("take of a user's share", err)
	}
	var seconds float64
	if err := s.pool.QueryRow(ctx, awaitShare, args...).Scan(&seconds); err != nil {
		return 0, wrap("look at a user's share", err)
	}
	return max(time.Millisecond, time.Duration(seconds*float64(time.Second))), nil
}

// Erase forgets what a user has taken of a share, and gives the time after which
// it would have been whole.
func (s *Shares) Erase(ctx context.Context, user uuid.UUID, what string) (whole time.Duration, err error) {
	var seconds float64
	err = s.pool.QueryRow(ctx, `
		delete from bespoke.user_shares where user_id = $1 and what = $2
		returning extract(epoch from due - now())::float8`, user, what).Scan(&seconds)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return max(0, time.Duration(seconds*float64(time.Second))), wrap("erase a user's share", err)
}

// sweep forgets, now and then, the shares that are whole.
func (s *Shares) sweep(ctx context.Context) error {
	s.mu.Lock()
	due := time.Since(s.swept) > sweepEvery
	if due {
		s.swept = time.Now()
	}
	s.mu.Unlock()
	if !due {
		return nil
	}
	return s.Sweep(ctx)
}

// Sweep forgets the shares that are whole.
func (s *Shares) Sweep(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, "delete from bespoke.user_shares where due < now()")
	return wrap("forget whole shares", err)
}

func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, Explain(err))
}
