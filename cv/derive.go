package cv

import (
	"strconv"
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

func (s *successors) find(changes []byte) *Document {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.last {
		if one.document != nil && one.changes == string(changes) {
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

// usualSpelling is room for what spell writes of most plans.
const usualSpelling = 4 << 10

// spell writes changes down behind text, all but their names, so that two lists
// that do the same are one text.
func spell(text []byte, changes []yamltree.Edit) []byte {
	for _, change := range changes {
		text = strconv.AppendInt(append(text, byte('0'+change.Op)), int64(change.Comment), 10)
		text = spellNode(spellText(spellText(text, change.Path), change.From), change.Value)
	}
	return text
}

// spellText writes a text down behind its length, which tells where it ends.
func spellText(text []byte, said string) []byte {
	return append(append(strconv.AppendInt(append(text, ' '), int64(len(said)), 10), ':'), said...)
}

func spellNode(text []byte, node *yamltree.Node) []byte {
	if node == nil {
		return append(text, '-')
	}
	text = append(text, '(', byte('0'+node.Kind), byte('0'+node.Style))
	text = spellText(spellText(text, node.Tag), node.Value)
	for _, key := range node.Keys {
		text = spellNode(text, key)
	}
	for _, item := range node.Items {
		text = spellNode(text, item)
	}
	return append(text, ')')
}
