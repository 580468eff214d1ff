// Package server puts one registry of MCP tools, resources and prompts on
// three transports: stdio for desktops, Streamable HTTP as the primary HTTP
// transport, and HTTP+SSE for the clients that still speak it.
//
// A call flows through the same chain whatever the transport:
//
//	transport ─► identity ─► drain gate ─► cancel on disconnect ─► progress ─► telemetry, log ─► tool
//
// The package knows nothing of offers and CVs; it is handed ready tools.
package server

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/auth"
	"github.com/bespoke-cv/bespoke/limit"
	"github.com/bespoke-cv/bespoke/problem"
	"github.com/bespoke-cv/bespoke/telemetry"
)

// Check is one part of the health report; a nil error means it works.
type Check struct {
	Name string
	Run  func(ctx context.Context) error
}

// Config describes a server. Name and Version appear in the MCP handshake.
type Config struct {
	Name         string
	Title        string
	Version      string
	Instructions string

	// Icons show the server in a client's list.
	Icons []mcp.Icon

	Tools []mcpserver.ServerTool
	// Listed, when not nil, gives Tools as clients shall list them. It is called
	// once, when a client first does: many processes never list.
	Listed func() []mcp.Tool
	// Withheld tools are not listed; called all the same, they answer why.
	Withheld  []mcpserver.ServerTool
	Resources []mcpserver.ServerResource
	Templates []mcpserver.ServerResourceTemplate
	Prompts   []mcpserver.ServerPrompt
	Checks    []Check
	// Options are put behind the server's own, for capabilities that a program
	// offers besides tools, resource templates and prompts.
	Options []mcpserver.ServerOption

	// Hosts and Origins are allowed besides the loopback names. An empty list
	// allows only this machine.
	Hosts   []string
	Origins []string
	// BaseURL is what SSE clients are told to post to when a proxy stands in
	// front; empty means a relative path, which suits everyone else.
	BaseURL string
	// Auth tells over HTTP whose request it is. Without it every request is the
	// local user's: listen on the loopback interface only.
	Auth *auth.Verifier
	// Limit is how many requests a user may make where Auth is set; nil is any.
	Limit *limit.Users
	// MaxBody bounds a request body in bytes; 0 means DefaultMaxBody.
	MaxBody int64
	// Telemetry measures calls; nil measures nothing.
	Telemetry *telemetry.Telemetry
	// Log receives one line a call, without arguments or results. It must not
	// write to stdout, which is the protocol on stdio.
	Log *slog.Logger
}

// DefaultMaxBody is the largest HTTP request body in bytes: an offer of 200 KB
// and a CV of 256 KB fit with room for JSON escapes.
const DefaultMaxBody = 1 << 20

// Server is a set of tools ready to be served on any transport.
type Server struct {
	config   Config
	mcp      *mcpserver.MCPServer
	tools    map[string]mcpserver.ToolHandlerFunc // behind the chain, by name
	sessions sessions
	owners   owners
	api      http.Handler // of the HTTP API; may be nil
	document http.Handler // that describes it
	review   http.Handler // of plans, in a browser; may be nil
	draining atomic.Bool
	calls    sync.WaitGroup
	gate     sync.RWMutex // orders calls.Add against the drain's Wait
}

// New builds a server from its tools.
func New(config Config) *Server {
	if config.MaxBody == 0 {
		config.MaxBody = DefaultMaxBody
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if public, err := url.Parse(config.BaseURL); err == nil && public.Host != "" {
		config.Hosts = append(slices.Clone(config.Hosts), public.Host)
	}
	s := &Server{config: config, tools: map[string]mcpserver.ToolHandlerFunc{}}
	hooks := &mcpserver.Hooks{}
	hooks.AddOnUnregisterSession(func(_ context.Context, session mcpserver.ClientSession) {
		s.sessions.end(session.SessionID())
		s.owners.gone(session.SessionID())
	})
	hooks.AddAfterListTools(s.list())
	options := []mcpserver.ServerOption{
		mcpserver.WithTitle(config.Title),
		mcpserver.WithInstructions(config.Instructions),
		mcpserver.WithIcons(config.Icons...),
		mcpserver.WithToolCapabilities(false),
		mcpserver.WithResourceCapabilities(false, false),
		mcpserver.WithPromptCapabilities(false),
		// Input is validated by the tools themselves, which answer an unknown
		// argument with the valid names; mcp-go's own check would run first
		// and only say that it failed.
		mcpserver.WithStrictInputSchemaDefault(),
		// Results are made of the Go types that their schemas are made of; tests
		// check them against these, which takes longer than some calls.
		mcpserver.WithResourceRecovery(),
		mcpserver.WithHooks(hooks),
	}
	for _, through := range s.chain() {
		options = append(options, mcpserver.WithToolHandlerMiddleware(through))
	}
	s.mcp = mcpserver.NewMCPServer(config.Name, config.Version, append(options, config.Options...)...)
	s.mcp.AddTools(config.Tools...)
	s.mcp.AddTools(config.Withheld...)
	s.mcp.AddResources(config.Resources...)
	s.mcp.AddResourceTemplates(config.Templates...)
	s.mcp.AddPrompts(config.Prompts...)
	for _, tool := range slices.Concat(config.Tools, config.Withheld) {
		s.tools[tool.Tool.Name] = tool.Handler
		for _, through := range slices.Backward(s.chain()) {
			s.tools[tool.Tool.Name] = through(s.tools[tool.Tool.Name])
		}
	}
	return s
}

// list shows a client the tools as they shall be listed, without those that are
// withheld.
func (s *Server) list() mcpserver.OnAfterListToolsFunc {
	listed := sync.OnceValue(func() map[string]mcp.Tool {
		byName := map[string]mcp.Tool{}
		if s.config.Listed != nil {
			for _, tool := range s.config.Listed() {
				byName[tool.Name] = tool
			}
		}
		return byName
	})
	return func(_ context.Context, _ any, _ *mcp.ListToolsRequest, result *mcp.ListToolsResult) {
		result.Tools = slices.DeleteFunc(result.Tools, func(tool mcp.Tool) bool {
			return slices.ContainsFunc(s.config.Withheld, func(w mcpserver.ServerTool) bool { return w.Tool.Name == tool.Name })
		})
		for i, tool := range result.Tools {
			if short, ok := listed()[tool.Name]; ok {
				result.Tools[i] = short
			}
		}
	}
}

// MCP returns the protocol server, for in-process clients.
func (s *Server) MCP() *mcpserver.MCPServer { return s.mcp }

// CallTool calls a tool in this process, by its name. The call goes through the
// same chain as any client's, but it and the result are handed over as they
// are: a client would have them written as JSON and read again, five times over,
// for a handle or two. StructuredContent is the tool's own value: read it only.
func (s *Server) CallTool(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	handle := s.tools[request.Params.Name]
	if handle == nil {
		return nil, fmt.Errorf("%s: %w", request.Params.Name, mcpserver.ErrToolNotFound)
	}
	return handle(ctx, request)
}

// unavailable is what a call gets while the server shuts down.
func unavailable() *mcp.CallToolResult {
	result := mcp.NewToolResultError("the server is shutting down: call again in a few seconds")
	result.Meta = mcp.NewMetaFromMap(map[string]any{problem.KindMeta: string(problem.Unavailable)})
	return result
}
