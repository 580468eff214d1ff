package agents

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/bespoke-cv/bespoke/progress"
	"github.com/bespoke-cv/bespoke/telemetry"
)

// ErrTool is wrapped by the error of a tool that refused its call; the words
// behind it are the tool's own.
var ErrTool = errors.New("tool refused")

// RetryableMeta is the key in a tool error's _meta that says the same call may
// succeed a moment later.
const RetryableMeta = "bespoke/retryable"

// RunMeta is the key in a call's _meta that names the run it belongs to, by
// which the tools hold the run to its token budget.
const RunMeta = "bespoke/run"

// toolError is a refusal by a tool.
type toolError struct {
	tool, text string
	retryable  bool
}

func (e *toolError) Error() string { return e.tool + ": " + e.text }
func (e *toolError) Unwrap() error { return ErrTool }

// retryable reports whether the same step may succeed a moment later: a
// connection that failed or a busy store, but no refusal for a reason.
func retryable(err error) bool {
	var refused *toolError
	if errors.As(err, &refused) {
		return refused.retryable
	}
	return !errors.Is(err, context.Canceled)
}

// Orchestrator works through a plan over one MCP client.
type Orchestrator struct {
	Client ToolCaller
	Plan   Plan
}

// Run works through the plan without checkpoints, for tools on another
// machine. observe, when not nil, is told each result as it comes. The key
// makes saving idempotent.
func (o *Orchestrator) Run(ctx context.Context, key string, request Request, observe func(StepResult)) (PlanResult, error) {
	plan := PlanResult{Values: map[string]string{}}
	for i, step := range o.Plan.Steps {
		progress.Report(ctx, float64(i), float64(len(o.Plan.Steps)), step.Name)
		result, err := o.attempt(ctx, step, key, request, plan.Values)
		if err != nil {
			return plan, err
		}
		maps.Copy(plan.Values, result.Values)
		plan.Steps = append(plan.Steps, result)
		if observe != nil {
			observe(result)
		}
	}
	return plan, nil
}

func (o *Orchestrator) attempt(ctx context.Context, step Step, key string, request Request, values map[string]string) (StepResult, error) {
	pause := 200 * time.Millisecond
	for attempt := 0; ; attempt++ {
		bounded, cancel := ctx, context.CancelFunc(func() {})
		if step.Timeout > 0 {
			bounded, cancel = context.WithTimeout(ctx, step.Timeout)
		}
		result, err := o.RunStep(bounded, step, key, request, values)
		cancel()
		if err == nil || attempt == step.Retries || ctx.Err() != nil || !retryable(err) {
			return result, err
		}
		select {
		case <-ctx.Done():
			return result, context.Cause(ctx)
		case <-time.After(pause):
			pause *= 2
		}
	}
}

// RunStep makes one attempt at one step. A request that names a stored offer
// skips the reading of it.
func (o *Orchestrator) RunStep(ctx context.Context, step Step, key string, request Request, values map[string]string) (StepResult, error) {
	done := StepResult{Step: step.Name, Agent: step.Task.Agent.Name, Values: map[string]string{}}
	if step.Task.Tool == "parse_job_offer" && request.JobOfferID != "" {
		done.Values[JobOfferID] = request.JobOfferID
		done.Text = request.JobOfferID + ": read before."
		return done, nil
	}
	call := mcp.CallToolRequest{}
	call.Params.Name = step.Task.Tool
	meta := map[string]any{RunMeta: key}
	telemetry.IntoMeta(ctx, meta)
	call.Params.Meta = mcp.NewMetaFromMap(meta)
	call.Params.Arguments = step.Task.Arguments(request, key, values)
	result, err := o.Client.CallTool(ctx, call)
	if err != nil {
		return done, fmt.Errorf("calling %s: %w", step.Task.Tool, err)
	}
	done.Text = texts(result)
	if result.IsError {
		return done, &toolError{tool: step.Task.Tool, text: done.Text, retryable: marked(result)}
	}
	done.Structured = result.RawStructuredContent
	for value, field := range step.Task.Keep {
		if done.Values[value] = text(result.StructuredContent, field); done.Values[value] == "" {
			return done, fmt.Errorf("reading the result of %s: it has no %s", step.Task.Tool, field)
		}
	}
	return done, nil
}

func texts(result *mcp.CallToolResult) string {
	var parts []string
	for _, content := range result.Content {
		if text, ok := content.(mcp.TextContent); ok {
			parts = append(parts, text.Text)
		}
	}
	return strings.Join(parts, "\n")
}

// text is the text that a typed result has under a name: a map where the result
// came over a wire, a struct where the tool is in this process. It is empty
// when there is none.
func text(result any, name string) string {
	if fields, ok := result.(map[string]any); ok {
		found, _ := fields[name].(string)
		return found
	}
	if value := reflect.ValueOf(result); value.Kind() == reflect.Struct {
		return fieldText(value, name)
	}
	return ""
}

// fieldText is the text of a struct's field by its name in JSON; what it embeds
// counts as its own.
func fieldText(value reflect.Value, name string) string {
	for field, within := range value.Fields() {
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case tag == name && within.Kind() == reflect.String:
			return within.String()
		case field.Anonymous && within.Kind() == reflect.Struct:
			if found := fieldText(within, name); found != "" {
				return found
			}
		}
	}
	return ""
}

func marked(result *mcp.CallToolResult) bool {
	if result.Meta == nil {
		return false
	}
	retryable, _ := result.Meta.AdditionalFields[RetryableMeta].(bool)
	return retryable
}
