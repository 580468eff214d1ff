package tools

import (
	"encoding/json"
	"fmt"
	"iter"

	"github.com/invopop/jsonschema"
	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
)

// Brief is how tools are listed to a client, whose model pays for every word of
// every tool in every conversation: the same arguments, types, choices and ranges
// in fewer words. The tools go on checking arguments against their whole schemas,
// and an error says which limit was passed and by how much; the whole results are
// described in /openapi.json.
//
// A listed schema takes whatever the whole one takes. Of arguments it leaves out
// limits on lengths, what only the server sets (readOnly), and words, objects and
// long lists of choices that the list has said before. Of results it keeps the names
// and types of the first level.
func Brief(all []mcpserver.ServerTool) []mcp.Tool {
	listed := make([]mcp.Tool, len(all))
	told := told{}
	for i := range listed {
		tool := &listed[i]
		*tool = all[i].Tool
		tool.RawInputSchema = rewrite(tool.Name, tool.RawInputSchema, func(s *jsonschema.Schema) {
			closed := s.AdditionalProperties
			told.shorten(s)
			s.AdditionalProperties = closed
		})
		tool.RawOutputSchema = rewrite(tool.Name, tool.RawOutputSchema, outline)
	}
	return listed
}

// rewrite changes a tool's schema.
func rewrite(tool string, raw json.RawMessage, change func(*jsonschema.Schema)) json.RawMessage {
	var s jsonschema.Schema
	if err := json.Unmarshal(raw, &s); err != nil {
		panic(fmt.Sprintf("schema of %s: %v", tool, err)) // generated from a Go type
	}
	s.Version = ""
	change(&s)
	return encoded(&s)
}

func encoded(s *jsonschema.Schema) json.RawMessage {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprintf("schema: %v", err)) // it was JSON before
	}
	return raw
}

// told are the descriptions, each behind its argument's name, and the objects
// that the list has spelled out so far.
type told map[string]bool

// before tells whether words were told before, and tells them.
func (t told) before(words string) bool {
	known := t[words]
	t[words] = true
	return known
}

// fewChoices are spelled out wherever they are.
const fewChoices = 7

// shorten leaves out of arguments what Brief says.
func (t told) shorten(s *jsonschema.Schema) {
	s.MaxLength, s.MinLength, s.MaxItems, s.MinItems, s.Pattern, s.Format = nil, nil, nil, nil, "", ""
	s.AdditionalProperties = nil
	if len(s.Enum) > fewChoices && t.before(fmt.Sprint(s.Enum)) {
		s.Enum = nil
	}
	if s.Items != nil {
		if s.Items.Properties != nil && t.before(string(encoded(s.Items))) {
			s.Items = &jsonschema.Schema{Type: s.Items.Type}
		}
		t.shorten(s.Items)
	}
	for name, property := range properties(s) {
		if property.ReadOnly {
			s.Properties.Delete(name)
			continue
		}
		if property.Description != "" && t.before(name+"\n"+property.Description) {
			property.Description = ""
		}
		t.shorten(property)
	}
}

// outline keeps the names and types of a result's first level.
func outline(s *jsonschema.Schema) {
	for name, property := range properties(s) {
		short := &jsonschema.Schema{Type: property.Type}
		if property.Items != nil && property.Items.Type != "object" {
			short.Items = &jsonschema.Schema{Type: property.Items.Type}
		}
		s.Properties.Set(name, short)
	}
	s.AdditionalProperties = nil
}

// properties are those of s in their order.
func properties(s *jsonschema.Schema) iter.Seq2[string, *jsonschema.Schema] {
	return func(yield func(string, *jsonschema.Schema) bool) {
		if s.Properties == nil {
			return
		}
		for pair := s.Properties.Oldest(); pair != nil; {
			next := pair.Next()
			if !yield(pair.Key, pair.Value) {
				return
			}
			pair = next
		}
	}
}
