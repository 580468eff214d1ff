package server_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/server"
)

// The same tools on every transport: here Streamable HTTP, for a client on
// this machine, and for a web page that tries to reach it.
func ExampleNew() {
	s := server.New(server.Config{
		Name: "greeter", Version: "1",
		Tools: []mcpserver.ServerTool{{Tool: mcp.NewTool("greet"), Handler: func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			id, _ := identity.From(ctx)
			return mcp.NewToolResultText("Hello " + id.User.String()), nil
		}}},
	})
	web := httptest.NewServer(s.Handler(server.HTTP))
	defer web.Close()
	ctx := context.Background()
	connection, err := client.NewStreamableHttpClient(web.URL + "/mcp")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer connection.Close()
	if _, err := connection.Initialize(ctx, mcp.InitializeRequest{}); err != nil {
		fmt.Println(err)
		return
	}
	call := mcp.CallToolRequest{}
	call.Params.Name = "greet"
	result, err := connection.CallTool(ctx, call)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(mcp.GetTextFromContent(result.Content[0]))

	request, err := http.NewRequestWithContext(ctx, http.MethodPost, web.URL+"/mcp", strings.NewReader("{}"))
	if err != nil {
		fmt.Println(err)
		return
	}
	request.Header.Set("Origin", "https://elsewhere.example")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer answer.Body.Close()
	fmt.Println(answer.Status)
	// Output:
	// Hello 00000000-0000-7000-8000-000000000001
	// 403 Forbidden
}

// In its own process a call needs no client: it goes through the same chain, and
// the result comes as the tool made it.
func ExampleServer_CallTool() {
	s := server.New(server.Config{
		Name: "greeter", Version: "1",
		Tools: []mcpserver.ServerTool{{Tool: mcp.NewTool("greet"), Handler: func(_ context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			return mcp.NewToolResultText("Hello " + request.GetString("name", "stranger")), nil
		}}},
	})
	request := mcp.CallToolRequest{}
	request.Params.Name, request.Params.Arguments = "greet", map[string]any{"name": "Ada"}
	result, err := s.CallTool(context.Background(), request)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(mcp.GetTextFromContent(result.Content[0]))
	// Output:
	// Hello Ada
}
