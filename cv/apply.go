package cv

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
	"github.com/bespoke-cv/bespoke/schema"
)

// Errors of Apply. ErrStale: the CV no longer says what the edit was planned
// on. ErrConflict: two edits change one value. ErrShared: an alias repeats the
// value. ErrEdit: the edit makes no sense at its place. ErrWrite: the edits
// cannot be written without changing something else.
var (
	ErrStale    = errors.New("the edit was planned on another text")
	ErrConflict = yamltree.ErrConflict
	ErrShared   = yamltree.ErrShared
	ErrEdit     = yamltree.ErrEdit
	ErrWrite    = yamltree.ErrWrite
)

// Apply returns a new document with all edits done, or an error and no
// document; d stays as it is. What each operation means is told at
// schema.Edit: all paths point into d. Edits that change nothing are allowed.
//
// Bytes outside of the edited values stay as they are, and the written values
// keep their style where it can hold the new text; see yamltree.File.Apply for
// what happens to comments, block scalars, aliases and emptied lists. A text
// that replaces a number or date and looks like one stays a number or date, so
// "2022" in the place of 2021 does not turn into a quoted year.
//
// Errors name the edit by its id and wrap ErrPath, ErrStale, ErrConflict,
// ErrShared, ErrEdit or ErrWrite.
func (d *Document) Apply(edits []schema.Edit) (*Document, error) {
	changes := make([]yamltree.Edit, 0, len(edits))
	for i, edit := range edits {
		change, err := d.change(edit)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", editName(i, edit), err)
		}
		changes = append(changes, change)
	}
	if len(changes) == 0 {
		return d, nil
	}
	spelled := spell(make([]byte, 0, usualSpelling), changes)
	if after := d.successors.find(spelled); after != nil {
		return after, nil
	}
	for i, edit := range edits {
		changes[i].Name = editName(i, edit)
	}
	file, err := d.file.Apply(changes)
	if err != nil {
		return nil, err
	}
	after, err := newDocument(file)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEdit, err)
	}
	d.successors.keep(string(spelled), after)
	return after, nil
}

// editName is how errors call an edit. It is unlike that of every other edit.
func editName(index int, edit schema.Edit) string {
	number, does := "no. "+strconv.Itoa(index+1), string(edit.Op)+" "+edit.Path+")"
	if edit.ID != "" {
		return "edit " + edit.ID + " (" + number + ", " + does
	}
	return "edit " + number + " (" + does
}

// change checks what an edit says about the document and translates it, all but
// its name.
func (d *Document) change(edit schema.Edit) (yamltree.Edit, error) {
	change := yamltree.Edit{Path: edit.Path, From: edit.From}
	if edit.Path != "/cv" && !strings.HasPrefix(edit.Path, "/") {
		return change, fmt.Errorf("%w: %q must begin with / as in /cv/name", ErrPath, edit.Path)
	}
	switch edit.Op {
	case schema.Replace, schema.Remove:
		change.Op = yamltree.Replace
		if edit.Op == schema.Remove {
			change.Op = yamltree.Remove
		}
		if err := d.fresh(edit, edit.Path); err != nil {
			return change, err
		}
	case schema.Move:
		change.Op = yamltree.Move
		if edit.From == "" {
			return change, fmt.Errorf("%w: move needs from, the JSON Pointer of the item to move", ErrEdit)
		}
		// Callers may mean either the item that moves or the one it lands
		// before.
		if err := d.fresh(edit, edit.From); err != nil && d.fresh(edit, edit.Path) != nil {
			return change, err
		}
	case schema.Insert:
		change.Op = yamltree.Insert
		if err := d.freshInsert(edit, &change); err != nil {
			return change, err
		}
	default:
		return change, fmt.Errorf("%w: op is %q; give replace, insert, remove or move", ErrEdit, edit.Op)
	}
	if change.Op == yamltree.Insert && edit.After == nil && change.Comment > 0 {
		return change, nil
	}
	if change.Op == yamltree.Insert && edit.After == nil {
		return change, fmt.Errorf("%w: insert needs after, the new value", ErrEdit)
	}
	if change.Op == yamltree.Replace || change.Op == yamltree.Insert {
		value, err := yamltree.FromAny(edit.After, d.keyOrder(edit.Path))
		if err != nil {
			return change, fmt.Errorf("%w: after: %w", ErrEdit, err)
		}
		change.Value = value
	}
	return change, nil
}

// fresh checks that the value at path is still the edit's before.
func (d *Document) fresh(edit schema.Edit, path string) error {
	node, err := d.file.Find(path)
	if err != nil {
		return err
	}
	if edit.Before == nil || node.Says(edit.Before) {
		return nil
	}
	return fmt.Errorf("%w: line %d now says %s, not %s; plan again from this CV", ErrStale, node.Line, clip(node.Any()), clip(edit.Before))
}

// freshInsert reads the comment that an insert takes its text from.
func (d *Document) freshInsert(edit schema.Edit, change *yamltree.Edit) error {
	if edit.From == "" {
		return nil
	}
	number, ok := strings.CutPrefix(edit.From, "line:")
	line, err := strconv.Atoi(number)
	if !ok || err != nil || line < 1 {
		return fmt.Errorf("%w: from is %q; for insert it names a commented-out line as in line:42", ErrEdit, edit.From)
	}
	change.Comment = line
	if edit.Before == nil {
		return nil
	}
	for _, comment := range d.Pool() {
		if comment.Line == line && !yamltree.NewScalar(comment.Text).Says(edit.Before) {
			return fmt.Errorf("%w: line %d now says %s, not %s; plan again from this CV", ErrStale, line, clip(comment.Text), clip(edit.Before))
		}
	}
	return nil
}

func clip(value any) string {
	text := []rune(fmt.Sprintf("%q", fmt.Sprint(value)))
	if len(text) > 120 {
		return string(text[:119]) + "…"
	}
	return string(text)
}

// entryKeys is the order in which RenderCV's samples write the keys of an
// entry.
var entryKeys = []string{
	"label", "details", "bullet", "number", "reversed_number", "institution", "area", "degree",
	"company", "position", "name", "title", "authors", "network", "username", "fontawesome_icon", "placeholder",
	"date", "start_date", "end_date", "location", "doi", "url", "journal", "summary", "highlights",
}

// keyOrder ranks the keys of a new mapping as its neighbours write them.
func (d *Document) keyOrder(path string) func(string) int {
	var order []string
	return func(key string) int {
		if order == nil { // most values are texts
			order = d.neighboursKeys(path)
		}
		if i := slices.Index(order, key); i >= 0 {
			return i
		}
		return len(order)
	}
}

// neighboursKeys are the keys of the entries beside path, then all others.
func (d *Document) neighboursKeys(path string) []string {
	order := slices.Clone(entryKeys)
	if parent, _ := Parent(path); parent != "" {
		if siblings, err := d.file.Find(parent); err == nil {
			for _, sibling := range siblings.Resolve().Items {
				if pairs := sibling.Pairs(); len(pairs) > 0 {
					order = order[:0]
					for _, pair := range pairs {
						order = append(order, pair.Key)
					}
					order = append(order, entryKeys...)
					break
				}
			}
		}
	}
	return order
}
