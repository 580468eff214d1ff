package llm_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/llm/llmtest"
)

func TestOpenChecksItsConfig(t *testing.T) {
	for name, c := range map[string]struct {
		config  llm.Config
		kind    error
		problem string
	}{
		"no model":       {llm.Config{Key: "k"}, llm.ErrNoModel, "BESPOKE_MODEL"},
		"no key":         {llm.Config{Model: "m"}, llm.ErrKey, "OPENAI_API_KEY"},
		"no URL":         {llm.Config{BaseURL: "localhost:11434/v1", Model: "m"}, llm.ErrNoModel, "http://localhost:11434/v1"},
		"password":       {llm.Config{BaseURL: "http://a:hidden@host/v1", Model: "m"}, llm.ErrNoModel, "OPENAI_API_KEY"},
		"a broken key":   {llm.Config{Model: "m", Key: "hidden\nhidden"}, llm.ErrKey, "line break"},
		"another scheme": {llm.Config{BaseURL: "ftp://host/v1", Model: "m"}, llm.ErrNoModel, "http"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := llm.Open(c.config)
			require.ErrorIs(t, err, c.kind)
			assert.Contains(t, err.Error(), c.problem)
			assert.NotContains(t, err.Error(), "hidden")
		})
	}
}

func TestFromEnv(t *testing.T) {
	server := llmtest.New(t, llmtest.Reply{Text: "ok", PromptTokens: 1e6, CompletionTokens: 1})
	prices := filepath.Join(t.TempDir(), "prices.json")
	require.NoError(t, os.WriteFile(prices, []byte(`{"tiny": {"input": 3, "output": 4}}`), 0o600))
	env := func(change map[string]string) func(string) string {
		return func(name string) string {
			if value, ok := change[name]; ok {
				return value
			}
			return map[string]string{"OPENAI_BASE_URL": server.URL + "/", "BESPOKE_MODEL": " tiny ", "BESPOKE_PRICES": prices, "BESPOKE_RUN_TOKENS": "0", "BESPOKE_DAY_TOKENS": "0"}[name]
		}
	}
	config, err := llm.ConfigFromEnv(env(nil))
	require.NoError(t, err)
	model, err := llm.Open(config)
	require.NoError(t, err)
	assert.Equal(t, "tiny", model.Name())
	response, err := model.Generate(t.Context(), ask("Go."))
	require.NoError(t, err)
	assert.InDelta(t, 3, response.Cost.USD, 0.01)

	_, err = llm.ConfigFromEnv(func(string) string { return "" })
	require.ErrorIs(t, err, llm.ErrNoModel)
	for name, value := range map[string]string{
		"BESPOKE_RUN_TOKENS": "many", "BESPOKE_DAY_TOKENS": "-1", "BESPOKE_MODEL_MAX_TOKENS": "1.5",
		"BESPOKE_MODEL_TIMEOUT": "90", "BESPOKE_PRICES": filepath.Join(t.TempDir(), "missing.json"),
	} {
		_, err := llm.ConfigFromEnv(env(map[string]string{name: value}))
		require.ErrorContains(t, err, name)
	}
}

func TestPriceTablesAreChecked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "prices.json")
	for _, text := range []string{`{"m": 3}`, `{"m": {"input": -1}}`, `[]`, ``} {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		_, err := llm.ConfigFromEnv(func(name string) string {
			return map[string]string{"BESPOKE_MODEL": "tiny", "BESPOKE_PRICES": path}[name]
		})
		require.ErrorContains(t, err, path, text)
	}
}
