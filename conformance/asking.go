package main

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/server"
)

// A tool that asks its client for something is written once: in the era of
// 2026-07-28 it answers with input requests, and for older clients mcp-go sends
// the requests and calls the tool again.
func (f *fixtures) askingTools() []mcpserver.ServerTool {
	return []mcpserver.ServerTool{
		tool("test_sampling", asksModel("prompt", "LLM response: "), mcp.WithString("prompt", mcp.Required())),
		tool("test_elicitation", func(_ context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			return asksUser(request, "User response", elicitation(request.GetString("message", ""), userProperties, "username", "email"))
		}, mcp.WithString("message", mcp.Required())),
		tool("test_elicitation_sep1034_defaults", asks("Elicitation completed", elicitation("Check your details", defaults))),
		tool("test_elicitation_sep1330_enums", asks("Elicitation completed", elicitation("Choose", choices))),
		tool("test_streaming_elicitation", asks("Elicitation completed", elicitation("Check your details", defaults))),
		tool("test_input_required_result_elicitation", greets),
		tool("test_input_required_result_sampling", asksModel("", "")),
		tool("test_input_required_result_list_roots", listsRoots),
		tool("test_input_required_result_request_state", f.confirms),
		tool("test_input_required_result_tampered_state", f.confirms),
		tool("test_input_required_result_multiple_inputs", f.asksForThree),
		tool("test_input_required_result_multi_round", f.asksTwice),
		tool("test_input_required_result_capabilities", asksWhatTheClientCan),
		tool("test_missing_capability", asksModel("", "")),
	}
}

var (
	userProperties = map[string]any{
		"username": map[string]any{"type": "string", "description": "User's response"},
		"email":    map[string]any{"type": "string", "description": "User's email address"},
	}
	defaults = map[string]any{
		"name":     map[string]any{"type": "string", "default": "John Doe"},
		"age":      map[string]any{"type": "integer", "default": 30},
		"score":    map[string]any{"type": "number", "default": 95.5},
		"status":   map[string]any{"type": "string", "enum": []string{"active", "inactive", "pending"}, "default": "active"},
		"verified": map[string]any{"type": "boolean", "default": true},
	}
	options = []string{"option1", "option2", "option3"}
	titled  = []any{
		map[string]any{"const": "value1", "title": "First Option"},
		map[string]any{"const": "value2", "title": "Second Option"},
		map[string]any{"const": "value3", "title": "Third Option"},
	}
	choices = map[string]any{
		"untitledSingle": map[string]any{"type": "string", "enum": options},
		"titledSingle":   map[string]any{"type": "string", "oneOf": titled},
		"legacyEnum": map[string]any{
			"type": "string", "enum": []string{"opt1", "opt2", "opt3"}, "enumNames": []string{"Option One", "Option Two", "Option Three"},
		},
		"untitledMulti": map[string]any{"type": "array", "items": map[string]any{"type": "string", "enum": options}},
		"titledMulti":   map[string]any{"type": "array", "items": map[string]any{"anyOf": titled}},
	}
)

func elicitation(message string, properties map[string]any, required ...string) mcp.ElicitationParams {
	schema := map[string]any{"type": "object", "properties": properties}
	if len(required) > 0 {
		schema["required"] = required
	}
	return mcp.ElicitationParams{Message: message, RequestedSchema: schema}
}

// field is an elicitation of one required value.
func field(message, name, kind string) mcp.ElicitationParams {
	return elicitation(message, map[string]any{name: map[string]any{"type": kind}}, name)
}

func sampling(prompt string, tokens int) mcp.CreateMessageParams {
	message := mcp.SamplingMessage{Role: mcp.RoleUser, Content: mcp.NewTextContent(prompt)}
	return mcp.CreateMessageParams{Messages: []mcp.SamplingMessage{message}, MaxTokens: tokens}
}

// asks is a tool that tells what the user answered.
func asks(prefix string, params mcp.ElicitationParams) mcpserver.ToolHandlerFunc {
	return func(_ context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return asksUser(request, prefix, params)
	}
}

func asksUser(request mcp.CallToolRequest, prefix string, params mcp.ElicitationParams) (*mcp.CallToolResult, error) {
	answer := mcpserver.ElicitationResponse(request.Params.InputResponses, "answer")
	if answer == nil {
		return mcpserver.NewInputRequestBuilder("").Elicit("answer", params).ToolResult(), nil
	}
	return mcp.NewToolResultText(fmt.Sprintf("%s: action=%s, content=%v", prefix, answer.Action, answer.Content)), nil
}

// asksModel is a tool that puts a question to the client's model: the argument's
// value, or one of its own.
func asksModel(argument, prefix string) mcpserver.ToolHandlerFunc {
	return func(_ context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		answer := mcpserver.SamplingResponse(request.Params.InputResponses, "capital_question")
		if answer == nil {
			prompt := request.GetString(argument, "What is the capital of France?")
			return mcpserver.NewInputRequestBuilder("").Sample("capital_question", sampling(prompt, 100)).ToolResult(), nil
		}
		return mcp.NewToolResultText(prefix + words(answer)), nil
	}
}

// words is what a model said.
func words(answer *mcp.CreateMessageResult) string {
	switch content := answer.Content.(type) {
	case mcp.TextContent:
		return content.Text
	case map[string]any:
		text, _ := content["text"].(string)
		return text
	}
	return ""
}

// value is one value that the user gave, or "" if none was accepted.
func value(request mcp.CallToolRequest, id, name string) string {
	answer := mcpserver.ElicitationResponse(request.Params.InputResponses, id)
	if answer == nil || answer.Action != mcp.ElicitationResponseActionAccept {
		return ""
	}
	content, _ := answer.Content.(map[string]any)
	if content[name] == nil {
		return ""
	}
	return fmt.Sprint(content[name])
}

func greets(_ context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	name := value(request, "user_name", "name")
	if name == "" {
		return mcpserver.NewInputRequestBuilder("").Elicit("user_name", field("What is your name?", "name", "string")).ToolResult(), nil
	}
	return mcp.NewToolResultText("Hello, " + name + "!"), nil
}

func listsRoots(_ context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	roots := mcpserver.RootsResponse(request.Params.InputResponses, "client_roots")
	if roots == nil {
		return mcpserver.NewInputRequestBuilder("").Roots("client_roots").ToolResult(), nil
	}
	list := make([]string, len(roots.Roots))
	for i, root := range roots.Roots {
		list[i] = root.URI
	}
	return mcp.NewToolResultText("roots: " + strings.Join(list, ", ")), nil
}

// confirms keeps a sealed state between the question and the answer.
func (f *fixtures) confirms(_ context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	state := request.Params.RequestState
	if state == "" {
		return mcpserver.NewInputRequestBuilder(f.seal.put("asked")).Elicit("confirm", field("Please confirm", "ok", "boolean")).ToolResult(), nil
	}
	if _, err := f.seal.open(state); err != nil {
		return nil, err
	}
	return mcp.NewToolResultText("state-ok: " + value(request, "confirm", "ok")), nil
}

func (f *fixtures) asksForThree(_ context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	given := request.Params.InputResponses
	name, greeting, roots := value(request, "user_name", "name"), mcpserver.SamplingResponse(given, "greeting"), mcpserver.RootsResponse(given, "client_roots")
	if name == "" || greeting == nil || roots == nil {
		return mcpserver.NewInputRequestBuilder(f.seal.put("asked")).
			Elicit("user_name", field("What is your name?", "name", "string")).
			Sample("greeting", sampling("Generate a greeting", 50)).
			Roots("client_roots").ToolResult(), nil
	}
	if _, err := f.seal.open(request.Params.RequestState); err != nil {
		return nil, err
	}
	return mcp.NewToolResultText(fmt.Sprintf("%s %s, of %d roots", words(greeting), name, len(roots.Roots))), nil
}

func (f *fixtures) asksTwice(_ context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	if name := value(request, "step1", "name"); name != "" {
		return mcpserver.NewInputRequestBuilder(f.seal.put("name="+name)).
			Elicit("step2", field("Step 2: What is your favorite color?", "color", "string")).ToolResult(), nil
	}
	if color := value(request, "step2", "color"); color != "" {
		state, err := f.seal.open(request.Params.RequestState)
		if err != nil {
			return nil, err
		}
		return mcp.NewToolResultText(state + " color=" + color), nil
	}
	return mcpserver.NewInputRequestBuilder(f.seal.put("begun")).
		Elicit("step1", field("Step 1: What is your name?", "name", "string")).ToolResult(), nil
}

func asksWhatTheClientCan(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	var can mcp.ClientCapabilities
	if info := mcpserver.RequestProtocolInfoFromContext(ctx); info != nil && info.ClientCapabilities != nil {
		can = *info.ClientCapabilities
	}
	questions, any := mcpserver.NewInputRequestBuilder(""), false
	if can.Sampling != nil {
		questions, any = questions.Sample("greeting", sampling("Generate a greeting", 50)), true
	}
	if can.Elicitation != nil {
		questions, any = questions.Elicit("user_name", field("What is your name?", "name", "string")), true
	}
	if !any {
		return mcp.NewToolResultText("the client can be asked for nothing"), nil
	}
	return questions.ToolResult(), nil
}

func (f *fixtures) askingPrompt() mcpserver.ServerPrompt {
	return mcpserver.ServerPrompt{
		Prompt: mcp.NewPrompt("test_input_required_result_prompt", mcp.WithPromptDescription("A fixture of the conformance suite.")),
		Handler: func(_ context.Context, request mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
			answer := mcpserver.ElicitationResponse(request.Params.InputResponses, "user_context")
			if answer == nil {
				return mcpserver.NewInputRequestBuilder("").
					Elicit("user_context", field("What context should the prompt use?", "context", "string")).PromptResult(), nil
			}
			return &mcp.GetPromptResult{Messages: []mcp.PromptMessage{
				mcp.NewPromptMessage(mcp.RoleUser, mcp.NewTextContent(fmt.Sprintf("Use the context %v.", answer.Content))),
			}}, nil
		},
	}
}

// seal keeps clients from changing the state they carry for the server.
type seal []byte

func newSeal() seal {
	key := make(seal, 32)
	_, _ = rand.Read(key) // never fails
	return key
}

func (s seal) put(state string) string {
	return state + "." + s.mark(state)
}

func (s seal) mark(state string) string {
	mac := hmac.New(sha256.New, s)
	mac.Write([]byte(state))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (s seal) open(sealed string) (string, error) {
	cut := strings.LastIndexByte(sealed, '.')
	if cut < 0 || !hmac.Equal([]byte(sealed[cut+1:]), []byte(s.mark(sealed[:cut]))) {
		return "", fmt.Errorf("%w: the request state is not one that this server gave out", server.ErrProtocol)
	}
	return sealed[:cut], nil
}
