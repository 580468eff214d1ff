package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"

	"github.com/dbos-inc/dbos-transact-golang/dbos"

	"github.com/bespoke-cv/bespoke/migrations"
	"github.com/bespoke-cv/bespoke/storage"
)

// LoginRole is the role that the program logs in as. The migrations make it,
// without a password; the operator gives it one.
const LoginRole = "bespoke_login"

// Migrate brings the tables up to date, as a role that may make tables and
// roles, and returns the version they were at and are at now: the tables of
// the store, whoever made the older ones, and those of the durable runs, which
// are DBOS's own. A plain PostgreSQL is first given what Supabase has; on
// Supabase that changes nothing.
func Migrate(ctx context.Context, address string) (from, to int64, err error) {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return 0, 0, fmt.Errorf("migrate: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := migrations.Shim(ctx, db); err != nil {
		return 0, 0, unreachable(err)
	}
	from, to, err = migrations.Up(ctx, db, migrations.Postgres)
	if errors.Is(err, migrations.ErrNewer) {
		return from, to, fmt.Errorf("%w: %w", storage.ErrVersion, err)
	}
	if err != nil {
		return from, to, unreachable(err)
	}
	err = dbos.Migrate(ctx, address, dbos.WithMigrateApplicationRole(LoginRole), dbos.WithMigrateLogger(slog.New(slog.DiscardHandler)))
	if err != nil {
		return from, to, fmt.Errorf("migrate the tables of durable runs: %w", unreachable(err))
	}
	return from, to, nil
}
