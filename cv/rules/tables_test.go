package rules

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// leaves lists the paths of all keys that hold no further keys.
func (o *object) leaves(prefix string) []string {
	var paths []string
	for _, rule := range o.rules {
		if rule.object != nil && !rule.many {
			paths = append(paths, rule.object.leaves(prefix+rule.name+".")...)
			continue
		}
		paths = append(paths, prefix+rule.name)
	}
	return paths
}

func TestDesignHasNinetyKnobs(t *testing.T) {
	assert.Len(t, read(designTable).leaves(""), 90)
	assert.Len(t, read(localeTable).leaves(""), 10)
}

func TestEntryTypesAreToldByTheKeysThatOnlyTheyHave(t *testing.T) {
	keys := map[string][]string{}
	for _, entry := range tables().entries {
		keys[entry.kind] = entry.keys
	}
	assert.Equal(t, map[string][]string{
		"OneLineEntry": {"label", "details"}, "NormalEntry": {"name"}, "ExperienceEntry": {"company", "position"},
		"EducationEntry": {"institution", "area", "degree"}, "PublicationEntry": {"title", "authors", "doi", "url", "journal"},
		"BulletEntry": {"bullet"}, "NumberedEntry": {"number"}, "ReversedNumberedEntry": {"reversed_number"},
	}, keys)
}

func TestNearestSuggestsTyposOnly(t *testing.T) {
	assert.Equal(t, "design", Nearest("desgin", []string{"cv", "design"}))
	assert.Equal(t, "GitHub", Nearest("github", []string{"GitLab", "GitHub"}))
	assert.Empty(t, Nearest("deutsch", []string{"dutch", "german"}))
	assert.Empty(t, Nearest(strings.Repeat("x", 100), []string{"x"}))
}

// TestTablesFollowTheSchema compares with RenderCV's own JSON Schema where a
// copy lies beside the project.
func TestTablesFollowTheSchema(t *testing.T) {
	raw, err := os.ReadFile("../../../shared/render/reference/schema-v2.8.json")
	if err != nil {
		t.Skip("no copy of RenderCV's schema here")
	}
	var root map[string]any
	require.NoError(t, json.Unmarshal(raw, &root))
	definitions := root["$defs"].(map[string]any)
	for name, table := range map[string]string{"ClassicTheme": designTable, "EnglishLocale": localeTable, "Settings": settingsTable} {
		want := schemaLeaves(definitions, definitions[name], "")
		got := read(table).leaves("")
		slices.Sort(want)
		slices.Sort(got)
		assert.Equal(t, want, got, name)
	}
	for _, entry := range tables().entries {
		var want []string
		for key := range definitions[entry.kind].(map[string]any)["properties"].(map[string]any) {
			want = append(want, key)
		}
		assert.ElementsMatch(t, want, entry.names(), entry.kind)
	}
}

func schemaLeaves(definitions map[string]any, node any, prefix string) []string {
	object, _ := node.(map[string]any)
	for _, option := range append([]any{object}, asList(object["anyOf"])...) {
		reference, ok := option.(map[string]any)["$ref"].(string)
		if !ok {
			continue
		}
		target, _ := definitions[strings.TrimPrefix(reference, "#/$defs/")].(map[string]any)
		if target["properties"] != nil {
			return schemaLeaves(definitions, target, prefix)
		}
	}
	properties, ok := object["properties"].(map[string]any)
	if !ok {
		return []string{strings.TrimSuffix(prefix, ".")}
	}
	var paths []string
	for name, property := range properties {
		paths = append(paths, schemaLeaves(definitions, property, prefix+name+".")...)
	}
	return paths
}

func asList(value any) []any {
	list, _ := value.([]any)
	return list
}
