package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/progress"
	"github.com/bespoke-cv/bespoke/server"
)

// picture and sound are the smallest files of their kinds.
const (
	picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
	sound   = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA="
)

// fixtures is a server of the fixtures, on bespoke's transports and chain.
type fixtures struct {
	*server.Server
	seal seal
}

// newFixtures offers everything the suite asks a server for, also what bespoke
// itself does not, so that no part of the stack goes untested.
func newFixtures() *fixtures {
	f := &fixtures{seal: newSeal()}
	f.Server = server.New(server.Config{
		Name: "bespoke-conformance", Title: "Fixtures of the MCP conformance suite", Version: "1",
		Tools:     append(f.tools(), f.askingTools()...),
		Templates: templates(),
		Prompts:   f.prompts(),
		Options: []mcpserver.ServerOption{
			mcpserver.WithToolCapabilities(true),
			mcpserver.WithPromptCapabilities(true),
			mcpserver.WithResourceCapabilities(true, true),
			mcpserver.WithCompletions(),
			mcpserver.WithPromptCompletionProvider(completions{}),
			mcpserver.WithLogging(),
			mcpserver.WithElicitation(),
			mcpserver.WithRoots(),
			mcpserver.WithOutputSchemaValidation(),
		},
	})
	f.MCP().EnableSampling()
	f.MCP().AddResources(resources()...)
	return f
}

func (f *fixtures) tools() []mcpserver.ServerTool {
	return []mcpserver.ServerTool{
		gives("test_simple_text", mcp.NewTextContent("This is a simple text response for testing.")),
		gives("test_image_content", mcp.NewImageContent(picture, "image/png")),
		gives("test_audio_content", mcp.NewAudioContent(sound, "audio/wav")),
		gives("test_embedded_resource", embedded("test://embedded-resource", "text/plain", "This is an embedded resource content.")),
		gives("test_multiple_content_types",
			mcp.NewTextContent("Multiple content types test:"),
			mcp.NewImageContent(picture, "image/png"),
			embedded("test://mixed-content-resource", "application/json", `{"test":"data","value":123}`)),
		tool("test_error_handling", func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			//lint:ignore ST1005 the suite's words
			return nil, errors.New("This tool intentionally returns an error for testing")
		}),
		tool("test_tool_with_logging", f.logs),
		tool("test_logging_tool", f.logs),
		tool("test_tool_with_progress", climbs),
		tool("test_trigger_tool_change", func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			f.MCP().AddTools(gives("test_passing_tool"))
			f.MCP().DeleteTools("test_passing_tool")
			return mcp.NewToolResultText("the list of tools has changed twice"), nil
		}),
		tool("test_trigger_prompt_change", func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			f.MCP().AddPrompts(says("test_passing_prompt", nil))
			f.MCP().DeletePrompts("test_passing_prompt")
			return mcp.NewToolResultText("the list of prompts has changed twice"), nil
		}),
		withSchema("json_schema_2020_12_tool", schema2020),
		withSchema("test_header_parameter", `{"type": "object", "required": ["region"],
			"properties": {"region": {"type": "string", "x-mcp-header": "Region"}}}`),
	}
}

// schema2020 uses the keywords that a server may not lose on the way.
const schema2020 = `{
	"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
	"$defs": {"address": {"$anchor": "addressDef", "type": "object",
		"properties": {"street": {"type": "string"}, "city": {"type": "string"}}}},
	"properties": {"name": {"type": "string"}, "address": {"$ref": "#/$defs/address"},
		"contactMethod": {"type": "string", "enum": ["phone", "email"]}, "phone": {"type": "string"}, "email": {"type": "string"}},
	"allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
	"if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
	"then": {"required": ["phone"]}, "else": {"required": ["email"]},
	"additionalProperties": false}`

func tool(name string, handler mcpserver.ToolHandlerFunc, options ...mcp.ToolOption) mcpserver.ServerTool {
	options = append([]mcp.ToolOption{mcp.WithDescription("A fixture of the conformance suite.")}, options...)
	return mcpserver.ServerTool{Tool: mcp.NewTool(name, options...), Handler: handler}
}

// gives is a tool that always gives the same.
func gives(name string, content ...mcp.Content) mcpserver.ServerTool {
	return tool(name, func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return &mcp.CallToolResult{Content: content}, nil
	})
}

func withSchema(name, schema string) mcpserver.ServerTool {
	given := gives(name, mcp.NewTextContent("called"))
	given.Tool = mcp.NewToolWithRawSchema(name, given.Tool.Description, json.RawMessage(schema))
	return given
}

func embedded(uri, kind, text string) mcp.Content {
	return mcp.NewEmbeddedResource(mcp.TextResourceContents{URI: uri, MIMEType: kind, Text: text})
}

// logs sends three lines, to clients that asked for them.
func (f *fixtures) logs(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	for i, line := range []string{"Tool execution started", "Tool processing data", "Tool execution completed"} {
		if i > 0 {
			time.Sleep(50 * time.Millisecond)
		}
		notification := mcp.NewLoggingMessageNotification(mcp.LoggingLevelInfo, "conformance", line)
		if err := f.MCP().SendLogMessageToClient(ctx, notification); err != nil {
			return nil, err
		}
	}
	time.Sleep(50 * time.Millisecond) // mcp-go may lose a line that it has not written when the tool returns
	return mcp.NewToolResultText("three lines were logged"), nil
}

// climbs reports progress as bespoke's tools do. The pauses are longer than the
// suite's 50 ms, because the chain sends at most one report in 250 ms.
func climbs(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	for i := range 3 {
		if i > 0 {
			time.Sleep(300 * time.Millisecond)
		}
		progress.Report(ctx, float64(50*i), 100, "climbing")
	}
	return mcp.NewToolResultText("climbed"), nil
}

func resources() []mcpserver.ServerResource {
	resource := func(uri, name, kind string, content mcp.ResourceContents) mcpserver.ServerResource {
		return mcpserver.ServerResource{
			Resource: mcp.NewResource(uri, name, mcp.WithResourceDescription("A fixture of the conformance suite."), mcp.WithMIMEType(kind)),
			Handler: func(context.Context, mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
				return []mcp.ResourceContents{content}, nil
			},
		}
	}
	text := func(uri, words string) mcpserver.ServerResource {
		return resource(uri, strings.TrimPrefix(uri, "test://"), "text/plain", mcp.TextResourceContents{URI: uri, MIMEType: "text/plain", Text: words})
	}
	return []mcpserver.ServerResource{
		text("test://static-text", "This is the content of the static text resource."),
		text("test://watched-resource", "This resource can be watched."),
		resource("test://static-binary", "static-binary", "image/png",
			mcp.BlobResourceContents{URI: "test://static-binary", MIMEType: "image/png", Blob: picture}),
	}
}

func templates() []mcpserver.ServerResourceTemplate {
	return []mcpserver.ServerResourceTemplate{{
		Template: mcp.NewResourceTemplate("test://template/{id}/data", "template",
			mcp.WithTemplateDescription("A fixture of the conformance suite."), mcp.WithTemplateMIMEType("application/json")),
		Handler: func(_ context.Context, request mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
			id := strings.TrimSuffix(strings.TrimPrefix(request.Params.URI, "test://template/"), "/data")
			data, err := json.Marshal(map[string]any{"id": id, "templateTest": true, "data": "Data for ID: " + id})
			if err != nil {
				return nil, err
			}
			return []mcp.ResourceContents{mcp.TextResourceContents{URI: request.Params.URI, MIMEType: "application/json", Text: string(data)}}, nil
		},
	}}
}

func (f *fixtures) prompts() []mcpserver.ServerPrompt {
	required := func(names ...string) []mcp.PromptOption {
		options := make([]mcp.PromptOption, len(names))
		for i, name := range names {
			options[i] = mcp.WithArgument(name, mcp.RequiredArgument(), mcp.ArgumentDescription("An argument of the fixture."))
		}
		return options
	}
	return []mcpserver.ServerPrompt{
		says("test_simple_prompt", func(map[string]string) []mcp.Content {
			return []mcp.Content{mcp.NewTextContent("This is a simple prompt for testing.")}
		}),
		says("test_prompt_with_arguments", func(given map[string]string) []mcp.Content {
			return []mcp.Content{mcp.NewTextContent(fmt.Sprintf("Prompt with arguments: arg1='%s', arg2='%s'", given["arg1"], given["arg2"]))}
		}, required("arg1", "arg2")...),
		says("test_prompt_with_embedded_resource", func(given map[string]string) []mcp.Content {
			return []mcp.Content{
				embedded(given["resourceUri"], "text/plain", "Embedded resource content for testing."),
				mcp.NewTextContent("Please process the embedded resource above."),
			}
		}, required("resourceUri")...),
		says("test_prompt_with_image", func(map[string]string) []mcp.Content {
			return []mcp.Content{mcp.NewImageContent(picture, "image/png"), mcp.NewTextContent("Please analyze the image above.")}
		}),
		f.askingPrompt(),
	}
}

// says is a prompt of one user message for each content.
func says(name string, contents func(arguments map[string]string) []mcp.Content, options ...mcp.PromptOption) mcpserver.ServerPrompt {
	options = append(options, mcp.WithPromptDescription("A fixture of the conformance suite."))
	return mcpserver.ServerPrompt{
		Prompt: mcp.NewPrompt(name, options...),
		Handler: func(_ context.Context, request mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
			result := &mcp.GetPromptResult{}
			for _, content := range contents(request.Params.Arguments) {
				result.Messages = append(result.Messages, mcp.NewPromptMessage(mcp.RoleUser, content))
			}
			return result, nil
		},
	}
}

// completions completes arguments to places.
type completions struct{}

func (completions) CompletePromptArgument(_ context.Context, _ string, argument mcp.CompleteArgument, _ mcp.CompleteContext) (*mcp.Completion, error) {
	completion := &mcp.Completion{Values: []string{}}
	for _, place := range []string{"paris", "park", "party", "pisa"} {
		if strings.HasPrefix(place, argument.Value) {
			completion.Values = append(completion.Values, place)
		}
	}
	completion.Total = len(completion.Values)
	return completion, nil
}
