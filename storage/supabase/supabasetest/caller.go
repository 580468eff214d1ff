package supabasetest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// refusal is an error of storage-api.
type refusal struct {
	status              int // the HTTP status, 400 for most
	code, said, message string
	statusCode          int // the status in the body, which is another
}

func errorBody(statusCode int, code, message string) string {
	body, err := json.Marshal(map[string]string{"statusCode": strconv.Itoa(statusCode), "error": code, "code": code, "message": message})
	if err != nil {
		panic(err) // strings
	}
	return string(body)
}

// caller is who makes a call.
type caller struct {
	user    string
	service bool
}

// may is the policies: a user's own folder, everything for the service role.
func (c caller) may(name string) bool {
	folder, _, _ := strings.Cut(name, "/")
	return c.service || (c.user != "" && folder == c.user)
}

func authenticate(r *http.Request) (caller, *refusal) {
	raw, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || r.Header.Get("Apikey") == "" {
		return caller{}, &badToken
	}
	var claims struct {
		jwt.RegisteredClaims
		Role string `json:"role"`
	}
	_, err := jwt.ParseWithClaims(raw, &claims, func(*jwt.Token) (any, error) { return []byte(Secret), nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithExpirationRequired())
	if err != nil {
		return caller{}, &badToken
	}
	switch claims.Role {
	case "service_role":
		return caller{service: true}, nil
	case "authenticated":
		return caller{user: claims.Subject}, nil
	}
	return caller{}, nil // anonymous: no policy lets it do anything
}
