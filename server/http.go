package server

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"time"

	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/auth"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/problem"
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
