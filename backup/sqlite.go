package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/atomicfile"
	"github.com/bespoke-cv/bespoke/migrations"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
)

// sqliteFiles are a data folder's databases, the runs before the rows.
var sqliteFiles = []string{"runs.db", "bespoke.db"}

const sqliteFolder = "sqlite/"

// AddFiles puts the databases of a data folder into the backup, each as it is
// at one moment, while others may go on writing.
func (w *Writer) AddFiles(ctx context.Context, data string) error {
	for _, name := range sqliteFiles {
		path := filepath.Join(data, name)
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			continue // no run was ever made
		}
		if err := w.addFile(ctx, path); err != nil {
			return fmt.Errorf("back up %s: %w", path, err)
		}
	}
	return nil
}

func (w *Writer) addFile(ctx context.Context, path string) (err error) {
	db, err := sqlite.OpenFile(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if filepath.Base(path) == "bespoke.db" {
		if w.manifest.Tables, err = migrations.Version(ctx, db); err != nil {
			return err
		}
	}
	spool, err := os.MkdirTemp(w.spool, ".backup-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(spool)) }()
	whole := filepath.Join(spool, "copy.db")
	if _, err := db.ExecContext(ctx, "vacuum into ?", whole); err != nil {
		return sqlite.Explain(err)
	}
	return w.add(sqliteFolder+filepath.Base(path), nil, func(out io.Writer) error {
		file, err := os.Open(whole)
		if err != nil {
			return err
		}
		_, err = io.Copy(out, file)
		return errors.Join(err, file.Close())
	})
}

// RestoreFiles puts the databases into a data folder that has none.
func (a *Archive) RestoreFiles(data string) error {
	latest, err := migrations.Latest(migrations.SQLite)
	if err != nil {
		return err
	}
	if err := a.noNewerThan(latest); err != nil {
		return err
	}
	for _, name := range sqliteFiles {
		for _, suffix := range []string{"", "-wal", "-shm"} {
			if path := filepath.Join(data, name+suffix); exists(path) {
				return fmt.Errorf("%w: %s is there; move it away first, or name another folder with --data", ErrNotEmpty, path)
			}
		}
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return err
	}
	return a.each(func(name string, r io.Reader) error {
		file, ok := strings.CutPrefix(name, sqliteFolder)
		if !ok || !slices.Contains(sqliteFiles, file) {
			return nil
		}
		return atomicfile.Stream(filepath.Join(data, file), 0o600, func(w io.Writer) error {
			_, err := io.Copy(w, r)
			return err
		})
	})
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
