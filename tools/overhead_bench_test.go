package tools

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
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
// on each transport, by turns: what else the machine does hits both alike. It
// reports the two medians and their ratio.
func BenchmarkOverhead(b *testing.B) {
	ours := define(declaration[echo, echo]{
		name: "echo", title: "Echo", description: "Give the text back.",
		run: func(_ context.Context, _ uuid.UUID, in echo) (answer[echo], error) {
			return answer[echo]{result: in, text: in.Text}, nil
		},
	}).whole()
	bare := mcpserver.NewMCPServer("bare", "1")
	bare.AddTool(ours.Tool, func(_ context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		text := request.GetString("text", "")
		return mcp.NewToolResultStructured(echo{text}, text), nil
	})
	bespoke := server.New(server.Config{Name: "bespoke", Version: "1", Tools: []mcpserver.ServerTool{ours}})

	b.Run("stdio", func(b *testing.B) {
		compare(b, overStdio(b, func(in io.Reader, out io.Writer) error {
			return mcpserver.NewStdioServer(bare).Listen(b.Context(), in, out)
		}), overStdio(b, func(in io.Reader, out io.Writer) error { return bespoke.ServeStdio(b.Context(), in, out) }))
	})
	b.Run("sse", func(b *testing.B) {
		connect := func(web http.Handler) *client.Client {
			c, err := client.NewSSEMCPClient(serve(b, web) + "/sse")
			require.NoError(b, err)
			return c
		}
		compare(b, connect(mcpserver.NewSSEServer(bare)), connect(bespoke.Handler(server.SSE)))
	})
	b.Run("http", func(b *testing.B) {
		connect := func(web http.Handler) *client.Client {
			c, err := client.NewStreamableHttpClient(serve(b, web) + "/mcp")
			require.NoError(b, err)
			return c
		}
		compare(b, connect(mcpserver.NewStreamableHTTPServer(bare)), connect(bespoke.Handler(server.HTTP)))
	})
}

func overStdio(b *testing.B, serve func(io.Reader, io.Writer) error) *client.Client {
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	go func() { _ = serve(in, out) }()
	b.Cleanup(func() { _ = toServer.Close() })
	return client.NewClient(transport.NewIO(fromServer, toServer, io.NopCloser(nil)))
}

// serve puts a handler on a port of its own.
func serve(b *testing.B, handler http.Handler) (address string) {
	web := httptest.NewServer(handler)
	b.Cleanup(web.Close)
	return web.URL
}

func compare(b *testing.B, bare, bespoke *client.Client) {
	clients := []*client.Client{bare, bespoke}
	for _, c := range clients {
		defer c.Close()
		require.NoError(b, c.Start(b.Context()))
		request := mcp.InitializeRequest{}
		request.Params.ProtocolVersion = mcp.LATEST_PROTOCOL_VERSION
		_, err := c.Initialize(b.Context(), request)
		require.NoError(b, err)
	}
	call := mcp.CallToolRequest{}
	call.Params.Name, call.Params.Arguments = "echo", map[string]any{"text": "hello"}
	var took [2][]time.Duration
	for turn := 0; b.Loop(); turn++ {
		for i := range clients {
			i = (i + turn) % 2 // neither is always the second
			began := time.Now()
			result, err := clients[i].CallTool(b.Context(), call)
			took[i] = append(took[i], time.Since(began))
			require.NoError(b, err)
			require.False(b, result.IsError)
		}
	}
	for i := range took {
		slices.Sort(took[i])
	}
	base, ours := took[0][len(took[0])/2], took[1][len(took[1])/2]
	b.ReportMetric(0, "ns/op") // of both calls together
	b.ReportMetric(float64(base.Microseconds()), "bare-µs")
	b.ReportMetric(float64(ours.Microseconds()), "bespoke-µs")
	b.ReportMetric(float64(ours)/float64(base), "×bare")
}
