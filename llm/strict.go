package llm

import (
	"encoding/json"
	"slices"

	"github.com/invopop/jsonschema"
	orderedmap "github.com/pb33f/ordered-map/v2"
)

// strictForm turns a schema into the subset that servers enforce, by the rules
// of OpenAI's structured outputs: every object closed, every property required,
// an optional one nullable instead, no keyword outside the subset. What is left
// out is checked on the answer. It is nil where there is no such form, as for
// an object with free keys. The properties keep their order, which is the
// order in which a model writes them.
func strictForm(raw json.RawMessage) json.RawMessage {
	var root jsonschema.Schema
	if json.Unmarshal(raw, &root) != nil {
		return nil
	}
	strict, ok := tighten(&root)
	if !ok {
		return nil
	}
	text, err := json.Marshal(strict)
	if err != nil {
		return nil
	}
	return text
}

// strictFormats are the formats that strict mode knows.
var strictFormats = []string{"date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"}

func tighten(from *jsonschema.Schema) (*jsonschema.Schema, bool) {
	if from.Not != nil || from.If != nil || from.AllOf != nil || from.DependentSchemas != nil || from.PrefixItems != nil || from.DynamicRef != "" {
		return nil, false
	}
	to := &jsonschema.Schema{
		Ref: from.Ref, Type: from.Type, Description: from.Description, Enum: from.Enum, Const: from.Const,
		Pattern: from.Pattern, MultipleOf: from.MultipleOf, Maximum: from.Maximum, Minimum: from.Minimum,
		ExclusiveMaximum: from.ExclusiveMaximum, ExclusiveMinimum: from.ExclusiveMinimum,
		MinItems: from.MinItems, MaxItems: from.MaxItems,
	}
	if slices.Contains(strictFormats, from.Format) {
		to.Format = from.Format
	}
	for name, definition := range from.Definitions {
		tight, ok := tighten(definition)
		if !ok {
			return nil, false
		}
		if to.Definitions == nil {
			to.Definitions = jsonschema.Definitions{}
		}
		to.Definitions[name] = tight
	}
	for _, branch := range append(slices.Clone(from.AnyOf), from.OneOf...) {
		tight, ok := tighten(branch)
		if !ok {
			return nil, false
		}
		to.AnyOf = append(to.AnyOf, tight)
	}
	if from.Items != nil {
		tight, ok := tighten(from.Items)
		if !ok {
			return nil, false
		}
		to.Items = tight
	}
	switch {
	case from.Type == "object":
		return to, tightenObject(from, to)
	case from.Type == "array" && to.Items == nil:
		return nil, false
	case from.Type == "" && from.Ref == "" && to.AnyOf == nil && from.Enum == nil && from.Const == nil:
		return nil, false // anything goes
	}
	return to, true
}

func tightenObject(from, to *jsonschema.Schema) bool {
	closed := from.AdditionalProperties == nil || isFalse(from.AdditionalProperties)
	if !closed || from.PatternProperties != nil || from.Properties == nil || from.Properties.Len() == 0 {
		return false
	}
	to.AdditionalProperties = jsonschema.FalseSchema
	to.Properties = orderedmap.New[string, *jsonschema.Schema]()
	for name, property := range from.Properties.FromOldest() {
		tight, ok := tighten(property)
		if !ok {
			return false
		}
		if !slices.Contains(from.Required, name) {
			tight = &jsonschema.Schema{AnyOf: []*jsonschema.Schema{tight, {Type: "null"}}}
		}
		to.Properties.Set(name, tight)
		to.Required = append(to.Required, name)
	}
	return true
}

func isFalse(schema *jsonschema.Schema) bool {
	text, err := schema.MarshalJSON()
	return err == nil && string(text) == "false"
}
