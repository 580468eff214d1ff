package llmtest

import (
	"encoding/json"
	"net/http"
)

const responseID = "resp_llmtest"

// responsesRequest is a request of the responses API.
type responsesRequest struct {
	Model           string          `json:"model"`
	Instructions    string          `json:"instructions"`
	Input           json.RawMessage `json:"input"` // text, or items
	Temperature     *float64        `json:"temperature"`
	MaxOutputTokens *int64          `json:"max_output_tokens"`
	Stream          bool            `json:"stream"`
	Text            struct {
		Format struct {
			Type   string          `json:"type"`
			Name   string          `json:"name"`
			Strict bool            `json:"strict"`
			Schema json.RawMessage `json:"schema"`
		} `json:"format"`
	} `json:"text"`
}

// readResponses reads a request of the responses API into the common form.
func readResponses(body []byte, request *Request) error {
	var wire responsesRequest
	if err := json.Unmarshal(body, &wire); err != nil {
		return err
	}
	request.Model, request.Temperature, request.Stream = wire.Model, wire.Temperature, wire.Stream
	request.MaxOutputTokens = wire.MaxOutputTokens
	request.ResponseFormat.Type = wire.Text.Format.Type
	request.ResponseFormat.JSONSchema.Name = wire.Text.Format.Name
	request.ResponseFormat.JSONSchema.Strict = wire.Text.Format.Strict
	request.ResponseFormat.JSONSchema.Schema = wire.Text.Format.Schema
	if wire.Instructions != "" {
		request.Messages = append(request.Messages, Message{"system", wire.Instructions})
	}
	var text string
	if json.Unmarshal(wire.Input, &text) == nil {
		request.Messages = append(request.Messages, Message{"user", text})
		return nil
	}
	var items []struct {
		Role    string          `json:"role"`
		Content json.RawMessage `json:"content"` // text, or parts
	}
	if err := json.Unmarshal(wire.Input, &items); err != nil {
		return err
	}
	for _, item := range items {
		if json.Unmarshal(item.Content, &text) != nil {
			var parts []struct {
				Text string `json:"text"`
			}
			if err := json.Unmarshal(item.Content, &parts); err != nil {
				return err
			}
			text = ""
			for _, part := range parts {
				text += part.Text
			}
		}
		request.Messages = append(request.Messages, Message{item.Role, text})
	}
	return nil
}

// responsesVoice says an answer as the responses API does.
type responsesVoice struct {
	request  Request
	reply    Reply
	send     func(name string, event any)
	sequence int
	output   int    // index of the item that is being said
	open     string // its kind; "" for none
	said     string
	items    []any
}

func (v *responsesVoice) event(name string, fields map[string]any) {
	fields["type"], fields["sequence_number"] = name, v.sequence
	v.sequence++
	v.send(name, fields)
}

func (v *responsesVoice) begin() {
	for _, name := range []string{"response.created", "response.in_progress"} {
		v.event(name, map[string]any{"response": v.reply.response(v.request, "in_progress", []any{})})
	}
}

// deltas are the events in which the kinds are said.
var deltas = map[string]string{
	reasoning: "response.reasoning_text", refusing: "response.refusal",
	content: "response.output_text", arguments: "response.function_call_arguments",
}

func (v *responsesVoice) say(kind, text string) {
	if v.open != kind {
		v.close()
		v.open, v.said = kind, ""
		v.event("response.output_item.added", map[string]any{"output_index": v.output, "item": v.reply.item(v.request, kind, "", "in_progress")})
		if part := partOf(kind, ""); part != nil {
			v.event("response.content_part.added", map[string]any{"item_id": itemIDs[kind], "output_index": v.output, "content_index": 0, "part": part})
		}
	}
	v.said += text
	delta := map[string]any{"item_id": itemIDs[kind], "output_index": v.output, "delta": text}
	if kind != arguments {
		delta["content_index"] = 0
	}
	if kind == content {
		delta["logprobs"] = []any{}
	}
	v.event(deltas[kind]+".delta", delta)
}

// close ends the item that is being said.
func (v *responsesVoice) close() {
	if v.open == "" {
		return
	}
	whole := map[string]any{"item_id": itemIDs[v.open], "output_index": v.output}
	switch v.open {
	case arguments:
		whole["arguments"], whole["name"] = v.said, v.request.Tool
	case refusing:
		whole["refusal"], whole["content_index"] = v.said, 0
	default:
		whole["text"], whole["content_index"] = v.said, 0
	}
	if v.open == content {
		whole["logprobs"] = []any{}
	}
	v.event(deltas[v.open]+".done", whole)
	if part := partOf(v.open, v.said); part != nil {
		v.event("response.content_part.done", map[string]any{"item_id": itemIDs[v.open], "output_index": v.output, "content_index": 0, "part": part})
	}
	item := v.reply.item(v.request, v.open, v.said, "completed")
	v.event("response.output_item.done", map[string]any{"output_index": v.output, "item": item})
	v.items = append(v.items, item)
	v.output++
	v.open = ""
}

func (v *responsesVoice) end(finish string) {
	v.close()
	if finish == "none" {
		return
	}
	status := statusOf(finish)
	items := v.items
	if items == nil {
		items = []any{}
	}
	v.event("response."+status, map[string]any{"response": v.reply.response(v.request, status, items)})
}

func (v *responsesVoice) fail(e Error) {
	fields := e.wire()["error"].(map[string]any)
	delete(fields, "type")
	v.event("error", fields)
}

func statusOf(finish string) string {
	if finish == "length" || finish == "content_filter" {
		return "incomplete"
	}
	return "completed"
}

var itemIDs = map[string]string{reasoning: "rs_llmtest", refusing: "msg_llmtest", content: "msg_llmtest", arguments: "fc_llmtest"}

// partOf is the part of a message in which a kind is said; nil for items
// without parts.
func partOf(kind, text string) map[string]any {
	switch kind {
	case content:
		return map[string]any{"type": "output_text", "text": text, "annotations": []any{}, "logprobs": []any{}}
	case refusing:
		return map[string]any{"type": "refusal", "refusal": text}
	case reasoning:
		return map[string]any{"type": "reasoning_text", "text": text}
	}
	return nil
}

// item is one item of the output.
func (r Reply) item(request Request, kind, text, status string) map[string]any {
	item := map[string]any{"id": itemIDs[kind], "status": status}
	parts := []any{}
	if part := partOf(kind, text); part != nil && status == "completed" {
		parts = append(parts, part)
	}
	switch kind {
	case arguments:
		item["type"], item["call_id"], item["name"], item["arguments"] = "function_call", callID, request.Tool, text
	case reasoning:
		item["type"], item["summary"], item["content"] = "reasoning", []any{}, parts
	default:
		item["type"], item["role"], item["content"] = "message", "assistant", parts
	}
	return item
}

// response is the whole object.
func (r Reply) response(request Request, status string, items []any) map[string]any {
	response := map[string]any{
		"id": responseID, "object": "response", "created_at": created, "status": status, "model": request.Model,
		"error": nil, "incomplete_details": nil, "instructions": nil, "metadata": map[string]any{}, "output": items,
		"parallel_tool_calls": true, "previous_response_id": nil, "store": false, "temperature": request.Temperature,
		"text": map[string]any{"format": map[string]any{"type": "text"}}, "tool_choice": "auto", "tools": []any{}, "top_p": 1,
		"truncation": "disabled", "usage": nil, "user": nil, "max_output_tokens": request.MaxOutputTokens,
	}
	if status == "incomplete" {
		reason := "max_output_tokens"
		if r.Finish == "content_filter" {
			reason = r.Finish
		}
		response["incomplete_details"] = map[string]any{"reason": reason}
	}
	if status != "in_progress" && !r.NoUsage {
		in, out := r.tokens(request)
		response["usage"] = map[string]any{
			"input_tokens": in, "output_tokens": out, "total_tokens": in + out,
			"input_tokens_details":  map[string]any{"cached_tokens": r.CachedTokens},
			"output_tokens_details": map[string]any{"reasoning_tokens": countTokens(r.Reasoning)},
		}
	}
	return response
}

// writeResponse answers in one piece.
func (r Reply) writeResponse(w http.ResponseWriter, request Request) {
	items := []any{}
	if r.Reasoning != "" {
		items = append(items, r.item(request, reasoning, r.Reasoning, "completed"))
	}
	switch {
	case r.Refusal != "":
		items = append(items, r.item(request, refusing, r.Refusal, "completed"))
	case r.calls(request):
		items = append(items, r.item(request, arguments, r.Text, "completed"))
	default:
		items = append(items, r.item(request, content, r.Text, "completed"))
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(r.response(request, statusOf(r.finish()), items))
}
