package install_test

import (
	"fmt"
	"path/filepath"

	"github.com/bespoke-cv/bespoke/install"
)

func ExampleClient_Enter() {
	client, err := install.Find("cursor")
	if err != nil {
		fmt.Println(err)
		return
	}
	file := `{
  // what else is here stays
  "mcpServers": {
    "other": {"command": "other"}
  }
}
`
	after, err := client.Enter([]byte(file), "bespoke", install.Entry{Command: "/opt/bespoke", Args: []string{"serve"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(after))
	// Output:
	// {
	//   // what else is here stays
	//   "mcpServers": {
	//     "other": {"command": "other"},
	//     "bespoke": {
	//       "command": "/opt/bespoke",
	//       "args": ["serve"]
	//     }
	//   }
	// }
}

// Where each client keeps its configuration on Linux.
func ExampleNames() {
	places := install.Places{Home: "/home/ada", Config: "/home/ada/.config", Working: "/home/ada/cvs"}
	for _, name := range install.Names() {
		client, err := install.Find(name)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s: %s of %s\n", client.Title, client.Member, filepath.ToSlash(client.File(places)))
	}
	_, err := install.Find("emacs")
	fmt.Println(err)
	// Output:
	// Claude Desktop: mcpServers of /home/ada/.config/Claude/claude_desktop_config.json
	// Claude Code: mcpServers of /home/ada/cvs/.mcp.json
	// Cursor: mcpServers of /home/ada/.cursor/mcp.json
	// VS Code: servers of /home/ada/.config/Code/User/mcp.json
	// there is no client "emacs": known are claude, claude-code, cursor, vscode
}
