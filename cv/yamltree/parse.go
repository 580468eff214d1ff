package yamltree

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"

	"gopkg.in/yaml.v3"
)

// Limits on what Parse takes. A long CV is 20 KB, 5 levels and 500 values.
const (
	MaxBytes = 256 << 10
	MaxDepth = 64
	MaxNodes = 50_000 // with every alias written out
)

// File is a parsed YAML file. It is read-only and safe for concurrent use.
type File struct {
	Root *Node

	src     []byte
	lines   lines
	covered bool              // asterisks are covered up, see star.go
	aliases map[*Node][]*Node // anchored node ─► the aliases that repeat it

	poolOnce sync.Once
	pool     []Commented
}

// Bytes is the file as it was parsed; the caller must not change it.
func (f *File) Bytes() []byte { return f.src }

// Position is the line and column, both from 1, of a byte offset.
func (f *File) Position(offset int) (line, column int) { return f.lines.position(offset) }

// Line is the text of a line, counted from 1, without its break.
func (f *File) Line(number int) string { return string(f.lines.text(number)) }

// Lines is the number of lines.
func (f *File) Lines() int { return len(f.lines.starts) }

// Parse reads one YAML document. Its error is an *Error, which names the place
// and the way out. src must not be changed afterwards.
func Parse(src []byte) (file *File, err error) {
	if err := checkKind(src); err != nil {
		return nil, err
	}
	first := len(src) - len(bytes.TrimPrefix(src, []byte(byteOrderMark)))
	lines, err := newLines(src, first)
	if err != nil {
		return nil, err
	}
	defer func() {
		// yaml.v3 reports its own broken invariants by panicking; a file that
		// it cannot read is a bad file to us, not a crash.
		if cause := recover(); cause != nil {
			file, err = nil, &Error{Line: 1, Column: 1, Problem: fmt.Sprintf("the YAML cannot be read (%v)", cause)}
		}
	}()
	readable, covered := readable(src[first:])
	file = &File{src: src, lines: lines, covered: covered}
	decoder := yaml.NewDecoder(bytes.NewReader(readable))
	var document, second yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF) || err == nil && len(document.Content) == 0:
		return nil, &Error{Line: 1, Column: 1, Problem: "the file is empty", Hint: "give the text of a YAML file"}
	case err != nil:
		return nil, file.diagnose(err)
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		return nil, &Error{
			Line: second.Line, Column: second.Column,
			Problem: "a second YAML document begins here",
			Hint:    "keep one document in the file: remove the --- line between them or split the file",
		}
	case !errors.Is(err, io.EOF):
		return nil, file.diagnose(err)
	}
	builder := builder{file: file, anchors: map[*yaml.Node]*Node{}, spare: make([]Node, count(document.Content[0]))}
	root, err := builder.build(document.Content[0], nil, -1, false, 0)
	if err != nil {
		return nil, err
	}
	file.Root = root
	if _, err := builder.weigh(root, map[*Node]int{}); err != nil {
		return nil, err
	}
	return file, nil
}

// builder turns yaml.v3's tree into ours and finds every node's bytes.
type builder struct {
	file    *File
	anchors map[*yaml.Node]*Node
	spare   []Node // room for those still to be built

	// the last place that was looked up; the next one is mostly right behind it
	line, column, at int
}

// offset is the byte at a line and column.
func (b *builder) offset(line, column int) int {
	if line == b.line && column >= b.column {
		b.at = b.file.lines.forward(b.at, column-b.column)
	} else {
		b.at = b.file.lines.offset(line, column)
	}
	b.line, b.column = line, column
	return b.at
}

// text is a scalar's text as the file has it.
func (f *File) text(text string) string {
	if f.covered {
		return uncover(text)
	}
	return text
}

func (b *builder) errorAt(y *yaml.Node, hint, problem string, args ...any) error {
	return &Error{Line: y.Line, Column: y.Column, Problem: fmt.Sprintf(problem, args...), Hint: hint}
}

func (b *builder) build(y *yaml.Node, parent *Node, indent int, inFlow bool, depth int) (*Node, error) {
	if depth > MaxDepth {
		return nil, b.errorAt(y, "flatten it", "values are nested more than %d deep", MaxDepth)
	}
	n := &b.spare[0]
	b.spare = b.spare[1:]
	*n = Node{
		Tag: scalarTag(y), Value: b.file.text(y.Value), Anchor: y.Anchor,
		Tagged: y.Style&yaml.TaggedStyle != 0, Line: y.Line, Column: y.Column, Parent: parent, indent: indent, inFlow: inFlow,
	}
	n.Start = b.offset(y.Line, y.Column)
	if y.Anchor != "" {
		b.anchors[y] = n
	}
	var err error
	switch y.Kind {
	case yaml.ScalarNode:
		n.Kind, n.Style = Scalar, scalarStyle(y.Style)
		b.file.spanScalar(n)
	case yaml.AliasNode:
		n.Kind, n.Target = Alias, b.anchors[y.Alias]
		n.Tag, n.Value = "", y.Value
		n.Content, n.End = n.Start, b.file.skipName(n.Start)
		if n.Target == nil {
			return nil, b.errorAt(y, "repeat the text instead", "the alias *%s stands inside the value that it repeats", y.Value)
		}
		if b.file.aliases == nil {
			b.file.aliases = map[*Node][]*Node{}
		}
		b.file.aliases[n.Target] = append(b.file.aliases[n.Target], n)
	case yaml.MappingNode:
		err = b.mapping(y, n, depth)
	case yaml.SequenceNode:
		err = b.sequence(y, n, depth)
	default:
		err = b.errorAt(y, "", "unexpected YAML")
	}
	return n, err
}

// count is how many nodes a tree has.
func count(y *yaml.Node) int {
	total := 1
	for _, child := range y.Content {
		total += count(child)
	}
	return total
}

func scalarStyle(style yaml.Style) Style {
	switch {
	case style&yaml.DoubleQuotedStyle != 0:
		return DoubleQuoted
	case style&yaml.SingleQuotedStyle != 0:
		return SingleQuoted
	case style&yaml.LiteralStyle != 0:
		return Literal
	case style&yaml.FoldedStyle != 0:
		return Folded
	}
	return Plain
}

func (b *builder) mapping(y *yaml.Node, n *Node, depth int) error {
	n.Kind, n.Style = Mapping, Block
	childIndent := n.indent
	if y.Style&yaml.FlowStyle != 0 {
		n.Style = Flow
	} else {
		childIndent = y.Content[0].Column - 1
	}
	nodes, half := make([]*Node, len(y.Content)), len(y.Content)/2
	n.Keys, n.Items = nodes[:0:half], nodes[half:half]
	seen := map[string]int{} // most have room on the stack
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, err := b.build(y.Content[i], n, childIndent, n.Style == Flow, depth+1)
		if err != nil {
			return err
		}
		key.isKey, key.index = true, i/2
		if err := b.checkKey(y.Content[i], key, seen); err != nil {
			return err
		}
		value, err := b.build(y.Content[i+1], n, childIndent, n.Style == Flow, depth+1)
		if err != nil {
			return err
		}
		value.index = i / 2
		n.Keys, n.Items = append(n.Keys, key), append(n.Items, value)
	}
	return b.finish(n)
}

// checkKey makes sure that every value has one address.
func (b *builder) checkKey(y *yaml.Node, key *Node, seen map[string]int) error {
	resolved := key.Resolve()
	if resolved.Kind != Scalar || b.file.explicitKey(key) {
		return b.errorAt(y, "write it as \"name: value\"", "this key is not a plain word")
	}
	if resolved.Tag == TagMerge {
		return nil
	}
	if line, ok := seen[resolved.Value]; ok {
		return b.errorAt(y, "rename or remove one of them", "the key %q is already on line %d", resolved.Value, line)
	}
	seen[resolved.Value] = y.Line
	return nil
}

func (b *builder) sequence(y *yaml.Node, n *Node, depth int) error {
	n.Kind, n.Style = Sequence, Block
	childIndent := n.indent
	if y.Style&yaml.FlowStyle != 0 {
		n.Style = Flow
	} else {
		n.Content = b.file.behindProperties(n.Start)
		childIndent = b.file.lines.column(n.Content)
	}
	n.Items = make([]*Node, 0, len(y.Content))
	for i, content := range y.Content {
		item, err := b.build(content, n, childIndent, n.Style == Flow, depth+1)
		if err != nil {
			return err
		}
		item.index = i
		n.Items = append(n.Items, item)
	}
	return b.finish(n)
}

// finish finds where a collection ends, once its children are known.
func (b *builder) finish(n *Node) error {
	switch {
	case n.Style == Block && n.Kind == Mapping:
		n.Content = n.Keys[0].Start
	case n.Style == Flow:
		n.Content = b.file.behindProperties(n.Start)
	}
	end := n.Content
	if n.Style == Flow && n.bracketed(b.file.src) {
		end++
	}
	for i := range n.Items {
		end = max(end, n.Items[i].End)
		if n.Kind == Mapping {
			end = max(end, n.Keys[i].End)
		}
	}
	if n.Style == Flow && n.bracketed(b.file.src) {
		end = b.file.closeFlow(end, n.Kind)
	}
	n.End = end
	return nil
}

// bracketed is false for a pair without braces in a flow list: [a: b].
func (n *Node) bracketed(src []byte) bool {
	return n.Content < len(src) && (src[n.Content] == '{' && n.Kind == Mapping || src[n.Content] == '[' && n.Kind == Sequence)
}

// weigh counts the nodes of a tree with its aliases written out, and merge
// keys and aliases are checked on the way. It stops a few lines of nested
// aliases from growing into gigabytes.
func (b *builder) weigh(n *Node, known map[*Node]int) (int, error) {
	if total, ok := known[n]; ok {
		return total, nil
	}
	total := 1
	children := n.Items
	if n.Kind == Alias {
		children = []*Node{n.Target}
	}
	for i, child := range children {
		if n.Kind == Alias && child.contains(n) {
			return 0, &Error{Line: n.Line, Column: n.Column, Problem: fmt.Sprintf("the alias *%s stands inside the value that it repeats", n.Value), Hint: "repeat the text instead"}
		}
		if n.Kind == Mapping && n.Keys[i].Tag == TagMerge {
			for _, source := range mergeSources(child) {
				if source.Resolve().Kind != Mapping {
					return 0, &Error{Line: child.Line, Column: child.Column, Problem: "<< merges something that is no mapping", Hint: "let it name a mapping, as in <<: *name"}
				}
			}
		}
		weight, err := b.weigh(child, known)
		if err != nil {
			return 0, err
		}
		if total += weight; total > MaxNodes {
			return 0, &Error{Line: n.Line, Column: n.Column, Problem: fmt.Sprintf("the file has more than %d values, those that its aliases repeat among them", MaxNodes), Hint: "shorten it, or use fewer aliases"}
		}
	}
	if n.Anchor != "" {
		known[n] = total // an alias comes here again
	}
	return total, nil
}

func (n *Node) contains(inner *Node) bool {
	for ; inner != nil; inner = inner.Parent {
		if inner == n {
			return true
		}
	}
	return false
}

// String tells a kind by its YAML name.
func (k Kind) String() string {
	return [...]string{"single value", "mapping", "list", "alias"}[k]
}
