package tools_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents/agentstest"
	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/llm/llmtest"
)

// fault is a way in which a model fails, each a row of the table in docs/models.md.
type fault struct {
	row    string // as the table names it
	answer func(llmtest.Request) llmtest.Reply
	server func(*llmtest.Server)
	config func(*llm.Config)
	limits llm.Limits
	says   string // in the warnings; "" when the model's work comes through all the same
}

func always(reply llmtest.Reply) func(llmtest.Request) llmtest.Reply {
	return func(llmtest.Request) llmtest.Reply { return reply }
}

// once fails the first time that a question is asked, and is good after it.
func once(reply llmtest.Reply) func(llmtest.Request) llmtest.Reply {
	seen := make(chan map[string]bool, 1)
	seen <- map[string]bool{}
	return func(request llmtest.Request) llmtest.Reply {
		asked := <-seen
		defer func() { seen <- asked }()
		question := ""
		for _, message := range request.Messages {
			if message.Role == "user" {
				question = message.Content
				break
			}
		}
		if !asked[question] {
			asked[question] = true
			return reply
		}
		return agentstest.Good(request)
	}
}

// changed is the good answer with something done to its text.
func changed(change func(text string) llmtest.Reply) func(llmtest.Request) llmtest.Reply {
	return func(request llmtest.Request) llmtest.Reply { return change(agentstest.Good(request).Text) }
}

// small answers what is short and cuts off what is long.
func small(request llmtest.Request) llmtest.Reply {
	places := agentstest.Places(request)
	if len(places) > 8 || len(places) == 0 && len(agentstest.Fenced(request.Last(), "offer")) > 1500 {
		return llmtest.Cut(`{"edits":[`)
	}
	return agentstest.Good(request)
}

func impatient(config *llm.Config) {
	config.FirstByte, config.StallTimeout = 300*time.Millisecond, 300*time.Millisecond
}

var faults = []fault{
	{row: "`response_format` refused", answer: agentstest.Good, server: func(s *llmtest.Server) { s.Formats = []string{} }},
	{row: "neither formats nor tools", answer: agentstest.Good, server: func(s *llmtest.Server) { s.Formats, s.Refuses = []string{}, []string{"tools"} }},
	{row: "answers on the responses API only", answer: agentstest.Good, server: func(s *llmtest.Server) { s.Only = llmtest.Responses }},
	{row: "a parameter refused", answer: agentstest.Good, server: func(s *llmtest.Server) { s.Refuses = []string{"temperature", "seed", "stream", "max_tokens"} }},
	{row: "prose around the JSON", answer: agentstest.Sloppy, server: func(s *llmtest.Server) { s.Formats, s.Refuses = []string{}, []string{"tools"} }},
	{row: "wrong enum case, extra keys", answer: agentstest.Sloppy},
	{row: "JSON of another shape", answer: once(llmtest.Text(`{"result": "ok"}`))},
	{row: "JSON of another shape", answer: always(llmtest.Text(`{"result": "ok"}`)), says: llm.ErrInvalid.Error()},
	{row: "answer cut off", answer: small},
	{row: "answer cut off", answer: always(llmtest.Cut("{")), says: llm.ErrTruncated.Error()},
	{row: "refusal", answer: always(llmtest.Refuse("I cannot help with that.")), says: llm.ErrRefused.Error()},
	{row: "empty answer", answer: once(llmtest.Text(""))},
	{row: "empty answer", answer: always(llmtest.Text("")), says: llm.ErrEmpty.Error()},
	{row: "429, busy", answer: once(llmtest.Busy("0.01"))},
	{row: "429, busy", answer: always(llmtest.Busy("600")), says: "asks to wait 10m"},
	{row: "5xx, connection lost", answer: once(llmtest.FailWith(502, "text/html", "<html>Bad Gateway</html>"))},
	{row: "5xx, connection lost", answer: once(llmtest.Drop(`{"edits": [`, 1))},
	{row: "5xx, connection lost", answer: always(llmtest.FailWith(500, "text/plain", "oops")), says: llm.ErrServer.Error()},
	{row: "slow tokens", answer: changed(func(text string) llmtest.Reply {
		return llmtest.Reply{Text: text, Size: 200, Pace: 20 * time.Millisecond}
	}), config: impatient},
	{
		row: "slow tokens", answer: always(llmtest.Reply{Text: strings.Repeat("slow ", 400), Pace: 50 * time.Millisecond}), says: llm.ErrSlow.Error(),
		config: func(c *llm.Config) { c.Timeout = 300 * time.Millisecond },
	},
	{row: "silence", answer: always(llmtest.Stall("{", 1)), config: impatient, says: llm.ErrStalled.Error()},
	{row: "silence", answer: always(llmtest.Stall("", 0)), config: impatient, says: llm.ErrStalled.Error()},
	{row: "context window cut in silence", answer: agentstest.Good, server: func(s *llmtest.Server) { s.Context, s.Cuts = 300, true }, says: llm.ErrPromptCut.Error()},
	{row: "prompt too long", answer: agentstest.Good, server: func(s *llmtest.Server) { s.Context = 400 }, says: llm.ErrTooLong.Error()},
	{row: "key missing or wrong", answer: agentstest.Good, server: func(s *llmtest.Server) { s.Key = "sk-right" }, says: "set OPENAI_API_KEY"},
	{row: "key missing or wrong", answer: agentstest.Good, server: func(s *llmtest.Server) { s.Key = "sk-right" }, config: func(c *llm.Config) { c.Key = "sk-wrong" }, says: "OPENAI_API_KEY is wrong"},
	{row: "no such model", answer: agentstest.Good, server: func(s *llmtest.Server) { s.Models = []string{"another-model"} }, says: "it has another-model"},
	{row: "no credit", answer: always(llmtest.FailWith(402, "application/json", `{"error":{"code":402,"message":"Insufficient credits"}}`)), says: llm.ErrQuota.Error()},
	{row: "no server", answer: agentstest.Good, config: func(c *llm.Config) { c.BaseURL = "http://127.0.0.1:1/v1" }, says: llm.ErrEndpoint.Error()},
	{row: "token budget used up", answer: agentstest.Good, limits: llm.Limits{Run: 1000}, says: llm.ErrBudget.Error()},
	{row: "untrue edits", answer: agentstest.Lying, says: "was left out"},
}

func TestEveryFaultOfAModelLeavesAWholePlan(t *testing.T) {
	if testing.Short() {
		t.Skip("plans thirty times")
	}
	table, err := os.ReadFile("../docs/models.md")
	require.NoError(t, err)
	rules := newHost(t, nil).tailor(map[string]any{"text": example(t, prose)})
	for _, f := range faults {
		name := f.row + " for ever"
		if f.says == "" {
			name = f.row + ", got over"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.True(t, strings.Contains(string(table), "\n| "+f.row+" |"), "the table in docs/models.md has no row %q", f.row)
			server := llmtest.New(t)
			server.Answer = f.answer
			if f.server != nil {
				f.server(server)
			}
			var change []func(*llm.Config)
			if f.config != nil {
				change = append(change, f.config)
			}
			result := newHost(t, withModel(t, server, f.limits, change...)).tailor(map[string]any{"text": example(t, prose)})
			warnings := strings.Join(append(result.read.Warnings, result.plan.Warnings...), "\n")
			if f.says == "" {
				assert.Equal(t, "model:scripted", result.read.ParsedBy, warnings)
				assert.Contains(t, result.plan.PlannedBy, "model:scripted", warnings)
				assert.Contains(t, result.yaml, "batched queries in PostgreSQL")
				return
			}
			assert.Contains(t, warnings, f.says)
			assert.NotContains(t, result.plan.PlannedBy, "model:scripted")
			assert.Equal(t, rules.yaml, result.yaml, "the rules' work stands")
			for _, section := range result.plan.Sections {
				if section.PlannedBy == "rules" {
					assert.NotEmpty(t, section.Reason)
				}
			}
		})
	}
}
