package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/postgres/pgtest"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
	"github.com/bespoke-cv/bespoke/storage/supabase"
	"github.com/bespoke-cv/bespoke/storage/supabase/supabasetest"
	"github.com/bespoke-cv/bespoke/workflow"
)

// TestChaos breaks everything that a run rests on, with real processes and a
// real PostgreSQL, and prints a table: make chaos.
func TestChaos(t *testing.T) {
	if os.Getenv("BESPOKE_CHAOS") == "" {
		t.Skip("make chaos runs it")
	}
	table := &chaosTable{}
	t.Cleanup(table.print)
	for _, home := range []string{"sqlite", "postgres"} {
		for _, how := range []string{"the next start", "another worker"} {
			for _, step := range agents.ApplicationPlan().Steps {
				table.play(t, "kill -9 in "+step.Name+", "+how+" goes on", home, func(t *testing.T) string {
					return killedIn(t, newPlace(t, home), "in "+step.Name, how == "another worker")
				})
			}
		}
	}
	for _, step := range agents.ApplicationPlan().Steps {
		table.play(t, "PostgreSQL restarted in "+step.Name, "postgres", func(t *testing.T) string { return databaseRestarts(t, step.Name) })
	}
	table.play(t, "two workers stopped and continued", "postgres", stoppedAndContinued)
	table.play(t, "storage answers 500, then 200", "postgres", func(t *testing.T) string { return storageFails(t, (*supabasetest.Server).Fail) })
	table.play(t, "storage answers 500 though it did it", "postgres", func(t *testing.T) string { return storageFails(t, (*supabasetest.Server).FailAfter) })
	table.play(t, "storage has no room", "postgres", storageFull)
	table.play(t, "disk full in mid-run", "sqlite", diskFull)
	table.play(t, "database's disk full in mid-run", "postgres", func(t *testing.T) string { return databaseDiskFull(t, false) })
	table.play(t, "database's disk full until it stops", "postgres", func(t *testing.T) string { return databaseDiskFull(t, true) })
	table.play(t, "database's clock jumps an hour ahead and back", "postgres", databaseClockJumps)
	table.play(t, "program's clock jumps years ahead and back", "sqlite", func(t *testing.T) string { return programClockJumps(t, newPlace(t, "sqlite")) })
	table.play(t, "program's clock jumps years ahead and back", "postgres", func(t *testing.T) string { return programClockJumps(t, newPlace(t, "postgres")) })
	table.play(t, "16 users, 6,000 requests each, adversarial ids", "postgres", func(t *testing.T) string { return trespass(t, newPlace(t, "postgres"), 16, 6000) })
	table.play(t, "16 users, 6,000 requests each, adversarial ids", "sqlite", func(t *testing.T) string { return trespass(t, newPlace(t, "sqlite"), 16, 6000) })
}

// chaosTable is what came of the cases.
type chaosTable struct {
	rows   []string
	failed int
}

func (c *chaosTable) play(t *testing.T, what, home string, play func(t *testing.T) string) {
	began, says, played := time.Now(), "", false
	passed := t.Run(home+" "+what, func(t *testing.T) {
		played = true
		says = play(t)
	})
	if !played { // -run chose others
		return
	}
	mark := "ok"
	if !passed {
		mark = "FAILED"
		c.failed++
	}
	c.rows = append(c.rows, fmt.Sprintf("%s\t%s\t%s\t%s\t%5.1f s", mark, home, what, says, time.Since(began).Seconds()))
}

func (c *chaosTable) print() {
	writer := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(writer)
	for _, row := range c.rows {
		fmt.Fprintln(writer, row)
	}
	fmt.Fprintf(writer, "%d cases, %d failed\n", len(c.rows), c.failed)
	_ = writer.Flush() // to the terminal
}

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

func killedIn(t *testing.T, p *place, stop string, taker bool) string {
	victim := startVictim(t, stop, p.environment...)
	var ctx context.Context
	var app *app
	if taker {
		ctx, app = p.open(t, nil) // alive while the other dies
	}
	require.NoError(t, victim.Process.Kill())
	_ = victim.Wait()
	died := time.Now()
	if !taker {
		ctx, app = p.open(t, nil)
	}
	says := p.once(t, ctx, app, crashKey)
	return fmt.Sprintf("%s, %.1f s after the kill", says, time.Since(died).Seconds())
}

// databaseRestarts kills the database server when a step is about to work, and
// starts it again a second later.
func databaseRestarts(t *testing.T, step string) string {
	server, err := pgtest.Start(context.WithoutCancel(t.Context()))
	require.NoError(t, err)
	t.Cleanup(func() { _ = server.Stop() })
	p := hostedPlace(t, server)
	var once atomic.Bool
	back := make(chan error, 1)
	ctx, app := p.open(t, hook("before "+step, func() {
		if once.CompareAndSwap(false, true) {
			go func() { back <- server.Restart(context.WithoutCancel(t.Context()), time.Second) }()
			time.Sleep(100 * time.Millisecond) // it is gone by now
		}
	}))
	require.NoError(t, startRun(ctx, app, crashKey))
	require.NoError(t, <-back)
	return p.once(t, ctx, app, crashKey)
}

// stoppedAndContinued stops two workers in the middle of a step, as a frozen
// machine does, lets a third finish their runs, and wakes them: what they do
// then must change nothing.
func stoppedAndContinued(t *testing.T) string {
	p := newPlace(t, "postgres")
	var workers []*stopped
	keys := []string{"before render_pdf", "in save_application"}
	for _, stop := range keys {
		worker := startVictim(t, stop, append(slices.Clone(p.environment), "BESPOKE_TEST_KEY="+stop)...)
		workers = append(workers, worker)
	}
	for _, worker := range workers {
		require.NoError(t, worker.Process.Signal(freeze))
	}
	ctx, app := p.open(t, nil)
	p.once(t, ctx, app, keys...)
	for _, worker := range workers {
		require.NoError(t, worker.input.Close())
		require.NoError(t, worker.Process.Signal(thaw))
	}
	time.Sleep(3 * time.Second) // they finish what they were at
	var alive int
	p.ask(t, "select count(*) from bespoke.worker_leases where expires_at > now()", &alive)
	assert.Equal(t, 3, alive, "who comes back takes a new lease")
	return p.once(t, ctx, app, keys...)
}

func storageFails(t *testing.T, fail func(*supabasetest.Server, int, int, string)) string {
	p := newPlace(t, "postgres")
	var once atomic.Bool
	ctx, app := p.open(t, hook("before render_pdf", func() {
		if once.CompareAndSwap(false, true) {
			fail(p.bucket, 4, 500, "InternalError") // three uploads of the PDF and one signing of its address, or so
		}
	}))
	require.NoError(t, startRun(ctx, app, crashKey))
	return p.once(t, ctx, app, crashKey)
}

func storageFull(t *testing.T) string {
	p := newPlace(t, "postgres")
	var full atomic.Bool
	full.Store(true)
	ctx, app := p.open(t, hook("before render_pdf", func() {
		if full.Load() {
			p.bucket.Fail(1, 507, "")
		}
	}))
	require.NoError(t, startRun(ctx, app, "full"))
	run, err := app.runs.Get(ctx, identity.LocalUser, workflow.RunID(identity.LocalUser, "full"), time.Minute)
	require.NoError(t, err)
	assert.Equal(t, workflow.Failed, run.Status)
	assert.Contains(t, run.Error, "free some space")
	assert.Empty(t, p.bucket.Objects(supabase.Bucket))
	full.Store(false)
	require.NoError(t, startRun(ctx, app, crashKey))
	return "told; then " + p.once(t, ctx, app, crashKey)
}

// diskFull fills the disk under the data folder when a step is about to work.
func diskFull(t *testing.T) string {
	p := newPlace(t, "sqlite")
	smallDisk(t, p.data, "8m")
	says := p.fullFor(t, p.data, func() { time.Sleep(2 * time.Second) }, func() {})
	for _, file := range files(t, p.file("blobs")) {
		assert.NotContains(t, filepath.Base(file), ".tmp", "half-written")
	}
	return says
}

// databaseDiskFull does it to the disk of the database server. A row then finds
// no room; when the server's log needs room too, it stops, and its operator
// starts it again once there is.
func databaseDiskFull(t *testing.T, stops bool) string {
	disk, err := os.MkdirTemp("", "bespoke-disk-") // within reach of the server's user
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(disk) })
	smallDisk(t, disk, "192m")
	server, err := pgtest.StartIn(context.WithoutCancel(t.Context()), disk)
	require.NoError(t, err)
	t.Cleanup(func() { _ = server.Stop() })
	p := hostedPlace(t, server)
	p.ask(t, "checkpoint") // only the log that is needed is left
	if !stops {
		return p.fullFor(t, disk, func() { time.Sleep(2 * time.Second) }, func() {})
	}
	return p.fullFor(t, disk, func() {
		for range 3 { // the log begins files that there is no room for
			if connection, err := pgx.Connect(t.Context(), p.owner); err == nil {
				_, _ = connection.Exec(t.Context(), "select pg_logical_emit_message(false, '', 'x'), pg_switch_wal()")
				_ = connection.Close(context.WithoutCancel(t.Context()))
			}
		}
		assert.Eventually(t, func() bool {
			connection, err := pgx.Connect(t.Context(), p.owner)
			if err == nil {
				_ = connection.Close(context.WithoutCancel(t.Context()))
			}
			return err != nil
		}, 10*time.Second, 50*time.Millisecond, "the server has stopped")
	}, func() { require.NoError(t, server.Restart(context.WithoutCancel(t.Context()), 0)) })
}

// fullFor fills a disk when a step is about to work, leaves it full for a while,
// and sees that the run goes on once there is room, or has said why not and
// leaves nothing in the way of another one. mend is called when there is room.
func (p *place) fullFor(t *testing.T, disk string, while, mend func()) string {
	t.Helper()
	filler := filepath.Join(disk, "filler")
	var full atomic.Bool
	full.Store(true)
	filled := make(chan struct{}, 100)
	ctx, app := p.open(t, hook("before render_pdf", func() {
		if full.Load() {
			file, err := os.Create(filler)
			for err == nil {
				_, err = file.Write(make([]byte, 512))
			}
			_ = file.Close()
			filled <- struct{}{}
		}
	}))
	require.NoError(t, startRun(ctx, app, "full"))
	<-filled
	while()
	full.Store(false)
	require.NoError(t, os.Remove(filler))
	mend()
	run, err := app.runs.Get(ctx, identity.LocalUser, workflow.RunID(identity.LocalUser, "full"), time.Minute)
	require.NoError(t, err)
	if run.Status == workflow.Succeeded {
		return "went on when there was room again: " + p.once(t, ctx, app, "full")
	}
	require.Equal(t, workflow.Failed, run.Status)
	require.Contains(t, run.Error, "space")
	require.NoError(t, startRun(ctx, app, crashKey))
	return "told; then " + p.once(t, ctx, app, crashKey)
}

// databaseClockJumps moves every lease an hour into the past, which is what
// workers see when the database's clock jumps ahead, and an hour ahead, while
// two workers carry out runs.
func databaseClockJumps(t *testing.T) string {
	p := newPlace(t, "postgres")
	var jumps atomic.Int32
	jump := func() {
		by := "- interval '1 hour'"
		if jumps.Add(1)%2 == 0 {
			by = "+ interval '1 hour'"
		}
		p.ask(t, "update bespoke.worker_leases set expires_at = expires_at "+by)
		time.Sleep(700 * time.Millisecond) // the others look for the dead
	}
	ctx, app := p.open(t, hook("before plan_cv_changes", jump))
	_, _ = p.open(t, hook("in render_pdf", jump))
	keys := []string{"a", "b", "c", "d", "e", "f"}
	for _, key := range keys {
		require.NoError(t, startRun(ctx, app, key))
	}
	says := p.once(t, ctx, app, keys...)
	return fmt.Sprintf("%d jumps, %s", jumps.Load(), says)
}

// programClockJumps gives the tools a clock that jumps ten years ahead and back
// at every look.
func programClockJumps(t *testing.T, p *place) string {
	ctx, app := p.open(t, nil)
	var looks atomic.Int32
	app.toolbox.Now = func() time.Time {
		return time.Now().AddDate(10*(int(looks.Add(1))%3-1), 0, 0)
	}
	keys := []string{"a", "b", "c"}
	for _, key := range keys {
		require.NoError(t, startRun(ctx, app, key))
	}
	for _, key := range keys {
		run, err := app.runs.Get(ctx, identity.LocalUser, workflow.RunID(identity.LocalUser, key), time.Minute)
		require.NoError(t, err)
		require.Equal(t, workflow.Succeeded, run.Status, run.Error)
		require.NotEmpty(t, run.Values[agents.ApplicationID])
	}
	page, err := app.store.ListApplications(ctx, identity.LocalUser, storage.ApplicationFilter{})
	require.NoError(t, err)
	require.Len(t, page.Applications, len(keys))
	for _, application := range page.Applications {
		status := schema.Applied
		change := storage.ApplicationChange{Status: &status}
		_, err := app.store.UpdateApplication(ctx, identity.LocalUser, application.ID, change, application.Version)
		require.NoError(t, err, "the order of a history is its version, not a clock")
	}
	return fmt.Sprintf("%d looks at the clock, %d applications", looks.Load(), len(page.Applications))
}
