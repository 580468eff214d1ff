// Package cv reads and edits a RenderCV file as its author wrote it.
//
// Parse gives a Document: the bytes, and what stands where in them. Sections,
// Entries and Leaves list what the CV says with the address (JSON Pointer,
// RFC 6901) of every text, so that matching, guarding and planning can speak
// about places. Pool lists bullets that the author has commented out. Apply
// turns edits into a new Document whose bytes differ from the old ones in
// exactly the edited values; Diff shows that to a reader. Validate tells where
// a file breaks the rules of RenderCV v2.8, and NewProblems which of those an
// edit brought in.
//
//	bytes ─ Parse ─► Document ─ Sections, Leaves, Pool ─► match, guard, plan
//	                    │                                        │
//	                    └──────────── Apply ◄─── []schema.Edit ──┘
//	                                    │
//	                          Document ─┴─► Validate, Diff, render
//
// What YAML means is known to package yamltree; what a RenderCV file may hold
// to package rules.
package cv

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
)

// ErrNotRenderCV is wrapped by Parse when the text is YAML but no RenderCV file.
var ErrNotRenderCV = errors.New("not a RenderCV file")

// ErrPath is wrapped by every error about an address that is not in the file.
var ErrPath = yamltree.ErrPath

// SyntaxError is a place where a file is no readable YAML, and the way out.
// Parse returns it; match it with errors.As.
type SyntaxError = yamltree.Error

// Document is a RenderCV file. It never changes, so it may be shared between
// goroutines.
type Document struct {
	file *yamltree.File
	cv   *yamltree.Node // the mapping under the key cv
	sum  string

	derived    sync.Map // see Derive
	successors successors
}

// Parse reads a RenderCV file of at most 256 KB. It asks for readable YAML and
// a mapping named cv, no more: a file that breaks RenderCV's rules in other
// ways can be tailored all the same (see Validate). The error is a
// *SyntaxError or wraps ErrNotRenderCV; both name line and column where there
// is one, and the way out.
func Parse(src []byte) (*Document, error) {
	file, err := yamltree.Parse(append([]byte(nil), src...))
	if err != nil {
		return nil, err
	}
	return newDocument(file)
}

func newDocument(file *yamltree.File) (*Document, error) {
	root := file.Root.Resolve()
	if root.Kind != yamltree.Mapping {
		return nil, &shapeError{root, "the file is a " + root.Kind.String() + ", not a mapping with the key cv", "give the YAML that RenderCV reads: it begins with cv:"}
	}
	cv := root.Get("cv")
	if cv == nil {
		return nil, &shapeError{root, "there is no key cv at the top", "give the YAML that RenderCV reads: name, sections and so on stand under cv:"}
	}
	if cv.Resolve().Kind != yamltree.Mapping {
		return nil, &shapeError{cv, "the value of cv is no mapping", "write name, sections and so on below cv:, each on its own line with the same indentation"}
	}
	sum := sha256.Sum256(file.Bytes())
	return &Document{file: file, cv: cv.Resolve(), sum: hex.EncodeToString(sum[:])}, nil
}

// shapeError is readable YAML that is no RenderCV file.
type shapeError struct {
	node          *yamltree.Node
	problem, hint string
}

func (e *shapeError) Error() string {
	place := SyntaxError{Line: e.node.Line, Column: e.node.Column, Problem: e.problem, Hint: e.hint}
	return ErrNotRenderCV.Error() + ": " + place.Error()
}

func (e *shapeError) Unwrap() error { return ErrNotRenderCV }

// Bytes is the file as it was read; the caller must not change it.
func (d *Document) Bytes() []byte { return d.file.Bytes() }

// SHA256 is the digest of Bytes in hex.
func (d *Document) SHA256() string { return d.sum }

// Name is the text of /cv/name, or "".
func (d *Document) Name() string {
	name, _ := d.Scalar("/cv/name")
	return name
}

// Value returns what stands at a JSON Pointer as plain Go: map[string]any,
// []any, string, int, float64, bool or nil (an empty value). Aliases and merge
// keys are followed. Dates stay the text they were written as.
func (d *Document) Value(path string) (any, bool) {
	node := d.file.Lookup(path)
	if node == nil {
		return nil, false
	}
	return node.Any(), true
}

// Scalar returns the text of the single value at a JSON Pointer: unquoted,
// unfolded, with its Markdown. Numbers and dates come as they were written, an
// empty value as "". It is false for mappings, lists and unknown places.
func (d *Document) Scalar(path string) (string, bool) {
	node := d.file.Lookup(path)
	if node == nil {
		return "", false
	}
	node = node.Resolve()
	if node.Kind != yamltree.Scalar {
		return "", false
	}
	if node.IsNull() {
		return "", true
	}
	return node.Value, true
}

// Keys lists the keys of the mapping at a JSON Pointer in the order of the
// file, or nil.
func (d *Document) Keys(path string) []string {
	node := d.file.Lookup(path)
	if node == nil {
		return nil
	}
	var keys []string
	for _, pair := range node.Pairs() {
		keys = append(keys, pair.Key)
	}
	return keys
}

// Position is the line and column, both from 1, of the value at a JSON
// Pointer.
func (d *Document) Position(path string) (line, column int, ok bool) {
	node := d.file.Lookup(path)
	if node == nil {
		return 0, 0, false
	}
	return node.Line, node.Column, true
}

// Tree is the file's root node, for packages that walk the whole tree in
// order.
func (d *Document) Tree() *yamltree.Node { return d.file.Root }
