//go:build unix

package postgres_test

import (
	"context"
	"encoding/json"
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
	"github.com/bespoke-cv/bespoke/storage/postgres/pgtest"
	"github.com/bespoke-cv/bespoke/storage/sqlstore"
	"github.com/bespoke-cv/bespoke/storage/storetest"
)

var server *pgtest.Server

func TestMain(m *testing.M) {
	os.Exit(pgtest.Main(m, func(s *pgtest.Server) { server = s }))
}

// newDatabase gives the addresses of a migrated database for its owner and for
// the program.
func newDatabase(t testing.TB) (owner, login string) {
	t.Helper()
	if server == nil {
		t.Skip("PostgreSQL is not installed")
	}
	owner, login, err := server.NewStore(t.Context())
	require.NoError(t, err)
	return owner, login
}

func open(t testing.TB, address string) *sqlstore.Store {
	t.Helper()
	pool, err := postgres.Connect(t.Context(), address)
	require.NoError(t, err)
	store := postgres.New(pool)
	t.Cleanup(func() { assert.NoError(t, store.Close()) })
	return store
}

func connect(t testing.TB, address string) *pgx.Conn {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), address)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, connection.Close(context.Background())) })
	return connection
}

func execute(t testing.TB, address, query string) {
	t.Helper()
	_, err := connect(t, address).Exec(t.Context(), query)
	require.NoError(t, err)
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storage.Store {
		_, login := newDatabase(t)
		return open(t, login)
	})
}

func TestStoreBehindATransactionPooler(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storage.Store {
		_, login := newDatabase(t)
		return open(t, login+"&default_query_exec_mode=cache_describe")
	})
}

func TestMigratingAgainChangesNothing(t *testing.T) {
	owner, _ := newDatabase(t)
	latest, err := migrations.Latest(migrations.Postgres)
	require.NoError(t, err)
	from, to, err := postgres.Migrate(t.Context(), owner)
	require.NoError(t, err)
	assert.Equal(t, []int64{latest, latest}, []int64{from, to})
}

func TestUnsafeConnectionsAreRefused(t *testing.T) {
	owner, login := newDatabase(t)
	for address, says := range map[string]string{
		owner: "role postgres passes by row-level security",
		login + "&default_query_exec_mode=simple_protocol": "default_query_exec_mode is simple protocol",
		login + "&default_query_exec_mode=exec":            "default_query_exec_mode is exec",
	} {
		_, err := postgres.Connect(t.Context(), address)
		assert.ErrorIs(t, err, postgres.ErrUnsafe)
		assert.ErrorContains(t, err, says)
	}
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

func TestUnreachableServerIsTold(t *testing.T) {
	_, err := postgres.Connect(t.Context(), "postgres://bespoke_login:secret@127.0.0.1:1/bespoke?sslmode=disable")
	assert.ErrorIs(t, err, storage.ErrUnusable)
	assert.NotContains(t, err.Error(), "secret")
	_, err = postgres.Connect(t.Context(), "postgres://bespoke_login:secret@[::1/bespoke")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "secret")
}

func TestLoginRoleSeesNothingByItself(t *testing.T) {
	owner, login := newDatabase(t)
	store := open(t, login)
	storetest.Apply(t, store, storage.LocalUser, storetest.Save(t, store, storage.LocalUser, "Ada"), nil)
	direct := connect(t, login)
	for _, table := range tables(t, owner) {
		_, err := direct.Exec(t.Context(), "select from "+table)
		assert.ErrorContains(t, err, "permission denied", table)
	}
}

// tables lists the tables that hold users' rows.
func tables(t *testing.T, owner string) (names []string) {
	rows, err := connect(t, owner).Query(t.Context(), "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'public' order by 1")
	require.NoError(t, err)
	names, err = pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Len(t, names, 15)
	return names
}

func TestEveryTableIsGuarded(t *testing.T) {
	owner, login := newDatabase(t)
	store := open(t, login)
	someone := uuid.New()
	storetest.Apply(t, store, someone, storetest.Save(t, store, someone, "Ada"), nil)
	require.NoError(t, store.SaveModelAnswer(t.Context(), someone, "digest", json.RawMessage(`{}`)))
	require.NoError(t, store.SaveModelCall(t.Context(), someone, "", schema.ModelCall{Purpose: "reading"}))
	admin := connect(t, owner)
	for _, table := range tables(t, owner) {
		var enabled, forced bool
		require.NoError(t, admin.QueryRow(t.Context(), "select relrowsecurity, relforcerowsecurity from pg_class where oid = $1::text::regclass", table).Scan(&enabled, &forced))
		assert.True(t, enabled && forced, table)
		for _, role := range []string{"anon", "public"} {
			var granted bool
			require.NoError(t, admin.QueryRow(t.Context(),
				"select exists (select from information_schema.role_table_grants where grantee ilike $2 and format('%I.%I', table_schema, table_name) = $1)",
				table, role).Scan(&granted))
			assert.False(t, granted, "%s on %s", role, table)
		}
		tx, err := admin.Begin(t.Context())
		require.NoError(t, err)
		_, err = tx.Exec(t.Context(), "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)",
			fmt.Sprintf(`{"sub":%q}`, uuid.New()))
		require.NoError(t, err)
		var rows int
		require.NoError(t, tx.QueryRow(t.Context(), "select count(*) from "+table).Scan(&rows))
		assert.Zero(t, rows, "a stranger sees %s", table)
		require.NoError(t, tx.Rollback(t.Context()))
	}
}

func TestPoliciesHoldWhateverTheQuerySays(t *testing.T) {
	owner, login := newDatabase(t)
	store := open(t, login)
	victim, thief := uuid.New(), uuid.New()
	_, err := store.SaveFact(t.Context(), victim, schema.Fact{Text: "mine"})
	require.NoError(t, err)
	own, err := store.SaveFact(t.Context(), thief, schema.Fact{Text: "theirs"})
	require.NoError(t, err)
	admin := connect(t, owner)
	for query, want := range map[string]string{
		"update facts set text = 'stolen' where user_id = $1":                         "0 rows",
		"delete from facts where user_id = $1":                                        "0 rows",
		"insert into facts values ($1, gen_random_uuid(), 'x', 'planted', '', now())": "violates row-level security",
		"update facts set user_id = $1":                                               "violates row-level security",
	} {
		tx, err := admin.Begin(t.Context())
		require.NoError(t, err)
		_, err = tx.Exec(t.Context(), "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)",
			fmt.Sprintf(`{"sub":%q}`, thief))
		require.NoError(t, err)
		tag, err := tx.Exec(t.Context(), query, victim)
		if err == nil {
			err = fmt.Errorf("%d rows", tag.RowsAffected())
		}
		assert.ErrorContains(t, err, want, query)
		require.NoError(t, tx.Rollback(t.Context()))
	}
	facts, err := store.Facts(t.Context(), thief)
	require.NoError(t, err)
	assert.Equal(t, []schema.Fact{own}, facts)
}

func TestErasingLeavesNoRowInAnyTable(t *testing.T) {
	owner, login := newDatabase(t)
	store := open(t, login)
	storetest.Fill(t, store, storage.LocalUser)
	rows := func(table string) (count int) {
		require.NoError(t, connect(t, owner).QueryRow(t.Context(), "select count(*) from "+table).Scan(&count))
		return count
	}
	for _, table := range tables(t, owner) {
		require.Positive(t, rows(table), "%s: Fill leaves it empty", table)
	}
	require.NoError(t, store.Erase(t.Context(), storage.LocalUser))
	for _, table := range tables(t, owner) {
		assert.Zero(t, rows(table), table)
	}
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

func TestHistoryCannotBeRewritten(t *testing.T) {
	owner, login := newDatabase(t)
	store := open(t, login)
	application := storetest.Apply(t, store, storage.LocalUser, storetest.Save(t, store, storage.LocalUser, "Ada"), nil)
	for _, query := range []string{"update application_history set status = 'accepted'", "delete from application_history"} {
		tx, err := connect(t, owner).Begin(t.Context())
		require.NoError(t, err)
		_, err = tx.Exec(t.Context(), "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)",
			fmt.Sprintf(`{"sub":%q}`, storage.LocalUser))
		require.NoError(t, err)
		_, err = tx.Exec(t.Context(), query)
		assert.ErrorContains(t, err, "permission denied", query)
		require.NoError(t, tx.Rollback(t.Context()))
	}
	read, err := store.Application(t.Context(), storage.LocalUser, application.ID)
	require.NoError(t, err)
	assert.Equal(t, application.History, read.History)
}

func TestNothingOfAUserStaysOnTheConnection(t *testing.T) {
	_, login := newDatabase(t)
	pool, err := postgres.Connect(t.Context(), login+"&pool_max_conns=1")
	require.NoError(t, err)
	store := postgres.New(pool)
	t.Cleanup(func() { assert.NoError(t, store.Close()) })
	untouched := func() {
		var role, claims string
		require.NoError(t, pool.QueryRow(t.Context(), "select current_user, coalesce(current_setting('request.jwt.claims', true), '')").Scan(&role, &claims))
		assert.Equal(t, postgres.LoginRole, role)
		assert.Empty(t, claims)
	}
	untouched()
	ada, bea := uuid.New(), uuid.New()
	_, err = store.SaveFact(t.Context(), ada, schema.Fact{Text: "mine"})
	require.NoError(t, err)
	untouched()
	_, err = store.SaveFact(t.Context(), bea, schema.Fact{Text: "\x00"})
	require.Error(t, err)
	untouched()
	facts, err := store.Facts(t.Context(), bea)
	require.NoError(t, err)
	assert.Empty(t, facts)
	untouched()

	// Statements by themselves, that do and that do not what they should.
	cv, err := store.SaveCV(t.Context(), ada, storage.CV{YAML: []byte("cv:\n")})
	require.NoError(t, err)
	untouched()
	_, err = store.CV(t.Context(), bea, cv.ID)
	require.ErrorIs(t, err, storage.ErrNotFound)
	untouched()
	_, err = store.SaveCV(t.Context(), bea, storage.CV{Kind: storage.TailoredCV, YAML: []byte("cv:\n"), BaseID: cv.ID})
	require.ErrorIs(t, err, storage.ErrNotFound)
	untouched()
}

// The role belongs to the server, which other tests share: it is taken from a
// login role of the test's own.
func TestWhoMayNotActAsAUserDoesNothing(t *testing.T) {
	owner, login := newDatabase(t)
	name := "other_login_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	execute(t, owner, "create role "+name+" login noinherit; grant authenticated to "+name)
	store := open(t, strings.Replace(login, postgres.LoginRole, name, 1)+"&pool_max_conns=1")
	_, err := store.SaveFact(t.Context(), storage.LocalUser, schema.Fact{Text: "mine"})
	require.NoError(t, err)
	execute(t, owner, "revoke authenticated from "+name)
	_, err = store.Facts(t.Context(), storage.LocalUser)
	assert.ErrorContains(t, err, "permission denied to set role")
	_, err = store.SaveFact(t.Context(), storage.LocalUser, schema.Fact{Text: "more"})
	assert.ErrorContains(t, err, "permission denied to set role")
	execute(t, owner, "grant authenticated to "+name)
	facts, err := store.Facts(t.Context(), storage.LocalUser)
	require.NoError(t, err, "the one connection is as it was")
	assert.Len(t, facts, 1)
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

func TestWhatTheProgramWritesIsCompressedByLZ4(t *testing.T) {
	owner, login := newDatabase(t)
	server := connect(t, owner)
	var has bool
	require.NoError(t, server.QueryRow(t.Context(), "select 'lz4' = any(enumvals) from pg_settings where name = 'default_toast_compression'").Scan(&has))
	if !has {
		t.Skip("this PostgreSQL was built without LZ4")
	}
	yaml := strings.Repeat("cv: a line that is much like the one before\n", 200)
	cv, err := open(t, login).SaveCV(t.Context(), storage.LocalUser, storage.CV{YAML: []byte(yaml)})
	require.NoError(t, err)
	var method string
	require.NoError(t, server.QueryRow(t.Context(), "select pg_column_compression(yaml) from cvs where sha256 = $1", cv.SHA256).Scan(&method))
	assert.Equal(t, "lz4", method)
}

func BenchmarkSaveApplication(b *testing.B) {
	_, login := newDatabase(b)
	store := open(b, login)
	offer, err := store.SaveJobOffer(b.Context(), storage.LocalUser, storage.JobOffer{ParsedOffer: storetest.Offer("x")})
	require.NoError(b, err)
	cv, err := store.SaveCV(b.Context(), storage.LocalUser, storage.CV{YAML: []byte("cv:\n")})
	require.NoError(b, err)
	for b.Loop() {
		_, _, err := store.SaveApplication(b.Context(), storage.LocalUser, schema.Application{JobOfferID: offer.ID, CVID: cv.ID})
		require.NoError(b, err)
	}
}
