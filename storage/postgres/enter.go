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

// openDB is stdlib.OpenDBFromPool with transactions, and statements outside of
// one, as a user.
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
	return &conn{Conn: opened.(*stdlib.Conn)}, nil
}

type userKey struct{}

// as names the user that acts under the context: in transactions that begin, and
// in statements outside of one.
func as(ctx context.Context, user uuid.UUID) context.Context {
	return context.WithValue(ctx, userKey{}, user)
}

// become makes a transaction the user's whose claims are $1. It lasts as long as
// the transaction does: nothing is left on the connection afterwards.
const become = `select set_config('role', 'authenticated', true), set_config('request.jwt.claims', %s, true)`

func claims(user uuid.UUID) string {
	return `{"sub":"` + user.String() + `","role":"authenticated"}`
}

// conn acts as the user that the context names, and goes to the server as seldom
// as it can: the way there is what most statements take. Without a user it acts
// as the login role, which sees and may do nothing.
type conn struct {
	*stdlib.Conn
	within bool // a transaction
}

// BeginTx implements driver.ConnBeginTx. It asks the server once for beginning
// and becoming.
func (c *conn) BeginTx(ctx context.Context, options driver.TxOptions) (driver.Tx, error) {
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
	begun, err := server.BeginTx(ctx, pgx.TxOptions{
		BeginQuery: fmt.Sprintf("begin %s; "+become, access, "'"+claims(user)+"'"),
	})
	if err != nil {
		if !server.IsClosed() {
			_, undoing := server.Exec(context.WithoutCancel(ctx), "rollback") // the first half may have run
			err = errors.Join(err, undoing)
		}
		return nil, err
	}
	c.within = true
	return transaction{ctx, begun, c}, nil
}

// transaction ends under the context that it began under, as database/sql has it.
type transaction struct {
	ctx context.Context //nolint:containedctx // see above
	pgx.Tx
	conn *conn
}

func (t transaction) Commit() error {
	t.conn.within = false
	return t.Tx.Commit(t.ctx)
}

func (t transaction) Rollback() error {
	t.conn.within = false
	return t.Tx.Rollback(t.ctx)
}
