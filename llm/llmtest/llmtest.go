// Package llmtest is a model server for tests. It speaks chat completions and
// the responses API as OpenAI's servers do: server-sent events and plain
// answers, usage, tools, response formats with the rules of strict schemas,
// errors in OpenAI's form. Its answers, and its failures, are scripted.
//
//	server := llmtest.New(t,
//		llmtest.Busy("1"),                      // 429, Retry-After: 1
//		llmtest.JSON(map[string]any{"n": 1}),   // then an answer
//	)
//	server.Formats = []string{"json_object"}    // no json_schema here
//	model, err := llm.Open(llm.Config{BaseURL: server.URL, Key: "test", Model: "test"})
package llmtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Server is a model server. Set its fields before the first request.
type Server struct {
	URL string // the base URL, ending in /v1

	// Answer answers a request that the server accepts. It may be called from
	// several goroutines at once.
	Answer func(Request) Reply

	Key     string   // the key asked for; "" for none
	Models  []string // the models there are; nil for any
	Refuses []string // request parameters refused, such as "seed"; "system" refuses the role
	Formats []string // response formats known; nil for text, json_object and json_schema
	Context int64    // the context window in tokens; 0 for none
	Only    API      // the one API that there is; "" for both
	Cuts    bool     // a prompt larger than Context is cut without a word, as Ollama does
	Plain   bool     // answers are never streamed, even when asked for

	quit chan struct{}
	left chan time.Time // when clients went away before the end of an answer

	mu       sync.Mutex
	requests []Request
}

// New starts a server that gives the replies one after the other. More requests
// than replies fail the test. The server stops when the test ends.
func New(t testing.TB, script ...Reply) *Server {
	t.Helper()
	s := &Server{quit: make(chan struct{}), left: make(chan time.Time, 64)}
	s.Answer = func(Request) Reply {
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(script) == 0 {
			t.Errorf("llmtest: a request beyond the script")
			return Fail(http.StatusTeapot, Error{Message: "beyond the script", Type: "test_error"})
		}
		reply := script[0]
		script = script[1:]
		return reply
	}
	listener := httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = listener.URL + "/v1"
	t.Cleanup(func() {
		close(s.quit)
		listener.CloseClientConnections()
		listener.Close()
	})
	return s
}

// Requests are the completions asked for so far, refused ones included.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// API is one of the two protocols.
type API string

// The protocols.
const (
	Chat      API = "chat"
	Responses API = "responses"
)

// Request is an answer asked for, by either API: what the responses API calls
// otherwise stands under the names of chat completions.
type Request struct {
	API  API    `json:"-"`
	Tool string `json:"-"` // the tool that must be called; "" for none

	Model               string          `json:"model"`
	Messages            []Message       `json:"messages"`
	Temperature         *float64        `json:"temperature"`
	Seed                *int64          `json:"seed"`
	MaxTokens           *int64          `json:"max_tokens"`
	MaxCompletionTokens *int64          `json:"max_completion_tokens"`
	MaxOutputTokens     *int64          `json:"-"` // of the responses API
	Stop                json.RawMessage `json:"stop"`
	Stream              bool            `json:"stream"`
	StreamOptions       struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
	ResponseFormat struct {
		Type       string `json:"type"`
		JSONSchema struct {
			Name   string          `json:"name"`
			Strict bool            `json:"strict"`
			Schema json.RawMessage `json:"schema"`
		} `json:"json_schema"`
	} `json:"response_format"`

	Header http.Header     `json:"-"`
	Remote string          `json:"-"` // the client's address: the same for calls on one connection
	Body   json.RawMessage `json:"-"` // the request as it came
}

// Message is one turn.
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// System is the text of the system messages.
func (r Request) System() string {
	var texts []string
	for _, message := range r.Messages {
		if message.Role == "system" || message.Role == "developer" {
			texts = append(texts, message.Content)
		}
	}
	return strings.Join(texts, "\n")
}

// Last is the text of the last message.
func (r Request) Last() string {
	if len(r.Messages) == 0 {
		return ""
	}
	return r.Messages[len(r.Messages)-1].Content
}

// Has tells whether the request has the parameter.
func (r Request) Has(parameter string) bool {
	var body map[string]json.RawMessage
	return json.Unmarshal(r.Body, &body) == nil && body[parameter] != nil
}

// promptTokens counts roughly: a token for three characters.
func (r Request) promptTokens() int64 {
	tokens := int64(3)
	for _, message := range r.Messages {
		tokens += countTokens(message.Content) + 4
	}
	return tokens
}

func countTokens(text string) int64 {
	return int64(max((len([]rune(text))+2)/3, len(strings.Fields(text))))
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if s.Key != "" && r.Header.Get("Authorization") != "Bearer "+s.Key {
		message := "Incorrect API key provided."
		if r.Header.Get("Authorization") == "" {
			message = "You didn't provide an API key."
		}
		writeError(w, http.StatusUnauthorized, nil, Error{Message: message, Type: "invalid_request_error", Code: "invalid_api_key"})
		return
	}
	switch r.Method + " " + r.URL.Path {
	case "GET /v1/models":
		s.listModels(w)
	case "POST /v1/chat/completions":
		s.complete(w, r, Chat)
	case "POST /v1/responses":
		s.complete(w, r, Responses)
	default:
		writeError(w, http.StatusNotFound, nil, Error{Message: fmt.Sprintf("Invalid URL (%s %s)", r.Method, r.URL.Path), Type: "invalid_request_error"})
	}
}

func (s *Server) listModels(w http.ResponseWriter) {
	type model struct {
		ID      string `json:"id"`
		Object  string `json:"object"`
		Created int64  `json:"created"`
		OwnedBy string `json:"owned_by"`
	}
	list := []model{}
	for _, name := range s.Models {
		list = append(list, model{name, "model", 1767225600, "llmtest"})
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"object": "list", "data": list})
}

func (s *Server) complete(w http.ResponseWriter, r *http.Request, api API) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	request := Request{API: api, Tool: readTool(body), Header: r.Header, Remote: r.RemoteAddr, Body: body}
	if api == Responses {
		err = readResponses(body, &request)
	} else {
		err = json.Unmarshal(body, &request)
	}
	if err != nil {
		writeError(w, http.StatusBadRequest, nil, Error{Message: "We could not parse the JSON body of your request.", Type: "invalid_request_error"})
		return
	}
	s.mu.Lock()
	s.requests = append(s.requests, request)
	s.mu.Unlock()

	if status, refusal := s.check(request); status != 0 {
		writeError(w, status, nil, refusal)
		return
	}
	reply := s.Answer(request)
	if s.Cuts && s.Context > 0 && reply.PromptTokens == 0 {
		reply.PromptTokens = min(request.promptTokens(), s.Context)
	}
	if !s.pause(r, reply.Delay) {
		return
	}
	switch {
	case reply.Status != 0:
		reply.writeFailure(w)
	case request.Stream && !s.Plain && !reply.Plain:
		s.stream(w, r, request, reply)
	case api == Responses:
		reply.writeResponse(w, request)
	default:
		reply.writeChat(w, request)
	}
}

// Abandoned waits until a client has gone away before the end of its answer,
// and says when that was.
func (s *Server) Abandoned(t testing.TB, patience time.Duration) time.Time {
	t.Helper()
	select {
	case at := <-s.left:
		return at
	case <-time.After(patience):
		t.Fatalf("llmtest: no client went away within %s", patience)
		return time.Time{}
	}
}

func (s *Server) abandoned() {
	select {
	case s.left <- time.Now():
	default:
	}
}

// pause waits, and tells whether anybody still listens.
func (s *Server) pause(r *http.Request, wait time.Duration) bool {
	if wait <= 0 {
		return true
	}
	select {
	case <-time.After(wait):
		return true
	case <-r.Context().Done():
		s.abandoned()
		return false
	case <-s.quit:
		return false
	}
}
