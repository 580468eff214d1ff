package agents

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync/atomic"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
)

// InProcess calls the tools of a server in this process. A call is a message of
// MCP and takes the way of any other through the server; the result is handed
// over as the tool made it. A client would have it written as JSON and read
// again, five times over, for a handle or two.
type InProcess struct {
	Server *mcpserver.MCPServer

	calls atomic.Int64
}

// CallTool implements ToolCaller. StructuredContent is the tool's own value:
// read it only.
func (p *InProcess) CallTool(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	call := mcp.JSONRPCRequest{
		JSONRPC: mcp.JSONRPC_VERSION, ID: mcp.NewRequestId(p.calls.Add(1)),
		Request: mcp.Request{Method: string(mcp.MethodToolsCall)}, Params: request.Params,
	}
	message, err := json.Marshal(call)
	if err != nil {
		return nil, fmt.Errorf("writing the call: %w", err)
	}
	switch answer := p.Server.HandleMessage(ctx, message).(type) {
	case mcp.JSONRPCResponse:
		if result, ok := answer.Result.(*mcp.CallToolResult); ok {
			return result, nil
		}
		return nil, fmt.Errorf("the answer is no tool's result: %T", answer.Result)
	case mcp.JSONRPCError:
		return nil, answer.Error.AsError()
	default:
		return nil, fmt.Errorf("the answer is no response: %T", answer)
	}
}

// text is the text that a typed result has under a name: a map where the result
// came over a wire, a struct where the tool is in this process. It is empty
// when there is none.
func text(result any, name string) string {
	if fields, ok := result.(map[string]any); ok {
		found, _ := fields[name].(string)
		return found
	}
	value := reflect.ValueOf(result)
	if value.Kind() != reflect.Struct {
		return ""
	}
	for _, field := range reflect.VisibleFields(value.Type()) {
		if tag, _, _ := strings.Cut(field.Tag.Get("json"), ","); tag == name && field.Type.Kind() == reflect.String {
			return value.FieldByIndex(field.Index).String()
		}
	}
	return ""
}
