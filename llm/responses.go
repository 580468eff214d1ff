package llm

import (
	"encoding/json"
	"strings"
)

// The shapes of the responses API, as far as this package speaks it: without
// its stored conversations and built-in tools. Some of OpenAI's models answer
// there only.

type responsesRequest struct {
	Model           string              `json:"model"`
	Input           []chatMessage       `json:"input"`
	Temperature     *float64            `json:"temperature,omitempty"`
	MaxOutputTokens *int64              `json:"max_output_tokens,omitempty"`
	Reasoning       *responsesReasoning `json:"reasoning,omitempty"`
	Stream          bool                `json:"stream,omitempty"`
	Store           *bool               `json:"store,omitempty"` // false: a CV is not kept there
	Text            *responsesText      `json:"text,omitempty"`
	Tools           []responsesTool     `json:"tools,omitempty"`
	ToolChoice      *responsesTool      `json:"tool_choice,omitempty"`
}

type responsesReasoning struct {
	Effort string `json:"effort"`
}

type responsesText struct {
	Format responsesFormat `json:"format"`
}

type responsesFormat struct {
	Type   string          `json:"type"` // json_schema or json_object
	Name   string          `json:"name,omitempty"`
	Schema json.RawMessage `json:"schema,omitempty"`
	Strict *bool           `json:"strict,omitempty"`
}

type responsesTool struct {
	Type        string          `json:"type"` // function
	Name        string          `json:"name"`
	Description string          `json:"description,omitempty"`
	Parameters  json.RawMessage `json:"parameters,omitempty"`
	Strict      *bool           `json:"strict,omitempty"`
}

// responsesAnswer is a whole response.
type responsesAnswer struct {
	Model      string          `json:"model"`
	Status     string          `json:"status"`
	Error      json.RawMessage `json:"error"`
	Incomplete struct {
		Reason string `json:"reason"`
	} `json:"incomplete_details"`
	Output []struct {
		Type      string `json:"type"`
		Arguments string `json:"arguments"`
		Content   []struct {
			Type    string `json:"type"`
			Text    string `json:"text"`
			Refusal string `json:"refusal"`
		} `json:"content"`
	} `json:"output"`
	Usage struct {
		Input        int64 `json:"input_tokens"`
		Output       int64 `json:"output_tokens"`
		InputDetails struct {
			Cached int64 `json:"cached_tokens"`
		} `json:"input_tokens_details"`
		OutputDetails struct {
			Reasoning int64 `json:"reasoning_tokens"`
		} `json:"output_tokens_details"`
	} `json:"usage"`
}

// responses is the protocol of the responses API.
var responses = protocol{path: "/responses", body: responsesBody, whole: responsesWhole, piece: responsesPiece}

func responsesBody(m *openAIModel, p prompt, s settings) any {
	body := responsesRequest{Model: m.config.Model, Stream: !s.Without["stream"]}
	system, messages := m.fill(p, s)
	if system != "" {
		body.Input = append(body.Input, chatMessage{"system", system})
	}
	for _, message := range messages {
		body.Input = append(body.Input, chatMessage{string(message.Role), message.Content})
	}
	if !s.Without["temperature"] {
		body.Temperature = &p.params.Temperature
	}
	if m.limitParam(s) != "" {
		body.MaxOutputTokens = &p.params.MaxTokens
	}
	if m.config.ReasoningEffort != "" && !s.Without["reasoning_effort"] {
		body.Reasoning = &responsesReasoning{m.config.ReasoningEffort}
	}
	if !s.Without["store"] {
		body.Store = new(bool)
	}
	if p.schema == nil {
		return body
	}
	yes, no := true, false
	switch s.modeFor(p.schema) {
	case ModeStrict:
		body.Text = &responsesText{responsesFormat{"json_schema", p.schema.name, p.schema.strict, &yes}}
	case ModeSchema:
		body.Text = &responsesText{responsesFormat{"json_schema", p.schema.name, p.schema.raw, &no}}
	case ModeTool:
		body.Tools = []responsesTool{{Type: "function", Name: p.schema.name, Description: toolDescription, Parameters: p.schema.raw, Strict: &no}}
		body.ToolChoice = &responsesTool{Type: "function", Name: p.schema.name}
	case ModeJSON:
		body.Text = &responsesText{responsesFormat{Type: "json_object"}}
	}
	return body
}

func responsesWhole(text []byte, g *gathering) bool {
	var whole responsesAnswer
	if json.Unmarshal(text, &whole) != nil || whole.Status == "" || whole.Status == "failed" {
		return false
	}
	g.pieces = 1
	for _, item := range whole.Output {
		g.arguments.WriteString(item.Arguments)
		for _, part := range item.Content {
			if part.Type == "output_text" {
				g.content.WriteString(part.Text)
			}
			g.refused.WriteString(part.Refusal)
		}
	}
	g.finished(whole)
	return true
}

// finished takes what the end of a response says beside its text.
func (g *gathering) finished(whole responsesAnswer) {
	g.done, g.model, g.finish = true, whole.Model, "stop"
	switch whole.Incomplete.Reason {
	case "max_output_tokens":
		g.finish = "length"
	case "content_filter":
		g.finish = "content_filter"
	}
	if usage := whole.Usage; usage.Input != 0 || usage.Output != 0 {
		g.reported = true
		g.usage = Usage{
			Prompt: usage.Input, Cached: usage.InputDetails.Cached,
			Completion: usage.Output, Reasoning: usage.OutputDetails.Reasoning,
		}
	}
}

func responsesPiece(data []byte, g *gathering) error {
	var event struct {
		Type     string          `json:"type"`
		Delta    string          `json:"delta"`
		Response responsesAnswer `json:"response"`
	}
	if json.Unmarshal(data, &event) != nil {
		return errNotJSON
	}
	if strings.HasSuffix(event.Type, ".delta") {
		g.pieces++
	}
	switch event.Type {
	case "response.output_text.delta":
		g.content.WriteString(event.Delta)
	case "response.refusal.delta":
		g.refused.WriteString(event.Delta)
	case "response.function_call_arguments.delta":
		g.arguments.WriteString(event.Delta)
	case "response.completed", "response.incomplete":
		g.finished(event.Response)
	}
	return nil
}
