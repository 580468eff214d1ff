package api_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/limit"
	"github.com/bespoke-cv/bespoke/server"
)

var update = flag.Bool("update", false, "write the golden surface of the API anew")

func TestTheWholeJobInOneRequest(t *testing.T) {
	w := newWorld(t)
	answer := w.send(mara, http.MethodPost, "/applications?wait=45", sample(t), "Idempotency-Key", "first")
	require.Equal(t, http.StatusCreated, answer.StatusCode, string(answer.body))
	var made run
	answer.into(t, &made)
	assert.Equal(t, "succeeded", made.Status)
	assert.Equal(t, "/applications/"+made.Handles["application_id"], answer.Header.Get("Location"))

	application := w.send(mara, http.MethodGet, answer.Header.Get("Location"), nil)
	require.Equal(t, http.StatusOK, application.StatusCode)
	assert.Equal(t, `"1"`, application.Header.Get("ETag"))
	assert.Equal(t, http.StatusNotModified, w.send(mara, http.MethodGet, answer.Header.Get("Location"), nil, "If-None-Match", `"1"`).StatusCode)

	for path, wants := range map[string][2]string{
		answer.Header.Get("Location") + "/pdf":                    {"application/pdf", "%PDF-"},
		answer.Header.Get("Location") + "/record":                 {"application/json", `"offer_sha256"`},
		"/pdfs/" + made.Handles["pdf_id"]:                         {"application/pdf", "%PDF-"},
		"/pdfs/" + made.Handles["pdf_id"] + "/pages/1":            {"image/png", "\x89PNG"},
		"/cvs/" + made.Handles["tailored_cv_id"]:                  {"application/yaml", "cv:"},
		"/job-offers/" + made.Handles["job_offer_id"]:             {"application/json", "{"},
		"/plans/" + made.Handles["plan_id"]:                       {"application/json", `"edits"`},
		"/runs/" + made.RunID:                                     {"application/json", `"succeeded"`},
		"/pdfs/" + made.Handles["pdf_id"] + "/link?lifetime=60":   {"application/json", `"public":false`},
		"/applications?status=saved&status=applied&text=Platform": {"application/json", made.Handles["application_id"]},
	} {
		document := w.send(mara, http.MethodGet, path, nil)
		assert.Equal(t, http.StatusOK, document.StatusCode, path)
		assert.Equal(t, wants[0], document.Header.Get("Content-Type"), path)
		assert.Contains(t, string(document.body), wants[1], path)
		if tag := document.Header.Get("ETag"); tag != "" {
			assert.Equal(t, http.StatusNotModified, w.send(mara, http.MethodGet, path, nil, "If-None-Match", tag).StatusCode, path)
		}
		if strings.HasSuffix(path, "/link?lifetime=60") {
			assert.NotContains(t, string(document.body), "file:", "where files lie on the server is nobody's business")
		}
		nobody := w.send(noor, http.MethodGet, path, nil)
		if !strings.HasPrefix(path, "/applications?") {
			assert.Equal(t, http.StatusNotFound, nobody.StatusCode, "what is another's does not exist: %s", path)
		}
		assert.NotContains(t, string(nobody.body), made.Handles["application_id"]+`","job_offer_id"`)
	}
	again := w.send(mara, http.MethodPost, "/applications?wait=45", sample(t), "Idempotency-Key", `"first"`)
	assert.Equal(t, http.StatusOK, again.StatusCode, "the same key makes nothing new")
	var attached run
	again.into(t, &attached)
	assert.Equal(t, made.RunID, attached.RunID)
	assert.True(t, attached.Attached)
	other := sample(t)
	other["notes"] = "another request"
	assert.Equal(t, http.StatusUnprocessableEntity, w.send(mara, http.MethodPost, "/applications", other, "Idempotency-Key", "first").StatusCode)
	hers := w.send(noor, http.MethodPost, "/applications?wait=45", sample(t), "Idempotency-Key", "first")
	assert.Equal(t, http.StatusCreated, hers.StatusCode, "keys are each user's own")
	assert.NotContains(t, w.logged(), "eyJ", "no token is logged")
	assert.NotContains(t, w.logged(), "Lindqvist")
}

func TestARunCanBeFollowedAndCancelled(t *testing.T) {
	w := newWorld(t)
	w.hold = make(chan struct{})
	defer close(w.hold)
	answer := w.send(mara, http.MethodPost, "/applications", sample(t))
	require.Equal(t, http.StatusAccepted, answer.StatusCode, string(answer.body))
	assert.NotEmpty(t, answer.Header.Get("Retry-After"))
	location := answer.Header.Get("Location")
	var started run
	answer.into(t, &started)
	assert.Equal(t, "/runs/"+started.RunID, location)

	assert.Equal(t, http.StatusNotFound, w.send(noor, http.MethodGet, location, nil).StatusCode)
	assert.Equal(t, http.StatusNotFound, w.send(noor, http.MethodDelete, location, nil).StatusCode)
	assert.Equal(t, http.StatusNotFound, w.send(noor, http.MethodGet, location+"/events", nil).StatusCode)
	begin := time.Now()
	following := w.send(mara, http.MethodGet, location+"?wait=1", nil)
	assert.Equal(t, http.StatusOK, following.StatusCode)
	assert.GreaterOrEqual(t, time.Since(begin), time.Second)

	cancelled := w.send(mara, http.MethodDelete, location, nil)
	require.Equal(t, http.StatusOK, cancelled.StatusCode, string(cancelled.body))
	var ended run
	cancelled.into(t, &ended)
	assert.Equal(t, "cancelled", ended.Status)
	assert.Equal(t, http.StatusOK, w.send(mara, http.MethodDelete, location, nil).StatusCode, "twice is no error")
}

func TestARunThatFailsIsAProblem(t *testing.T) {
	w := newWorld(t)
	body := sample(t)
	body["job_offer_url"] = "https://offers.example.com/1" // this server fetches none
	delete(body, "job_offer_text")
	answer := w.send(mara, http.MethodPost, "/applications?wait=45", body, "Idempotency-Key", "k")
	assert.Equal(t, http.StatusUnprocessableEntity, answer.StatusCode, string(answer.body))
	assert.Contains(t, string(answer.body), "run_failed")
	assert.Contains(t, string(answer.body), `"run_id":"run_`)
	run := w.send(mara, http.MethodGet, answer.Header.Get("Location"), nil)
	assert.Contains(t, string(run.body), `"failed"`)
}

func TestAnApplicationChangesByPatch(t *testing.T) {
	w := newWorld(t)
	path := "/applications/" + w.make(mara).Handles["application_id"]
	for _, test := range []struct {
		name    string
		body    any
		headers []string
		status  int
		says    string
	}{
		{"a step forward", map[string]any{"status": "applied"}, []string{"If-Match", `"1"`}, 200, `"applied"`},
		{"from what was", map[string]any{"status": "interview"}, []string{"If-Match", `"1"`}, 412, "changed in the meantime"},
		{"backward", map[string]any{"status": "saved"}, nil, 409, "does not come after"},
		{"an end without a reason", map[string]any{"status": "rejected"}, nil, 409, "needs a reason"},
		{"notes", map[string]any{"notes": "They called."}, []string{"If-Match", "*", "Content-Type", "application/merge-patch+json"}, 200, "They called."},
		{"a status that is none", map[string]any{"status": "hired"}, nil, 422, "status"},
		{"a CV that is none", map[string]any{"cv_id": "cv_00000000000070008000000000000001"}, nil, 422, "not found"},
		{"a field that is none", map[string]any{"state": "applied"}, nil, 422, "take cv_id, notes, pdf_id, reason, status"},
		{"another's id in the body", map[string]any{"application_id": "app_x", "status": "offer"}, nil, 422, "application_id"},
		{"a tag that is none", map[string]any{"notes": "x"}, []string{"If-Match", "W/1"}, 400, "ETag"},
		{"no JSON", `{"notes":`, nil, 400, "no JSON object"},
		{"an array", `[1]`, nil, 400, "no JSON object"},
		{"two objects", `{"notes":"a"}{"notes":"b"}`, nil, 400, "follows"},
		{"null", `null`, nil, 400, "null"},
	} {
		answer := w.send(mara, http.MethodPatch, path, test.body, test.headers...)
		assert.Equal(t, test.status, answer.StatusCode, "%s: %s", test.name, answer.body)
		assert.Contains(t, string(answer.body), test.says, test.name)
	}
	assert.Equal(t, http.StatusNotFound, w.send(noor, http.MethodPatch, path, map[string]any{"notes": "mine"}).StatusCode)
	final := w.send(mara, http.MethodGet, path, nil)
	assert.Equal(t, `"3"`, final.Header.Get("ETag"), "what was refused changed nothing")
}

func TestPagesOfAList(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		w.make(mara)
	}
	var seen []string
	path := "/applications?limit=2"
	for path != "" {
		var page struct {
			Applications []struct{ ID string }
			Next         string `json:"next_cursor"`
		}
		answer := w.send(mara, http.MethodGet, path, nil)
		answer.into(t, &page)
		for _, application := range page.Applications {
			seen = append(seen, application.ID)
		}
		next, more := strings.CutPrefix(answer.Header.Get("Link"), "<")
		assert.Equal(t, page.Next != "", more)
		path, _, _ = strings.Cut(next, ">")
	}
	assert.Len(t, seen, 3)
	empty := w.send(noor, http.MethodGet, "/applications", nil)
	assert.JSONEq(t, `{"applications":[]}`, string(empty.body))
}

func TestBadRequestsAreToldWhatIsWrong(t *testing.T) {
	w := newWorld(t)
	application := "/applications/app_00000000000070008000000000000001"
	long := strings.Repeat("ä", 110<<10) // 220 KB of an offer
	for _, test := range []struct {
		name, target string
		body         any
		headers      []string
		status       int
		says         string
	}{
		{"nowhere", "GET /nowhere", nil, nil, 404, "/openapi.json"},
		{"an id of another kind", "GET /applications/run_00000000000070008000000000000001", nil, nil, 404, "app_"},
		{"no id", "GET /applications/1%20or%201=1", nil, nil, 404, "app_"},
		{"an unknown id", "GET " + application, nil, nil, 404, "not found"},
		{"an unknown run", "GET /runs/run_00000000000070008000000000000001", nil, nil, 404, "not found"},
		{"events of an unknown run", "GET /runs/run_00000000000070008000000000000001/events", nil, nil, 404, "not found"},
		{"a page of an unknown PDF", "GET /pdfs/pdf_00000000000070008000000000000001/pages/1", nil, nil, 404, "not found"},
		{"a page that is no number", "GET /pdfs/pdf_00000000000070008000000000000001/pages/one", nil, nil, 404, "page"},
		{"a method that is none", "PUT /applications", nil, nil, 405, "GET, HEAD, POST"},
		{"another of what the server answers itself", "POST /health", nil, nil, 405, "GET, HEAD"},
		{"another", "DELETE " + application, nil, nil, 405, "PATCH"},
		{"a query that is none", "GET /applications?state=saved", nil, nil, 400, "take status, text, limit, cursor"},
		{"a status that is none", "GET /applications?status=saved&status=hired", nil, nil, 400, "hired"},
		{"a limit that is none", "GET /applications?limit=0", nil, nil, 400, "from 1 to 200"},
		{"a limit twice", "GET /applications?limit=1&limit=2", nil, nil, 400, "2 times"},
		{"a calendar of no application's", "GET /calendar.ics?application_id=null", nil, nil, 400, "does not have the form"},
		{"action points of an empty application", "GET /action-points?application_id=", nil, nil, 400, "does not have the form"},
		{"a cursor of ours that is none", "GET /applications?cursor=AAAA", nil, nil, 422, "cursor"},
		{"a wait that is too long", "POST /applications?wait=46", sample(t), nil, 400, "from 0 to 45"},
		{"no content type", "POST /applications", sample(t), []string{"Content-Type", ""}, 415, "application/json"},
		{"a form", "POST /applications", "a=b", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "application/json"},
		{"Latin-1", "POST /applications", "{}", []string{"Content-Type", "application/json; charset=iso-8859-1"}, 415, "UTF-8"},
		{"compressed", "POST /applications", "{}", []string{"Content-Encoding", "gzip"}, 415, "gzip"},
		{"too large", "POST /applications", `{"notes":"` + strings.Repeat("x", server.DefaultMaxBody) + `"}`, nil, 413, "bytes"},
		{"an offer over 200 KB", "POST /applications", with(t, "job_offer_text", long), nil, 413, "200 KB"},
		{"a CV over 256 KB", "POST /applications", with(t, "cv_yaml", strings.Repeat("ä", 140<<10)), nil, 413, "256 KB"},
		{"a CV over 256 K characters", "POST /applications", with(t, "cv_yaml", strings.Repeat("a", 257<<10)), nil, 413, "cv_yaml"},
		{"nothing", "POST /applications", "{}", nil, 422, "pass one of [cv_id cv_yaml]"},
		{"no offer", "POST /applications", without(t, "job_offer_text"), nil, 422, "the offer is missing"},
		{"two offers", "POST /applications", with(t, "job_offer_url", "https://a.example.com"), nil, 422, "given twice"},
		{"no YAML", "POST /applications", with(t, "cv_yaml", "cv: ["), nil, 422, "cv_yaml"},
		{"a file of the server", "POST /applications", with(t, "cv_path", "/etc/passwd"), nil, 422, "there is no field \"cv_path\""},
		{"an unknown CV", "POST /applications", map[string]any{"job_offer_text": "x", "cv_id": "cv_00000000000070008000000000000001"}, nil, 422, "cv_id"},
		{"a key in the body", "POST /applications", with(t, "idempotency_key", "k"), nil, 422, "idempotency_key"},
		{"a key that is too long", "POST /applications", sample(t), []string{"Idempotency-Key", strings.Repeat("k", 201)}, 400, "Idempotency-Key"},
		{"an empty key", "POST /applications", sample(t), []string{"Idempotency-Key", `""`}, 400, "Idempotency-Key"},
		{"an event that is none", "GET /runs/run_00000000000070008000000000000001/events", nil, []string{"Last-Event-ID", "x"}, 400, "Last-Event-ID"},
		{"erasing by mistake", "DELETE /me", nil, nil, 400, "confirm"},
	} {
		method, path, _ := strings.Cut(test.target, " ")
		answer := w.send(mara, method, path, test.body, test.headers...)
		assert.Equal(t, test.status, answer.StatusCode, "%s: %.300s", test.name, answer.body)
		assert.Contains(t, string(answer.body), strings.ReplaceAll(test.says, `"`, `\"`), test.name)
		if test.status == http.StatusMethodNotAllowed {
			assert.Contains(t, answer.Header.Get("Allow"), test.says)
		}
	}
	assert.Empty(t, strings.TrimSpace(lines(w.logged(), `"ERROR"`)), "no fault was ours")
}

func with(t *testing.T, name string, value any) map[string]any {
	body := sample(t)
	body[name] = value
	return body
}

func without(t *testing.T, name string) map[string]any {
	body := sample(t)
	delete(body, name)
	return body
}

func lines(text, containing string) (found string) {
	for line := range strings.Lines(text) {
		if strings.Contains(line, containing) {
			found += line
		}
	}
	return found
}

func TestStartsOverTheShareGet429(t *testing.T) {
	w := newWorld(t)
	w.toolbox.Runs = limit.New("starts of runs", 1, time.Hour).Starts(w.toolbox.Runs)
	w.make(mara)
	answer := w.send(mara, http.MethodPost, "/applications", sample(t))
	assert.Equal(t, http.StatusTooManyRequests, answer.StatusCode, string(answer.body))
	wait, err := strconv.Atoi(answer.Header.Get("Retry-After"))
	require.NoError(t, err)
	assert.InDelta(t, 3600, wait, 120)
	w.make(noor)
}

func TestMessagesLettersAndWhatIsToBeDone(t *testing.T) {
	w := newWorld(t)
	made := w.send(mara, http.MethodPost, "/applications?wait=45", sample(t))
	require.Equal(t, http.StatusCreated, made.StatusCode, string(made.body))
	address := made.Header.Get("Location")

	message := map[string]any{"text": "We invite you to an interview on 5 March at 14:30 (CET).", "at": "2026-03-02"}
	var proposal struct {
		Confirm string `json:"confirm"`
		Written bool   `json:"written"`
	}
	w.send(mara, http.MethodPost, address+"/messages", message).into(t, &proposal)
	assert.False(t, proposal.Written)
	assert.JSONEq(t, "[]", string(w.send(mara, http.MethodGet, address+"/messages", nil).body))
	message["confirm"] = proposal.Confirm
	w.send(mara, http.MethodPost, address+"/messages", message).into(t, &proposal)
	assert.True(t, proposal.Written)
	assert.Contains(t, string(w.send(mara, http.MethodGet, address+"/messages", nil).body), "We invite you")
	assert.Contains(t, string(w.send(mara, http.MethodGet, address, nil).body), `"status":"interview"`)

	var list struct {
		ActionPoints []struct {
			ID   string `json:"id"`
			Done bool   `json:"done"`
		} `json:"action_points"`
	}
	id := strings.TrimPrefix(address, "/applications/")
	w.send(mara, http.MethodGet, "/action-points?state=open&application_id="+id, nil).into(t, &list)
	require.Len(t, list.ActionPoints, 1)
	calendar := w.send(mara, http.MethodGet, "/calendar.ics", nil)
	assert.Equal(t, "text/calendar", calendar.Header.Get("Content-Type"))
	assert.Contains(t, string(calendar.body), "DTSTART:20260305T133000Z")
	assert.NotContains(t, string(w.send(noor, http.MethodGet, "/calendar.ics", nil).body), "VEVENT")

	created := w.send(mara, http.MethodPost, "/action-points", map[string]any{"application_id": id, "text": "Buy a tie", "due_on": "2026-03-04"})
	assert.Equal(t, http.StatusOK, created.StatusCode, string(created.body))
	done := w.send(mara, http.MethodPatch, "/action-points/"+list.ActionPoints[0].ID, map[string]any{"done": true})
	assert.Contains(t, string(done.body), `"done":true`)
	for _, refused := range []struct {
		who          uuid.UUID
		method, path string
		body         map[string]any
		status       int
	}{
		{noor, http.MethodPatch, "/action-points/" + list.ActionPoints[0].ID, map[string]any{"done": true}, http.StatusNotFound},
		{noor, http.MethodPost, address + "/messages", message, http.StatusNotFound},
		{noor, http.MethodPost, "/action-points", map[string]any{"application_id": id, "text": "a"}, http.StatusUnprocessableEntity},
		{mara, http.MethodPost, "/action-points", map[string]any{"application_id": id, "text": "a", "due_on": "soon"}, http.StatusUnprocessableEntity},
		{mara, http.MethodGet, "/action-points?state=lost", nil, http.StatusBadRequest},
	} {
		answer := w.send(refused.who, refused.method, refused.path, refused.body)
		assert.Equal(t, refused.status, answer.StatusCode, refused.path+string(answer.body))
	}
	var draft struct {
		Text string `json:"text"`
	}
	w.send(mara, http.MethodPost, address+"/drafts", map[string]any{"kind": "thank_you"}).into(t, &draft)
	assert.Contains(t, draft.Text, "Thank you for the conversation")
}

func TestErasingLeavesNothing(t *testing.T) {
	w := newWorld(t)
	hers, his := w.make(mara), w.make(noor)
	answer := w.send(mara, http.MethodDelete, "/me?confirm=erase%20everything", nil)
	require.Equal(t, http.StatusNoContent, answer.StatusCode, string(answer.body))
	for _, path := range []string{"/runs/" + hers.RunID, "/applications/" + hers.Handles["application_id"], "/pdfs/" + hers.Handles["pdf_id"]} {
		assert.Equal(t, http.StatusNotFound, w.send(mara, http.MethodGet, path, nil).StatusCode, path)
	}
	assert.Equal(t, http.StatusOK, w.send(noor, http.MethodGet, "/pdfs/"+his.Handles["pdf_id"], nil).StatusCode)
}

func TestHealthIsAsTheDocumentSays(t *testing.T) {
	broken := false
	w := newWorld(t, func(w *world, c *server.Config) {
		c.Checks = append(c.Checks, server.Check{Name: "blobs", Run: func(ctx context.Context) error {
			if broken {
				return fmt.Errorf("connection refused")
			}
			return nil
		}})
	})
	assert.Equal(t, http.StatusOK, w.send(uuid.Nil, http.MethodGet, "/health", nil).StatusCode)
	broken = true
	answer := w.send(uuid.Nil, http.MethodGet, "/health", nil)
	assert.Equal(t, http.StatusServiceUnavailable, answer.StatusCode)
	assert.Contains(t, string(answer.body), `"blobs":"failing"`)
}

// newWorld validates the document, and every answer of the tests is held
// against it.
func TestTheDocumentIsOpenAPI(t *testing.T) {
	w := newWorld(t)
	served := w.send(uuid.Nil, http.MethodGet, "/openapi.json", nil)
	assert.Equal(t, w.api.OpenAPI(), served.body)
	surface := []byte(surfaceOf(t, w.api.OpenAPI()))
	if *update {
		require.NoError(t, os.WriteFile("testdata/surface.txt", surface, 0o644))
	}
	golden, err := os.ReadFile("testdata/surface.txt")
	require.NoError(t, err)
	assert.Equal(t, string(golden), string(surface), "what clients rely on has changed: look at the difference, then test with -update")
}

// surfaceOf lists what clients rely on: operations, parameters, bodies and
// answers. What is in the schemas, the tools decide and test.
func surfaceOf(t *testing.T, document []byte) string {
	t.Helper()
	type content map[string]struct {
		Schema struct {
			Ref string `json:"$ref"`
		} `json:"schema"`
	}
	var parsed struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
			Parameters  []struct{ In, Name string }
			RequestBody struct{ Content content } `json:"requestBody"`
			Responses   map[string]struct{ Content content }
		}
	}
	require.NoError(t, json.Unmarshal(document, &parsed))
	list := func(c content) (text string) {
		for _, mediaType := range slices.Sorted(maps.Keys(c)) {
			text += " " + mediaType + " " + strings.TrimPrefix(c[mediaType].Schema.Ref, "#/components/schemas/")
		}
		return strings.TrimRight(text, " ")
	}
	var text strings.Builder
	for _, path := range slices.Sorted(maps.Keys(parsed.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(parsed.Paths[path])) {
			operation := parsed.Paths[path][method]
			fmt.Fprintf(&text, "%s %s %s\n", strings.ToUpper(method), path, operation.OperationID)
			for _, parameter := range operation.Parameters {
				fmt.Fprintf(&text, "    %s %s\n", parameter.In, parameter.Name)
			}
			if body := list(operation.RequestBody.Content); body != "" {
				fmt.Fprintf(&text, "    body%s\n", body)
			}
			for _, status := range slices.Sorted(maps.Keys(operation.Responses)) {
				fmt.Fprintf(&text, "    %s%s\n", status, list(operation.Responses[status].Content))
			}
		}
	}
	return text.String()
}

// What an application costs over the API, beside the store's own work: the
// handler with the MCP call that it makes, and the whole way from the token in.
func BenchmarkGetApplication(b *testing.B) {
	w := newWorld(b)
	id := w.make(mara).Handles["application_id"]
	ctx := identity.With(b.Context(), identity.Identity{User: mara})
	b.Run("store", func(b *testing.B) {
		for b.Loop() {
			_, err := w.toolbox.Store.Application(ctx, mara, id)
			require.NoError(b, err)
		}
	})
	b.Run("handler", func(b *testing.B) {
		for b.Loop() {
			recorder := httptest.NewRecorder()
			w.api.ServeHTTP(recorder, httptest.NewRequestWithContext(ctx, http.MethodGet, "/applications/"+id, nil))
			require.Equal(b, http.StatusOK, recorder.Code)
		}
	})
	b.Run("request", func(b *testing.B) {
		request := w.request(mara, http.MethodGet, "/applications/"+id, nil)
		for b.Loop() {
			answer, err := http.DefaultClient.Do(request)
			require.NoError(b, err)
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
		}
	})
}
