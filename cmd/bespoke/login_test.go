package main

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/auth/authtest"
	"github.com/bespoke-cv/bespoke/storage/supabase/supabasetest"
)

// printed is the file that a process prints to.
type printed string

func (p printed) String() string {
	data, _ := os.ReadFile(string(p)) // one that is not there yet has nothing
	return string(data)
}

// guarded starts bespoke serve with settings of its own and returns its address
// and what it prints.
func guarded(t *testing.T, settings ...string) (address string, out printed) {
	t.Helper()
	_, address, out = guardedProcess(t, settings...)
	return address, out
}

func guardedProcess(t *testing.T, settings ...string) (cmd *exec.Cmd, address string, out printed) {
	t.Helper()
	cmd = process(t, t.TempDir(), "serve", "--transport", "http", "--addr", "127.0.0.1:0")
	cmd.Env = append(cmd.Env, settings...)
	errs, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	require.NoError(t, err)
	out, cmd.Stderr = printed(errs.Name()), errs
	require.NoError(t, cmd.Start())
	require.NoError(t, errs.Close())
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	require.Eventually(t, func() bool {
		_, rest, found := strings.Cut(out.String(), "bespoke serves http on ")
		address, _, _ = strings.Cut(rest, " ")
		address, _, _ = strings.Cut(address, "\n")
		return found && strings.Contains(rest, "\n")
	}, 30*time.Second, 20*time.Millisecond, "the server did not start")
	return cmd, address, out
}

func TestServingWithALogin(t *testing.T) {
	issuer := authtest.New(t)
	address, out := guarded(t, "BESPOKE_ISSUER="+issuer.URL, "BESPOKE_REQUESTS_PER_MINUTE=5", "BESPOKE_LOG=debug")
	assert.Contains(t, out.String(), "to who logs in at "+issuer.URL)
	assert.NotContains(t, out.String(), "WARNING")
	status, _ := get(t, address+"/applications", "")
	assert.Equal(t, http.StatusUnauthorized, status)
	token := issuer.Token(uuid.New())
	status, body := get(t, address+"/applications", token)
	assert.Equal(t, http.StatusOK, status, body)
	for range 4 {
		_, _ = get(t, address+"/applications", token)
	}
	status, _ = get(t, address+"/applications", token)
	assert.Equal(t, http.StatusTooManyRequests, status)
	status, body = get(t, address+"/health", "")
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, body, `"auth":"ok"`)
	assert.NotContains(t, out.String(), "eyJ", "no token is logged, not even to debug")
}

func TestTailoringWithTheToolsOfAServerThatAsksForALogin(t *testing.T) {
	issuer := authtest.New(t)
	address, _ := guarded(t, "BESPOKE_ISSUER="+issuer.URL)
	for _, endpoint := range []string{"/mcp", "/sse"} {
		args := []string{"tailor", "--server", address + endpoint, "--job", sampleOffer, "--cv", sampleCV, "--out", filepath.Join(t.TempDir(), "out")}
		code, out := in(t, []string{"BESPOKE_TOKEN=" + issuer.Token(uuid.New())}, args...)
		assert.Zero(t, code, out)
		assert.Contains(t, out, "saved as")
		code, out = in(t, nil, args...)
		assert.NotZero(t, code, out)
	}
}

func TestServingWithoutALoginIsSaidLoudly(t *testing.T) {
	address, out := guarded(t)
	assert.Contains(t, out.String(), "WARNING: without auth")
	status, _ := get(t, address+"/applications", "")
	assert.Equal(t, http.StatusOK, status)
	status, document := get(t, address+"/openapi.json", "")
	assert.Equal(t, http.StatusOK, status)
	assert.NotContains(t, document, "securitySchemes")
}

func TestServingToOthersNeedsALogin(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", "[::]:0", ":0", "192.0.2.1:0", "example.org:0"} {
		assert.Contains(t, wrong(t, 2, "serve", "--transport", "http", "--addr", addr), "without auth beyond this machine", addr)
		assert.Contains(t, wrong(t, 2, "serve", "--transport", "sse", "--addr", addr), "without auth beyond this machine", addr)
	}
	secret := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(secret, []byte("\n"), 0o600))
	for _, test := range []struct {
		says     string
		settings []string
	}{
		{"there is no issuer", []string{"BESPOKE_AUTH=on"}},
		{"neither on nor off", []string{"BESPOKE_AUTH=false"}},
		{"must be https", []string{"BESPOKE_ISSUER=http://issuer.example.com"}},
		{"at least 32", []string{"BESPOKE_ISSUER=https://issuer.example.com", "SUPABASE_JWT_SECRET=short"}},
		{"is empty", []string{"SUPABASE_JWT_SECRET_FILE=" + secret}},
		{"take one", []string{"SUPABASE_JWT_SECRET=x", "SUPABASE_JWT_SECRET_FILE=" + secret}},
		{"no number from 1 on", []string{"BESPOKE_STARTS_PER_HOUR=0"}},
	} {
		code, out := in(t, test.settings, "serve", "--transport", "http", "--addr", "127.0.0.1:0")
		assert.NotZero(t, code)
		assert.Contains(t, out, test.says)
		code, out = in(t, append(test.settings, "BESPOKE_AUTH=off"), "serve", "--transport", "http", "--addr", "0.0.0.0:0")
		assert.NotZero(t, code, out)
	}
}

func TestDoctorLooksForTheIssuersKeys(t *testing.T) {
	issuer := authtest.New(t)
	_, out := in(t, []string{"BESPOKE_ISSUER=" + issuer.URL}, "doctor")
	assert.Contains(t, out, "ok  login    over HTTP, at "+issuer.URL)
	issuer.Down.Store(true)
	code, out := in(t, []string{"BESPOKE_ISSUER=" + issuer.URL}, "doctor")
	assert.NotZero(t, code)
	assert.Contains(t, out, "!!  login    the issuer's keys cannot be reached")
}

// On Supabase: the caller logs in at the project, the run acts by tokens of its
// own, and the PDF is handed out by a signed address.
func TestTheWholeJobForAUserOfSupabase(t *testing.T) {
	_, login := newDatabase(t)
	storage := supabasetest.New("cvs")
	t.Cleanup(storage.Close)
	issuer := authtest.New(t)
	address, out := guarded(t, "DATABASE_URL="+login, "SUPABASE_URL="+storage.URL, "SUPABASE_ANON_KEY="+supabasetest.AnonKey,
		"SUPABASE_JWT_SECRET="+supabasetest.Secret, "BESPOKE_ISSUER="+issuer.URL)
	user := uuid.New()
	var run struct {
		Handles map[string]string `json:"handles"`
	}
	require.NoError(t, json.Unmarshal([]byte(postSamples(t, address, issuer.Token(user))), &run), out.String())

	var link struct {
		URL    string `json:"url"`
		Public bool   `json:"public"`
	}
	_, told := get(t, address+"/pdfs/"+run.Handles["pdf_id"]+"/link", issuer.Token(user))
	require.NoError(t, json.Unmarshal([]byte(told), &link), told)
	require.True(t, link.Public)
	status, pdf := get(t, link.URL, "")
	assert.Equal(t, http.StatusOK, status)
	assert.True(t, strings.HasPrefix(pdf, "%PDF-"))
	status, _ = get(t, address+"/pdfs/"+run.Handles["pdf_id"]+"/link", issuer.Token(uuid.New()))
	assert.Equal(t, http.StatusNotFound, status)
	assert.NotContains(t, out.String(), "eyJ")
}
