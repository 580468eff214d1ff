package migrate

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
	"github.com/bespoke-cv/bespoke/schema"
)

// rename changes the names of keys in place.
func (m *migration) rename() error {
	for _, r := range renames {
		if err := m.renameKeys(m.findKeys(nil, m.file.Root, strings.Split(r.path, "/")[1:]), r.name); err != nil {
			return err
		}
	}
	// An entry with details had its label under name.
	return m.renameKeys(m.oldOneLines(), "label")
}

// renameKeys gives keys another name.
func (m *migration) renameKeys(keys []*yamltree.Node, to string) error {
	if len(keys) == 0 {
		return nil
	}
	slices.SortFunc(keys, func(a, b *yamltree.Node) int { return a.Start - b.Start })
	src := m.file.Bytes()
	var changed bytes.Buffer
	at := 0
	for _, key := range keys {
		m.result.Changes = append(m.result.Changes, schema.Migration{
			Path: keyPath(key), Line: key.Line, Column: key.Column, Before: key.Value, After: to, Message: fmt.Sprintf("%s is called %s now", key.Value, to),
		})
		changed.Write(src[at:key.Start])
		changed.WriteString(to)
		at = key.End
	}
	changed.Write(src[at:])
	file, err := yamltree.Parse(changed.Bytes())
	if err != nil {
		return fmt.Errorf("renaming %s: %w", keys[0].Value, err)
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

// findKeys appends the keys at a place whose mappings have no key of the new name
// yet.
func (m *migration) findKeys(keys []*yamltree.Node, n *yamltree.Node, tokens []string) []*yamltree.Node {
	if n == nil || n.Kind == yamltree.Alias {
		return keys
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
			keys = m.findKeys(keys, item, tokens[1:])
			continue
		}
		if n.Kind == yamltree.Mapping && n.Get(newName(n.Keys[i], n)) == nil {
			return append(keys, n.Keys[i]) // a mapping has a name once
		}
	}
	return keys
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

func (m *migration) oldOneLines() (keys []*yamltree.Node) {
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
						keys = append(keys, key)
						break
					}
				}
			}
		}
	}
	return keys
}
