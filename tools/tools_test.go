package tools

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/goldentest"
	"github.com/bespoke-cv/bespoke/schema"
)

func TestEveryToolStatesItsHintsAndWhatComesNext(t *testing.T) {
	for _, tool := range (&Toolbox{}).Tools() {
		t.Run(tool.Tool.Name, func(t *testing.T) {
			hints := tool.Tool.Annotations
			for _, hint := range []*bool{hints.ReadOnlyHint, hints.DestructiveHint, hints.IdempotentHint, hints.OpenWorldHint} {
				assert.NotNil(t, hint)
			}
			assert.NotEmpty(t, tool.Tool.Title)
			assert.Regexp(t, `\bUse\b|\bNext\b`, tool.Tool.Description)
			assert.Less(t, len(tool.Tool.Description), 600)
		})
	}
}

// The schemas are a contract with clients: a change shows up as a changed
// snapshot in review. The whole ones are what arguments are checked by and what
// /openapi.json says, the listed ones what a client's model reads.
func TestToolSchemasMatchTheirSnapshots(t *testing.T) {
	whole := (&Toolbox{}).Tools()
	snapshot := func(folder string, tool mcp.Tool) {
		t.Run(filepath.Join(folder, tool.Name), func(t *testing.T) {
			got, err := json.MarshalIndent(tool, "", "  ")
			require.NoError(t, err)
			goldentest.Equal(t, filepath.Join("testdata", folder, tool.Name+".json"), string(got)+"\n")
		})
	}
	for i, listed := range Brief(whole) {
		snapshot("", whole[i].Tool)
		snapshot("listed", listed)
	}
}

func TestInputSchemasAllowNoUnknownArguments(t *testing.T) {
	for _, tool := range (&Toolbox{}).Tools() {
		var shape struct {
			Type                 string `json:"type"`
			AdditionalProperties *bool  `json:"additionalProperties"`
		}
		require.NoError(t, json.Unmarshal(tool.Tool.RawInputSchema, &shape))
		assert.Equal(t, "object", shape.Type, tool.Tool.Name)
		require.NotNil(t, shape.AdditionalProperties, tool.Tool.Name)
		assert.False(t, *shape.AdditionalProperties, tool.Tool.Name)
	}
}

func TestNullIsAnArgumentLeftOut(t *testing.T) {
	arguments := newArguments("get_application", schema.For[getApplicationIn])
	var in getApplicationIn
	read := func(raw string) error {
		var request mcp.CallToolRequest
		request.Params.RawArguments = json.RawMessage(raw)
		return arguments.decode(request, &in)
	}
	require.ErrorContains(t, read(`{"application_id":null}`), "missing")
	require.ErrorContains(t, read(`{"application_id":"app_1","colour":null}`), "unknown argument")
	assert.NoError(t, read(`{"application_id":"app_1"}`))

	list := newArguments("list_applications", schema.For[listApplicationsIn])
	var filter listApplicationsIn
	var request mcp.CallToolRequest
	request.Params.RawArguments = json.RawMessage(`{"statuses":null,"text":null,"limit":3}`)
	require.NoError(t, list.decode(request, &filter))
	assert.Equal(t, 3, filter.Limit)
}

func TestExactlyOneNamesTheChoices(t *testing.T) {
	values := map[string]string{"a": "x", "b": "", "c": ""}
	given, err := exactlyOne("the thing", values, "a", "b", "c")
	require.NoError(t, err)
	assert.Equal(t, "a", given)
	values["c"] = "y"
	_, err = exactlyOne("the thing", values, "a", "b", "c")
	assert.EqualError(t, err, "the thing is given twice, by a and c: pass one of them")
	_, err = exactlyOne("the thing", map[string]string{}, "a", "b")
	assert.ErrorContains(t, err, "pass one of [a b]")
}
