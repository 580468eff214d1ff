package auth_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"

	"github.com/bespoke-cv/bespoke/auth"
	"github.com/bespoke-cv/bespoke/identity"
)

// A request runs on behalf of the user whose token it carries; the handler
// sees the user and no token.
func ExampleNew() {
	issuer, sign := exampleIssuer()
	defer issuer.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	verifier, err := auth.New(ctx, auth.Config{Issuer: issuer.URL})
	if err != nil {
		fmt.Println(err)
		return
	}
	handler := verifier.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, _ := identity.From(r.Context())
		fmt.Fprintf(w, "%s, header %q", id.User, r.Header.Get("Authorization"))
	}))
	for _, authorization := range []string{"Bearer " + sign("8d0b3f5c-6a55-4c3f-9b0e-0d4c5a1f7e21"), ""} {
		request := httptest.NewRequest(http.MethodGet, "/applications", http.NoBody)
		if authorization != "" {
			request.Header.Set("Authorization", authorization)
		}
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		fmt.Println(answer.Code)
		if answer.Code == http.StatusOK {
			fmt.Println(answer.Body)
		}
	}
	_, err = verifier.Verify(ctx, "eyJ.forged")
	fmt.Println(errors.Is(err, auth.ErrInvalid))
	// Output:
	// 200
	// 8d0b3f5c-6a55-4c3f-9b0e-0d4c5a1f7e21, header ""
	// 401
	// true
}

// exampleIssuer publishes a key, and signs for users with it as Supabase does.
func exampleIssuer() (issuer *httptest.Server, sign func(user string) string) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	key, err := jwkset.NewJWKFromKey(private.Public(), jwkset.JWKOptions{Metadata: jwkset.JWKMetadataOptions{KID: "2026", ALG: jwkset.AlgES256}})
	if err != nil {
		panic(err)
	}
	issuer = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(jwkset.JWKSMarshal{Keys: []jwkset.JWKMarshal{key.Marshal()}})
	}))
	return issuer, func(user string) string {
		token := jwt.NewWithClaims(jwt.SigningMethodES256, jwt.MapClaims{
			"iss": issuer.URL, "sub": user, "aud": "authenticated", "role": "authenticated", "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(),
		})
		token.Header["kid"] = "2026"
		signed, err := token.SignedString(private)
		if err != nil {
			panic(err)
		}
		return signed
	}
}
