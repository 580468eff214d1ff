package migrations_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/bespoke-cv/bespoke/migrations"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
)

// A fresh file gets all tables; one that has them costs one query.
func ExampleUp() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	db, err := sqlite.OpenFile(ctx, filepath.Join(folder, "bespoke.db"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	latest, err := migrations.Latest(migrations.SQLite)
	if err != nil {
		fmt.Println(err)
		return
	}
	from, to, err := migrations.Up(ctx, db, migrations.SQLite)
	fmt.Println(from, to == latest, err)
	at, err := migrations.Version(ctx, db)
	fmt.Println(at == latest, err)
	// Output:
	// 0 true <nil>
	// true <nil>
}
