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
)

//go:embed sqlite/*.sql
var files embed.FS

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
	names, err := fs.Glob(files, string(home)+"/*.sql")
	if err != nil || len(names) == 0 {
		return 0, fmt.Errorf("migrations of %s: none (%v)", home, err)
	}
	last := names[len(names)-1] // Glob sorts
	digits, _, _ := strings.Cut(strings.TrimPrefix(last, string(home)+"/"), "_")
	return strconv.ParseInt(digits, 10, 64)
}

// Version is the version db is at, 0 when it has no tables yet. It is one
// query, cheap enough for every start.
func Version(ctx context.Context, db *sql.DB) (int64, error) {
	var version sql.NullInt64
	err := db.QueryRowContext(ctx, "select max(version_id) from goose_db_version where is_applied").Scan(&version)
	if err != nil && strings.Contains(err.Error(), "goose_db_version") {
		return 0, nil // no such table, in the words of either database
	}
	return version.Int64, err
}

// Up applies what db lacks and returns the version it was at and is at now.
// Each file is one transaction. It gives ErrNewer, and changes nothing, when
// db is ahead of this program.
func Up(ctx context.Context, db *sql.DB, home Home) (from, to int64, err error) {
	provider, err := provider(db, home)
	if err != nil {
		return 0, 0, err
	}
	from, target, err := provider.GetVersions(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("read version of tables: %w", err)
	}
	if from > target {
		return from, from, fmt.Errorf("%w: they are at %d, this program knows %d", ErrNewer, from, target)
	}
	if _, err := provider.Up(ctx); err != nil {
		return from, from, fmt.Errorf("migrate tables: %w", err)
	}
	return from, target, nil
}

func provider(db *sql.DB, home Home) (*goose.Provider, error) {
	folder, err := fs.Sub(files, string(home))
	if err != nil {
		return nil, fmt.Errorf("migrations of %s: %w", home, err)
	}
	dialect := goose.DialectSQLite3
	if home == Postgres {
		dialect = goose.DialectPostgres
	}
	provider, err := goose.NewProvider(dialect, db, folder,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(log.New(io.Discard, "", 0)))
	if err != nil {
		return nil, fmt.Errorf("migrations of %s: %w", home, err)
	}
	return provider, nil
}
