package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync/atomic"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/postgres/pgtest"
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
