package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/bespoke-cv/bespoke/storage/sqlstore"
)

// A statement outside of a transaction is one by itself. The server is told who
// acts and what to do in one message, and takes what stands between two Syncs
// for one transaction (PostgreSQL's protocol, "Pipelining"):
//
//	─► become, statement, Sync        ◄─ rows, or the error that undid both

var becoming = fmt.Sprintf(become, "$1")

// ExecContext implements driver.ExecerContext. Outside of a transaction it is
// asked nothing: see together.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := plainNamed(args); err != nil {
		return nil, err
	}
	return c.Conn.ExecContext(ctx, query, args)
}

// together implements sqlstore.Dialect: statements are sent as one is, past
// database/sql, which would only make a connection of its own of the pool's.
func together(pool *pgxpool.Pool) func(context.Context, uuid.UUID, ...sqlstore.Statement) ([]int64, error) {
	return func(ctx context.Context, user uuid.UUID, statements ...sqlstore.Statement) (changed []int64, err error) {
		for range attempts {
			if changed, err = exec(ctx, pool, user, statements); !errors.Is(err, driver.ErrBadConn) {
				break
			}
		}
		return changed, err
	}
}

// attempts is how many connections are tried whose other end is gone, as
// database/sql does.
const attempts = 3

// exec carries out statements as one transaction, and tells how many rows each
// has changed.
func exec(ctx context.Context, pool *pgxpool.Pool, user uuid.UUID, statements []sqlstore.Statement) (changed []int64, err error) {
	taken, err := pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer taken.Release()
	sent, err := send(ctx, taken.Conn(), user, statements...)
	if err != nil {
		return nil, err
	}
	for range statements {
		done, failed := sent.Exec()
		if failed != nil {
			err = failed
			break
		}
		changed = append(changed, done.RowsAffected())
	}
	// It stands when the server has answered the Sync, no sooner.
	if closing := sent.Close(); err == nil {
		err = closing
	}
	return changed, err
}

// QueryContext implements driver.QueryerContext.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	user, ok := ctx.Value(userKey{}).(uuid.UUID)
	if !ok || c.within {
		if err := plainNamed(args); err != nil {
			return nil, err
		}
		return c.Conn.QueryContext(ctx, query, args)
	}
	values := make([]any, len(args))
	for i, arg := range args {
		values[i] = arg.Value
	}
	sent, err := send(ctx, c.Conn.Conn(), user, sqlstore.Statement{Query: query, Args: values})
	if err != nil {
		return nil, err
	}
	found, err := sent.Query()
	if err != nil {
		found.Close()
		_ = sent.Close() // it says the same
		return nil, err
	}
	return &rows{Rows: found, sent: sent, types: c.Conn.Conn().TypeMap()}, nil
}

// plain gives an argument, counted from 1, or the value in the place of what gives
// one. pgx would ask for it too, but only when it has failed to write a time, say,
// from what turns out a text.
func plain(ordinal int, arg any) (any, error) {
	giving, ok := arg.(driver.Valuer)
	if !ok {
		return arg, nil
	}
	value, err := giving.Value()
	if err != nil {
		return nil, fmt.Errorf("argument %d: %w", ordinal, err)
	}
	return value, nil
}

// plainNamed puts plain values in the place of arguments.
func plainNamed(args []driver.NamedValue) (err error) {
	for i, arg := range args {
		if args[i].Value, err = plain(arg.Ordinal, arg.Value); err != nil {
			return err
		}
	}
	return nil
}

// send sends statements behind becoming the user, whose answer it takes.
func send(ctx context.Context, server *pgx.Conn, user uuid.UUID, statements ...sqlstore.Statement) (pgx.BatchResults, error) {
	if server.IsClosed() {
		return nil, driver.ErrBadConn
	}
	batch := &pgx.Batch{}
	batch.Queue(becoming, claims(user))
	for _, statement := range statements {
		values := make([]any, len(statement.Args))
		for i, arg := range statement.Args {
			var err error
			if values[i], err = plain(i+1, arg); err != nil {
				return nil, err
			}
		}
		batch.Queue(statement.Query, values...)
	}
	sent := server.SendBatch(ctx, batch)
	if _, err := sent.Exec(); err != nil {
		_ = sent.Close() // it says the same
		if pgconn.SafeToRetry(err) {
			return nil, driver.ErrBadConn // nothing was sent; another connection is taken
		}
		return nil, err
	}
	return sent, nil
}

// rows are those of a statement that was sent with others.
type rows struct {
	pgx.Rows
	sent  pgx.BatchResults
	types *pgtype.Map
}

// Columns implements driver.Rows.
func (r *rows) Columns() []string {
	fields := r.FieldDescriptions()
	names := make([]string, len(fields))
	for i, field := range fields {
		names[i] = field.Name
	}
	return names
}

// Next implements driver.Rows.
func (r *rows) Next(values []driver.Value) error {
	if !r.Rows.Next() {
		if err := r.Err(); err != nil {
			return err
		}
		return io.EOF
	}
	fields := r.FieldDescriptions()
	for i, raw := range r.RawValues() {
		values[i] = nil
		if raw == nil {
			continue
		}
		kind, known := r.types.TypeForOID(fields[i].DataTypeOID)
		if !known {
			return fmt.Errorf("column %s is of a type that is not known (%d)", fields[i].Name, fields[i].DataTypeOID)
		}
		var err error
		if values[i], err = kind.Codec.DecodeDatabaseSQLValue(r.types, kind.OID, fields[i].Format, raw); err != nil {
			return fmt.Errorf("column %s: %w", fields[i].Name, err)
		}
	}
	return nil
}

// Close implements driver.Rows.
func (r *rows) Close() error {
	r.Rows.Close()
	if err := r.sent.Close(); err != nil {
		return err
	}
	return r.Err()
}
