package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	mcpserver "github.com/mark3labs/mcp-go/server"
	"github.com/rs/cors"

	"github.com/bespoke-cv/bespoke/auth"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/problem"
	"github.com/bespoke-cv/bespoke/telemetry"
)

// Transport names a way to reach the server.
type Transport string

// The transports. HTTP mounts Streamable HTTP at /mcp beside SSE and /health;
// Health is /health alone, for a process that offers no tools; Review is what
// MountReview puts there alone, for a process that speaks MCP otherwise.
const (
	Stdio  Transport = "stdio"
	SSE    Transport = "sse"
	HTTP   Transport = "http"
	Health Transport = "health"
	Review Transport = "review"
)

// sessionIdle is how long a silent Streamable HTTP session is kept.
const sessionIdle = 30 * time.Minute

// ssePath opens a session of HTTP+SSE, messagePath takes its messages.
const (
	ssePath     = "/sse"
	messagePath = "/message"
)

// mounted is the HTTP side of a server: its handler and how to end the
// sessions that hang on it.
type mounted struct {
	handler http.Handler
	end     func(ctx context.Context)
}

// Handler returns the HTTP handler of a transport, for tests and for mounting
// in a server of the caller's own.
func (s *Server) Handler(transport Transport) http.Handler { return s.mount(transport).handler }

// MountAPI puts the HTTP API beside Streamable HTTP, behind the same fence and
// login; document, its description, is for everyone.
func (s *Server) MountAPI(api, document http.Handler) { s.api, s.document = api, document }

// MountReview puts the review of plans at /review/, behind the same fence. It
// finds out itself whose request it is.
func (s *Server) MountReview(review http.Handler) { s.review = review }

func (s *Server) mount(transport Transport) mounted {
	mux := http.NewServeMux()
	if transport == Health {
		mux.HandleFunc("GET /health", s.health)
		return mounted{handler: s.measure(mux, s.fence(mux)), end: func(context.Context) {}}
	}
	if s.review != nil {
		mux.Handle("/review/", s.review)
	}
	if transport == Review {
		mux.Handle("/", problem.New(problem.NotFound, "there is nothing at this address"))
		return mounted{handler: s.measure(mux, s.fence(mux)), end: func(context.Context) {}}
	}
	sse := s.sseServer()
	mux.Handle(ssePath, s.identify(s.owners.check(inNothing, tellDelivery(sse.SSEHandler()))))
	mux.Handle(messagePath, s.identify(s.owners.check(inQuery, handshakeOnly(sse.MessageHandler()))))
	mux.HandleFunc("GET /health", s.health)
	if s.config.Auth != nil {
		mux.Handle(auth.MetadataPath, s.config.Auth.Metadata())
		mux.Handle(auth.MetadataPath+"/", s.config.Auth.Metadata())
	}
	mux.Handle("/.well-known/", problem.New(problem.NotFound, "there is nothing at this address"))
	end := func(context.Context) { sse.CloseSessions() }
	if transport == HTTP {
		streamable := mcpserver.NewStreamableHTTPServer(s.mcp,
			mcpserver.WithEndpointPath("/mcp"),
			mcpserver.WithSessionIdManagerResolver(&s.owners),
			mcpserver.WithSessionIdleTTL(sessionIdle),
			mcpserver.WithDisableLocalhostProtection(true), // fence does it for every path
			mcpserver.WithStreamableHTTPLogger(s.config.Log))
		s.owners.terminate = func(session string) { terminate(streamable, session) }
		mux.Handle("/mcp", s.identify(s.owners.check(inHeader, tellDelivery(streamable))))
		end = func(ctx context.Context) {
			sse.CloseSessions()
			streamable.CloseSessions(ctx)
		}
	}
	s.mountAPI(mux, transport)
	return mounted{handler: s.measure(mux, s.fence(mux)), end: end}
}

// terminate ends a session as its client would.
func terminate(streamable http.Handler, session string) {
	streamable.ServeHTTP(&unread{header: http.Header{}}, &http.Request{
		Method: http.MethodDelete, URL: &url.URL{Path: "/mcp"}, Header: http.Header{mcpserver.HeaderKeySessionID: {session}},
	})
}

// unread is an answer that nobody reads.
type unread struct{ header http.Header }

func (u *unread) Header() http.Header          { return u.header }
func (*unread) Write(data []byte) (int, error) { return len(data), nil }
func (*unread) WriteHeader(int)                {}

func (s *Server) mountAPI(mux *http.ServeMux, transport Transport) {
	if transport != HTTP || s.api == nil {
		mux.Handle("/", problem.New(problem.NotFound, "there is nothing at this address"))
		return
	}
	mux.Handle("GET /openapi.json", s.document)
	mux.Handle("/", s.identify(s.api))
}

func (s *Server) sseServer() *mcpserver.SSEServer {
	options := []mcpserver.SSEOption{
		mcpserver.WithBaseURL(s.config.BaseURL),
		mcpserver.WithUseFullURLForMessageEndpoint(s.config.BaseURL != ""),
		mcpserver.WithKeepAliveInterval(15 * time.Second),
		mcpserver.WithSSEDisableLocalhostProtection(true), // fence does it for every path
		mcpserver.WithSessionIDGenerator(s.owners.newSession),
		// With no origin given mcp-go would allow every web page; fence speaks
		// for the origins that are allowed.
		mcpserver.WithSSECORS(mcpserver.WithCORSAllowedOrigins("http://localhost")),
	}
	return mcpserver.NewSSEServer(s.mcp, options...)
}

// identify finds out on whose behalf a request runs: of the user whose token
// it carries, within that user's share of requests; or, without auth, of the
// one local user. Nobody who comes over HTTP may name files.
func (s *Server) identify(next http.Handler) http.Handler {
	if s.config.Auth == nil {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(identity.With(r.Context(), identity.Identity{User: identity.LocalUser})))
		})
	}
	if s.config.Limit != nil {
		next = s.config.Limit.Handler(next)
	}
	return s.config.Auth.Require(next)
}

// fence stands in front of every path: it answers 403 to a foreign Host or
// Origin (DNS rebinding, cross-site requests), lets the web pages that are
// allowed read the answers, and bounds the body. It gives the request its id,
// which is in the answer's X-Request-Id and in the log.
func (s *Server) fence(next http.Handler) http.Handler {
	bounded := s.cors(http.MaxBytesHandler(next, s.config.MaxBody))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, id := telemetry.WithRequest(telemetry.FromHeader(telemetry.With(r.Context(), s.config.Telemetry), r.Header))
		r = r.WithContext(ctx)
		w.Header().Set("X-Request-Id", id)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if !s.hostAllowed(r) {
			problem.New(problem.Forbidden, "this Host is not allowed: add it with --host or BESPOKE_HOSTS").ServeHTTP(w, r)
			return
		}
		if origin := r.Header.Get("Origin"); origin != "" && !s.originAllowed(origin, r.Host) {
			problem.New(problem.Forbidden, "this Origin is not allowed: add it with --origin or BESPOKE_ORIGINS").ServeHTTP(w, r)
			return
		}
		if r.ContentLength > s.config.MaxBody {
			problem.New(problem.TooLarge, fmt.Sprintf("the body has %d bytes, at most %d are taken", r.ContentLength, s.config.MaxBody)).ServeHTTP(w, r)
			return
		}
		bounded.ServeHTTP(w, r)
	})
}

// cors tells browsers which pages of other origins may read the answers: none
// but those that are configured. Pages of this machine are not, since without
// auth any of them could then read everything.
func (s *Server) cors(next http.Handler) http.Handler {
	if len(s.config.Origins) == 0 {
		return next
	}
	return cors.New(cors.Options{
		AllowedOrigins: s.config.Origins,
		AllowedMethods: []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPatch, http.MethodDelete},
		AllowedHeaders: []string{
			"Authorization", "Content-Type", "Accept", "Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID",
			"Mcp-Session-Id", "Mcp-Protocol-Version", "Mcp-Method", "Mcp-Name", "Traceparent", "Tracestate",
		},
		ExposedHeaders: []string{"Location", "ETag", "Link", "Retry-After", "WWW-Authenticate", "X-Request-Id", "Mcp-Session-Id", "Mcp-Protocol-Version"},
		MaxAge:         600,
	}).Handler(next)
}

func (s *Server) hostAllowed(r *http.Request) bool {
	host := hostname(r.Host)
	return isLoopback(host) || slices.ContainsFunc(s.config.Hosts, func(allowed string) bool {
		return allowed == "*" || strings.EqualFold(hostname(allowed), host)
	})
}

// originAllowed lets in pages that are configured, this machine's, and those
// that came from this server itself, at a host that is allowed by name: a host
// let in by * may be anybody's who made his name lead here.
func (s *Server) originAllowed(origin, host string) bool {
	if slices.Contains(s.config.Origins, origin) {
		return true
	}
	parsed, err := url.Parse(origin)
	if err != nil || parsed.Host == "" {
		return false
	}
	if isLoopback(parsed.Hostname()) {
		return true
	}
	return strings.EqualFold(parsed.Host, host) && slices.ContainsFunc(s.config.Hosts, func(allowed string) bool {
		return strings.EqualFold(hostname(allowed), parsed.Hostname())
	})
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
			problem.New(problem.TooLarge, "the body is too large, or the connection broke").ServeHTTP(w, r)
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

// health asks every part at once. It answers 200 with each part's state, or 503 naming the failing part.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	report := map[string]string{"status": "ok", "version": s.config.Version}
	if s.draining.Load() {
		report["status"] = "draining"
	}
	failures := make([]error, len(s.config.Checks))
	var group sync.WaitGroup
	for i, check := range s.config.Checks {
		group.Go(func() { failures[i] = check.Run(ctx) })
	}
	group.Wait()
	for i, check := range s.config.Checks {
		report[check.Name] = "ok"
		if err := failures[i]; err != nil {
			s.config.Log.ErrorContext(ctx, "health check failed", "part", check.Name, "error", err)
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
