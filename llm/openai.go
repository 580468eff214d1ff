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
	"slices"
	"strings"
	"time"

	"github.com/openai/openai-go/v3/packages/ssestream"
)

// openAIModel is a Model on any server that speaks chat completions or the
// responses API.
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
	if s.Without["system"] && system != "" {
		messages = slices.Clone(messages)
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

// answer is what came back, whole or in part.
type answer struct {
	model, text, refusal, finish string
	usage                        Usage
	reported                     bool // usage is the server's own
	pieces                       int64
}

// gathering is an answer that is still coming in.
type gathering struct {
	answer
	content, refused, arguments strings.Builder
	done                        bool
}

// gathered is the answer so far: what the tool was called with, where a tool
// was called.
func (g *gathering) gathered() answer {
	g.text, g.refusal = g.content.String(), g.refused.String()
	if g.arguments.Len() > 0 {
		g.text = g.arguments.String()
	}
	return g.answer
}

// protocol is one of the two APIs that servers have: what is sent where, and
// how a whole answer or a piece of a streamed one is read.
type protocol struct {
	path  string
	body  func(m *openAIModel, p prompt, s settings) any
	whole func(text []byte, g *gathering) bool
	piece func(data []byte, g *gathering) error
}

// send makes one request and reads its answer. An answer that breaks off comes
// back with the error. The context ends when no byte has come for too long.
func (m *openAIModel) send(ctx context.Context, p prompt, s settings, heard func(pieces int64)) (answer, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	silence := time.AfterFunc(m.config.FirstByte, func() { cancel(ErrStalled) })
	defer silence.Stop()

	speaks := chat
	if s.API == APIResponses {
		speaks = responses
	}
	request, err := m.request(ctx, http.MethodPost, speaks.path, speaks.body(m, p, s))
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
		found, err = m.readPlain(response.Body, speaks)
	case "text/html":
		return answer{}, &Error{Kind: ErrEndpoint, Model: m.config.Model, Host: m.base.Host, Status: response.StatusCode, Hint: "it answers with a web page; a base URL usually ends in /v1"}
	default:
		found, err = m.readStream(response, speaks, p.params.MaxTokens, heard)
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

func (m *openAIModel) readPlain(body io.Reader, speaks protocol) (answer, error) {
	text, err := io.ReadAll(io.LimitReader(body, maxAnswer))
	if err != nil {
		return answer{}, m.broken(err)
	}
	var g gathering
	if !speaks.whole(text, &g) {
		if said := readComplaint(text); said.message != "" {
			return answer{}, m.streamFault(text)
		}
		return answer{}, m.broken(errors.New("the answer does not have the protocol's form"))
	}
	return g.gathered(), nil
}

var errNotJSON = errors.New("a piece of the stream is not JSON")

func (m *openAIModel) readStream(response *http.Response, speaks protocol, maxTokens int64, heard func(pieces int64)) (answer, error) {
	decoder := ssestream.NewDecoder(response)
	var g gathering
	for !g.done && decoder.Next() {
		data := decoder.Event().Data
		if bytes.HasPrefix(data, []byte("[DONE]")) {
			g.done = true
			break
		}
		if bytes.Contains(data, []byte(`"error"`)) {
			if failure := failureIn(data); failure != nil {
				return g.gathered(), m.streamFault(failure)
			}
		}
		if err := speaks.piece(data, &g); err != nil {
			return g.gathered(), m.broken(err)
		}
		heard(g.pieces)
		if int64(g.content.Len()+g.arguments.Len()) > min(maxAnswer, maxTokens*32+1<<16) {
			g.finish = "length" // the server does not know the limit
			break
		}
	}
	if err := decoder.Err(); err != nil {
		return g.gathered(), m.broken(err)
	}
	if !g.done && g.finish == "" {
		return g.gathered(), m.broken(io.ErrUnexpectedEOF)
	}
	return g.gathered(), nil
}

// failureIn is the error that an event of a stream is about, in the form of an
// error's body; nil when it is about none.
func failureIn(data []byte) []byte {
	var event struct {
		Type     string          `json:"type"`
		Error    json.RawMessage `json:"error"`
		Response struct {
			Error json.RawMessage `json:"error"`
		} `json:"response"`
	}
	given := func(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }
	switch {
	case json.Unmarshal(data, &event) != nil:
		return nil
	case event.Type == "error", given(event.Error):
		return data
	case event.Type == "response.failed" && given(event.Response.Error):
		return []byte(`{"error":` + string(event.Response.Error) + `}`)
	}
	return nil
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
