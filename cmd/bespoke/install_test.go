package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// installing runs bespoke install with a home of its own.
func installing(t *testing.T, home string, args ...string) (code int, out, complaint string) {
	t.Helper()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, ".config"))
	t.Setenv("AppData", filepath.Join(home, ".config"))
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), append([]string{"install"}, args...), stdio{nil, &stdout, &stderr})
	return code, stdout.String(), stderr.String()
}

func TestInstallKeepsTheOldFileAndChangesTheEntryAlone(t *testing.T) {
	home := t.TempDir()
	file := filepath.Join(home, ".cursor", "mcp.json")
	before := "{\n  \"mcpServers\": {\n    \"files\": {\"command\": \"files\", \"env\": {\"KEY\": \"secret\"}} // mine\n  }\n}\n"
	require.NoError(t, os.Mkdir(filepath.Dir(file), 0o700))
	require.NoError(t, os.WriteFile(file, []byte(before), 0o640))

	code, out, complaint := installing(t, home, "cursor", "--root", home, "--dry-run")
	require.Zero(t, code, complaint)
	assert.Contains(t, out, `+    "bespoke": {`)
	assert.Contains(t, out, "Nothing was written")
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, before, string(content))

	code, out, complaint = installing(t, home, "cursor", "--root", home)
	require.Zero(t, code, complaint)
	assert.Contains(t, out, "Cursor has bespoke now")
	content, err = os.ReadFile(file)
	require.NoError(t, err)
	assert.Contains(t, string(content), `"env": {"KEY": "secret"}}, // mine`)
	program, err := os.Executable()
	require.NoError(t, err)
	quoted, err := json.Marshal(program)
	require.NoError(t, err)
	assert.Contains(t, string(content), `"command": `+string(quoted))
	info, err := os.Stat(file)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o640), info.Mode().Perm())
	kept, err := filepath.Glob(file + ".*.bak")
	require.NoError(t, err)
	require.Len(t, kept, 1)
	old, err := os.ReadFile(kept[0])
	require.NoError(t, err)
	assert.Equal(t, before, string(old))

	code, out, _ = installing(t, home, "cursor", "--root", home)
	require.Zero(t, code)
	assert.Contains(t, out, "stays as it is")
}

func TestInstallFollowsALinkAndMakesAFileThatIsMissing(t *testing.T) {
	home := t.TempDir()
	real, link := filepath.Join(home, "dotfiles.json"), filepath.Join(home, "link.json")
	require.NoError(t, os.WriteFile(real, []byte("{}\n"), 0o600))
	require.NoError(t, os.Symlink(real, link))
	code, _, complaint := installing(t, home, "claude", "--config", link)
	require.Zero(t, code, complaint)
	content, err := os.ReadFile(real)
	require.NoError(t, err)
	assert.Contains(t, string(content), "mcpServers")
	info, err := os.Lstat(link)
	require.NoError(t, err)
	assert.NotZero(t, info.Mode()&os.ModeSymlink)

	fresh := filepath.Join(home, "fresh.json")
	code, _, complaint = installing(t, home, "vscode", "--config", fresh)
	require.Zero(t, code, complaint)
	content, err = os.ReadFile(fresh)
	require.NoError(t, err)
	assert.Contains(t, string(content), `"type": "stdio"`)
}

func TestInstallSaysWhatIsWrongAndWritesNothing(t *testing.T) {
	home := t.TempDir()
	broken := filepath.Join(home, "broken.json")
	require.NoError(t, os.WriteFile(broken, []byte("{\n  \"mcpServers\": {"), 0o600))
	for name, test := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no client":          {nil, 2, "known are claude, claude-code, cursor, vscode"},
		"an unknown client":  {[]string{"emacs"}, 2, `there is no client "emacs"`},
		"not there":          {[]string{"cursor"}, 1, "start Cursor once, or name its file with --config"},
		"a missing root":     {[]string{"cursor", "--root", filepath.Join(home, "none")}, 1, "there is no such folder"},
		"a broken file":      {[]string{"claude", "--config", broken}, 1, "not a configuration this client reads"},
		"an unwritable file": {[]string{"claude", "--config", filepath.Join(home, "none", "x.json")}, 1, "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			code, _, complaint := installing(t, home, test.args...)
			assert.Equal(t, test.code, code)
			assert.Contains(t, complaint, test.says)
		})
	}
	content, err := os.ReadFile(broken)
	require.NoError(t, err)
	assert.Equal(t, "{\n  \"mcpServers\": {", string(content))
	entries, err := os.ReadDir(home)
	require.NoError(t, err)
	assert.Len(t, entries, 1, "no copy and no part of a file is left")
}
