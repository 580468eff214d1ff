package server_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/server"
)

// A TypeScript SDK client in auto mode probes with the stateless era's
// metadata first; over SSE the answer must let it fall back to initialize.
func TestSSEMessagesLoseTheStatelessMark(t *testing.T) {
	address, opened := stream(t, newProbe(t))
	lines := bufio.NewScanner(opened.Body)
	endpoint := nextData(t, lines)

	body := `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}`
	response, err := http.Post(address+endpoint, "application/json", strings.NewReader(body))
	require.NoError(t, err)
	response.Body.Close()
	answer := nextData(t, lines)
	assert.NotContains(t, answer, "Mcp-Method")
	assert.Contains(t, answer, `"result"`)
}

func nextData(t *testing.T, lines *bufio.Scanner) string {
	t.Helper()
	for lines.Scan() {
		if data, ok := strings.CutPrefix(lines.Text(), "data:"); ok {
			return strings.TrimSpace(data)
		}
	}
	t.Fatal("the stream ended")
	return ""
}

func TestHealthNamesTheFailingPart(t *testing.T) {
	broken := fmt.Errorf("connection refused")
	p := newProbe(t, func(c *server.Config) {
		c.Checks = []server.Check{
			{Name: "store", Run: func(context.Context) error { return broken }},
			{Name: "blobs", Run: func(context.Context) error { return nil }},
		}
	})
	get := func() (int, map[string]string) {
		answer := ask(p.Handler(server.HTTP), http.MethodGet, "/health", nil)
		var report map[string]string
		require.NoError(t, json.Unmarshal(answer.Body.Bytes(), &report))
		return answer.Code, report
	}
	code, report := get()
	assert.Equal(t, http.StatusServiceUnavailable, code)
	assert.Equal(t, "failing", report["store"])
	assert.Equal(t, "ok", report["blobs"])
	broken = nil
	code, _ = get()
	assert.Equal(t, http.StatusOK, code)
}
