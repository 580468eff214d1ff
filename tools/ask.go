package tools

import (
	"context"
	"errors"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
)

// Some clients let a server ask their user something while a tool runs
// (elicitation). Nothing depends on it: a tool asks only where the client says
// that it can, and does the same work for one that cannot.

// form is what the user is asked: a sentence and the fields to fill in, as JSON
// Schema properties.
type form struct {
	id       string
	message  string
	fields   map[string]any
	required []string
}

// reply is what became of a form.
type reply int

const (
	unasked  reply = iota // the client has no forms
	accepted              // the user filled it in
	declined              // or would not, or did not in time
)

// patience is how long a user may think. Several hosts cut a tool call at about
// 60 s, and then its result would be lost.
const patience = 40 * time.Second

// inputRequired is the error by which a tool ends early to have its client ask
// and call again (MCP 2026-07-28).
type inputRequired struct{ result *mcp.CallToolResult }

func (*inputRequired) Error() string { return "the client has to ask the user first" }

type responsesKey struct{}

// withResponses returns a context with what a client brings back that was told
// to ask.
func withResponses(ctx context.Context, request mcp.CallToolRequest) context.Context {
	return context.WithValue(ctx, responsesKey{}, request.Params.InputResponses)
}

// ask puts a form to the user. The error is an *inputRequired, which the tool
// hands on, where the client asks between two calls.
func ask(ctx context.Context, f form) (content map[string]any, became reply, err error) {
	responses, _ := ctx.Value(responsesKey{}).(mcp.InputResponses)
	if result := mcpserver.ElicitationResponse(responses, f.id); result != nil {
		content, became = filledIn(result)
		return content, became, nil
	}
	if !canAsk(ctx) {
		return nil, unasked, nil
	}
	params := mcp.ElicitationParams{
		Mode: mcp.ElicitationModeForm, Message: f.message,
		RequestedSchema: map[string]any{"type": "object", "properties": f.fields, "required": f.required},
	}
	if mcpserver.IsModernRequest(ctx) {
		return nil, unasked, &inputRequired{mcpserver.NewInputRequestBuilder("").Elicit(f.id, params).ToolResult()}
	}
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	result, err := mcpserver.ServerFromContext(ctx).RequestElicitation(waiting, mcp.ElicitationRequest{
		Request: mcp.Request{Method: string(mcp.MethodElicitationCreate)}, Params: params,
	})
	switch {
	case ctx.Err() != nil:
		return nil, declined, context.Cause(ctx)
	case err != nil: // the client could not after all, or the user did not answer
		return nil, declined, nil
	}
	content, became = filledIn(result)
	return content, became, nil
}

func filledIn(result *mcp.ElicitationResult) (map[string]any, reply) {
	content, filled := result.Content.(map[string]any)
	if result.Action != mcp.ElicitationResponseActionAccept || !filled {
		return nil, declined
	}
	return content, accepted
}

// answered tells whether the client brings back what became of a form.
func answered(ctx context.Context, id string) bool {
	responses, _ := ctx.Value(responsesKey{}).(mcp.InputResponses)
	_, ok := responses[id]
	return ok
}

// canAsk tells whether the client said that it can show forms.
func canAsk(ctx context.Context) bool {
	var able *mcp.ElicitationCapability
	if mcpserver.IsModernRequest(ctx) {
		if said := mcpserver.RequestProtocolInfoFromContext(ctx).ClientCapabilities; said != nil {
			able = said.Elicitation
		}
	} else if session, ok := mcpserver.ClientSessionFromContext(ctx).(interface {
		mcpserver.SessionWithClientInfo
		mcpserver.SessionWithElicitation
	}); ok {
		able = session.GetClientCapabilities().Elicitation
	}
	// Before there were two modes, an empty capability meant forms.
	return able != nil && (able.Form != nil || able.URL == nil)
}

// asInputRequired finds the result that sends a client to ask.
func asInputRequired(err error) (*mcp.CallToolResult, bool) {
	var required *inputRequired
	if !errors.As(err, &required) {
		return nil, false
	}
	return required.result, true
}
