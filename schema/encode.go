package schema

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
)

// encode writes a schema as its MarshalJSON does. There each level's text is read
// and copied once more by all levels above it, which takes most of the time that
// starting gives to schemas.
func encode(s *jsonschema.Schema) (json.RawMessage, error) {
	var e encoder
	e.schema(s)
	return e.buf.Bytes(), e.err
}

type encoder struct {
	buf bytes.Buffer
	err error
}

func (e *encoder) schema(s *jsonschema.Schema) {
	switch s {
	case jsonschema.TrueSchema:
		e.buf.WriteString("true")
		return
	case jsonschema.FalseSchema:
		e.buf.WriteString("false")
		return
	}
	start := e.buf.Len()
	between := byte('{')
	key := func(name string) {
		e.buf.WriteByte(between)
		between = ','
		e.value(name)
		e.buf.WriteByte(':')
	}
	value := reflect.ValueOf(s).Elem()
	for i := range value.NumField() {
		name, _, _ := strings.Cut(value.Type().Field(i).Tag.Get("json"), ",")
		if field := value.Field(i); name != "" && name != "-" && !empty(field) {
			key(name)
			if word := field.Interface(); word == any(s.Properties) {
				e.properties(s)
			} else {
				e.keyword(word)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Extras)) {
		key(name)
		e.value(s.Extras[name])
	}
	if e.buf.Len() == start {
		e.buf.WriteString("true")
		return
	}
	e.buf.WriteByte('}')
}

// properties writes those of an object, in the order of its fields.
func (e *encoder) properties(s *jsonschema.Schema) {
	e.buf.WriteByte('{')
	for pair := s.Properties.Oldest(); pair != nil; pair = pair.Next() {
		e.value(pair.Key)
		e.buf.WriteByte(':')
		e.schema(pair.Value)
		if pair.Next() != nil {
			e.buf.WriteByte(',')
		}
	}
	e.buf.WriteByte('}')
}

// keyword writes what stands under a keyword: schemas or a value.
func (e *encoder) keyword(value any) {
	switch value := value.(type) {
	case *jsonschema.Schema:
		e.schema(value)
	case []*jsonschema.Schema:
		between := byte('[')
		for _, s := range value {
			e.buf.WriteByte(between)
			between = ','
			e.schema(s)
		}
		e.buf.WriteByte(']')
	default:
		e.value(value)
	}
}

// value writes anything that holds no schema.
func (e *encoder) value(value any) {
	text, err := json.Marshal(value)
	if err != nil && e.err == nil {
		e.err = err
	}
	e.buf.Write(text)
}

// empty is what omitempty leaves out.
func empty(v reflect.Value) bool {
	if kind := v.Kind(); kind == reflect.Slice || kind == reflect.Map {
		return v.Len() == 0
	}
	return v.IsZero()
}
