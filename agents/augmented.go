package agents

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/bespoke-cv/bespoke/llm"
)

// RequestParams say how a model is to answer; the zero value is deterministic.
type RequestParams = llm.RequestParams

// TokenCounter counts the tokens of a run and holds it to its budget.
type TokenCounter = llm.TokenCounter

// AugmentedLLM is an agent with a model: what it is told is the agent's
// instruction, and what it has answered before it does not ask again.
type AugmentedLLM struct {
	Agent
	Model llm.Model
	Cache Cache // nil remembers nothing
}

// Signature is how the model signs its work: "model:NAME".
func (a *AugmentedLLM) Signature() string { return "model:" + a.Model.Name() }

// Generate continues a conversation. The errors are those of package llm.
func (a *AugmentedLLM) Generate(ctx context.Context, messages []llm.Message, params RequestParams) (llm.Response, error) {
	return a.remembered(ctx, llm.Request{Messages: messages, Params: a.params(params)}, nil)
}

// GenerateStr answers one message with text.
func (a *AugmentedLLM) GenerateStr(ctx context.Context, message string, params RequestParams) (string, error) {
	response, err := a.Generate(ctx, []llm.Message{{Role: llm.User, Content: message}}, params)
	return response.Text, err
}

// GenerateStructured continues a conversation with a JSON object that is valid
// under schema, and decodes it into the pointer into.
func (a *AugmentedLLM) GenerateStructured(ctx context.Context, messages []llm.Message, schema *llm.Schema, params RequestParams, into any) (llm.Response, error) {
	response, err := a.remembered(ctx, llm.Request{Messages: messages, Params: a.params(params)}, schema)
	if err != nil {
		return response, err
	}
	if err := json.Unmarshal(response.JSON, into); err != nil {
		// Not wrapped: encoding/json quotes the values it stumbles over.
		return response, fmt.Errorf("decode an answer that is valid under schema %s: %w", schema.Name(), llm.ErrInvalid)
	}
	return response, nil
}

func (a *AugmentedLLM) params(params RequestParams) RequestParams {
	if params.SystemPrompt == "" {
		params.SystemPrompt = a.Instruction
	}
	return params
}

// answer is what a cache keeps of a response: it costs nothing the second time.
type answer struct {
	Text string          `json:"text,omitempty"`
	JSON json.RawMessage `json:"json,omitempty"`
}

type slotsKey struct{}

// atMost returns a context in which no more than n questions are before a
// model at once, however the work is divided.
func atMost(ctx context.Context, n int) context.Context {
	return context.WithValue(ctx, slotsKey{}, make(chan struct{}, n))
}

// slot waits for one of the context's slots and returns what frees it.
func slot(ctx context.Context) (free func(), err error) {
	slots, limited := ctx.Value(slotsKey{}).(chan struct{})
	if !limited {
		return func() {}, nil
	}
	select {
	case slots <- struct{}{}:
		return func() { <-slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// remembered asks the model unless the same request has been answered before.
func (a *AugmentedLLM) remembered(ctx context.Context, request llm.Request, schema *llm.Schema) (llm.Response, error) {
	key := requestKey(a.Model.Name(), request, schema)
	if a.Cache != nil {
		var known answer
		if raw, ok := a.Cache.Get(ctx, key); ok && json.Unmarshal(raw, &known) == nil {
			return llm.Response{Text: known.Text, JSON: known.JSON, Model: a.Model.Name()}, nil
		}
	}
	free, err := slot(ctx)
	if err != nil {
		return llm.Response{}, err
	}
	defer free()
	var response llm.Response
	if schema == nil {
		response, err = a.Model.Generate(ctx, request)
	} else {
		response, err = a.Model.GenerateStructured(ctx, request, schema)
	}
	if err == nil && a.Cache != nil {
		if raw, marshalErr := json.Marshal(answer{Text: response.Text, JSON: response.JSON}); marshalErr == nil {
			a.Cache.Put(ctx, key, raw)
		}
	}
	return response, err
}

// requestKey is a digest of all that decides an answer: the model, the prompt
// with its version, the offer's and the CV's content, the shape and the limits.
func requestKey(model string, request llm.Request, schema *llm.Schema) string {
	shape := ""
	if schema != nil {
		shape = schema.Name() + " " + schema.Digest()
	}
	params := request.Params
	params.Purpose, params.Timeout = "", 0
	raw, err := json.Marshal(struct {
		Model, Shape string
		Messages     []llm.Message
		Params       RequestParams
	}{model, shape, request.Messages, params})
	if err != nil {
		panic(fmt.Sprintf("request key: %v", err)) // strings and numbers only
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}
