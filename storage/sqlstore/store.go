// Package sqlstore is storage.Store on database/sql. One text of every query
// runs on SQLite and on PostgreSQL; what differs is the tables (package
// migrations) and a Dialect of two functions.
//
// The common ground: $1 parameters, ids and times made in Go, JSON and times
// as text parameters, no arrays, no functions of one database only, user_id in
// every where, and "insert … on conflict do nothing" then select for first
// saves. A method is one transaction; one that says a single thing says it in
// a statement by itself, which a database answers in one go (once, together).
package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// Errors that a Dialect reports to the store beside those of package storage;
// callers of the store never see them.
var (
	// ErrLink: a foreign key points at nothing.
	ErrLink = errors.New("link to a row that is not there")
	// ErrDuplicate: a unique index holds that value already.
	ErrDuplicate = errors.New("duplicate row")
)

// Dialect is what differs between two databases.
type Dialect struct {
	// As makes transactions that begin under the context, and statements outside
	// of one, act as the user, for row-level security; nil where the database has
	// none.
	As func(ctx context.Context, user uuid.UUID) context.Context
	// Together carries out statements as the user, all or none, and tells how many
	// rows each has changed; nil where that is a transaction like any other.
	Together func(ctx context.Context, user uuid.UUID, statements ...Statement) (changed []int64, err error)
	// Explain wraps a driver's error in the sentinel that it stands for: those
	// of package storage, ErrLink or ErrDuplicate. Others pass unchanged.
	Explain func(error) error
	// Closed is called after the database is closed; nil for nothing.
	Closed func()
}

// Statement is one of several that are carried out together.
type Statement struct {
	Query string
	Args  []any
}

// Store keeps rows in a database that has the tables of package migrations.
type Store struct {
	db      *sql.DB
	dialect Dialect
	now     func() time.Time
	offers  shared[schema.ParsedOffer]
	plans   shared[schema.PlannedChanges]

	lookThrough int
}

var _ storage.Store = (*Store)(nil)

// New makes a Store that owns db: Close closes it. The clock now gives the
// times of rows; nil is time.Now.
func New(db *sql.DB, dialect Dialect, now func() time.Time) *Store {
	if now == nil {
		now = time.Now
	}
	return &Store{
		db: db, dialect: dialect, now: func() time.Time { return now().UTC().Truncate(time.Microsecond) },
		offers: newShared[schema.ParsedOffer](), plans: newShared[schema.PlannedChanges](),
		lookThrough: defaultLookThrough,
	}
}

// Ping reads from the database, as a user does.
func (s *Store) Ping(ctx context.Context) error {
	return s.read(ctx, storage.LocalUser, "reach the store", func(tx *sql.Tx) error {
		var rows int
		return tx.QueryRowContext(ctx, "select count(*) from (select 1 from job_offers limit 1) as first_row").Scan(&rows)
	})
}

// Close closes the database.
func (s *Store) Close() error {
	err := s.db.Close()
	if s.dialect.Closed != nil {
		s.dialect.Closed()
	}
	return err
}

// read runs fn in a read-only transaction as user.
func (s *Store) read(ctx context.Context, user uuid.UUID, doing string, fn func(tx *sql.Tx) error) error {
	return s.transact(ctx, user, doing, &sql.TxOptions{ReadOnly: true}, fn)
}

// write runs fn in a transaction as user; any error of fn undoes it.
func (s *Store) write(ctx context.Context, user uuid.UUID, doing string, fn func(tx *sql.Tx) error) error {
	return s.transact(ctx, user, doing, nil, fn)
}

// once runs fn as user, each of whose statements is a transaction of its own. fn
// must use the context that it is given, and only read: together changes rows.
func (s *Store) once(ctx context.Context, user uuid.UUID, doing string, fn func(ctx context.Context, db querier) error) error {
	if s.dialect.As != nil {
		ctx = s.dialect.As(ctx, user)
	}
	return s.explain(doing, fn(ctx, s.db))
}

// insert runs a statement that enters a row as user unless it is there, and
// tells whether it has: what was entered needs no reading back.
func (s *Store) insert(ctx context.Context, user uuid.UUID, doing, statement string, args ...any) (inserted bool, err error) {
	changed, err := s.together(ctx, user, doing, Statement{statement, args})
	return err == nil && changed[0] == 1, err
}

// together carries out statements as user, all or none, and tells how many rows
// each has changed.
func (s *Store) together(ctx context.Context, user uuid.UUID, doing string, statements ...Statement) (changed []int64, err error) {
	if s.dialect.Together != nil {
		changed, err = s.dialect.Together(ctx, user, statements...)
		return changed, s.explain(doing, err)
	}
	changed = make([]int64, len(statements))
	all := func(ctx context.Context, db querier) error {
		for i, statement := range statements {
			result, err := db.ExecContext(ctx, statement.Query, statement.Args...)
			if err != nil {
				return err
			}
			if changed[i], err = result.RowsAffected(); err != nil {
				return err
			}
		}
		return nil
	}
	if len(statements) == 1 {
		return changed, s.once(ctx, user, doing, all)
	}
	return changed, s.write(ctx, user, doing, func(tx *sql.Tx) error { return all(ctx, tx) })
}

func (s *Store) transact(ctx context.Context, user uuid.UUID, doing string, options *sql.TxOptions, fn func(tx *sql.Tx) error) error {
	if s.dialect.As != nil {
		ctx = s.dialect.As(ctx, user)
	}
	return s.explain(doing, func() error {
		tx, err := s.db.BeginTx(ctx, options)
		if err != nil {
			return err
		}
		defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
		if err := fn(tx); err != nil {
			return err
		}
		return tx.Commit()
	}())
}

// explain wraps an error with what was being done.
func (s *Store) explain(doing string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%s: %w", doing, storage.ErrNotFound)
	}
	return fmt.Errorf("%s: %w", doing, s.dialect.Explain(err))
}
