//go:build live

package tools_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/llm"
)

// A real model reads the list of the tools as a client's does, and chooses.
func TestChoiceOfToolsLive(t *testing.T) {
	if os.Getenv("OPENAI_BASE_URL") == "" && os.Getenv("OPENAI_API_KEY") == "" {
		t.Skip("neither OPENAI_BASE_URL nor OPENAI_API_KEY is set")
	}
	config, err := llm.ConfigFromEnv(os.Getenv)
	require.NoError(t, err)
	model, err := llm.Open(config)
	require.NoError(t, err)
	tool, arguments := score(t, model)
	assert.GreaterOrEqual(t, tool, 0.9)
	assert.GreaterOrEqual(t, arguments, 0.85)
}
