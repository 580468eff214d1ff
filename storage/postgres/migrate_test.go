//go:build unix

package postgres_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/migrations"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/postgres"
	"github.com/bespoke-cv/bespoke/storage/storetest"
)

func TestMigratingAgainChangesNothing(t *testing.T) {
	owner, _ := newDatabase(t)
	latest, err := migrations.Latest(migrations.Postgres)
	require.NoError(t, err)
	from, to, err := postgres.Migrate(t.Context(), owner)
	require.NoError(t, err)
	assert.Equal(t, []int64{latest, latest}, []int64{from, to})
}

func TestOtherTablesAreRefused(t *testing.T) {
	owner, login := newDatabase(t)
	for query, says := range map[string]string{
		"update bespoke.tables_version set version = 1":              "run bespoke migrate",
		"update bespoke.tables_version set version = 29991231000000": "install the newer bespoke",
		"drop table bespoke.tables_version":                          "run bespoke migrate",
	} {
		owner, login := newDatabase(t)
		execute(t, owner, query)
		_, err := postgres.Connect(t.Context(), login)
		assert.ErrorIs(t, err, storage.ErrVersion, query)
		assert.ErrorContains(t, err, says, query)
	}
	execute(t, owner, "insert into bespoke.goose_db_version (version_id, is_applied) values (29991231000000, true)")
	_, _, err := postgres.Migrate(t.Context(), owner)
	assert.ErrorIs(t, err, storage.ErrVersion)
	_, err = postgres.Connect(t.Context(), login)
	assert.NoError(t, err)
}

func TestTheSupabaseCLIMayHaveMadeTheTables(t *testing.T) {
	if server == nil {
		t.Skip("PostgreSQL is not installed")
	}
	newDatabase(t) // lets the role log in
	name := "cli" + strings.ReplaceAll(uuid.NewString(), "-", "")
	owner, err := server.CreateDatabase(t.Context(), name)
	require.NoError(t, err)
	settings, err := pgx.ParseConfig(owner)
	require.NoError(t, err)
	db := stdlib.OpenDB(*settings)
	defer db.Close()
	require.NoError(t, migrations.Shim(t.Context(), db))
	require.NoError(t, supabasePush(t.Context(), owner, "../../migrations/postgres"))
	from, to, err := postgres.Migrate(t.Context(), owner)
	require.NoError(t, err)
	latest, err := migrations.Latest(migrations.Postgres)
	require.NoError(t, err)
	assert.Equal(t, []int64{latest, latest}, []int64{from, to}, "nothing is applied twice")
	if os.Getenv("BESPOKE_SUPABASE") != "" {
		require.NoError(t, supabasePush(t.Context(), owner, "../../migrations/postgres"), "nor by the CLI")
	}
	open(t, server.URL(postgres.LoginRole, name))
}

// supabasePush applies a folder with "supabase db push" where BESPOKE_SUPABASE
// names that program, as in CI, else as it does: every file in the order of its
// name, whole and in one transaction, comments and all.
func supabasePush(ctx context.Context, address, folder string) error {
	if program := os.Getenv("BESPOKE_SUPABASE"); program != "" {
		return runSupabase(ctx, program, address, folder)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.sql"))
	if err != nil {
		return err
	}
	connection, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer connection.Close(ctx)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if _, err := connection.PgConn().Exec(ctx, "begin;"+string(text)+"commit;").ReadAll(); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

func runSupabase(ctx context.Context, program, address, folder string) error {
	project, err := os.MkdirTemp("", "supabase-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(project)
	if err := os.CopyFS(filepath.Join(project, "supabase", "migrations"), os.DirFS(folder)); err != nil {
		return err
	}
	push := exec.CommandContext(ctx, program, "db", "push", "--db-url", address, "--yes", "--workdir", project)
	push.Env = append(os.Environ(), "HOME="+project)
	if out, err := push.CombinedOutput(); err != nil {
		return fmt.Errorf("supabase db push: %w: %s", err, out)
	}
	return nil
}

func TestMigrationsAreNamedAsSupabaseWants(t *testing.T) {
	latest, err := migrations.Latest(migrations.Postgres)
	require.NoError(t, err)
	assert.Len(t, fmt.Sprint(latest), 14)
	owner, _ := newDatabase(t)
	var version int64
	require.NoError(t, connect(t, owner).QueryRow(t.Context(), "select version from bespoke.tables_version").Scan(&version))
	assert.Equal(t, latest, version, "the last migration sets tables_version to its own number")
}

func TestDocumentsOfEarlierTablesAreReadAsBefore(t *testing.T) {
	owner, login := newDatabase(t)
	user := storetest.NewUser()
	store := open(t, login)
	set := storetest.Save(t, store, user, "Ada")
	require.NoError(t, store.SaveModelCall(t.Context(), user, "", schema.ModelCall{Model: "m"}))
	calls, err := store.ModelCalls(t.Context(), user, "")
	require.NoError(t, err)
	execute(t, owner, `
		alter table job_offers alter column parsed type jsonb;
		alter table cvs alter column applied type jsonb;
		alter table plans alter column changes type jsonb;
		alter table pdfs alter column options type jsonb, alter column report type jsonb;
		alter table model_calls alter column call type jsonb;
		delete from bespoke.goose_db_version where version_id >= 20261129020000;
		update bespoke.tables_version set version = 20261128230000`)
	_, _, err = postgres.Migrate(t.Context(), owner)
	require.NoError(t, err)

	store = open(t, login)
	offer, err := store.JobOffer(t.Context(), user, set.Offer.ID)
	require.NoError(t, err)
	assert.Equal(t, set.Offer, offer)
	plan, err := store.Plan(t.Context(), user, set.Plan.ID)
	require.NoError(t, err)
	assert.Equal(t, set.Plan, plan)
	pdf, err := store.PDF(t.Context(), user, set.PDF.ID)
	require.NoError(t, err)
	assert.Equal(t, set.PDF, pdf)
	read, err := store.ModelCalls(t.Context(), user, "")
	require.NoError(t, err)
	assert.Equal(t, calls, read)
	rows, err := connect(t, owner).Query(t.Context(), "select distinct data_type from information_schema.columns where table_schema = 'public' and data_type like 'json%'")
	require.NoError(t, err)
	kinds, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	assert.Equal(t, []string{"json"}, kinds)
}
