package yamltree

import (
	"fmt"
	"strconv"
	"strings"
)

// plan holds edits by the node they change.
type plan struct {
	file     *File
	edits    []Edit
	values   map[*Node]*Node  // replaced node ─► its new value
	shapes   map[*Node]*shape // list or mapping ─► what comes and goes in it
	written  map[*Node]*Node  // alias ─► its target, copied so that it can be edited
	owners   map[*Node]string // replaced or removed node ─► the edit that did it
	touched  []touch
	comments map[int]string // uncommented line ─► the edit that did it
	changed  map[*Node]bool // nodes that edits change, or change something in
}

// touch says that an edit changes something in a node.
type touch struct {
	node *Node
	name string
}

// shape is how the items of a list or mapping change.
type shape struct {
	removed map[int]bool
	moved   map[int]string
	landing map[int][]landing // place in the unedited list ─► what lands before it
}

// landing is something that comes to stand in a list or mapping.
type landing struct {
	from    int // base index of a moved item, or -1
	key     string
	value   *Node
	comment *Commented
	name    string
}

func newPlan(f *File) *plan {
	return &plan{
		file: f, values: map[*Node]*Node{}, shapes: map[*Node]*shape{}, written: map[*Node]*Node{},
		owners: map[*Node]string{}, comments: map[int]string{}, changed: map[*Node]bool{},
	}
}

func (p *plan) names() string {
	names := make([]string, len(p.edits))
	for i, edit := range p.edits {
		names[i] = edit.Name
	}
	return strings.Join(names, ", ")
}

func (p *plan) add(edit Edit) error {
	p.edits = append(p.edits, edit)
	switch edit.Op {
	case Replace:
		return p.replace(edit)
	case Insert:
		return p.insert(edit)
	case Remove:
		return p.remove(edit)
	case Move:
		return p.move(edit)
	}
	return fmt.Errorf("%w: there is no operation %d", ErrEdit, edit.Op)
}

func (p *plan) shape(n *Node) *shape {
	if p.shapes[n] == nil {
		p.shapes[n] = &shape{removed: map[int]bool{}, moved: map[int]string{}, landing: map[int][]landing{}}
	}
	return p.shapes[n]
}

// own claims a node for one edit that replaces or removes it.
func (p *plan) own(n *Node, name string) error {
	if other, taken := p.owners[n]; taken {
		return conflict(name, other)
	}
	p.owners[n] = name
	p.touched = append(p.touched, touch{n, name})
	return nil
}

func conflict(name, other string) error {
	return fmt.Errorf("%w: %s and %s change the same value; take one of them", ErrConflict, other, name)
}

func (p *plan) replace(edit Edit) error {
	n, err := p.locate(edit.Path)
	if err != nil {
		return err
	}
	if err := p.own(n, edit.Name); err != nil {
		return err
	}
	p.values[n] = replacement(n, edit.Value)
	return nil
}

// replacement is value as it will be read in the place of n.
func replacement(n, value *Node) *Node {
	value = value.clone(n.Parent)
	value.index = n.index
	if n.Kind != Scalar || value.Kind != Scalar {
		return value
	}
	if value.Tag == TagNull && n.Tag != TagNull && n.Tagged {
		return value // the tag goes: it would turn the null into a text
	}
	value.Anchor = n.Anchor
	if n.Tagged {
		value.Tag, value.Tagged = n.Tag, true
	}
	if value.Tag != TagString && !n.Tagged {
		return value
	}
	if n.Style == Plain && !n.Tagged && n.Tag != TagString && n.Tag != TagNull && tagOf(value.Value) == n.Tag {
		value.Tag = n.Tag // 2021 ─► "2022" stays a number, a date a date
	}
	if n.Style == Literal || n.Style == Folded {
		text := strings.TrimRight(value.Value, "\n")
		if text != "" {
			text += finalBreaks(n)
		}
		value.Value = text
	}
	return value
}

func isStandard(tag string) bool { return strings.HasPrefix(tag, "!!") }

// finalBreaks are the line breaks at the end of a block scalar's text.
func finalBreaks(n *Node) string {
	if text := strings.TrimRight(n.Value, "\n"); text != "" {
		return n.Value[len(text):]
	}
	return ""
}

func (p *plan) remove(edit Edit) error {
	n, err := p.locate(edit.Path)
	if err != nil {
		return err
	}
	if n.Parent == nil {
		return fmt.Errorf("%w: the whole document cannot go", ErrEdit)
	}
	if n.merged() {
		return fmt.Errorf("%w: %s comes from a merge key (<<); remove it where it is written", ErrShared, edit.Path)
	}
	if n.Parent.Kind == Mapping && n.Parent.mergedValue(n.Parent.Keys[n.index].Resolve().Value) != nil {
		return fmt.Errorf("%w: below %s a merge key (<<) has a value of the same name, which would come to light; replace it instead", ErrShared, edit.Path)
	}
	if err := p.own(n, edit.Name); err != nil {
		return err
	}
	if name, moved := p.shape(n.Parent).moved[n.index]; moved {
		return conflict(edit.Name, name)
	}
	p.shape(n.Parent).removed[n.index] = true
	return nil
}

func (p *plan) move(edit Edit) error {
	n, err := p.locate(edit.From)
	if err != nil {
		return err
	}
	fromList, _ := cutLast(edit.From)
	toList, last := cutLast(edit.Path)
	list := n.Parent
	if fromList != toList || list == nil || list.Kind != Sequence {
		return fmt.Errorf("%w: an item moves within its own list only: from %s to %s", ErrEdit, edit.From, edit.Path)
	}
	place, err := list.place(last)
	if err != nil {
		return fmt.Errorf("%w: %s: %s", ErrPath, edit.Path, err)
	}
	shape := p.shape(list)
	if other, taken := shape.moved[n.index]; taken {
		return conflict(edit.Name, other)
	}
	if shape.removed[n.index] {
		return conflict(edit.Name, p.owners[n])
	}
	shape.moved[n.index] = edit.Name
	shape.landing[place] = append(shape.landing[place], landing{from: n.index, value: n, name: edit.Name})
	p.touched = append(p.touched, touch{list, edit.Name})
	return nil
}

func cutLast(path string) (parent, last string) {
	cut := max(strings.LastIndexByte(path, '/'), 0)
	return path[:cut], unescaped(strings.TrimPrefix(path[cut:], "/"))
}

// place reads the index that something may land at.
func (n *Node) place(token string) (int, error) {
	if token == "-" {
		return len(n.Items), nil
	}
	i, err := strconv.Atoi(token)
	if err != nil || i < 0 || i > len(n.Items) || strconv.Itoa(i) != token {
		return 0, fmt.Errorf("%q is no place in a list of %d items; give 0 to %d or -", token, len(n.Items), len(n.Items))
	}
	return i, nil
}

func (p *plan) insert(edit Edit) error {
	parent, last := cutLast(edit.Path)
	if edit.Path == "" {
		return fmt.Errorf("%w: give the place, as in /cv/sections/skills/0", ErrEdit)
	}
	list, err := p.locate(parent)
	if err != nil {
		return err
	}
	if list.Kind == Alias {
		list = p.writeOut(list)
	}
	arrival := landing{from: -1, value: edit.Value, name: edit.Name}
	if arrival.comment, err = p.uncomment(edit); err != nil {
		return err
	}
	if arrival.value == nil {
		arrival.value = NewScalar(arrival.comment.Text)
	}
	place := len(list.Items)
	switch {
	case list.Kind == Mapping:
		if list.Get(last) != nil {
			return fmt.Errorf("%w: the key %q is already there; use replace", ErrEdit, last)
		}
		arrival.key = last
		for _, other := range p.shape(list).landing[place] {
			if other.key == last {
				return conflict(edit.Name, other.name)
			}
		}
	case list.Kind == Sequence || list.IsNull():
		if place, err = list.place(last); err != nil && list.IsNull() {
			place, arrival.key, err = 0, last, nil
		}
		if err != nil {
			return fmt.Errorf("%w: %s: %s", ErrPath, edit.Path, err)
		}
		if err := p.shape(list).sameKind(list, arrival); err != nil {
			return err
		}
	default:
		return fmt.Errorf("%w: %s is a single value; nothing can stand in it", ErrEdit, parent)
	}
	p.shape(list).landing[place] = append(p.shape(list).landing[place], arrival)
	p.touched = append(p.touched, touch{list, edit.Name})
	return nil
}

// sameKind makes sure that an empty value becomes a list or a mapping, not both.
func (s *shape) sameKind(n *Node, arrival landing) error {
	if n.Kind != Scalar {
		return nil
	}
	for _, other := range s.landing[0] {
		if (other.key == "") != (arrival.key == "") || other.key != "" && other.key == arrival.key {
			return conflict(arrival.name, other.name)
		}
	}
	return nil
}

// uncomment finds the commented-out item that an insert takes its text from.
func (p *plan) uncomment(edit Edit) (*Commented, error) {
	if edit.Comment == 0 {
		if edit.Value == nil {
			return nil, fmt.Errorf("%w: there is nothing to insert; give the new value", ErrEdit)
		}
		return nil, nil
	}
	if other, taken := p.comments[edit.Comment]; taken {
		return nil, conflict(edit.Name, other)
	}
	p.comments[edit.Comment] = edit.Name
	for _, item := range p.file.Pool() {
		if item.Line == edit.Comment {
			return &item, nil
		}
	}
	return nil, fmt.Errorf("%w: line %d holds no commented-out item such as \"# - text\"", ErrPath, edit.Comment)
}
