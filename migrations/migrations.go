// Package migrations holds the tables of both homes as SQL files and brings a
// database up to date with them.
//
// The files in postgres/ are named by the Supabase convention
// (<14 digits>_<name>.sql) and hold no Down section, so that the Supabase CLI
// can apply the very same files; sqlite/ follows suit.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed sqlite/*.sql postgres/*.sql
var files embed.FS

//go:embed supabase_shim.sql
var supabaseShim string

// Home is a dialect of the tables; it names the folder of its files.
type Home string

// The homes.
const (
	SQLite   Home = "sqlite"
	Postgres Home = "postgres"
)

// ErrNewer: the database has tables of a later version of bespoke.
var ErrNewer = errors.New("tables are newer than this program")

// Latest is the version of the last migration this program knows.
func Latest(home Home) (int64, error) {
	all, err := versions(home)
	if err != nil {
		return 0, err
	}
	return all[len(all)-1], nil
}

// versions lists the migrations of a home in order; there is at least one.
func versions(home Home) ([]int64, error) {
	names, err := fs.Glob(files, string(home)+"/*.sql")
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("migrations of %s: none (%v)", home, err)
	}
	all := make([]int64, len(names)) // Glob sorts
	for i, name := range names {
		digits, _, _ := strings.Cut(strings.TrimPrefix(name, string(home)+"/"), "_")
		if all[i], err = strconv.ParseInt(digits, 10, 64); err != nil {
			return nil, fmt.Errorf("migration %s: %w", name, err)
		}
	}
	return all, nil
}

// Version is the version a SQLite file is at, 0 when it has no tables yet. It
// is one query, cheap enough for every start.
func Version(ctx context.Context, db *sql.DB) (int64, error) {
	var version sql.NullInt64
	err := db.QueryRowContext(ctx, "select max(version_id) from goose_db_version where is_applied").Scan(&version)
	if err != nil && strings.Contains(err.Error(), "no such table") {
		return 0, nil
	}
	return version.Int64, err
}

// Shim gives a plain PostgreSQL what the tables need of Supabase: its roles
// and auth functions. On Supabase it changes nothing.
func Shim(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, supabaseShim); err != nil {
		return fmt.Errorf("prepare PostgreSQL as Supabase is: %w", err)
	}
	return nil
}

// Up applies what db lacks and returns the version it was at and is at now.
// Each file is one transaction. It gives ErrNewer, and changes nothing, when
// db is ahead of this program.
func Up(ctx context.Context, db *sql.DB, home Home) (from, to int64, err error) {
	if home == Postgres { // out of sight of Supabase's HTTP API
		if _, err := db.ExecContext(ctx, "create schema if not exists bespoke"); err != nil {
			return 0, 0, fmt.Errorf("migrate tables: %w", err)
		}
	}
	provider, err := provider(db, home)
	if err != nil {
		return 0, 0, err
	}
	from, target, err := provider.GetVersions(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("read version of tables: %w", err)
	}
	if home == Postgres {
		if from, err = adopt(ctx, db, from); err != nil {
			return from, from, fmt.Errorf("migrate tables: %w", err)
		}
	}
	if from > target {
		return from, from, fmt.Errorf("%w: they are at %d, this program knows %d", ErrNewer, from, target)
	}
	if _, err := provider.Up(ctx); err != nil {
		return from, from, fmt.Errorf("migrate tables: %w", err)
	}
	return from, target, nil
}

// adopt enters into the ledger what the Supabase CLI applied, which keeps a
// ledger of its own, and returns the version that the tables are at.
func adopt(ctx context.Context, db *sql.DB, known int64) (int64, error) {
	var there bool
	err := db.QueryRowContext(ctx, "select to_regclass('bespoke.tables_version') is not null").Scan(&there)
	if err != nil || !there {
		return known, err
	}
	var at int64
	if err := db.QueryRowContext(ctx, "select version from bespoke.tables_version").Scan(&at); err != nil {
		return known, err
	}
	versions, err := versions(Postgres)
	if err != nil {
		return known, err
	}
	for _, version := range versions {
		if version <= known || version > at {
			continue
		}
		_, err := db.ExecContext(ctx, "insert into bespoke.goose_db_version (version_id, is_applied) values ($1, true)", version)
		if err != nil {
			return known, err
		}
	}
	return max(known, at), nil
}

func provider(db *sql.DB, home Home) (*goose.Provider, error) {
	var folder fs.FS
	dialect := goose.DialectSQLite3
	options := []goose.ProviderOption{
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(log.New(io.Discard, "", 0)),
	}
	if home == SQLite {
		scripts, err := scripts()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithGoMigrations(scripts...))
	}
	if home == Postgres {
		dialect = goose.DialectPostgres
		var err error
		if folder, err = fs.Sub(files, string(home)); err != nil {
			return nil, fmt.Errorf("migrations of %s: %w", home, err)
		}
		locker, err := lock.NewPostgresSessionLocker() // two machines may deploy at once
		if err != nil {
			return nil, fmt.Errorf("migrations of %s: %w", home, err)
		}
		options = append(options, goose.WithSessionLocker(locker), goose.WithTableName("bespoke.goose_db_version"))
	}
	provider, err := goose.NewProvider(dialect, db, folder, options...)
	if err != nil {
		return nil, fmt.Errorf("migrations of %s: %w", home, err)
	}
	return provider, nil
}

// scripts are SQLite's files, each run as a whole: the driver tells statements
// apart itself. goose's own parser would take 8 MB for it at every first start.
func scripts() ([]*goose.Migration, error) {
	versions, err := versions(SQLite)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, string(SQLite)+"/*.sql")
	if err != nil {
		return nil, fmt.Errorf("migrations of %s: %w", SQLite, err)
	}
	all := make([]*goose.Migration, len(names))
	for i, name := range names {
		all[i] = goose.NewGoMigration(versions[i], &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			script, err := fs.ReadFile(files, name)
			if err == nil {
				_, err = tx.ExecContext(ctx, string(script))
			}
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			return nil
		}}, nil)
	}
	return all, nil
}
