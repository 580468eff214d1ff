package auth_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/auth"
	"github.com/bespoke-cv/bespoke/auth/authtest"
	"github.com/bespoke-cv/bespoke/identity"
)

// Every way to forge, bend or break a token that we know of. Each must be
// refused as invalid, or as out of scope where it is genuine.
func TestForgedTokensAreRefused(t *testing.T) {
	for name, forged := range forgeries(t) {
		t.Run(name, func(t *testing.T) {
			issuer := authtest.New(t)
			token := forged(t, issuer)
			var change []func(*auth.Config)
			if strings.HasPrefix(name, "legacy: ") {
				change = append(change, withSecret)
			}
			id, err := newVerifier(t, issuer, change...).Verify(t.Context(), token)
			require.ErrorIs(t, err, auth.ErrInvalid)
			assert.Zero(t, id)
			if len(token) > 20 {
				assert.NotContains(t, err.Error(), token[len(token)-20:])
			}
			assert.NotContains(t, err.Error(), "mallory", "an error quotes nothing from a token")
		})
	}
}

type forgery = func(t *testing.T, i *authtest.Issuer) string

func forgeries(t *testing.T) map[string]forgery {
	t.Helper()
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	all := brokenTokens()
	maps.Copy(all, wrongAlgorithms())
	maps.Copy(all, wrongKeys(own))
	maps.Copy(all, bentJSON())
	for _, name := range []string{"jwk", "jku", "x5u", "x5c", "crit"} {
		all["own key in "+name] = embedded(own, name)
	}
	for _, kid := range []any{"../../../../dev/null", "mallory' or '1'='1", "http://127.0.0.1/key", strings.Repeat("k", 5000), "", 7, nil, []string{"a"}, map[string]any{"a": 1}} {
		all[fmt.Sprintf("kid %.40v", kid)] = func(t *testing.T, i *authtest.Issuer) string {
			return authtest.Forge(t, jwt.SigningMethodES256, own, map[string]any{"kid": kid}, i.Claims(mara))
		}
	}
	for name, pairs := range wrongClaims() {
		all[name] = func(_ *testing.T, i *authtest.Issuer) string { return i.Sign(with(i.Claims(mara), pairs...)) }
	}
	return all
}

func brokenTokens() map[string]forgery {
	return map[string]forgery{
		"empty":      func(*testing.T, *authtest.Issuer) string { return "" },
		"words":      func(*testing.T, *authtest.Issuer) string { return "let me in" },
		"two dots":   func(*testing.T, *authtest.Issuer) string { return ".." },
		"an API key": func(*testing.T, *authtest.Issuer) string { return "sb_secret_mallory0000000000000000" },
		"five parts": func(_ *testing.T, i *authtest.Issuer) string { return i.Token(mara) + ".a.b" },
		"truncated":  func(_ *testing.T, i *authtest.Issuer) string { s := i.Token(mara); return s[:len(s)-10] },
		"no signature": func(_ *testing.T, i *authtest.Issuer) string {
			s := i.Token(mara)
			return s[:strings.LastIndex(s, ".")+1]
		},
		"padded":         func(_ *testing.T, i *authtest.Issuer) string { return i.Token(mara) + "==" },
		"white space":    func(_ *testing.T, i *authtest.Issuer) string { return i.Token(mara) + " " },
		"a line end":     func(_ *testing.T, i *authtest.Issuer) string { return i.Token(mara) + "\n" },
		"a null byte":    func(_ *testing.T, i *authtest.Issuer) string { return i.Token(mara) + "\x00" },
		"another's body": anothersBody,
		"trailing bits":  trailingBits,
		"huge": func(_ *testing.T, i *authtest.Issuer) string {
			return i.Sign(with(i.Claims(mara), "user_metadata", strings.Repeat("x", auth.MaxToken)))
		},
		"a megabyte of dots": func(*testing.T, *authtest.Issuer) string { return strings.Repeat(".", 1<<20) },
		"deep": func(t *testing.T, i *authtest.Issuer) string {
			kid, key := i.Key()
			return authtest.ForgeRaw(t, jwt.SigningMethodES256, key, `{"alg":"ES256","kid":"`+kid+`"}`, strings.Repeat("[", 10000))
		},
	}
}

func wrongAlgorithms() map[string]forgery {
	return map[string]forgery{
		"alg none": func(t *testing.T, i *authtest.Issuer) string {
			return authtest.Forge(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, nil, i.Claims(mara))
		},
		"alg none with a kid": func(t *testing.T, i *authtest.Issuer) string {
			kid, _ := i.Key()
			return authtest.Forge(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, map[string]any{"kid": kid}, i.Claims(mara))
		},
		"alg changed to none": func(_ *testing.T, i *authtest.Issuer) string {
			parts := strings.Split(i.Token(mara), ".")
			return encode(`{"alg":"none"}`) + "." + parts[1] + "." + parts[2]
		},
		"alg NoNe": func(_ *testing.T, i *authtest.Issuer) string {
			return encode(`{"alg":"NoNe"}`) + "." + encodeJSON(i.Claims(mara)) + "."
		},
		"no alg": func(_ *testing.T, i *authtest.Issuer) string {
			return encode(`{"typ":"JWT"}`) + "." + encodeJSON(i.Claims(mara)) + "."
		},
		"alg is a number": func(_ *testing.T, i *authtest.Issuer) string {
			return encode(`{"alg":256}`) + "." + encodeJSON(i.Claims(mara)) + ".AA"
		},
		"HS256 with the public key": func(t *testing.T, i *authtest.Issuer) string {
			return authtest.Forge(t, jwt.SigningMethodHS256, publicPEM(t, i), keyID(i), i.Claims(mara))
		},
		"legacy: HS256 with the public key": func(t *testing.T, i *authtest.Issuer) string {
			return authtest.Forge(t, jwt.SigningMethodHS256, publicPEM(t, i), keyID(i), i.Claims(mara))
		},
		"legacy: HS256 with another secret": func(t *testing.T, i *authtest.Issuer) string {
			return authtest.Forge(t, jwt.SigningMethodHS256, []byte(strings.Repeat("s", 32)), nil, i.Claims(mara))
		},
		"legacy: HS256 with an empty secret": func(t *testing.T, i *authtest.Issuer) string {
			return authtest.Forge(t, jwt.SigningMethodHS256, []byte{}, nil, i.Claims(mara))
		},
		"legacy: HS512 with the secret": func(t *testing.T, i *authtest.Issuer) string {
			return authtest.Forge(t, jwt.SigningMethodHS512, []byte(legacySecret), nil, i.Claims(mara))
		},
		"HS256 with an empty secret": func(t *testing.T, i *authtest.Issuer) string {
			return authtest.Forge(t, jwt.SigningMethodHS256, []byte{}, nil, i.Claims(mara))
		},
	}
}

func wrongKeys(own *ecdsa.PrivateKey) map[string]forgery {
	return map[string]forgery{
		"own key under the issuer's kid": func(t *testing.T, i *authtest.Issuer) string {
			return authtest.Forge(t, jwt.SigningMethodES256, own, keyID(i), i.Claims(mara))
		},
		"own key under an unknown kid": func(t *testing.T, i *authtest.Issuer) string {
			return authtest.Forge(t, jwt.SigningMethodES256, own, map[string]any{"kid": "mallory"}, i.Claims(mara))
		},
		"no kid": func(t *testing.T, i *authtest.Issuer) string {
			_, key := i.Key()
			return authtest.Forge(t, jwt.SigningMethodES256, key, nil, i.Claims(mara))
		},
		"a revoked key": func(_ *testing.T, i *authtest.Issuer) string {
			token := i.Token(mara)
			i.Rotate()
			i.Revoke()
			return token
		},
		"a key of another curve": func(t *testing.T, i *authtest.Issuer) string {
			key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
			require.NoError(t, err)
			i.Publish("p384", "ES384", key)
			return authtest.Forge(t, jwt.SigningMethodES384, key, keyID(i), i.Claims(mara))
		},
		"a key of another curve that says ES256": func(t *testing.T, i *authtest.Issuer) string {
			key, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
			require.NoError(t, err)
			i.Publish("p521", "", key)
			return authtest.ForgeRaw(t, anyCurve{}, key, `{"alg":"ES256","kid":"p521"}`, marshal(i.Claims(mara)))
		},
		"a short RSA key": func(t *testing.T, i *authtest.Issuer) string {
			t.Setenv("GODEBUG", "rsa1024min=0")
			key, err := rsa.GenerateKey(rand.Reader, 1024)
			require.NoError(t, err)
			i.Publish("short", "RS256", key)
			return i.Token(mara)
		},
		"PS256 with an RS256 key": func(t *testing.T, i *authtest.Issuer) string {
			key, err := rsa.GenerateKey(rand.Reader, 2048)
			require.NoError(t, err)
			i.Publish("rsa", "", key)
			return authtest.Forge(t, jwt.SigningMethodPS256, key, keyID(i), i.Claims(mara))
		},
		"RS256 under an ES256 kid": func(t *testing.T, i *authtest.Issuer) string {
			key, err := rsa.GenerateKey(rand.Reader, 2048)
			require.NoError(t, err)
			return authtest.Forge(t, jwt.SigningMethodRS256, key, keyID(i), i.Claims(mara))
		},
	}
}

func bentJSON() map[string]forgery {
	return map[string]forgery{
		"name twice in the header": func(t *testing.T, i *authtest.Issuer) string {
			kid, key := i.Key()
			return authtest.ForgeRaw(t, jwt.SigningMethodES256, key, fmt.Sprintf(`{"alg":"none","alg":"ES256","kid":%q}`, kid), marshal(i.Claims(mara)))
		},
		"sub twice": func(t *testing.T, i *authtest.Issuer) string {
			return raw(t, i, strings.Replace(marshal(i.Claims(mara)), "{", `{"sub":"`+uuid.NewString()+`",`, 1))
		},
		"sub twice but for its case": func(t *testing.T, i *authtest.Issuer) string {
			return raw(t, i, strings.Replace(marshal(i.Claims(mara)), "{", `{"Sub":"`+uuid.NewString()+`",`, 1))
		},
		"sub twice by an escape": func(t *testing.T, i *authtest.Issuer) string {
			return raw(t, i, strings.Replace(marshal(i.Claims(mara)), "{", `{"s\u0075b":"`+uuid.NewString()+`",`, 1))
		},
		"name twice further down": func(t *testing.T, i *authtest.Issuer) string {
			return raw(t, i, strings.Replace(marshal(i.Claims(mara)), "{", `{"x":[{"a":1,"b":{},"a":2}],`, 1))
		},
		"claims are an array":   func(t *testing.T, i *authtest.Issuer) string { return raw(t, i, `["mallory"]`) },
		"claims are null":       func(t *testing.T, i *authtest.Issuer) string { return raw(t, i, `null`) },
		"claims are two values": func(t *testing.T, i *authtest.Issuer) string { c := marshal(i.Claims(mara)); return raw(t, i, c+c) },
		"claims in Latin-1": func(t *testing.T, i *authtest.Issuer) string {
			return raw(t, i, strings.Replace(marshal(i.Claims(mara)), "{", "{\"n\xe4me\":1,\"n\xe5me\":2,", 1))
		},
	}
}

func wrongClaims() map[string][]any {
	now := time.Now()
	return map[string][]any{
		"expired":               {"exp", now.Add(-time.Minute).Unix()},
		"no exp":                {"exp", nil},
		"exp in words":          {"exp", "tomorrow"},
		"exp in the year 0":     {"exp", 0},
		"exp below zero":        {"exp", -1},
		"not yet valid":         {"nbf", now.Add(time.Hour).Unix()},
		"nbf in words":          {"nbf", "yesterday"},
		"issued in the future":  {"iat", now.Add(time.Hour).Unix()},
		"another issuer":        {"iss", "https://mallory.example.com/auth/v1"},
		"no issuer":             {"iss", nil},
		"an issuer with more":   {"iss", []string{"https://mallory.example.com"}},
		"another audience":      {"aud", "mallory"},
		"no audience":           {"aud", nil},
		"an audience in a list": {"aud", []string{"authenticated2", "anon"}},
		"audience in capitals":  {"aud", "AUTHENTICATED"},
		"no sub":                {"sub", nil},
		"sub is no uuid":        {"sub", "mallory"},
		"sub is a number":       {"sub", 7},
		"sub in capitals":       {"sub", strings.ToUpper(mara.String())},
		"sub as urn":            {"sub", "urn:uuid:" + mara.String()},
		"sub in braces":         {"sub", "{" + mara.String() + "}"},
		"sub of nobody":         {"sub", uuid.Nil.String()},
		"sub of the local user": {"sub", identity.LocalUser.String()},
	}
}

// A genuine token that does not reach is told so, with another error than a
// forged one: its holder need not log in again.
func TestGenuineTokensOfTooSmallAReach(t *testing.T) {
	for name, pairs := range map[string][]any{
		"anon":         {"role", "anon"},
		"service_role": {"role", "service_role"},
		"no role":      {"role", nil},
		"a role list":  {"role", []string{"authenticated"}},
		"no scope":     {"scope", nil},
		"part of it":   {"scope", "openid emails"},
	} {
		t.Run(name, func(t *testing.T) {
			issuer := authtest.New(t)
			verifier := newVerifier(t, issuer, func(c *auth.Config) { c.Scopes = []string{"openid", "email"} })
			claims := with(with(issuer.Claims(mara), "scope", "openid email"), pairs...)
			_, err := verifier.Verify(t.Context(), issuer.Sign(claims))
			assert.ErrorIs(t, err, auth.ErrScope)
		})
	}
}

// Nothing that a token points at is ever asked for.
func TestNoAddressInATokenIsVisited(t *testing.T) {
	var visits atomic.Int64
	web := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visits.Add(1) }))
	defer web.Close()
	issuer := authtest.New(t)
	verifier := newVerifier(t, issuer)
	_, key := issuer.Key()
	for _, name := range []string{"jku", "x5u", "kid", "iss"} {
		token := authtest.Forge(t, jwt.SigningMethodES256, key, map[string]any{name: web.URL}, with(issuer.Claims(mara), name, web.URL))
		_, err := verifier.Verify(t.Context(), token)
		assert.ErrorIs(t, err, auth.ErrInvalid, name)
	}
	assert.Zero(t, visits.Load())
}

func encode(part string) string { return base64.RawURLEncoding.EncodeToString([]byte(part)) }

func marshal(claims jwt.MapClaims) string {
	data, _ := json.Marshal(claims)
	return string(data)
}

func encodeJSON(claims jwt.MapClaims) string { return encode(marshal(claims)) }

func keyID(i *authtest.Issuer) map[string]any {
	kid, _ := i.Key()
	return map[string]any{"kid": kid}
}

// raw signs claims as they are written with the issuer's own key.
func raw(t *testing.T, i *authtest.Issuer, claims string) string {
	kid, key := i.Key()
	return authtest.ForgeRaw(t, jwt.SigningMethodES256, key, fmt.Sprintf(`{"alg":"ES256","kid":%q}`, kid), claims)
}

func publicPEM(t *testing.T, i *authtest.Issuer) []byte {
	_, key := i.Key()
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

// anothersBody puts another user's claims under a genuine signature.
func anothersBody(_ *testing.T, i *authtest.Issuer) string {
	parts := strings.Split(i.Token(mara), ".")
	return parts[0] + "." + encodeJSON(i.Claims(uuid.New())) + "." + parts[2]
}

// trailingBits changes the unused bits of the signature's last character, so
// that a lax decoder would take a second spelling of the same token.
func trailingBits(_ *testing.T, i *authtest.Issuer) string {
	token := i.Token(mara)
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(alphabet, token[len(token)-1])
	return token[:len(token)-1] + string(alphabet[last^1])
}

// embedded signs with a key of one's own and brings that key along.
func embedded(own *ecdsa.PrivateKey, name string) forgery {
	return func(t *testing.T, i *authtest.Issuer) string {
		published, err := jwkset.NewJWKFromKey(own.Public(), jwkset.JWKOptions{Metadata: jwkset.JWKMetadataOptions{KID: "mallory", ALG: "ES256"}})
		require.NoError(t, err)
		der, err := x509.MarshalPKIXPublicKey(own.Public())
		require.NoError(t, err)
		value := map[string]any{
			"jwk": published.Marshal(), "jku": "https://mallory.example.com/jwks.json", "x5u": "https://mallory.example.com/cert.pem",
			"x5c": []string{base64.StdEncoding.EncodeToString(der)}, "crit": []string{"exp"},
		}[name]
		if name == "crit" { // genuine but for the extension that it wants understood
			kid, key := i.Key()
			return authtest.Forge(t, jwt.SigningMethodES256, key, map[string]any{"kid": kid, "crit": value}, i.Claims(mara))
		}
		return authtest.Forge(t, jwt.SigningMethodES256, own, map[string]any{"kid": "mallory", name: value}, i.Claims(mara))
	}
}

// anyCurve signs as ES256 does, with a key of any curve.
type anyCurve struct{ jwt.SigningMethod }

func (anyCurve) Sign(text string, key any) ([]byte, error) {
	sum := sha256.Sum256([]byte(text))
	der, err := key.(*ecdsa.PrivateKey).Sign(rand.Reader, sum[:], nil)
	if err != nil {
		return nil, err
	}
	var pair struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &pair); err != nil {
		return nil, err
	}
	signature := make([]byte, 132)
	pair.R.FillBytes(signature[:66])
	pair.S.FillBytes(signature[66:])
	return signature, nil
}
