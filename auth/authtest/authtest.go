// Package authtest is an issuer of access tokens for tests: it signs what
// Supabase Auth signs, publishes its keys, rotates them, and forges on demand.
package authtest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// Issuer is a running issuer. Its methods are safe for concurrent use.
type Issuer struct {
	// URL is the issuer's address, the tokens' iss.
	URL string
	// Fetches counts how often its keys were fetched.
	Fetches atomic.Int64
	// Down makes it answer 503.
	Down atomic.Bool

	t    testing.TB
	mu   sync.Mutex
	keys []jwkset.JWK
	kid  string
	key  crypto.Signer
}

// New starts an issuer with one ES256 key; it stops with the test.
func New(t testing.TB) *Issuer {
	i := &Issuer{t: t}
	i.Rotate()
	web := httptest.NewServer(http.HandlerFunc(i.serve))
	t.Cleanup(web.Close)
	i.URL = web.URL + "/auth/v1"
	return i
}

func (i *Issuer) serve(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/auth/v1/.well-known/jwks.json" {
		http.NotFound(w, r)
		return
	}
	i.Fetches.Add(1)
	if i.Down.Load() {
		http.Error(w, "down", http.StatusServiceUnavailable)
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	set := jwkset.JWKSMarshal{}
	for _, key := range i.keys {
		set.Keys = append(set.Keys, key.Marshal())
	}
	_ = json.NewEncoder(w).Encode(set)
}

// Rotate makes a new ES256 key and signs with it from now on. Keys before it
// stay published until Revoke.
func (i *Issuer) Rotate() {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(i.t, err)
	i.Publish(uuid.NewString(), "ES256", key)
}

// Publish adds a key and signs with it from now on. A private key is published
// as its public half.
func (i *Issuer) Publish(kid string, alg jwkset.ALG, key crypto.Signer) {
	published, err := jwkset.NewJWKFromKey(key.Public(), jwkset.JWKOptions{
		Metadata: jwkset.JWKMetadataOptions{KID: kid, ALG: alg, USE: jwkset.UseSig},
	})
	require.NoError(i.t, err)
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keys, i.kid, i.key = append(i.keys, published), kid, key
}

// Revoke publishes only the latest key from now on.
func (i *Issuer) Revoke() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keys = i.keys[len(i.keys)-1:]
}

// Key is the latest key and its id.
func (i *Issuer) Key() (kid string, key crypto.Signer) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.kid, i.key
}

// Claims are those of a Supabase session of user, good for an hour.
func (i *Issuer) Claims(user uuid.UUID) jwt.MapClaims {
	now := time.Now()
	return jwt.MapClaims{
		"iss": i.URL, "aud": "authenticated", "role": "authenticated", "sub": user.String(),
		"iat": now.Unix(), "exp": now.Add(time.Hour).Unix(), "aal": "aal1", "session_id": uuid.NewString(),
		"email": "", "phone": "", "is_anonymous": false,
		"app_metadata": map[string]any{"provider": "email"}, "user_metadata": map[string]any{},
	}
}

// Token is a session of user, signed with the latest key.
func (i *Issuer) Token(user uuid.UUID) string { return i.Sign(i.Claims(user)) }

// Sign signs claims with the latest key, as ES256 or by that key's kind.
func (i *Issuer) Sign(claims jwt.MapClaims) string {
	kid, key := i.Key()
	method := jwt.SigningMethod(jwt.SigningMethodRS256)
	if _, ok := key.(*ecdsa.PrivateKey); ok {
		method = jwt.SigningMethodES256
	}
	return Forge(i.t, method, key, map[string]any{"kid": kid}, claims)
}

// Forge signs claims by any method with any key and header.
func Forge(t testing.TB, method jwt.SigningMethod, key any, header map[string]any, claims jwt.Claims) string {
	token := jwt.NewWithClaims(method, claims)
	maps.Copy(token.Header, header)
	signed, err := token.SignedString(key)
	require.NoError(t, err)
	return signed
}

// ForgeRaw signs a header and claims as they are written, which need not be
// the JSON that a library would write.
func ForgeRaw(t testing.TB, method jwt.SigningMethod, key any, header, claims string) string {
	text := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
	signature, err := method.Sign(text, key)
	require.NoError(t, err)
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}
