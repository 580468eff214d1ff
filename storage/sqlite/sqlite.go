// Package sqlite opens the store that needs nothing installed: one SQLite
// file, read and written by a driver in pure Go.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/sethvargo/go-retry"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/bespoke-cv/bespoke/migrations"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/sqlstore"
)

// Open opens the store in the file at path and brings its tables up to date;
// an absent file is made, mode 0600, in a folder of mode 0700. Several
// processes may have it open at once. The error wraps storage.ErrUnusable when
// the file is no store or may not be written, storage.ErrVersion when a newer
// bespoke wrote it, storage.ErrBusy or storage.ErrFull.
func Open(ctx context.Context, path string) (*sqlstore.Store, error) {
	db, err := OpenFile(ctx, path)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(fmt.Errorf("open store %s: %w", path, Explain(err)), db.Close())
	}
	return sqlstore.New(db, sqlstore.Dialect{Explain: Explain}, nil), nil
}

// OpenFile opens any SQLite file as this program wants its files: write-ahead
// log, foreign keys, five seconds of patience for a lock, writers that queue
// at their first statement, readable by its owner alone.
func OpenFile(ctx context.Context, path string) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if err := create(path); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, Explain(err))
	}
	// What is set per connection stands in the address. The write-ahead log is
	// a property of the file, set once below.
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(5000)", "foreign_keys(1)", "synchronous(normal)"},
	}.Encode()}
	driver, err := sqlite.NewConnector(address.String())
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db := sql.OpenDB(connector{driver})
	db.SetMaxOpenConns(connections())
	db.SetMaxIdleConns(connections())
	if err := keepLog(ctx, db); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, Explain(err)), db.Close())
	}
	return db, nil
}

// keepLog has the file keep a write-ahead log. While another process does so with
// a new file SQLite answers at once that it is busy, whatever the patience.
func keepLog(ctx context.Context, db *sql.DB) error {
	attempts := retry.WithMaxRetries(50, retry.NewConstant(20*time.Millisecond))
	return retry.Do(ctx, attempts, func(ctx context.Context) error {
		var mode string
		err := db.QueryRowContext(ctx, "pragma journal_mode = wal").Scan(&mode)
		if errors.Is(Explain(err), storage.ErrBusy) {
			return retry.RetryableError(err)
		}
		return err
	})
}

// connections is how many a process has to a file: as many as compute at once.
// Each reads its pages anew when another has written, so more of them cost more
// than they save; a second one lets others read during a long search.
func connections() int { return min(max(2, runtime.GOMAXPROCS(0)), 4) }

// create makes the file when it is absent: SQLite itself would give it the
// permissions of the umask.
func create(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

// migrate brings the tables up to date. The version is asked for in one cheap
// query first, as nearly every start finds it current. Two processes may find
// it old at once: the one that comes second looks again.
func migrate(ctx context.Context, db *sql.DB) error {
	latest, err := migrations.Latest(migrations.SQLite)
	if err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		version, err := migrations.Version(ctx, db)
		switch {
		case err == nil && version == latest:
			return nil
		case err == nil && version > latest:
			return fmt.Errorf("%w: its tables are at %d, this program knows %d; install the newer bespoke", storage.ErrVersion, version, latest)
		}
		if _, _, err = migrations.Up(ctx, db, migrations.SQLite); err == nil || attempt == 10 {
			return err
		}
		if err = Explain(err); errors.Is(err, storage.ErrUnusable) || errors.Is(err, storage.ErrFull) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(attempt) * 20 * time.Millisecond):
		}
	}
}

// Explain wraps an error of the driver or the file system in the sentinel of
// package storage or sqlstore that it stands for.
func Explain(err error) error {
	var sentinel error
	var failed *sqlite.Error
	switch {
	case errors.As(err, &failed):
		sentinel = explainCode(failed.Code())
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR), errors.Is(err, syscall.EROFS):
		sentinel = storage.ErrUnusable
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		sentinel = storage.ErrFull
	}
	if sentinel == nil {
		return err
	}
	return fmt.Errorf("%w: %w", sentinel, err)
}

// explainCode reads SQLite's result codes, https://sqlite.org/rescode.html.
func explainCode(code int) error {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return sqlstore.ErrLink
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return sqlstore.ErrDuplicate
	}
	switch code & 0xff { // the primary code
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return storage.ErrBusy
	case sqlite3.SQLITE_FULL:
		return storage.ErrFull
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM,
		sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_AUTH:
		return storage.ErrUnusable
	case sqlite3.SQLITE_TOOBIG:
		return storage.ErrInvalid
	}
	return nil
}
