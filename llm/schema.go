package llm

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Schema is a JSON Schema (2020-12) of an object, ready to be sent and checked.
type Schema struct {
	name     string
	raw      json.RawMessage
	strict   json.RawMessage // for servers that enforce shapes; nil where the schema has no such form
	tree     map[string]any  // raw, decoded
	compiled *jsonschema.Schema
	hash     string
}

var schemaName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// NewSchema reads a schema, such as schema.For gives one. name is what the
// server is told it is called: letters, digits, _ and -, at most 64. The schema
// must describe an object and refer to nothing outside itself.
func NewSchema(name string, raw json.RawMessage) (*Schema, error) {
	if !schemaName.MatchString(name) {
		return nil, fmt.Errorf("schema name %q: use 1 to 64 letters, digits, _ and -", name)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("schema %s is not JSON: %w", name, err)
	}
	tree, isObject := document.(map[string]any)
	if !isObject || tree["type"] != "object" {
		return nil, fmt.Errorf(`schema %s must have "type": "object" at its root, as servers ask for`, name)
	}
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(noLoader{})
	if err := compiler.AddResource("schema:"+name, document); err != nil {
		return nil, fmt.Errorf("schema %s: %w", name, err)
	}
	compiled, err := compiler.Compile("schema:" + name)
	if err != nil {
		return nil, fmt.Errorf("schema %s: %w", name, err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, raw); err != nil {
		return nil, fmt.Errorf("schema %s is not JSON: %w", name, err)
	}
	sum := sha256.Sum256(compact.Bytes())
	return &Schema{
		name:     name,
		raw:      compact.Bytes(),
		strict:   strictForm(compact.Bytes()),
		tree:     tree,
		compiled: compiled,
		hash:     hex.EncodeToString(sum[:]),
	}, nil
}

// MustSchema is NewSchema for schemas known when the program is written.
func MustSchema(name string, raw json.RawMessage) *Schema {
	schema, err := NewSchema(name, raw)
	if err != nil {
		panic(err)
	}
	return schema
}

// Name is the schema's name.
func (s *Schema) Name() string { return s.name }

// Digest is the SHA-256 in hex of the schema's compact JSON.
func (s *Schema) Digest() string { return s.hash }

// noLoader keeps a schema from reading files or the network.
type noLoader struct{}

func (noLoader) Load(url string) (any, error) {
	return nil, fmt.Errorf("it refers to %s; put the definition into $defs", url)
}

// Problem is one way in which a value is not valid. Its text has the place and
// the rule, never the value.
type Problem struct {
	Path string // JSON Pointer into the answer
	Rule string // "required: name, city"
}

func (p Problem) String() string {
	if p.Path == "" {
		return p.Rule
	}
	return p.Path + ": " + p.Rule
}

// Validate checks a decoded JSON value and lists what is wrong, nil for nothing.
func (s *Schema) Validate(value any) []Problem {
	err := s.compiled.Validate(value)
	if err == nil {
		return nil
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return []Problem{{Rule: "not valid"}}
	}
	return leaves(invalid, nil)
}

// leaves lists the errors that have no deeper cause, at most maxProblems.
func leaves(invalid *jsonschema.ValidationError, found []Problem) []Problem {
	const maxProblems = 20
	if len(found) >= maxProblems {
		return found
	}
	if len(invalid.Causes) == 0 {
		return append(found, Problem{Path: pointer(invalid.InstanceLocation), Rule: rule(invalid.ErrorKind)})
	}
	for _, cause := range invalid.Causes {
		found = leaves(cause, found)
	}
	return found
}

var english = message.NewPrinter(language.English)

// rule says what a value breaks in words that come from the schema alone.
func rule(broken jsonschema.ErrorKind) string {
	switch broken := broken.(type) {
	case *kind.Required:
		return "required: " + strings.Join(broken.Missing, ", ")
	case *kind.Type, *kind.Enum, *kind.Const, *kind.MinItems, *kind.MaxItems, *kind.MinLength, *kind.MaxLength:
		return broken.LocalizedString(english)
	case *kind.Minimum:
		return "must be at least " + broken.Want.RatString()
	case *kind.Maximum:
		return "must be at most " + broken.Want.RatString()
	case *kind.AdditionalProperties:
		return fmt.Sprintf("%d keys that the schema does not know", len(broken.Properties))
	case *kind.Pattern:
		return "must match the pattern " + broken.Want
	case *kind.Format:
		return "must have the format " + broken.Want
	default:
		if path := broken.KeywordPath(); len(path) > 0 {
			return "breaks the rule " + strings.Join(path, "/")
		}
		return "not valid"
	}
}

func pointer(tokens []string) string {
	var text strings.Builder
	for _, token := range tokens {
		text.WriteByte('/')
		text.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(token))
	}
	return text.String()
}
