package llm

import (
	"encoding/json"
)

// The shapes of the chat completions protocol, as far as this package speaks
// it. openai-go has them too, and the tests hold these against it; but its one
// package registers every resource of OpenAI when the program starts, which
// costs each process megabytes of memory that most runs never use.

type chatRequest struct {
	Model               string          `json:"model"`
	Messages            []chatMessage   `json:"messages"`
	Temperature         *float64        `json:"temperature,omitempty"`
	Seed                *int64          `json:"seed,omitempty"`
	MaxTokens           *int64          `json:"max_tokens,omitempty"`
	MaxCompletionTokens *int64          `json:"max_completion_tokens,omitempty"`
	Stop                []string        `json:"stop,omitempty"`
	ReasoningEffort     string          `json:"reasoning_effort,omitempty"`
	Stream              bool            `json:"stream,omitempty"`
	StreamOptions       *streamOptions  `json:"stream_options,omitempty"`
	ResponseFormat      *responseFormat `json:"response_format,omitempty"`
	Tools               []chatTool      `json:"tools,omitempty"`
	ToolChoice          *chatTool       `json:"tool_choice,omitempty"`
}

type chatTool struct {
	Type     string       `json:"type"` // function
	Function chatFunction `json:"function"`
}

type chatFunction struct {
	Name        string          `json:"name"`
	Description string          `json:"description,omitempty"`
	Parameters  json.RawMessage `json:"parameters,omitempty"`
}

type chatMessage struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type streamOptions struct {
	IncludeUsage bool `json:"include_usage"`
}

type responseFormat struct {
	Type       string       `json:"type"` // json_schema or json_object
	JSONSchema *namedSchema `json:"json_schema,omitempty"`
}

type namedSchema struct {
	Name   string          `json:"name"`
	Schema json.RawMessage `json:"schema"`
	Strict bool            `json:"strict,omitempty"`
}

// completion is a whole answer, in which choices have a message, or a piece of
// a streamed one, in which they have a delta.
type completion struct {
	Model   string `json:"model"`
	Choices []struct {
		Message      said   `json:"message"`
		Delta        said   `json:"delta"`
		FinishReason string `json:"finish_reason"`
	} `json:"choices"`
	// Usage is kept apart: a server that counts oddly has answered all the same.
	Usage json.RawMessage `json:"usage"`
}

type said struct {
	Content   string `json:"content"`
	Refusal   string `json:"refusal"`
	ToolCalls []struct {
		Index    int `json:"index"`
		Function struct {
			Arguments string `json:"arguments"`
		} `json:"function"`
	} `json:"tool_calls"`
}

// usage is what the server counted; false when it did not.
func (c completion) usage() (Usage, bool) {
	var counted struct {
		Prompt        int64 `json:"prompt_tokens"`
		Completion    int64 `json:"completion_tokens"`
		PromptDetails struct {
			Cached int64 `json:"cached_tokens"`
		} `json:"prompt_tokens_details"`
		CompletionDetails struct {
			Reasoning int64 `json:"reasoning_tokens"`
		} `json:"completion_tokens_details"`
	}
	if json.Unmarshal(c.Usage, &counted) != nil || (counted.Prompt == 0 && counted.Completion == 0) {
		return Usage{}, false
	}
	return Usage{
		Prompt: counted.Prompt, Cached: counted.PromptDetails.Cached,
		Completion: counted.Completion, Reasoning: counted.CompletionDetails.Reasoning,
	}, true
}

// chat is the protocol that every server speaks.
var chat = protocol{path: "/chat/completions", body: chatBody, whole: chatWhole, piece: chatPiece}

// toolDescription tells a model what to call the one tool for.
const toolDescription = "Give the answer."

func chatBody(m *openAIModel, p prompt, s settings) any {
	body := chatRequest{Model: m.config.Model, Stream: !s.Without["stream"]}
	system, messages := m.fill(p, s)
	if system != "" {
		body.Messages = append(body.Messages, chatMessage{"system", system})
	}
	for _, message := range messages {
		body.Messages = append(body.Messages, chatMessage{string(message.Role), message.Content})
	}
	if !s.Without["temperature"] {
		body.Temperature = &p.params.Temperature
	}
	if !s.Without["seed"] {
		body.Seed = &p.params.Seed
	}
	if !s.Without["stop"] {
		body.Stop = p.params.StopSequences
	}
	if !s.Without["reasoning_effort"] {
		body.ReasoningEffort = m.config.ReasoningEffort
	}
	switch m.limitParam(s) {
	case "max_tokens":
		body.MaxTokens = &p.params.MaxTokens
	case "max_completion_tokens":
		body.MaxCompletionTokens = &p.params.MaxTokens
	}
	if body.Stream && !s.Without["stream_options"] {
		body.StreamOptions = &streamOptions{IncludeUsage: true}
	}
	if p.schema != nil {
		mode := s.modeFor(p.schema)
		body.ResponseFormat = formatOf(p.schema, mode)
		if mode == ModeTool {
			name := p.schema.name
			body.Tools = []chatTool{{"function", chatFunction{Name: name, Description: toolDescription, Parameters: p.schema.raw}}}
			body.ToolChoice = &chatTool{"function", chatFunction{Name: name}}
		}
	}
	return body
}

// limitParam is the name under which the server takes MaxTokens: OpenAI's
// newer one there, the older one everywhere else, the other one when that is
// refused, "" when both are.
func (m *openAIModel) limitParam(s settings) string {
	if s.API == APIResponses {
		if s.Without["max_output_tokens"] {
			return ""
		}
		return "max_output_tokens"
	}
	names := []string{"max_tokens", "max_completion_tokens"}
	if isOpenAI(m.base) {
		names = []string{"max_completion_tokens", "max_tokens"}
	}
	for _, name := range names {
		if !s.Without[name] {
			return name
		}
	}
	return ""
}

// formatOf is the response format of a mode; nil where the shape is asked for
// in words alone.
func formatOf(schema *Schema, mode Mode) *responseFormat {
	switch mode {
	case ModeStrict:
		return &responseFormat{"json_schema", &namedSchema{schema.name, schema.strict, true}}
	case ModeSchema:
		return &responseFormat{"json_schema", &namedSchema{schema.name, schema.raw, false}}
	case ModeJSON:
		return &responseFormat{Type: "json_object"}
	}
	return nil
}

func chatWhole(text []byte, g *gathering) bool {
	var whole completion
	if json.Unmarshal(text, &whole) != nil || len(whole.Choices) == 0 {
		return false
	}
	choice := whole.Choices[0]
	g.model, g.finish, g.pieces = whole.Model, choice.FinishReason, 1
	g.usage, g.reported = whole.usage()
	g.add(choice.Message)
	return true
}

func chatPiece(data []byte, g *gathering) error {
	var chunk completion
	if err := json.Unmarshal(data, &chunk); err != nil {
		return errNotJSON
	}
	if chunk.Model != "" {
		g.model = chunk.Model
	}
	if counted, ok := chunk.usage(); ok {
		g.usage, g.reported = counted, true
	}
	g.pieces++
	if len(chunk.Choices) == 0 {
		return nil
	}
	g.add(chunk.Choices[0].Delta)
	if reason := chunk.Choices[0].FinishReason; reason != "" {
		g.finish = reason
	}
	return nil
}

// add takes what was said. Of several tool calls only the first counts: there
// is one tool.
func (g *gathering) add(s said) {
	g.content.WriteString(s.Content)
	g.refused.WriteString(s.Refusal)
	for _, call := range s.ToolCalls {
		if call.Index == 0 {
			g.arguments.WriteString(call.Function.Arguments)
		}
	}
}
