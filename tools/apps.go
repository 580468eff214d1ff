package tools

import (
	"context"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/apps"
)

// Apps returns the pages that hosts with MCP Apps show beside a tool's result.
func Apps() []mcpserver.ServerResource {
	return []mcpserver.ServerResource{
		app(apps.ReviewURI, "Plan review", "Take or leave each edit of a plan, see the CV that comes of it, apply and render", apps.Review),
		app(apps.BoardURI, "Application board", "The tracked applications by status with what is due", apps.Board),
	}
}

func app(uri, name, description string, page func() apps.Page) mcpserver.ServerResource {
	resource := mcp.NewResource(uri, name, mcp.WithResourceDescription(description), mcp.WithMIMEType(apps.MIMEType))
	return mcpserver.ServerResource{Resource: resource, Handler: func(context.Context, mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
		return []mcp.ResourceContents{mcp.TextResourceContents{
			URI: uri, MIMEType: apps.MIMEType, Text: page().App,
			// No domains: the page needs nothing from anywhere.
			Meta: map[string]any{"ui": map[string]any{"csp": map[string]any{}, "prefersBorder": true}},
		}}, nil
	}}
}

// Extensions names the optional parts of MCP that the tools make use of.
func Extensions() mcpserver.ServerOption {
	return mcpserver.WithExtensions(map[string]any{apps.Extension: map[string]any{"mimeTypes": []string{apps.MIMEType}}})
}
