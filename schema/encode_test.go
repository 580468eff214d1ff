package schema

import (
	"encoding/json"
	"testing"

	"github.com/invopop/jsonschema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSchemasAreWrittenAsTheLibraryWritesThem(t *testing.T) {
	length := uint64(0)
	properties := jsonschema.NewProperties()
	empty := jsonschema.NewProperties()
	properties.Set("b<&>", &jsonschema.Schema{Type: "string", Description: "a \"<quoted>\" & é\u2028", MinLength: &length})
	properties.Set("a", &jsonschema.Schema{})
	properties.Set("nested", &jsonschema.Schema{Type: "object", Properties: empty, AdditionalProperties: jsonschema.FalseSchema})
	for name, s := range map[string]*jsonschema.Schema{
		"nothing":     {},
		"anything":    jsonschema.TrueSchema,
		"none":        jsonschema.FalseSchema,
		"extras":      {Type: "object", Extras: map[string]any{"z": 1, "x": []string{"<"}}},
		"only extras": {Extras: map[string]any{"z": nil}},
		"schemas":     {AnyOf: []*jsonschema.Schema{{Type: "null"}, jsonschema.TrueSchema}, Items: &jsonschema.Schema{Const: "<"}, Not: &jsonschema.Schema{}},
		"empty lists": {Type: "array", Enum: []any{}, Required: []string{}, AllOf: []*jsonschema.Schema{}, PatternProperties: map[string]*jsonschema.Schema{}},
		"values":      {Enum: []any{"a", 1, nil}, Minimum: "1", Maximum: "2.5", Default: false, Examples: []any{map[string]any{"k": 1}}, Deprecated: true},
		"object":      {Version: jsonschema.Version, Type: "object", Properties: properties, Required: []string{"a"}},
		"a plan":      (&jsonschema.Reflector{Anonymous: true, DoNotReference: true, ExpandedStruct: true}).Reflect(PlannedChanges{}),
		"an offer":    (&jsonschema.Reflector{Anonymous: true}).Reflect(ParsedOffer{}),
	} {
		t.Run(name, func(t *testing.T) {
			want, err := json.Marshal(s)
			require.NoError(t, err)
			have, err := encode(s)
			require.NoError(t, err)
			assert.Equal(t, string(want), string(have))
		})
	}
}
