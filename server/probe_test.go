package server_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
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

func receive(t *testing.T, from chan struct{}) {
	t.Helper()
	select {
	case <-from:
	case <-time.After(10 * time.Second):
		t.Fatal("nothing came in 10 s")
	}
}

// ask makes a request of a handler of this machine's, with headers as name,
// value pairs.
func ask(handler http.Handler, method, path string, body io.Reader, headers ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, path, body)
	request.Host = "localhost"
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			request.Host = headers[i+1]
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder
}

// stream opens a session of HTTP+SSE and gives its answer, which is being
// written as long as the test goes on.
func stream(t *testing.T, p *probe) (address string, response *http.Response) {
	t.Helper()
	web := httptest.NewServer(p.Handler(server.SSE))
	t.Cleanup(web.Close)
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, web.URL+"/sse", nil)
	require.NoError(t, err)
	response, err = http.DefaultClient.Do(request)
	require.NoError(t, err)
	t.Cleanup(func() { _ = response.Body.Close() })
	return web.URL, response
}
