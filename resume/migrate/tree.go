package migrate

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
)

// tree is what is inserted, by key.
type tree struct {
	value any // of a leaf
	keys  []string
	items map[string]*tree
}

func (t *tree) set(tokens []string, value any) {
	if len(tokens) == 0 {
		t.value = value
		return
	}
	if t.items == nil {
		t.items = map[string]*tree{}
	}
	if t.items[tokens[0]] == nil {
		t.items[tokens[0]] = &tree{}
		t.keys = append(t.keys, tokens[0])
	}
	t.items[tokens[0]].set(tokens[1:], value)
}

func (t *tree) any() any {
	if t.items == nil {
		return t.value
	}
	all := map[string]any{}
	for key, item := range t.items {
		all[key] = item.any()
	}
	return all
}

// emptied reports whether all that stands in a mapping was taken.
func (m *migration) emptied(n *yamltree.Node) bool {
	if m.taken[n] {
		return true
	}
	if n.Kind != yamltree.Mapping || len(n.Items) == 0 {
		return false
	}
	for _, item := range n.Items {
		if !m.emptied(item) {
			return false
		}
	}
	return true
}

// removals takes out what was taken, mappings as a whole where nothing is left.
func (m *migration) removals(n *yamltree.Node) {
	for _, item := range n.Items {
		if m.emptied(item) {
			m.edits = append(m.edits, yamltree.Edit{Name: item.Path(), Op: yamltree.Remove, Path: item.Path()})
			continue
		}
		m.removals(item)
	}
}

// insertions adds what is new, each at the deepest mapping that is there.
func (m *migration) insertions(n *yamltree.Node, t *tree, path string) error {
	for _, key := range t.keys {
		at := path + "/" + yamltree.Escape(key)
		item := t.items[key]
		existing := n.Get(key)
		if existing != nil && existing.Resolve().Kind == yamltree.Mapping && !m.emptied(existing) && item.items != nil {
			if err := m.insertions(existing.Resolve(), item, at); err != nil {
				return err
			}
			continue
		}
		value, err := yamltree.FromAny(item.any(), rank(item))
		if err != nil {
			return fmt.Errorf("%s: %w", dotted(at), err)
		}
		op := yamltree.Insert
		if existing != nil && !m.taken[existing] {
			op = yamltree.Replace
			m.edits = slices.DeleteFunc(m.edits, func(e yamltree.Edit) bool { return e.Path == at || strings.HasPrefix(e.Path, at+"/") })
		} else if existing != nil {
			return fmt.Errorf("%s: %w", dotted(at), errors.New("is moved and needed at once; rename it by hand first"))
		}
		m.edits = append(m.edits, yamltree.Edit{Name: at, Op: op, Path: at, Value: value})
	}
	return nil
}

// entryKeys is the order in which the keys of an entry are written.
var entryKeys = []string{"label", "details", "institution", "area", "degree", "company", "position", "name", "title", "authors", "date", "start_date", "end_date", "location", "doi", "url", "journal", "summary", "highlights"}

// rank orders new keys as they were set, those of entries as RenderCV does.
func rank(t *tree) func(string) int {
	order := slices.Clone(entryKeys)
	var gather func(*tree)
	gather = func(t *tree) {
		order = append(order, t.keys...)
		for _, key := range t.keys {
			gather(t.items[key])
		}
	}
	gather(t)
	return func(key string) int {
		if i := slices.Index(order, key); i >= 0 {
			return i
		}
		return len(order)
	}
}
