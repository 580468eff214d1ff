package auth_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/auth"
	"github.com/bespoke-cv/bespoke/auth/authtest"
	"github.com/bespoke-cv/bespoke/identity"
)

var mara = uuid.MustParse("8d0b3f5c-6a55-4c3f-9b0e-0d4c5a1f7e21")

const legacySecret = "a-legacy-secret-of-at-least-32-bytes"

func newVerifier(t *testing.T, issuer *authtest.Issuer, change ...func(*auth.Config)) *auth.Verifier {
	t.Helper()
	config := auth.Config{Issuer: issuer.URL}
	for _, f := range change {
		f(&config)
	}
	verifier, err := auth.New(t.Context(), config)
	require.NoError(t, err)
	return verifier
}

func withSecret(c *auth.Config) { c.Secret = []byte(legacySecret) }

func TestAGenuineTokenNamesItsUser(t *testing.T) {
	issuer := authtest.New(t)
	claims := issuer.Claims(mara)
	token := issuer.Sign(claims)
	id, err := newVerifier(t, issuer).Verify(t.Context(), token)
	require.NoError(t, err)
	assert.Equal(t, mara, id.User)
	assert.False(t, id.Local, "who comes over HTTP may not name files")
	assert.Equal(t, token, id.Token.Reveal())
	assert.Equal(t, claims["exp"], id.Until.Unix())
}

func TestOtherGenuineTokens(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	for name, test := range map[string]struct {
		change []func(*auth.Config)
		token  func(i *authtest.Issuer) string
	}{
		"RS256": {token: func(i *authtest.Issuer) string {
			i.Publish("rsa", "RS256", rsaKey)
			return i.Token(mara)
		}},
		"an audience among others": {token: func(i *authtest.Issuer) string {
			return i.Sign(with(i.Claims(mara), "aud", []string{"other", "authenticated"}))
		}},
		"a clock five seconds ahead": {token: func(i *authtest.Issuer) string {
			soon := time.Now().Add(5 * time.Second).Unix()
			return i.Sign(with(i.Claims(mara), "iat", soon, "nbf", soon))
		}},
		"a clock five seconds behind": {token: func(i *authtest.Issuer) string {
			return i.Sign(with(i.Claims(mara), "exp", time.Now().Add(-5*time.Second).Unix()))
		}},
		"the legacy secret where it is configured": {[]func(*auth.Config){withSecret}, func(i *authtest.Issuer) string {
			return authtest.Forge(t, jwt.SigningMethodHS256, []byte(legacySecret), nil, i.Claims(mara))
		}},
		"scopes": {[]func(*auth.Config){func(c *auth.Config) { c.Scopes = []string{"email", "openid"} }}, func(i *authtest.Issuer) string {
			return i.Sign(with(i.Claims(mara), "scope", "openid email profile"))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			issuer := authtest.New(t)
			token := test.token(issuer)
			id, err := newVerifier(t, issuer, test.change...).Verify(t.Context(), token)
			require.NoError(t, err)
			assert.Equal(t, mara, id.User)
		})
	}
}

// with returns claims with names set to values; nil removes a name.
func with(claims jwt.MapClaims, pairs ...any) jwt.MapClaims {
	claims = maps.Clone(claims)
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == nil {
			delete(claims, pairs[i].(string))
			continue
		}
		claims[pairs[i].(string)] = pairs[i+1]
	}
	return claims
}

func TestARotatedKeyIsFetchedOnce(t *testing.T) {
	issuer := authtest.New(t)
	verifier := newVerifier(t, issuer)
	old := issuer.Token(mara)
	issuer.Rotate()
	token := issuer.Token(mara)
	var group sync.WaitGroup
	for range 16 { // all at once: none may be refused while one fetches
		group.Go(func() {
			_, err := verifier.Verify(t.Context(), token)
			assert.NoError(t, err)
		})
	}
	group.Wait()
	assert.EqualValues(t, 2, issuer.Fetches.Load(), "at the start and for the new key")
	_, err := verifier.Verify(t.Context(), old)
	assert.NoError(t, err, "a key that is still published still counts")
}

func TestUnknownKeysDoNotCauseAFetchEach(t *testing.T) {
	issuer := authtest.New(t)
	verifier := newVerifier(t, issuer)
	for range 50 {
		token := authtest.Forge(t, jwt.SigningMethodHS256, []byte("x"), map[string]any{"alg": "ES256", "kid": uuid.NewString()}, issuer.Claims(mara))
		_, err := verifier.Verify(t.Context(), token)
		require.ErrorIs(t, err, auth.ErrInvalid)
	}
	assert.LessOrEqual(t, issuer.Fetches.Load(), int64(2))
	foreign := issuer.Claims(mara)
	foreign["iss"] = "https://elsewhere.example.com"
	before := issuer.Fetches.Load()
	_, err := newVerifier(t, issuer).Verify(t.Context(), authtest.Forge(t, jwt.SigningMethodHS256, []byte("x"), map[string]any{"alg": "ES256", "kid": "a"}, foreign))
	require.ErrorIs(t, err, auth.ErrInvalid)
	assert.Equal(t, before+1, issuer.Fetches.Load(), "a foreign token is worth no fetch")
}

func TestAnIssuerThatIsAwayIsNotTheCallersFault(t *testing.T) {
	issuer := authtest.New(t)
	issuer.Down.Store(true)
	verifier := newVerifier(t, issuer)
	require.ErrorIs(t, verifier.Ping(t.Context()), auth.ErrUnavailable)
	_, err := verifier.Verify(t.Context(), issuer.Token(mara))
	require.ErrorIs(t, err, auth.ErrUnavailable)
	_, err = verifier.Verify(t.Context(), issuer.Token(mara))
	require.ErrorIs(t, err, auth.ErrUnavailable, "also when it is too early to ask again")
}

func TestKnownKeysOutliveTheirIssuer(t *testing.T) {
	issuer := authtest.New(t)
	verifier := newVerifier(t, issuer)
	issuer.Down.Store(true)
	require.NoError(t, verifier.Ping(t.Context()))
	_, err := verifier.Verify(t.Context(), issuer.Token(mara))
	require.NoError(t, err)
}

func TestAnIssuerThatComesBackIsHeard(t *testing.T) {
	issuer := authtest.New(t)
	issuer.Down.Store(true)
	verifier := newVerifier(t, issuer)
	issuer.Down.Store(false)
	_, err := verifier.Verify(t.Context(), issuer.Token(mara))
	require.NoError(t, err)
	require.NoError(t, verifier.Ping(t.Context()))
}

func TestConfigurationsThatWouldLetOthersInAreRefused(t *testing.T) {
	for _, issuer := range []string{
		"", "auth/v1", "http://project.supabase.co/auth/v1", "http://localhost.example.com/auth/v1", "ftp://localhost/auth",
		"https://user:pass@project.supabase.co/auth/v1", "https://project.supabase.co/auth/v1?x=y", "https://",
	} {
		_, err := auth.New(t.Context(), auth.Config{Issuer: issuer})
		assert.Error(t, err, issuer)
	}
	_, err := auth.New(t.Context(), auth.Config{Issuer: authtest.New(t).URL, Secret: []byte("short")})
	assert.ErrorContains(t, err, "32")
}

// door is a handler behind Require that tells whom it let in and what of the
// token is left in the request.
func door(verifier *auth.Verifier) http.Handler {
	return verifier.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, _ := identity.From(r.Context())
		w.Header().Set("X-User", id.User.String())
		w.Header().Set("X-Left", r.Header.Get("Authorization"))
	}))
}

func ask(handler http.Handler, target string, headers ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Add(headers[i], headers[i+1])
	}
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder
}

func TestRequireChallengesAndAdmits(t *testing.T) {
	issuer := authtest.New(t)
	var log bytes.Buffer
	verifier := newVerifier(t, issuer, func(c *auth.Config) {
		c.BaseURL, c.Log = "https://cv.example.org/", slog.New(slog.NewJSONHandler(&log, nil))
	})
	token := issuer.Token(mara)
	expired := issuer.Sign(with(issuer.Claims(mara), "exp", time.Now().Add(-time.Hour).Unix()))
	anon := issuer.Sign(with(issuer.Claims(mara), "role", "anon"))
	for _, test := range []struct {
		name, target string
		headers      []string
		status       int
		challenge    string
	}{
		{"genuine", "/mcp", []string{"Authorization", "Bearer " + token}, 200, ""},
		{"scheme in small letters", "/mcp", []string{"Authorization", "bearer  " + token}, 200, ""},
		{"none", "/mcp", nil, 401, `Bearer resource_metadata="https://cv.example.org/.well-known/oauth-protected-resource/mcp"`},
		{"none on the API", "/applications", nil, 401, `Bearer resource_metadata="https://cv.example.org/.well-known/oauth-protected-resource"`},
		{"expired", "/sse", []string{"Authorization", "Bearer " + expired}, 401, `error="invalid_token", error_description="the access token is not valid: it has expired"`},
		{"basic", "/mcp", []string{"Authorization", "Basic " + token}, 401, `error="invalid_token"`},
		{"bare", "/mcp", []string{"Authorization", token}, 401, `error="invalid_token"`},
		{"twice", "/mcp", []string{"Authorization", "Bearer " + token, "Authorization", "Bearer " + token}, 401, `error="invalid_token"`},
		{"anon", "/mcp", []string{"Authorization", "Bearer " + anon}, 403, `error="insufficient_scope"`},
		{"in a cookie", "/mcp", []string{"Cookie", "access_token=" + token + "; sb-access-token=" + token}, 401, "Bearer resource_metadata"},
		{"in X-Forwarded-User", "/mcp", []string{"X-Forwarded-User", mara.String()}, 401, "Bearer resource_metadata"},
		{"in the address", "/mcp?access_token=" + token, nil, 400, ""},
		{"in the address under another name", "/mcp?q=" + token, nil, 400, ""},
		{"in both", "/mcp?token=x", []string{"Authorization", "Bearer " + token}, 400, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			answer := ask(door(verifier), test.target, test.headers...)
			assert.Equal(t, test.status, answer.Code, answer.Body)
			assert.NotContains(t, answer.Body.String(), token)
			if test.status == 200 {
				assert.Equal(t, mara.String(), answer.Header().Get("X-User"))
				assert.Empty(t, answer.Header().Get("X-Left"), "the token goes no further in a header")
				return
			}
			assert.Empty(t, answer.Header().Get("X-User"))
			assert.Contains(t, answer.Header().Get("WWW-Authenticate"), test.challenge)
			assert.Equal(t, "application/problem+json", answer.Header().Get("Content-Type"))
		})
	}
	assert.NotContains(t, log.String(), "eyJ")
}

func TestChallengeWhenKeysAreAway(t *testing.T) {
	issuer := authtest.New(t)
	issuer.Down.Store(true)
	answer := ask(door(newVerifier(t, issuer)), "/mcp", "Authorization", "Bearer "+issuer.Token(mara))
	assert.Equal(t, http.StatusServiceUnavailable, answer.Code)
	assert.NotEmpty(t, answer.Header().Get("Retry-After"))
	assert.Empty(t, answer.Header().Get("WWW-Authenticate"), "logging in again would not help")
}

func TestMetadataLeadsToTheIssuer(t *testing.T) {
	issuer := authtest.New(t)
	handler := newVerifier(t, issuer, func(c *auth.Config) { c.Scopes = []string{"email"} }).Metadata()
	for target, resource := range map[string]string{
		auth.MetadataPath:          `"resource":"http://example.com"`,
		auth.MetadataPath + "/mcp": `"resource":"http://example.com/mcp"`,
		auth.MetadataPath + "/sse": `"resource":"http://example.com/sse"`,
	} {
		answer := ask(handler, target)
		assert.Equal(t, 200, answer.Code)
		for _, want := range []string{resource, `"authorization_servers":["` + issuer.URL + `"]`, `"bearer_methods_supported":["header"]`, `"scopes_supported":["email"]`} {
			assert.Contains(t, answer.Body.String(), want)
		}
	}
	assert.Equal(t, 404, ask(handler, auth.MetadataPath+"/elsewhere").Code)
}

func BenchmarkVerify(b *testing.B) {
	issuer := authtest.New(b)
	verifier, err := auth.New(b.Context(), auth.Config{Issuer: issuer.URL})
	require.NoError(b, err)
	token := issuer.Token(mara)
	for b.Loop() {
		if _, err := verifier.Verify(b.Context(), token); err != nil {
			b.Fatal(err)
		}
	}
}

// What the parser reads is checked once more by hand: no text may pass, panic
// or be quoted.
func FuzzVerify(f *testing.F) {
	issuer := authtest.New(f)
	verifier, err := auth.New(f.Context(), auth.Config{Issuer: issuer.URL})
	require.NoError(f, err)
	genuine := issuer.Token(mara)
	f.Add(genuine)
	f.Add(genuine[:len(genuine)-1])
	f.Add("..")
	f.Add(strings.ReplaceAll(genuine, ".", ".."))
	f.Fuzz(func(t *testing.T, token string) {
		id, err := verifier.Verify(t.Context(), token)
		if err == nil && token != genuine {
			t.Fatalf("%q passed as %s", token, id.User)
		}
	})
}
