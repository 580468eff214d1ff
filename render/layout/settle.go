package layout

import (
	"strings"

	"github.com/bespoke-cv/bespoke/render/frame"
	"github.com/bespoke-cv/bespoke/render/page"
)

// settler gives the leaves of the structure tree their text.
type settler struct {
	leaves map[*page.Node]int // places in pieces
	pieces [][]piece          // of each leaf, in reading order
}

// piece is text of a leaf: a run, or a piece of one where a divided word begins or
// ends.
type piece struct {
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
	for _, pieces := range s.pieces {
		finishLeaf(pieces)
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
		at = len(s.pieces)
		s.leaves[run.Source.Node] = at
		s.pieces = append(s.pieces, nil)
	}
	if len(run.Words) == 0 {
		s.pieces[at] = append(s.pieces[at], piece{run: run, cut: frame.Cut{End: len(run.Glyphs)}})
		return
	}
	cuts := run.Cuts()
	for i := range cuts {
		if run.RTL { // as it is read, from right to left
			i = len(cuts) - 1 - i
		}
		s.pieces[at] = append(s.pieces[at], piece{run, cuts[i], i})
	}
}

// finishLeaf gives a leaf its text.
func finishLeaf(pieces []piece) {
	node, divided := pieces[0].run.Source.Node, false
	for i := range pieces {
		divided = divided || pieces[i].cut.Word != nil
	}
	if !divided {
		node.Text = read(pieces)
		return
	}
	for i := 0; i < len(pieces); {
		word := pieces[i].cut.Word
		j := i
		for j < len(pieces) && same(pieces[j].cut.Word, word) {
			j++
		}
		child := node.Add(page.RoleSpan)
		if word == nil {
			child.Text = read(pieces[i:j])
		} else {
			child.ActualText = word.Text
		}
		for _, piece := range pieces[i:j] {
			if piece.run.Leaves == nil {
				piece.run.Leaves = make([]*page.Node, max(1, len(piece.run.Cuts())))
			}
			piece.run.Leaves[piece.at] = child
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

// read returns the text of pieces in reading order.
func read(pieces []piece) string {
	if len(pieces) == 1 && len(pieces[0].run.Glyphs) == 1 {
		return pieces[0].run.Glyphs[0].Text
	}
	var text strings.Builder
	for i := range pieces {
		glyphs := pieces[i].run.Glyphs[pieces[i].cut.Start:pieces[i].cut.End]
		for j := range glyphs {
			at := j
			if pieces[i].run.RTL {
				at = len(glyphs) - 1 - j
			}
			text.WriteString(glyphs[at].Text)
		}
	}
	return text.String()
}
