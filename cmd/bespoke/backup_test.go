package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/backup"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
	"github.com/bespoke-cv/bespoke/workflow"
)

func opened(t *testing.T, path string) backup.Manifest {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	archive, err := backup.Open(file)
	require.NoError(t, err)
	return archive.Manifest
}

// rows gives every row of every table of a SQLite file, as text.
func rows(t *testing.T, path string) map[string][]string {
	t.Helper()
	db, err := sqlite.OpenFile(t.Context(), path)
	require.NoError(t, err)
	defer db.Close()
	texts := func(query string) (all []string) {
		rows, err := db.QueryContext(t.Context(), query)
		require.NoError(t, err)
		defer rows.Close()
		columns, err := rows.Columns()
		require.NoError(t, err)
		for rows.Next() {
			values, places := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				places[i] = &values[i]
			}
			require.NoError(t, rows.Scan(places...))
			all = append(all, fmt.Sprintf("%q", values))
		}
		require.NoError(t, rows.Err())
		slices.Sort(all)
		return all
	}
	found := map[string][]string{}
	for _, quoted := range texts("select name from sqlite_master where type = 'table'") {
		table := strings.Trim(quoted, `["]`)
		found[table] = texts("select * from " + table)
	}
	require.NotEmpty(t, found)
	return found
}

// A run that was under way when its home was backed up goes on in another.
func TestARestoredHomeHoldsTheSameAndFinishesItsRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	data, other, folder := t.TempDir(), filepath.Join(t.TempDir(), "new"), t.TempDir()
	must(t, data, "tailor", "--job", sampleOffer, "--cv", sampleCV, "--out", filepath.Join(folder, "out"))
	kill(t, data, "after apply_cv_edits", nil)

	first, second := filepath.Join(folder, "first.tar.gz"), filepath.Join(folder, "second.tar.gz")
	said := must(t, data, "backup", first)
	assert.Contains(t, said, "2 databases or tables and 2 PDFs and records")
	info, err := os.Stat(first)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	said = must(t, other, "restore", first)
	assert.Contains(t, said, "every sum is right")
	for _, name := range []string{"bespoke.db", "runs.db"} {
		assert.Equal(t, rows(t, filepath.Join(data, name)), rows(t, filepath.Join(other, name)), name)
	}
	must(t, other, "backup", second)
	was, is := opened(t, first), opened(t, second)
	assert.Equal(t, was.Entries[2:], is.Entries[2:], "each PDF and record has its sum")

	code, printed := in(t, []string{"BESPOKE_DATA=" + other}, "restore", first)
	assert.Equal(t, 1, code)
	assert.Contains(t, printed, "not empty")
	code, printed = in(t, []string{"BESPOKE_DATA=" + other}, "backup", first)
	assert.Equal(t, 1, code)
	assert.Contains(t, printed, "overwrites nothing")

	ctx := identity.With(t.Context(), identity.Local())
	app, err := open(ctx, crashConfig(other), slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	run := runOf(t, ctx, app)
	assert.Equal(t, workflow.Succeeded, run.Status, run.Error)
	assert.NoError(t, app.close(ctx))
	left, err := filepath.Glob(filepath.Join(folder, ".*"))
	require.NoError(t, err)
	assert.Empty(t, left, "nothing half-written is left")
}

func TestARestoredDatabaseHoldsTheSameRows(t *testing.T) {
	owner, login := newDatabase(t)
	empty, emptyLogin := newDatabase(t)
	folder := t.TempDir()
	from := []string{"DATABASE_URL=" + login, "BESPOKE_MIGRATE_URL=" + owner, "BESPOKE_DATA=" + filepath.Join(folder, "from")}
	to := []string{"DATABASE_URL=" + emptyLogin, "BESPOKE_MIGRATE_URL=" + empty, "BESPOKE_DATA=" + filepath.Join(folder, "to")}
	first, second := filepath.Join(folder, "first.tar.gz"), filepath.Join(folder, "second.tar.gz")

	code, printed := in(t, from, "tailor", "--job", sampleOffer, "--cv", sampleCV, "--out", filepath.Join(folder, "out"))
	require.Zero(t, code, printed)
	for _, step := range []struct {
		settings []string
		args     []string
	}{
		{from, []string{"backup", first}},
		{to, []string{"restore", first}},
		{to, []string{"backup", second}},
	} {
		code, printed = in(t, step.settings, step.args...)
		require.Zero(t, code, printed)
	}
	was, is := opened(t, first), opened(t, second)
	assert.Equal(t, was.Entries, is.Entries)
	filled := 0
	for _, entry := range was.Entries {
		if strings.HasPrefix(entry.Name, "postgres/") && entry.Size > 0 {
			filled++
		}
	}
	assert.GreaterOrEqual(t, filled, 8, "offers, CVs, plans, PDFs, applications, history and runs")

	code, printed = in(t, to, "doctor")
	assert.Zero(t, code, printed)
	code, printed = in(t, to, "restore", first)
	assert.Equal(t, 1, code)
	assert.Contains(t, printed, "has rows; restore into a new database")
	code, printed = in(t, []string{"DATABASE_URL=" + login, "BESPOKE_DATA=" + filepath.Join(folder, "from")}, "backup", filepath.Join(folder, "third.tar.gz"))
	assert.Equal(t, 1, code)
	assert.Contains(t, printed, "bypasses row-level security")
	code, printed = in(t, nil, "restore", first)
	assert.Equal(t, 1, code)
	assert.Contains(t, printed, "is of a home in postgres")

	db, err := pgx.Connect(t.Context(), empty)
	require.NoError(t, err)
	defer db.Close(t.Context())
	var loose int
	require.NoError(t, db.QueryRow(t.Context(), "select count(*) from pg_constraint where contype = 'f' and condeferrable").Scan(&loose))
	assert.Zero(t, loose, "links are checked at once again")
	var tables []string
	require.NoError(t, db.QueryRow(t.Context(), "select array_agg(tablename::text order by tablename) from pg_tables where schemaname = 'public'").Scan(&tables))
	assert.Equal(t, backup.Tables, tables, "every table is backed up")
}

func TestADamagedBackupIsRefusedBeforeAnythingIsTouched(t *testing.T) {
	data, folder := t.TempDir(), t.TempDir()
	must(t, data, "facts", "--add", "I led a team of nine.")
	whole := filepath.Join(folder, "whole.tar.gz")
	must(t, data, "backup", whole)
	content, err := os.ReadFile(whole)
	require.NoError(t, err)
	broken := slices.Clone(content)
	broken[len(broken)/2] ^= 1
	notes, err := json.Marshal(map[string]string{"not": "a backup"})
	require.NoError(t, err)
	for name, file := range map[string][]byte{"cut off": content[:len(content)*2/3], "a bit turned": broken, "another file": notes, "empty": nil} {
		t.Run(name, func(t *testing.T) {
			path, other := filepath.Join(t.TempDir(), "backup.tar.gz"), filepath.Join(t.TempDir(), "new")
			require.NoError(t, os.WriteFile(path, file, 0o600))
			code, printed := in(t, []string{"BESPOKE_DATA=" + other}, "restore", path)
			assert.Equal(t, 1, code)
			assert.Contains(t, printed, "not a whole backup")
			assert.NoDirExists(t, other)
		})
	}
}
