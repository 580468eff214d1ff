package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/workflow"
)

const crashKey = "crash"

// victim starts a run that stops at the place named by the environment, says
// so, and waits to be killed, or for its input to end to go on. "before" is
// ahead of a step's work, "in" is behind it and before its checkpoint, "after"
// is behind the checkpoint.
func victim() int {
	stop := func() {
		fmt.Println("stopped")
		_, _ = io.Copy(io.Discard, os.Stdin) // ends when the parent says so
	}
	ctx := identity.With(context.Background(), identity.Local())
	settings, err := victimConfig()
	if err == nil {
		var app *app
		hooks := hook(os.Getenv("BESPOKE_TEST_STOP"), stop)
		if app, err = wire(ctx, settings, slog.New(slog.DiscardHandler), hooks); err == nil {
			err = startRun(ctx, app, cmp.Or(os.Getenv("BESPOKE_TEST_KEY"), crashKey))
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	select {}
}

// victimConfig is what the environment says, with patience of tests.
func victimConfig() (*config, error) {
	flags, settings := newFlags("victim", "", stdio{err: os.Stderr})
	if err := settings.parse(flags, nil); err != nil {
		return nil, err
	}
	settings.roots = list{settings.data}
	settings.limits = crashLimits
	return settings, nil
}

// crashLimits let a worker be found dead soon, and carry out one run at a time.
var crashLimits = workflow.Limits{Lease: time.Second, PerWorker: 1}

// hook makes the durable steps, with a call of stop at a place such as "in
// render_pdf".
func hook(place string, stop func()) func(*agents.Orchestrator) []workflow.Step {
	where, name, _ := strings.Cut(place, " ")
	return func(o *agents.Orchestrator) []workflow.Step {
		steps := o.Durable()
		for i, step := range steps {
			work, previous := step.Run, ""
			if i > 0 {
				previous = steps[i-1].Name
			}
			steps[i].Run = func(ctx context.Context, state workflow.State) (workflow.State, error) {
				if where == "after" && previous == name {
					time.Sleep(2 * checkpointEvery)
					stop()
				}
				if where == "before" && step.Name == name {
					stop()
				}
				state, err := work(ctx, state)
				if where == "in" && step.Name == name {
					stop()
				}
				return state, err
			}
		}
		return steps
	}
}

func crashConfig(data string) *config {
	return &config{
		data: data, roots: list{data}, limits: crashLimits,
		openAIURL: os.Getenv("OPENAI_BASE_URL"), model: os.Getenv("BESPOKE_MODEL"),
	}
}

func startCrashRun(ctx context.Context, app *app) error { return startRun(ctx, app, crashKey) }

func startRun(ctx context.Context, app *app, key string) error {
	yaml, err := os.ReadFile(sampleCV)
	if err != nil {
		return err
	}
	offer, err := os.ReadFile(sampleOffer)
	if err != nil {
		return err
	}
	row, err := app.toolbox.KeepCV(ctx, yaml, sampleCV)
	if err != nil {
		return err
	}
	request, err := json.Marshal(agents.Request{CVID: row.ID, JobOfferText: string(offer)})
	if err != nil {
		return err
	}
	_, _, err = app.runs.Start(ctx, identity.LocalUser, key, request)
	return err
}

func TestAKilledRunIsFinishedByTheNextStart(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	for _, step := range agents.ApplicationPlan().Steps {
		for _, where := range []string{"in", "after"} {
			if where == "after" && step.Name == "save_application" {
				continue // nothing runs behind the last checkpoint
			}
			t.Run(where+" "+step.Name, func(t *testing.T) {
				t.Parallel()
				data := t.TempDir()
				kill(t, data, where+" "+step.Name, nil)
				assertFinished(t, data)
			})
		}
	}
}

// kill starts a victim and kills it once it has stopped, or once struck is
// closed when that is not nil.
func kill(t *testing.T, data, stop string, struck <-chan struct{}) {
	t.Helper()
	victim := launchVictim(t, stop, "BESPOKE_DATA="+data, "DATABASE_URL=", "SUPABASE_URL=")
	if struck == nil {
		victim.await(t)
	} else {
		<-struck
	}
	require.NoError(t, victim.Process.Kill())
	_ = victim.Wait() // it was killed
}

// startVictim starts a victim and waits until it has stopped.
func startVictim(t *testing.T, stop string, environment ...string) *stopped {
	t.Helper()
	victim := launchVictim(t, stop, environment...)
	victim.await(t)
	return victim
}

func launchVictim(t *testing.T, stop string, environment ...string) *stopped {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self)
	cmd.Env = append(append(os.Environ(), environment...), "BESPOKE_TEST_AS=victim", "BESPOKE_TEST_STOP="+stop)
	cmd.Stderr = os.Stderr
	input, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return &stopped{cmd, input, bufio.NewScanner(out)}
}

// stopped is a victim that waits; closing its input lets it go on.
type stopped struct {
	*exec.Cmd
	input io.Closer
	lines *bufio.Scanner
}

func (s *stopped) await(t *testing.T) {
	t.Helper()
	require.True(t, s.lines.Scan(), "the victim ended before it stopped")
}

// reopened opens a home for the rest of the test, waits until its run has
// succeeded, and gives that and the applications.
func reopened(t *testing.T, settings *config) (context.Context, *app, workflow.Run, []schema.Application) {
	t.Helper()
	ctx := identity.With(t.Context(), identity.Local())
	app, err := open(ctx, settings, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, app.close(context.WithoutCancel(ctx))) })
	run := runOf(t, ctx, app)
	require.Equal(t, workflow.Succeeded, run.Status, run.Error)
	page, err := app.store.ListApplications(ctx, identity.LocalUser, storage.ApplicationFilter{})
	require.NoError(t, err)
	return ctx, app, run, page.Applications
}

// assertFinished opens the store as the next start of bespoke does, and counts
// what the finished run left behind.
func assertFinished(t *testing.T, data string) {
	t.Helper()
	_, _, run, applications := reopened(t, crashConfig(data))
	require.Len(t, applications, 1, "one application, not two")
	assert.Equal(t, run.Values[agents.ApplicationID], applications[0].ID)
	assert.Equal(t, schema.Saved, applications[0].Status)
	var pdfs, records []string
	for _, file := range files(t, filepath.Join(data, "blobs")) {
		switch filepath.Ext(file) {
		case ".pdf":
			pdfs = append(pdfs, file)
		case ".json":
			records = append(records, file)
		default:
			t.Errorf("half-written: %s", file)
		}
	}
	assert.Len(t, pdfs, 1, "one PDF, not two")
	assert.Len(t, records, 1, "one record, not two")
}

// runOf waits for the end of the run that startCrashRun started.
func runOf(t *testing.T, ctx context.Context, app *app) workflow.Run {
	t.Helper()
	run, err := app.runs.Get(ctx, identity.LocalUser, workflow.RunID(identity.LocalUser, crashKey), 30*time.Second)
	require.NoError(t, err)
	return run
}

func files(t *testing.T, folder string) []string {
	t.Helper()
	var found []string
	require.NoError(t, filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			found = append(found, path)
		}
		return err
	}))
	return found
}
