// Package schema holds the nouns that every other part of bespoke speaks:
// job offers, edits, plans, verdicts, measures, applications. It imports
// nothing of ours, so that tools, agents, the domain packages and both stores
// can share one vocabulary.
//
// Each noun is a plain struct with JSON tags. For derives its JSON Schema
// (2020-12) with invopop/jsonschema; those schemas are the input and output
// schemas of the MCP tools and the response format asked of a model, so a
// field's description, enum and limit are written once, here.
//
// Data flows through the nouns in this order:
//
//	text ─► ParsedOffer ─┐
//	                     ├─► PlannedChanges ─► AppliedChanges ─► RenderReport ─► Application
//	YAML ─► (cv) ────────┘
package schema

import (
	"encoding/json"
	"fmt"
	"sync"

	"github.com/invopop/jsonschema"
)

var cache sync.Map // reflect.Type as string ─► json.RawMessage

// For returns the JSON Schema (draft 2020-12) of T as one self-contained
// object without $ref or $id, the form that every MCP client understands.
// Unknown properties are not allowed.
func For[T any]() json.RawMessage {
	var zero T
	key := fmt.Sprintf("%T", zero)
	if hit, ok := cache.Load(key); ok {
		return hit.(json.RawMessage)
	}
	reflector := jsonschema.Reflector{
		Anonymous:      true,
		DoNotReference: true,
		ExpandedStruct: true,
	}
	raw, err := encode(reflector.Reflect(zero))
	if err != nil {
		panic(fmt.Sprintf("schema of %s: %v", key, err)) // a type that cannot be marshalled is a programming error
	}
	cache.Store(key, raw)
	return raw
}
