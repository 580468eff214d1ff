package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/bespoke-cv/bespoke/limit"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/postgres"
)

// The operator migrates as the tables' owner; the program connects as a role
// without rights. Store, limits and durable runs share the connections.
func ExampleConnect() {
	open := func(ctx context.Context, owner, login string) error {
		from, to, err := postgres.Migrate(ctx, owner)
		if err != nil {
			return err
		}
		fmt.Println("tables were at", from, "and are at", to)
		pool, err := postgres.Connect(ctx, login)
		if err != nil {
			return err
		}
		requests := limit.New("requests", 60, time.Minute)
		requests.Share(postgres.NewShares(pool)) // one budget for each user over all processes
		return postgres.New(pool).Close()        // closes the pool
	}
	err := open(context.Background(),
		"postgres://postgres:secret@127.0.0.1:1/bespoke?sslmode=disable",
		"postgres://"+postgres.LoginRole+":secret@127.0.0.1:1/bespoke?sslmode=disable")
	fmt.Println("nothing listens on port 1:", errors.Is(err, storage.ErrUnusable))
	// Output:
	// nothing listens on port 1: true
}

// The server's errors become those that callers branch on.
func ExampleExplain() {
	for _, code := range []string{"40001", "53100"} {
		err := postgres.Explain(&pgconn.PgError{Code: code, Message: "the server's words"})
		fmt.Println(errors.Is(err, storage.ErrBusy), errors.Is(err, storage.ErrFull))
	}
	// Output:
	// true false
	// false true
}
