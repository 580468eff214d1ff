package auth

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/time/rate"
)

const (
	fetchTimeout = 5 * time.Second
	fetchEvery   = time.Hour
	// unknownEvery keeps tokens with invented kids from having keys fetched
	// without end.
	unknownEvery = 20 * time.Second
	// maxKeys bounds the key set in bytes.
	maxKeys = 1 << 20
	maxKid  = 256
	minRSA  = 2048 // bits
)

var errUnknownKey = errors.New("no such key")

// keys are the issuer's published keys.
type keys struct {
	known  jwkset.Storage // what was fetched
	lookup jwkset.Storage // known, fetched anew for an unknown kid
	find   keyfunc.Keyfunc

	mu      sync.Mutex // held while keys are fetched for an unknown kid
	failing bool       // the latest fetch failed
	state   sync.Mutex // guards failing, which the hourly fetch writes too
}

func fetchKeys(ctx context.Context, issuer string, log *slog.Logger) (*keys, error) {
	k := &keys{}
	address := strings.TrimSuffix(issuer, "/") + "/.well-known/jwks.json"
	var err error
	k.known, err = jwkset.NewStorageFromHTTP(address, jwkset.HTTPClientStorageOptions{
		Client: httpClient(), Ctx: ctx, HTTPTimeout: fetchTimeout, RefreshInterval: fetchEvery, NoErrorReturnFirstHTTPReq: true,
		RefreshErrorHandler: func(_ context.Context, err error) {
			k.fails(true)
			log.Error("fetching the issuer's keys failed", "url", address, "error", err)
		},
	})
	if err != nil {
		return nil, fmt.Errorf("reading the keys of issuer %s: %w", issuer, err)
	}
	k.lookup, err = jwkset.NewHTTPClient(jwkset.HTTPClientOptions{
		HTTPURLs: map[string]jwkset.Storage{address: k.known},
		// A fetch takes fetchTimeout at most; waiting for the limiter would
		// take longer, and is therefore refused at once.
		RateLimitWaitMax:  fetchTimeout,
		RefreshUnknownKID: rate.NewLimiter(rate.Every(unknownEvery), 1),
	})
	if err != nil {
		return nil, fmt.Errorf("reading the keys of issuer %s: %w", issuer, err)
	}
	k.find, err = keyfunc.New(keyfunc.Options{
		Ctx: ctx, Storage: storage{k.known, k}, UseWhitelist: []jwkset.USE{jwkset.UseSig, ""},
	})
	return k, err
}

func (k *keys) fails(yes bool) {
	k.state.Lock()
	defer k.state.Unlock()
	k.failing = yes
}

func (k *keys) fail() bool {
	k.state.Lock()
	defer k.state.Unlock()
	return k.failing
}

// storage is what keyfunc reads keys from.
type storage struct {
	jwkset.Storage
	keys *keys
}

// KeyRead gives the key with an id. For an unknown one the keys are fetched
// anew, by one caller at a time: after a rotation the others wait for it
// instead of being refused.
func (s storage) KeyRead(ctx context.Context, id string) (jwkset.JWK, error) {
	k := s.keys
	if key, err := k.known.KeyRead(ctx, id); err == nil {
		return key, nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if key, err := k.known.KeyRead(ctx, id); err == nil {
		return key, nil
	}
	before := k.fail()
	k.fails(false)
	key, err := k.lookup.KeyRead(ctx, id)
	switch {
	case err == nil:
		return key, nil
	case errors.Is(err, jwkset.ErrKeyNotFound):
	default: // no fetch was allowed, so what was known before still stands
		k.fails(before)
	}
	if k.fail() {
		return key, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return key, fmt.Errorf("%w: %w", errUnknownKey, err)
}

// ping tries once more when no key is known.
func (k *keys) ping(ctx context.Context) error {
	all, err := k.known.KeyReadAll(ctx)
	if err == nil && len(all) == 0 {
		if _, err := (storage{k.known, k}).KeyRead(ctx, ""); errors.Is(err, ErrUnavailable) {
			return ErrUnavailable
		}
		if all, err = k.known.KeyReadAll(ctx); err == nil && len(all) == 0 {
			return errors.New("the issuer publishes no keys: give the legacy JWT secret, or move the project to signing keys")
		}
	}
	return err
}

// key is the key that must have signed a token. Its algorithm has passed the
// allow-list.
func (v *Verifier) key(ctx context.Context, token *jwt.Token) (any, error) {
	if token.Method == jwt.SigningMethodHS256 {
		return v.config.Secret, nil
	}
	kid, _ := token.Header["kid"].(string)
	if kid == "" || len(kid) > maxKid {
		return nil, errUnknownKey
	}
	key, err := v.keys.find.KeyfuncCtx(ctx)(token)
	if err != nil {
		return nil, err
	}
	switch key := key.(type) {
	case *ecdsa.PublicKey:
		if token.Method == jwt.SigningMethodES256 && key.Curve == elliptic.P256() {
			return key, nil
		}
	case *rsa.PublicKey:
		if token.Method == jwt.SigningMethodRS256 && key.N.BitLen() >= minRSA {
			return key, nil
		}
	}
	return nil, fmt.Errorf("%w: the key does not suit the algorithm", errUnknownKey)
}

// bounded cuts answers that are larger than any key set.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := b.next.RoundTrip(request)
	if err == nil {
		response.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(response.Body, maxKeys), response.Body}
	}
	return response, err
}
