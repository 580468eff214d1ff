package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/bespoke-cv/bespoke/problem"
)

// maxWait is how many seconds a request may wait for a run, as the tools allow.
const maxWait = 45

// maxKey is the longest Idempotency-Key, as the tools allow.
const maxKey = 200

// createApplication starts a run, or attaches to the one that the key stands
// for.
func (a *API) createApplication(w http.ResponseWriter, r *http.Request) {
	key, err := idempotencyKey(r)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	body, err := a.decode(r, newApplication)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	body["wait_seconds"] = integer(r, "wait", 0)
	if key != "" {
		body["idempotency_key"] = key
	}
	result, err := a.call(r.Context(), "create_application", body)
	var refused *refusal
	if errors.As(err, &refused) && refused.kind == problem.NotFound {
		refused.kind = problem.Invalid // it is about an id in the body, not about this address
	}
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.answerRun(w, r, result)
}

// answerRun answers a POST by where the run stands: 202 while it goes on, 201
// when it has made the application, 200 when it had before.
func (a *API) answerRun(w http.ResponseWriter, r *http.Request, result json.RawMessage) {
	var run runFields
	if err := json.Unmarshal(result, &run); err != nil {
		a.fail(w, r, err)
		return
	}
	w.Header().Set("Location", "/runs/"+run.RunID)
	switch run.Status {
	case "succeeded":
		w.Header().Set("Location", "/applications/"+run.Handles["application_id"])
		status := http.StatusCreated
		if run.Attached {
			status = http.StatusOK
		}
		reply(w, status, result)
	case "failed", "cancelled":
		p := problem.New(problem.RunFailed, strings.TrimSpace(run.Status+" at "+run.Step+": "+run.Error))
		p.RunID = run.RunID
		p.ServeHTTP(w, r)
	default:
		retryAfter(w, run.PollAfterSeconds)
		reply(w, http.StatusAccepted, result)
	}
}

// runFields are what this package itself reads of a run.
type runFields struct {
	RunID            string            `json:"run_id"`
	Status           string            `json:"status"`
	Step             string            `json:"step"`
	Error            string            `json:"error"`
	Handles          map[string]string `json:"handles"`
	Attached         bool              `json:"attached"`
	PollAfterSeconds int               `json:"poll_after_seconds"`
}

func retryAfter(w http.ResponseWriter, seconds int) {
	if seconds > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
	}
}

// idempotencyKey reads the header of that name, with or without the quotes of
// a structured field (draft-ietf-httpapi-idempotency-key-header).
func idempotencyKey(r *http.Request) (string, error) {
	values := r.Header.Values("Idempotency-Key")
	if len(values) == 0 {
		return "", nil
	}
	key := values[0]
	if len(key) > 1 && key[0] == '"' && key[len(key)-1] == '"' {
		key = key[1 : len(key)-1]
	}
	printable := strings.IndexFunc(key, func(c rune) bool { return c < ' ' || c > '~' }) < 0
	if len(values) > 1 || key == "" || len(key) > maxKey || !printable {
		return "", &refusal{kind: problem.BadRequest, words: fmt.Sprintf("Idempotency-Key: send one, of 1 to %d printable ASCII characters", maxKey)}
	}
	return key, nil
}

func (a *API) listApplications(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	arguments := given(r, "text", "cursor")
	if statuses := query["status"]; len(statuses) > 0 {
		arguments["statuses"] = statuses
	}
	if limit := integer(r, "limit", 0); limit > 0 {
		arguments["limit"] = limit
	}
	result, err := a.call(r.Context(), "list_applications", arguments)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	var page struct {
		Next string `json:"next_cursor"`
	}
	if err := json.Unmarshal(result, &page); err != nil {
		a.fail(w, r, err)
		return
	}
	if page.Next != "" {
		query.Set("cursor", page.Next)
		next := url.URL{Path: "/applications", RawQuery: query.Encode()}
		w.Header().Set("Link", "<"+next.String()+`>; rel="next"`)
	}
	reply(w, http.StatusOK, result)
}

func (a *API) getApplication(w http.ResponseWriter, r *http.Request) {
	result, err := a.call(r.Context(), "get_application", map[string]any{"application_id": r.PathValue("id")})
	a.answerApplication(w, r, result, err)
}

// changeApplication changes what the body names. If-Match keeps it from
// overwriting what somebody else changed.
func (a *API) changeApplication(w http.ResponseWriter, r *http.Request) {
	body, err := a.decode(r, applicationChange)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	version, err := ifMatch(r)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	if version > 0 {
		body["expected_version"] = version
	}
	id := r.PathValue("id")
	body["application_id"] = id
	result, err := a.call(r.Context(), "update_application", body)
	var refused *refusal
	if errors.As(err, &refused) && refused.kind == problem.NotFound {
		if _, missing := a.call(r.Context(), "get_application", map[string]any{"application_id": id}); missing == nil {
			refused.kind = problem.Invalid // it is a document in the body that is not there
		}
	}
	a.answerApplication(w, r, result, err)
}

// application is the one in a tool's result, and what this package itself reads
// of it. err is that of the call.
func application(result json.RawMessage, err error) (whole json.RawMessage, known applicationFields, _ error) {
	if err == nil {
		whole, err = member(result, "application")
	}
	if err == nil {
		err = json.Unmarshal(whole, &known)
	}
	return whole, known, err
}

type applicationFields struct {
	Version int    `json:"version"`
	PDFID   string `json:"pdf_id"`
}

func (a *API) answerApplication(w http.ResponseWriter, r *http.Request, result json.RawMessage, err error) {
	whole, known, err := application(result, err)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	tag := etag(strconv.Itoa(known.Version))
	w.Header().Set("ETag", tag)
	if r.Method != http.MethodPatch && fresh(r, tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	reply(w, http.StatusOK, whole)
}

// ifMatch reads the version that If-Match wants to find; 0 takes any.
func ifMatch(r *http.Request) (int, error) {
	value := r.Header.Get("If-Match")
	if value == "" || value == "*" {
		return 0, nil
	}
	version, err := strconv.Atoi(strings.Trim(value, `"`))
	if err != nil || version < 1 || etag(strconv.Itoa(version)) != value {
		return 0, &refusal{kind: problem.BadRequest, words: "If-Match: send the ETag that the application came with"}
	}
	return version, nil
}
