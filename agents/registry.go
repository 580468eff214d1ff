package agents

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
)

// responseTimeout is above every step's timeout, so that the step's own
// patience decides; mcp-go's SSE client would give up after 60 s.
const responseTimeout = 10 * time.Minute

// ServerSettings say how to reach an MCP server: one of InProcess, URL and
// Command. A URL whose path ends in /sse is reached by SSE, any other by
// Streamable HTTP.
type ServerSettings struct {
	InProcess *mcpserver.MCPServer
	URL       string
	Token     string // bearer token for URL; may be empty
	Command   string
	Arguments []string
	Env       []string
	// ProtocolVersion is the revision of MCP to speak; empty is the newest one
	// that the server knows, which it is asked for first. Set it for a server
	// that answers what it does not know.
	ProtocolVersion string
}

// ServerRegistry knows servers by name.
type ServerRegistry map[string]ServerSettings

// Connect returns an initialized client of the named server. The caller closes it.
func (r ServerRegistry) Connect(ctx context.Context, name, version string) (*client.Client, error) {
	settings, ok := r[name]
	if !ok {
		return nil, fmt.Errorf("no MCP server is registered as %q", name)
	}
	c, err := settings.client()
	if err != nil {
		return nil, fmt.Errorf("reaching MCP server %s: %w", name, err)
	}
	if err := c.Start(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("reaching MCP server %s: %w", name, err), c.Close())
	}
	request := mcp.InitializeRequest{}
	request.Params.ProtocolVersion = cmp.Or(settings.ProtocolVersion, mcp.LATEST_PROTOCOL_VERSION)
	request.Params.ClientInfo = mcp.Implementation{Name: "bespoke-orchestrator", Version: version}
	if _, err := c.Initialize(ctx, request); err != nil {
		return nil, errors.Join(fmt.Errorf("greeting MCP server %s: %w", name, err), c.Close())
	}
	return c, nil
}

func (s ServerSettings) client() (*client.Client, error) {
	switch {
	case s.InProcess != nil:
		return client.NewInProcessClient(s.InProcess)
	case s.Command != "":
		return client.NewStdioMCPClient(s.Command, s.Env, s.Arguments...)
	case s.URL == "":
		return nil, errors.New("neither an address nor a command is given")
	}
	address, err := url.Parse(s.URL)
	if err != nil || (address.Scheme != "http" && address.Scheme != "https") {
		return nil, fmt.Errorf("%q is not an http address such as http://127.0.0.1:8080/mcp", s.URL)
	}
	// The default transport keeps two idle connections a host and would open a
	// new one for most calls.
	pool := http.DefaultTransport.(*http.Transport).Clone()
	pool.MaxIdleConnsPerHost = 64
	web := &http.Client{Transport: pool}
	headers := map[string]string{}
	if s.Token != "" {
		headers["Authorization"] = "Bearer " + s.Token
	}
	if strings.HasSuffix(strings.TrimSuffix(address.Path, "/"), "/sse") {
		return client.NewSSEMCPClient(s.URL, transport.WithHTTPClient(web), transport.WithHeaders(headers),
			transport.WithResponseTimeout(responseTimeout))
	}
	return client.NewStreamableHttpClient(s.URL, transport.WithHTTPBasicClient(web), transport.WithHTTPHeaders(headers),
		transport.WithHTTPTimeout(responseTimeout))
}
