package server

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/identity"
)

// Transport names a way to reach the server.
type Transport string

// The transports. HTTP mounts Streamable HTTP at /mcp beside SSE and /health.
const (
	Stdio Transport = "stdio"
	SSE   Transport = "sse"
	HTTP  Transport = "http"
)

// sessionIdle is how long a silent Streamable HTTP session is kept.
const sessionIdle = 30 * time.Minute

// mounted is the HTTP side of a server: its handler and how to end the
// sessions that hang on it.
type mounted struct {
	handler http.Handler
	end     func(ctx context.Context)
}

// Handler returns the HTTP handler of a transport, for tests and for mounting
// in a server of the caller's own.
func (s *Server) Handler(transport Transport) http.Handler { return s.mount(transport).handler }

func (s *Server) mount(transport Transport) mounted {
	mux := http.NewServeMux()
	sse := s.sseServer()
	mux.Handle("/sse", sse.SSEHandler())
	mux.Handle("/message", handshakeOnly(sse.MessageHandler()))
	mux.HandleFunc("GET /health", s.health)
	end := func(context.Context) { sse.CloseSessions() }
	if transport == HTTP {
		streamable := mcpserver.NewStreamableHTTPServer(s.mcp,
			mcpserver.WithEndpointPath("/mcp"),
			mcpserver.WithStateful(true),
			mcpserver.WithSessionIdleTTL(sessionIdle),
			mcpserver.WithDisableLocalhostProtection(true), // fence does it for every path
			mcpserver.WithStreamableHTTPLogger(s.config.Log),
			mcpserver.WithHTTPContextFunc(withRemoteIdentity))
		mux.Handle("/mcp", streamable)
		end = func(ctx context.Context) {
			sse.CloseSessions()
			streamable.CloseSessions(ctx)
		}
	}
	return mounted{handler: s.fence(mux), end: end}
}

func (s *Server) sseServer() *mcpserver.SSEServer {
	options := []mcpserver.SSEOption{
		mcpserver.WithBaseURL(s.config.BaseURL),
		mcpserver.WithUseFullURLForMessageEndpoint(s.config.BaseURL != ""),
		mcpserver.WithKeepAliveInterval(15 * time.Second),
		mcpserver.WithSSEDisableLocalhostProtection(true), // fence does it for every path
		mcpserver.WithSSEContextFunc(withRemoteIdentity),
		// With no origin given mcp-go would allow every web page.
		mcpserver.WithSSECORS(mcpserver.WithCORSAllowedOrigins(append([]string{"http://localhost"}, s.config.Origins...)...)),
	}
	return mcpserver.NewSSEServer(s.mcp, options...)
}

// withRemoteIdentity runs an HTTP request on behalf of the one local user, but
// without the right to name files.
func withRemoteIdentity(ctx context.Context, _ *http.Request) context.Context {
	return identity.With(ctx, identity.Identity{User: identity.LocalUser})
}

// fence stands in front of every path: it answers 403 to a foreign Host or
// Origin (DNS rebinding, cross-site requests) and bounds the body.
func (s *Server) fence(next http.Handler) http.Handler {
	bounded := http.MaxBytesHandler(next, s.config.MaxBody)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.hostAllowed(r) {
			http.Error(w, "this Host is not allowed: add it with --host or BESPOKE_HOSTS", http.StatusForbidden)
			return
		}
		if origin := r.Header.Get("Origin"); origin != "" && !s.originAllowed(origin) {
			http.Error(w, "this Origin is not allowed: add it with --origin or BESPOKE_ORIGINS", http.StatusForbidden)
			return
		}
		if r.ContentLength > s.config.MaxBody {
			http.Error(w, "the request body is too large", http.StatusRequestEntityTooLarge)
			return
		}
		bounded.ServeHTTP(w, r)
	})
}

func (s *Server) hostAllowed(r *http.Request) bool {
	host := hostname(r.Host)
	return isLoopback(host) || slices.ContainsFunc(s.config.Hosts, func(allowed string) bool {
		return allowed == "*" || strings.EqualFold(hostname(allowed), host)
	})
}

func (s *Server) originAllowed(origin string) bool {
	if slices.Contains(s.config.Origins, origin) {
		return true
	}
	parsed, err := url.Parse(origin)
	return err == nil && isLoopback(parsed.Hostname())
}

// hostname strips a port and the brackets of an IPv6 address.
func hostname(hostport string) string {
	if host, _, err := net.SplitHostPort(hostport); err == nil {
		return host
	}
	return strings.Trim(hostport, "[]")
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}

// versionKey marks a request of the stateless protocol era, which the
// specification does not define for HTTP+SSE.
const versionKey = "io.modelcontextprotocol/protocolVersion"

// handshakeOnly takes the stateless era's mark off messages over SSE. mcp-go
// would otherwise demand headers that only its own client sends, and clients
// that try the new era first would fail; without the mark they fall back to
// initialize.
func handshakeOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, "the request body is too large", http.StatusRequestEntityTooLarge)
			return
		}
		if bytes.Contains(body, []byte(versionKey)) {
			body = withoutVersion(body)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		r.ContentLength = int64(len(body))
		next.ServeHTTP(w, r)
	})
}

// withoutVersion removes params._meta[versionKey]; a body that is not the
// expected JSON is returned unchanged for the transport to refuse.
func withoutVersion(body []byte) []byte {
	var message, params, meta map[string]json.RawMessage
	if json.Unmarshal(body, &message) != nil || json.Unmarshal(message["params"], &params) != nil ||
		json.Unmarshal(params["_meta"], &meta) != nil {
		return body
	}
	delete(meta, versionKey)
	var err error
	if params["_meta"], err = json.Marshal(meta); err != nil {
		return body
	}
	if message["params"], err = json.Marshal(params); err != nil {
		return body
	}
	stripped, err := json.Marshal(message)
	if err != nil {
		return body
	}
	return stripped
}

// health answers 200 with each part's state, or 503 naming the failing part.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	report := map[string]string{"status": "ok", "version": s.config.Version}
	if s.draining.Load() {
		report["status"] = "draining"
	}
	for _, check := range s.config.Checks {
		report[check.Name] = "ok"
		if err := check.Run(ctx); err != nil {
			s.config.Log.Error("health check failed", "part", check.Name, "error", err)
			report[check.Name], report["status"] = "failing", "failing"
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if report["status"] != "ok" {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(report) // a client that hung up needs no answer
}
