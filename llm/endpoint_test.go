package llm_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/llm/llmtest"
	"github.com/bespoke-cv/bespoke/progress"
)

// TestEndpoint is what every server must do, whatever its model is like. It
// runs against llmtest here, and against a real server with
//
//	OPENAI_BASE_URL=… OPENAI_API_KEY=… BESPOKE_MODEL=… make test-live
//
// (see live_test.go). It asks about ten short questions by each API.
func TestEndpoint(t *testing.T) {
	server := llmtest.New(t)
	server.Answer = endpoint
	for _, api := range []llm.API{llm.APIChat, llm.APIResponses} {
		t.Run(string(api), func(t *testing.T) { endpointSuite(t, llm.Config{BaseURL: server.URL, Model: "test-model", API: api}) })
	}
}

// endpoint plays a model that follows simple instructions.
func endpoint(request llmtest.Request) llmtest.Reply {
	last := request.Last()
	switch {
	case strings.Contains(request.System(), "JSON Schema"):
		return llmtest.Text(`{"city":"Porto","arrangement":"hybrid","days":3}`)
	case strings.Contains(last, "numbers from 1 to"):
		text := ""
		for i := range 400 {
			text += string(rune('0'+i%10)) + " "
		}
		limit := request.MaxTokens
		if request.API == llmtest.Responses {
			limit = request.MaxOutputTokens
		}
		if limit != nil && *limit < 100 {
			return llmtest.Cut(text[:20])
		}
		return llmtest.Reply{Text: text, Pace: 30 * time.Millisecond}
	default:
		return llmtest.Text("ready")
	}
}

var ad = llm.MustSchema("ad", json.RawMessage(`{
	"type": "object", "additionalProperties": false, "required": ["city", "arrangement"],
	"properties": {
		"city": {"type": "string"},
		"arrangement": {"type": "string", "enum": ["remote", "on_site", "hybrid"]},
		"days": {"type": "integer", "description": "Days a week in the office"},
		"salary": {"type": "integer", "description": "Left out when the text names none"}
	}
}`))

func endpointSuite(t *testing.T, config llm.Config) {
	model, err := llm.Open(config)
	require.NoError(t, err)

	t.Run("answers, with usage and progress", func(t *testing.T) {
		reports := 0
		ctx := progress.With(t.Context(), func(progress.Update) { reports++ })
		response, err := model.Generate(ctx, llm.Ask("Answer with the single word: ready", llm.RequestParams{SystemPrompt: "You are terse."}))
		require.NoError(t, err)
		assert.Contains(t, strings.ToLower(response.Text), "ready")
		assert.Positive(t, response.Usage.Prompt)
		assert.Positive(t, response.Usage.Completion)
		assert.Positive(t, reports)
		t.Log(response.Usage, response.Cost, response.Warnings)
	})
	t.Run("keeps to a schema", func(t *testing.T) {
		for range 2 {
			var found struct {
				City, Arrangement string
				Days              int
				Salary            *int
			}
			response, err := model.GenerateStructured(t.Context(), llm.Ask("Our studio is in Porto. Three days a week there, the others at home.", llm.RequestParams{SystemPrompt: "Read the advertisement."}), ad)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(response.JSON, &found))
			assert.Equal(t, "Porto", found.City)
			assert.Equal(t, "hybrid", found.Arrangement)
			assert.Nil(t, found.Salary)
			t.Log(response.Mode, response.Usage, response.Warnings)
		}
	})
	t.Run("says when an answer is cut off", func(t *testing.T) {
		_, err := model.Generate(t.Context(), llm.Ask("Write the numbers from 1 to 400 in words.", llm.RequestParams{MaxTokens: 20}))
		require.ErrorIs(t, err, llm.ErrTruncated)
	})
	t.Run("stops within a second", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var cancelled time.Time
		time.AfterFunc(700*time.Millisecond, func() { cancelled = time.Now(); cancel() })
		_, err := model.Generate(ctx, llm.Ask("Write the numbers from 1 to 400 in words.", llm.RequestParams{}))
		require.ErrorIs(t, err, context.Canceled)
		assert.Less(t, time.Since(cancelled), time.Second)
	})
	t.Run("keeps to its deadline", func(t *testing.T) {
		_, err := model.Generate(t.Context(), llm.Ask("Write the numbers from 1 to 400 in words.", llm.RequestParams{Timeout: 300 * time.Millisecond}))
		require.ErrorIs(t, err, llm.ErrSlow)
	})
}
