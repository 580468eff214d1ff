package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/disk"
	"github.com/bespoke-cv/bespoke/storage/supabase"
	"github.com/bespoke-cv/bespoke/storage/supabase/bucket"
	"github.com/bespoke-cv/bespoke/workflow"
)

// supabaseInit makes the bucket of PDFs and tries out that its limits and
// policies hold.
func supabaseInit(ctx context.Context, args []string, stdio stdio) error {
	flags, config := newFlags("supabase", "init", stdio)
	subcommand, err := config.parseNaming(flags, args)
	if err != nil {
		return err
	}
	if subcommand != "init" {
		return usageError{errors.New("there is one subcommand: init")}
	}
	admin, err := config.openAdmin()
	if err != nil {
		return err
	}
	created, err := admin.Init(ctx)
	if err != nil {
		return err
	}
	word := "was there and is as it should be"
	if created {
		word = "is made"
	}
	fmt.Fprintf(stdio.out, "the private bucket %s %s\n", supabase.Bucket, word)
	blobs, err := config.openSupabase()
	if err != nil {
		return err
	}
	if err := bucket.Probe(ctx, blobs); err != nil {
		return fmt.Errorf("trying the bucket out: %w", err)
	}
	_, err = fmt.Fprintln(stdio.out, "a user keeps, reads, addresses and deletes a PDF there; another user reads none of it")
	return err
}

func (c *config) openAdmin() (*bucket.Admin, error) {
	if c.supabaseURL == "" || c.supabase.service == "" {
		return nil, errors.New("set SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY; the service key is needed for this command only")
	}
	return bucket.Open(c.supabaseURL, c.supabase.service)
}

// sweepAge is how old a blob without a row must be: longer than any run takes
// and any signed address lives.
const sweepAge = 24 * time.Hour

// sweep deletes blobs that no row names.
func sweep(ctx context.Context, args []string, stdio stdio) error {
	flags, config := newFlags("sweep", "", stdio)
	if err := config.parse(flags, args); err != nil {
		return err
	}
	config.role = workflow.Serve // runs are not this process's business
	return withApp(ctx, config, config.logger(quiet(stdio)), func(app *app) error {
		owners, err := config.blobOwners(ctx, app.blobs)
		if err != nil {
			return err
		}
		total := 0
		for _, owner := range owners {
			swept, err := app.toolbox.Sweep(ctx, owner, time.Now().Add(-sweepAge))
			if err != nil {
				return err
			}
			total += swept
		}
		_, err = fmt.Fprintf(stdio.out, "%d user(s) looked at, %d blob(s) without a row deleted\n", len(owners), total)
		return err
	})
}

// blobOwners lists who has blobs.
func (c *config) blobOwners(ctx context.Context, blobs storage.Blobs) ([]uuid.UUID, error) {
	if folder, ok := blobs.(*disk.Blobs); ok {
		return folder.Users(ctx)
	}
	admin, err := c.openAdmin()
	if err != nil {
		return nil, err
	}
	return admin.Users(ctx)
}
