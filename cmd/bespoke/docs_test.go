package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whoever copies a command out of the documents finds that it exists, with its
// flags, and each target of make.
func TestTheDocumentsNameCommandsFlagsAndTargetsThatExist(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	require.NoError(t, err)
	pages = append(pages, "../../README.md", "../../CHANGELOG.md", "../../SECURITY.md")
	makefile, err := os.ReadFile("../../Makefile")
	require.NoError(t, err)
	var (
		code    = regexp.MustCompile("(?s)```.*?\n(.*?)```|`([^`\n]+)`")
		called  = regexp.MustCompile(`(?m)^(?:\$ )?(?:[A-Z_]+=\S+ )*(?:[\w./-]*bin/)?bespoke ([a-z]+)([^\n;|#]*)`)
		flagged = regexp.MustCompile(`(?:^|[\s\[(|])--([a-z][a-z-]*)`)
		made    = regexp.MustCompile(`(?m)^(?:\$ )?make ([a-z][a-z-]*)`)
	)
	known := map[string]string{}
	for name := range commands() {
		var help, errs bytes.Buffer
		require.Equal(t, 0, run(t.Context(), []string{name, "--help"}, stdio{nil, &help, &errs}))
		known[name] = help.String()
	}
	seen := 0
	for _, page := range pages {
		if filepath.Base(page) == "configuration.md" {
			continue // made from the program
		}
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, found := range code.FindAllStringSubmatch(string(text), -1) {
			snippet := found[1] + found[2]
			for _, call := range called.FindAllStringSubmatch(snippet, -1) {
				if call[1] == "help" {
					continue
				}
				help, exists := known[call[1]]
				if !assert.True(t, exists, "%s: there is no command %q in %q", filepath.Base(page), call[1], call[0]) {
					continue
				}
				seen++
				for _, flag := range flagged.FindAllStringSubmatch(call[2], -1) {
					assert.True(t, flag[1] == "help" || strings.Contains(help, "\n  -"+flag[1]+" ") || strings.Contains(help, "\n  -"+flag[1]+"\n"),
						"%s: bespoke %s has no --%s", filepath.Base(page), call[1], flag[1])
				}
			}
			for _, target := range made.FindAllStringSubmatch(snippet, -1) {
				assert.Regexp(t, `(?m)^`+target[1]+`:`, string(makefile), "%s: make %s", filepath.Base(page), target[1])
			}
		}
	}
	assert.Greater(t, seen, 60, "the documents were not read")
}
