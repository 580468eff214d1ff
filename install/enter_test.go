package install_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tailscale/hujson"

	"github.com/bespoke-cv/bespoke/install"
)

var entry = install.Entry{Command: "/opt/bespoke", Args: []string{"serve", "--root", "/home/ada/cvs"}}

func client(t *testing.T, name string) install.Client {
	t.Helper()
	found, err := install.Find(name)
	require.NoError(t, err)
	return found
}

func TestEnterChangesTheEntryAlone(t *testing.T) {
	const written = `"bespoke": {
      "command": "/opt/bespoke",
      "args": ["serve","--root","/home/ada/cvs"]
    }`
	for name, test := range map[string]struct{ client, before, after string }{
		"an empty file": {"claude", "", "{\n  \"mcpServers\": {\n    " + written + "\n  }\n}\n"},
		"an empty object": {
			"claude", "{}",
			"{\n  \"mcpServers\": {\n    " + written + "\n  }\n}",
		},
		"a file without servers": {
			"claude", "{\n  \"theme\": \"dark\"\n}\n",
			"{\n  \"theme\": \"dark\",\n  \"mcpServers\": {\n    " + written + "\n  }\n}\n",
		},
		"beside another server": {
			"cursor", "{\n  \"mcpServers\": {\n    \"files\": {\"command\": \"files\"}\n  },\n  \"theme\": \"dark\"}",
			"{\n  \"mcpServers\": {\n    \"files\": {\"command\": \"files\"},\n    " + written + "\n  },\n  \"theme\": \"dark\"}",
		},
		"an entry of before keeps its env": {
			"claude", "{\"mcpServers\": {\"bespoke\": {\"env\": {\"DATABASE_URL\": \"x\"}, \"command\": \"/old\", \"args\": []}}}",
			"{\"mcpServers\": {\"bespoke\": {\"env\": {\"DATABASE_URL\": \"x\"}, \"command\": \"/opt/bespoke\", \"args\": [\"serve\",\"--root\",\"/home/ada/cvs\"]}}}",
		},
		"the same entry in another notation": {
			"claude", "{\"mcpServers\": {\"bespoke\": {\"command\":  \"/opt/bespoke\", \"args\": [\n\"serve\", \"--root\",\n\"/home/ada/cvs\" ]}}}",
			"{\"mcpServers\": {\"bespoke\": {\"command\":  \"/opt/bespoke\", \"args\": [\n\"serve\", \"--root\",\n\"/home/ada/cvs\" ]}}}",
		},
		"comments, tabs, CRLF, a mark and a trailing comma stay": {
			"vscode", "\ufeff{\r\n\t// mine\r\n\t\"servers\": {\r\n\t\t\"a\": {\"command\": \"a\"}, // first\r\n\t},\r\n}\r\n",
			"\ufeff{\r\n\t// mine\r\n\t\"servers\": {\r\n\t\t\"a\": {\"command\": \"a\"}, // first\r\n\t\t\"bespoke\": {\r\n\t\t\t\"type\": \"stdio\",\r\n\t\t\t\"command\": \"/opt/bespoke\",\r\n\t\t\t\"args\": [\"serve\",\"--root\",\"/home/ada/cvs\"]\r\n\t\t},\r\n\t},\r\n}\r\n",
		},
		"a comment behind the last server stays with it": {
			"claude", "{\n  \"mcpServers\": {\n    \"a\": {} // first\n  }\n}\n",
			"{\n  \"mcpServers\": {\n    \"a\": {}, // first\n    " + written + "\n  }\n}\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			after, err := client(t, test.client).Enter([]byte(test.before), "bespoke", entry)
			require.NoError(t, err)
			assert.Equal(t, test.after, string(after))
			again, err := client(t, test.client).Enter(after, "bespoke", entry)
			require.NoError(t, err)
			assert.Equal(t, string(after), string(again), "a second time changes nothing")
		})
	}
}

func TestEnterLeavesAFileThatNoClientReads(t *testing.T) {
	for name, test := range map[string]struct{ file, says string }{
		"broken":                 {"{\n  \"mcpServers\": {\n", "--config"},
		"a list":                 {"[1]", "line 1, column 1: the whole file is to be an object"},
		"servers in a list":      {"{\n  \"mcpServers\": []}", `line 2, column 17: "mcpServers" is to be an object`},
		"an entry that is text":  {"{\"mcpServers\": {\"bespoke\": \"x\"}}", `"mcpServers" of "bespoke" is to be an object`},
		"two members of a name":  {"{\"mcpServers\": {},\n\"mcpServers\": {}}", `line 2, column 1: "mcpServers" is there twice`},
		"something after it all": {"{} x", "--config"},
	} {
		t.Run(name, func(t *testing.T) {
			after, err := client(t, "claude").Enter([]byte(test.file), "bespoke", entry)
			require.ErrorIs(t, err, install.ErrConfig)
			assert.Contains(t, err.Error(), test.says)
			assert.Nil(t, after)
		})
	}
}

func TestEveryClientHasItsFileWhereItsMakersSay(t *testing.T) {
	places := install.Places{Home: "/home/ada", Config: "/home/ada/.config", Working: "/home/ada/cvs"}
	for name, file := range map[string]string{
		"claude":      "/home/ada/.config/Claude/claude_desktop_config.json",
		"claude-code": "/home/ada/cvs/.mcp.json",
		"cursor":      "/home/ada/.cursor/mcp.json",
		"vscode":      "/home/ada/.config/Code/User/mcp.json",
	} {
		assert.Equal(t, filepath.FromSlash(file), client(t, name).File(places), name)
	}
	_, err := install.Find("emacs")
	assert.ErrorContains(t, err, "claude, claude-code, cursor, vscode")
}

// The example that the README points at is what bespoke install writes.
func TestTheExampleIsWhatEnterWrites(t *testing.T) {
	example, err := os.ReadFile("../mcp.json.example")
	require.NoError(t, err)
	example, err = hujson.Standardize(example)
	require.NoError(t, err)
	var said map[string]map[string]any
	require.NoError(t, json.Unmarshal(example, &said))
	for _, name := range install.Names() {
		c := client(t, name)
		file, err := c.Enter(nil, "bespoke", install.Entry{
			Command: "/absolute/path/to/bespoke/bin/bespoke",
			Args:    []string{"serve", "--root", "/absolute/path/to/folder/with/your/cvs"},
		})
		require.NoError(t, err)
		var entered map[string]any
		require.NoError(t, json.Unmarshal(file, &entered))
		assert.Equal(t, entered[c.Member], any(said[c.Member]), name)
	}
}

func FuzzEnter(f *testing.F) {
	f.Add("{\"mcpServers\": {\"a\": {} /* x */}}", "bespoke")
	f.Add("{ // x\n}", "b\"e")
	f.Add("{\"mcpServers\":{\"bespoke\":{\"args\":[1,\n2,]}}}", "bespoke")
	f.Fuzz(func(t *testing.T, file, name string) {
		c := client(t, "claude")
		if !json.Valid(mustQuote(name)) || strings.ContainsRune(name, '\ufffd') {
			return
		}
		after, err := c.Enter([]byte(file), name, entry)
		if err != nil {
			return
		}
		parsed, err := hujson.Standardize(after)
		require.NoError(t, err)
		var read map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(parsed, &read))
		again, err := c.Enter(after, name, entry)
		require.NoError(t, err)
		require.Equal(t, string(after), string(again))
		for line := range strings.SplitSeq(file, "\n") { // comments stay
			if comment := strings.TrimSpace(line); strings.HasPrefix(comment, "//") {
				require.Contains(t, string(after), comment)
			}
		}
	})
}

func mustQuote(text string) []byte {
	quoted, _ := json.Marshal(text)
	return quoted
}
