// Package llm asks a language model for text, or for JSON of a given shape,
// and trusts neither the model nor the server it runs on.
//
// It speaks the chat completions protocol, so one Model works with OpenAI and
// with every server that speaks the same: Ollama, LM Studio, vLLM, llama.cpp,
// OpenRouter; and the responses API, for models that answer there only. JSON of
// a given shape is asked for by schema, by a tool, by JSON mode or in words,
// whichever the server has first. What it cannot do is found out by asking
// once, and remembered in a Memory.
//
//	Request ─► budget ─► chat or responses, streamed ─► text
//	              ▲            │ 429, 5xx: wait and ask again
//	              │            │ refused parameter: ask without it
//	              │            ▼
//	              └── usage ◄─ answer ─► extract ─► conform ─► validate ─► JSON
//	                              ▲                               │
//	                              └──── one repair round ◄────────┘
//
// Every call has a deadline, a budget of tokens and a cost line, reports its
// progress through package progress while it runs, and ends within moments of
// its context. Whatever goes wrong is one of the sentinel errors of this
// package, wrapped in an *Error that names the way out. Prompts and answers are
// personal: neither is ever logged or put into an error's text.
package llm

import (
	"context"
	"encoding/json"
	"time"
)

// Model is a language model behind some server. It is safe for concurrent use.
//
// A call that fails returns what is known beside the error: the usage always,
// the text so far with ErrTruncated, the whole text with ErrPromptCut and
// ErrInvalid.
type Model interface {
	// Name is the model's name as the server knows it.
	Name() string

	// Generate answers with text.
	Generate(ctx context.Context, request Request) (Response, error)

	// GenerateStructured answers with a JSON object that is valid under schema,
	// in Response.JSON. A wrong answer gets one round of repair, then
	// ErrInvalid. A truncated one is ErrTruncated at once, for the caller to
	// ask for less.
	GenerateStructured(ctx context.Context, request Request, schema *Schema) (Response, error)
}

// Role says who speaks.
type Role string

// The roles of a conversation. The system's words are in RequestParams.
const (
	User      Role = "user"
	Assistant Role = "assistant"
)

// Message is one turn of a conversation.
type Message struct {
	Role    Role
	Content string
}

// Request is a conversation to continue, and how.
type Request struct {
	Messages []Message
	Params   RequestParams
}

// Ask is a request of one user message.
func Ask(content string, params RequestParams) Request {
	return Request{Messages: []Message{{Role: User, Content: content}}, Params: params}
}

// RequestParams say how to answer. The zero value is the deterministic one:
// temperature 0, seed 0, the Config's limits.
type RequestParams struct {
	// Purpose names the call in progress reports and cost lines, in a few words
	// without personal data: "reading the offer".
	Purpose string

	SystemPrompt string

	// MaxTokens bounds the answer, reasoning included; 0 takes the Config's.
	MaxTokens int64

	// Timeout bounds the call with all its retries and repairs; 0 takes the
	// Config's. The context's own deadline holds as well.
	Timeout time.Duration

	Temperature   float64
	Seed          int64
	StopSequences []string

	// MaxContinuations is how often a text cut off at MaxTokens is continued
	// before Generate gives ErrTruncated. Structured answers are never continued.
	MaxContinuations int

	// AllowCut turns ErrPromptCut, a server that silently dropped part of the
	// prompt, into a warning.
	AllowCut bool
}

// Response is a model's answer and what it took.
type Response struct {
	Text  string
	JSON  json.RawMessage // of GenerateStructured: valid under the schema
	Model string          // the model that the server says has answered

	Mode     Mode // of GenerateStructured: how the shape was asked for
	Repaired bool // a second round was needed
	Warnings []Warning

	Usage   Usage
	Cost    Cost
	Calls   int // answers asked for: retries, continuations and repairs included
	Elapsed time.Duration
}

// Warning is something the caller may want to tell: Kind is one of the Warn
// constants, Text says it without quoting prompt or answer.
type Warning struct {
	Kind string
	Text string
}

// Kinds of warning.
const (
	WarnPromptCut    = "prompt_cut"    // the server counted fewer prompt tokens than the prompt can have
	WarnExtraKeys    = "extra_keys"    // keys that the schema does not know were dropped
	WarnEnumCase     = "enum_case"     // enum values were put into the schema's spelling
	WarnConverted    = "converted"     // values of another JSON type were converted
	WarnJSONRepaired = "json_repaired" // the JSON had syntax errors that could be mended
	WarnEstimated    = "estimated"     // the server reports no usage; the figures are estimates
	WarnContinued    = "continued"     // the text was cut off and continued
)
