//go:build live

package llm_test

import (
	"errors"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/llm"
)

// TestEndpointLive runs the suite of TestEndpoint against the server that the
// environment names. It needs the tag live, so that no test run costs money by
// surprise.
func TestEndpointLive(t *testing.T) {
	config := llm.Config{BaseURL: os.Getenv("OPENAI_BASE_URL"), Key: os.Getenv("OPENAI_API_KEY"), Model: os.Getenv("BESPOKE_MODEL")}
	if config.BaseURL == "" && config.Key == "" {
		t.Skip("neither OPENAI_BASE_URL nor OPENAI_API_KEY is set")
	}
	t.Run("by chat completions", func(t *testing.T) { endpointSuite(t, config) })
	t.Run("by the responses API", func(t *testing.T) {
		other := config
		other.API = llm.APIResponses
		model, err := llm.Open(other)
		require.NoError(t, err)
		if _, err := model.Generate(t.Context(), ask("hello")); errors.Is(err, llm.ErrEndpoint) {
			t.Skip("the server does not have it")
		}
		endpointSuite(t, other)
	})

	t.Run("knows a model that is not there", func(t *testing.T) {
		wrong := config
		wrong.Model = "no-such-model-as-this"
		model, err := llm.Open(wrong)
		require.NoError(t, err)
		if _, err = model.Generate(t.Context(), ask("hello")); err != nil {
			assert.ErrorIs(t, err, llm.ErrModel) // llama.cpp answers under any name
		}
	})
	t.Run("knows a key that is wrong", func(t *testing.T) {
		wrong := config
		wrong.Key = "wrong"
		model, err := llm.Open(wrong)
		require.NoError(t, err)
		if _, err = model.Generate(t.Context(), ask("hello")); err != nil {
			assert.ErrorIs(t, err, llm.ErrKey) // local servers take any key
		}
	})
}
