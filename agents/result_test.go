package agents_test

import (
	"context"
	"errors"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
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

// called is a tool that is called by its function.
type called func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error)

func (c called) CallTool(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	return c(ctx, request)
}

// renders gives result or err.
func renders(result any, err error) called {
	return func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		if err != nil || ctx.Err() != nil {
			return nil, errors.Join(err, ctx.Err())
		}
		if request.GetString("cv_id", "") == "" {
			return mcp.NewToolResultError("cv_id is missing"), nil
		}
		return mcp.NewToolResultStructured(result, "done for "+request.Params.Meta.AdditionalFields[agents.RunMeta].(string)), nil
	}
}

// renderStep is the step that calls render_pdf and keeps one of its fields.
func renderStep(keep string) agents.Step {
	step := agents.ApplicationPlan().Steps[3]
	step.Task.Keep = map[string]string{"kept": keep}
	return step
}

func TestHandlesAreReadFromStructsAndFromJSON(t *testing.T) {
	values := map[string]string{agents.TailoredCVID: "cv_1"}
	typed := rendered{"pdf_1", report{2, "classic"}}
	for field, want := range map[string]string{"pdf_id": "pdf_1", "theme": "classic"} {
		for _, result := range []any{typed, map[string]any{"pdf_id": "pdf_1", "theme": "classic"}} {
			orchestrator := agents.Orchestrator{Client: renders(result, nil)}
			done, err := orchestrator.RunStep(t.Context(), renderStep(field), "run_1", agents.Request{}, values)
			require.NoError(t, err)
			assert.Equal(t, want, done.Values["kept"])
			assert.Equal(t, "done for run_1", done.Text)
		}
	}
	for _, field := range []string{"pages", "nothing"} {
		orchestrator := agents.Orchestrator{Client: renders(typed, nil)}
		_, err := orchestrator.RunStep(t.Context(), renderStep(field), "run_1", agents.Request{}, values)
		assert.ErrorContains(t, err, "it has no "+field)
	}
}

func TestRefusalsAreToldFromErrors(t *testing.T) {
	run := func(ctx context.Context, caller agents.ToolCaller, step agents.Step) error {
		orchestrator := agents.Orchestrator{Client: caller}
		_, err := orchestrator.RunStep(ctx, step, "run_1", agents.Request{}, nil)
		return err
	}
	refused := run(t.Context(), renders(rendered{}, nil), renderStep("pdf_id"))
	require.ErrorIs(t, refused, agents.ErrTool)
	assert.ErrorContains(t, refused, "cv_id is missing")
	assert.ErrorContains(t, run(t.Context(), renders(nil, errors.New("broke")), renderStep("pdf_id")), "broke")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.Error(t, run(ctx, renders(rendered{}, nil), renderStep("pdf_id")))
}
