package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type manifest struct {
	Version string
	Icon    string
	Server  struct {
		EntryPoint string `json:"entry_point"`
		Config     struct {
			Command string
			Args    []string
		} `json:"mcp_config"`
	}
	Tools []struct{ Name, Description string }
}

// unpack does what a host does: it lays the files out in a folder.
func unpack(t *testing.T, bundle []byte) (folder string, said manifest) {
	t.Helper()
	folder = t.TempDir()
	archive, err := zip.NewReader(bytes.NewReader(bundle), int64(len(bundle)))
	require.NoError(t, err)
	for _, file := range archive.File {
		from, err := file.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(from)
		require.NoError(t, err)
		require.True(t, filepath.IsLocal(file.Name))
		target := filepath.Join(folder, filepath.FromSlash(file.Name))
		require.NoError(t, os.MkdirAll(filepath.Dir(target), 0o755))
		require.NoError(t, os.WriteFile(target, content, file.Mode().Perm()))
	}
	content, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, &said))
	return folder, said
}

func TestEqualInputGivesEqualBundlesForEachSystem(t *testing.T) {
	for system, program := range map[string]string{"darwin": "server/bespoke", "linux": "server/bespoke", "windows": "server/bespoke.exe"} {
		one, err := pack(system, "v1.2.3", []byte("program"))
		require.NoError(t, err)
		two, err := pack(system, "1.2.3", []byte("program"))
		require.NoError(t, err)
		assert.Equal(t, one, two)
		folder, said := unpack(t, one)
		assert.Equal(t, "1.2.3", said.Version)
		assert.Equal(t, program, said.Server.EntryPoint)
		assert.FileExists(t, filepath.Join(folder, said.Icon))
		info, err := os.Stat(filepath.Join(folder, program))
		require.NoError(t, err)
		assert.NotZero(t, info.Mode()&0o100, "the program can be run")
	}
	_, err := pack("plan9", "1.2.3", nil)
	assert.ErrorContains(t, err, "darwin, linux and windows")
}

// The makers' own checker reads the manifest; .ci/run installs it.
func TestTheManifestIsValid(t *testing.T) {
	checker := os.Getenv("BESPOKE_MCPB")
	if checker == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("BESPOKE_MCPB is not set")
		}
		t.Skip("BESPOKE_MCPB names no checker")
	}
	bundle, err := pack("darwin", "v1.2.3", []byte("program"))
	require.NoError(t, err)
	folder, _ := unpack(t, bundle)
	words := strings.Fields(checker)
	said, err := exec.Command(words[0], append(words[1:], "validate", filepath.Join(folder, "manifest.json"))...).CombinedOutput()
	require.NoError(t, err, "%s", said)
	assert.Contains(t, string(said), "passes")
}

func TestAHostStartsTheBundleAndFindsTheToolsItPromises(t *testing.T) {
	program := filepath.Join(t.TempDir(), "bespoke")
	built, err := exec.Command("go", "build", "-o", program, "../../cmd/bespoke").CombinedOutput()
	require.NoError(t, err, "%s", built)
	binary, err := os.ReadFile(program)
	require.NoError(t, err)
	bundle, err := pack("linux", "v1.2.3", binary)
	require.NoError(t, err)
	folder, said := unpack(t, bundle)

	fill := strings.NewReplacer("${__dirname}", folder, "${user_config.folder}", t.TempDir())
	var args []string
	for _, arg := range said.Server.Config.Args {
		args = append(args, fill.Replace(arg))
	}
	env := []string{"BESPOKE_DATA=" + t.TempDir()}
	host, err := client.NewStdioMCPClient(fill.Replace(said.Server.Config.Command), env, args...)
	require.NoError(t, err)
	defer host.Close()
	_, err = host.Initialize(t.Context(), mcp.InitializeRequest{Params: mcp.InitializeParams{
		ProtocolVersion: mcp.LATEST_PROTOCOL_VERSION, ClientInfo: mcp.Implementation{Name: "host", Version: "1"},
	}})
	require.NoError(t, err)
	list, err := host.ListTools(t.Context(), mcp.ListToolsRequest{})
	require.NoError(t, err)
	var found, promised []string
	for _, tool := range list.Tools {
		found = append(found, tool.Name)
	}
	for _, tool := range said.Tools {
		promised = append(promised, tool.Name)
		assert.NotEmpty(t, tool.Description)
	}
	assert.ElementsMatch(t, found, promised)
}
