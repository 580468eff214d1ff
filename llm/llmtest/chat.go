package llmtest

import (
	"encoding/json"
	"net/http"
)

const (
	completionID = "chatcmpl-llmtest"
	callID       = "call_llmtest"
	created      = 1767225600
)

// chatVoice says an answer as chat completions do.
type chatVoice struct {
	request Request
	reply   Reply
	send    func(name string, event any)
	called  bool
}

func (v *chatVoice) chunk(choices []any) map[string]any {
	event := map[string]any{
		"id": completionID, "object": "chat.completion.chunk", "created": created,
		"model": v.request.Model, "choices": choices,
	}
	if v.request.StreamOptions.IncludeUsage {
		event["usage"] = nil
	}
	return event
}

func (v *chatVoice) delta(delta map[string]any, finish any) {
	v.send("", v.chunk([]any{map[string]any{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": nil}}))
}

func (v *chatVoice) begin() {
	v.delta(map[string]any{"role": "assistant", "content": "", "refusal": nil}, nil)
}

func (v *chatVoice) say(kind, text string) {
	if kind != arguments {
		v.delta(map[string]any{kind: text}, nil)
		return
	}
	if !v.called {
		v.called = true
		v.delta(map[string]any{"tool_calls": []any{map[string]any{
			"index": 0, "id": callID, "type": "function", "function": map[string]any{"name": v.request.Tool, "arguments": ""},
		}}}, nil)
	}
	v.delta(map[string]any{"tool_calls": []any{map[string]any{"index": 0, "function": map[string]any{"arguments": text}}}}, nil)
}

func (v *chatVoice) end(finish string) {
	if finish != "none" {
		v.delta(map[string]any{}, finish)
	}
	if v.request.StreamOptions.IncludeUsage && !v.reply.NoUsage {
		last := v.chunk([]any{})
		last["usage"] = v.reply.usage(v.request)
		v.send("", last)
	}
}

func (v *chatVoice) fail(e Error) { v.send("", e.wire()) }

func (r Reply) usage(request Request) map[string]any {
	in, out := r.tokens(request)
	return map[string]any{
		"prompt_tokens": in, "completion_tokens": out, "total_tokens": in + out,
		"prompt_tokens_details":     map[string]any{"cached_tokens": r.CachedTokens},
		"completion_tokens_details": map[string]any{"reasoning_tokens": countTokens(r.Reasoning)},
	}
}

// writeChat answers in one piece.
func (r Reply) writeChat(w http.ResponseWriter, request Request) {
	message := map[string]any{"role": "assistant", "content": r.Text, "refusal": nil}
	switch {
	case r.Refusal != "":
		message["content"], message["refusal"] = nil, r.Refusal
	case r.calls(request):
		message["content"] = nil
		message["tool_calls"] = []any{map[string]any{
			"id": callID, "type": "function", "function": map[string]any{"name": request.Tool, "arguments": r.Text},
		}}
	}
	completion := map[string]any{
		"id": completionID, "object": "chat.completion", "created": created, "model": request.Model,
		"choices": []any{map[string]any{"index": 0, "message": message, "finish_reason": r.finish(), "logprobs": nil}},
	}
	if !r.NoUsage {
		completion["usage"] = r.usage(request)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(completion)
}

// chatTools are a request's tools in the form of chat completions.
type chatTools struct {
	Tools []struct {
		Function struct {
			Name string `json:"name"`
		} `json:"function"`
	} `json:"tools"`
	ToolChoice json.RawMessage `json:"tool_choice"`
}

// readTool tells which tool must be called.
func readTool(body []byte) string {
	var tools chatTools
	_ = json.Unmarshal(body, &tools)
	var choice struct {
		Name     string `json:"name"`
		Function struct {
			Name string `json:"name"`
		} `json:"function"`
	}
	if json.Unmarshal(tools.ToolChoice, &choice) == nil && choice.Function.Name+choice.Name != "" {
		return choice.Function.Name + choice.Name
	}
	if string(tools.ToolChoice) == `"required"` && len(tools.Tools) > 0 {
		return tools.Tools[0].Function.Name
	}
	return ""
}
