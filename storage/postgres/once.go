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
	if err := plain(args); err != nil {
		return nil, err
	}
	return c.Conn.ExecContext(ctx, query, args)
}

// together implements sqlstore.Dialect: statements are sent as one is, past
// database/sql, which would only make a connection of its own of the pool's.
func together(pool *pgxpool.Pool) func(context.Context, uuid.UUID, ...sqlstore.Statement) ([]int64, error) {
	return func(ctx context.Context, user uuid.UUID, statements ...sqlstore.Statement) (changed []int64, err error) {
		calls := make([]call, len(statements))
		for i, statement := range statements {
			calls[i] = call{statement.Query, make([]driver.NamedValue, len(statement.Args))}
			for at, value := range statement.Args {
				calls[i].args[at] = driver.NamedValue{Ordinal: at + 1, Value: value}
			}
			if err := plain(calls[i].args); err != nil {
				return nil, err
			}
		}
		for range attempts {
			if changed, err = exec(ctx, pool, user, calls); !errors.Is(err, driver.ErrBadConn) {
				break
			}
		}
		return changed, err
	}
}

// attempts is how many connections are tried whose other end is gone, as
// database/sql does.
const attempts = 3

// exec carries out calls as one transaction, and tells how many rows each has
// changed.
func exec(ctx context.Context, pool *pgxpool.Pool, user uuid.UUID, calls []call) (changed []int64, err error) {
	taken, err := pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer taken.Release()
	sent, err := send(ctx, taken.Conn(), user, calls...)
	if err != nil {
		return nil, err
	}
	for range calls {
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
	if err := plain(args); err != nil {
		return nil, err
	}
	if !ok || c.within {
		return c.Conn.QueryContext(ctx, query, args)
	}
	sent, err := send(ctx, c.Conn.Conn(), user, call{query, args})
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

// plain puts values in the place of what gives them. pgx would ask for them too,
// but only when it has failed to write a time, say, from what turns out a text.
func plain(args []driver.NamedValue) error {
	for i, arg := range args {
		if giving, ok := arg.Value.(driver.Valuer); ok {
			value, err := giving.Value()
			if err != nil {
				return fmt.Errorf("argument %d: %w", arg.Ordinal, err)
			}
			args[i].Value = value
		}
	}
	return nil
}

// call is a statement with its arguments, which are plain.
type call struct {
	query string
	args  []driver.NamedValue
}

// send sends statements behind becoming the user, whose answer it takes.
func send(ctx context.Context, server *pgx.Conn, user uuid.UUID, calls ...call) (pgx.BatchResults, error) {
	if server.IsClosed() {
		return nil, driver.ErrBadConn
	}
	batch := &pgx.Batch{}
	batch.Queue(becoming, claims(user))
	for _, call := range calls {
		values := make([]any, len(call.args))
		for i, arg := range call.args {
			values[i] = arg.Value
		}
		batch.Queue(call.query, values...)
	}
	sent := server.SendBatch(ctx, batch)
	if _, err := sent.Exec(); err != nil {
		_ = sent.Close() // it says the same
		if pgconn.SafeToRetry(err) {
			return nil, driver.ErrBadConn // nothing was sent; database/sql takes another connection
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
