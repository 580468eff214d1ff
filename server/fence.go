package server

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/rs/cors"

	"github.com/bespoke-cv/bespoke/problem"
	"github.com/bespoke-cv/bespoke/telemetry"
)

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
