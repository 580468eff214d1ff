//go:build unix

package postgres_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/postgres"
	"github.com/bespoke-cv/bespoke/storage/storetest"
)

// TestStoragePoliciesHoldWhateverTheQuerySays asks PostgreSQL itself, on tables
// as Supabase has them.
func TestStoragePoliciesHoldWhateverTheQuerySays(t *testing.T) {
	if server == nil {
		t.Skip("PostgreSQL is not installed")
	}
	owner, err := server.CreateDatabase(t.Context(), "storage"+strings.ReplaceAll(uuid.NewString(), "-", ""))
	require.NoError(t, err)
	newDatabase(t) // makes the roles, which belong to the server
	schema, err := os.ReadFile("testdata/storage.sql")
	require.NoError(t, err)
	execute(t, owner, string(schema))
	_, _, err = postgres.Migrate(t.Context(), owner)
	require.NoError(t, err)

	victim, thief := uuid.NewString(), uuid.NewString()
	admin := connect(t, owner)
	for _, user := range []string{victim, thief} {
		_, err := admin.Exec(t.Context(), "insert into storage.objects (bucket_id, name) values ('cvs', $1)", user+"/cv_1/a.pdf")
		require.NoError(t, err)
	}
	const violation = "violates row-level security"
	for _, test := range []struct{ role, query, want string }{
		{"authenticated", "select from storage.objects", "1 rows"},
		{"authenticated", "select from storage.objects where name like '" + victim + "%'", "0 rows"},
		{"authenticated", "update storage.objects set metadata = '{}' where name like '" + victim + "%'", "0 rows"},
		{"authenticated", "update storage.objects set metadata = '{}'", "1 rows"},
		{"authenticated", "update storage.objects set name = '" + victim + "/cv_1/b.pdf'", violation},
		{"authenticated", "update storage.objects set bucket_id = 'other'", violation},
		{"authenticated", "delete from storage.objects", "1 rows"},
		{"authenticated", "delete from storage.objects where name like '" + victim + "%'", "0 rows"},
		{"authenticated", "insert into storage.objects (bucket_id, name) values ('cvs', '" + thief + "/cv_2/b.pdf')", "1 rows"},
		{"authenticated", "insert into storage.objects (bucket_id, name) values ('cvs', '" + victim + "/cv_2/b.pdf')", violation},
		{"authenticated", "insert into storage.objects (bucket_id, name) values ('cvs', 'a.pdf')", violation},
		{"authenticated", "insert into storage.objects (bucket_id, name) values ('other', '" + thief + "/b.pdf')", violation},
		{"anon", "select from storage.objects", "0 rows"},
		{"anon", "insert into storage.objects (bucket_id, name) values ('cvs', '" + thief + "/c.pdf')", violation},
	} {
		assert.Contains(t, asRole(t, admin, test.role, thief, test.query), test.want, "%s: %s", test.role, test.query)
	}
}

// asRole runs a query as a user would through Supabase, undoes it, and says
// what came of it.
func asRole(t *testing.T, admin *pgx.Conn, role, user, query string) string {
	t.Helper()
	tx, err := admin.Begin(t.Context())
	require.NoError(t, err)
	defer tx.Rollback(t.Context()) //nolint:errcheck // the test is over with it
	_, err = tx.Exec(t.Context(), "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)", role, fmt.Sprintf(`{"sub":%q}`, user))
	require.NoError(t, err)
	tag, err := tx.Exec(t.Context(), query)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%d rows", tag.RowsAffected())
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
