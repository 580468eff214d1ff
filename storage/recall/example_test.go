package recall_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/recall"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
)

func ExampleNew() {
	folder, err := os.MkdirTemp("", "recall")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	rows, err := sqlite.Open(context.Background(), filepath.Join(folder, "bespoke.db"))
	if err != nil {
		panic(err)
	}
	defer rows.Close()

	store := recall.New(rows)
	run := recall.InRun(context.Background(), "run_1")
	saved, err := store.SaveCV(run, storage.LocalUser, storage.CV{YAML: []byte("cv:\n  name: Ada\n"), Name: "Ada"})
	if err != nil {
		panic(err)
	}
	cv, err := store.CV(run, storage.LocalUser, saved.ID) // without a question to the database
	fmt.Println(cv.Name, err)
	// Output: Ada <nil>
}

func ExampleWithin() {
	ctx := context.Background()
	fmt.Println(recall.Within(ctx), recall.Within(recall.InRun(ctx, "run_1")))
	// Output: false true
}

func ExampleInRun() {
	ctx := recall.InRun(context.Background(), "run_1")
	fmt.Println(ctx.Err())
	// Output: <nil>
}
