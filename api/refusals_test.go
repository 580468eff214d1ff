package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/limit"
	"github.com/bespoke-cv/bespoke/server"
)

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
