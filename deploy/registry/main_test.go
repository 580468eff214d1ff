package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestServerJSONNamesEachBundleWithItsSum(t *testing.T) {
	folder := t.TempDir()
	one := filepath.Join(folder, "bespoke_1.2.3_linux_amd64.mcpb")
	require.NoError(t, os.WriteFile(one, []byte("bundle"), 0o600))
	var out bytes.Buffer
	require.NoError(t, run(&out, "v1.2.3", []string{one}))

	var said server
	require.NoError(t, json.Unmarshal(out.Bytes(), &said))
	require.Len(t, said.Packages, 2)
	assert.Equal(t, "1.2.3", said.Version)
	assert.LessOrEqual(t, len(said.Description), 100)
	assert.Equal(t, "https://github.com/bespoke-cv/bespoke/releases/download/v1.2.3/bespoke_1.2.3_linux_amd64.mcpb", said.Packages[0].Identifier)
	assert.Equal(t, "1e6ed65d77d6364eeaed5a745ba5c4985ae2b700dd85d7cf7f027bdf294a33fc", said.Packages[0].FileSHA256)
	assert.Equal(t, "ghcr.io/bespoke-cv/bespoke:1.2.3", said.Packages[1].Identifier)

	image, err := os.ReadFile("../../Dockerfile")
	require.NoError(t, err)
	assert.Contains(t, string(image), `io.modelcontextprotocol.server.name="`+said.Name+`"`, "the registry believes an image that names the server")

	assert.Error(t, run(&out, "", []string{one}))
	assert.Error(t, run(&out, "v1.2.3", nil))
	assert.Error(t, run(&out, "v1.2.3", []string{filepath.Join(folder, "none.mcpb")}))
	checkSchema(t, out.Bytes())
}

// checkSchema holds the document against the registry's own schema, which
// .ci/run fetches.
func checkSchema(t *testing.T, document []byte) {
	t.Helper()
	path := os.Getenv("BESPOKE_REGISTRY_SCHEMA")
	if path == "" {
		require.Empty(t, os.Getenv("CI"), "BESPOKE_REGISTRY_SCHEMA is not set")
		return
	}
	schema, err := jsonschema.NewCompiler().Compile(path)
	require.NoError(t, err)
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	require.NoError(t, err)
	require.NoError(t, schema.Validate(instance))
}
