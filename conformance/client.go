package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/bespoke-cv/bespoke/agents"
)

// playClient works through one scenario of the suite as the orchestrator works
// through an application: it connects by the registry, lists the tools, and
// calls those that the scenario is about as the steps of a plan.
func playClient(ctx context.Context, scenario, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	settings := agents.ServerSettings{URL: url, ProtocolVersion: os.Getenv("MCP_CONFORMANCE_PROTOCOL_VERSION")}
	connection, err := agents.ServerRegistry{"suite": settings}.Connect(ctx, "suite", "1")
	if err != nil {
		return err
	}
	defer connection.Close()
	listed, err := connection.ListTools(ctx, mcp.ListToolsRequest{})
	if err != nil {
		return fmt.Errorf("listing the tools: %w", err)
	}
	calls, err := callsOf(scenario, listed.Tools)
	if err != nil {
		return err
	}
	orchestrator := agents.Orchestrator{Client: connection, Plan: planOf(calls)}
	_, err = orchestrator.Run(ctx, scenario, agents.Request{}, nil)
	if scenario == "http-standard-headers" {
		err = errors.Join(err, readAll(ctx, connection))
	}
	return err
}

// call is one tool call of a scenario.
type call struct {
	Name      string         `json:"name"`
	Arguments map[string]any `json:"arguments"`
}

// callsOf says what a scenario wants called: what it says itself, or every tool
// that it lists, with arguments that the tool's schema takes.
func callsOf(scenario string, tools []mcp.Tool) ([]call, error) {
	if given := os.Getenv("MCP_CONFORMANCE_CONTEXT"); given != "" {
		var scripted struct {
			ToolCalls []call `json:"toolCalls"`
		}
		if err := json.Unmarshal([]byte(given), &scripted); err != nil {
			return nil, fmt.Errorf("reading the scenario's context: %w", err)
		}
		if len(scripted.ToolCalls) > 0 {
			return scripted.ToolCalls, nil
		}
	}
	if scenario == "json-schema-2020-12-preservation" {
		return []call{{Name: "json_schema_echo", Arguments: map[string]any{"schema": schemaOf(tools, "json_schema_2020_12_tool")}}}, nil
	}
	var calls []call
	for _, tool := range tools {
		arguments := map[string]any{}
		for _, name := range tool.InputSchema.Required {
			arguments[name] = sample(tool.InputSchema.Properties[name])
		}
		calls = append(calls, call{tool.Name, arguments})
	}
	return calls, nil
}

// sample is a value of a property's type.
func sample(property any) any {
	schema, _ := property.(map[string]any)
	switch schema["type"] {
	case "number", "integer":
		return 5
	case "boolean":
		return true
	case "array":
		return []any{}
	case "object":
		return map[string]any{}
	}
	return "sample"
}

// schemaOf is the input schema of a tool as the client understood it.
func schemaOf(tools []mcp.Tool, name string) any {
	for _, tool := range tools {
		if tool.Name == name {
			if tool.RawInputSchema != nil {
				return tool.RawInputSchema
			}
			return tool.InputSchema
		}
	}
	return nil
}

func planOf(calls []call) agents.Plan {
	var plan agents.Plan
	for _, call := range calls {
		plan.Steps = append(plan.Steps, agents.Step{Name: call.Name, Timeout: 5 * time.Second, Task: agents.AgentTask{
			Agent: agents.Agent{Name: "conformance", ServerNames: []string{"suite"}}, Tool: call.Name,
			Arguments: func(agents.Request, string, map[string]string) map[string]any { return call.Arguments },
		}})
	}
	return plan
}

// readAll makes the requests for resources and prompts that other parts of
// bespoke make on the orchestrator's connection.
func readAll(ctx context.Context, connection *client.Client) error {
	resources, err := connection.ListResources(ctx, mcp.ListResourcesRequest{})
	if err != nil {
		return err
	}
	for _, resource := range resources.Resources {
		request := mcp.ReadResourceRequest{}
		request.Params.URI = resource.URI
		if _, err := connection.ReadResource(ctx, request); err != nil {
			return err
		}
	}
	prompts, err := connection.ListPrompts(ctx, mcp.ListPromptsRequest{})
	if err != nil {
		return err
	}
	for _, prompt := range prompts.Prompts {
		request := mcp.GetPromptRequest{}
		request.Params.Name = prompt.Name
		if _, err := connection.GetPrompt(ctx, request); err != nil {
			return err
		}
	}
	return nil
}
