package supabase_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/supabase"
	"github.com/bespoke-cv/bespoke/storage/supabase/supabasetest"
)

// Every call is made as the user whose blob it is, so the bucket's policies
// keep users apart.
func ExampleOpen() {
	project := supabasetest.New(supabase.Bucket) // https://abc.supabase.co, elsewhere
	defer project.Close()
	blobs, err := supabase.Open(supabase.Config{URL: project.URL, Key: supabasetest.AnonKey, Sign: supabase.SecretSigner(supabasetest.Secret)})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, ada, ben := context.Background(), uuid.New(), uuid.New()
	if err := blobs.Put(ctx, ada, "cv-1/5f70.pdf", []byte("%PDF-1.7")); err != nil {
		fmt.Println(err)
		return
	}
	data, err := blobs.Get(ctx, ada, "cv-1/5f70.pdf")
	fmt.Println(string(data), err)
	_, err = blobs.GetOf(ctx, ben, ada, "cv-1/5f70.pdf")
	fmt.Println(errors.Is(err, storage.ErrNotFound))
	// Output:
	// %PDF-1.7 <nil>
	// true
}

// A key of the project signs tokens that act as one user for a few minutes.
func ExampleKeySigner() {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		fmt.Println(err)
		return
	}
	key, err := jwkset.NewJWKFromKey(private, jwkset.JWKOptions{
		Marshal: jwkset.JWKMarshalOptions{Private: true}, Metadata: jwkset.JWKMetadataOptions{KID: "2026", ALG: jwkset.AlgES256},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	raw, err := json.Marshal(key.Marshal()) // as `supabase gen signing-key` writes it
	if err != nil {
		fmt.Println(err)
		return
	}
	sign, err := supabase.KeySigner(string(raw))
	if err != nil {
		fmt.Println(err)
		return
	}
	ada := uuid.MustParse("8d0b3f5c-6a55-4c3f-9b0e-0d4c5a1f7e21")
	token, err := sign(ada)
	if err != nil {
		fmt.Println(err)
		return
	}
	claims := jwt.MapClaims{}
	parsed, err := jwt.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return private.Public(), nil })
	fmt.Println(parsed.Header["kid"], claims["sub"], claims["role"], err)
	_, err = supabase.KeySigner("not a key")
	fmt.Println(err)
	// Output:
	// 2026 8d0b3f5c-6a55-4c3f-9b0e-0d4c5a1f7e21 authenticated <nil>
	// SUPABASE_JWT_KEY is no JWK: give the private key as JSON
}
