package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/storage/supabase"
	"github.com/bespoke-cv/bespoke/storage/supabase/supabasetest"
	"github.com/bespoke-cv/bespoke/workflow"
)

// hosted is the environment of a program on PostgreSQL and Supabase Storage.
func hosted(t testing.TB, storage *supabasetest.Server) []string {
	_, login := newDatabase(t)
	return []string{
		"DATABASE_URL=" + login, "SUPABASE_URL=" + storage.URL, "SUPABASE_ANON_KEY=" + supabasetest.AnonKey,
		"SUPABASE_JWT_SECRET=" + supabasetest.Secret, "SUPABASE_SERVICE_ROLE_KEY=" + supabasetest.ServiceKey(),
	}
}

func TestTheWholeJobOnSupabase(t *testing.T) {
	storage := supabasetest.New("")
	t.Cleanup(storage.Close)
	settings := hosted(t, storage)
	code, printed := in(t, settings, "supabase", "init")
	require.Zero(t, code, printed)
	assert.Contains(t, printed, "is made")
	assert.Contains(t, printed, "another user reads none")

	out := filepath.Join(t.TempDir(), "out")
	code, printed = in(t, settings, "tailor", "--job", sampleOffer, "--cv", sampleCV, "--out", out)
	require.Zero(t, code, printed)
	var pdfs, records int
	for _, name := range storage.Objects(supabase.Bucket) {
		folder, rest, _ := strings.Cut(name, "/")
		assert.Equal(t, identity.LocalUser.String(), folder)
		switch {
		case strings.HasPrefix(rest, "cv_") && strings.HasSuffix(rest, ".pdf"):
			pdfs++
		case strings.HasPrefix(rest, "bundles/"):
			records++
		default:
			t.Errorf("what is %s?", name)
		}
	}
	assert.Equal(t, []int{1, 1}, []int{pdfs, records})

	code, printed = in(t, settings, "doctor")
	assert.Zero(t, code, printed)
	assert.Contains(t, printed, "Supabase Storage, bucket cvs")
	code, printed = in(t, settings, "sweep")
	assert.Zero(t, code, printed)
	assert.Contains(t, printed, "1 user(s) looked at, 0 blob(s)")
	assert.Len(t, storage.Objects(supabase.Bucket), 2)

	connection, err := pgx.Connect(t.Context(), strings.TrimPrefix(settings[slices.IndexFunc(settings, func(s string) bool { return strings.HasPrefix(s, "DATABASE_URL=") })], "DATABASE_URL="))
	require.NoError(t, err)
	defer connection.Close(t.Context())
	other := uuid.New()
	for _, user := range []uuid.UUID{identity.LocalUser, other} {
		for _, what := range []string{"requests", "starts of runs"} {
			_, err = connection.Exec(t.Context(), "insert into bespoke.user_shares values ($1, $2, now() + interval '1 hour')", user, what)
			require.NoError(t, err)
		}
	}
	code, printed = in(t, settings, "erase")
	assert.Equal(t, 2, code)
	assert.Contains(t, printed, "--yes")
	code, printed = in(t, settings, "erase", "--yes")
	assert.Zero(t, code, printed)
	assert.Empty(t, storage.Objects(supabase.Bucket))
	left, err := connection.Query(t.Context(), "select distinct user_id from bespoke.user_shares")
	require.NoError(t, err)
	users, err := pgx.CollectRows(left, pgx.RowTo[uuid.UUID])
	require.NoError(t, err)
	assert.Equal(t, []uuid.UUID{other}, users, "what she took of her shares is erased, nobody else's")
}

// One process takes requests, another carries out the run: as on two machines.
func TestOneMachineServesAndAnotherWorks(t *testing.T) {
	storage := supabasetest.New(supabase.Bucket)
	t.Cleanup(storage.Close)
	settings := append(hosted(t, storage), "BESPOKE_AUTH=off")
	addresses := map[string]string{}
	for _, role := range []string{"serve", "worker"} {
		cmd := process(t, t.TempDir(), "serve", "--transport", "http", "--addr", "127.0.0.1:0", "--role", role)
		cmd.Env = append(cmd.Env, settings...)
		cmd, address := startListening(t, cmd)
		t.Cleanup(func() {
			_ = cmd.Process.Signal(os.Interrupt)
			_ = cmd.Wait()
		})
		addresses[role] = "http://" + address
		if status, body := get(t, addresses[role]+"/health", ""); assert.Equal(t, http.StatusOK, status, body) {
			assert.Contains(t, body, `"status":"ok"`)
		}
	}
	status, _ := get(t, addresses["worker"]+"/mcp", "")
	assert.Equal(t, http.StatusNotFound, status, "a worker offers no tools")

	connection, err := agents.ServerRegistry{"b": {URL: addresses["serve"] + "/mcp"}}.Connect(t.Context(), "b", "test")
	require.NoError(t, err)
	defer connection.Close()
	var run runResult
	wanted := map[string]any{"cv_yaml": smallCV, "job_offer_text": "Baker (m/f/d)\nBrightforge Bakery Ltd, Leeds\nYou must have: early rising.\n"}
	callTool(t, connection, "create_application", wanted, &run)
	assert.Equal(t, workflow.Succeeded, run.Status, run.Error)
	assert.Len(t, storage.Objects(supabase.Bucket), 2, "the PDF and the record")
	steps, err := json.Marshal(run.Steps)
	require.NoError(t, err)
	assert.NotContains(t, string(steps), "token=", "a run keeps nothing that opens the PDF")

	request := mcp.CallToolRequest{}
	request.Params.Name, request.Params.Arguments = "get_run", map[string]any{"run_id": run.RunID}
	told, err := connection.CallTool(t.Context(), request)
	require.NoError(t, err)
	_, rest, found := strings.Cut(mcp.GetTextFromContent(told.Content[0]), "The PDF is at ")
	require.True(t, found)
	address, _, _ := strings.Cut(rest, ". ")
	status, body := get(t, strings.TrimSuffix(address, "."), "")
	assert.Equal(t, http.StatusOK, status)
	assert.True(t, strings.HasPrefix(body, "%PDF-"), "it opens without a login")

	callTool(t, connection, "create_application", wanted, &run)
	require.Len(t, run.Precedents, 1)
	assert.Equal(t, "same_offer", run.Precedents[0].Kind)
}

func TestWhatNoRowNamesIsSweptAway(t *testing.T) {
	ctx := identity.With(t.Context(), identity.Local())
	app, err := open(ctx, &config{data: t.TempDir(), roots: list{"../.."}}, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	defer func() { assert.NoError(t, app.close(ctx)) }()
	require.NoError(t, startCrashRun(ctx, app))
	finished(t, ctx, app)
	names := func() (names []string) {
		all, err := app.blobs.List(ctx, identity.LocalUser)
		require.NoError(t, err)
		for _, blob := range all {
			names = append(names, blob.Name)
		}
		return names
	}
	kept := names()
	require.Len(t, kept, 2)
	sha := strings.Repeat("0a", 32)
	for _, name := range []string{"cv_1/" + sha + ".pdf", sha + "_1.png", "bundles/" + sha + ".json", "answers/" + sha + ".json"} {
		require.NoError(t, app.blobs.Put(ctx, identity.LocalUser, name, []byte("x")))
	}
	swept, err := app.toolbox.Sweep(ctx, identity.LocalUser, time.Now().Add(-time.Hour))
	require.NoError(t, err)
	assert.Zero(t, swept, "what is new may have its row on the way")
	swept, err = app.toolbox.Sweep(ctx, identity.LocalUser, time.Now().Add(time.Hour))
	require.NoError(t, err)
	assert.Equal(t, 3, swept)
	assert.ElementsMatch(t, append(kept, "answers/"+sha+".json"), names(), "answers of models are no orphans")
}

func finished(t *testing.T, ctx context.Context, app *app) {
	t.Helper()
	run := runOf(t, ctx, app)
	require.Equal(t, "succeeded", string(run.Status), run.Error)
}
