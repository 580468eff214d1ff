package agents_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/workflow"
)

// scripted answers tool calls from a script and remembers them.
type scripted struct {
	calls   []mcp.CallToolRequest
	answers map[string][]any // each an error, a *mcp.CallToolResult or structured content
}

func (s *scripted) CallTool(_ context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	s.calls = append(s.calls, request)
	queue := s.answers[request.Params.Name]
	answer := queue[0]
	if len(queue) > 1 {
		s.answers[request.Params.Name] = queue[1:]
	}
	switch answer := answer.(type) {
	case error:
		return nil, answer
	case *mcp.CallToolResult:
		return answer, nil
	}
	return mcp.NewToolResultStructured(answer, "done"), nil
}

func script() *scripted {
	return &scripted{answers: map[string][]any{
		"parse_job_offer":  {map[string]any{"job_offer_id": "job_1"}},
		"plan_cv_changes":  {map[string]any{"plan_id": "plan_1", "cv_id": "cv_1"}},
		"apply_cv_edits":   {map[string]any{"cv_id": "cv_2"}},
		"render_pdf":       {map[string]any{"pdf_id": "pdf_1"}},
		"save_application": {map[string]any{"application_id": "app_1"}},
	}}
}

func names(s *scripted) []string {
	var all []string
	for _, call := range s.calls {
		all = append(all, call.Params.Name)
	}
	return all
}

func TestRunCallsTheFiveToolsInSequenceAndHandsOnHandles(t *testing.T) {
	tools := script()
	orchestrator := agents.Orchestrator{Client: tools, Plan: agents.ApplicationPlan()}
	var observed []string
	result, err := orchestrator.Run(t.Context(), "key", agents.Request{JobOfferText: "Welder", CVID: "cv_1", MaxPages: 1}, func(r agents.StepResult) {
		observed = append(observed, r.Step)
	})
	require.NoError(t, err)
	assert.Equal(t, []string{"parse_job_offer", "plan_cv_changes", "apply_cv_edits", "render_pdf", "save_application"}, names(tools))
	assert.Equal(t, names(tools), observed)
	assert.Equal(t, map[string]string{
		agents.JobOfferID: "job_1", agents.PlanID: "plan_1", agents.BaseCVID: "cv_1",
		agents.TailoredCVID: "cv_2", agents.PDFID: "pdf_1", agents.ApplicationID: "app_1",
	}, result.Values)
	assert.Equal(t, map[string]any{"job_offer_id": "job_1", "cv_id": "cv_1", "max_pages": 1}, tools.calls[1].Params.Arguments)
	assert.Equal(t, map[string]any{
		"job_offer_id": "job_1", "cv_id": "cv_2", "pdf_id": "pdf_1", "plan_id": "plan_1", "idempotency_key": "key",
	}, tools.calls[4].Params.Arguments)
}

func TestAStoredOfferIsNotReadAgain(t *testing.T) {
	tools := script()
	orchestrator := agents.Orchestrator{Client: tools, Plan: agents.ApplicationPlan()}
	_, err := orchestrator.Run(t.Context(), "key", agents.Request{JobOfferID: "job_9", CVID: "cv_1"}, nil)
	require.NoError(t, err)
	assert.NotContains(t, names(tools), "parse_job_offer")
	assert.Equal(t, "job_9", tools.calls[0].Params.Arguments.(map[string]any)["job_offer_id"])
}

func TestARefusalEndsTheRunAndIsNotRepeated(t *testing.T) {
	tools := script()
	tools.answers["apply_cv_edits"] = []any{mcp.NewToolResultError("the plan is for another CV")}
	orchestrator := agents.Orchestrator{Client: tools, Plan: agents.ApplicationPlan()}
	result, err := orchestrator.Run(t.Context(), "key", agents.Request{JobOfferText: "x", CVID: "cv_1"}, nil)
	require.ErrorIs(t, err, agents.ErrTool)
	assert.ErrorContains(t, err, "another CV")
	assert.Len(t, tools.calls, 3)
	assert.Equal(t, "plan_1", result.Values[agents.PlanID], "what was made before is told")
}

func TestWhatMayPassIsTriedAgain(t *testing.T) {
	busy := mcp.NewToolResultError("the store is busy")
	busy.Meta = mcp.NewMetaFromMap(map[string]any{agents.RetryableMeta: true})
	for name, failure := range map[string]any{"connection": errors.New("connection reset"), "busy": busy} {
		t.Run(name, func(t *testing.T) {
			tools := script()
			tools.answers["plan_cv_changes"] = append([]any{failure}, tools.answers["plan_cv_changes"]...)
			orchestrator := agents.Orchestrator{Client: tools, Plan: agents.ApplicationPlan()}
			_, err := orchestrator.Run(t.Context(), "key", agents.Request{JobOfferText: "x", CVID: "cv_1"}, nil)
			require.NoError(t, err)
			assert.Len(t, tools.calls, 6)
		})
	}
}

func TestAResultWithoutItsHandleIsAnError(t *testing.T) {
	tools := script()
	tools.answers["render_pdf"] = []any{map[string]any{"pages": 2}}
	orchestrator := agents.Orchestrator{Client: tools, Plan: agents.Plan{Steps: agents.ApplicationPlan().Steps[3:4]}}
	orchestrator.Plan.Steps[0].Retries = 0
	_, err := orchestrator.Run(t.Context(), "key", agents.Request{}, nil)
	assert.ErrorContains(t, err, "it has no pdf_id")
}

func TestDurableStepsKeepHandlesAndTheDayOfTheStart(t *testing.T) {
	tools := script()
	orchestrator := agents.Orchestrator{Client: tools, Plan: agents.ApplicationPlan()}
	request, err := json.Marshal(agents.Request{JobOfferText: "x", CVID: "cv_1"})
	require.NoError(t, err)
	state := workflow.State{RunID: schema.NewHandle(schema.KindRun), Request: request}
	state.StartedAt = state.StartedAt.AddDate(2025, 10, 22)
	for _, step := range orchestrator.Durable() {
		state, err = step.Run(t.Context(), state)
		require.NoError(t, err)
	}
	assert.Equal(t, "app_1", state.Values[agents.ApplicationID])
	assert.JSONEq(t, `{"summary":"done"}`, string(state.Result))
	assert.Equal(t, state.StartedAt.Format("2006-01-02"), tools.calls[3].Params.Arguments.(map[string]any)["date"])
	assert.Equal(t, state.RunID, tools.calls[4].Params.Arguments.(map[string]any)["idempotency_key"])
}

func TestConnectSaysWhatIsWrong(t *testing.T) {
	registry := agents.ServerRegistry{
		"empty": {}, "odd": {URL: "ftp://example.org"}, "gone": {URL: "http://127.0.0.1:1/mcp"},
	}
	for name, want := range map[string]string{
		"nobody": "no MCP server", "empty": "neither an address nor a command", "odd": "not an http address", "gone": "gone",
	} {
		_, err := registry.Connect(t.Context(), name, "1")
		assert.ErrorContains(t, err, want, name)
	}
}

func TestConnectSpeaksTheRevisionThatIsAskedFor(t *testing.T) {
	web := httptest.NewServer(mcpserver.NewStreamableHTTPServer(mcpserver.NewMCPServer("s", "1")))
	t.Cleanup(web.Close)
	for asked, spoken := range map[string]string{"": mcp.LATEST_PROTOCOL_VERSION, "2025-11-25": "2025-11-25"} {
		registry := agents.ServerRegistry{"s": {URL: web.URL, ProtocolVersion: asked}}
		connection, err := registry.Connect(t.Context(), "s", "1")
		require.NoError(t, err)
		assert.Equal(t, spoken, connection.ProtocolVersion())
		require.NoError(t, connection.Close())
	}
}
