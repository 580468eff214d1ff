package cv

import (
	"fmt"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
)

// Derive gives what compute makes of d and remembers it with d: a document
// never changes, and one run asks for its language or its lines many times. key
// tells what is derived, by a type of the package that derives it. Callers share
// the value and must not change it; two at once may both compute it.
func Derive[T any](d *Document, key any, compute func() T) T {
	if value, ok := d.derived.Load(key); ok {
		return value.(T)
	}
	value, _ := d.derived.LoadOrStore(key, compute())
	return value.(T)
}

// successors are the last documents that edits made of one. A plan is drafted,
// checked and applied with the same edits, and writing them takes a parse.
type successors struct {
	mu   sync.Mutex
	last [2]successor
}

type successor struct {
	changes  string
	document *Document
}

func (s *successors) find(changes string) *Document {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.last {
		if one.document != nil && one.changes == changes {
			return one.document
		}
	}
	return nil
}

func (s *successors) keep(changes string, document *Document) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last[1], s.last[0] = s.last[0], successor{changes, document}
}

// spell writes changes down, all but their names, so that two lists that do the
// same are one text.
func spell(changes []yamltree.Edit) string {
	var text strings.Builder
	for _, change := range changes {
		fmt.Fprintf(&text, "%d %q %q %d ", change.Op, change.Path, change.From, change.Comment)
		spellNode(&text, change.Value)
		text.WriteByte('\n')
	}
	return text.String()
}

func spellNode(text *strings.Builder, node *yamltree.Node) {
	if node == nil {
		text.WriteByte('-')
		return
	}
	fmt.Fprintf(text, "%d %q %q %d(", node.Kind, node.Tag, node.Value, node.Style)
	for _, key := range node.Keys {
		spellNode(text, key)
	}
	for _, item := range node.Items {
		spellNode(text, item)
	}
	text.WriteByte(')')
}
