package server_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/progress"
	"github.com/bespoke-cv/bespoke/server"
)

// probe is a server with tools that show what the chain does to a call.
type probe struct {
	*server.Server
	started   chan struct{}
	cancelled chan struct{}
	log       *lockedBuffer
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newProbe(t *testing.T, change ...func(*server.Config)) *probe {
	t.Helper()
	p := &probe{started: make(chan struct{}, 100), cancelled: make(chan struct{}, 100), log: &lockedBuffer{}}
	tool := func(name string, handler mcpserver.ToolHandlerFunc) mcpserver.ServerTool {
		return mcpserver.ServerTool{Tool: mcp.NewTool(name), Handler: handler}
	}
	config := server.Config{
		Name: "probe", Version: "1", Log: slog.New(slog.NewJSONHandler(p.log, nil)),
		Tools: []mcpserver.ServerTool{
			tool("who", func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				id, ok := identity.From(ctx)
				return mcp.NewToolResultText(fmt.Sprintf("known=%t local=%t", ok, id.Local)), nil
			}),
			tool("climb", func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				for i := 1; i <= 5; i++ {
					progress.Report(ctx, float64(i), 5, fmt.Sprintf("step %d", i))
				}
				return mcp.NewToolResultText("done"), nil
			}),
			tool("wait", func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				p.started <- struct{}{}
				select {
				case <-ctx.Done():
					p.cancelled <- struct{}{}
					return nil, ctx.Err()
				case <-time.After(10 * time.Second):
					return mcp.NewToolResultText("waited"), nil
				}
			}),
			tool("pause", func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				p.started <- struct{}{}
				time.Sleep(300 * time.Millisecond)
				return mcp.NewToolResultText("paused"), nil
			}),
			tool("fail", func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				return nil, fmt.Errorf("the disk is full: free some space")
			}),
			tool("forged", func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				return nil, fmt.Errorf("%w: the state was changed", server.ErrProtocol)
			}),
			tool("panic", func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				panic("secret words")
			}),
		},
	}
	for _, f := range change {
		f(&config)
	}
	p.Server = server.New(config)
	return p
}

// connect returns an initialized client of p over the named transport.
func connect(t *testing.T, p *probe, transport string) *client.Client {
	t.Helper()
	ctx := t.Context()
	var c *client.Client
	var err error
	switch transport {
	case "in-process":
		c, err = client.NewInProcessClient(p.MCP())
	case "sse":
		web := httptest.NewServer(p.Handler(server.SSE))
		t.Cleanup(func() { web.CloseClientConnections(); web.Close() })
		c, err = client.NewSSEMCPClient(web.URL + "/sse")
	case "http":
		web := httptest.NewServer(p.Handler(server.HTTP))
		t.Cleanup(func() { web.CloseClientConnections(); web.Close() })
		c, err = client.NewStreamableHttpClient(web.URL + "/mcp")
	}
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	require.NoError(t, c.Start(ctx))
	request := mcp.InitializeRequest{}
	request.Params.ProtocolVersion = mcp.LATEST_PROTOCOL_VERSION
	request.Params.ClientInfo = mcp.Implementation{Name: "test", Version: "1"}
	_, err = c.Initialize(ctx, request)
	require.NoError(t, err)
	return c
}

func call(name string) mcp.CallToolRequest {
	request := mcp.CallToolRequest{}
	request.Params.Name = name
	return request
}

func text(t *testing.T, result *mcp.CallToolResult) string {
	t.Helper()
	require.NotEmpty(t, result.Content)
	content, ok := result.Content[0].(mcp.TextContent)
	require.True(t, ok)
	return content.Text
}

func TestIdentityIsSetByTheTransport(t *testing.T) {
	for transport, want := range map[string]string{
		"sse":  "known=true local=false",
		"http": "known=true local=false",
		// The in-process client's own context carries the identity.
		"in-process": "known=false local=false",
	} {
		t.Run(transport, func(t *testing.T) {
			result, err := connect(t, newProbe(t), transport).CallTool(t.Context(), call("who"))
			require.NoError(t, err)
			assert.Equal(t, want, text(t, result))
		})
	}
}

func TestLastProgressArrivesBeforeTheResult(t *testing.T) {
	for _, transport := range []string{"in-process", "sse", "http"} {
		t.Run(transport, func(t *testing.T) {
			c := connect(t, newProbe(t), transport)
			for range 20 {
				var mu sync.Mutex
				var messages []string
				c.OnNotification(func(n mcp.JSONRPCNotification) {
					mu.Lock()
					defer mu.Unlock()
					messages = append(messages, fmt.Sprint(n.Params.AdditionalFields["message"]))
				})
				request := call("climb")
				request.Params.Meta = &mcp.Meta{ProgressToken: "token"}
				_, err := c.CallTool(t.Context(), request)
				require.NoError(t, err)
				require.Eventually(t, func() bool {
					mu.Lock()
					defer mu.Unlock()
					return len(messages) > 0 && messages[len(messages)-1] == "step 5"
				}, 5*time.Second, time.Millisecond)
			}
		})
	}
}

func TestErrorsAndPanicsAreToolErrors(t *testing.T) {
	c := connect(t, newProbe(t), "http")
	result, err := c.CallTool(t.Context(), call("fail"))
	require.NoError(t, err)
	assert.True(t, result.IsError)
	assert.Contains(t, text(t, result), "free some space")
	_, _ = c.CallTool(t.Context(), call("panic")) // an error of either kind will do
	result, err = c.CallTool(t.Context(), call("who"))
	require.NoError(t, err, "a panic must not take the server down")
	assert.False(t, result.IsError)
}

func TestAnErrorOfTheProtocolIsNoToolError(t *testing.T) {
	_, err := connect(t, newProbe(t), "http").CallTool(t.Context(), call("forged"))
	require.ErrorContains(t, err, "the state was changed")
}

func TestOptionsComeAfterTheServersOwn(t *testing.T) {
	plain := connect(t, newProbe(t), "in-process")
	assert.False(t, plain.GetServerCapabilities().Resources.Subscribe)
	more := connect(t, newProbe(t, func(config *server.Config) {
		config.Options = []mcpserver.ServerOption{mcpserver.WithResourceCapabilities(true, true)}
	}), "in-process")
	assert.True(t, more.GetServerCapabilities().Resources.Subscribe)
}

func TestAServerShowsItsTitleAndIconsAndKeepsWithheldToolsOffTheList(t *testing.T) {
	p := newProbe(t, func(config *server.Config) {
		config.Title, config.Instructions = "Probe", "Wait first."
		config.Icons = []mcp.Icon{{Src: "data:image/png;base64,AA==", MIMEType: "image/png"}}
		config.Tools, config.Withheld = config.Tools[:2], config.Tools[2:]
		config.Listed = func() []mcp.Tool { return []mcp.Tool{mcp.NewTool("who", mcp.WithDescription("Briefly."))} }
	})
	for _, transport := range []string{"in-process", "sse", "http"} {
		t.Run(transport, func(t *testing.T) {
			c := connect(t, p, transport)
			greeting, err := c.Initialize(t.Context(), mcp.InitializeRequest{})
			require.NoError(t, err)
			assert.Equal(t, "Probe", greeting.ServerInfo.Title)
			assert.Equal(t, "Wait first.", greeting.Instructions)
			require.Len(t, greeting.ServerInfo.Icons, 1)
			list, err := c.ListTools(t.Context(), mcp.ListToolsRequest{})
			require.NoError(t, err)
			var names []string
			for _, tool := range list.Tools {
				names = append(names, tool.Name+tool.Description)
			}
			assert.ElementsMatch(t, []string{"whoBriefly.", "climb"}, names)
			result, err := c.CallTool(t.Context(), call("fail"))
			require.NoError(t, err)
			assert.Contains(t, text(t, result), "the disk is full", "a withheld tool answers for itself")
		})
	}
}

func TestLogHoldsNoArguments(t *testing.T) {
	p := newProbe(t)
	request := call("who")
	request.Params.Arguments = map[string]any{"secret": "Mara Lindqvist"}
	_, err := connect(t, p, "http").CallTool(t.Context(), request)
	require.NoError(t, err)
	assert.Contains(t, p.log.String(), `"tool":"who"`)
	assert.NotContains(t, p.log.String(), "Lindqvist")
}

func TestCancelReachesTheTool(t *testing.T) {
	for _, transport := range []string{"in-process", "http"} {
		t.Run(transport, func(t *testing.T) {
			p := newProbe(t)
			c := connect(t, p, transport)
			ctx, cancel := context.WithCancel(t.Context())
			go func() { <-p.started; cancel() }()
			result, err := c.CallTool(ctx, call("wait"))
			assert.True(t, err != nil || result.IsError)
			receive(t, p.cancelled)
		})
	}
}

// mcp-go's client sends no cancellation over SSE, so going away is its way.
func TestDisconnectCancelsTheToolOverSSE(t *testing.T) {
	p := newProbe(t)
	c := connect(t, p, "sse")
	go func() { _, _ = c.CallTool(context.WithoutCancel(t.Context()), call("wait")) }()
	receive(t, p.started)
	_ = c.Close()
	receive(t, p.cancelled)
}

func receive(t *testing.T, from chan struct{}) {
	t.Helper()
	select {
	case <-from:
	case <-time.After(10 * time.Second):
		t.Fatal("nothing came in 10 s")
	}
}

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
			request := httptest.NewRequest(http.MethodGet, "/health", nil)
			request.Host = test.host
			if test.origin != "" {
				request.Header.Set("Origin", test.origin)
			}
			recorder := httptest.NewRecorder()
			p.Handler(server.HTTP).ServeHTTP(recorder, request)
			assert.Equal(t, test.want, recorder.Code)
		})
	}
}

func TestAHostLetInByAnyNameIsNoOriginOfOurs(t *testing.T) {
	p := newProbe(t, func(c *server.Config) { c.Hosts = []string{"*"} })
	for origin, want := range map[string]int{"": http.StatusOK, "https://evil.example.com": http.StatusForbidden} {
		request := httptest.NewRequest(http.MethodGet, "/health", nil)
		request.Host = "evil.example.com" // whose address now is this machine's
		if origin != "" {
			request.Header.Set("Origin", origin)
		}
		recorder := httptest.NewRecorder()
		p.Handler(server.HTTP).ServeHTTP(recorder, request)
		assert.Equal(t, want, recorder.Code, origin)
	}
}

func TestBodyOverTheLimitIsRefused(t *testing.T) {
	p := newProbe(t)
	for _, path := range []string{"/mcp", "/message?sessionId=x"} {
		recorder := httptest.NewRecorder()
		request := httptest.NewRequest(http.MethodPost, path, io.LimitReader(endless{}, server.DefaultMaxBody+1))
		request.Host = "localhost"
		request.Header.Set("Content-Type", "application/json")
		p.Handler(server.HTTP).ServeHTTP(recorder, request)
		assert.GreaterOrEqual(t, recorder.Code, 400, path)
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
	web := httptest.NewServer(newProbe(t).Handler(server.SSE))
	defer web.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, web.URL+"/sse", nil)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	assert.Empty(t, response.Header.Get("Access-Control-Allow-Origin"))
}

// A TypeScript SDK client in auto mode probes with the stateless era's
// metadata first; over SSE the answer must let it fall back to initialize.
func TestSSEMessagesLoseTheStatelessMark(t *testing.T) {
	web := httptest.NewServer(newProbe(t).Handler(server.SSE))
	defer web.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, web.URL+"/sse", nil)
	require.NoError(t, err)
	stream, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer stream.Body.Close()
	lines := bufio.NewScanner(stream.Body)
	endpoint := nextData(t, lines)

	body := `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}`
	response, err := http.Post(web.URL+endpoint, "application/json", strings.NewReader(body))
	require.NoError(t, err)
	response.Body.Close()
	answer := nextData(t, lines)
	assert.NotContains(t, answer, "Mcp-Method")
	assert.Contains(t, answer, `"result"`)
}

func nextData(t *testing.T, lines *bufio.Scanner) string {
	t.Helper()
	for lines.Scan() {
		if data, ok := strings.CutPrefix(lines.Text(), "data:"); ok {
			return strings.TrimSpace(data)
		}
	}
	t.Fatal("the stream ended")
	return ""
}

func TestStdioSpeaksOnlyTheProtocolAndCancels(t *testing.T) {
	p := newProbe(t)
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- p.ServeStdio(t.Context(), in, out) }()
	lines := bufio.NewScanner(fromServer)
	send := func(line string) { _, err := io.WriteString(toServer, line+"\n"); require.NoError(t, err) }
	send(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`)
	require.True(t, lines.Scan())
	send(`{"jsonrpc":"2.0","method":"notifications/initialized"}`)
	send(`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"who","arguments":{}}}`)
	require.True(t, lines.Scan())
	var message map[string]any
	require.NoError(t, json.Unmarshal(lines.Bytes(), &message), "every line on stdout is a message")
	assert.Contains(t, lines.Text(), "known=true local=true")
	send(`{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"wait","arguments":{}}}`)
	receive(t, p.started)
	send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}}`)
	receive(t, p.cancelled)
	go func() { _, _ = io.Copy(io.Discard, fromServer) }() // the cancelled call may still be answered
	require.NoError(t, toServer.Close())
	require.NoError(t, <-done)
}

func TestDrainLetsRunningCallsFinish(t *testing.T) {
	p := newProbe(t)
	ctx, stop := context.WithCancel(t.Context())
	ready := make(chan net.Addr, 1)
	done := make(chan error, 1)
	go func() {
		done <- p.ListenAndServe(ctx, "127.0.0.1:0", server.HTTP, func(a net.Addr) { ready <- a })
	}()
	base := "http://" + (<-ready).String()
	c, err := client.NewStreamableHttpClient(base + "/mcp")
	require.NoError(t, err)
	require.NoError(t, c.Start(t.Context()))
	_, err = c.Initialize(t.Context(), mcp.InitializeRequest{})
	require.NoError(t, err)

	finished := make(chan string, 1)
	go func() {
		result, err := c.CallTool(t.Context(), call("pause"))
		if err != nil {
			finished <- err.Error()
			return
		}
		finished <- text(t, result)
	}()
	receive(t, p.started)
	stop()
	assert.Equal(t, "paused", <-finished)
	require.NoError(t, <-done)
}

func TestHealthNamesTheFailingPart(t *testing.T) {
	broken := fmt.Errorf("connection refused")
	p := newProbe(t, func(c *server.Config) {
		c.Checks = []server.Check{
			{Name: "store", Run: func(context.Context) error { return broken }},
			{Name: "blobs", Run: func(context.Context) error { return nil }},
		}
	})
	get := func() (int, map[string]string) {
		recorder := httptest.NewRecorder()
		request := httptest.NewRequest(http.MethodGet, "/health", nil)
		request.Host = "localhost"
		p.Handler(server.HTTP).ServeHTTP(recorder, request)
		var report map[string]string
		require.NoError(t, json.Unmarshal(recorder.Body.Bytes(), &report))
		return recorder.Code, report
	}
	code, report := get()
	assert.Equal(t, http.StatusServiceUnavailable, code)
	assert.Equal(t, "failing", report["store"])
	assert.Equal(t, "ok", report["blobs"])
	broken = nil
	code, _ = get()
	assert.Equal(t, http.StatusOK, code)
}

func TestTheReviewStandsBehindTheFenceAndNotBehindTheLogin(t *testing.T) {
	g := newGuarded(t)
	g.MountReview(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, known := identity.From(r.Context())
		fmt.Fprintf(w, "%s known=%t", r.URL.Path, known)
	}))
	for _, transport := range []server.Transport{server.HTTP, server.SSE, server.Review} {
		handler := g.Handler(transport)
		ask := func(path, origin string) *httptest.ResponseRecorder {
			request := httptest.NewRequest(http.MethodPost, path, nil)
			request.Host = "localhost"
			request.Header.Set("Origin", origin)
			recorder := httptest.NewRecorder()
			handler.ServeHTTP(recorder, request)
			return recorder
		}
		assert.Equal(t, "/review/plan_1 known=false", ask("/review/plan_1", "http://localhost").Body.String(), transport)
		assert.Equal(t, http.StatusForbidden, ask("/review/plan_1", "https://evil.example.com").Code, transport)
		if transport == server.Review {
			assert.Equal(t, http.StatusNotFound, ask("/mcp", "http://localhost").Code)
			assert.Equal(t, http.StatusNotFound, ask("/applications", "http://localhost").Code)
		}
	}
}
