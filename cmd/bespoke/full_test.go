package main

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/storage/postgres/pgtest"
	"github.com/bespoke-cv/bespoke/storage/supabase"
	"github.com/bespoke-cv/bespoke/workflow"
)

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
