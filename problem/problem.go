// Package problem answers HTTP requests that cannot be met with the problem
// details of RFC 9457 (application/problem+json): what went wrong for a
// program (type, status) and for a person (title, detail).
package problem

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// ContentType is the media type of a problem.
const ContentType = "application/problem+json"

// Kind names a sort of problem; it is the end of the problem's type URI.
type Kind string

// The kinds and the status that goes with each.
const (
	BadRequest       Kind = "bad_request"            // 400: not HTTP, JSON or a header as it should be
	Unauthenticated  Kind = "unauthenticated"        // 401: no valid token
	Forbidden        Kind = "forbidden"              // 403: foreign Host or Origin, or too small a scope
	NotFound         Kind = "not_found"              // 404: no such thing for this user
	MethodNotAllowed Kind = "method_not_allowed"     // 405
	Conflict         Kind = "conflict"               // 409: the change does not fit what is there
	VersionChanged   Kind = "version_changed"        // 412: changed since it was read
	TooLarge         Kind = "too_large"              // 413
	UnsupportedMedia Kind = "unsupported_media_type" // 415
	Invalid          Kind = "invalid"                // 422: understood, but not acceptable
	KeyReused        Kind = "key_reused"             // 422: the Idempotency-Key stands for another request
	RunFailed        Kind = "run_failed"             // 422: the run ended without an application
	TooMany          Kind = "too_many_requests"      // 429
	Internal         Kind = "internal"               // 500
	Unavailable      Kind = "unavailable"            // 503: a part is away or busy; try again
	Full             Kind = "full"                   // 507: no room left
)

var table = map[Kind]struct {
	status int
	title  string
}{
	BadRequest:       {http.StatusBadRequest, "The request cannot be read"},
	Unauthenticated:  {http.StatusUnauthorized, "A valid access token is needed"},
	Forbidden:        {http.StatusForbidden, "Not allowed"},
	NotFound:         {http.StatusNotFound, "There is no such thing"},
	MethodNotAllowed: {http.StatusMethodNotAllowed, "This method does not exist here"},
	Conflict:         {http.StatusConflict, "The change does not fit"},
	VersionChanged:   {http.StatusPreconditionFailed, "Changed in the meantime"},
	TooLarge:         {http.StatusRequestEntityTooLarge, "Too large"},
	UnsupportedMedia: {http.StatusUnsupportedMediaType, "This media type is not taken"},
	Invalid:          {http.StatusUnprocessableEntity, "The request is not valid"},
	KeyReused:        {http.StatusUnprocessableEntity, "The idempotency key stands for another request"},
	RunFailed:        {http.StatusUnprocessableEntity, "The run failed"},
	TooMany:          {http.StatusTooManyRequests, "Too many requests"},
	Internal:         {http.StatusInternalServerError, "Something went wrong here"},
	Unavailable:      {http.StatusServiceUnavailable, "Not available now"},
	Full:             {http.StatusInsufficientStorage, "No room left"},
}

// Status is the HTTP status of a kind, or 0 when k is none.
func (k Kind) Status() int { return table[k].status }

// typePrefix begins every problem type. It is a tag URI (RFC 4151), which
// names and leads nowhere, as RFC 9457 allows.
const typePrefix = "tag:github.com,2026:bespoke-cv/bespoke/problem/"

// Problem is the body of an answer that is an error.
type Problem struct {
	Type   string `json:"type" jsonschema:"format=uri,description=What sort of problem this is; stable"`
	Title  string `json:"title" jsonschema:"description=The sort of problem in words"`
	Status int    `json:"status" jsonschema:"description=The HTTP status"`
	Detail string `json:"detail,omitempty" jsonschema:"description=What is wrong in this request and the way out"`
	RunID  string `json:"run_id,omitempty" jsonschema:"description=The run that the problem is about"`

	retryAfter time.Duration
}

// KindMeta is the key in an MCP tool error's _meta under which its Kind stands,
// so that a program need not read the words.
const KindMeta = "bespoke/problem"

// New is a problem of a kind. detail says what is wrong in this request and
// what to do about it; it is shown to the caller.
func New(kind Kind, detail string) Problem {
	known, ok := table[kind]
	if !ok {
		kind, known = Internal, table[Internal]
	}
	return Problem{Type: typePrefix + string(kind), Title: known.title, Status: known.status, Detail: detail}
}

// RetryAfter returns p with a Retry-After header, in whole seconds from 1 on.
func (p Problem) RetryAfter(wait time.Duration) Problem {
	p.retryAfter = max(wait, time.Second)
	return p
}

// ServeHTTP answers with the problem, whatever is asked.
func (p Problem) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	header := w.Header()
	header.Set("Content-Type", ContentType)
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Del("Content-Length")
	if p.retryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(int((p.retryAfter + time.Second - 1).Seconds())))
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // a client that hung up needs no answer
}
