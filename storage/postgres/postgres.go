// Package postgres opens the store of many users on many machines: PostgreSQL
// with row-level security, as Supabase has it.
//
// The program logs in as a role without rights (bespoke_login). Every
// transaction first becomes the role "authenticated" with one user's claims,
// and the tables' policies show and take that user's rows only, whatever the
// query says. Tables are made beforehand by Migrate, or by the Supabase CLI
// from the same files.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/bespoke-cv/bespoke/migrations"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/sqlstore"
)

// ErrUnsafe: the connection would let one user see another's rows, or does not
// work with durable runs; the message says what to change.
var ErrUnsafe = errors.New("unsafe database connection")

// connections is how many a process opens unless the address says otherwise
// (pool_max_conns): a few for each that computes, as most of them wait for the
// server's disk. Each has the server make its own copies of tables' descriptions
// and of plans, so more of them cost more than they save.
func connections() int32 { return int32(max(8, 2*runtime.GOMAXPROCS(0))) }

// Connect opens the connections that a store and the durable runs share, to a
// postgres:// URL. It gives ErrUnsafe, storage.ErrVersion when the tables are
// not those this program knows, and storage.ErrUnusable when the server cannot
// be reached.
func Connect(ctx context.Context, address string) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("open store: the database URL: %w", err) // pgx leaves the password out
	}
	if !strings.Contains(address, "pool_max_conns") {
		config.MaxConns = connections()
	}
	if err := checkMode(config.ConnConfig.DefaultQueryExecMode); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if config.ConnConfig.DefaultQueryExecMode == pgx.QueryExecModeCacheStatement {
		config.AfterConnect = settle
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", unreachable(err))
	}
	if err := check(ctx, pool); err != nil {
		pool.Close()
		return nil, fmt.Errorf("open store: %w", unreachable(err))
	}
	return pool, nil
}

// settle spares the server to look for a schema of each role's own, which it does
// anew whenever a transaction becomes a user and whenever a foreign key is checked.
func settle(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "set search_path = public")
	return err
}

// New makes a store on connections from Connect. Closing the store closes them.
func New(pool *pgxpool.Pool) *sqlstore.Store {
	return sqlstore.New(openDB(pool), sqlstore.Dialect{As: as, Together: together(pool), Explain: Explain, Closed: pool.Close}, nil)
}

// checkMode refuses what breaks the durable runs that share the server: modes
// without prepared or described statements write rows that block a queue.
func checkMode(mode pgx.QueryExecMode) error {
	if mode == pgx.QueryExecModeCacheStatement || mode == pgx.QueryExecModeCacheDescribe {
		return nil
	}
	return fmt.Errorf("%w: default_query_exec_mode is %s; leave it out, or take cache_describe behind a transaction pooler", ErrUnsafe, mode)
}

// check looks at the role and at the tables.
func check(ctx context.Context, pool *pgxpool.Pool) error {
	var role string
	var bypasses bool
	err := pool.QueryRow(ctx, "select rolname, rolsuper or rolbypassrls from pg_roles where rolname = current_user").Scan(&role, &bypasses)
	if err != nil {
		return err
	}
	if bypasses {
		return fmt.Errorf("%w: role %s passes by row-level security; log in as bespoke_login", ErrUnsafe, role)
	}
	latest, err := migrations.Latest(migrations.Postgres)
	if err != nil {
		return err
	}
	version, err := tablesVersion(ctx, pool)
	if err != nil {
		return err
	}
	switch {
	case version < latest:
		return fmt.Errorf("%w: its tables are at %d, this program needs %d; run bespoke migrate", storage.ErrVersion, version, latest)
	case version > latest:
		return fmt.Errorf("%w: its tables are at %d, this program knows %d; install the newer bespoke", storage.ErrVersion, version, latest)
	}
	return nil
}

func tablesVersion(ctx context.Context, pool *pgxpool.Pool) (version int64, err error) {
	tx, err := pool.Begin(ctx)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback(ctx) //nolint:errcheck // read only
	if _, err := tx.Exec(ctx, "select set_config('role', 'authenticated', true)"); err != nil {
		return 0, fmt.Errorf("become authenticated (is that role granted to the login role?): %w", err)
	}
	var there bool
	err = tx.QueryRow(ctx, "select to_regclass('bespoke.tables_version') is not null").Scan(&there)
	if err != nil || !there {
		return 0, err
	}
	return version, tx.QueryRow(ctx, "select version from bespoke.tables_version").Scan(&version)
}
