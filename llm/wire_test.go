package llm_test

import (
	"encoding/json"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/shared"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/llm/llmtest"
)

// sdk is OpenAI's own client for the same server.
func sdk(server *llmtest.Server) openai.Client {
	return openai.NewClient(option.WithBaseURL(server.URL), option.WithAPIKey("test-key"), option.WithMaxRetries(0))
}

// The request that goes out is, but for the order of its keys, the one that
// OpenAI's own client makes of the same wishes.
func TestRequestsAreThoseOfOpenAIsClient(t *testing.T) {
	question := llm.Ask("Read <this> & that.", llm.RequestParams{SystemPrompt: "You read.", MaxTokens: 77, Temperature: 0.25, Seed: 9, StopSequences: []string{"END", "STOP"}})
	same := func() openai.ChatCompletionNewParams {
		return openai.ChatCompletionNewParams{
			Model:       "test-model",
			Messages:    []openai.ChatCompletionMessageParamUnion{openai.SystemMessage("You read."), openai.UserMessage("Read <this> & that.")},
			Temperature: openai.Float(0.25), Seed: openai.Int(9), MaxTokens: openai.Int(77),
			Stop:          openai.ChatCompletionNewParamsStopUnion{OfStringArray: []string{"END", "STOP"}},
			StreamOptions: openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)},
		}
	}
	for name, c := range map[string]struct {
		structured bool
		formats    []string
		refuses    []string
		wish       func(params *openai.ChatCompletionNewParams, sent json.RawMessage)
		effort     string
	}{
		"text": {wish: func(*openai.ChatCompletionNewParams, json.RawMessage) {}},
		"reasoning": {effort: "low", wish: func(p *openai.ChatCompletionNewParams, _ json.RawMessage) {
			p.ReasoningEffort = shared.ReasoningEffortLow
		}},
		"a strict schema": {structured: true, wish: func(p *openai.ChatCompletionNewParams, sent json.RawMessage) {
			p.ResponseFormat.OfJSONSchema = &shared.ResponseFormatJSONSchemaParam{
				JSONSchema: shared.ResponseFormatJSONSchemaJSONSchemaParam{Name: "posting", Strict: openai.Bool(true), Schema: sent},
			}
		}},
		"a tool": {structured: true, formats: []string{}, wish: func(p *openai.ChatCompletionNewParams, _ json.RawMessage) {
			p.Tools = []openai.ChatCompletionToolUnionParam{openai.ChatCompletionFunctionTool(shared.FunctionDefinitionParam{
				Name: "posting", Description: openai.String("Give the answer."), Parameters: postingParameters(),
			})}
			p.ToolChoice = openai.ToolChoiceOptionFunctionToolChoice(openai.ChatCompletionNamedToolChoiceFunctionParam{Name: "posting"})
		}},
		"a JSON object": {structured: true, formats: []string{"json_object"}, refuses: []string{"tools"}, wish: func(p *openai.ChatCompletionNewParams, _ json.RawMessage) {
			p.ResponseFormat.OfJSONObject = &shared.ResponseFormatJSONObjectParam{}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t)
			server.Formats, server.Refuses = c.formats, c.refuses
			server.Answer = func(llmtest.Request) llmtest.Reply { return llmtest.Text(goodJSON) }
			model := fast(t, server, func(config *llm.Config) { config.ReasoningEffort = c.effort })
			var err error
			if c.structured {
				_, err = model.GenerateStructured(t.Context(), question, posting)
			} else {
				_, err = model.Generate(t.Context(), question)
			}
			require.NoError(t, err)
			requests := server.Requests()
			ours := requests[len(requests)-1]

			wish := same()
			c.wish(&wish, ours.ResponseFormat.JSONSchema.Schema)
			wish.Messages[0] = openai.SystemMessage(ours.System()) // the schema in words is ours alone
			client := sdk(server)
			stream := client.Chat.Completions.NewStreaming(t.Context(), wish)
			for stream.Next() {
			}
			require.NoError(t, stream.Err())
			requests = server.Requests()
			theirs := requests[len(requests)-1]
			assert.JSONEq(t, string(theirs.Body), string(ours.Body))
			for _, header := range []string{"Authorization", "Content-Type"} {
				assert.Equal(t, theirs.Header.Get(header), ours.Header.Get(header), header)
			}
		})
	}
}

// postingParameters is the schema of posting as the client takes it.
func postingParameters() (parameters map[string]any) {
	if err := json.Unmarshal([]byte(postingSchema), &parameters); err != nil {
		panic(err)
	}
	return parameters
}

// ordinary are answers in which nothing is wrong.
var ordinary = map[string]llmtest.Reply{
	"plain":    {Text: "Grüße, “world” \\ \u2028", Plain: true, PromptTokens: 12, CompletionTokens: 4, CachedTokens: 3},
	"streamed": {Text: "Grüße, “world” \\ \u2028", Size: 3, PromptTokens: 12, CompletionTokens: 4, CachedTokens: 3},
	"thoughts": {Text: "Yes.", Reasoning: "hm", PromptTokens: 9, CompletionTokens: 2},
}

// What this package and OpenAI's own client read from one server is the same.
func TestAnswersAreReadAsOpenAIsClientReadsThem(t *testing.T) {
	for name, reply := range ordinary {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t, reply, reply)
			ours, err := fast(t, server).Generate(t.Context(), ask("hello"))
			require.NoError(t, err)

			params := openai.ChatCompletionNewParams{
				Model: "test-model", Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("hello")},
				StreamOptions: openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)},
			}
			client := sdk(server)
			var theirs openai.ChatCompletion
			if reply.Plain {
				params.StreamOptions = openai.ChatCompletionStreamOptionsParam{}
				whole, err := client.Chat.Completions.New(t.Context(), params)
				require.NoError(t, err)
				theirs = *whole
			} else {
				stream := client.Chat.Completions.NewStreaming(t.Context(), params)
				var gathered openai.ChatCompletionAccumulator
				for stream.Next() {
					gathered.AddChunk(stream.Current())
				}
				require.NoError(t, stream.Err())
				theirs = gathered.ChatCompletion
			}
			assert.Equal(t, theirs.Choices[0].Message.Content, ours.Text)
			assert.Equal(t, theirs.Model, ours.Model)
			assert.Equal(t, theirs.Usage.PromptTokens, ours.Usage.Prompt)
			assert.Equal(t, theirs.Usage.CompletionTokens, ours.Usage.Completion)
		})
	}
}

func TestAServerThatCountsOddlyHasAnsweredAllTheSame(t *testing.T) {
	for name, usage := range map[string]string{"words": `"many"`, "fractions": `{"prompt_tokens": 1.5}`, "null": `null`} {
		t.Run(name, func(t *testing.T) {
			body := `{"model":"test-model","choices":[{"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"usage":` + usage + `}`
			server := llmtest.New(t, llmtest.FailWith(200, "application/json", body))
			response, err := fast(t, server).Generate(t.Context(), ask("hello"))
			require.NoError(t, err)
			assert.Equal(t, "hello", response.Text)
			assert.True(t, response.Usage.Estimated)
		})
	}
}
