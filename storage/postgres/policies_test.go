//go:build unix

package postgres_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/storage/postgres"
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
