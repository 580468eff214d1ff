package bespoke_test

import (
	"go/parser"
	"go/token"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// beside are the folders of no layer, as docs/architecture.md says under its
// table: they test, measure and pack.
var beside = []string{"goldentest", "conformance", "bench", "eval", "deploy"}

// foreign is what no domain package knows: MCP, SQL, HTTP and models.
var foreign = regexp.MustCompile(`^(net/http|database/sql|net/rpc)\b|/(mcp-go|pgx|sqlite|openai-go|dbos-transact-golang)\b`)

// TestImportsPointDownward holds every package to the table of
// docs/architecture.md: it imports packages of its own layer and of those
// below. A domain package imports of those below only what keeps nothing and
// asks nobody.
func TestImportsPointDownward(t *testing.T) {
	layers, order := readLayers(t)
	domain := slices.Index(order, "domain")
	require.Positive(t, domain)
	read := 0
	for folder, imports := range productionImports(t) {
		own, _, _ := strings.Cut(folder, "/")
		if slices.Contains(beside, own) {
			continue
		}
		layer, known := layers[own]
		if !assert.True(t, known, "docs/architecture.md does not say what %s is for", own) {
			continue
		}
		read++
		for _, used := range imports {
			other, ours := strings.CutPrefix(used, module)
			first, _, _ := strings.Cut(other, "/")
			switch {
			case ours:
				assert.GreaterOrEqual(t, layers[first], layer, "%s imports %s, which lies above it", folder, other)
				if layer == domain && layers[first] != domain {
					assert.Contains(t, []string{"schema", "cache", "atomicfile"}, first, "%s imports %s", folder, other)
				}
			case layer == domain:
				assert.NotRegexp(t, foreign, used, "%s is a domain package", folder)
			}
		}
	}
	assert.Greater(t, read, 60, "the packages were not read")
}

// readLayers gives the layer of each folder, counted from the program down,
// and the layers' names in that order.
func readLayers(t *testing.T) (layers map[string]int, order []string) {
	page, err := os.ReadFile("docs/architecture.md")
	require.NoError(t, err)
	_, table, found := strings.Cut(string(page), "| layer | package | what it is for |\n|---|---|---|\n")
	require.True(t, found)
	table, _, _ = strings.Cut(table, "\n\n")
	layers = map[string]int{}
	named := regexp.MustCompile("`([a-z]+)(?:/[a-z]+)*`")
	for row := range strings.Lines(table) {
		cells := strings.Split(row, "|")
		if layer := strings.TrimSpace(cells[1]); layer != "" {
			order = append(order, layer)
		}
		for _, folder := range named.FindAllStringSubmatch(cells[2], -1) {
			layers[folder[1]] = len(order) - 1
		}
	}
	return layers, order
}

// productionImports are the imports of each folder's Go files that are no tests.
func productionImports(t *testing.T) map[string][]string {
	all := map[string][]string{}
	for _, file := range projectFiles(t) {
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		require.NoError(t, err)
		for _, spec := range parsed.Imports {
			all[path.Dir(file)] = append(all[path.Dir(file)], strings.Trim(spec.Path.Value, `"`))
		}
	}
	return all
}
