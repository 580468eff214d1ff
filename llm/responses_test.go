package llm_test

import (
	"encoding/json"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/responses"
	"github.com/openai/openai-go/v3/shared"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/llm/llmtest"
)

func byResponsesAPI(config *llm.Config) { config.API = llm.APIResponses }

func TestResponsesAreAskedForAsOpenAIsClientDoes(t *testing.T) {
	question := llm.Ask("Read <this> & that.", llm.RequestParams{SystemPrompt: "You read.", MaxTokens: 77, Temperature: 0.25})
	for name, c := range map[string]struct {
		structured       bool
		formats, refuses []string
		wish             func(params *responses.ResponseNewParams, sent json.RawMessage)
	}{
		"text": {wish: func(p *responses.ResponseNewParams, _ json.RawMessage) {
			p.Reasoning = shared.ReasoningParam{Effort: shared.ReasoningEffortLow}
		}},
		"a strict schema": {structured: true, wish: func(p *responses.ResponseNewParams, sent json.RawMessage) {
			var schema map[string]any
			require.NoError(t, json.Unmarshal(sent, &schema))
			p.Text.Format.OfJSONSchema = &responses.ResponseFormatTextJSONSchemaConfigParam{Name: "posting", Strict: openai.Bool(true), Schema: schema}
		}},
		"a tool": {structured: true, formats: []string{}, wish: func(p *responses.ResponseNewParams, _ json.RawMessage) {
			p.Tools = []responses.ToolUnionParam{{OfFunction: &responses.FunctionToolParam{
				Name: "posting", Description: openai.String("Give the answer."), Parameters: postingParameters(), Strict: openai.Bool(false),
			}}}
			p.ToolChoice.OfFunctionTool = &responses.ToolChoiceFunctionParam{Name: "posting"}
		}},
		"a JSON object": {structured: true, formats: []string{"json_object"}, refuses: []string{"tools"}, wish: func(p *responses.ResponseNewParams, _ json.RawMessage) {
			p.Text.Format.OfJSONObject = &shared.ResponseFormatJSONObjectParam{}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t)
			server.Formats, server.Refuses = c.formats, c.refuses
			server.Answer = func(llmtest.Request) llmtest.Reply { return llmtest.Text(goodJSON) }
			var err error
			if c.structured {
				_, err = fast(t, server, byResponsesAPI).GenerateStructured(t.Context(), question, posting)
			} else {
				_, err = fast(t, server, byResponsesAPI, func(config *llm.Config) { config.ReasoningEffort = "low" }).Generate(t.Context(), question)
			}
			require.NoError(t, err)
			requests := server.Requests()
			ours := requests[len(requests)-1]

			wish := responses.ResponseNewParams{
				Model: "test-model", Temperature: openai.Float(0.25), MaxOutputTokens: openai.Int(77), Store: openai.Bool(false),
				Input: responses.ResponseNewParamsInputUnion{OfInputItemList: responses.ResponseInputParam{
					responses.ResponseInputItemParamOfMessage(ours.System(), responses.EasyInputMessageRoleSystem),
					responses.ResponseInputItemParamOfMessage("Read <this> & that.", responses.EasyInputMessageRoleUser),
				}},
			}
			c.wish(&wish, ours.ResponseFormat.JSONSchema.Schema)
			client := sdk(server)
			stream := client.Responses.NewStreaming(t.Context(), wish)
			for stream.Next() {
			}
			require.NoError(t, stream.Err())
			requests = server.Requests()
			assert.JSONEq(t, string(requests[len(requests)-1].Body), string(ours.Body))
		})
	}
}

func TestResponsesAreReadAsOpenAIsClientReadsThem(t *testing.T) {
	for name, reply := range ordinary {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t, reply, reply)
			ours, err := fast(t, server, byResponsesAPI).Generate(t.Context(), ask("hello"))
			require.NoError(t, err)
			params := responses.ResponseNewParams{Model: "test-model", Input: responses.ResponseNewParamsInputUnion{OfString: openai.String("hello")}}
			client := sdk(server)
			var theirs responses.Response
			if reply.Plain {
				whole, err := client.Responses.New(t.Context(), params)
				require.NoError(t, err)
				theirs = *whole
			} else {
				stream := client.Responses.NewStreaming(t.Context(), params)
				for stream.Next() {
					if event := stream.Current(); event.Type == "response.completed" {
						theirs = event.Response
					}
				}
				require.NoError(t, stream.Err())
			}
			assert.Equal(t, theirs.OutputText(), ours.Text)
			assert.Equal(t, theirs.Model, ours.Model)
			assert.Equal(t, theirs.Usage.InputTokens, ours.Usage.Prompt)
			assert.Equal(t, theirs.Usage.InputTokensDetails.CachedTokens, ours.Usage.Cached)
			assert.Equal(t, theirs.Usage.OutputTokens, ours.Usage.Completion)
			assert.Equal(t, theirs.Usage.OutputTokensDetails.ReasoningTokens, ours.Usage.Reasoning)
		})
	}
}

func TestAFailedResponseIsAnError(t *testing.T) {
	failed := llmtest.FailWith(200, "text/event-stream",
		"event: response.failed\ndata: "+`{"type":"response.failed","sequence_number":1,"response":{"id":"r","object":"response","status":"failed","error":{"code":"rate_limit_exceeded","message":"slow down"},"output":[]}}`+"\n\n")
	server := llmtest.New(t, failed, llmtest.Text("whole"))
	response, err := fast(t, server, byResponsesAPI).Generate(t.Context(), ask("Go."))
	require.NoError(t, err)
	assert.Equal(t, "whole", response.Text)
	assert.Equal(t, 2, response.Calls)
}
