// Package auth finds out who sends an HTTP request, from the access token of
// Supabase Auth (or of another issuer that signs such tokens) in its
// Authorization header.
//
//	request ─► Require ─► token ─► Verify ─► identity.Identity ─► the handler's context
//	              │          │         └─ keys of {issuer}/.well-known/jwks.json
//	              │          └─ none, or not valid: 401 with the way to a token
//	              └─ valid, but of too small a role or scope: 403
//
// Only what the issuer's published keys sign counts: ES256 or RS256, by the key
// that the token's kid names. Whatever a token says about keys itself (jwk,
// jku, x5u, x5c) makes it invalid. HS256 is taken only where a legacy secret is
// configured.
//
// Supabase Auth knows no resource indicators (RFC 8707): the audience of every
// token is "authenticated", so a token that a user gave to another service of
// the same project counts here too. What tells services apart is the project,
// by its issuer.
package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/identity"
)

// The errors of Verify. The words around them may be shown to the caller.
var (
	// ErrInvalid: the token is malformed, forged, expired, or meant for others.
	ErrInvalid = errors.New("the access token is not valid")
	// ErrScope: the token is genuine, but its role or scope does not reach here.
	ErrScope = errors.New("the access token does not reach here")
	// ErrUnavailable: the issuer's keys cannot be had, so nobody can say.
	ErrUnavailable = errors.New("the issuer's keys cannot be reached")
)

const (
	// MaxToken is the longest token in bytes; Supabase's have about 1 KB, more
	// with large user metadata.
	MaxToken = 16 << 10
	// leeway is how far clocks may be apart.
	leeway = 10 * time.Second
	// minSecret is the shortest legacy secret in bytes, as HS256 wants it (RFC
	// 7518, 3.2).
	minSecret = 32
)

// Config says whose tokens count.
type Config struct {
	// Issuer is the tokens' iss: "https://PROJECT.supabase.co/auth/v1". It must
	// be https, except on this machine.
	Issuer string
	// Audience and Role are what aud must contain and role must be; both are
	// "authenticated" when empty.
	Audience, Role string
	// Scopes must all stand in the token's scope; Supabase's sessions have none.
	Scopes []string
	// Secret is the project's legacy JWT secret; HS256 is refused without one.
	Secret []byte
	// BaseURL is the public address of this server, for the metadata; empty
	// takes the Host of the request.
	BaseURL string
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Log is told when keys cannot be fetched; nil discards.
	Log *slog.Logger
}

// Verifier tells whose a token is. Its methods are safe for concurrent use.
type Verifier struct {
	config Config
	keys   *keys
	parser *jwt.Parser
}

// New makes a verifier and fetches the issuer's keys, again every hour and for
// an unknown kid, until ctx ends. Keys that cannot be fetched now are no error:
// Ping tells, and Verify tries again.
func New(ctx context.Context, config Config) (*Verifier, error) {
	if err := checkIssuer(config.Issuer); err != nil {
		return nil, err
	}
	if n := len(config.Secret); n > 0 && n < minSecret {
		return nil, fmt.Errorf("the legacy JWT secret has %d bytes, at least %d are needed", n, minSecret)
	}
	if config.Audience == "" {
		config.Audience = "authenticated"
	}
	if config.Role == "" {
		config.Role = "authenticated"
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	keys, err := fetchKeys(ctx, config.Issuer, config.Log)
	if err != nil {
		return nil, err
	}
	methods := []string{"ES256", "RS256"}
	if len(config.Secret) > 0 {
		methods = append(methods, "HS256")
	}
	return &Verifier{config: config, keys: keys, parser: jwt.NewParser(
		jwt.WithValidMethods(methods), jwt.WithStrictDecoding(),
		jwt.WithIssuer(config.Issuer), jwt.WithAudience(config.Audience), jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(), jwt.WithLeeway(leeway), jwt.WithTimeFunc(config.Now),
	)}, nil
}

func checkIssuer(issuer string) error {
	address, err := url.Parse(issuer)
	if err != nil || address.Host == "" || address.RawQuery != "" || address.Fragment != "" || address.User != nil {
		return fmt.Errorf("issuer %q is no address such as https://PROJECT.supabase.co/auth/v1", issuer)
	}
	ip := net.ParseIP(address.Hostname())
	local := address.Hostname() == "localhost" || (ip != nil && ip.IsLoopback())
	if address.Scheme != "https" && (address.Scheme != "http" || !local) {
		return fmt.Errorf("issuer %q must be https: its keys decide who gets in", issuer)
	}
	return nil
}

// Issuer is whose tokens count.
func (v *Verifier) Issuer() string { return v.config.Issuer }

// Ping reports whether any key is known that could verify a token.
func (v *Verifier) Ping(ctx context.Context) error {
	if len(v.config.Secret) > 0 {
		return nil
	}
	return v.keys.ping(ctx)
}

// Verify gives the user that a token stands for. The error wraps ErrInvalid,
// ErrScope or ErrUnavailable and never holds the token.
func (v *Verifier) Verify(ctx context.Context, token string) (identity.Identity, error) {
	var none identity.Identity
	if err := v.precheck(token); err != nil {
		return none, err
	}
	parsed, err := v.parser.ParseWithClaims(token, jwt.MapClaims{}, func(token *jwt.Token) (any, error) {
		return v.key(ctx, token)
	})
	if err != nil {
		return none, explain(err)
	}
	claims := parsed.Claims.(jwt.MapClaims)
	if role, _ := claims["role"].(string); role != v.config.Role {
		return none, fmt.Errorf("%w: its role is not %s", ErrScope, v.config.Role)
	}
	if missing := v.missingScopes(claims); len(missing) > 0 {
		return none, fmt.Errorf("%w: it lacks the scope %s", ErrScope, strings.Join(missing, " "))
	}
	user, err := subject(claims)
	if err != nil {
		return none, err
	}
	until, err := claims.GetExpirationTime()
	if err != nil || until == nil {
		return none, fmt.Errorf("%w: it has no exp", ErrInvalid)
	}
	return identity.Identity{User: user, Token: identity.NewToken(token), Until: until.Time}, nil
}

// subject is the user's id in its one spelling: uuid.Parse would take others.
func subject(claims jwt.MapClaims) (uuid.UUID, error) {
	sub, _ := claims["sub"].(string)
	user, err := uuid.Parse(sub)
	if err != nil || user.String() != sub || user == uuid.Nil || user == identity.LocalUser {
		return uuid.UUID{}, fmt.Errorf("%w: its sub is no user id", ErrInvalid)
	}
	return user, nil
}

func (v *Verifier) missingScopes(claims jwt.MapClaims) (missing []string) {
	granted, _ := claims["scope"].(string)
	have := strings.Fields(granted)
	for _, scope := range v.config.Scopes {
		if !slices.Contains(have, scope) {
			missing = append(missing, scope)
		}
	}
	return missing
}

// explain says in fixed words why a token is refused: the library's own may
// quote from the token.
func explain(err error) error {
	if errors.Is(err, ErrUnavailable) {
		return ErrUnavailable
	}
	for _, reason := range []struct {
		is    error
		words string
	}{
		{jwt.ErrTokenExpired, "it has expired"},
		{jwt.ErrTokenNotValidYet, "it does not count yet"},
		{jwt.ErrTokenUsedBeforeIssued, "it was issued in the future"},
		{jwt.ErrTokenInvalidIssuer, "it is from another issuer"},
		{jwt.ErrTokenInvalidAudience, "it is for another audience"},
		{jwt.ErrTokenRequiredClaimMissing, "it lacks iss, aud or exp"},
		{errUnknownKey, "its key is unknown"},
		{jwt.ErrTokenSignatureInvalid, "its algorithm or signature is wrong"},
		{jwt.ErrTokenMalformed, "it is malformed"},
	} {
		if errors.Is(err, reason.is) {
			return fmt.Errorf("%w: %s", ErrInvalid, reason.words)
		}
	}
	return ErrInvalid
}

// httpClient fetches keys: no redirects, since the address is configured, and
// no more than a key set has.
func httpClient() *http.Client {
	return &http.Client{
		Timeout:       fetchTimeout,
		Transport:     bounded{http.DefaultTransport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
