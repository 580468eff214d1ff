package server_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/server"
)

func TestStdioSpeaksOnlyTheProtocolAndCancels(t *testing.T) {
	p := newProbe(t)
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- p.ServeStdio(t.Context(), in, out) }()
	lines := bufio.NewScanner(fromServer)
	send := func(line string) { _, err := io.WriteString(toServer, line+"\n"); require.NoError(t, err) }
	send(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`)
	require.True(t, lines.Scan())
	send(`{"jsonrpc":"2.0","method":"notifications/initialized"}`)
	send(`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"who","arguments":{}}}`)
	require.True(t, lines.Scan())
	var message map[string]any
	require.NoError(t, json.Unmarshal(lines.Bytes(), &message), "every line on stdout is a message")
	assert.Contains(t, lines.Text(), "known=true local=true")
	send(`{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"wait","arguments":{}}}`)
	receive(t, p.started)
	send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}}`)
	receive(t, p.cancelled)
	go func() { _, _ = io.Copy(io.Discard, fromServer) }() // the cancelled call may still be answered
	require.NoError(t, toServer.Close())
	require.NoError(t, <-done)
}

func TestDrainLetsRunningCallsFinish(t *testing.T) {
	p := newProbe(t)
	ctx, stop := context.WithCancel(t.Context())
	ready := make(chan net.Addr, 1)
	done := make(chan error, 1)
	go func() {
		done <- p.ListenAndServe(ctx, "127.0.0.1:0", server.HTTP, func(a net.Addr) { ready <- a })
	}()
	base := "http://" + (<-ready).String()
	c, err := client.NewStreamableHttpClient(base + "/mcp")
	require.NoError(t, err)
	require.NoError(t, c.Start(t.Context()))
	_, err = c.Initialize(t.Context(), mcp.InitializeRequest{})
	require.NoError(t, err)

	finished := make(chan string, 1)
	go func() {
		result, err := c.CallTool(t.Context(), call("pause"))
		if err != nil {
			finished <- err.Error()
			return
		}
		finished <- text(t, result)
	}()
	receive(t, p.started)
	stop()
	assert.Equal(t, "paused", <-finished)
	require.NoError(t, <-done)
}
