package server_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/server"
)

func TestFenceAnswers403ToForeignHostsAndOrigins(t *testing.T) {
	p := newProbe(t, func(c *server.Config) {
		c.Hosts = []string{"cv.example.org"}
		c.Origins = []string{"https://app.example.org"}
	})
	for _, test := range []struct {
		host, origin string
		want         int
	}{
		{"127.0.0.1:8080", "", http.StatusOK},
		{"localhost", "http://localhost:6274", http.StatusOK},
		{"[::1]:8080", "", http.StatusOK},
		{"cv.example.org", "https://app.example.org", http.StatusOK},
		{"cv.example.org", "https://cv.example.org", http.StatusOK}, // a page of our own
		{"cv.example.org", "https://cv.example.org:8443", http.StatusForbidden},
		{"evil.example.com", "https://evil.example.com", http.StatusForbidden},
		{"evil.example.com", "", http.StatusForbidden},
		{"127.0.0.1.example.com", "", http.StatusForbidden},
		{"localhost", "https://evil.example.com", http.StatusForbidden},
		{"localhost", "http://localhost.example.com", http.StatusForbidden},
		{"localhost", "null", http.StatusForbidden},
	} {
		t.Run(test.host+" "+test.origin, func(t *testing.T) {
			answer := ask(p.Handler(server.HTTP), http.MethodGet, "/health", nil, "Host", test.host, "Origin", test.origin)
			assert.Equal(t, test.want, answer.Code)
		})
	}
}

func TestAHostLetInByAnyNameIsNoOriginOfOurs(t *testing.T) {
	p := newProbe(t, func(c *server.Config) { c.Hosts = []string{"*"} })
	for origin, want := range map[string]int{"": http.StatusOK, "https://evil.example.com": http.StatusForbidden} {
		// whose address now is this machine's
		answer := ask(p.Handler(server.HTTP), http.MethodGet, "/health", nil, "Host", "evil.example.com", "Origin", origin)
		assert.Equal(t, want, answer.Code, origin)
	}
}

func TestBodyOverTheLimitIsRefused(t *testing.T) {
	p := newProbe(t)
	for _, path := range []string{"/mcp", "/message?sessionId=x"} {
		body := io.LimitReader(endless{}, server.DefaultMaxBody+1)
		answer := ask(p.Handler(server.HTTP), http.MethodPost, path, body, "Content-Type", "application/json")
		assert.GreaterOrEqual(t, answer.Code, 400, path)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestSSEDoesNotAllowEveryOrigin(t *testing.T) {
	_, response := stream(t, newProbe(t))
	assert.Empty(t, response.Header.Get("Access-Control-Allow-Origin"))
}

func TestTheReviewStandsBehindTheFenceAndNotBehindTheLogin(t *testing.T) {
	g := newGuarded(t)
	g.MountReview(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, known := identity.From(r.Context())
		fmt.Fprintf(w, "%s known=%t", r.URL.Path, known)
	}))
	for _, transport := range []server.Transport{server.HTTP, server.SSE, server.Review} {
		handler := g.Handler(transport)
		post := func(path, origin string) *httptest.ResponseRecorder {
			return ask(handler, http.MethodPost, path, nil, "Origin", origin)
		}
		assert.Equal(t, "/review/plan_1 known=false", post("/review/plan_1", "http://localhost").Body.String(), transport)
		assert.Equal(t, http.StatusForbidden, post("/review/plan_1", "https://evil.example.com").Code, transport)
		if transport == server.Review {
			assert.Equal(t, http.StatusNotFound, post("/mcp", "http://localhost").Code)
			assert.Equal(t, http.StatusNotFound, post("/applications", "http://localhost").Code)
		}
	}
}

func TestRefusalsOfTheFenceAreProblems(t *testing.T) {
	g := newGuarded(t)
	large := ask(g.Handler(server.HTTP), http.MethodPost, "/mcp", bytes.NewReader(make([]byte, server.DefaultMaxBody+1)))
	assert.Equal(t, http.StatusRequestEntityTooLarge, large.Code)
	assert.Equal(t, "application/problem+json", large.Header().Get("Content-Type"))
	response, _ := g.send(t, http.MethodGet, "/health", "", "Origin", "null")
	assert.Equal(t, http.StatusForbidden, response.StatusCode)
	assert.Equal(t, "application/problem+json", response.Header.Get("Content-Type"))
}
