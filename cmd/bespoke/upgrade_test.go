package main

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/backup"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/migrations"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/postgres"
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
	p := &place{config: *crashConfig(data)}
	before := manyOld(t, p)
	assertUpgraded(t, &p.config)
	assertFound(t, p, before)
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

	p := &place{config: *crashConfig(data), owner: owner}
	before := manyOld(t, p)
	from, to, err := postgres.Migrate(t.Context(), owner)
	require.NoError(t, err)
	assert.Equal(t, manifest.Tables, from)
	assert.Greater(t, to, from)
	p.databaseURL = database.URL(postgres.LoginRole, "upgraded")
	assertUpgraded(t, &p.config)
	assertFound(t, p, before)
}

// old is how many applications an earlier version leaves to be indexed.
const old = 1600

// manyOld puts many applications of another user into an earlier version's
// tables, copies of the one that is there, and gives the user.
func manyOld(t *testing.T, p *place) uuid.UUID {
	t.Helper()
	user := uuid.New()
	for _, table := range []string{"job_offers", "cvs"} {
		columns := map[string]string{
			"job_offers": "id, identity, text_sha256, title, company, parsed, created_at",
			"cvs":        "id, kind, yaml, sha256, name, file, dir, applied, created_at",
		}[table]
		p.run(t, fmt.Sprintf("insert into %s (user_id, %s) select '%s', %s from %s where user_id = '%s'", table, columns, user, columns, table, identity.LocalUser))
	}
	var values []string
	for i := range old {
		values = append(values, fmt.Sprintf("('%s', 'Employer %d')", uuid.Must(uuid.NewV7()), i))
	}
	id := "n.column1"
	if p.owner != "" {
		id += "::uuid"
	}
	p.run(t, fmt.Sprintf(`insert into applications (user_id, id, job_offer_id, cv_id, company, title, status, notes, bundle_sha256, search_text,
			version, created_at, updated_at)
		select '%s', %s, a.job_offer_id, a.cv_id, n.column2, '', 'saved', '', '', lower(n.column2), 1, a.created_at, a.created_at
		from (values %s) as n cross join applications a where a.user_id = '%s'`, user, id, strings.Join(values, ", "), identity.LocalUser))
	return user
}

// assertFound searches what an earlier version kept before, while and after it
// is entered into the index of words.
func assertFound(t *testing.T, p *place, user uuid.UUID) {
	t.Helper()
	ctx, app := p.open(t, nil)
	for _, search := range []struct {
		text string
		want []string
	}{
		{"yer 7", nil}, // a page is full of the newest
		{"loyer 77", []string{"Employer 77"}},
		{"employer 1599", []string{"Employer 1599"}},
		{"oak", []string{}},
		{"99 employer", nil},
		{"loyer 77", []string{"Employer 77"}},
	} {
		page, err := app.store.ListApplications(ctx, user, storage.ApplicationFilter{Text: search.text, Limit: storage.MaxLimit})
		require.NoError(t, err)
		found := []string{}
		for _, a := range page.Applications {
			found = append(found, a.Company)
		}
		if search.want == nil {
			assert.NotEmpty(t, found, search.text)
			continue
		}
		for _, company := range search.want {
			assert.Contains(t, found, company, search.text)
		}
		assert.Equal(t, len(search.want) == 0, len(found) == 0, search.text)
	}
	like, err := app.store.SimilarApplications(ctx, user, storage.Posting{Company: "Employer 1599"})
	require.NoError(t, err)
	assert.Len(t, like, 1)
	assert.Equal(t, 500, p.count(t, "applications where in_index"), "two searches have each entered a batch; the newest thousand and fewer than a batch need none")
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
	ctx, app, _, applications := reopened(t, settings)
	require.Len(t, applications, 2)
	for _, listed := range applications {
		application, err := app.store.Application(ctx, identity.LocalUser, listed.ID)
		require.NoError(t, err)
		assert.Equal(t, schema.Saved, application.Status)
		assert.Len(t, application.History, 1)
		_, pdf, err := app.toolbox.Read(ctx, "pdf://"+application.PDFID)
		require.NoError(t, err)
		assert.Contains(t, string(pdf[:8]), "%PDF-")
	}
}
