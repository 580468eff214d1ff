package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/bespoke-cv/bespoke/storage/sqlite"
)

// migrate brings the store's tables up to date. Every command that opens the
// store does so too; this one does nothing else.
func migrate(ctx context.Context, args []string, stdio stdio) error {
	flags, config := newFlags("migrate", "", stdio)
	if err := config.parse(flags, args); err != nil {
		return err
	}
	if err := config.unsupported(); err != nil {
		return err
	}
	path := filepath.Join(config.data, "bespoke.db")
	store, err := sqlite.Open(ctx, path)
	if err != nil {
		return err
	}
	if err := store.Close(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdio.out, path, "is up to date")
	return err
}
