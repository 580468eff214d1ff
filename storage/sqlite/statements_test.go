package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/storage/sqlite"
	"github.com/bespoke-cv/bespoke/storage/sqlstore"
)

const number = "select n from numbers where n >= $1 order by n"

// one is a file that has numbers and a single connection, which keeps what it
// has prepared.
func one(t testing.TB) *sql.Conn {
	t.Helper()
	db, err := sqlite.OpenFile(t.Context(), filepath.Join(t.TempDir(), "one.db"))
	require.NoError(t, err)
	conn, err := db.Conn(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, conn.Close())
		assert.NoError(t, db.Close())
	})
	_, err = conn.ExecContext(t.Context(), "create table numbers (n integer not null)")
	require.NoError(t, err)
	for n := range 5 {
		_, err = conn.ExecContext(t.Context(), "insert into numbers values ($1)", n)
		require.NoError(t, err)
	}
	return conn
}

func readAll(t *testing.T, rows *sql.Rows) (all []int) {
	t.Helper()
	for rows.Next() {
		var n int
		require.NoError(t, rows.Scan(&n))
		all = append(all, n)
	}
	require.NoError(t, rows.Err())
	require.NoError(t, rows.Close())
	return all
}

func query(t *testing.T, conn *sql.Conn, text string, args ...any) *sql.Rows {
	t.Helper()
	rows, err := conn.QueryContext(t.Context(), text, args...)
	require.NoError(t, err)
	return rows
}

func TestAQueryWhoseRowsAreBeingReadRunsAgain(t *testing.T) {
	conn := one(t)
	outer := query(t, conn, number, 2)
	require.True(t, outer.Next())
	assert.Equal(t, []int{3, 4}, readAll(t, query(t, conn, number, 3)))
	assert.Equal(t, []int{3, 4}, readAll(t, outer), "after the first, which was read above")
	assert.Equal(t, []int{4}, readAll(t, query(t, conn, number, 4)))
}

func TestRowsLeftUnreadHinderNobody(t *testing.T) {
	conn := one(t)
	for range 3 {
		rows := query(t, conn, number, 0)
		require.True(t, rows.Next())
		require.NoError(t, rows.Close())
		_, err := conn.ExecContext(t.Context(), "update numbers set n = n + 0")
		require.NoError(t, err)
	}
	_, err := conn.ExecContext(t.Context(), "drop table numbers")
	require.NoError(t, err, "a statement that still reads would lock the table")
}

func TestMoreQueriesThanAreKept(t *testing.T) {
	conn := one(t)
	outer := query(t, conn, number, 0)
	for i := range 200 {
		assert.Equal(t, []int{i}, readAll(t, query(t, conn, fmt.Sprintf("select %d", i))))
	}
	assert.Equal(t, []int{0, 1, 2, 3, 4}, readAll(t, outer), "dropped while it was read")
	assert.Equal(t, []int{0, 1, 2, 3, 4}, readAll(t, query(t, conn, number, 0)))
}

func TestQueriesSeeTablesAsTheyAreNow(t *testing.T) {
	conn := one(t)
	columns := func() []string {
		rows := query(t, conn, "select * from numbers")
		defer rows.Close()
		names, err := rows.Columns()
		require.NoError(t, err)
		return names
	}
	assert.Equal(t, []string{"n"}, columns())
	_, err := conn.ExecContext(t.Context(), "alter table numbers add column word text")
	require.NoError(t, err)
	assert.Equal(t, []string{"n", "word"}, columns())
	_, err = conn.ExecContext(t.Context(), "alter table numbers rename to others")
	require.NoError(t, err)
	_, err = conn.QueryContext(t.Context(), "select * from numbers")
	assert.ErrorContains(t, err, "no such table")
}

func TestAQueryThatWasCancelledRunsAgain(t *testing.T) {
	conn := one(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := conn.QueryContext(ctx, number, 0)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, []int{4}, readAll(t, query(t, conn, number, 4)))
}

func TestAWriteThatFailsCanBeRepeated(t *testing.T) {
	conn := one(t)
	_, err := conn.ExecContext(t.Context(), "create unique index once on numbers (n)")
	require.NoError(t, err)
	insert := func(n int) error {
		_, err := conn.ExecContext(t.Context(), "insert into numbers values ($1)", n)
		return err
	}
	assert.ErrorIs(t, sqlite.Explain(insert(4)), sqlstore.ErrDuplicate)
	assert.NoError(t, insert(5))
}

// BenchmarkQuery is a small lookup: without kept statements two thirds of it
// are planning.
func BenchmarkQuery(b *testing.B) {
	conn := one(b)
	for b.Loop() {
		var n int
		if err := conn.QueryRowContext(b.Context(), number, 3).Scan(&n); err != nil {
			b.Fatal(err)
		}
	}
}
