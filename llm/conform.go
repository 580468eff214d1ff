package llm

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
)

// conformer brings a decoded value nearer to a schema without adding to it:
// keys that the schema does not know go, an enum value in another spelling gets
// the schema's, a null in the place of an optional value goes, a number or
// truth value in quotes loses them. It counts what it does.
type conformer struct {
	root      map[string]any
	extraKeys int
	enumCase  int
	converted int
}

// maxDepth is how deep values and alternatives may nest.
const maxDepth = 64

// value returns v conformed to schema.
func (c *conformer) value(v any, schema any, depth int) any {
	rules := c.resolve(schema)
	if rules == nil || depth > maxDepth {
		return v
	}
	if branch := c.branch(rules, v); branch != nil {
		return c.value(v, branch, depth+1)
	}
	if values, ok := rules["enum"].([]any); ok {
		return c.enum(v, values)
	}
	switch v := v.(type) {
	case map[string]any:
		return c.object(v, rules, depth)
	case []any:
		if items, ok := rules["items"]; ok {
			for i := range v {
				v[i] = c.value(v[i], items, depth+1)
			}
		}
		return v
	case string:
		return c.unquote(v, rules)
	default:
		return v
	}
}

func (c *conformer) object(v map[string]any, rules map[string]any, depth int) any {
	properties, _ := rules["properties"].(map[string]any)
	required, _ := rules["required"].([]any)
	_, patterns := rules["patternProperties"]
	closed := rules["additionalProperties"] == false && !patterns
	for key, held := range v {
		property, known := properties[key]
		switch {
		case !known && closed:
			delete(v, key)
			c.extraKeys++
		case !known:
			if extra, ok := rules["additionalProperties"]; ok {
				v[key] = c.value(held, extra, depth+1)
			}
		case held == nil && !slices.Contains(required, any(key)) && !c.allows(property, "null"):
			delete(v, key) // what strict mode writes for a value left out
		default:
			v[key] = c.value(held, property, depth+1)
		}
	}
	return v
}

// branch is the alternative that v is meant for, where its type tells.
func (c *conformer) branch(rules map[string]any, v any) any {
	for _, keyword := range []string{"anyOf", "oneOf"} {
		branches, _ := rules[keyword].([]any)
		var fits []any
		for _, branch := range branches {
			if c.allows(branch, typeOf(v)) {
				fits = append(fits, branch)
			}
		}
		if len(fits) == 1 {
			return fits[0]
		}
	}
	return nil
}

// resolve follows references within the schema.
func (c *conformer) resolve(schema any) map[string]any {
	rules, _ := schema.(map[string]any)
	for range 16 {
		reference, ok := rules["$ref"].(string)
		if !ok {
			return rules
		}
		path, local := strings.CutPrefix(reference, "#/")
		if !local {
			return nil
		}
		target := c.root
		for token := range strings.SplitSeq(path, "/") {
			target, _ = target[strings.NewReplacer("~1", "/", "~0", "~").Replace(token)].(map[string]any)
		}
		rules = target
	}
	return nil
}

// allows tells whether schema's types include name. A schema without types
// allows all.
func (c *conformer) allows(schema any, name string) bool { return c.allowsAt(schema, name, 0) }

func (c *conformer) allowsAt(schema any, name string, depth int) bool {
	if depth > maxDepth {
		return true
	}
	rules := c.resolve(schema)
	switch types := rules["type"].(type) {
	case string:
		return types == name || (types == "number" && name == "integer")
	case []any:
		return slices.Contains(types, any(name)) || (name == "integer" && slices.Contains(types, any("number")))
	}
	for _, keyword := range []string{"anyOf", "oneOf"} {
		if branches, ok := rules[keyword].([]any); ok {
			return slices.ContainsFunc(branches, func(branch any) bool { return c.allowsAt(branch, name, depth+1) })
		}
	}
	if values, ok := rules["enum"].([]any); ok {
		return slices.ContainsFunc(values, func(value any) bool { return typeOf(value) == name })
	}
	return true
}

func typeOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return "number"
		}
		return "integer"
	case []any:
		return "array"
	default:
		return "object"
	}
}

// enum gives v the schema's spelling when exactly one of the values differs
// from it in case, spaces, hyphens and underscores only.
func (c *conformer) enum(v any, values []any) any {
	text, ok := v.(string)
	if !ok || slices.Contains(values, v) {
		return v
	}
	var match any
	for _, value := range values {
		if spelling, ok := value.(string); ok && fold(spelling) == fold(text) {
			if match != nil {
				return v
			}
			match = value
		}
	}
	if match == nil {
		return v
	}
	c.enumCase++
	return match
}

func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' || r == '_' {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}

// unquote turns "5" into 5 and "true" into true where no string may stand.
func (c *conformer) unquote(text string, rules map[string]any) any {
	if c.allows(rules, "string") {
		return text
	}
	var v any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if decoder.Decode(&v) != nil || decoder.More() {
		return text
	}
	switch v.(type) {
	case json.Number, bool:
		if c.allows(rules, typeOf(v)) {
			c.converted++
			return v
		}
	}
	return text
}
