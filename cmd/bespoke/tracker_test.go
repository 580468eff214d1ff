package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A person's whole way on the command line: apply, paste a mail, see what is
// due, take it into a calendar, do it.
func TestTheTrackerOnTheCommandLine(t *testing.T) {
	folder := t.TempDir()
	do := func(in string, args ...string) string {
		t.Helper()
		var out, problems bytes.Buffer
		args = append(args, "--data", folder)
		code := run(t.Context(), args, stdio{strings.NewReader(in), &out, &problems})
		require.Zero(t, code, problems.String())
		return out.String()
	}
	assert.Contains(t, do("", "applications"), "Save one with save_application")
	do("", "tailor", "--job", "../../examples/offers/platform-engineer.txt", "--cv", "../../examples/cvs/software-engineer.yaml", "--out", filepath.Join(folder, "out"))
	id := regexp.MustCompile(`app_[0-9a-f]{32}`).FindString(do("", "applications", "--status", "saved"))
	require.NotEmpty(t, id)

	mail := filepath.Join(folder, "mail.txt")
	require.NoError(t, os.WriteFile(mail, []byte("We would like to invite you to an interview on 5 March 2099 at 14:30 (CET)."), 0o600))
	said := do("", "message", mail, "--application", id)
	assert.Contains(t, said, "Nothing is written yet")
	assert.Contains(t, said, "--yes")
	assert.Contains(t, do("", "applications", id), "status saved")
	assert.Contains(t, do("", "message", mail, "--application", id, "--yes"), "saved to interview")
	assert.Contains(t, do("Thank you for the interview.", "message", "--application", id, "--sent", "--yes"), "thank_you")
	assert.Contains(t, do("", "applications", id), "2 messages")

	listed := do("", "actions")
	assert.Contains(t, listed, "2099-03-05 14:30 Europe/Berlin Interview")
	assert.Contains(t, do("", "actions", "--ics", "-"), "DTSTART:20990305T133000Z")
	file := filepath.Join(folder, "actions.ics")
	do("", "actions", "--ics", file)
	written, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Contains(t, string(written), "BEGIN:VEVENT")
	act := regexp.MustCompile(`act_[0-9a-f]{32}`).FindString(listed)
	assert.Contains(t, do("", "actions", "--done", act), "Nothing is to be done")
	assert.Contains(t, do("", "actions", "--state", "done"), act)
}
