// Package install enters bespoke into the configuration files of MCP clients.
//
// A Client says where its file lies and which member of it holds the servers.
// Enter takes the file's bytes and an Entry and gives the new bytes: only the
// entry changes, comments, order, indentation and line endings stay. Who calls
// it shows the difference, keeps a copy of the old file and writes the new one.
package install

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// Client is an MCP client with a configuration file of its own.
type Client struct {
	Name   string // as given to bespoke install
	Title  string // as its makers write it
	Member string // of the file's root object, holding the servers by name
	Typed  bool   // its entries say "type": "stdio"
	After  string // what the user does next

	place func(Places) string
}

// Places are the folders that configuration files lie in.
type Places struct {
	Home    string // the user's
	Config  string // of programs: os.UserConfigDir
	Working string // the project's
}

var clients = []Client{
	{
		Name: "claude", Title: "Claude Desktop", Member: "mcpServers", After: "Quit Claude Desktop and start it again.",
		place: func(p Places) string { return filepath.Join(p.Config, "Claude", "claude_desktop_config.json") },
	},
	{
		Name: "claude-code", Title: "Claude Code", Member: "mcpServers", After: "Start claude in this folder and approve the server.",
		place: func(p Places) string { return filepath.Join(p.Working, ".mcp.json") },
	},
	{
		Name: "cursor", Title: "Cursor", Member: "mcpServers", After: "Switch the server on in Cursor's settings, under MCP.",
		place: func(p Places) string { return filepath.Join(p.Home, ".cursor", "mcp.json") },
	},
	{
		Name: "vscode", Title: "VS Code", Member: "servers", Typed: true, After: "Run “MCP: List Servers” in VS Code and start it.",
		place: func(p Places) string { return filepath.Join(p.Config, "Code", "User", "mcp.json") },
	},
}

// Names are the clients that Find knows.
func Names() []string {
	names := make([]string, len(clients))
	for i, client := range clients {
		names[i] = client.Name
	}
	return names
}

// Find gives the client of that name.
func Find(name string) (Client, error) {
	i := slices.IndexFunc(clients, func(c Client) bool { return c.Name == name })
	if i < 0 {
		return Client{}, fmt.Errorf("there is no client %q: known are %s", name, strings.Join(Names(), ", "))
	}
	return clients[i], nil
}

// File is where the client's configuration lies, whether it exists or not.
func (c Client) File(places Places) string { return c.place(places) }
