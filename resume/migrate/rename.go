package migrate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
	"github.com/bespoke-cv/bespoke/schema"
)

// rename changes the names of keys in place.
func (m *migration) rename() error {
	for _, r := range renames {
		for {
			key := m.findKey(m.file.Root, strings.Split(r.path, "/")[1:])
			if key == nil {
				break
			}
			if err := m.renameKey(key, r.name); err != nil {
				return err
			}
		}
	}
	// An entry with details had its label under name.
	for {
		key := m.oldOneLine()
		if key == nil {
			break
		}
		if err := m.renameKey(key, "label"); err != nil {
			return err
		}
	}
	return nil
}

func (m *migration) renameKey(key *yamltree.Node, to string) error {
	src := m.file.Bytes()
	m.result.Changes = append(m.result.Changes, schema.Migration{
		Path: keyPath(key), Line: key.Line, Column: key.Column, Before: key.Value, After: to, Message: fmt.Sprintf("%s is called %s now", key.Value, to),
	})
	changed := slices.Concat(src[:key.Start], []byte(to), src[key.End:])
	file, err := yamltree.Parse(changed)
	if err != nil {
		return fmt.Errorf("renaming %s: %w", key.Value, err)
	}
	m.file = file
	return nil
}

func keyPath(key *yamltree.Node) string {
	if key.Parent == nil {
		return "/" + yamltree.Escape(key.Value)
	}
	return key.Parent.Path() + "/" + yamltree.Escape(key.Value)
}

// findKey finds the first key at a place whose mapping has no key of the new
// name yet.
func (m *migration) findKey(n *yamltree.Node, tokens []string) *yamltree.Node {
	if n == nil || n.Kind == yamltree.Alias {
		return nil
	}
	for i, item := range n.Items {
		matches := tokens[0] == "*"
		if n.Kind == yamltree.Mapping && n.Keys[i].Value == tokens[0] {
			matches = true
		}
		if !matches {
			continue
		}
		if len(tokens) > 1 {
			if key := m.findKey(item, tokens[1:]); key != nil {
				return key
			}
			continue
		}
		if n.Kind == yamltree.Mapping && n.Get(newName(n.Keys[i], n)) == nil {
			return n.Keys[i]
		}
	}
	return nil
}

// newName is what a key will be called.
func newName(key, parent *yamltree.Node) string {
	path := parent.Path() + "/" + key.Value
	for _, r := range renames {
		if matchPath(r.path, path) {
			return r.name
		}
	}
	return ""
}

func matchPath(pattern, path string) bool {
	a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != "*" && a[i] != b[i] {
			return false
		}
	}
	return true
}

func (m *migration) oldOneLine() *yamltree.Node {
	sections := m.file.Root.Get("cv").Resolve()
	for _, n := range []*yamltree.Node{sections.Get("sections"), sections} {
		if n == nil || n.Kind != yamltree.Mapping {
			continue
		}
		for _, section := range n.Items {
			if section.Kind != yamltree.Sequence {
				continue
			}
			for _, entry := range section.Items {
				if entry.Kind != yamltree.Mapping || entry.Get("details") == nil || entry.Get("label") != nil {
					continue
				}
				for _, key := range entry.Keys {
					if key.Value == "name" {
						return key
					}
				}
			}
		}
	}
	return nil
}
