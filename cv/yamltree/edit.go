package yamltree

import (
	"errors"
	"fmt"
	"strings"
)

// Op is what an Edit does.
type Op uint8

// The four operations.
const (
	Replace Op = iota
	Insert
	Remove
	Move
)

// Edit is one change. All paths point into the unedited file, so edits do not
// depend on each other's order.
//
//   - Replace: Value takes the place of what stands at Path.
//   - Insert: Value lands in a list before the item at Path, at its end for an
//     index equal to its length or "-"; in a mapping as a new last key. With
//     Comment, it takes the place of the commented-out item on that line, and
//     a nil Value means the text of that item.
//   - Remove: what stands at Path goes.
//   - Move: the list item at From lands before the item at Path, in the same
//     list.
//
// Items that land at one place keep the order of their edits.
type Edit struct {
	Name    string // for messages
	Op      Op
	Path    string
	From    string
	Comment int // line of a commented-out item, or 0
	Value   *Node
}

// Errors of Apply; each message names the edits and the way out.
var (
	ErrConflict = errors.New("edits contradict each other")
	ErrShared   = errors.New("the value is shared")
	ErrEdit     = errors.New("the edit cannot be done")
	ErrWrite    = errors.New("the edits cannot be written without changing something else")
)

// Apply does all edits, or none and gives an error that wraps one of ErrPath,
// ErrConflict, ErrShared, ErrEdit and ErrWrite.
//
// Scalars keep their style where it can hold the new text. The final line
// break of a block scalar (| or >) belongs to its style, not to its text: a new
// text takes it over. An item's comment lines directly above it, and those
// below it that are indented further, go with it when it moves or goes;
// commented-out items and comments that stand apart stay where they are. A list
// whose last item goes becomes [], a mapping {}.
//
// A value that an alias repeats is not edited, because the alias would change
// as well; where only the alias is meant, it is written out in its place.
func (f *File) Apply(edits []Edit) (*File, error) {
	p := newPlan(f)
	for _, edit := range edits {
		if err := p.add(edit); err != nil {
			return nil, fmt.Errorf("%s: %w", edit.Name, err)
		}
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	want := p.expect(f.Root)
	for _, careful := range []bool{false, true} {
		after, err := Parse(newWriter(p, careful).write())
		if err == nil && equal(want, after.Root) {
			return after, nil
		}
		if err != nil && strings.Contains(err.Error(), noAnchor) {
			return nil, fmt.Errorf("%w: %s would bring an alias above the anchor that it repeats; write the text out there first", ErrShared, p.names())
		}
	}
	return nil, fmt.Errorf("%w: %s; take fewer of them at once, or edit the YAML by hand there", ErrWrite, p.names())
}
