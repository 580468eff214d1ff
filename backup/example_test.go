package backup_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/bespoke-cv/bespoke/backup"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
)

func Example() {
	if err := moveHouse(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// sqlite sqlite/bespoke.db true
	// 0 PDFs and records
	// true a home that is there is not overwritten
}

// moveHouse backs a data folder up and restores it into another.
func moveHouse(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "backup")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	from, to := filepath.Join(dir, "from"), filepath.Join(dir, "to")
	if err := os.Mkdir(from, 0o700); err != nil {
		return err
	}
	store, err := sqlite.Open(ctx, filepath.Join(from, "bespoke.db"))
	if err != nil {
		return err
	}
	if err := store.Close(); err != nil {
		return err
	}

	var file bytes.Buffer
	writer := backup.NewWriter(&file, dir, backup.SQLite, time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC))
	if err := writer.AddFiles(ctx, from); err != nil {
		return err
	}
	if _, err := writer.Close(); err != nil {
		return err
	}

	archive, err := backup.Open(bytes.NewReader(file.Bytes()))
	if err != nil {
		return err
	}
	if err := archive.RestoreFiles(to); err != nil {
		return err
	}
	for _, entry := range archive.Manifest.Entries {
		_, err := os.Stat(filepath.Join(to, filepath.Base(entry.Name)))
		fmt.Println(archive.Manifest.Home, entry.Name, err == nil)
	}
	fmt.Println(archive.Manifest.Blobs(), "PDFs and records")
	fmt.Println(archive.RestoreFiles(to) != nil, "a home that is there is not overwritten")
	return nil
}
