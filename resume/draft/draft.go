// Package draft is a CV on its way from a file to RenderCV's YAML: the tree of
// keys and values in order, and for every value the words of the source that it
// was read from.
package draft

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
	"github.com/bespoke-cv/bespoke/resume/source"
)

// Node is a value: a text, or a mapping or list of others.
type Node struct {
	Key    string // under which it stands in a mapping
	Text   string
	Quotes []source.Span // the words it was read from
	Items  []*Node
	Kind   Kind
}

// Kind is what a node is.
type Kind uint8

// The kinds of nodes. A Date is written as RenderCV reads dates.
const (
	Text Kind = iota
	Date
	Mapping
	List
	Null
)

// Map makes a mapping.
func Map(key string, items ...*Node) *Node { return &Node{Key: key, Kind: Mapping, Items: items} }

// Seq makes a list.
func Seq(key string, items ...*Node) *Node { return &Node{Key: key, Kind: List, Items: items} }

// Leaf makes a text.
func Leaf(key, text string, quotes ...source.Span) *Node {
	return &Node{Key: key, Text: text, Quotes: quotes}
}

// Day makes a date.
func Day(key, text string, quotes ...source.Span) *Node {
	return &Node{Key: key, Text: text, Kind: Date, Quotes: quotes}
}

// Add appends what is not nil and not empty.
func (n *Node) Add(items ...*Node) {
	for _, item := range items {
		if item != nil && (len(item.Items) > 0 || item.Text != "") {
			n.Items = append(n.Items, item)
		}
	}
}

// Get returns the value under a key, or nil.
func (n *Node) Get(key string) *Node {
	if n == nil {
		return nil
	}
	for _, item := range n.Items {
		if item.Key == key {
			return item
		}
	}
	return nil
}

// Remove takes the value under a key out.
func (n *Node) Remove(key string) {
	for i, item := range n.Items {
		if item.Key == key {
			n.Items = append(n.Items[:i], n.Items[i+1:]...)
			return
		}
	}
}

// Walk calls visit for every text and date below n with its JSON Pointer.
func (n *Node) Walk(visit func(path string, leaf *Node)) { n.walk("", visit) }

func (n *Node) walk(path string, visit func(string, *Node)) {
	if n.Kind == Text || n.Kind == Date {
		visit(path, n)
		return
	}
	for i, item := range n.Items {
		token := yamltree.Escape(item.Key)
		if n.Kind == List {
			token = strconv.Itoa(i)
		}
		item.walk(path+"/"+token, visit)
	}
}

// YAML writes the tree.
func (n *Node) YAML() ([]byte, error) {
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(n.node()); err != nil {
		return nil, fmt.Errorf("writing the YAML: %w", err)
	}
	if err := encoder.Close(); err != nil {
		return nil, fmt.Errorf("writing the YAML: %w", err)
	}
	return out.Bytes(), nil
}

func (n *Node) node() *yaml.Node {
	switch n.Kind {
	case Mapping:
		node := &yaml.Node{Kind: yaml.MappingNode}
		for _, item := range n.Items {
			node.Content = append(node.Content, scalar(item.Key), item.node())
		}
		return node
	case List:
		node := &yaml.Node{Kind: yaml.SequenceNode}
		for _, item := range n.Items {
			node.Content = append(node.Content, item.node())
		}
		return node
	case Null:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
	case Date:
		// RenderCV prints a quoted year as the January of that year.
		if len(n.Text) == 4 && strings.Trim(n.Text, "0123456789") == "" {
			return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: n.Text}
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Value: n.Text}
	}
	return scalar(n.Text)
}

func scalar(text string) *yaml.Node {
	node := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: clean(text)}
	if strings.HasPrefix(text, "+") { // a phone number, which Python's readers take for one
		node.Style = yaml.DoubleQuotedStyle
	}
	return node
}

// clean removes what YAML cannot hold: control characters and broken UTF-8.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 && r != 0x85 || r == 0xfeff || r == 0xfffe || r == 0xffff:
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}
