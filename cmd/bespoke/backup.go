package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/bespoke-cv/bespoke/atomicfile"
	"github.com/bespoke-cv/bespoke/backup"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/postgres"
)

// backUp writes everything that is kept into one file, while others may go on.
func backUp(ctx context.Context, args []string, stdio stdio) error {
	flags, config := newFlags("backup", "FILE.tar.gz", stdio)
	target, err := config.parseNaming(flags, args)
	if err != nil {
		return err
	}
	if target == "" {
		return usageError{errors.New("name the file to write")}
	}
	if _, err := os.Lstat(target); err == nil {
		return fmt.Errorf("%s is there already: a backup overwrites nothing", target)
	}
	blobs, users, err := config.everyBlob(ctx)
	if err != nil {
		return err
	}
	var manifest backup.Manifest
	err = atomicfile.Stream(target, 0o600, func(out io.Writer) error {
		w := backup.NewWriter(out, filepath.Dir(target), config.homeKind(), time.Now())
		if err := config.addRows(ctx, w); err != nil {
			return err
		}
		if err := w.AddBlobs(ctx, blobs, users); err != nil {
			return err
		}
		manifest, err = w.Close()
		return err
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdio.out, "%s holds %s. It is personal data of every user, in the clear: keep it as you keep the database.\n", target, contents(manifest))
	return err
}

// restore puts a backup into an empty home of the kind it came from.
func restore(ctx context.Context, args []string, stdio stdio) error {
	flags, config := newFlags("restore", "FILE.tar.gz", stdio)
	source, err := config.parseNaming(flags, args)
	if err != nil {
		return err
	}
	if source == "" {
		return usageError{errors.New("name the backup")}
	}
	file, err := os.Open(source)
	if err != nil {
		return err
	}
	defer file.Close()
	archive, err := backup.Open(file)
	if err != nil {
		return fmt.Errorf("%s: %w; nothing was restored", source, err)
	}
	if archive.Manifest.Home != config.homeKind() {
		return fmt.Errorf("%s is of a home in %s, this one is in %s: set or unset DATABASE_URL", source, archive.Manifest.Home, config.homeKind())
	}
	blobs, _, err := config.everyBlob(ctx)
	if err != nil {
		return err
	}
	if err := config.putRows(ctx, archive); err != nil {
		return err
	}
	if err := archive.RestoreBlobs(ctx, blobs); err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdio.out, "restored %s, as of %s; every sum is right. The next start goes on with the runs that were under way.\n",
		contents(archive.Manifest), archive.Manifest.At.Format(time.RFC3339))
	return err
}

func contents(manifest backup.Manifest) string {
	blobs := manifest.Blobs()
	return fmt.Sprintf("%d databases or tables and %d PDFs and records", len(manifest.Entries)-blobs, blobs)
}

func (c *config) homeKind() string {
	if c.databaseURL == "" && os.Getenv("BESPOKE_MIGRATE_URL") == "" {
		return backup.SQLite
	}
	return backup.Postgres
}

// everyBlob opens where blobs are and lists whose they are.
func (c *config) everyBlob(ctx context.Context) (storage.Blobs, []uuid.UUID, error) {
	blobs, err := c.openBlobs()
	if err != nil {
		return nil, nil, err
	}
	users, err := c.blobOwners(ctx, blobs)
	return blobs, users, err
}

func (c *config) addRows(ctx context.Context, w *backup.Writer) error {
	if c.homeKind() == backup.SQLite {
		return w.AddFiles(ctx, c.data)
	}
	return c.asOwner(ctx, func(db *pgx.Conn) error { return w.AddTables(ctx, db) })
}

func (c *config) putRows(ctx context.Context, archive *backup.Archive) error {
	if c.homeKind() == backup.SQLite {
		return archive.RestoreFiles(c.data)
	}
	if _, _, err := postgres.Migrate(ctx, c.ownerURL()); err != nil {
		return fmt.Errorf("%w: BESPOKE_MIGRATE_URL names the database for a role that may make tables", err)
	}
	return c.asOwner(ctx, func(db *pgx.Conn) error { return archive.RestoreTables(ctx, db) })
}

func (c *config) asOwner(ctx context.Context, do func(*pgx.Conn) error) (err error) {
	db, err := pgx.Connect(ctx, c.ownerURL())
	if err != nil {
		return fmt.Errorf("BESPOKE_MIGRATE_URL: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close(ctx)) }()
	return do(db)
}

// ownerURL is the database for a role that may make tables and see every row.
func (c *config) ownerURL() string { return cmp.Or(os.Getenv("BESPOKE_MIGRATE_URL"), c.databaseURL) }
