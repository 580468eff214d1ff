package bespoke_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A newcomer follows the links: each leads to a file of the project, and to a
// heading of it where it names one.
func TestEveryLinkInTheDocumentsLeadsSomewhere(t *testing.T) {
	pages, err := filepath.Glob("docs/*.md")
	require.NoError(t, err)
	pages = append(pages, "README.md", "SECURITY.md", "CHANGELOG.md")
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	for _, page := range pages {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, found := range link.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(found[1], "://") || strings.HasPrefix(found[1], "mailto:") {
				continue
			}
			file, heading, _ := strings.Cut(found[1], "#")
			target := page
			if file != "" {
				target = filepath.Join(filepath.Dir(page), file)
			}
			_, err := os.Stat(target)
			if assert.NoError(t, err, "%s links to %s", page, found[1]) && heading != "" {
				linked, err := os.ReadFile(target)
				require.NoError(t, err)
				assert.Contains(t, anchors(string(linked)), heading, "%s links to %s", page, found[1])
			}
		}
	}
}

// anchors are the headings of a Markdown page as GitHub addresses them.
func anchors(text string) []string {
	var all []string
	unsaid := regexp.MustCompile(`[^\p{L}\p{N}\- _]`)
	for line := range strings.Lines(text) {
		if title := strings.TrimLeft(line, "#"); title != line && strings.HasPrefix(title, " ") {
			title = unsaid.ReplaceAllString(strings.ToLower(strings.TrimSpace(title)), "")
			all = append(all, strings.ReplaceAll(title, " ", "-"))
		}
	}
	return all
}

// The texts of docs/troubleshooting.md are those that the program prints: the
// parts between the … of each stand in the source.
func TestEveryErrorTextOfTroubleshootingIsStillPrinted(t *testing.T) {
	page, err := os.ReadFile("docs/troubleshooting.md")
	require.NoError(t, err)
	source := sources(t)
	row := regexp.MustCompile("(?m)^\\| `([^`]+)` \\|.*\\|.*\\|$")
	rows := row.FindAllStringSubmatch(string(page), -1)
	assert.Equal(t, strings.Count(string(page), "\n| `"), len(rows), "a row has another shape")
	assert.Greater(t, len(rows), 30)
	for _, found := range rows {
		for part := range strings.SplitSeq(found[1], "…") {
			assert.True(t, strings.Contains(source, part), "no file says %q", part)
		}
	}
}

// docs/guard.md names what the guard objects to, all of it and nothing else.
func TestEveryKindOfObjectionIsDescribed(t *testing.T) {
	page, err := os.ReadFile("docs/guard.md")
	require.NoError(t, err)
	_, table, found := strings.Cut(string(page), "| about | kinds |\n|---|---|\n")
	require.True(t, found)
	table, _, _ = strings.Cut(table, "\n\n")
	var described, raised []string
	for _, kind := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(table, -1) {
		described = append(described, kind[1])
	}
	files, err := filepath.Glob("guard/*.go")
	require.NoError(t, err)
	kind := regexp.MustCompile(`(?:\b(?:finding|reject|review|add)\(|\bfit\{schema\.\w+, |\bkind(?:, outcome)? :?= |\bkind: *)"([a-z_]+)"`)
	chosen := regexp.MustCompile(`(?s)Kind\([^)]*\) string \{.*?\n\}`) // identityKind and its like
	named := regexp.MustCompile(`return "([a-z_]+)"`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		found := kind.FindAllStringSubmatch(string(text), -1)
		for _, body := range chosen.FindAllString(string(text), -1) {
			found = append(found, named.FindAllStringSubmatch(body, -1)...)
		}
		for _, match := range found {
			if !slices.Contains(raised, match[1]) {
				raised = append(raised, match[1])
			}
		}
	}
	assert.ElementsMatch(t, raised, described)
}

// sources is the text of the Go files that are no tests, with quotes as they
// are printed.
func sources(t *testing.T) string {
	var all strings.Builder
	for _, file := range projectFiles(t) {
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		all.WriteString(strings.ReplaceAll(string(text), `\"`, `"`))
	}
	return all.String()
}
