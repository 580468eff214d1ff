package server_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/auth"
	"github.com/bespoke-cv/bespoke/auth/authtest"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/limit"
	"github.com/bespoke-cv/bespoke/server"
	"github.com/bespoke-cv/bespoke/telemetry"
)

var (
	mara = uuid.MustParse("8d0b3f5c-6a55-4c3f-9b0e-0d4c5a1f7e21")
	noor = uuid.MustParse("1f6f3b0a-2d0e-4d0b-8a55-7f2f3f6f9a10")
)

// guarded is a probe behind a login, served with an API that names its caller.
type guarded struct {
	*probe
	issuer *authtest.Issuer
	url    string
}

func newGuarded(t *testing.T, change ...func(*server.Config)) *guarded {
	t.Helper()
	g := &guarded{issuer: authtest.New(t)}
	verifier, err := auth.New(t.Context(), auth.Config{Issuer: g.issuer.URL})
	require.NoError(t, err)
	g.probe = newProbe(t, append([]func(*server.Config){func(c *server.Config) {
		c.Auth = verifier
		c.Tools = append(c.Tools, mcpserver.ServerTool{Tool: mcp.NewTool("whose"), Handler: func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			id, _ := identity.From(ctx)
			return mcp.NewToolResultText(fmt.Sprintf("user=%s local=%t token=%t header=%q", id.User, id.Local,
				strings.HasPrefix(id.Token.Reveal(), "eyJ"), request.Header.Get("Authorization"))), nil
		}})
	}}, change...)...)
	g.MountAPI(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, _ := identity.From(r.Context())
		_, _ = io.WriteString(w, id.User.String())
	}), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }))
	web := httptest.NewServer(g.Handler(server.HTTP))
	t.Cleanup(func() { web.CloseClientConnections(); web.Close() })
	g.url = web.URL
	return g
}

// send makes a request with headers as name, value pairs.
func (g *guarded) send(t *testing.T, method, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, g.url+path, strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response, string(text)
}

func (g *guarded) bearer(user uuid.UUID) string { return "Bearer " + g.issuer.Token(user) }

const (
	initialize = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`
	list       = `{"jsonrpc":"2.0","id":2,"method":"tools/list"}`
)

func TestEveryPathButThePublicOnesNeedsAToken(t *testing.T) {
	g := newGuarded(t)
	for _, target := range []string{
		"GET /sse", "POST /message?sessionId=x", "POST /mcp", "GET /mcp", "DELETE /mcp", "HEAD /mcp", "PUT /mcp",
		"GET /applications", "POST /applications", "GET /runs/run_0", "GET /", "GET /nowhere", "POST /health", "OPTIONS /mcp",
		"GET //sse", "GET /./mcp", "GET /health/../mcp",
	} {
		method, path, _ := strings.Cut(target, " ")
		response, body := g.send(t, method, path, initialize)
		assert.Equal(t, http.StatusUnauthorized, response.StatusCode, target)
		assert.Contains(t, response.Header.Get("WWW-Authenticate"), `resource_metadata="`+g.url+auth.MetadataPath, target)
		assert.NotContains(t, body, mara.String())
	}
	for _, path := range []string{"/health", auth.MetadataPath, auth.MetadataPath + "/mcp", "/openapi.json"} {
		response, _ := g.send(t, http.MethodGet, path, "")
		assert.Equal(t, http.StatusOK, response.StatusCode, path)
	}
	response, _ := g.send(t, http.MethodGet, "/.well-known/oauth-authorization-server", "")
	assert.Equal(t, http.StatusNotFound, response.StatusCode, "older clients ask, and take 404 for an answer")
	response, body := g.send(t, http.MethodGet, "/applications", "", "Authorization", g.bearer(mara))
	assert.Equal(t, http.StatusOK, response.StatusCode)
	assert.Equal(t, mara.String(), body)
}

func TestToolsKnowTheUserOnEveryTransport(t *testing.T) {
	g := newGuarded(t)
	for _, user := range []uuid.UUID{mara, noor} {
		want := fmt.Sprintf("user=%s local=false token=true header=\"\"", user)
		headers := map[string]string{"Authorization": g.bearer(user)}
		overSSE, err := client.NewSSEMCPClient(g.url+"/sse", transport.WithHeaders(headers))
		require.NoError(t, err)
		overHTTP, err := client.NewStreamableHttpClient(g.url+"/mcp", transport.WithHTTPHeaders(headers))
		require.NoError(t, err)
		for _, c := range []*client.Client{overSSE, overHTTP} {
			require.NoError(t, c.Start(t.Context()))
			_, err = c.Initialize(t.Context(), mcp.InitializeRequest{})
			require.NoError(t, err)
			result, err := c.CallTool(t.Context(), call("whose"))
			require.NoError(t, err)
			assert.Equal(t, want, text(t, result))
			require.NoError(t, c.Close())
		}
	}
	// The stateless era has no session that could be bound.
	body := `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whose","arguments":{},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"t","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}`
	_, answer := g.send(t, http.MethodPost, "/mcp", body, "Authorization", g.bearer(noor), "Accept", "application/json, text/event-stream",
		"Mcp-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "whose")
	assert.Contains(t, answer, noor.String())
	for range 20 { // what is logged late is logged too
		assert.NotContains(t, g.log.String(), "eyJ", "no token is logged")
		time.Sleep(time.Millisecond)
	}
}

func TestASessionOfStreamableHTTPIsItsUsersOnly(t *testing.T) {
	g := newGuarded(t)
	hers, his := g.bearer(mara), g.bearer(noor)
	response, _ := g.send(t, http.MethodPost, "/mcp", initialize, "Authorization", hers)
	session := response.Header.Get("Mcp-Session-Id")
	require.NotEmpty(t, session)
	for _, test := range []struct {
		name, method, token, session string
		status                       int
	}{
		{"hers", http.MethodPost, hers, session, http.StatusOK},
		{"his call", http.MethodPost, his, session, http.StatusNotFound},
		{"his stream", http.MethodGet, his, session, http.StatusNotFound},
		{"his end", http.MethodDelete, his, session, http.StatusNotFound},
		{"without a token", http.MethodPost, "", session, http.StatusUnauthorized},
		{"hers is still there", http.MethodPost, hers, session, http.StatusOK},
		{"a stream of no session", http.MethodGet, hers, "mcp-session-" + uuid.NewString(), http.StatusNotFound},
		{"a call of no session", http.MethodPost, hers, "mcp-session-" + uuid.NewString(), http.StatusNotFound},
		{"her end", http.MethodDelete, hers, session, http.StatusOK},
		{"what has ended", http.MethodPost, hers, session, http.StatusNotFound},
	} {
		headers := []string{"Mcp-Session-Id", test.session}
		if test.token != "" {
			headers = append(headers, "Authorization", test.token)
		}
		response, body := g.send(t, test.method, "/mcp", list, headers...)
		assert.Equal(t, test.status, response.StatusCode, "%s: %s", test.name, body)
	}
}

func TestSessionsOverTheLimitEnd(t *testing.T) {
	g := newGuarded(t)
	token := g.bearer(mara)
	begin := func() string {
		response, _ := g.send(t, http.MethodPost, "/mcp", initialize, "Authorization", token)
		return response.Header.Get("Mcp-Session-Id")
	}
	first := begin()
	for range 100 {
		begin()
	}
	response, _ := g.send(t, http.MethodPost, "/mcp", list, "Authorization", token, "Mcp-Session-Id", first)
	assert.Equal(t, http.StatusNotFound, response.StatusCode)
	response, _ = g.send(t, http.MethodPost, "/mcp", list, "Authorization", token, "Mcp-Session-Id", begin())
	assert.Equal(t, http.StatusOK, response.StatusCode)
}

func TestASessionOfSSEIsItsUsersOnly(t *testing.T) {
	g := newGuarded(t)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, g.url+"/sse", nil)
	require.NoError(t, err)
	request.Header.Set("Authorization", g.bearer(mara))
	stream, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer stream.Body.Close()
	lines := bufio.NewScanner(stream.Body)
	endpoint := nextData(t, lines)

	response, _ := g.send(t, http.MethodPost, endpoint, list, "Authorization", g.bearer(noor))
	assert.Equal(t, http.StatusNotFound, response.StatusCode)
	response, _ = g.send(t, http.MethodPost, endpoint, list)
	assert.Equal(t, http.StatusUnauthorized, response.StatusCode)
	response, _ = g.send(t, http.MethodPost, "/message?sessionId="+uuid.NewString(), list, "Authorization", g.bearer(noor))
	assert.Equal(t, http.StatusNotFound, response.StatusCode, "another's session looks as if there were none")
	response, _ = g.send(t, http.MethodPost, endpoint, list, "Authorization", g.bearer(mara))
	assert.Equal(t, http.StatusAccepted, response.StatusCode, "another token of hers will do")
	answer := nextData(t, lines)
	assert.Contains(t, answer, `"id":2`, "only her own call is answered on her stream")
	_ = stream.Body.Close()
	require.Eventually(t, func() bool {
		response, _ := g.send(t, http.MethodPost, endpoint, list, "Authorization", g.bearer(mara))
		return response.StatusCode == http.StatusNotFound
	}, 5*time.Second, 10*time.Millisecond, "the session ends with its stream")
}

func TestRequestsOverTheShareGet429(t *testing.T) {
	g := newGuarded(t, func(c *server.Config) { c.Limit = limit.New("requests", 3, time.Hour) })
	for range 3 {
		response, _ := g.send(t, http.MethodGet, "/applications", "", "Authorization", g.bearer(mara))
		require.Equal(t, http.StatusOK, response.StatusCode)
	}
	for _, path := range []string{"/applications", "/mcp", "/sse"} {
		response, body := g.send(t, http.MethodGet, path, "", "Authorization", g.bearer(mara))
		assert.Equal(t, http.StatusTooManyRequests, response.StatusCode, path)
		wait, err := strconv.Atoi(response.Header.Get("Retry-After"))
		require.NoError(t, err)
		assert.InDelta(t, 1200, wait, 120)
		assert.Contains(t, body, "too many requests")
	}
	response, _ := g.send(t, http.MethodGet, "/applications", "", "Authorization", g.bearer(noor))
	assert.Equal(t, http.StatusOK, response.StatusCode)
}

func TestWhoIsTurnedAwayIsSeenInTheMetrics(t *testing.T) {
	measured, err := telemetry.Open(t.Context(), telemetry.Config{Scrape: true})
	require.NoError(t, err)
	g := newGuarded(t, func(c *server.Config) { c.Telemetry, c.Limit = measured, limit.New("requests", 2, time.Hour) })
	for range 3 { // the last is one too many
		_, _ = g.send(t, http.MethodGet, "/health", "")
		_, _ = g.send(t, http.MethodPost, "/mcp", initialize, "Authorization", g.bearer(mara), "Accept", "application/json, text/event-stream")
	}
	_, _ = g.send(t, http.MethodGet, "/personal/thing", "")
	_, _ = g.send(t, http.MethodPost, "/mcp", initialize)
	_, _ = g.send(t, http.MethodPost, "/mcp", initialize, "Origin", "https://evil.example.com")
	recorder := httptest.NewRecorder()
	measured.Handler().ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	text := recorder.Body.String()
	for _, line := range []string{
		`{http_request_method="GET",http_response_status_code="200",http_route="/health"} 3`,
		`{http_request_method="POST",http_response_status_code="200",http_route="/mcp"} 2`,
		`{http_request_method="POST",http_response_status_code="429",http_route="/mcp"} 1`,
		`{http_request_method="POST",http_response_status_code="401",http_route="/mcp"} 1`,
		`{http_request_method="POST",http_response_status_code="403",http_route="/mcp"} 1`,
		`{http_request_method="GET",http_response_status_code="401",http_route=""} 1`,
	} {
		assert.Contains(t, text, "http_server_request_duration_seconds_count"+line+"\n")
	}
	assert.NotContains(t, text, "personal")
}

func TestPagesOfConfiguredOriginsMayReadAnswers(t *testing.T) {
	g := newGuarded(t, func(c *server.Config) { c.Origins = []string{"https://app.example.org"} })
	const origin = "https://app.example.org"
	for _, path := range []string{"/mcp", "/sse", "/applications"} {
		preflight, _ := g.send(t, http.MethodOptions, path, "", "Origin", origin,
			"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,idempotency-key")
		assert.Equal(t, http.StatusNoContent, preflight.StatusCode, path)
		assert.Equal(t, origin, preflight.Header.Get("Access-Control-Allow-Origin"), path)
		refused, _ := g.send(t, http.MethodPost, path, initialize, "Origin", origin)
		assert.Equal(t, http.StatusUnauthorized, refused.StatusCode, path)
		assert.Equal(t, []string{origin}, refused.Header.Values("Access-Control-Allow-Origin"), "a page can read why: %s", path)
		foreign, _ := g.send(t, http.MethodOptions, path, "", "Origin", "https://evil.example.com", "Access-Control-Request-Method", "POST")
		assert.Equal(t, http.StatusForbidden, foreign.StatusCode, path)
	}
	local, _ := g.send(t, http.MethodOptions, "/applications", "", "Origin", "http://localhost:6274", "Access-Control-Request-Method", "POST")
	assert.Empty(t, local.Header.Get("Access-Control-Allow-Origin"), "pages of this machine are not trusted with answers")
}
