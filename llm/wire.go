package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"
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
	Content string `json:"content"`
	Refusal string `json:"refusal"`
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

type modelList struct {
	Data []struct {
		ID string `json:"id"`
	} `json:"data"`
}

// request is one on its way to the server, with the body as JSON when there is
// one.
func (m *openAIModel) request(ctx context.Context, method, path string, body any) (*http.Request, error) {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, m.config.BaseURL+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", "bespoke")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if m.config.Key != "" {
		request.Header.Set("Authorization", "Bearer "+m.config.Key)
	}
	if isOpenAI(m.base) && m.config.Organization != "" {
		request.Header.Set("OpenAI-Organization", m.config.Organization)
	}
	if isOpenAI(m.base) && m.config.Project != "" {
		request.Header.Set("OpenAI-Project", m.config.Project)
	}
	return request, nil
}

// models lists what the server has.
func (m *openAIModel) models(ctx context.Context) (modelList, error) {
	var list modelList
	request, err := m.request(ctx, http.MethodGet, "/models", nil)
	if err != nil {
		return list, err
	}
	response, err := m.http.Do(request)
	if err != nil {
		return list, err
	}
	defer response.Body.Close()
	if response.StatusCode >= http.StatusBadRequest {
		return list, m.fault(response.StatusCode, response.Header, nil, time.Now())
	}
	return list, json.NewDecoder(http.MaxBytesReader(nil, response.Body, maxAnswer)).Decode(&list)
}
