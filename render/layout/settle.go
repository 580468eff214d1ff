package layout

import (
	"strings"

	"github.com/bespoke-cv/bespoke/render/frame"
	"github.com/bespoke-cv/bespoke/render/page"
)

// settler gives the leaves of the structure tree their text.
type settler struct {
	leaves map[*page.Node]int // places in parts
	parts  [][]part           // of each leaf, in reading order
}

// part is text of a leaf: a run, or a piece of it where a divided word begins or
// ends.
type part struct {
	run *frame.Run
	cut frame.Cut
	at  int // among the run's cuts
}

// settle reads what frames have painted into the leaves they lead to. A word
// that a line break divides gets a leaf of its own, which reads as the whole
// word. What was settled before stays as it is.
func settle(frames []*frame.Frame) {
	s := &settler{leaves: map[*page.Node]int{}}
	for _, f := range frames {
		s.frame(f)
	}
	for _, parts := range s.parts {
		finishLeaf(parts)
	}
}

func (s *settler) frame(f *frame.Frame) {
	if f.Settled {
		return
	}
	for i := range f.Items {
		switch item := f.Items[i].Item.(type) {
		case *frame.Frame:
			s.frame(item)
		case *frame.Run:
			if item.Source != nil && item.Source.Node != nil {
				s.run(item)
			}
		}
	}
}

// run enters a run in its leaf.
func (s *settler) run(run *frame.Run) {
	at, known := s.leaves[run.Source.Node]
	if !known {
		at = len(s.parts)
		s.leaves[run.Source.Node] = at
		s.parts = append(s.parts, nil)
	}
	if len(run.Words) == 0 {
		s.parts[at] = append(s.parts[at], part{run: run, cut: frame.Cut{End: len(run.Glyphs)}})
		return
	}
	cuts := run.Cuts()
	for i := range cuts {
		if run.RTL { // as it is read, from right to left
			i = len(cuts) - 1 - i
		}
		s.parts[at] = append(s.parts[at], part{run, cuts[i], i})
	}
}

// finishLeaf gives a leaf its text.
func finishLeaf(parts []part) {
	node, divided := parts[0].run.Source.Node, false
	for i := range parts {
		divided = divided || parts[i].cut.Word != nil
	}
	if !divided {
		node.Text = read(parts)
		return
	}
	for i := 0; i < len(parts); {
		word := parts[i].cut.Word
		j := i
		for j < len(parts) && same(parts[j].cut.Word, word) {
			j++
		}
		child := node.Add(page.RoleSpan)
		if word == nil {
			child.Text = read(parts[i:j])
		} else {
			child.ActualText = word.Text
		}
		for _, part := range parts[i:j] {
			if part.run.Leaves == nil {
				part.run.Leaves = make([]*page.Node, max(1, len(part.run.Cuts())))
			}
			part.run.Leaves[part.at] = child
		}
		i = j
	}
}

func same(a, b *frame.Word) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Place == b.Place && a.Text == b.Text
}

// read returns the text of parts in reading order.
func read(parts []part) string {
	if len(parts) == 1 && len(parts[0].run.Glyphs) == 1 {
		return parts[0].run.Glyphs[0].Text
	}
	var text strings.Builder
	for i := range parts {
		glyphs := parts[i].run.Glyphs[parts[i].cut.Start:parts[i].cut.End]
		for j := range glyphs {
			at := j
			if parts[i].run.RTL {
				at = len(glyphs) - 1 - j
			}
			text.WriteString(glyphs[at].Text)
		}
	}
	return text.String()
}
