package server

import (
	"net/http"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/telemetry"
)

// measure tells telemetry of each answer, those at the fence included: who asks
// too often, without a token or from elsewhere is seen in its figures.
func (s *Server) measure(mux *http.ServeMux, next http.Handler) http.Handler {
	if s.config.Telemetry == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, began := &answer{ResponseWriter: w}, time.Now()
		defer func() {
			ctx := telemetry.With(r.Context(), s.config.Telemetry)
			telemetry.HTTP(ctx, r.Method, s.route(mux, r), answer.status, time.Since(began))
		}()
		next.ServeHTTP(answer, r)
	})
}

// routed is a handler that knows its routes.
type routed interface{ Route(r *http.Request) string }

// route is the pattern that a request's address fits, such as
// "/applications/{id}": an address itself may say anything. It is empty when
// there is none.
func (s *Server) route(mux *http.ServeMux, r *http.Request) string {
	_, pattern := mux.Handler(r)
	if api, ok := s.api.(routed); ok && pattern == "/" {
		pattern = api.Route(r)
	}
	if _, path, found := strings.Cut(pattern, " "); found {
		pattern = path // behind its method
	}
	return strings.TrimSuffix(pattern, "/")
}

// answer notes the status of what is written through it.
type answer struct {
	http.ResponseWriter
	status int
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= http.StatusOK {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(data []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(data)
}

// Flush is how streams send each message.
func (a *answer) Flush() { _ = http.NewResponseController(a.ResponseWriter).Flush() }

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
