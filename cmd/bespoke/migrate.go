package main

import (
	"context"
	"fmt"

	"github.com/bespoke-cv/bespoke/backup"
	"github.com/bespoke-cv/bespoke/storage/postgres"
)

// migrate brings the tables up to date. Every command that opens a SQLite store
// does so too; PostgreSQL is migrated by this one alone, as a role that may
// make tables, which the program never logs in as otherwise.
func migrate(ctx context.Context, args []string, stdio stdio) error {
	flags, config := newFlags("migrate", "", stdio)
	flags.Usage = func() {
		fmt.Fprint(stdio.out, "Usage: bespoke migrate\n\nWith DATABASE_URL set, BESPOKE_MIGRATE_URL names the same database for a role that may make tables.\n\n")
		flags.PrintDefaults()
	}
	if err := config.parse(flags, args); err != nil {
		return err
	}
	if config.homeKind() == backup.SQLite {
		store, _, err := config.openStore(ctx)
		if err != nil {
			return err
		}
		if err := store.Close(); err != nil {
			return err
		}
		_, err = fmt.Fprintln(stdio.out, config.file("bespoke.db"), "is up to date")
		return err
	}
	from, to, err := postgres.Migrate(ctx, config.ownerURL())
	if err != nil {
		return fmt.Errorf("%w: BESPOKE_MIGRATE_URL names the database for a role that may make tables", err)
	}
	_, err = fmt.Fprintf(stdio.out, "the tables are at %d (they were at %d)\n", to, from)
	return err
}
