package tools

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/invopop/jsonschema"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/goldentest"
)

// The README's list of tools and docs/tools.md are made from the tools
// themselves; make docs writes them anew.
func TestTheREADMEListsTheToolsAsTheyAre(t *testing.T) {
	const begin, end = "<!-- tools: made by make docs -->\n", "<!-- end of tools -->"
	path := filepath.Join("..", "README.md")
	readme, err := os.ReadFile(path)
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(readme), begin)
	require.True(t, found)
	_, after, found := strings.Cut(rest, end)
	require.True(t, found)

	var table strings.Builder
	table.WriteString("| tool | toolset | does |\n|---|---|---|\n")
	for _, tool := range (&Toolbox{}).Tools() {
		var sets []string
		for _, set := range Toolsets {
			for _, name := range set.Tools {
				if name == tool.Tool.Name {
					sets = append(sets, set.Name)
				}
			}
		}
		does, _, _ := strings.Cut(tool.Tool.Description, ". ")
		if *tool.Tool.Annotations.ReadOnlyHint {
			does += " (reads only)"
		}
		fmt.Fprintf(&table, "| `%s` | %s | %s |\n", tool.Tool.Name, strings.Join(sets, ", "), strings.TrimSuffix(does, "."))
	}
	goldentest.Equal(t, path, before+begin+table.String()+end+after)
}

func TestTheReferenceDescribesEveryArgumentAndResult(t *testing.T) {
	var text strings.Builder
	text.WriteString("# Tools\n\nMade by `make docs` from the tools' own schemas. " +
		"A client lists them in fewer words: without limits on lengths, and of results the names and types of the first level.\n")
	for _, tool := range (&Toolbox{}).Tools() {
		hints := tool.Tool.Annotations
		fmt.Fprintf(&text, "\n## %s\n\n%s. %s\n\n", tool.Tool.Name, tool.Tool.Title, tool.Tool.Description)
		fmt.Fprintf(&text, "Reads only: %s. Destructive: %s. Idempotent: %s. Reaches the outside: %s.\n",
			yes(*hints.ReadOnlyHint), yes(*hints.DestructiveHint), yes(*hints.IdempotentHint), yes(*hints.OpenWorldHint))
		fields(t, &text, "argument", tool.Tool.RawInputSchema)
		fields(t, &text, "result", tool.Tool.RawOutputSchema)
	}
	goldentest.Equal(t, filepath.Join("..", "docs", "tools.md"), text.String())
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// fields writes a table of a schema's properties, inner ones behind their outer.
func fields(t *testing.T, text *strings.Builder, what string, raw json.RawMessage) {
	t.Helper()
	var s jsonschema.Schema
	require.NoError(t, json.Unmarshal(raw, &s))
	fmt.Fprintf(text, "\n| %s | type | says |\n|---|---|---|\n", what)
	var walk func(prefix string, s *jsonschema.Schema)
	walk = func(prefix string, s *jsonschema.Schema) {
		for name, property := range properties(s) {
			required := ""
			for _, r := range s.Required {
				if r == name {
					required = ", required"
				}
			}
			fmt.Fprintf(text, "| `%s%s` | %s%s | %s |\n", prefix, name, typeName(property), required, strings.ReplaceAll(property.Description, "|", "\\|"))
			inner := property
			if property.Items != nil {
				inner = property.Items
			}
			walk(prefix+name+".", inner)
		}
	}
	walk("", &s)
}

func typeName(s *jsonschema.Schema) string {
	var words []string
	switch {
	case s.Items != nil:
		words = append(words, "list of "+typeName(s.Items))
	case s.Type == "":
		words = append(words, "any")
	default:
		words = append(words, s.Type)
	}
	if len(s.Enum) > 0 {
		var choices []string
		for _, choice := range s.Enum {
			choices = append(choices, fmt.Sprint(choice))
		}
		words = append(words, strings.Join(choices, " / "))
	}
	if s.Minimum != "" {
		words = append(words, fmt.Sprintf("at least %s", s.Minimum))
	}
	if s.Maximum != "" {
		words = append(words, fmt.Sprintf("at most %s", s.Maximum))
	}
	if s.MaxLength != nil {
		words = append(words, fmt.Sprintf("at most %d characters", *s.MaxLength))
	}
	if s.MaxItems != nil {
		words = append(words, fmt.Sprintf("at most %d", *s.MaxItems))
	}
	if s.Format != "" {
		words = append(words, s.Format)
	}
	return strings.Join(words, ", ")
}
