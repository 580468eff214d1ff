// Package yamltree edits YAML text without touching what no edit names.
//
// Parse reads a file into a tree of nodes, each of which knows the bytes it
// was written with. gopkg.in/yaml.v3 decides what the text means; this package
// finds where each value begins and ends. Edits are then spliced into the
// original bytes, so comments, quoting, blank lines, line ends and everything
// else that stands outside an edited value stay as their author left them.
//
//	bytes ─ Parse ─► *File (tree with spans) ─ Apply(edits) ─► bytes ─ Parse ─► *File
//
// After every splice the result is parsed again and compared with the edited
// tree: either exactly the named changes happened, or Apply gives an error.
package yamltree

import "strconv"

// Kind is what a node is.
type Kind uint8

// The kinds of nodes. An Alias stands where the text has *name; Target is the
// node that it repeats.
const (
	Scalar Kind = iota
	Mapping
	Sequence
	Alias
)

// Style is how a node is written.
type Style uint8

// The styles of scalars, then those of mappings and sequences.
const (
	Plain Style = iota
	SingleQuoted
	DoubleQuoted
	Literal
	Folded
	Block
	Flow
)

// Short tags of the values that YAML itself defines. Every other tag is the
// author's own.
const (
	TagString = "!!str"
	TagInt    = "!!int"
	TagFloat  = "!!float"
	TagBool   = "!!bool"
	TagNull   = "!!null"
	TagTime   = "!!timestamp"
	TagMerge  = "!!merge"
	TagMap    = "!!map"
	TagSeq    = "!!seq"
)

// Node is one value of a YAML file with the place it is written at. Nodes are
// read-only: they belong to their File.
type Node struct {
	Kind  Kind
	Style Style
	// Tagged is true when the file states the tag. Such a value keeps it.
	Tagged bool
	isKey  bool
	inFlow bool
	// unbroken marks a block scalar whose last line the file's end cuts off. Its
	// text has no final line break until something comes to stand below it.
	unbroken bool

	Tag   string
	Value string // a scalar's text, unquoted and unfolded

	// Items are a sequence's items or, beside Keys, a mapping's values, both in
	// the order of the file.
	Keys  []*Node
	Items []*Node

	Anchor string
	Target *Node

	// Line and Column count from 1, Column in characters.
	Line, Column int

	// source[Start:End] is the node with its anchor and tag; Content is where
	// it begins behind them. A block scalar ends behind its last line that is
	// not blank, a block collection behind its last item.
	Start, Content, End int

	Parent *Node
	index  int // place among Parent.Items; for a key, that of its value
	indent int // column from 0 of the enclosing block collection, -1 at the top
}

// Resolve follows n if it is an alias.
func (n *Node) Resolve() *Node {
	for n != nil && n.Kind == Alias {
		n = n.Target
	}
	return n
}

func (n *Node) depth() int {
	depth := 0
	for ; n.Parent != nil; n = n.Parent {
		depth++
	}
	return depth
}

// IsNull reports whether n is an empty value.
func (n *Node) IsNull() bool {
	n = n.Resolve()
	return n == nil || n.Kind == Scalar && n.Tag == TagNull
}

// Get returns the value under key, which may come from a merge key (<<), or
// nil.
func (n *Node) Get(key string) *Node {
	n = n.Resolve()
	if n == nil || n.Kind != Mapping {
		return nil
	}
	if i := n.keyIndex(key); i >= 0 {
		return n.Items[i]
	}
	return n.mergedValue(key)
}

// mergedValue is what the merge keys of n have under key.
func (n *Node) mergedValue(key string) *Node {
	for i, k := range n.Keys {
		if k.Tag != TagMerge {
			continue
		}
		for _, source := range mergeSources(n.Items[i]) {
			if found := source.Get(key); found != nil {
				return found
			}
		}
	}
	return nil
}

// keyIndex is the place of key among the keys written in n itself, or -1.
func (n *Node) keyIndex(key string) int {
	for i, k := range n.Keys {
		if k.Tag != TagMerge && k.Resolve().Value == key {
			return i
		}
	}
	return -1
}

func mergeSources(n *Node) []*Node {
	n = n.Resolve()
	if n.Kind == Sequence {
		return n.Items
	}
	return []*Node{n}
}

// Pair is one key of a mapping with its value.
type Pair struct {
	Key   string
	Value *Node
}

// Pairs lists a mapping's keys and values in the order of the file. Values
// from merge keys stand where the merge key stands, unless the mapping has a
// key of its own by that name.
func (n *Node) Pairs() []Pair {
	n = n.Resolve()
	if n == nil || n.Kind != Mapping {
		return nil
	}
	pairs := make([]Pair, 0, len(n.Keys))
	var merged map[string]bool
	for i, key := range n.Keys {
		if key.Tag != TagMerge {
			pairs = append(pairs, Pair{key.Resolve().Value, n.Items[i]})
			continue
		}
		if merged == nil {
			merged = map[string]bool{}
		}
		for _, source := range mergeSources(n.Items[i]) {
			for _, pair := range source.Pairs() {
				if !merged[pair.Key] && n.keyIndex(pair.Key) < 0 {
					merged[pair.Key] = true
					pairs = append(pairs, pair)
				}
			}
		}
	}
	return pairs
}

// Any returns the value as plain Go: map[string]any, []any, string, int,
// float64, bool or nil. Dates stay the text they were written as.
func (n *Node) Any() any {
	n = n.Resolve()
	if n == nil {
		return nil
	}
	switch n.Kind {
	case Mapping:
		out := make(map[string]any, len(n.Keys))
		for _, pair := range n.Pairs() {
			out[pair.Key] = pair.Value.Any()
		}
		return out
	case Sequence:
		out := make([]any, len(n.Items))
		for i, item := range n.Items {
			out[i] = item.Any()
		}
		return out
	}
	return scalarAny(n.Tag, n.Value)
}

func scalarAny(tag, text string) any {
	switch tag {
	case TagNull:
		return nil
	case TagBool:
		return text == "true" || text == "True" || text == "TRUE"
	case TagInt:
		if i, err := integer(text); err == nil {
			return i
		}
	case TagFloat:
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return f
		}
	}
	return text
}
