package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/openai/openai-go/v3/packages/ssestream"
)

// openAIModel is a Model on any server that speaks chat completions.
type openAIModel struct {
	config Config
	base   *url.URL
	http   *http.Client
}

func newOpenAIModel(config Config, base *url.URL) *openAIModel {
	return &openAIModel{config: config, base: base, http: &http.Client{Transport: config.Transport}}
}

func (m *openAIModel) Name() string { return m.config.Model }

// prompt is one conversation on its way to the server.
type prompt struct {
	system   string
	messages []Message
	params   RequestParams
	schema   *Schema // nil for text
}

// instruction asks for JSON in words.
func (p prompt) instruction() string {
	return "Answer with one JSON object that is valid under the JSON Schema below, and with nothing else: no Markdown, no comments, no explanation.\n" + string(p.schema.raw)
}

// fill returns the prompt's texts as they go to a server with these settings.
func (m *openAIModel) fill(p prompt, s settings) (system string, messages []Message) {
	system = p.system
	// A grammar binds the model without telling it: only OpenAI shows the
	// schema to the model by itself.
	if p.schema != nil && (!isOpenAI(m.base) || s.modeFor(p.schema).rank() >= ModeJSON.rank()) {
		system = strings.TrimSpace(system + "\n\n" + p.instruction())
	}
	messages = p.messages
	if s.without["system"] && system != "" {
		messages = append([]Message(nil), messages...)
		for i := range messages {
			if messages[i].Role == User {
				messages[i].Content = system + "\n\n" + messages[i].Content
				return "", messages
			}
		}
		return "", append([]Message{{Role: User, Content: system}}, messages...)
	}
	return system, messages
}

// body is the request on the wire.
func (m *openAIModel) body(p prompt, s settings) chatRequest {
	body := chatRequest{Model: m.config.Model, Stream: !s.without["stream"]}
	system, messages := m.fill(p, s)
	if system != "" {
		body.Messages = append(body.Messages, chatMessage{"system", system})
	}
	for _, message := range messages {
		body.Messages = append(body.Messages, chatMessage{string(message.Role), message.Content})
	}
	if !s.without["temperature"] {
		body.Temperature = &p.params.Temperature
	}
	if !s.without["seed"] {
		body.Seed = &p.params.Seed
	}
	if !s.without["stop"] {
		body.Stop = p.params.StopSequences
	}
	if !s.without["reasoning_effort"] {
		body.ReasoningEffort = m.config.ReasoningEffort
	}
	switch m.limitParam(s) {
	case "max_tokens":
		body.MaxTokens = &p.params.MaxTokens
	case "max_completion_tokens":
		body.MaxCompletionTokens = &p.params.MaxTokens
	}
	if body.Stream && !s.without["stream_options"] {
		body.StreamOptions = &streamOptions{IncludeUsage: true}
	}
	if p.schema != nil {
		body.ResponseFormat = formatOf(p.schema, s.modeFor(p.schema))
	}
	return body
}

// limitParam is the name under which the server takes MaxTokens: OpenAI's
// newer one there, the older one everywhere else, the other one when that is
// refused, "" when both are.
func (m *openAIModel) limitParam(s settings) string {
	names := []string{"max_tokens", "max_completion_tokens"}
	if isOpenAI(m.base) {
		names = []string{"max_completion_tokens", "max_tokens"}
	}
	for _, name := range names {
		if !s.without[name] {
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

// answer is what came back, whole or in part.
type answer struct {
	model, text, refusal, finish string
	usage                        Usage
	reported                     bool // usage is the server's own
	pieces                       int64
}

// send makes one request and reads its answer. An answer that breaks off comes
// back with the error. The context ends when no byte has come for too long.
func (m *openAIModel) send(ctx context.Context, p prompt, s settings, heard func(pieces int64)) (answer, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	silence := time.AfterFunc(m.config.FirstByte, func() { cancel(ErrStalled) })
	defer silence.Stop()

	request, err := m.request(ctx, http.MethodPost, "/chat/completions", m.body(p, s))
	if err != nil {
		return answer{}, err
	}
	response, err := m.http.Do(request)
	switch {
	case ctx.Err() != nil:
		err = m.ended(ctx, err)
	case err != nil:
		err = m.broken(err)
	}
	if response != nil {
		defer response.Body.Close()
	}
	if err != nil {
		return answer{}, err
	}
	if response.StatusCode >= http.StatusBadRequest {
		body, _ := io.ReadAll(io.LimitReader(response.Body, 1<<20))
		return answer{}, m.fault(response.StatusCode, response.Header, body, time.Now())
	}
	wire := response.Body
	response.Body = &listening{ReadCloser: wire, heard: func() { silence.Reset(m.config.StallTimeout) }}
	var found answer
	media, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	switch media {
	case "application/json":
		found, err = m.readPlain(response.Body)
	case "text/html":
		return answer{}, &Error{Kind: ErrEndpoint, Model: m.config.Model, Host: m.base.Host, Status: response.StatusCode, Hint: "it answers with a web page; a base URL usually ends in /v1"}
	default:
		found, err = m.readStream(response, p.params.MaxTokens, heard)
	}
	switch {
	case err == nil:
		// A body read to its end leaves the connection for the next call. A
		// server that keeps it open after the answer is not waited for.
		silence.Reset(linger)
		_, _ = io.CopyN(io.Discard, wire, 4096)
	case ctx.Err() != nil:
		err = m.ended(ctx, err)
	}
	return found, err
}

// linger is how long the end of the body may come after the end of the answer.
const linger = 20 * time.Millisecond

// listening tells of every read that brings bytes.
type listening struct {
	io.ReadCloser
	heard func()
}

func (l *listening) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	if n > 0 {
		l.heard()
	}
	return n, err
}

// maxAnswer bounds the bytes of one answer, from a server that does not stop.
const maxAnswer = 8 << 20

func (m *openAIModel) readPlain(body io.Reader) (answer, error) {
	text, err := io.ReadAll(io.LimitReader(body, maxAnswer))
	if err != nil {
		return answer{}, m.broken(err)
	}
	var whole completion
	if err := json.Unmarshal(text, &whole); err != nil || len(whole.Choices) == 0 {
		if said := readComplaint(text); said.message != "" {
			return answer{}, m.streamFault(text)
		}
		return answer{}, m.broken(errors.New("the answer is not a chat completion"))
	}
	choice := whole.Choices[0]
	found := answer{model: whole.Model, text: choice.Message.Content, refusal: choice.Message.Refusal, finish: choice.FinishReason, pieces: 1}
	found.usage, found.reported = whole.usage()
	return found, nil
}

func (m *openAIModel) readStream(response *http.Response, maxTokens int64, heard func(pieces int64)) (answer, error) {
	decoder := ssestream.NewDecoder(response)
	var found answer
	var text, refusal strings.Builder
	finish := func(err error) (answer, error) {
		found.text, found.refusal = text.String(), refusal.String()
		return found, err
	}
	done := false
	for !done && decoder.Next() {
		data := decoder.Event().Data
		if done = bytes.HasPrefix(data, []byte("[DONE]")); done {
			break
		}
		if bytes.Contains(data, []byte(`"error"`)) {
			var event struct {
				Error json.RawMessage `json:"error"`
			}
			if json.Unmarshal(data, &event) == nil && len(event.Error) > 0 && string(event.Error) != "null" {
				return finish(m.streamFault(data))
			}
		}
		var chunk completion
		if err := json.Unmarshal(data, &chunk); err != nil {
			return finish(m.broken(errors.New("a piece of the stream is not JSON")))
		}
		if chunk.Model != "" {
			found.model = chunk.Model
		}
		if counted, ok := chunk.usage(); ok {
			found.usage, found.reported = counted, true
		}
		found.pieces++
		heard(found.pieces)
		if len(chunk.Choices) == 0 {
			continue
		}
		choice := chunk.Choices[0]
		text.WriteString(choice.Delta.Content)
		refusal.WriteString(choice.Delta.Refusal)
		if choice.FinishReason != "" {
			found.finish = choice.FinishReason
		}
		if int64(text.Len()) > min(maxAnswer, maxTokens*32+1<<16) {
			found.finish = "length" // the server does not know the limit
			break
		}
	}
	if err := decoder.Err(); err != nil {
		return finish(m.broken(err))
	}
	if !done && found.finish == "" {
		return finish(m.broken(io.ErrUnexpectedEOF))
	}
	return finish(nil)
}

// streamFault is an error that arrives after the HTTP status was sent.
func (m *openAIModel) streamFault(data []byte) *Error {
	said := readComplaint(data)
	status := map[string]int{
		"rate_limit_exceeded": 429, "rate_limit_error": 429, "429": 429,
		"400": 400, "401": 401, "402": 402, "403": 403, "404": 404, "503": 503, "529": 529,
		"overloaded_error": 529, "invalid_request_error": 400, "context_length_exceeded": 400,
	}
	for _, code := range []string{said.code, said.kind} {
		if known, ok := status[code]; ok {
			return m.fault(known, http.Header{}, data, time.Now())
		}
	}
	return m.fault(http.StatusInternalServerError, http.Header{}, data, time.Now())
}
