// Package api is the HTTP API beside MCP: the same tools, for programs that
// speak plain HTTP.
//
//	request ─► operation ─► MCP client ─► the tool ─► answer
//	                │                        └─ refuses: problem+json, its status by the error's kind
//	                └─ runs' progress, documents: read directly
//
// An operation says how a request becomes the arguments of a tool and how the
// tool's result becomes an answer. What there is to know about offers, CVs and
// owners, the tools know. The OpenAPI document is made from the same
// operations and the same Go types, so the two cannot differ.
//
// Every handler runs behind the server's fence, login and limits: the caller is
// in the context (package identity).
package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/problem"
	"github.com/bespoke-cv/bespoke/workflow"
)

// Tools calls tools; *client.Client of mcp-go is one.
type Tools interface {
	CallTool(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error)
}

// Runs tells about runs as they go; *workflow.Engine is one.
type Runs interface {
	Follow(ctx context.Context, user uuid.UUID, runID string, see func(workflow.Run)) (workflow.Run, error)
}

// Documents gives what tools only name; *tools.Toolbox is one.
type Documents interface {
	// Read gives the content of an MCP resource such as "cv://cv_…".
	Read(ctx context.Context, uri string) (mimeType string, content []byte, err error)
	// Link gives an address of a PDF that needs no login until a moment, or an
	// empty one.
	Link(ctx context.Context, pdfID string, lifetime time.Duration) (address string, until time.Time, err error)
}

// Config is what the API stands on.
type Config struct {
	Tools     Tools
	Runs      Runs
	Documents Documents
	// Declared are the tools' declarations, whose schemas the API shares.
	Declared []mcpserver.ServerTool
	// Version of the program, for the document.
	Version string
	// Login says that requests need a token.
	Login bool
	// Log is told what went wrong on our side; nil discards. No personal text
	// is logged.
	Log *slog.Logger
}

// API answers HTTP requests.
type API struct {
	config   Config
	schemas  schemas
	mux      *http.ServeMux
	document []byte
}

// New builds the API. It panics when a tool that it stands on is not declared.
func New(config Config) *API {
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	a := &API{config: config, schemas: newSchemas(config.Declared)}
	operations := a.operations()
	a.mux = route(operations)
	document, err := json.MarshalIndent(a.describe(operations), "", "  ")
	if err != nil {
		panic("api: " + err.Error()) // it is made of strings and schemas
	}
	a.document = document
	return a
}

// ServeHTTP answers a request whose context has an identity.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// Route is the pattern of the operation that a request is for, such as
// "GET /runs/{id}".
func (a *API) Route(r *http.Request) string {
	_, pattern := a.mux.Handler(r)
	return pattern
}

// OpenAPI is the API's description, OpenAPI 3.1 in JSON.
func (a *API) OpenAPI() []byte { return a.document }

// Document answers with the API's description.
func (a *API) Document() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "public, max-age=300")
		_, _ = w.Write(a.document) // a client that hung up needs no answer
	})
}

// route serves the operations. What they leave over gets 404, or 405 with the
// methods that there are.
func route(operations []operation) *http.ServeMux {
	mux := http.NewServeMux()
	methods := map[string][]string{}
	for _, o := range operations {
		if !o.elsewhere {
			mux.Handle(o.method+" "+o.path, o.checked())
		}
		methods[o.path] = append(methods[o.path], o.method)
		if o.method == http.MethodGet {
			methods[o.path] = append(methods[o.path], http.MethodHead)
		}
	}
	for path, allowed := range methods {
		slices.Sort(allowed)
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Allow", strings.Join(allowed, ", "))
			problem.New(problem.MethodNotAllowed, "take one of "+strings.Join(allowed, ", ")).ServeHTTP(w, r)
		})
	}
	mux.Handle("/", problem.New(problem.NotFound, "there is nothing at this address; /openapi.json lists what there is"))
	return mux
}
