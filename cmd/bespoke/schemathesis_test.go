package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/auth/authtest"
)

// TestSchemathesisFindsNothing lets other people's tester make requests of the
// HTTP API from its description, good and bad ones, of things that are there
// and of others, and hold every answer against it.
func TestSchemathesisFindsNothing(t *testing.T) {
	program := os.Getenv("BESPOKE_SCHEMATHESIS")
	if program == "" {
		require.Empty(t, os.Getenv("CI"), "CI installs schemathesis and names it")
		t.Skip("BESPOKE_SCHEMATHESIS names no schemathesis")
	}
	issuer := authtest.New(t)
	_, address, _ := guardedProcess(t, "BESPOKE_ISSUER="+issuer.URL, "BESPOKE_REQUESTS_PER_MINUTE=1000000", "BESPOKE_STARTS_PER_HOUR=1000000")
	token := issuer.Token(uuid.New())
	known := schemathesisIDs(someHandles(t, address, token))
	for _, how := range []struct {
		settings string
		args     []string
	}{
		// Good requests for what is there; erasing would take it away. Wrong ids
		// cannot be among them, as the settings replace every id.
		{schemathesisChecks + known, []string{"--exclude-path=/me", "--mode=positive"}},
		{schemathesisChecks, []string{"--mode=all"}},
	} {
		folder := t.TempDir()
		file := filepath.Join(folder, "schemathesis.toml")
		require.NoError(t, os.WriteFile(file, []byte(how.settings), 0o600))
		bounded, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
		defer cancel()
		command := exec.CommandContext(bounded, program, append([]string{
			"--config-file", file, "run", address + "/openapi.json",
			"--header", "Authorization: Bearer " + token, "--checks=all", "--generation-deterministic", "--max-examples=8",
			"--request-timeout=20", "--workers=2", "--no-color", "--warnings=off",
		}, how.args...)...)
		command.Dir = folder
		out, err := command.CombinedOutput()
		t.Logf("%s", out)
		require.NoError(t, err)
		tested := regexp.MustCompile(`Selected: (\d+)/\d+\s+Tested: (\d+)`).FindSubmatch(out)
		require.NotNil(t, tested)
		assert.Equal(t, string(tested[1]), string(tested[2]), "every operation is tested")
	}
}

// schemathesisChecks say what is taken for right. 422 is what a request gets that follows
// the description and asks for something that no description can rule out, such
// as a status that does not follow or an offer without words; 413 what one gets
// that is larger than the description allows.
const schemathesisChecks = `[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", 401, 403, 404, 409, 412, 422, 429, "5xx"]

[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 429, "5xx"]
`

// schemathesisIDs name what is there, by the pattern of an address.
func schemathesisIDs(handles map[string]string) string {
	text := &strings.Builder{}
	for path, kind := range map[string]string{
		"applications": "app", "runs": "run", "cvs": "cv", "pdfs": "pdf", "plans": "plan", "job-offers": "job",
	} {
		fmt.Fprintf(text, "\n[[operations]]\ninclude-path-regex = \"^/%s/\"\nparameters = { id = %q }\n", path, handles[kind])
	}
	return text.String()
}

// someHandles makes an application over HTTP and gives the handles of its
// parts, by their kinds.
func someHandles(t *testing.T, address, token string) map[string]string {
	t.Helper()
	text := postSamples(t, address, token)
	handles := map[string]string{}
	for _, found := range regexp.MustCompile(`\b(app|run|cv|pdf|plan|job)_[0-9a-f]{32}\b`).FindAllStringSubmatch(text, -1) {
		handles[found[1]] = found[0]
	}
	require.Len(t, handles, 6, text)
	return handles
}
