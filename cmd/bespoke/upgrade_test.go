package main

import (
	"context"
	"database/sql"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/backup"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/migrations"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/postgres"
	"github.com/bespoke-cv/bespoke/workflow"
)

// Homes of an earlier bespoke, each with one finished application and a run
// that was killed behind its plan. Their names end in the version of their
// tables. testdata/upgrade/README says how one is made for a new version.
const (
	oldFiles    = "testdata/upgrade/sqlite-20261128120000.tar.gz"
	oldDatabase = "testdata/upgrade/postgres-20261128120000.tar.gz"
)

func TestFilesOfAnEarlierVersionWorkAndTheirRunsGoOn(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must(t, data, "restore", oldFiles)
	assertUpgraded(t, crashConfig(data))
}

func TestADatabaseOfAnEarlierVersionWorksAndItsRunsGoOn(t *testing.T) {
	if database == nil {
		t.Skip("PostgreSQL is not installed")
	}
	newDatabase(t) // lets the role log in
	owner, err := database.CreateDatabase(t.Context(), "upgraded")
	require.NoError(t, err)
	manifest := opened(t, oldDatabase)
	makeTables(t, owner, manifest.Tables)
	data := t.TempDir()
	fill(t, owner, filepath.Join(data, "blobs"))

	from, to, err := postgres.Migrate(t.Context(), owner)
	require.NoError(t, err)
	assert.Equal(t, manifest.Tables, from)
	assert.Greater(t, to, from)
	settings := crashConfig(data)
	settings.databaseURL = database.URL(postgres.LoginRole, "upgraded")
	assertUpgraded(t, settings)
}

// makeTables applies the migrations up to version, as the Supabase CLI does.
func makeTables(t *testing.T, owner string, version int64) {
	t.Helper()
	ledger, err := sql.Open("pgx", owner)
	require.NoError(t, err)
	require.NoError(t, migrations.Shim(t.Context(), ledger))
	require.NoError(t, ledger.Close())
	db, err := pgx.Connect(t.Context(), owner)
	require.NoError(t, err)
	defer db.Close(context.WithoutCancel(t.Context()))
	names, err := filepath.Glob("../../migrations/postgres/*.sql")
	require.NoError(t, err)
	applied := int64(0)
	for _, name := range names {
		if applied == version {
			break
		}
		statements, err := os.ReadFile(name)
		require.NoError(t, err)
		_, err = db.PgConn().Exec(t.Context(), "begin;"+string(statements)+";commit").ReadAll()
		require.NoError(t, err, name)
		require.NoError(t, db.QueryRow(t.Context(), "select version from bespoke.tables_version").Scan(&applied))
	}
	require.Equal(t, version, applied)
	require.NoError(t, dbos.Migrate(t.Context(), owner, dbos.WithMigrateApplicationRole(postgres.LoginRole),
		dbos.WithMigrateLogger(slog.New(slog.DiscardHandler))))
}

func fill(t *testing.T, owner, blobs string) {
	t.Helper()
	file, err := os.Open(oldDatabase)
	require.NoError(t, err)
	defer file.Close()
	archive, err := backup.Open(file)
	require.NoError(t, err)
	db, err := pgx.Connect(t.Context(), owner)
	require.NoError(t, err)
	defer db.Close(context.WithoutCancel(t.Context()))
	require.NoError(t, archive.RestoreTables(t.Context(), db))
	folder, err := (&config{data: filepath.Dir(blobs)}).openBlobs()
	require.NoError(t, err)
	require.NoError(t, archive.RestoreBlobs(t.Context(), folder))
}

// assertUpgraded opens a home as this version does: the finished application is
// whole, and the run that was killed ends in a second one.
func assertUpgraded(t *testing.T, settings *config) {
	t.Helper()
	ctx := identity.With(t.Context(), identity.Local())
	app, err := open(ctx, settings, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	defer func() { assert.NoError(t, app.close(ctx)) }()
	run := runOf(t, ctx, app)
	require.Equal(t, workflow.Succeeded, run.Status, run.Error)
	page, err := app.store.ListApplications(ctx, identity.LocalUser, storage.ApplicationFilter{})
	require.NoError(t, err)
	require.Len(t, page.Applications, 2)
	for _, listed := range page.Applications {
		application, err := app.store.Application(ctx, identity.LocalUser, listed.ID)
		require.NoError(t, err)
		assert.Equal(t, schema.Saved, application.Status)
		assert.Len(t, application.History, 1)
		_, pdf, err := app.toolbox.Read(ctx, "pdf://"+application.PDFID)
		require.NoError(t, err)
		assert.Contains(t, string(pdf[:8]), "%PDF-")
	}
}
