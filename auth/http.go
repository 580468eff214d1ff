package auth

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/problem"
)

// MetadataPath is where the protected resource metadata of RFC 9728 stands.
// The metadata of one endpoint, such as /mcp, stands below it.
const MetadataPath = mcpserver.WellKnownProtectedResourcePath

// Require lets requests through that carry a valid token in their one
// Authorization header, on behalf of its user. The token leaves the headers
// here: handlers find it in identity.From, and nowhere else.
//
// Other requests get 401 with a challenge that leads to the metadata, 403 when
// the token's role or scope is too small, 503 when the issuer's keys cannot be
// had, and 400 when a token stands in the address, where logs would keep it.
func (v *Verifier) Require(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if tokenInAddress(r) {
			problem.New(problem.BadRequest, "a token must not stand in the address, where logs keep it: send it as Authorization: Bearer").ServeHTTP(w, r)
			return
		}
		token, err := bearer(r.Header)
		if err != nil {
			v.challenge(w, r, err)
			return
		}
		id, err := v.Verify(r.Context(), token)
		if err != nil {
			v.challenge(w, r, err)
			return
		}
		r = r.Clone(identity.With(r.Context(), id))
		r.Header.Del("Authorization")
		next.ServeHTTP(w, r)
	})
}

// errMissing: the request has no token at all.
var errMissing = errors.New("no access token: send one as Authorization: Bearer")

// bearer is the token of the request's one Authorization header.
func bearer(header http.Header) (string, error) {
	values := header.Values("Authorization")
	if len(values) == 0 {
		return "", errMissing
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	if len(values) > 1 || !strings.EqualFold(scheme, "Bearer") {
		return "", fmt.Errorf("%w: one Authorization header with the scheme Bearer is taken", ErrInvalid)
	}
	return strings.TrimLeft(token, " "), nil
}

// tokenInAddress looks for the names under which clients put tokens there.
func tokenInAddress(r *http.Request) bool {
	if r.URL.RawQuery == "" {
		return false
	}
	for name, values := range r.URL.Query() {
		switch strings.ToLower(name) {
		case "access_token", "token", "jwt", "authorization", "bearer", "apikey", "api_key":
			return true
		}
		for _, value := range values {
			if strings.HasPrefix(value, "eyJ") && strings.Count(value, ".") == 2 {
				return true
			}
		}
	}
	return false
}

// challenge refuses a request and says where tokens come from (RFC 6750, 3 and
// RFC 9728, 5.1).
func (v *Verifier) challenge(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, ErrUnavailable) {
		problem.New(problem.Unavailable, err.Error()+": try again").RetryAfter(unknownEvery).ServeHTTP(w, r)
		return
	}
	kind, words := problem.Unauthenticated, fmt.Sprintf("Bearer resource_metadata=%q", v.base(r)+metadataPath(r.URL.Path))
	switch {
	case errors.Is(err, ErrScope):
		kind = problem.Forbidden
		words += fmt.Sprintf(", error=\"insufficient_scope\", error_description=%q", err)
	case !errors.Is(err, errMissing):
		words += fmt.Sprintf(", error=\"invalid_token\", error_description=%q", err)
	}
	if len(v.config.Scopes) > 0 {
		words += fmt.Sprintf(", scope=%q", strings.Join(v.config.Scopes, " "))
	}
	w.Header().Set("WWW-Authenticate", words)
	problem.New(kind, err.Error()).ServeHTTP(w, r)
}

// endpoints are the MCP endpoints, each a resource of its own by its address;
// everything else belongs to the server as a whole.
var endpoints = []string{"/mcp", "/sse"}

func metadataPath(path string) string {
	for _, endpoint := range endpoints {
		if path == endpoint {
			return MetadataPath + endpoint
		}
	}
	return MetadataPath
}

// Metadata answers at MetadataPath and below it: which issuer's tokens this
// server takes, and how.
func (v *Verifier) Metadata() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		endpoint := strings.TrimPrefix(r.URL.Path, MetadataPath)
		if endpoint != "" && metadataPath(endpoint) == MetadataPath {
			problem.New(problem.NotFound, "there is no resource "+endpoint).ServeHTTP(w, r)
			return
		}
		mcpserver.NewProtectedResourceMetadataHandler(mcpserver.ProtectedResourceMetadataConfig{
			Resource:               v.base(r) + endpoint,
			AuthorizationServers:   []string{v.config.Issuer},
			ScopesSupported:        v.config.Scopes,
			BearerMethodsSupported: []string{"header"},
			ResourceName:           "bespoke",
		}).ServeHTTP(w, r)
	})
}

// base is the public address of this server without a closing slash.
func (v *Verifier) base(r *http.Request) string {
	if v.config.BaseURL != "" {
		return strings.TrimSuffix(v.config.BaseURL, "/")
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}
