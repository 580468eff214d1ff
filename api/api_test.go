package api_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/identity"
)

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
