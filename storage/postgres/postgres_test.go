//go:build unix

package postgres_test

import (
	"context"
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

func TestUnreachableServerIsTold(t *testing.T) {
	_, err := postgres.Connect(t.Context(), "postgres://bespoke_login:secret@127.0.0.1:1/bespoke?sslmode=disable")
	assert.ErrorIs(t, err, storage.ErrUnusable)
	assert.NotContains(t, err.Error(), "secret")
	_, err = postgres.Connect(t.Context(), "postgres://bespoke_login:secret@[::1/bespoke")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "secret")
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

func TestOnlyConnectionsOfOnesOwnAreSettled(t *testing.T) {
	_, login := newDatabase(t)
	for address, want := range map[string]string{
		login: "public",
		// A transaction pooler hands the connection to others.
		login + "&default_query_exec_mode=cache_describe": `"$user", public`,
	} {
		pool, err := postgres.Connect(t.Context(), address)
		require.NoError(t, err)
		defer pool.Close()
		var got string
		require.NoError(t, pool.QueryRow(t.Context(), "show search_path").Scan(&got))
		assert.Equal(t, want, got)
	}
}

func TestAnApplicationStandsWithItsHistoryOrNotAtAll(t *testing.T) {
	owner, login := newDatabase(t)
	pool, err := postgres.Connect(t.Context(), login+"&pool_max_conns=1")
	require.NoError(t, err)
	store := postgres.New(pool)
	t.Cleanup(func() { assert.NoError(t, store.Close()) })
	user := storetest.NewUser()
	set := storetest.Save(t, store, user, "Ada")
	none := func() {
		page, err := store.ListApplications(t.Context(), user, storage.ApplicationFilter{})
		require.NoError(t, err)
		assert.Empty(t, page.Applications)
	}
	application := schema.Application{JobOfferID: set.Offer.ID, CVID: set.Tailored.ID}
	execute(t, owner, "revoke insert on application_history from authenticated")
	_, _, err = store.SaveApplication(t.Context(), user, application)
	require.ErrorContains(t, err, "application_history")
	none()
	execute(t, owner, "grant insert on application_history to authenticated")
	application.PlanID = schema.Handle(schema.KindPlan, uuid.New())
	_, _, err = store.SaveApplication(t.Context(), user, application)
	require.ErrorIs(t, err, storage.ErrNotFound, "a link that is checked at the end")
	none()
	application.PlanID = set.Plan.ID
	saved, created, err := store.SaveApplication(t.Context(), user, application)
	require.NoError(t, err)
	assert.True(t, created)
	read, err := store.Application(t.Context(), user, saved.ID)
	require.NoError(t, err)
	assert.Equal(t, saved, read)
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
