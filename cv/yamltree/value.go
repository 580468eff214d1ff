package yamltree

import (
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// NewScalar makes a text that stands in no file yet.
func NewScalar(text string) *Node {
	return &Node{Kind: Scalar, Tag: TagString, Value: text, Start: detached}
}

// detached marks a node that has no place in any source.
const detached = -1

// FromAny makes a node of plain Go values as encoding/json and Any give them:
// map[string]any, []any, []string, string, bool, nil and numbers. rank orders
// the keys of mappings, lower first; keys of equal rank stand in alphabetical
// order.
func FromAny(value any, rank func(key string) int) (*Node, error) {
	switch v := value.(type) {
	case nil:
		return &Node{Tag: TagNull, Value: "null", Start: detached}, nil
	case string:
		return NewScalar(v), nil
	case bool:
		return &Node{Tag: TagBool, Value: strconv.FormatBool(v), Start: detached}, nil
	case int:
		return &Node{Tag: TagInt, Value: strconv.Itoa(v), Start: detached}, nil
	case int64:
		return &Node{Tag: TagInt, Value: strconv.FormatInt(v, 10), Start: detached}, nil
	case float64:
		return fromFloat(v)
	case []string:
		list := make([]any, len(v))
		for i, text := range v {
			list[i] = text
		}
		return FromAny(list, rank)
	case []any:
		return fromList(v, rank)
	case map[string]any:
		return fromMap(v, rank)
	}
	return nil, fmt.Errorf("a value of type %T cannot stand in YAML", value)
}

func fromFloat(v float64) (*Node, error) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil, fmt.Errorf("%v is no number", v)
	}
	if v == math.Trunc(v) && math.Abs(v) < 1<<53 { // JSON knows no integers
		return FromAny(int64(v), nil)
	}
	return &Node{Tag: TagFloat, Value: strconv.FormatFloat(v, 'f', -1, 64), Start: detached}, nil
}

func fromList(list []any, rank func(string) int) (*Node, error) {
	out := &Node{Kind: Sequence, Style: Block, Tag: TagSeq, Start: detached}
	for i, value := range list {
		item, err := FromAny(value, rank)
		if err != nil {
			return nil, err
		}
		item.Parent, item.index = out, i
		out.Items = append(out.Items, item)
	}
	return out, nil
}

func fromMap(values map[string]any, rank func(string) int) (*Node, error) {
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	if rank != nil {
		sort.SliceStable(keys, func(i, j int) bool { return rank(keys[i]) < rank(keys[j]) })
	}
	out := &Node{Kind: Mapping, Style: Block, Tag: TagMap, Start: detached}
	for i, key := range keys {
		value, err := FromAny(values[key], rank)
		if err != nil {
			return nil, err
		}
		value.Parent, value.index = out, i
		name := NewScalar(key)
		name.Parent, name.index, name.isKey = out, i, true
		out.Keys, out.Items = append(out.Keys, name), append(out.Items, value)
	}
	return out, nil
}

// clone copies a tree out of its file. Anchors stay behind, since a name may
// not stand for two things; aliases keep pointing at the original.
func (n *Node) clone(parent *Node) *Node {
	out := &Node{
		Kind: n.Kind, Style: n.Style, Tag: n.Tag, Value: n.Value, Target: n.Target,
		Start: detached, Parent: parent, index: n.index, isKey: n.isKey,
	}
	for _, key := range n.Keys {
		out.Keys = append(out.Keys, key.clone(out))
	}
	for _, item := range n.Items {
		out.Items = append(out.Items, item.clone(out))
	}
	return out
}

// equal compares what two trees say: values, tags, anchors, aliases and the
// order of keys, not how they are written. A text of a that only the file's end
// kept from a final line break may have one in b.
func equal(a, b *Node) bool {
	if a.Kind != b.Kind || a.Anchor != b.Anchor || len(a.Keys) != len(b.Keys) || len(a.Items) != len(b.Items) {
		return false
	}
	if a.Kind == Alias {
		return a.Value == b.Value && equal(a.Target, b.Target)
	}
	if a.Tag != b.Tag {
		return false
	}
	if a.Kind == Scalar && a.Value != b.Value && a.Tag != TagNull {
		return a.unbroken && a.Value == strings.TrimRight(b.Value, "\n")
	}
	for i := range a.Keys {
		if !equal(a.Keys[i], b.Keys[i]) {
			return false
		}
	}
	for i := range a.Items {
		if !equal(a.Items[i], b.Items[i]) {
			return false
		}
	}
	return true
}

// Says reports whether n holds value: texts and numbers compare by their
// spelling or their value, mappings without order, and a block scalar without
// its final line break, which belongs to how it is written.
func (n *Node) Says(value any) bool {
	n = n.Resolve()
	switch v := value.(type) {
	case map[string]any:
		pairs := n.Pairs()
		if n.Kind != Mapping || len(pairs) != len(v) {
			return false
		}
		for _, pair := range pairs {
			if other, ok := v[pair.Key]; !ok || !pair.Value.Says(other) {
				return false
			}
		}
		return true
	case []any:
		if n.Kind != Sequence || len(n.Items) != len(v) {
			return false
		}
		for i, item := range n.Items {
			if !item.Says(v[i]) {
				return false
			}
		}
		return true
	case []string:
		list := make([]any, len(v))
		for i := range v {
			list[i] = v[i]
		}
		return n.Says(list)
	}
	if n.Kind != Scalar {
		return false
	}
	if value == nil {
		return n.IsNull()
	}
	if text, ok := value.(string); ok {
		return n.Value == text || n.IsNull() && text == "" ||
			(n.Style == Literal || n.Style == Folded) && strings.TrimRight(n.Value, "\n") == strings.TrimRight(text, "\n")
	}
	other, err := FromAny(value, nil)
	return err == nil && (other.Value == n.Value || fmt.Sprint(other.Any()) == fmt.Sprint(n.Any()))
}

// tagOf is the tag that a plain scalar of this text gets.
func tagOf(text string) string {
	return scalarTag(&yaml.Node{Kind: yaml.ScalarNode, Value: text})
}

// Path is the JSON Pointer of n in its file.
func (n *Node) Path() string {
	var tokens []string
	for ; n.Parent != nil; n = n.Parent {
		if n.Parent.Kind == Mapping {
			tokens = append(tokens, n.Parent.Keys[n.index].Resolve().Value)
		} else {
			tokens = append(tokens, strconv.Itoa(n.index))
		}
	}
	for i, j := 0, len(tokens)-1; i < j; i, j = i+1, j-1 {
		tokens[i], tokens[j] = tokens[j], tokens[i]
	}
	return Join(tokens...)
}
