package server_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/server"
)

func TestLastProgressArrivesBeforeTheResult(t *testing.T) {
	for _, transport := range []string{"in-process", "sse", "http"} {
		t.Run(transport, func(t *testing.T) {
			c := connect(t, newProbe(t), transport)
			for range 20 {
				var mu sync.Mutex
				var messages []string
				c.OnNotification(func(n mcp.JSONRPCNotification) {
					mu.Lock()
					defer mu.Unlock()
					messages = append(messages, fmt.Sprint(n.Params.AdditionalFields["message"]))
				})
				request := call("climb")
				request.Params.Meta = &mcp.Meta{ProgressToken: "token"}
				_, err := c.CallTool(t.Context(), request)
				require.NoError(t, err)
				require.Eventually(t, func() bool {
					mu.Lock()
					defer mu.Unlock()
					return len(messages) > 0 && messages[len(messages)-1] == "step 5"
				}, 5*time.Second, time.Millisecond)
			}
		})
	}
}

func TestErrorsAndPanicsAreToolErrors(t *testing.T) {
	c := connect(t, newProbe(t), "http")
	result, err := c.CallTool(t.Context(), call("fail"))
	require.NoError(t, err)
	assert.True(t, result.IsError)
	assert.Contains(t, text(t, result), "free some space")
	_, _ = c.CallTool(t.Context(), call("panic")) // an error of either kind will do
	result, err = c.CallTool(t.Context(), call("who"))
	require.NoError(t, err, "a panic must not take the server down")
	assert.False(t, result.IsError)
}

func TestCallsInThisProcessTakeTheSameWay(t *testing.T) {
	p := newProbe(t)
	result, err := p.CallTool(t.Context(), call("climb"))
	require.NoError(t, err)
	assert.Equal(t, "done", text(t, result))
	assert.Contains(t, p.log.String(), `"tool":"climb"`)
	result, err = p.CallTool(t.Context(), call("fail"))
	require.NoError(t, err)
	assert.True(t, result.IsError)
	_, err = p.CallTool(t.Context(), call("forged"))
	require.ErrorIs(t, err, server.ErrProtocol)
	_, err = p.CallTool(t.Context(), call("panic"))
	require.ErrorContains(t, err, "panic recovered in panic tool handler")
	_, err = p.CallTool(t.Context(), call("nothing"))
	require.ErrorIs(t, err, mcpserver.ErrToolNotFound)
}

func TestAnErrorOfTheProtocolIsNoToolError(t *testing.T) {
	_, err := connect(t, newProbe(t), "http").CallTool(t.Context(), call("forged"))
	require.ErrorContains(t, err, "the state was changed")
}

func TestLogHoldsNoArguments(t *testing.T) {
	p := newProbe(t)
	request := call("who")
	request.Params.Arguments = map[string]any{"secret": "Mara Lindqvist"}
	_, err := connect(t, p, "http").CallTool(t.Context(), request)
	require.NoError(t, err)
	assert.Contains(t, p.log.String(), `"tool":"who"`)
	assert.NotContains(t, p.log.String(), "Lindqvist")
}

func TestCancelReachesTheTool(t *testing.T) {
	for _, transport := range []string{"in-process", "http"} {
		t.Run(transport, func(t *testing.T) {
			p := newProbe(t)
			c := connect(t, p, transport)
			ctx, cancel := context.WithCancel(t.Context())
			go func() { <-p.started; cancel() }()
			result, err := c.CallTool(ctx, call("wait"))
			assert.True(t, err != nil || result.IsError)
			receive(t, p.cancelled)
		})
	}
}

// mcp-go's client sends no cancellation over SSE, so going away is its way.
func TestDisconnectCancelsTheToolOverSSE(t *testing.T) {
	p := newProbe(t)
	c := connect(t, p, "sse")
	go func() { _, _ = c.CallTool(context.WithoutCancel(t.Context()), call("wait")) }()
	receive(t, p.started)
	_ = c.Close()
	receive(t, p.cancelled)
}
