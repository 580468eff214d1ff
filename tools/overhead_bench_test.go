package tools

import (
	"context"
	"io"
	"net/http/httptest"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/server"
)

type echo struct {
	Text string `json:"text"`
}

// BenchmarkOverhead calls an echo tool through bespoke's whole chain (schema
// check, identity, drain gate, cancel, log) and through a bare mcp-go server,
// on each transport. The two of a transport are to be compared in one run.
func BenchmarkOverhead(b *testing.B) {
	ours := define(declaration[echo, echo]{
		name: "echo", title: "Echo", description: "Give the text back.",
		run: func(_ context.Context, in echo) (answer[echo], error) {
			return answer[echo]{result: in, text: in.Text}, nil
		},
	})
	bare := mcpserver.NewMCPServer("bare", "1")
	bare.AddTool(ours.Tool, func(_ context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		text := request.GetString("text", "")
		return mcp.NewToolResultStructured(echo{text}, text), nil
	})
	bespoke := server.New(server.Config{Name: "bespoke", Version: "1", Tools: []mcpserver.ServerTool{ours}})

	b.Run("stdio/bare", func(b *testing.B) {
		overStdio(b, func(in io.Reader, out io.Writer) error {
			return mcpserver.NewStdioServer(bare).Listen(b.Context(), in, out)
		})
	})
	b.Run("stdio/bespoke", func(b *testing.B) {
		overStdio(b, func(in io.Reader, out io.Writer) error { return bespoke.ServeStdio(b.Context(), in, out) })
	})
	b.Run("sse/bare", func(b *testing.B) {
		web := httptest.NewServer(mcpserver.NewSSEServer(bare))
		defer web.Close()
		overSSE(b, web.URL+"/sse")
	})
	b.Run("sse/bespoke", func(b *testing.B) {
		web := httptest.NewServer(bespoke.Handler(server.SSE))
		defer web.Close()
		overSSE(b, web.URL+"/sse")
	})
	b.Run("http/bare", func(b *testing.B) {
		web := httptest.NewServer(mcpserver.NewStreamableHTTPServer(bare))
		defer web.Close()
		overHTTP(b, web.URL+"/mcp")
	})
	b.Run("http/bespoke", func(b *testing.B) {
		web := httptest.NewServer(bespoke.Handler(server.HTTP))
		defer web.Close()
		overHTTP(b, web.URL+"/mcp")
	})
}

func overStdio(b *testing.B, serve func(io.Reader, io.Writer) error) {
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	go func() { _ = serve(in, out) }()
	measure(b, client.NewClient(transport.NewIO(fromServer, toServer, io.NopCloser(nil))))
}

func overSSE(b *testing.B, url string) {
	c, err := client.NewSSEMCPClient(url)
	require.NoError(b, err)
	measure(b, c)
}

func overHTTP(b *testing.B, url string) {
	c, err := client.NewStreamableHttpClient(url)
	require.NoError(b, err)
	measure(b, c)
}

func measure(b *testing.B, c *client.Client) {
	defer c.Close()
	require.NoError(b, c.Start(b.Context()))
	request := mcp.InitializeRequest{}
	request.Params.ProtocolVersion = mcp.LATEST_PROTOCOL_VERSION
	_, err := c.Initialize(b.Context(), request)
	require.NoError(b, err)
	call := mcp.CallToolRequest{}
	call.Params.Name, call.Params.Arguments = "echo", map[string]any{"text": "hello"}
	for b.Loop() {
		result, err := c.CallTool(b.Context(), call)
		require.NoError(b, err)
		require.False(b, result.IsError)
	}
}
