package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/identity"
)

// serving starts bespoke serve on a free port and returns its address.
func serving(t *testing.T, data, transport string) string {
	t.Helper()
	cmd, address := startServing(t, data, transport)
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	return address
}

func startServing(t *testing.T, data, transport string) (*exec.Cmd, string) {
	t.Helper()
	return startListening(t, process(t, data, "serve", "--transport", transport, "--addr", "127.0.0.1:0"))
}

// startListening starts a bespoke that listens, and returns its address.
func startListening(t *testing.T, cmd *exec.Cmd) (*exec.Cmd, string) {
	t.Helper()
	errs, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	return cmd, listening(t, errs)
}

// listening reads a server's log until it says its address, and the rest in
// the background.
func listening(t *testing.T, log io.Reader) (address string) {
	t.Helper()
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		if _, address, found := strings.Cut(lines.Text(), " on http://"); found {
			address, _, _ = strings.Cut(address, " ")
			address, _, _ = strings.Cut(address, "/")
			go drain(lines)
			return address
		}
	}
	require.FailNow(t, "the server did not start")
	return ""
}

func drain(lines *bufio.Scanner) {
	for lines.Scan() {
	}
}

// written writes down what it is handed over in process.
type written struct{ agents.ToolCaller }

func (w written) CallTool(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	result, err := w.ToolCaller.CallTool(ctx, request)
	if err == nil {
		result.RawStructuredContent, err = json.Marshal(result.StructuredContent)
	}
	return result, err
}

// here opens a bespoke in this process.
func here(t *testing.T, data string) *app {
	t.Helper()
	app, err := open(t.Context(), &config{data: data, roots: list{"../.."}}, (&config{}).logger(quiet(stdio{err: os.Stderr})))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, app.close(t.Context())) })
	return app
}

// reach gives a client of a fresh bespoke over the named transport.
func reach(t *testing.T, transport string) *client.Client {
	t.Helper()
	data := t.TempDir()
	var settings agents.ServerSettings
	switch transport {
	case "stdio":
		self, err := os.Executable()
		require.NoError(t, err)
		settings = agents.ServerSettings{
			Command: self, Arguments: []string{"serve", "--root", "../.."},
			Env: []string{"BESPOKE_TEST_AS=bespoke", "BESPOKE_DATA=" + data},
		}
	case "http":
		settings.URL = "http://" + serving(t, data, "http") + "/mcp"
	case "sse":
		settings.URL = "http://" + serving(t, data, "sse") + "/sse"
	case "in-process":
		return here(t, data).client
	}
	connection, err := agents.ServerRegistry{"b": settings}.Connect(t.Context(), "b", "test")
	require.NoError(t, err)
	t.Cleanup(func() { _ = connection.Close() })
	return connection
}

// volatile is what differs between two runs by right: handles, times and the
// folder of the data.
var volatile = regexp.MustCompile(`(job|cv|plan|pdf|app)_[0-9a-f]{32}|\d{4}-\d\d-\d\dT[0-9:.]+Z|"(url|path)":"[^"]*",?`)

func TestTheOrchestratorDoesTheSameOnEveryTransport(t *testing.T) {
	yaml, offer := samples(t)
	request := agents.Request{CVYAML: yaml, JobOfferText: offer, Date: "2026-11-23"}
	var want []string
	for _, transport := range []string{"in-process", "as runs call", "stdio", "sse", "http"} {
		t.Run(transport, func(t *testing.T) {
			ctx := identity.With(t.Context(), identity.Local())
			var connection *client.Client
			var caller agents.ToolCaller
			if transport == "as runs call" {
				app := here(t, t.TempDir())
				connection, caller = app.client, written{app.server}
			} else {
				connection = reach(t, transport)
				caller = connection
			}
			orchestrator := agents.Orchestrator{Client: caller, Plan: agents.ApplicationPlan()}
			result, err := orchestrator.Run(ctx, "key", request, nil)
			require.NoError(t, err)
			require.Len(t, result.Steps, 5)
			var got []string
			for _, step := range result.Steps {
				got = append(got, volatile.ReplaceAllString(string(step.Structured), "~"))
			}
			tailored, err := read(ctx, connection, "cv://"+result.Values[agents.TailoredCVID])
			require.NoError(t, err)
			pdf, err := read(ctx, connection, "pdf://"+result.Values[agents.PDFID])
			require.NoError(t, err)
			got = append(got, string(tailored), string(pdf))
			if want == nil {
				want = got
			}
			for i := range want {
				require.Equal(t, want[i], got[i])
			}
		})
	}
}

func TestTailorWorksThroughAnotherServer(t *testing.T) {
	for _, path := range []string{"/mcp", "/sse"} {
		t.Run(path, func(t *testing.T) {
			address := serving(t, t.TempDir(), "http")
			printed := must(t, t.TempDir(), "tailor", "--job", sampleOffer, "--cv", sampleCV, "--out", t.TempDir(), "--server", "http://"+address+path)
			assert.Contains(t, printed, "[5/5] save_application")
		})
	}
}

func TestServeStopsOnSignal(t *testing.T) {
	cmd, _ := startServing(t, t.TempDir(), "http")
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		assert.NoError(t, err)
	case <-time.After(30 * time.Second):
		_ = cmd.Process.Kill()
		t.Fatal("it did not stop")
	}
}

// inspector returns the command line of the MCP inspector, which CI installs
// and names by BESPOKE_INSPECTOR as "node path/to/inspector".
func inspector(t *testing.T) []string {
	t.Helper()
	named := strings.Fields(os.Getenv("BESPOKE_INSPECTOR"))
	if len(named) == 0 {
		require.Empty(t, os.Getenv("CI"), "CI must name the inspector by BESPOKE_INSPECTOR")
		t.Skip("BESPOKE_INSPECTOR names no inspector; .ci/run installs one")
	}
	return named
}

func TestInspectorListsAndCallsTheTools(t *testing.T) {
	command := inspector(t)
	self, err := os.Executable()
	require.NoError(t, err)
	address := serving(t, t.TempDir(), "http")
	for name, target := range map[string][]string{
		"stdio":       {self, "serve", "-e", "BESPOKE_TEST_AS=bespoke", "-e", "BESPOKE_DATA=" + t.TempDir()},
		"sse":         {"http://" + address + "/sse", "--transport", "sse"},
		"http legacy": {"http://" + address + "/mcp", "--transport", "http", "--protocol-era", "legacy"},
		"http auto":   {"http://" + address + "/mcp", "--transport", "http", "--protocol-era", "auto"},
		"http modern": {"http://" + address + "/mcp", "--transport", "http", "--protocol-era", "modern"},
	} {
		t.Run(name, func(t *testing.T) {
			inspect := func(args ...string) string {
				all := append(append(append(command[1:len(command):len(command)], "--cli"), target...), args...)
				cmd := exec.Command(command[0], all...)
				cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
				output, err := cmd.CombinedOutput()
				require.NoError(t, err, string(output))
				return string(output)
			}
			assert.Contains(t, inspect("--method", "tools/list", "--strict", "--format", "json"), "plan_cv_changes")
			called := inspect("--method", "tools/call", "--tool-name", "parse_job_offer",
				"--tool-args-json", `{"text":"Welder (m/f/d)\nBrightforge Ltd\nYou must have: MIG welding, EN ISO 9606."}`, "--format", "json")
			assert.Contains(t, called, "job_offer_id")
		})
	}
}
