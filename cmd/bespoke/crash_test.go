package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
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

// victim starts a run that stops for ever at the place named by the
// environment, says so, and waits to be killed. "in" is behind a step's work
// and before its checkpoint; "after" is behind the checkpoint.
func victim() int {
	where, name, _ := strings.Cut(os.Getenv("BESPOKE_TEST_STOP"), " ")
	stop := func() {
		fmt.Println("stopped")
		select {}
	}
	ctx := identity.With(context.Background(), identity.Local())
	app, err := wire(ctx, crashConfig(os.Getenv("BESPOKE_DATA")), slog.New(slog.DiscardHandler), func(o *agents.Orchestrator) []workflow.Step {
		steps := o.Durable()
		for i, step := range steps {
			work, previous := step.Run, ""
			if i > 0 {
				previous = steps[i-1].Name
			}
			steps[i].Run = func(ctx context.Context, state workflow.State) (workflow.State, error) {
				if where == "after" && previous == name {
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
	})
	if err == nil {
		err = startCrashRun(ctx, app)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	select {}
}

func crashConfig(data string) *config {
	return &config{data: data, roots: list{data}, openAIURL: os.Getenv("OPENAI_BASE_URL"), model: os.Getenv("BESPOKE_MODEL")}
}

func startCrashRun(ctx context.Context, app *app) error {
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
	_, _, err = app.runs.Start(ctx, identity.LocalUser, crashKey, request)
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
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "BESPOKE_TEST_AS=victim", "BESPOKE_DATA="+data, "BESPOKE_TEST_STOP="+stop)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	if struck == nil {
		lines := bufio.NewScanner(out)
		require.True(t, lines.Scan(), "the victim ended before it stopped")
	} else {
		<-struck
	}
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait() // it was killed
}

// assertFinished opens the store as the next start of bespoke does, and counts
// what the finished run left behind.
func assertFinished(t *testing.T, data string) {
	t.Helper()
	ctx := identity.With(t.Context(), identity.Local())
	app, err := open(ctx, crashConfig(data), slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	defer func() { assert.NoError(t, app.close(ctx)) }()
	run := runOf(t, ctx, app)
	require.Equal(t, workflow.Succeeded, run.Status, run.Error)
	page, err := app.store.ListApplications(ctx, identity.LocalUser, storage.ApplicationFilter{})
	require.NoError(t, err)
	require.Len(t, page.Applications, 1, "one application, not two")
	assert.Equal(t, run.Values[agents.ApplicationID], page.Applications[0].ID)
	assert.Equal(t, schema.Saved, page.Applications[0].Status)
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
