package jsonresume

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/resume/source"
)

// maxDepth bounds objects and lists within each other.
const maxDepth = 60

// value is a JSON value and where it stands.
type value struct {
	source.Span
	path  string
	text  string // of a string, number or boolean
	null  bool
	keys  []string
	items []*value
	list  bool
	leaf  bool
}

func (v *value) get(key string) *value {
	if v == nil {
		return nil
	}
	for i, k := range v.keys {
		if k == key {
			return v.items[i]
		}
	}
	return nil
}

// first returns the first of several keys that says something.
func (v *value) first(keys ...string) *value {
	for _, key := range keys {
		if found := v.get(key); found.says() {
			return found
		}
	}
	return nil
}

// says reports whether a value is there and holds something.
func (v *value) says() bool {
	return v != nil && !v.null && (v.leaf && v.text != "" || !v.leaf && len(v.items) > 0)
}

func (v *value) all() []*value {
	if v == nil || !v.list {
		return nil
	}
	return v.items
}

// parser reads values with their places.
type parser struct {
	data    []byte
	decoder *json.Decoder
}

var errDeep = errors.New("objects stand too deep within each other")

func parse(data []byte) (*value, error) {
	p := &parser{data: data, decoder: json.NewDecoder(bytes.NewReader(data))}
	p.decoder.UseNumber()
	v, err := p.value("", 0)
	if err != nil {
		line, column := position(data, int(p.decoder.InputOffset()))
		return nil, fmt.Errorf("%w: line %d, column %d: %w", ErrJSON, line, column, err)
	}
	if rest := bytes.TrimSpace(data[p.decoder.InputOffset():]); len(rest) > 0 {
		line, column := position(data, len(data)-len(rest))
		return nil, fmt.Errorf("%w: line %d, column %d: more follows behind the end", ErrJSON, line, column)
	}
	return v, nil
}

func position(data []byte, offset int) (line, column int) {
	c := newCursor(data)
	c.move(min(offset, len(data)))
	return c.line, c.column
}

func (p *parser) value(path string, depth int) (*value, error) {
	if depth > maxDepth {
		return nil, errDeep
	}
	before := int(p.decoder.InputOffset())
	token, err := p.decoder.Token()
	if err != nil {
		return nil, err
	}
	end := int(p.decoder.InputOffset())
	start := before
	for start < end && bytes.IndexByte([]byte(" \t\r\n,:"), p.data[start]) >= 0 {
		start++
	}
	v := &value{Span: source.Span{Start: start, End: end}, path: path}
	switch t := token.(type) {
	case json.Delim:
		v.list = t == '['
		for p.decoder.More() {
			key := strconv.Itoa(len(v.items))
			if !v.list {
				name, err := p.decoder.Token()
				if err != nil {
					return nil, err
				}
				key, _ = name.(string) // keys are strings
				v.keys = append(v.keys, key)
			}
			item, err := p.value(path+"/"+key, depth+1)
			if err != nil {
				return nil, err
			}
			v.items = append(v.items, item)
		}
		if _, err := p.decoder.Token(); err != nil {
			return nil, err
		}
		v.End = int(p.decoder.InputOffset())
	case string:
		v.leaf, v.text = true, t
		v.Start, v.End = start+1, end-1
	case json.Number:
		v.leaf, v.text = true, t.String()
	case bool:
		v.leaf, v.text = true, strconv.FormatBool(t)
	default:
		v.leaf, v.null = true, true
	}
	return v, nil
}

// lines lists the leaves as the lines of a document.
func (v *value) lines(at *cursor, into *[]source.Line) {
	if v.leaf {
		at.move(v.Start)
		*into = append(*into, source.Line{Span: v.Span, Place: fmt.Sprintf("%s (line %d, column %d)", v.path, at.line, at.column)})
	}
	for _, item := range v.items {
		item.lines(at, into)
	}
}

// cursor is a place that moves through a text: counting from its beginning for
// each value of a megabyte in one line would take half a minute.
type cursor struct {
	data                 []byte
	offset, line, column int
}

func newCursor(data []byte) *cursor { return &cursor{data: data, line: 1, column: 1} }

// move goes on to an offset.
func (c *cursor) move(offset int) {
	passed := c.data[c.offset:offset]
	c.line += bytes.Count(passed, []byte("\n"))
	if i := bytes.LastIndexByte(passed, '\n'); i >= 0 {
		passed, c.column = passed[i+1:], 1
	}
	c.column += utf8.RuneCount(passed)
	c.offset = offset
}
