package server_test

import (
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/server"
)

func TestIdentityIsSetByTheTransport(t *testing.T) {
	for transport, want := range map[string]string{
		"sse":  "known=true local=false",
		"http": "known=true local=false",
		// The in-process client's own context carries the identity.
		"in-process": "known=false local=false",
	} {
		t.Run(transport, func(t *testing.T) {
			result, err := connect(t, newProbe(t), transport).CallTool(t.Context(), call("who"))
			require.NoError(t, err)
			assert.Equal(t, want, text(t, result))
		})
	}
}

func TestOptionsComeAfterTheServersOwn(t *testing.T) {
	plain := connect(t, newProbe(t), "in-process")
	assert.False(t, plain.GetServerCapabilities().Resources.Subscribe)
	more := connect(t, newProbe(t, func(config *server.Config) {
		config.Options = []mcpserver.ServerOption{mcpserver.WithResourceCapabilities(true, true)}
	}), "in-process")
	assert.True(t, more.GetServerCapabilities().Resources.Subscribe)
}

func TestAServerShowsItsTitleAndIconsAndKeepsWithheldToolsOffTheList(t *testing.T) {
	p := newProbe(t, func(config *server.Config) {
		config.Title, config.Instructions = "Probe", "Wait first."
		config.Icons = []mcp.Icon{{Src: "data:image/png;base64,AA==", MIMEType: "image/png"}}
		config.Tools, config.Withheld = config.Tools[:2], config.Tools[2:]
		config.Listed = func() []mcp.Tool { return []mcp.Tool{mcp.NewTool("who", mcp.WithDescription("Briefly."))} }
	})
	for _, transport := range []string{"in-process", "sse", "http"} {
		t.Run(transport, func(t *testing.T) {
			c := connect(t, p, transport)
			greeting, err := c.Initialize(t.Context(), mcp.InitializeRequest{})
			require.NoError(t, err)
			assert.Equal(t, "Probe", greeting.ServerInfo.Title)
			assert.Equal(t, "Wait first.", greeting.Instructions)
			require.Len(t, greeting.ServerInfo.Icons, 1)
			list, err := c.ListTools(t.Context(), mcp.ListToolsRequest{})
			require.NoError(t, err)
			var names []string
			for _, tool := range list.Tools {
				names = append(names, tool.Name+tool.Description)
			}
			assert.ElementsMatch(t, []string{"whoBriefly.", "climb"}, names)
			result, err := c.CallTool(t.Context(), call("fail"))
			require.NoError(t, err)
			assert.Contains(t, text(t, result), "the disk is full", "a withheld tool answers for itself")
		})
	}
}
