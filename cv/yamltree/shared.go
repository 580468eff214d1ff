package yamltree

import (
	"fmt"
	"strconv"
)

// The functions of this file keep aliases and merge keys apart from what they
// repeat: an edit changes the one or the other, never both.

// locate finds the node at a path. Where the path leads through an alias or a
// merge key, the repeated value is copied into its place first, and the node is
// one of the copy.
func (p *plan) locate(path string) (*Node, error) {
	if _, err := p.file.Find(path); err != nil {
		return nil, err
	}
	tokens, err := Tokens(path)
	if err != nil {
		return nil, err
	}
	n := p.file.Root
	for _, token := range tokens {
		if n.Kind == Alias {
			n = p.writeOut(n)
		}
		if n.Kind == Sequence {
			i, _ := strconv.Atoi(token)
			n = n.Items[i]
			continue
		}
		if i := n.keyIndex(token); i >= 0 {
			n = n.Items[i]
			continue
		}
		n = p.override(n, token)
	}
	return n, nil
}

// writeOut copies what an alias repeats into its place.
func (p *plan) writeOut(alias *Node) *Node {
	if p.written[alias] == nil {
		p.written[alias] = alias.Resolve().clone(alias)
	}
	return p.written[alias]
}

// override gives a mapping a key of its own in place of a merged one.
func (p *plan) override(n *Node, key string) *Node {
	shape, place := p.shape(n), len(n.Items)
	for _, other := range shape.landing[place] {
		if other.key == key {
			return other.value
		}
	}
	value := n.Get(key).clone(n)
	value.index = mergedIndex
	shape.landing[place] = append(shape.landing[place], landing{from: -1, key: key, value: value})
	return value
}

// mergedIndex is the index of a value that comes from a merge key.
const mergedIndex = -1

func (n *Node) merged() bool { return n.index == mergedIndex }

// check finds edits inside of what other edits replace or remove, and edits of
// values that aliases repeat. On its way it notes what changes.
func (p *plan) check() error {
	for _, touch := range p.touched {
		for n := touch.node; n != nil; n = n.Parent {
			p.changed[n] = true
			owner, taken := p.owners[n]
			if taken && owner != touch.name {
				return conflict(touch.name, owner)
			}
			if err := p.unshared(n, touch.name); err != nil {
				return err
			}
		}
		if _, owned := p.owners[touch.node]; owned {
			if err := p.wholeShared(touch); err != nil {
				return err
			}
		}
	}
	return nil
}

// unshared makes sure that a change in n changes nothing elsewhere.
func (p *plan) unshared(n *Node, name string) error {
	aliases := p.file.aliases[n]
	if len(aliases) == 0 {
		return nil
	}
	return fmt.Errorf("%s: %w: it stands under &%s on line %d and is repeated by *%s on line %d, which would change as well; write the text out there first",
		name, ErrShared, n.Anchor, n.Line, n.Anchor, aliases[0].Line)
}

// wholeShared makes sure that nothing inside a value that goes is repeated
// outside of it.
func (p *plan) wholeShared(t touch) error {
	if len(p.file.aliases) == 0 {
		return nil
	}
	var err error
	t.node.visit(func(inner *Node) {
		for _, alias := range p.file.aliases[inner] {
			if !t.node.contains(alias) {
				err = p.unshared(inner, t.name)
			}
		}
	})
	return err
}
