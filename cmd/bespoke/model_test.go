package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/agents/agentstest"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/llm/llmtest"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/workflow"
)

// asking are the settings that put the server's model behind a process.
func asking(server *llmtest.Server) []string {
	return []string{"OPENAI_BASE_URL=" + server.URL, "BESPOKE_MODEL=scripted"}
}

// tailored runs bespoke tailor on the samples with a model and returns what it
// printed and the tailored YAML.
func tailored(t *testing.T, data string, env []string, args ...string) (printed, yaml string) {
	t.Helper()
	out := t.TempDir()
	cmd := process(t, data, append([]string{"tailor", "--job", sampleOffer, "--cv", sampleCV, "--out", out}, args...)...)
	cmd.Env = append(cmd.Env, env...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	require.NoError(t, cmd.Run(), said.String())
	text, err := os.ReadFile(filepath.Join(out, "software-engineer.tailored.yaml"))
	require.NoError(t, err)
	return said.String(), string(text)
}

func TestTailorWithAModel(t *testing.T) {
	server := llmtest.New(t)
	server.Answer, server.Key = agentstest.Good, "sk-test"
	data := t.TempDir()
	env := append(asking(server), "OPENAI_API_KEY=sk-test")
	printed, yaml := tailored(t, data, env)
	assert.Contains(t, printed, "[5/5] save_application")
	assert.Contains(t, printed, "Writes it as the offer does.")
	assert.Regexp(t, `reading the offer: scripted, \d+ in \+ \d+ out tokens, price unknown`, printed)
	assert.Regexp(t, `Model scripted: \d+ requests, \d+ in \+ \d+ out tokens, price unknown`, printed)
	assert.Contains(t, yaml, "batched queries in PostgreSQL")

	asked := len(server.Requests())
	_, again := tailored(t, data, env)
	assert.Equal(t, yaml, again)
	assert.Len(t, server.Requests(), asked, "another process asks nothing that was answered before")
}

// reachWith is a client of bespoke serve as a process with these settings.
func reachWith(t *testing.T, env ...string) *client.Client {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	settings := agents.ServerSettings{
		Command: self, Arguments: []string{"serve", "--root", "../.."},
		Env: append([]string{"BESPOKE_TEST_AS=bespoke", "BESPOKE_DATA=" + t.TempDir(), "OPENAI_API_KEY="}, env...),
	}
	connection, err := agents.ServerRegistry{"b": settings}.Connect(t.Context(), "b", "test")
	require.NoError(t, err)
	t.Cleanup(func() { _ = connection.Close() })
	return connection
}

type runResult struct {
	RunID   string               `json:"run_id"`
	Status  workflow.Status      `json:"status"`
	Error   string               `json:"error"`
	Handles map[string]string    `json:"handles"`
	Steps   []workflow.StepState `json:"steps"`
	Model   *schema.ModelBill    `json:"model"`

	Precedents []schema.Precedent `json:"precedents"`
}

func callTool(t *testing.T, client agents.ToolCaller, tool string, arguments map[string]any, into any) {
	t.Helper()
	request := mcp.CallToolRequest{}
	request.Params.Name, request.Params.Arguments = tool, arguments
	result, err := client.CallTool(t.Context(), request)
	require.NoError(t, err)
	raw, err := json.Marshal(result)
	require.NoError(t, err)
	require.False(t, result.IsError, string(raw))
	raw, err = json.Marshal(result.StructuredContent)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, into))
}

// sampleArguments are a tool's that name the sample offer and CV.
func sampleArguments(t *testing.T, more map[string]any) map[string]any {
	t.Helper()
	yaml, offer := samples(t)
	arguments := map[string]any{"job_offer_text": offer, "cv_yaml": yaml}
	maps.Copy(arguments, more)
	return arguments
}

func TestCreateApplicationWithAModel(t *testing.T) {
	server := llmtest.New(t)
	server.Answer = agentstest.Good
	client := reachWith(t, asking(server)...)
	var run runResult
	callTool(t, client, "create_application", sampleArguments(t, map[string]any{"wait_seconds": 45}), &run)
	require.Equal(t, workflow.Succeeded, run.Status, run.Error)
	require.NotNil(t, run.Model)
	assert.Equal(t, "reading the offer", run.Model.Calls[0].Purpose)
	requests := 0
	for _, call := range run.Model.Calls {
		requests += call.Requests
	}
	assert.Equal(t, len(server.Requests()), requests, "every request is on the run's bill")
	assert.NotEmpty(t, run.Handles[agents.ApplicationID])
}

func TestARunKeepsToItsTokenBudget(t *testing.T) {
	server := llmtest.New(t)
	server.Answer = func(request llmtest.Request) llmtest.Reply {
		reply := agentstest.Good(request)
		reply.PromptTokens, reply.CompletionTokens = 20_000, 1_000
		return reply
	}
	client := reachWith(t, append(asking(server), "BESPOKE_RUN_TOKENS=40000")...)
	var run runResult
	callTool(t, client, "create_application", sampleArguments(t, map[string]any{"wait_seconds": 45}), &run)
	require.Equal(t, workflow.Succeeded, run.Status, run.Error)
	assert.LessOrEqual(t, run.Model.Tokens, int64(60_000))
	assert.Len(t, run.Model.Calls, 2, "reading took half of the budget, so only one call of the planning found room")
}

func TestADaysBudgetHoldsOverProcesses(t *testing.T) {
	const each, day = 4_000, 20_000
	server := llmtest.New(t)
	server.Answer = func(request llmtest.Request) llmtest.Reply {
		reply := agentstest.Good(request)
		reply.PromptTokens, reply.CompletionTokens = each-500, 500
		return reply
	}
	data := t.TempDir()
	env := append(asking(server), fmt.Sprintf("BESPOKE_DAY_TOKENS=%d", day), "BESPOKE_MODEL_MAX_TOKENS=2000")
	for i := range 4 {
		printed, _ := tailored(t, data, env, "--fact", fmt.Sprintf("I have used Postgres in %d teams", i+2)) // another question each time
		if i > 0 {
			assert.Contains(t, printed, "the token budget is used up")
			assert.Contains(t, printed, "BESPOKE_DAY_TOKENS")
		}
	}
	assert.NotEmpty(t, server.Requests())
	assert.LessOrEqual(t, each*len(server.Requests()), day)
}

// While the model thinks, the caller of create_application hears of it, and
// get_run says what the run is at.
func TestProgressMovesThroughARunWhileTheModelThinks(t *testing.T) {
	server := llmtest.New(t)
	server.Answer = func(request llmtest.Request) llmtest.Reply {
		reply := agentstest.Good(request)
		reply.Delay = 1500 * time.Millisecond
		return reply
	}
	client := reachWith(t, asking(server)...)
	var mu sync.Mutex
	var heard []string
	client.OnNotification(func(notification mcp.JSONRPCNotification) {
		if notification.Method == "notifications/progress" {
			mu.Lock()
			defer mu.Unlock()
			message, _ := notification.Params.AdditionalFields["message"].(string)
			heard = append(heard, message)
		}
	})
	request := mcp.CallToolRequest{}
	request.Params.Name, request.Params.Arguments = "create_application", sampleArguments(t, map[string]any{"wait_seconds": 45, "idempotency_key": "k"})
	request.Params.Meta = &mcp.Meta{ProgressToken: "p"}
	done := make(chan error, 1)
	go func() {
		_, err := client.CallTool(t.Context(), request)
		done <- err
	}()
	id := workflow.RunID(identity.LocalUser, "k")
	require.Eventually(t, func() bool {
		call := mcp.CallToolRequest{}
		call.Params.Name, call.Params.Arguments = "get_run", map[string]any{"run_id": id}
		result, err := client.CallTool(t.Context(), call)
		if err != nil || result.IsError {
			return false
		}
		text, _ := json.Marshal(result.StructuredContent)
		return strings.Contains(string(text), `"doing":"reading the offer: waiting for scripted"`)
	}, 20*time.Second, 50*time.Millisecond)
	require.NoError(t, <-done)
	mu.Lock()
	defer mu.Unlock()
	all := strings.Join(heard, "\n")
	assert.Contains(t, all, "parse_job_offer: reading the offer: waiting for scripted")
	assert.Contains(t, all, "plan_cv_changes: proposing edits: waiting for scripted")
}

// A model that stalls is let go within a second of cancel_run.
func TestCancelRunStopsTheModelWithinASecond(t *testing.T) {
	server := llmtest.New(t)
	server.Answer = func(llmtest.Request) llmtest.Reply { return llmtest.Stall("{", 1) }
	client := reachWith(t, asking(server)...)
	var run runResult
	callTool(t, client, "create_application", sampleArguments(t, map[string]any{"wait_seconds": 0}), &run)
	require.Eventually(t, func() bool { return len(server.Requests()) > 0 }, 20*time.Second, 20*time.Millisecond)
	cancelled := time.Now()
	callTool(t, client, "cancel_run", map[string]any{"run_id": run.RunID}, &run)
	gone := server.Abandoned(t, 10*time.Second)
	assert.Less(t, gone.Sub(cancelled), time.Second)
	assert.Equal(t, workflow.Cancelled, run.Status)
}

// A run is killed by SIGKILL behind the work of a step, behind its checkpoint,
// and while the model is answering; the next start finishes it. No question is
// answered twice.
func TestAKilledRunPaysForNoAnswerTwice(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	whole := llmtest.New(t)
	whole.Answer = agentstest.Good
	tailored(t, t.TempDir(), asking(whole))
	answers := len(whole.Requests()) // of a run that is left alone
	require.Greater(t, answers, 3)

	for _, stop := range []string{"in parse_job_offer", "after parse_job_offer", "in plan_cv_changes", "after plan_cv_changes", "in save_application"} {
		t.Run(stop, func(t *testing.T) {
			server, data := llmtest.New(t), t.TempDir()
			server.Answer = agentstest.Good
			t.Setenv("OPENAI_BASE_URL", server.URL)
			t.Setenv("BESPOKE_MODEL", "scripted")
			kill(t, data, stop, nil)
			assertFinished(t, data)
			assertAnsweredOnce(t, server.Requests(), nil, answers)
		})
	}
	for _, before := range []int{0, 2} {
		t.Run(fmt.Sprintf("%d answers in", before), func(t *testing.T) {
			server, data := llmtest.New(t), t.TempDir()
			struck := make(chan struct{})
			var asked atomic.Int64
			var lost llmtest.Request
			server.Answer = func(request llmtest.Request) llmtest.Reply {
				if asked.Add(1) != int64(before)+1 {
					return agentstest.Good(request)
				}
				lost = request
				time.AfterFunc(time.Second, func() { close(struck) }) // what else was asked has come in
				return llmtest.Stall("{", 1)
			}
			t.Setenv("OPENAI_BASE_URL", server.URL)
			t.Setenv("BESPOKE_MODEL", "scripted")
			kill(t, data, "never", struck)
			assertFinished(t, data)
			assertAnsweredOnce(t, server.Requests(), &lost, answers)
		})
	}
}

// assertAnsweredOnce: no question was asked twice, but the one whose answer
// the kill cut off.
func assertAnsweredOnce(t *testing.T, requests []llmtest.Request, lost *llmtest.Request, answers int) {
	t.Helper()
	count := map[string]int{}
	for _, request := range requests {
		count[string(request.Body)]++
	}
	assert.Len(t, count, answers)
	for body, times := range count {
		want := 1
		if lost != nil && body == string(lost.Body) {
			want = 2
		}
		assert.Equal(t, want, times)
	}
}

// A caller that takes its call back stops the model with it.
func TestACancelledCallStopsTheModelWithinASecond(t *testing.T) {
	server := llmtest.New(t)
	server.Answer = func(llmtest.Request) llmtest.Reply { return llmtest.Stall("{", 1) }
	client := reachWith(t, asking(server)...)
	ctx, cancel := context.WithCancel(t.Context())
	request := mcp.CallToolRequest{}
	request.Params.Name, request.Params.Arguments = "parse_job_offer", map[string]any{"text": sampleArguments(t, nil)["job_offer_text"]}
	done := make(chan error, 1)
	go func() {
		_, err := client.CallTool(ctx, request)
		done <- err
	}()
	require.Eventually(t, func() bool { return len(server.Requests()) > 0 }, 20*time.Second, 20*time.Millisecond)
	cancelled := time.Now()
	cancel()
	assert.Less(t, server.Abandoned(t, 10*time.Second).Sub(cancelled), time.Second)
	require.Error(t, <-done)
}
