package install

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tailscale/hujson"
)

// Entry is how a client starts bespoke.
type Entry struct {
	Command string   // absolute path of the program
	Args    []string // of it
}

// ErrConfig says that a client's file is not what its client reads. Such a
// file is left as it is.
var ErrConfig = errors.New("not a configuration this client reads")

// Enter gives the file with the entry under name. An entry that is there
// keeps what else it says, such as env. The file may be empty. It may be JSON
// with comments and trailing commas, as VS Code's is.
func (c Client) Enter(file []byte, name string, entry Entry) ([]byte, error) {
	members := []member{{"command", entry.Command}, {"args", entry.Args}}
	if c.Typed {
		members = append([]member{{"type", "stdio"}}, members...)
	}
	mark, text := bom(file)
	if len(bytes.TrimSpace(text)) == 0 {
		text = []byte("{}\n")
	}
	path := []string{c.Member, name}
	for _, m := range members {
		var err error
		if text, err = set(text, path, m); err != nil {
			return nil, err
		}
	}
	return append(mark, text...), nil
}

// member is a name and a value of an object, in the order it is written.
type member struct {
	name  string
	value any
}

func bom(file []byte) (mark, text []byte) {
	const utf8 = "\ufeff"
	if bytes.HasPrefix(file, []byte(utf8)) {
		return []byte(utf8), file[len(utf8):]
	}
	return nil, file
}

// set gives text with the member of the object at path set, and the objects
// on the way made where there are none.
func set(text []byte, path []string, m member) ([]byte, error) {
	root, err := hujson.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w: mend it, or name another file with --config", ErrConfig, err)
	}
	at := root
	for i, name := range append(path[:len(path):len(path)], m.name) {
		object, ok := at.Value.(*hujson.Object)
		if !ok {
			return nil, wrong(text, at.StartOffset, "%s is to be an object", place(path[:i]))
		}
		next, err := find(text, object, name)
		if err != nil {
			return nil, err
		}
		switch {
		case next == nil && i < len(path):
			return set(insert(text, at, member{name, struct{}{}}), path, m)
		case next == nil:
			return insert(text, at, m), nil
		}
		at = *next
	}
	return replace(text, at, m.value), nil
}

func place(path []string) string {
	if len(path) == 0 {
		return "the whole file"
	}
	return `"` + strings.Join(path, `" of "`) + `"`
}

func wrong(text []byte, offset int, format string, args ...any) error {
	before := text[:offset]
	line, column := bytes.Count(before, []byte("\n"))+1, offset-bytes.LastIndexByte(before, '\n')
	return fmt.Errorf("%w: line %d, column %d: %s", ErrConfig, line, column, fmt.Sprintf(format, args...))
}

// find gives the value of the member with that name, nil when there is none.
// Of two with one name a client may read either, so that is an error.
func find(text []byte, object *hujson.Object, name string) (found *hujson.Value, err error) {
	for i := range object.Members {
		m := &object.Members[i]
		if m.Name.Value.(hujson.Literal).String() != name {
			continue
		}
		if found != nil {
			return nil, wrong(text, m.Name.StartOffset, "%q is there twice: remove one", name)
		}
		found = &m.Value
	}
	return found, nil
}

// replace puts another value in the place of one, unless it says the same.
func replace(text []byte, at hujson.Value, value any) []byte {
	plain := hujson.Value{Value: at.Value}.Clone()
	plain.Minimize()
	if bytes.Equal(plain.Pack(), encode(value, "", "", "")) {
		return text
	}
	written := encode(value, indentAt(text, at.StartOffset), unit(text), newline(text))
	return splice(text, at.StartOffset, at.EndOffset, written)
}

// insert puts a member at the end of an object: after the comments that
// follow its last one, before the closing brace.
func insert(text []byte, at hujson.Value, m member) []byte {
	object := at.Value.(*hujson.Object)
	brace := at.EndOffset - 1
	inner, eol := text[at.StartOffset+1:brace], newline(text)
	indent := indentAt(text, at.StartOffset) + unit(text)
	if n := len(object.Members); n > 0 {
		if !bytes.ContainsAny(inner, "\r\n") {
			written := append([]byte(", "), encodeMember(m, "", "", "")...)
			return splice(text, object.Members[n-1].Value.EndOffset, brace, written)
		}
		indent = indentAt(text, object.Members[n-1].Name.StartOffset)
	}
	end := at.StartOffset + 1 + len(bytes.TrimRight(inner, " \t\r\n"))
	written := append([]byte(eol+indent), encodeMember(m, indent, unit(text), eol)...)
	trailing := len(object.Members) > 0 && object.Members[len(object.Members)-1].Value.AfterExtra != nil // a comma
	if trailing {
		written = append(written, ',')
	}
	if !bytes.ContainsAny(text[end:brace], "\r\n") {
		written = append(written, eol+indentAt(text, at.StartOffset)...)
		text = splice(text, end, brace, written)
	} else {
		text = splice(text, end, end, written)
	}
	if n := len(object.Members); n > 0 && !trailing {
		last := object.Members[n-1].Value.EndOffset
		text = splice(text, last, last, []byte{','})
	}
	return text
}

func splice(text []byte, from, to int, with []byte) []byte {
	return slices.Concat(text[:from], with, text[to:])
}

func encodeMember(m member, indent, unit, eol string) []byte {
	return append(append(encode(m.name, "", "", ""), ": "...), encode(m.value, indent, unit, eol)...)
}

// encode gives JSON with that indentation, on one line without a unit.
func encode(value any, indent, unit, eol string) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if _, list := value.([]string); unit != "" && !list {
		encoder.SetIndent(indent, unit)
	}
	if err := encoder.Encode(value); err != nil {
		panic(err) // strings and lists of strings alone come here
	}
	return bytes.ReplaceAll(bytes.TrimSuffix(out.Bytes(), []byte("\n")), []byte("\n"), []byte(eol))
}

// indentAt is the white space that the line of the offset begins with.
func indentAt(text []byte, offset int) string {
	line := text[bytes.LastIndexByte(text[:offset], '\n')+1:]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// unit is how far the file's first indented line stands in, two spaces where
// none does.
func unit(text []byte) string {
	for line := range bytes.Lines(text) {
		body := bytes.TrimLeft(line, " \t")
		if len(body) < len(line) && len(bytes.TrimSpace(body)) > 0 {
			return string(line[:len(line)-len(body)])
		}
	}
	return "  "
}

func newline(text []byte) string {
	if bytes.Contains(text, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}
