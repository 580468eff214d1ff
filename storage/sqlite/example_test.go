package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
)

// The same bytes are one row, and another user's rows do not exist.
func ExampleOpen() {
	dir, err := os.MkdirTemp("", "bespoke")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	store, err := sqlite.Open(ctx, filepath.Join(dir, "bespoke.db"))
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()

	first, err := store.SaveCV(ctx, storage.LocalUser, storage.CV{YAML: []byte("cv:\n  name: Ada\n")})
	if err != nil {
		log.Fatal(err)
	}
	second, err := store.SaveCV(ctx, storage.LocalUser, storage.CV{YAML: []byte("cv:\n  name: Ada\n")})
	fmt.Println(first.ID == second.ID, err)
	_, err = store.CV(ctx, uuid.New(), first.ID)
	fmt.Println(errors.Is(err, storage.ErrNotFound))
	// Output:
	// true <nil>
	// true
}

// Any SQLite file is opened with the same care; what goes wrong in it becomes
// one of the errors that callers branch on.
func ExampleOpenFile() {
	dir, err := os.MkdirTemp("", "bespoke")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "letter.db")
	if err := os.WriteFile(path, []byte("Dear Ada, this is no database, however long it may be."), 0o600); err != nil {
		log.Fatal(err)
	}
	db, err := sqlite.OpenFile(context.Background(), path)
	if err == nil {
		_, err = db.Exec("create table t (x)")
		_ = db.Close()
	}
	fmt.Println(errors.Is(sqlite.Explain(err), storage.ErrUnusable))
	// Output:
	// true
}
