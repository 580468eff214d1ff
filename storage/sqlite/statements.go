package sqlite

import (
	"context"
	"database/sql/driver"
	"strings"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// keptStatements is how many statements a connection keeps: more than the runs
// of the five tools need of either file.
const keptStatements = 64

// connector opens connections that keep their statements. The driver would
// parse and plan a query each time, which takes longer than most queries do.
type connector struct{ driver.Connector }

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	opened, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	kept := &conn{connection: opened.(connection)}
	kept.statements, err = simplelru.NewLRU(keptStatements, func(_ string, s *statement) { _ = s.close() })
	return kept, err
}

// connection is what the driver's connections can do.
type connection interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// conn is a connection that keeps the statements it has run, by their text.
// database/sql lets one caller at a time use it.
type conn struct {
	connection
	statements *simplelru.LRU[string, *statement]
}

// statement is a kept one. It can be read from once at a time.
type statement struct {
	driver.Stmt
	reading, dropped bool
}

func (s *statement) close() error {
	if s.dropped = true; s.reading {
		return nil // whoever reads closes it
	}
	return s.Stmt.Close()
}

// kept gives the statement of a query, nil where none is kept: of what changes
// tables or settings, and while its rows are being read.
func (c *conn) kept(ctx context.Context, query string) (*statement, error) {
	if s, ok := c.statements.Get(query); ok {
		if s.reading {
			return nil, nil
		}
		return s, nil
	}
	verb, _, _ := strings.Cut(strings.TrimLeft(query, " \t\n"), " ")
	switch strings.ToLower(verb) {
	case "select", "insert", "update", "delete", "with":
	default:
		return nil, nil
	}
	prepared, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s := &statement{Stmt: prepared}
	c.statements.Add(query, s)
	return s, nil
}

// ExecContext implements driver.ExecerContext.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.kept(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.connection.ExecContext(ctx, query, args)
	}
	return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
}

// QueryContext implements driver.QueryerContext.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.kept(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.connection.QueryContext(ctx, query, args)
	}
	found, err := s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.reading = true
	return &rows{found, s}, nil
}

// Close implements driver.Conn.
func (c *conn) Close() error {
	c.statements.Purge()
	return c.connection.Close()
}

// rows give their statement back when they are closed.
type rows struct {
	driver.Rows
	of *statement
}

func (r *rows) Close() error {
	err := r.Rows.Close()
	if r.of.reading = false; r.of.dropped {
		_ = r.of.Stmt.Close() // read to its end
	}
	return err
}
