package llm_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/llm/llmtest"
)

// fast opens the model behind server, with short pauses.
func fast(t *testing.T, server *llmtest.Server, change ...func(*llm.Config)) llm.Model {
	t.Helper()
	config := llm.Config{
		BaseURL: server.URL, Key: "test-key", Model: "test-model",
		Backoff: time.Millisecond, Timeout: 10 * time.Second, FirstByte: 5 * time.Second, StallTimeout: 5 * time.Second,
	}
	if strings.Contains(t.Name(), byResponses) {
		config.API = llm.APIResponses
	}
	for _, change := range change {
		change(&config)
	}
	model, err := llm.Open(config)
	require.NoError(t, err)
	return model
}

const byResponses = "by_responses"

// onBothAPIs runs a test once for each API; fast opens the model accordingly.
func onBothAPIs(t *testing.T, test func(*testing.T)) {
	for _, api := range []string{"by chat completions", "by responses"} {
		t.Run(api, func(t *testing.T) {
			t.Parallel()
			test(t)
		})
	}
}

func ask(text string) llm.Request { return llm.Ask(text, llm.RequestParams{Purpose: "testing"}) }

// posting is a shape with everything that matters: an enum, an optional value,
// a number, a list of objects.
var posting = llm.MustSchema("posting", json.RawMessage(postingSchema))

const postingSchema = `{
	"type": "object", "additionalProperties": false, "required": ["title", "arrangement", "skills"],
	"properties": {
		"title": {"type": "string", "minLength": 1},
		"arrangement": {"type": "string", "enum": ["remote", "on_site", "hybrid"]},
		"salary": {"type": "integer", "minimum": 0},
		"skills": {"type": "array", "items": {
			"type": "object", "additionalProperties": false, "required": ["name"],
			"properties": {"name": {"type": "string"}, "required": {"type": "boolean"}}
		}}
	}
}`

var good = map[string]any{"title": "Gardener", "arrangement": "on_site", "skills": []any{map[string]any{"name": "pruning", "required": true}}}

const goodJSON = `{"title":"Gardener","arrangement":"on_site","skills":[{"name":"pruning","required":true}]}`

func TestGenerateStreamsAnAnswerWithItsUsage(t *testing.T) {
	server := llmtest.New(t, llmtest.Reply{Text: "The quick answer.", PromptTokens: 40, CachedTokens: 8, CompletionTokens: 5})
	model := fast(t, server)
	response, err := model.Generate(t.Context(), llm.Ask("Answer quickly.", llm.RequestParams{SystemPrompt: "You answer."}))
	require.NoError(t, err)
	assert.Equal(t, "The quick answer.", response.Text)
	assert.Equal(t, llm.Usage{Prompt: 40, Cached: 8, Completion: 5}, response.Usage)
	assert.Equal(t, 1, response.Calls)
	assert.Equal(t, "test-model", response.Model)
	assert.Equal(t, "price unknown", response.Cost.String())
	assert.Empty(t, response.Warnings)

	request := server.Requests()[0]
	assert.True(t, request.Stream)
	assert.Equal(t, "Bearer test-key", request.Header.Get("Authorization"))
	assert.Equal(t, "You answer.", request.System())
	assert.Equal(t, "Answer quickly.", request.Last())
	require.NotNil(t, request.Temperature)
	assert.Zero(t, *request.Temperature)
	require.NotNil(t, request.Seed)
	require.NotNil(t, request.MaxTokens)
}

func TestGenerateReadsAnswersThatAreNotStreamed(t *testing.T) {
	onBothAPIs(t, testGenerateReadsAnswersThatAreNotStreamed)
}

func testGenerateReadsAnswersThatAreNotStreamed(t *testing.T) {
	server := llmtest.New(t, llmtest.Text("whole"), llmtest.Refuse("no"))
	server.Plain = true
	model := fast(t, server)
	response, err := model.Generate(t.Context(), ask("hello"))
	require.NoError(t, err)
	assert.Equal(t, "whole", response.Text)
	assert.NotZero(t, response.Usage.Prompt)
	_, err = model.Generate(t.Context(), ask("hello"))
	assert.ErrorIs(t, err, llm.ErrRefused)
}

func TestGenerateDropsThoughts(t *testing.T) {
	server := llmtest.New(t, llmtest.Text("<think>\nlet me see {\n</think>\n\nForty-two."), llmtest.Reply{Reasoning: "let me see", Text: "Forty-two."})
	model := fast(t, server)
	for range 2 {
		response, err := model.Generate(t.Context(), ask("hello"))
		require.NoError(t, err)
		assert.Equal(t, "Forty-two.", response.Text)
	}
}

func TestWithoutReportedUsageTheFiguresAreEstimates(t *testing.T) {
	onBothAPIs(t, testWithoutReportedUsageTheFiguresAreEstimates)
}

func testWithoutReportedUsageTheFiguresAreEstimates(t *testing.T) {
	model := fast(t, llmtest.New(t, llmtest.Reply{Text: "twelve chars", NoUsage: true}))
	response, err := model.Generate(t.Context(), ask("sixteen letters!"))
	require.NoError(t, err)
	assert.True(t, response.Usage.Estimated)
	assert.InDelta(t, 8, response.Usage.Prompt, 4)
	assert.InDelta(t, 3, response.Usage.Completion, 2)
	assert.Equal(t, llm.WarnEstimated, response.Warnings[0].Kind)
}

func TestTruncatedTextIsContinuedOnRequest(t *testing.T) {
	onBothAPIs(t, testTruncatedTextIsContinuedOnRequest)
}

func testTruncatedTextIsContinuedOnRequest(t *testing.T) {
	server := llmtest.New(t, llmtest.Cut("One, two, "), llmtest.Text("three."))
	model := fast(t, server)
	request := ask("Count.")
	request.Params.MaxContinuations = 1
	response, err := model.Generate(t.Context(), request)
	require.NoError(t, err)
	assert.Equal(t, "One, two, three.", response.Text)
	assert.Equal(t, llm.WarnContinued, response.Warnings[0].Kind)
	assert.Equal(t, 2, response.Calls)
	second := server.Requests()[1]
	assert.Equal(t, "One, two, ", second.Messages[1].Content)
	assert.Equal(t, "assistant", second.Messages[1].Role)
}

func TestTruncatedAnswersAreSaidToBe(t *testing.T) { onBothAPIs(t, testTruncatedAnswersAreSaidToBe) }

func testTruncatedAnswersAreSaidToBe(t *testing.T) {
	server := llmtest.New(t, llmtest.Cut("One, two, "), llmtest.Cut(`{"title": "Garde`), llmtest.Cut(""))
	model := fast(t, server)
	response, err := model.Generate(t.Context(), ask("Count."))
	require.ErrorIs(t, err, llm.ErrTruncated)
	assert.Equal(t, "One, two, ", response.Text)
	assert.Contains(t, err.Error(), "8192")

	response, err = model.GenerateStructured(t.Context(), ask("Read."), posting)
	require.ErrorIs(t, err, llm.ErrTruncated)
	assert.Equal(t, `{"title": "Garde`, response.Text)
	assert.Equal(t, 1, response.Calls, "a truncated answer is not repaired")

	_, err = model.Generate(t.Context(), ask("Think too long."))
	require.ErrorIs(t, err, llm.ErrTruncated)
}

func TestAServerThatDoesNotStopIsStopped(t *testing.T) {
	onBothAPIs(t, testAServerThatDoesNotStopIsStopped)
}

func testAServerThatDoesNotStopIsStopped(t *testing.T) {
	server := llmtest.New(t, llmtest.Reply{Text: strings.Repeat("again and again ", 20_000), Size: 4000})
	request := ask("Go.")
	request.Params.MaxTokens = 10
	response, err := fast(t, server).Generate(t.Context(), request)
	require.ErrorIs(t, err, llm.ErrTruncated)
	assert.Less(t, len(response.Text), 80_000)
}

func TestRefusals(t *testing.T) { onBothAPIs(t, testRefusals) }

func testRefusals(t *testing.T) {
	for name, reply := range map[string]llmtest.Reply{
		"said by the model":           llmtest.Refuse("I cannot help with that."),
		"by the filter of the answer": {Text: "Well", Finish: "content_filter"},
		"by the filter of the prompt": llmtest.Fail(http.StatusBadRequest, llmtest.Error{Message: "filtered", Code: "content_filter", Type: "invalid_request_error"}),
	} {
		t.Run(name, func(t *testing.T) {
			model := fast(t, llmtest.New(t, reply))
			_, err := model.GenerateStructured(t.Context(), ask("Do."), posting)
			require.ErrorIs(t, err, llm.ErrRefused)
			assert.NotContains(t, err.Error(), "cannot help", "answers stay out of errors")
		})
	}
}

func TestAnEmptyAnswerIsAskedForOnceMore(t *testing.T) {
	onBothAPIs(t, testAnEmptyAnswerIsAskedForOnceMore)
}

func testAnEmptyAnswerIsAskedForOnceMore(t *testing.T) {
	model := fast(t, llmtest.New(t, llmtest.Text(""), llmtest.Text("here"), llmtest.Text(" \n"), llmtest.Text("")))
	response, err := model.Generate(t.Context(), ask("Go."))
	require.NoError(t, err)
	assert.Equal(t, "here", response.Text)
	_, err = model.Generate(t.Context(), ask("Go."))
	require.ErrorIs(t, err, llm.ErrEmpty)
}

func TestACutPromptIsNoticed(t *testing.T) { onBothAPIs(t, testACutPromptIsNoticed) }

func testACutPromptIsNoticed(t *testing.T) {
	long := strings.Repeat("every word of this offer matters ", 200)
	server := llmtest.New(t, llmtest.Text("yes"), llmtest.Text("yes"), llmtest.Text("yes"))
	server.Context, server.Cuts = 500, true
	model := fast(t, server)

	response, err := model.Generate(t.Context(), ask(long))
	require.ErrorIs(t, err, llm.ErrPromptCut)
	assert.Equal(t, "yes", response.Text)
	assert.Contains(t, err.Error(), "500 tokens where there are 1200 or more")

	request := ask(long)
	request.Params.AllowCut = true
	response, err = model.Generate(t.Context(), request)
	require.NoError(t, err)
	assert.Equal(t, llm.WarnPromptCut, response.Warnings[0].Kind)

	response, err = model.Generate(t.Context(), ask("short"))
	require.NoError(t, err)
	assert.Empty(t, response.Warnings)
}

func TestAPromptThatDoesNotFit(t *testing.T) {
	server := llmtest.New(t, llmtest.Text("fits without a limit"))
	server.Context = 1000
	model := fast(t, server) // asks for 8192 tokens of answer
	response, err := model.Generate(t.Context(), ask("short"))
	require.NoError(t, err)
	assert.Equal(t, "fits without a limit", response.Text)

	_, err = model.Generate(t.Context(), ask(strings.Repeat("long ", 2000)))
	require.ErrorIs(t, err, llm.ErrTooLong)
	assert.Equal(t, "max_tokens", limitOf(server.Requests()[0]))
	assert.Empty(t, limitOf(server.Requests()[1]))
	assert.Equal(t, "max_tokens", limitOf(server.Requests()[2]), "the limit is back for the next prompt")
}

func limitOf(request llmtest.Request) string {
	switch {
	case request.MaxTokens != nil:
		return "max_tokens"
	case request.MaxCompletionTokens != nil:
		return "max_completion_tokens"
	default:
		return ""
	}
}

func TestRefusedParametersAreDroppedAndRemembered(t *testing.T) {
	for _, parameter := range []string{"temperature", "seed", "stop", "stream_options", "stream", "max_tokens", "reasoning_effort", "system"} {
		t.Run(parameter, func(t *testing.T) {
			server := llmtest.New(t, llmtest.Text("one"), llmtest.Text("two"), llmtest.Text("three"))
			server.Refuses = []string{parameter}
			model := fast(t, server, func(config *llm.Config) { config.ReasoningEffort = "low" })
			request := llm.Ask("Go.", llm.RequestParams{SystemPrompt: "Be brief.", StopSequences: []string{"END"}})
			for range 3 {
				_, err := model.Generate(t.Context(), request)
				require.NoError(t, err)
			}
			requests := server.Requests()
			require.Len(t, requests, 4, "refused once, then three times left out")
			switch parameter {
			case "system":
				assert.Empty(t, requests[3].System())
				assert.Equal(t, "Be brief.\n\nGo.", requests[3].Last())
			case "max_tokens":
				assert.Equal(t, "max_completion_tokens", limitOf(requests[3]))
			default:
				assert.True(t, requests[0].Has(parameter))
				assert.False(t, requests[3].Has(parameter))
			}
		})
	}
}

func TestAServerThatRefusesEverythingIsNotAskedForever(t *testing.T) {
	onBothAPIs(t, testAServerThatRefusesEverythingIsNotAskedForever)
}

func testAServerThatRefusesEverythingIsNotAskedForever(t *testing.T) {
	server := llmtest.New(t)
	server.Answer = func(llmtest.Request) llmtest.Reply {
		return llmtest.Fail(http.StatusBadRequest, llmtest.Error{Message: "temperature, response_format, 'seed': all wrong"})
	}
	_, err := fast(t, server).GenerateStructured(t.Context(), ask("Go."), posting)
	require.ErrorIs(t, err, llm.ErrRejected)
	assert.LessOrEqual(t, len(server.Requests()), 8)
	var e *llm.Error
	require.ErrorAs(t, err, &e)
	assert.Contains(t, e.Message, "all wrong")
	assert.NotContains(t, e.Error(), "all wrong", "what a server says may quote the prompt")
}

func TestRequestsAreChecked(t *testing.T) {
	model := fast(t, llmtest.New(t))
	_, err := model.Generate(t.Context(), llm.Request{})
	require.ErrorContains(t, err, "no message")
	_, err = model.Generate(t.Context(), llm.Request{Messages: []llm.Message{{Role: "system", Content: "x"}}})
	require.ErrorContains(t, err, `message 0 has the role "system"`)
}

func TestACancelledContextAsksNothing(t *testing.T) {
	server := llmtest.New(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := fast(t, server).Generate(ctx, ask("Go."))
	require.ErrorIs(t, err, context.Canceled)
	assert.Empty(t, server.Requests())
}
