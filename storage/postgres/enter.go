package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
)

// openDB is stdlib.OpenDBFromPool with transactions that begin as a user.
func openDB(pool *pgxpool.Pool) *sql.DB {
	db := sql.OpenDB(connector{stdlib.GetPoolConnector(pool)})
	db.SetMaxIdleConns(0) // the pool keeps them
	return db
}

type connector struct{ driver.Connector }

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	opened, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return conn{opened.(*stdlib.Conn)}, nil
}

type userKey struct{}

// as names the user that transactions begun under the context act as.
func as(ctx context.Context, user uuid.UUID) context.Context {
	return context.WithValue(ctx, userKey{}, user)
}

// conn begins transactions as the user that the context names, and asks the
// server once for both: most transactions are one query long, and the way to the
// server is what they take. Without a user a transaction acts as the login role,
// which sees and may do nothing. Nothing is left on the connection afterwards.
type conn struct{ *stdlib.Conn }

func (c conn) BeginTx(ctx context.Context, options driver.TxOptions) (driver.Tx, error) {
	user, ok := ctx.Value(userKey{}).(uuid.UUID)
	if !ok {
		return c.Conn.BeginTx(ctx, options)
	}
	server := c.Conn.Conn()
	if server.IsClosed() {
		return nil, driver.ErrBadConn
	}
	access := "read write"
	if options.ReadOnly {
		access = "read only"
	}
	// Nothing but a UUID is put into the text.
	begun, err := server.BeginTx(ctx, pgx.TxOptions{BeginQuery: fmt.Sprintf(
		`begin %s; select set_config('role', 'authenticated', true), set_config('request.jwt.claims', '{"sub":"%s","role":"authenticated"}', true)`,
		access, user)})
	if err != nil {
		if !server.IsClosed() {
			_, undoing := server.Exec(context.WithoutCancel(ctx), "rollback") // the first half may have run
			err = errors.Join(err, undoing)
		}
		return nil, err
	}
	return transaction{ctx, begun}, nil
}

// transaction ends under the context that it began under, as database/sql has it.
type transaction struct {
	ctx context.Context //nolint:containedctx // see above
	pgx.Tx
}

func (t transaction) Commit() error   { return t.Tx.Commit(t.ctx) }
func (t transaction) Rollback() error { return t.Tx.Rollback(t.ctx) }
