package install_test

import (
	"fmt"

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
