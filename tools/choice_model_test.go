package tools_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/llm/llmtest"
)

// A scripted model that knows half of the answers is told so: the way to a real
// one and the counting work.
func TestTheChoiceOfAModelIsScored(t *testing.T) {
	server, all := llmtest.New(t), choices(t)
	known := len(all) / 2
	server.Answer = func(request llmtest.Request) llmtest.Reply {
		answer := map[string]any{"tool": "none", "arguments": "none"}
		for _, c := range all[:known] {
			if strings.Contains(request.Last(), "\n"+c.Say+"\n") {
				arguments, _ := json.Marshal(c.Arguments)
				answer = map[string]any{"tool": c.Tool, "arguments": string(arguments)}
			}
		}
		text, _ := json.Marshal(answer)
		return llmtest.Reply{Text: string(text)}
	}
	model, err := llm.Open(llm.Config{BaseURL: server.URL, Model: "scripted"})
	require.NoError(t, err)
	tool, arguments := score(t, model)
	assert.InDelta(t, float64(known)/float64(len(all)), tool, 1e-9)
	assert.Greater(t, arguments, 0.3)
	assert.Less(t, arguments, 0.7)
}

// score is the share of phrases for which model names the right tool, and of
// their arguments that it gives as they should be.
func score(t *testing.T, model llm.Model) (tool, arguments float64) {
	t.Helper()
	list, err := json.Marshal(listed())
	require.NoError(t, err)
	all := choices(t)
	right, filled, wanted := 0, 0, 0
	for _, c := range all {
		name, given, err := ask(t, model, string(list), c.Say)
		require.NoError(t, err)
		if name == c.Tool {
			right++
		} else {
			t.Logf("%s, not %s: %s", c.Tool, name, c.Say)
		}
		for field, value := range c.Arguments {
			wanted++
			got := given[field]
			if items, list := got.([]any); list && len(items) > 0 {
				got = items[0]
			}
			if fmt.Sprint(got) == fmt.Sprint(value) {
				filled++
			}
		}
	}
	tool, arguments = float64(right)/float64(len(all)), float64(filled)/float64(wanted)
	t.Logf("of %d phrases %.1f %% to the right tool; %.1f %% of %d arguments right", len(all), 100*tool, 100*arguments, wanted)
	return tool, arguments
}

func ask(t *testing.T, model llm.Model, list, say string) (string, map[string]any, error) {
	t.Helper()
	shape := llm.MustSchema("call", json.RawMessage(`{"type":"object","additionalProperties":false,"required":["tool","arguments"],
		"properties":{"tool":{"type":"string"},"arguments":{"type":"string","description":"The arguments as a JSON object"}}}`))
	response, err := model.GenerateStructured(t.Context(), llm.Request{Messages: []llm.Message{{
		Role: llm.User, Content: "These are your tools:\n" + list + "\n\nThe user says:\n" + say + "\n\nName the one tool to call next and its arguments; leave out arguments that the user did not give.",
	}}}, shape)
	if err != nil {
		return "", nil, err
	}
	var called struct{ Tool, Arguments string }
	if err := json.Unmarshal(response.JSON, &called); err != nil {
		return "", nil, err
	}
	var arguments map[string]any
	_ = json.Unmarshal([]byte(called.Arguments), &arguments) // no arguments are wrong arguments
	return called.Tool, arguments, nil
}
