package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/google/uuid"
	mcpserver "github.com/mark3labs/mcp-go/server"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/api"
	"github.com/bespoke-cv/bespoke/auth"
	"github.com/bespoke-cv/bespoke/auth/authtest"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/limit"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/server"
	"github.com/bespoke-cv/bespoke/storage/disk"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
	"github.com/bespoke-cv/bespoke/tools"
	"github.com/bespoke-cv/bespoke/workflow"
)

var (
	mara = uuid.MustParse("8d0b3f5c-6a55-4c3f-9b0e-0d4c5a1f7e21")
	noor = uuid.MustParse("1f6f3b0a-2d0e-4d0b-8a55-7f2f3f6f9a10")
)

// world is bespoke as it is served to users who log in: the real tools, store,
// runs and server. Only the issuer is ours.
type world struct {
	t       testing.TB
	issuer  *authtest.Issuer
	toolbox *tools.Toolbox
	api     *api.API
	routes  routers.Router // of the API's document
	url     string
	log     string // a file
	// following counts the requests that follow a run.
	following atomic.Int64
	hold      chan struct{} // while not nil, the steps of runs wait until it is closed
}

// logged is what the server has logged so far.
func (w *world) logged() string {
	w.t.Helper()
	lines, err := os.ReadFile(w.log)
	require.NoError(w.t, err)
	return string(lines)
}

func newWorld(t testing.TB, change ...func(*world, *server.Config)) *world {
	t.Helper()
	folder, ctx := t.TempDir(), t.Context()
	w := &world{t: t, issuer: authtest.New(t), log: filepath.Join(folder, "log")}
	log, err := os.Create(w.log)
	require.NoError(t, err)
	t.Cleanup(func() { _ = log.Close() })
	store, err := sqlite.Open(ctx, filepath.Join(folder, "bespoke.db"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = store.Close() })
	blobs, err := disk.Open(filepath.Join(folder, "blobs"))
	require.NoError(t, err)
	w.toolbox = &tools.Toolbox{Store: store, Blobs: blobs, Engine: render.New(), Lexicon: lexicon.Default(), Now: time.Now}
	verifier, err := auth.New(ctx, auth.Config{Issuer: w.issuer.URL})
	require.NoError(t, err)
	config := server.Config{
		Name: "bespoke", Version: "1", Auth: verifier, Tools: w.toolbox.Tools(),
		Log: slog.New(slog.NewJSONHandler(log, nil)), Checks: []server.Check{{Name: "store", Run: store.Ping}}, Options: []mcpserver.ServerOption{mcpserver.WithOutputSchemaValidation()},
	}
	for _, f := range change {
		f(w, &config)
	}
	served := server.New(config)
	registry := agents.ServerRegistry{agents.ServerName: {InProcess: served.MCP()}}
	client, err := registry.Connect(ctx, agents.ServerName, "1")
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })
	orchestrator := &agents.Orchestrator{Client: client, Plan: agents.ApplicationPlan()}
	runs, err := workflow.Open(ctx, workflow.Config{Name: "create_application", Path: filepath.Join(folder, "runs.db")}, w.held(orchestrator.Durable()))
	require.NoError(t, err)
	t.Cleanup(func() { _ = runs.Close(context.WithoutCancel(ctx)) })
	w.toolbox.Runs = limit.New("starts of runs", 20, time.Hour).Starts(runs)
	w.api = api.New(api.Config{
		Tools: client, Runs: counted{runs, &w.following}, Documents: w.toolbox, Declared: w.toolbox.Tools(), Version: "1", Login: true, Log: config.Log,
	})
	served.MountAPI(w.api, w.api.Document())
	web := httptest.NewServer(served.Handler(server.HTTP))
	t.Cleanup(func() { web.CloseClientConnections(); web.Close() })
	w.url = web.URL
	document, err := openapi3.NewLoader().LoadFromData(w.api.OpenAPI())
	require.NoError(t, err)
	require.NoError(t, document.Validate(ctx))
	w.routes, err = gorillamux.NewRouter(document)
	require.NoError(t, err)
	return w
}

// counted counts who follows.
type counted struct {
	api.Runs
	following *atomic.Int64
}

func (c counted) Follow(ctx context.Context, user uuid.UUID, runID string, see func(workflow.Run)) (workflow.Run, error) {
	c.following.Add(1)
	defer c.following.Add(-1)
	return c.Runs.Follow(ctx, user, runID, see)
}

// held makes every step wait while the test holds runs back.
func (w *world) held(steps []workflow.Step) []workflow.Step {
	for i, step := range steps {
		steps[i].Run = func(ctx context.Context, state workflow.State) (workflow.State, error) {
			if w.hold != nil {
				select {
				case <-w.hold:
				case <-ctx.Done():
					return state, context.Cause(ctx)
				}
			}
			return step.Run(ctx, state)
		}
	}
	return steps
}

// response is an answer that was read and held against the document.
type response struct {
	*http.Response
	body []byte
}

func (r response) into(t testing.TB, value any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(r.body, value), string(r.body))
}

func (w *world) request(user uuid.UUID, method, path string, body any, headers ...string) *http.Request {
	w.t.Helper()
	var data []byte
	switch body := body.(type) {
	case nil:
	case string:
		data = []byte(body)
	default:
		var err error
		data, err = json.Marshal(body)
		require.NoError(w.t, err)
	}
	request, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, bytes.NewReader(data))
	require.NoError(w.t, err)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if user != uuid.Nil {
		request.Header.Set("Authorization", "Bearer "+w.issuer.Token(user))
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	return request
}

// send makes a request, with headers as name, value pairs, and wants its answer
// to be as the document says.
func (w *world) send(user uuid.UUID, method, path string, body any, headers ...string) response {
	w.t.Helper()
	request := w.request(user, method, path, body, headers...)
	answer, err := http.DefaultClient.Do(request)
	require.NoError(w.t, err)
	defer answer.Body.Close()
	read := response{Response: answer}
	read.body, err = io.ReadAll(answer.Body)
	require.NoError(w.t, err)
	w.check(request, read)
	return read
}

// check holds an answer against the document, and problems against RFC 9457.
func (w *world) check(request *http.Request, read response) {
	w.t.Helper()
	if read.StatusCode >= 400 && !strings.HasPrefix(request.URL.Path, "/health") {
		assert.Equal(w.t, "application/problem+json", read.Header.Get("Content-Type"))
		var told struct {
			Type   string
			Title  string
			Status int
		}
		if request.Method != http.MethodHead {
			read.into(w.t, &told)
			assert.Equal(w.t, read.StatusCode, told.Status)
			assert.NotEmpty(w.t, told.Title)
			assert.True(w.t, strings.HasPrefix(told.Type, "tag:"), told.Type)
		}
	}
	request = request.Clone(w.t.Context())
	request.URL.Scheme, request.URL.Host, request.Host = "", "", ""
	found, parameters, err := w.routes.FindRoute(request)
	if err != nil { // there is no such operation
		return
	}
	err = openapi3filter.ValidateResponse(w.t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: request, PathParams: parameters, Route: found},
		Status:                 read.StatusCode, Header: read.Header, Body: io.NopCloser(bytes.NewReader(read.body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	})
	assert.NoError(w.t, err, "%s %s is not answered as the document says: %.1000s", request.Method, request.URL.Path, read.body)
}

// sample is the request that most tests start a run with.
func sample(t testing.TB) map[string]any {
	t.Helper()
	offer, err := os.ReadFile("../examples/offers/platform-engineer.txt")
	require.NoError(t, err)
	yaml, err := os.ReadFile("../examples/cvs/software-engineer.yaml")
	require.NoError(t, err)
	return map[string]any{"job_offer_text": string(offer), "cv_yaml": string(yaml)}
}

// run is what the tests read of a run.
type run struct {
	RunID    string            `json:"run_id"`
	Status   string            `json:"status"`
	Handles  map[string]string `json:"handles"`
	Attached bool              `json:"attached"`
}

// make has an application made for user and gives its run.
func (w *world) make(user uuid.UUID) run {
	w.t.Helper()
	answer := w.send(user, http.MethodPost, "/applications?wait=45", sample(w.t))
	require.Equal(w.t, http.StatusCreated, answer.StatusCode, string(answer.body))
	var made run
	answer.into(w.t, &made)
	return made
}
