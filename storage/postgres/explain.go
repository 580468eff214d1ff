package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/sqlstore"
)

// unreachable explains an error of the first connection: there a server that
// does not answer is a wrong setting rather than a passing fault.
func unreachable(err error) error {
	if err = Explain(err); errors.Is(err, storage.ErrBusy) {
		return fmt.Errorf("%w: %w", storage.ErrUnusable, err)
	}
	return err
}

// Explain wraps an error of the server or the connection in the sentinel of
// package storage or sqlstore that it stands for.
func Explain(err error) error {
	var server *pgconn.PgError
	var sentinel error
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
	case errors.As(err, &server):
		for _, known := range codes {
			if slices.Contains(known.codes, server.Code) {
				sentinel = known.sentinel
			}
		}
	case lost(err):
		sentinel = storage.ErrBusy
	}
	if sentinel == nil {
		return err
	}
	return fmt.Errorf("%w: %w", sentinel, err)
}

// codes are SQLSTATEs, https://www.postgresql.org/docs/current/errcodes-appendix.html.
var codes = []struct {
	sentinel error
	codes    []string
}{
	{sqlstore.ErrLink, []string{"23503"}},
	{sqlstore.ErrDuplicate, []string{"23505"}},
	// Lock not available, statement timeout, serialization failure, deadlock,
	// too many connections, shutdown and start-up of the server.
	{storage.ErrBusy, []string{"55P03", "57014", "40001", "40P01", "53300", "57P01", "57P02", "57P03"}},
	{storage.ErrFull, []string{"53100"}},
	// Bad byte sequences and characters, and values that are too long.
	{storage.ErrInvalid, []string{"22021", "22P05", "54000"}},
	// Insufficient privilege, read-only transaction, damaged data, no such
	// database, wrong password, unknown role.
	{storage.ErrUnusable, []string{"42501", "25006", "XX001", "XX002", "3D000", "28P01", "28000"}},
}

// lost reports whether the connection broke or could not be made: the server
// restarts, or the network has a bad moment.
func lost(err error) bool {
	var network net.Error
	var connect *pgconn.ConnectError
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		errors.Is(err, net.ErrClosed) || strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "closed pool")
}
