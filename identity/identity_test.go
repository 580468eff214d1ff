package identity_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/identity"
)

func TestNoTokenIsPrinted(t *testing.T) {
	const secret = "eyJhbGciOi.secret.words"
	id := identity.Identity{User: identity.LocalUser, Token: identity.NewToken(secret)}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+verb+verb, id, &id, id.Token)
	}
	for _, handler := range []slog.Handler{
		slog.NewJSONHandler(&out, nil), slog.NewTextHandler(&out, nil),
	} {
		slog.New(handler).Info("request", "identity", id, "token", id.Token)
	}
	encoded, err := json.Marshal(id)
	require.NoError(t, err)
	out.Write(encoded)
	encoded, err = xml.Marshal(id.Token)
	require.NoError(t, err)
	out.Write(encoded)
	assert.NotContains(t, out.String(), "secret")
	assert.NotContains(t, out.String(), fmt.Sprintf("%x", secret))
	assert.Equal(t, secret, id.Token.Reveal())
}
