package tools

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/problem"
)

func TestEveryToolAndPromptBelongsToAToolset(t *testing.T) {
	var tools, prompts []string
	for _, set := range Toolsets {
		tools, prompts = append(tools, set.Tools...), append(prompts, set.Prompts...)
	}
	for _, tool := range (&Toolbox{}).Tools() {
		assert.Contains(t, tools, tool.Tool.Name)
	}
	for _, prompt := range (&Toolbox{}).Prompts() {
		assert.Contains(t, prompts, prompt.Prompt.Name)
	}
}

func TestAScopeOffersOnlyItsTools(t *testing.T) {
	all := (&Toolbox{}).Tools()
	names := func(s Scope) (offered []string) {
		tools, withheld := s.Tools(all)
		assert.Len(t, withheld, len(all)-len(tools))
		for _, tool := range tools {
			offered = append(offered, tool.Tool.Name)
		}
		return offered
	}
	assert.Len(t, names(Scope{}), len(all))
	assert.Equal(t, []string{"import_cv", "erase_my_data"}, names(Scope{Sets: []string{"privacy", "import"}}))

	for _, tool := range all {
		assert.Equal(t, *tool.Tool.Annotations.ReadOnlyHint, slices.Contains(names(Scope{ReadOnly: true}), tool.Tool.Name), tool.Tool.Name)
	}
	reading := names(Scope{ReadOnly: true, Sets: []string{"tracker"}})
	assert.Contains(t, reading, "list_applications")
	assert.NotContains(t, reading, "update_application")
	assert.NotContains(t, reading, "get_run")

	assert.Empty(t, Scope{ReadOnly: true}.Prompts((&Toolbox{}).Prompts()))
	assert.Empty(t, Scope{Sets: []string{"tracker"}}.Prompts((&Toolbox{}).Prompts()))
	assert.Len(t, Scope{Sets: []string{"tailor"}}.Prompts((&Toolbox{}).Prompts()), len((&Toolbox{}).Prompts()))

	assert.EqualError(t, Scope{Sets: []string{"tracker", "trackr"}}.Check(), `there is no toolset "trackr": take some of tailor, import, runs, tracker, privacy`)
	assert.NoError(t, Scope{Sets: []string{"tracker"}}.Check())
}

func TestAWithheldToolSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		scope Scope
		tool  string
		says  string
	}{
		"read-only":      {Scope{ReadOnly: true}, "update_application", "update_application is not offered: this server only reads (--read-only). Whoever runs it can start it without."},
		"other toolsets": {Scope{Sets: []string{"privacy", "import"}}, "save_application", "save_application is not offered: this server was started with --toolsets privacy,import. Whoever runs it can add tailor or tracker."},
	} {
		t.Run(name, func(t *testing.T) {
			_, withheld := c.scope.Tools((&Toolbox{}).Tools())
			at := slices.IndexFunc(withheld, func(tool mcpserver.ServerTool) bool { return tool.Tool.Name == c.tool })
			require.GreaterOrEqual(t, at, 0)
			result, err := withheld[at].Handler(t.Context(), mcp.CallToolRequest{})
			require.NoError(t, err)
			assert.True(t, result.IsError)
			assert.Equal(t, c.says, result.Content[0].(mcp.TextContent).Text)
			assert.Equal(t, string(problem.Forbidden), result.Meta.AdditionalFields[problem.KindMeta])
		})
	}
}

// A listed schema may take more than the tool does, never less: it names no
// argument, type or choice that the whole schema has not, and requires the same.
func TestListedSchemasAreTheWholeOnesInFewerWords(t *testing.T) {
	whole := (&Toolbox{}).Tools()
	for i, listed := range Brief(whole) {
		t.Run(listed.Name, func(t *testing.T) {
			var brief, full map[string]any
			require.NoError(t, json.Unmarshal(listed.RawInputSchema, &brief))
			require.NoError(t, json.Unmarshal(whole[i].Tool.RawInputSchema, &full))
			within(t, brief, full, "arguments")
			assert.Equal(t, full["required"], brief["required"])
			assert.Equal(t, false, brief["additionalProperties"])
			assert.Len(t, brief["properties"], len(full["properties"].(map[string]any)))

			brief, full = nil, nil
			require.NoError(t, json.Unmarshal(listed.RawOutputSchema, &brief))
			require.NoError(t, json.Unmarshal(whole[i].Tool.RawOutputSchema, &full))
			within(t, brief, full, "result")
			assert.Equal(t, full["required"], brief["required"])
			assert.Len(t, brief["properties"], len(full["properties"].(map[string]any)))

			compiler := jsonschema.NewCompiler()
			require.NoError(t, compiler.AddResource("arguments", brief))
			_, err := compiler.Compile("arguments")
			assert.NoError(t, err)
		})
	}
}

// within fails for whatever brief says that full does not.
func within(t *testing.T, brief, full any, place string) {
	t.Helper()
	switch brief := brief.(type) {
	case map[string]any:
		if other, object := full.(map[string]any); assert.True(t, object, place) {
			for key, value := range brief {
				if assert.Contains(t, other, key, place) {
					within(t, value, other[key], place+"."+key)
				}
			}
		}
	case bool: // any value, of which the whole schema may say more
		if !brief {
			assert.Equal(t, full, brief, place)
		}
	default:
		assert.Equal(t, full, brief, place)
	}
}
