// Package identity says on whose behalf a request runs and how far it is
// trusted. The transports put an Identity into the context; tools and stores
// read it from there and nowhere else, so no tool argument can name a user.
package identity

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/storage"
)

// LocalUser owns everything in a store that only one person uses: stdio, the
// command line, and a server without auth on the loopback interface.
var LocalUser = storage.LocalUser

// Identity is the owner of a request.
type Identity struct {
	// User owns the rows that the request reads and writes.
	User uuid.UUID
	// Local is true when the request comes from this machine's own user over
	// stdio or in process. Only then may a tool argument name a file.
	Local bool
	// Token is the access token that the request came with, for calls that are
	// made in the user's own name while the request runs; empty where nobody
	// logs in and in durable runs, which outlive every token.
	Token Token
	// Until is when Token stops to count; zero without one.
	Until time.Time
}

// Token is an access token. It prints as a placeholder in every format and
// encoding, so that none reaches a log, an error or a checkpoint by accident;
// Reveal gives the token itself.
type Token struct{ secret string }

const hidden = "[token]"

// NewToken hides an access token.
func NewToken(secret string) Token { return Token{secret} }

// Reveal gives the token itself, for an Authorization header.
func (t Token) Reveal() string { return t.secret }

// Format implements fmt.Formatter, which fmt asks whatever the verb.
func (Token) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// MarshalText implements encoding.TextMarshaler, and with it JSON and slog.
func (Token) MarshalText() ([]byte, error) { return []byte(hidden), nil }

type key struct{}

// With returns a context that runs on behalf of id.
func With(ctx context.Context, id Identity) context.Context {
	return context.WithValue(ctx, key{}, id)
}

// From returns the context's identity. ok is false when no transport set one;
// callers must then refuse the request.
func From(ctx context.Context) (id Identity, ok bool) {
	id, ok = ctx.Value(key{}).(Identity)
	return id, ok
}

// Local is the identity of this machine's own user.
func Local() Identity { return Identity{User: LocalUser, Local: true} }
