package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/storage/postgres/pgtest"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
	"github.com/bespoke-cv/bespoke/storage/supabase"
	"github.com/bespoke-cv/bespoke/storage/supabase/supabasetest"
	"github.com/bespoke-cv/bespoke/workflow"
)

// place is a home of its own for one case.
type place struct {
	config
	environment []string             // for processes that live there
	owner       string               // address of the database for its owner; empty for SQLite
	server      *pgtest.Server       // nil for SQLite
	bucket      *supabasetest.Server // nil for SQLite
}

func newPlace(t *testing.T, home string) *place {
	t.Helper()
	if home == "sqlite" {
		data := t.TempDir()
		return &place{
			config:      *crashConfig(data),
			environment: []string{"BESPOKE_DATA=" + data, "DATABASE_URL=", "SUPABASE_URL="},
		}
	}
	require.NotNil(t, database, "PostgreSQL is not installed")
	return hostedPlace(t, database)
}

func hostedPlace(t *testing.T, server *pgtest.Server) *place {
	t.Helper()
	owner, login, err := server.NewStore(t.Context())
	require.NoError(t, err)
	p := &place{config: *crashConfig(t.TempDir()), owner: owner, server: server, bucket: supabasetest.New(supabase.Bucket)}
	t.Cleanup(p.bucket.Close)
	p.databaseURL, p.supabaseURL = login, p.bucket.URL
	p.supabase = supabaseKeys{anon: supabasetest.AnonKey, secret: supabasetest.Secret}
	p.environment = []string{
		"BESPOKE_DATA=" + p.data, "DATABASE_URL=" + login, "SUPABASE_URL=" + p.bucket.URL,
		"SUPABASE_ANON_KEY=" + supabasetest.AnonKey, "SUPABASE_JWT_SECRET=" + supabasetest.Secret,
	}
	return p
}

// open opens bespoke in this process.
func (p *place) open(t *testing.T, hooks func(*agents.Orchestrator) []workflow.Step) (context.Context, *app) {
	t.Helper()
	if hooks == nil {
		hooks = (*agents.Orchestrator).Durable
	}
	ctx := identity.With(context.WithoutCancel(t.Context()), identity.Local())
	settings := p.config
	app, err := wire(ctx, &settings, slog.New(slog.DiscardHandler), hooks)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, app.close(ctx)) })
	return ctx, app
}

// count counts the rows of a table, past every policy.
func (p *place) count(t *testing.T, table string) (rows int) {
	t.Helper()
	if p.owner == "" {
		db, err := sqlite.OpenFile(t.Context(), p.file("bespoke.db"))
		require.NoError(t, err)
		defer db.Close()
		require.NoError(t, db.QueryRow("select count(*) from "+table).Scan(&rows))
		return rows
	}
	p.ask(t, "select count(*) from "+table, &rows)
	return rows
}

// ask runs a query as the database's owner.
func (p *place) ask(t *testing.T, query string, into ...any) {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), p.owner)
	require.NoError(t, err)
	defer connection.Close(context.Background())
	if len(into) == 0 {
		_, err = connection.Exec(t.Context(), query)
	} else {
		err = connection.QueryRow(t.Context(), query).Scan(into...)
	}
	require.NoError(t, err)
}

// run runs a statement past every policy.
func (p *place) run(t *testing.T, statement string) {
	t.Helper()
	if p.owner != "" {
		p.ask(t, statement)
		return
	}
	db, err := sqlite.OpenFile(t.Context(), p.file("bespoke.db"))
	require.NoError(t, err)
	defer db.Close()
	_, err = db.Exec(statement)
	require.NoError(t, err)
}

// once checks that the runs have ended well and that nothing is lost and
// nothing doubled: one application a run, one PDF and one record for the same
// offer and CV.
func (p *place) once(t *testing.T, ctx context.Context, app *app, keys ...string) string {
	t.Helper()
	for _, key := range keys {
		run, err := app.runs.Get(ctx, identity.LocalUser, workflow.RunID(identity.LocalUser, key), time.Minute)
		require.NoError(t, err)
		require.Equal(t, workflow.Succeeded, run.Status, run.Error)
		saved, err := app.store.Application(ctx, identity.LocalUser, run.Values[agents.ApplicationID])
		require.NoError(t, err)
		kept, err := app.store.PDF(ctx, identity.LocalUser, saved.PDFID)
		require.NoError(t, err)
		data, err := app.blobs.Get(ctx, identity.LocalUser, kept.BlobKey)
		require.NoError(t, err)
		assert.EqualValues(t, kept.Size, len(data))
	}
	for table, want := range map[string]int{
		"job_offers": 1, "cvs": 2, "plans": 1, "pdfs": 1, "applications": len(keys), "application_history": len(keys),
	} {
		assert.Equal(t, want, p.count(t, table), table)
	}
	all, err := app.blobs.List(ctx, identity.LocalUser)
	require.NoError(t, err)
	kinds := map[string]int{}
	for _, blob := range all {
		kinds[filepath.Ext(blob.Name)]++
	}
	assert.Equal(t, map[string]int{".pdf": 1, ".json": 1}, kinds)
	return fmt.Sprintf("%d application(s), %d PDF, %d record", p.count(t, "applications"), kinds[".pdf"], kinds[".json"])
}

// cpu is the processor time that the database server has taken, 0 where SQLite
// works within this process: its first process' and all its children's.
func (p *place) cpu(t *testing.T) (spent time.Duration) {
	t.Helper()
	if p.server == nil {
		return 0
	}
	const tick = 10 * time.Millisecond // of the figures in /proc, the same on every Linux
	folders, err := os.ReadDir("/proc")
	require.NoError(t, err)
	for _, folder := range folders {
		stat, err := os.ReadFile("/proc/" + folder.Name() + "/stat")
		if err != nil {
			continue // no process, or gone
		}
		_, rest, _ := strings.Cut(string(stat), ") ")
		fields := strings.Fields(rest) // from the third: state, parent, …
		first := folder.Name() == strconv.Itoa(p.server.PID())
		if !first && fields[1] != strconv.Itoa(p.server.PID()) {
			continue
		}
		counted := fields[11:13] // user, system
		if first {
			counted = fields[11:15] // and of children that have ended
		}
		for _, ticks := range counted {
			n, err := strconv.Atoi(ticks)
			require.NoError(t, err)
			spent += time.Duration(n) * tick
		}
	}
	return spent
}

// settle has PostgreSQL count its tables, as it does by itself within a minute
// of their growing: what it has planned for empty ones is planned anew.
func (p *place) settle(t *testing.T) {
	t.Helper()
	if p.owner != "" {
		p.ask(t, "analyze")
	}
}

// size is how many bytes the database takes.
func (p *place) size(t *testing.T) (bytes int64) {
	t.Helper()
	if p.owner != "" {
		p.ask(t, "vacuum")
		p.ask(t, "select pg_database_size(current_database())", &bytes)
		return bytes
	}
	for _, name := range []string{"bespoke.db", "runs.db"} {
		db, err := sqlite.OpenFile(t.Context(), p.file(name))
		require.NoError(t, err)
		_, err = db.Exec("pragma wal_checkpoint(truncate)")
		require.NoError(t, errors.Join(err, db.Close()))
		info, err := os.Stat(p.file(name))
		require.NoError(t, err)
		bytes += info.Size()
	}
	return bytes
}
