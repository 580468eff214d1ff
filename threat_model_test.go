package bespoke_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestEveryDefenceNamesATestThatExists reads the table of docs/threat-model.md:
// attack, defence, and the packages with the tests that prove it.
func TestEveryDefenceNamesATestThatExists(t *testing.T) {
	text, err := os.ReadFile("docs/threat-model.md")
	require.NoError(t, err)
	folder, name := regexp.MustCompile("`([a-z/]+)`"), regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w+`)
	found := 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 5 {
			continue
		}
		for part := range strings.SplitSeq(cells[3], ";") {
			packages, names, _ := strings.Cut(part, ":")
			for _, test := range name.FindAllString(names, -1) {
				found++
				for _, in := range folder.FindAllStringSubmatch(packages, -1) {
					assert.True(t, declares(t, in[1], test), "%s has no %s", in[1], test)
				}
				assert.Regexp(t, folder, packages, "%s is named without its package", test)
			}
		}
	}
	assert.Greater(t, found, 50, "the table was not read")
}

func declares(t *testing.T, folder, test string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	require.NoError(t, err)
	for _, file := range files {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		if strings.Contains(string(source), "func "+test+"(") {
			return true
		}
	}
	return false
}
