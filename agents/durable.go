package agents

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/storage/recall"
	"github.com/bespoke-cv/bespoke/workflow"
)

// Durable turns the orchestrator's plan into the steps of a workflow, which
// checkpoints the handles that each step hands on.
func (o *Orchestrator) Durable() []workflow.Step {
	steps := make([]workflow.Step, len(o.Plan.Steps))
	for i, step := range o.Plan.Steps {
		steps[i] = workflow.Step{
			Name: step.Name, Timeout: step.Timeout, Retries: step.Retries, Retryable: retryable,
			Run: func(ctx context.Context, state workflow.State) (workflow.State, error) {
				return o.durableStep(ctx, step, state)
			},
		}
	}
	return steps
}

func (o *Orchestrator) durableStep(ctx context.Context, step Step, state workflow.State) (workflow.State, error) {
	request, read := state.Scratch.(Request)
	if !read {
		if err := json.Unmarshal(state.Request, &request); err != nil {
			return state, fmt.Errorf("reading the request: %w", err)
		}
		if request.Date == "" {
			// A step that runs again after a crash must make the same PDF.
			request.Date = state.StartedAt.UTC().Format(time.DateOnly)
		}
		state.Scratch = request
	}
	ctx = recall.InRun(identity.With(ctx, identity.Identity{User: state.User, Local: request.Local}), state.RunID)
	result, err := o.RunStep(ctx, step, state.RunID, request, state.Values)
	if err != nil {
		return state, err
	}
	if state.Values == nil {
		state.Values = map[string]string{}
	}
	maps.Copy(state.Values, result.Values)
	if state.Result, err = json.Marshal(map[string]string{"summary": result.Text}); err != nil {
		return state, fmt.Errorf("writing the summary of %s: %w", step.Name, err)
	}
	return state, nil
}
