package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/goldentest"
)

const reference = "../../docs/configuration.md"

// TestTheReferenceSaysEverySettingAndFlag makes docs/configuration.md from the
// table of settings and from what each command says of itself.
func TestTheReferenceSaysEverySettingAndFlag(t *testing.T) {
	t.Setenv("HOME", "/home/you")
	var page strings.Builder
	page.WriteString("# Configuration\n\n<!-- Made by go test ./cmd/bespoke -run TheReference -update -->\n\n" +
		"Flags win over the environment, the environment over a `.env` file in the working folder. " +
		"A variable marked with a key may also come from a file that the variable with `_FILE` behind its name names, as container platforms mount secrets. `bespoke doctor` says what is set and what works.\n")
	for _, group := range settings {
		fmt.Fprintf(&page, "\n## %s\n\n| variable | flag | meaning |\n|---|---|---|\n", group.about)
		for _, s := range group.of {
			key, flag := "", ""
			if s.secret {
				key = " 🔑"
			}
			if s.flag != "" {
				flag = "`" + s.flag + "`"
			}
			fmt.Fprintf(&page, "| `%s`%s | %s | %s |\n", s.name, key, flag, s.meaning)
		}
	}
	page.WriteString("\n## Commands\n\n```\n" + usage + "```\n")
	var names []string
	for name := range commands() {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if name == "version" {
			continue
		}
		var said bytes.Buffer
		require.Zero(t, run(t.Context(), []string{name, "--help"}, stdio{nil, &said, io.Discard}), name)
		fmt.Fprintf(&page, "\n### bespoke %s\n\n```\n%s```\n", name, said.String())
	}
	goldentest.Equal(t, reference, page.String())
}

func TestEveryVariableThatIsReadIsInTheTable(t *testing.T) {
	known := map[string]bool{"LOCALAPPDATA": true, "XDG_DATA_HOME": true, "SUPABASE_JWT_SECRET_FILE": true}
	for _, group := range settings {
		for _, s := range group.of {
			known[s.name] = true
		}
	}
	named := regexp.MustCompile(`"((?:BESPOKE|SUPABASE|OPENAI|OTEL|DATABASE|XDG|LOCAL)[A-Z_]+)"`)
	read := map[string]bool{}
	for _, folder := range []string{".", "../../llm", "../../auth", "../../server", "../../workflow", "../../storage/supabase", "../../telemetry/otlp"} {
		files, err := filepath.Glob(folder + "/*.go")
		require.NoError(t, err)
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") || filepath.Base(file) == "settings.go" {
				continue
			}
			source, err := os.ReadFile(file)
			require.NoError(t, err)
			for _, match := range named.FindAllStringSubmatch(string(source), -1) {
				assert.True(t, known[match[1]], "%s reads %s", file, match[1])
				read[match[1]] = true
			}
		}
	}
	for _, group := range settings {
		for _, s := range group.of {
			assert.True(t, read[s.name], "nobody reads %s", s.name)
		}
	}
}

func TestSecretsComeFromFiles(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "key")
	require.NoError(t, os.WriteFile(file, []byte("  sk-test\n"), 0o600))
	t.Setenv("OPENAI_API_KEY", "")
	t.Setenv("OPENAI_API_KEY_FILE", file)
	require.NoError(t, readSecrets())
	assert.Equal(t, "sk-test", os.Getenv("OPENAI_API_KEY"))
	require.NoError(t, readSecrets(), "a second time finds it read")

	t.Setenv("OPENAI_API_KEY_FILE", file)
	assert.ErrorContains(t, readSecrets(), "are both set: take one")
	t.Setenv("OPENAI_API_KEY", "")
	t.Setenv("OPENAI_API_KEY_FILE", filepath.Join(folder, "none"))
	assert.ErrorContains(t, readSecrets(), "OPENAI_API_KEY_FILE")
	require.NoError(t, os.WriteFile(file, []byte("\n"), 0o600))
	t.Setenv("OPENAI_API_KEY_FILE", file)
	assert.ErrorContains(t, readSecrets(), "is empty")
}
