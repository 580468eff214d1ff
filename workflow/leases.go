package workflow

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
)

// leaseRoster is the roster of many machines: a row with an expiry for each
// living engine, renewed three times before it runs out. Only the database's
// clock counts, so no machine's own clock matters.
//
// An engine that was stopped for longer than its lease finds it gone and takes
// a new one under the same id. What it was carrying out has gone to others by
// then: its next checkpoint is refused, as the run has another owner.
type leaseRoster struct {
	pool   *pgxpool.Pool
	id     uuid.UUID
	ttl    time.Duration
	logger *slog.Logger

	stop context.CancelFunc
	beat sync.WaitGroup
}

func lease(ctx context.Context, pool *pgxpool.Pool, ttl time.Duration, logger *slog.Logger) (*leaseRoster, error) {
	r := &leaseRoster{pool: pool, id: uuid.New(), ttl: ttl, logger: logger}
	if err := r.renew(ctx); err != nil {
		return nil, fmt.Errorf("take a lease: %w", err)
	}
	beating, stop := context.WithCancel(context.WithoutCancel(ctx))
	r.stop = stop
	r.beat.Go(func() { r.keep(beating) })
	return r, nil
}

// keep renews the lease until ctx ends. A database that does not answer is
// asked again at the next beat; when it stays away for too long the lease runs
// out, as it should.
func (r *leaseRoster) keep(ctx context.Context) {
	tick := time.NewTicker(r.ttl / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		bounded, cancel := context.WithTimeout(ctx, r.ttl)
		if err := r.renew(bounded); err != nil && ctx.Err() == nil {
			r.logger.Warn("renew the lease of this worker", "error", err)
		}
		cancel()
	}
}

func (r *leaseRoster) renew(ctx context.Context) error {
	_, err := r.pool.Exec(ctx, `
		insert into bespoke.worker_leases (id, expires_at) values ($1, now() + $2)
		on conflict (id) do update set expires_at = excluded.expires_at`, r.id, r.ttl)
	return err
}

func (r *leaseRoster) self() string { return r.id.String() }

// claim takes the lease of an engine that let it run out, or that has none
// though runs are left of it. Who claims it and dies is itself outlived by it.
func (r *leaseRoster) claim(ctx context.Context, id string) (release func(bool) error, err error) {
	dead, err := uuid.Parse(id)
	if err != nil || dead == r.id {
		return nil, nil
	}
	claimed, err := r.pool.Exec(ctx, `
		insert into bespoke.worker_leases (id, expires_at) values ($1, now() + $2)
		on conflict (id) do update set expires_at = excluded.expires_at
		where worker_leases.expires_at < now()`, dead, r.ttl)
	if err != nil || claimed.RowsAffected() == 0 {
		return nil, err
	}
	return func(inHand bool) error {
		if !inHand {
			return nil // the lease runs out again
		}
		return r.strike(ctx, dead)
	}, nil
}

func (r *leaseRoster) strike(ctx context.Context, id uuid.UUID) error {
	_, err := r.pool.Exec(ctx, `
		with turns as (delete from bespoke.user_turns where worker_id = $1)
		delete from bespoke.worker_leases where id = $1`, id)
	return err
}

func (r *leaseRoster) others(ctx context.Context) (ids []string, err error) {
	rows, err := r.pool.Query(ctx, "select id from bespoke.worker_leases where id <> $1 and expires_at < now()", r.id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id uuid.UUID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id.String())
	}
	return ids, rows.Err()
}

// leave lets the lease run out at once: the others look after what this engine
// had to interrupt, and strike it.
func (r *leaseRoster) leave(ctx context.Context) error {
	r.stop()
	r.beat.Wait()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.ttl)
	defer cancel()
	_, err := r.pool.Exec(ctx, "update bespoke.worker_leases set expires_at = now() - interval '1 second' where id = $1", r.id)
	return err
}
