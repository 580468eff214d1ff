package sqlstore

import (
	"context"
	"database/sql"

	"github.com/google/uuid"
)

// querier is a transaction, or a database whose statements are transactions.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// scanner is a row of *sql.Row or *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

// each hands every row of a query to see.
func each(ctx context.Context, db querier, see func(scanner) error, query string, args ...any) error {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := see(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// list gives what scan makes of every row of a query.
func list[T any](ctx context.Context, db querier, scan func(scanner) (T, error), query string, args ...any) (all []T, err error) {
	err = each(ctx, db, func(row scanner) error {
		one, err := scan(row)
		all = append(all, one)
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return all, nil
}

// listAs is list as a user, by itself.
func listAs[T any](ctx context.Context, s *Store, user uuid.UUID, doing string, scan func(scanner) (T, error), query string, args ...any) (all []T, err error) {
	err = s.once(ctx, user, doing, func(ctx context.Context, db querier) (err error) {
		all, err = list(ctx, db, scan, query, args...)
		return err
	})
	return all, err
}
