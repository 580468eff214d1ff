package bespoke_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// Without a container engine: every RUN line of the Dockerfile, one after the
// other, in a folder that has what the COPY lines before it brought.
func TestTheDockerfilesCommandsWorkInACleanFolder(t *testing.T) {
	if runtime.GOOS != "linux" || testing.Short() {
		t.Skip("the image is made on Linux")
	}
	text, err := os.ReadFile("Dockerfile")
	require.NoError(t, err)
	stage, _, found := strings.Cut(string(text), "\nFROM scratch\n")
	require.True(t, found)
	root := t.TempDir()
	work, image := filepath.Join(root, "src"), filepath.Join(root, "image")
	require.NoError(t, os.MkdirAll(work, 0o755))
	ran := 0
	for line := range strings.Lines(stage) {
		instruction, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch instruction {
		case "COPY":
			files := strings.Fields(rest)
			for _, file := range files[:len(files)-1] {
				bring(t, file, work)
			}
		case "RUN":
			ran++
			command := exec.CommandContext(t.Context(), "sh", "-euc", strings.ReplaceAll(rest, "/image", image))
			command.Dir = work
			command.Env = append(os.Environ(), "TARGETOS=linux", "TARGETARCH="+runtime.GOARCH, "VERSION=1.2.3", "GOFLAGS=")
			out, err := command.CombinedOutput()
			require.NoError(t, err, "%s\n%s", rest, out)
		}
	}
	assert.Equal(t, 3, ran)

	out, err := exec.CommandContext(t.Context(), filepath.Join(image, "bespoke"), "version").Output()
	require.NoError(t, err)
	assert.Equal(t, "bespoke 1.2.3\n", string(out))
	for name, mode := range map[string]fs.FileMode{
		"data": fs.ModeDir | 0o700, "tmp": fs.ModeDir | fs.ModeSticky | 0o777, "etc/ssl/certs/ca-certificates.crt": 0o644,
	} {
		info, err := os.Stat(filepath.Join(image, name))
		require.NoError(t, err)
		assert.Equal(t, mode, info.Mode(), name)
	}
	var size int64
	require.NoError(t, filepath.WalkDir(image, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		size += info.Size()
		return err
	}))
	assert.Less(t, size, int64(60_000_000), "the image has at most 60 MB")
}

// bring copies a file, or all of the project that .dockerignore does not leave
// out.
func bring(t *testing.T, file, work string) {
	t.Helper()
	if file != "." {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(work, file), data, 0o644))
		return
	}
	ignored, err := os.ReadFile(".dockerignore")
	require.NoError(t, err)
	require.NoError(t, filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		left := false
		for pattern := range strings.Lines(string(ignored)) {
			name := path
			pattern, anywhere := strings.CutPrefix(strings.TrimSpace(pattern), "**/")
			if anywhere {
				name = filepath.Base(path)
			}
			matches, err := filepath.Match(pattern, name)
			require.NoError(t, err, pattern)
			left = left || matches
		}
		switch {
		case left && entry.IsDir():
			return filepath.SkipDir
		case left:
			return nil
		case entry.IsDir():
			return os.MkdirAll(filepath.Join(work, path), 0o755)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(work, path), data, 0o644)
	}))
}

// .ci/run fetches the schema of compose files, by the makers of docker compose.
func TestTheComposeFileKeepsToItsSpecification(t *testing.T) {
	text, err := os.ReadFile("compose.yaml")
	require.NoError(t, err)
	var compose map[string]any
	require.NoError(t, yaml.Unmarshal(text, &compose))
	services, _ := compose["services"].(map[string]any)
	require.Contains(t, services, "bespoke")

	// What a service waits for is there, and does what it is waited for.
	for name, service := range services {
		waits, _ := service.(map[string]any)["depends_on"].(map[string]any)
		for other, condition := range waits {
			require.Contains(t, services, other, name)
			if condition.(map[string]any)["condition"] == "service_healthy" {
				assert.Contains(t, services[other], "healthcheck", name)
			}
		}
	}
	// Every variable is explained where a newcomer looks.
	guide, err := os.ReadFile("docs/deploy.md")
	require.NoError(t, err)
	for _, variable := range regexp.MustCompile(`\$\{([A-Z_]+)`).FindAllStringSubmatch(string(text), -1) {
		assert.Contains(t, string(guide), variable[1])
	}

	path := os.Getenv("BESPOKE_COMPOSE_SCHEMA")
	if path == "" {
		require.Empty(t, os.Getenv("CI"), "BESPOKE_COMPOSE_SCHEMA is not set")
		return
	}
	schema, err := jsonschema.NewCompiler().Compile(path)
	require.NoError(t, err)
	plain, err := json.Marshal(compose)
	require.NoError(t, err)
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(plain))
	require.NoError(t, err)
	require.NoError(t, schema.Validate(instance))
	instance.(map[string]any)["services"].(map[string]any)["bespoke"].(map[string]any)["prots"] = []any{"1:1"}
	require.Error(t, schema.Validate(instance), "the schema says nothing")
}
