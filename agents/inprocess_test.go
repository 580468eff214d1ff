package agents_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
)

type rendered struct {
	PDFID string `json:"pdf_id"`
	report
}

type report struct {
	Pages int    `json:"pages"`
	Theme string `json:"theme,omitempty"`
}

// inProcess calls a server whose tool render_pdf gives result or err.
func inProcess(result any, err error) *agents.InProcess {
	server := mcpserver.NewMCPServer("s", "1", mcpserver.WithRecovery())
	server.AddTool(mcp.NewTool("render_pdf"), func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		if err != nil || ctx.Err() != nil {
			return nil, errors.Join(err, ctx.Err())
		}
		if request.GetString("cv_id", "") == "" {
			return mcp.NewToolResultError("cv_id is missing"), nil
		}
		return mcp.NewToolResultStructured(result, "done for "+request.Params.Meta.AdditionalFields[agents.RunMeta].(string)), nil
	})
	return &agents.InProcess{Server: server}
}

// renderStep is the step that calls render_pdf and keeps one of its fields.
func renderStep(keep string) agents.Step {
	step := agents.ApplicationPlan().Steps[3]
	step.Task.Keep = map[string]string{"kept": keep}
	return step
}

func TestToolsOfThisProcessAreCalledAsAClientCallsThem(t *testing.T) {
	values := map[string]string{agents.TailoredCVID: "cv_1"}
	typed := rendered{"pdf_1", report{2, "classic"}}
	for field, want := range map[string]string{"pdf_id": "pdf_1", "theme": "classic"} {
		for _, result := range []any{typed, map[string]any{"pdf_id": "pdf_1", "theme": "classic"}} {
			orchestrator := agents.Orchestrator{Client: inProcess(result, nil)}
			done, err := orchestrator.RunStep(t.Context(), renderStep(field), "run_1", agents.Request{}, values)
			require.NoError(t, err)
			assert.Equal(t, want, done.Values["kept"])
			assert.Equal(t, "done for run_1", done.Text)
		}
	}
	for _, field := range []string{"pages", "nothing"} {
		orchestrator := agents.Orchestrator{Client: inProcess(typed, nil)}
		_, err := orchestrator.RunStep(t.Context(), renderStep(field), "run_1", agents.Request{}, values)
		assert.ErrorContains(t, err, "it has no "+field)
	}
}

func TestErrorsOfToolsOfThisProcess(t *testing.T) {
	run := func(ctx context.Context, caller agents.ToolCaller, step agents.Step) error {
		orchestrator := agents.Orchestrator{Client: caller}
		_, err := orchestrator.RunStep(ctx, step, "run_1", agents.Request{}, nil)
		return err
	}
	refused := run(t.Context(), inProcess(rendered{}, nil), renderStep("pdf_id"))
	require.ErrorIs(t, refused, agents.ErrTool)
	assert.ErrorContains(t, refused, "cv_id is missing")
	assert.ErrorContains(t, run(t.Context(), inProcess(nil, errors.New("broke")), renderStep("pdf_id")), "broke")
	unknown := renderStep("pdf_id")
	unknown.Task.Tool = "nothing"
	assert.ErrorContains(t, run(t.Context(), inProcess(nil, nil), unknown), "not found")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.Error(t, run(ctx, inProcess(rendered{}, nil), renderStep("pdf_id")))
}

func TestCallsAtOnceKeepApart(t *testing.T) {
	caller := inProcess(rendered{PDFID: "pdf_1"}, nil)
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			orchestrator := agents.Orchestrator{Client: caller}
			done, err := orchestrator.RunStep(t.Context(), renderStep("pdf_id"), "run_1", agents.Request{}, map[string]string{agents.TailoredCVID: "cv_1"})
			assert.NoError(t, err)
			assert.Equal(t, "pdf_1", done.Values["kept"])
		})
	}
	group.Wait()
}
