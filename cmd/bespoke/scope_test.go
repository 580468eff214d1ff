package main

import (
	"net/http"
	"os"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/problem"
)

// A server that only reads shows what another has kept and changes nothing,
// over MCP and over the HTTP API.
func TestAServerThatOnlyReads(t *testing.T) {
	data := t.TempDir()
	must(t, data, "tailor", "--job", sampleOffer, "--cv", sampleCV, "--out", t.TempDir(), "--root", "../..")
	cmd, address := startListening(t, process(t, data, "serve", "--transport", "http", "--addr", "127.0.0.1:0", "--read-only"))
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	client, err := agents.ServerRegistry{"b": {URL: "http://" + address + "/mcp"}}.Connect(t.Context(), "b", "test")
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })

	list, err := client.ListTools(t.Context(), mcp.ListToolsRequest{})
	require.NoError(t, err)
	require.NotEmpty(t, list.Tools)
	for _, tool := range list.Tools {
		assert.True(t, *tool.Annotations.ReadOnlyHint, tool.Name)
	}
	prompts, err := client.ListPrompts(t.Context(), mcp.ListPromptsRequest{})
	require.NoError(t, err)
	assert.Empty(t, prompts.Prompts)

	call := func(tool string, arguments map[string]any) *mcp.CallToolResult {
		request := mcp.CallToolRequest{}
		request.Params.Name, request.Params.Arguments = tool, arguments
		result, err := client.CallTool(t.Context(), request)
		require.NoError(t, err)
		return result
	}
	kept := call("list_applications", nil)
	require.False(t, kept.IsError)
	assert.Contains(t, kept.Content[0].(mcp.TextContent).Text, "app_")
	refused := call("parse_job_offer", map[string]any{"text": "Gardener wanted"})
	assert.True(t, refused.IsError)
	assert.Contains(t, refused.Content[0].(mcp.TextContent).Text, "--read-only")

	send := func(method, path, body string) (int, string) {
		response, answer := exchange(t, method, "http://"+address+path, body, "Content-Type", "application/json")
		return response.StatusCode, answer
	}
	status, _ := send(http.MethodGet, "/applications", "")
	assert.Equal(t, http.StatusOK, status)
	for path, method := range map[string]string{"/applications": http.MethodPost, "/me?confirm=erase%20everything": http.MethodDelete} {
		status, answer := send(method, path, `{"cv_yaml":"cv: {name: A B}","job_offer_text":"Gardener wanted"}`)
		assert.Equal(t, problem.Forbidden.Status(), status, answer)
		assert.Contains(t, answer, "--read-only")
	}
	status, _ = send(http.MethodGet, "/applications", "")
	assert.Equal(t, http.StatusOK, status)
}

// Runs need all five tools, whichever are offered to clients.
func TestARunIsCarriedOutWhateverToolsAreOffered(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	client, err := agents.ServerRegistry{"b": {
		Command: self, Arguments: []string{"serve", "--root", "../..", "--toolsets", "runs"},
		Env: []string{"BESPOKE_TEST_AS=bespoke", "BESPOKE_DATA=" + t.TempDir()},
	}}.Connect(t.Context(), "b", "test")
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })
	list, err := client.ListTools(t.Context(), mcp.ListToolsRequest{})
	require.NoError(t, err)
	var names []string
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
	}
	assert.ElementsMatch(t, []string{"create_application", "get_run", "cancel_run"}, names)

	request := mcp.CallToolRequest{}
	request.Params.Name = "create_application"
	request.Params.Arguments = map[string]any{"cv_path": sampleCV, "job_offer_path": sampleOffer, "wait_seconds": 45}
	result, err := client.CallTool(t.Context(), request)
	require.NoError(t, err)
	require.False(t, result.IsError, result.Content)
	assert.Contains(t, result.Content[0].(mcp.TextContent).Text, "succeeded")
}

func TestAToolsetThatDoesNotExistIsRefused(t *testing.T) {
	assert.Contains(t, wrong(t, 2, "serve", "--toolsets", "trackr"), "take some of tailor, import, runs, tracker, privacy")
}
