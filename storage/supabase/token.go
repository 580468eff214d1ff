package supabase

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/storage/supabase/storageapi"
)

// A token of our own is good for tokenLife: the calls of a run, and some
// difference between two clocks. It is used for tokenUse, since signing with an
// RSA key takes longer than a call.
const (
	tokenLife = 5 * time.Minute
	tokenUse  = time.Minute
	tokens    = 1024 // of as many users
)

// Signer makes a token that lets a call act as user and as nobody else.
type Signer func(user uuid.UUID) (string, error)

// token is what a call for user is made with: the caller's own token while the
// request lasts that it came with, else one that is signed here, since a
// durable run outlives every caller's.
func (b *Blobs) token(ctx context.Context, user uuid.UUID) (string, error) {
	id, _ := identity.From(ctx)
	if own := id.Token.Reveal(); b.callers && own != "" && id.User == user && time.Until(id.Until) > storageapi.Patience {
		return own, nil
	}
	if signed, ok := b.signed.Get(user); ok {
		return signed, nil
	}
	signed, err := b.sign(user)
	if err == nil {
		b.signed.Add(user, signed)
	}
	return signed, err
}

// SecretSigner signs with the project's shared secret (HS256).
func SecretSigner(secret string) Signer {
	return func(user uuid.UUID) (string, error) { return sign(jwt.SigningMethodHS256, "", []byte(secret), user) }
}

// KeySigner signs with a private key of the project (ES256 or RS256), given as
// a JWK, such as `supabase gen signing-key` makes.
func KeySigner(raw string) (Signer, error) {
	var marshalled jwkset.JWKMarshal
	if err := json.Unmarshal([]byte(raw), &marshalled); err != nil {
		return nil, errors.New("SUPABASE_JWT_KEY is no JWK: give the private key as JSON") // the cause may quote the key
	}
	key, err := jwkset.NewJWKFromMarshal(marshalled, jwkset.JWKMarshalOptions{Private: true}, jwkset.JWKValidateOptions{})
	if err != nil {
		return nil, errors.New("SUPABASE_JWT_KEY is no private key for ES256 or RS256")
	}
	method := jwt.GetSigningMethod(marshalled.ALG.String())
	if method != jwt.SigningMethodES256 && method != jwt.SigningMethodRS256 {
		return nil, fmt.Errorf("SUPABASE_JWT_KEY: alg is %q; take a key for ES256 or RS256", marshalled.ALG)
	}
	signer := func(user uuid.UUID) (string, error) { return sign(method, marshalled.KID, key.Key(), user) }
	if _, err := signer(uuid.Nil); err != nil {
		return nil, errors.New("SUPABASE_JWT_KEY does not sign: it needs the private part")
	}
	return signer, nil
}

func sign(method jwt.SigningMethod, kid string, key any, user uuid.UUID) (string, error) {
	now := time.Now()
	token := jwt.NewWithClaims(method, jwt.MapClaims{
		"sub": user.String(), "role": "authenticated", "aud": "authenticated",
		"iat": now.Add(-time.Minute).Unix(), "exp": now.Add(tokenLife).Unix(),
	})
	if kid != "" {
		token.Header["kid"] = kid
	}
	signed, err := token.SignedString(key)
	if err != nil {
		return "", fmt.Errorf("sign a token for Supabase: %w", err)
	}
	return signed, nil
}
