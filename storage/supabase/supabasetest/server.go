// Package supabasetest is a server that behaves like Supabase's storage-api, for
// tests: the same paths, checks and error bodies, objects in memory. It verifies
// tokens, applies the policies of migrations/postgres to those of users, and can
// be told to fail.
package supabasetest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

// The keys of every test server.
const (
	AnonKey = "anon-key-of-the-test-server"
	Secret  = "a shared secret of the test server, long enough for HS256"
)

// Server is a storage-api with one project. Close ends it.
type Server struct {
	*httptest.Server
	mu      sync.Mutex
	buckets map[string]*bucket
	faults  []fault
}

type bucket struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Owner     string   `json:"owner"`
	Public    bool     `json:"public"`
	SizeLimit *int64   `json:"file_size_limit"`
	MimeTypes []string `json:"allowed_mime_types"`
	CreatedAt string   `json:"created_at"`
	UpdatedAt string   `json:"updated_at"`

	objects map[string]object
}

// fault is an answer given in place of the right one.
type fault struct {
	status int
	body   string
	after  bool // the work is done first, and only the answer is lost
}

// New starts a server on a port of its own, with the bucket of the given name,
// private and limited as bespoke wants it; none for an empty name.
func New(name string) *Server {
	s := &Server{buckets: map[string]*bucket{}}
	if name != "" {
		limit := int64(10 << 20)
		s.buckets[name] = &bucket{
			ID: name, Name: name, SizeLimit: &limit, objects: map[string]object{},
			MimeTypes: []string{"application/pdf", "image/png", "application/json"},
		}
	}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	return s
}

// ServiceKey is a key that passes by the policies.
func ServiceKey() string {
	return token(jwt.MapClaims{"role": "service_role", "exp": time.Now().Add(time.Hour).Unix()})
}

// Token is a token for user, good for lifetime.
func Token(user uuid.UUID, lifetime time.Duration) string {
	return token(jwt.MapClaims{"sub": user.String(), "role": "authenticated", "exp": time.Now().Add(lifetime).Unix()})
}

func token(claims jwt.MapClaims) string {
	signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(Secret))
	if err != nil {
		panic(err) // HS256 signs with any bytes
	}
	return signed
}

// Fail answers the next calls with status and an error of the given code, in
// place of doing them.
func (s *Server) Fail(times, status int, code string) { s.fail(times, status, code, false) }

// FailAfter does the next calls and answers as if it had not.
func (s *Server) FailAfter(times, status int, code string) { s.fail(times, status, code, true) }

func (s *Server) fail(times, status int, code string, after bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range times {
		s.faults = append(s.faults, fault{status, errorBody(status, code, "told to fail"), after})
	}
}

// Objects lists the names in a bucket, sorted.
func (s *Server) Objects(bucket string) (names []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name := range s.buckets[bucket].objects {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

var (
	noSuchKey    = refusal{http.StatusBadRequest, "NoSuchKey", "not_found", "Object not found", 404}
	noSuchBucket = refusal{http.StatusBadRequest, "NoSuchBucket", "Bucket not found", "Bucket not found", 404}
	keyExists    = refusal{http.StatusBadRequest, "KeyAlreadyExists", "Duplicate", "The resource already exists", 409}
	denied       = refusal{http.StatusBadRequest, "AccessDenied", "Unauthorized", "new row violates row-level security policy", 403}
	badToken     = refusal{http.StatusBadRequest, "InvalidJWT", "Unauthorized", "invalid signature or expired", 403}
	badMime      = refusal{http.StatusBadRequest, "InvalidMimeType", "invalid_mime_type", "mime type is not supported", 415}
	tooLarge     = refusal{http.StatusBadRequest, "EntityTooLarge", "Payload too large", "The object exceeded the maximum allowed size", 413}
	badRequest   = refusal{http.StatusBadRequest, "InvalidRequest", "invalid_request", "bad request", 400}
)

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	where, ok := strings.CutPrefix(r.URL.Path, "/storage/v1")
	if !ok {
		http.NotFound(w, r)
		return
	}
	var body bytes.Buffer
	body.Grow(int(max(0, r.ContentLength)) + bytes.MinRead)
	if _, err := body.ReadFrom(r.Body); err != nil {
		return // the client went away
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var lost *fault
	if len(s.faults) > 0 {
		lost, s.faults = &s.faults[0], s.faults[1:]
		if !lost.after {
			answer(w, lost.status, []byte(lost.body))
			return
		}
	}
	result, refused := s.do(r, where, body.Bytes())
	switch {
	case lost != nil:
		answer(w, lost.status, []byte(lost.body))
	case refused != nil:
		body, err := json.Marshal(map[string]string{
			"statusCode": strconv.Itoa(refused.statusCode), "error": refused.said, "code": refused.code, "message": refused.message,
		})
		if err != nil {
			panic(err) // strings
		}
		answer(w, refused.status, body)
	default:
		if raw, ok := result.(object); ok {
			w.Header().Set("Content-Type", raw.kind)
			_, _ = w.Write(raw.data) // a client that went away
			return
		}
		body, err := json.Marshal(result)
		if err != nil {
			panic(err) // plain values
		}
		answer(w, http.StatusOK, body)
	}
}

func answer(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that went away
}

func (s *Server) do(r *http.Request, where string, body []byte) (any, *refusal) {
	if signed, ok := strings.CutPrefix(where, "/object/sign/"); ok && r.Method == http.MethodGet {
		return s.getSigned(signed, r.URL.Query().Get("token"))
	}
	who, refused := authenticate(r)
	if refused != nil {
		return nil, refused
	}
	switch {
	case strings.HasPrefix(where, "/bucket"):
		return s.doBucket(who, r.Method, strings.Trim(strings.TrimPrefix(where, "/bucket"), "/"), body)
	case strings.HasPrefix(where, "/object/sign/"):
		return s.signURL(who, strings.TrimPrefix(where, "/object/sign/"), body)
	case strings.HasPrefix(where, "/object/list/"):
		return s.list(who, strings.TrimPrefix(where, "/object/list/"), body)
	case strings.HasPrefix(where, "/object/authenticated/") && r.Method == http.MethodGet:
		return s.get(who, strings.TrimPrefix(where, "/object/authenticated/"))
	case strings.HasPrefix(where, "/object/"):
		return s.doObject(who, r, strings.TrimPrefix(where, "/object/"), body)
	}
	return nil, &badRequest
}

func (s *Server) doBucket(who caller, method, id string, body []byte) (any, *refusal) {
	if !who.service {
		return nil, &denied
	}
	if method == http.MethodGet && id == "" {
		all := []*bucket{}
		for _, b := range s.buckets {
			all = append(all, b)
		}
		return all, nil
	}
	if method == http.MethodGet {
		if s.buckets[id] == nil {
			return nil, &noSuchBucket
		}
		return s.buckets[id], nil
	}
	var wanted struct {
		ID        string          `json:"id"`
		Public    bool            `json:"public"`
		SizeLimit json.RawMessage `json:"file_size_limit"` // a number, or text such as "10MB"
		MimeTypes []string        `json:"allowed_mime_types"`
	}
	if json.Unmarshal(body, &wanted) != nil || (method != http.MethodPost && method != http.MethodPut) {
		return nil, &badRequest
	}
	if method == http.MethodPost {
		if s.buckets[wanted.ID] != nil {
			return nil, &keyExists
		}
		s.buckets[wanted.ID] = &bucket{ID: wanted.ID, Name: wanted.ID, objects: map[string]object{}}
		id = wanted.ID
	}
	b := s.buckets[id]
	if b == nil {
		return nil, &noSuchBucket
	}
	b.Public, b.MimeTypes = wanted.Public, wanted.MimeTypes
	if limit, err := strconv.ParseInt(strings.Trim(string(wanted.SizeLimit), `"`), 10, 64); err == nil {
		b.SizeLimit = &limit
	}
	return map[string]string{"name": id, "message": "Successfully updated"}, nil
}
