package yamltree

import (
	"bytes"
	"strings"
)

// reshape writes a list or mapping in which items come, go or move.
func (w *writer) reshape(n *Node, shape *shape) {
	stays := w.uncommentInPlace(n, shape)
	slots := shape.order(len(n.Items))
	kept := 0
	for i := range slots {
		if stays[slots[i].landing] {
			slots[i].landing = nil // written where its comment stands
			kept++
		} else if !slots[i].removed {
			kept++
		}
	}
	slots = withoutStays(slots)
	switch {
	case n.Style == Flow && n.Kind != Scalar && len(n.Items) > 0 && kept == 0 && n.bracketed(w.file.src):
		w.addText(n.Content+1, n.End-1, "")
	case n.Style == Flow && n.Kind == Mapping && kept == 0 && len(n.Items) > 0:
		w.addText(n.Content, n.End, "{}")
	case n.Style == Flow && n.Kind != Scalar && len(n.Items) > 0:
		w.reshapeFlow(n, slots)
	case n.Kind == Scalar || len(n.Items) == 0:
		if len(slots) > 0 {
			w.fill(n)
		} else if n.Start != n.End {
			w.addText(w.mark(n), n.End, "")
		}
	case kept == 0:
		w.empty(n)
	case len(slots) != len(n.Items) || !sameOrder(slots):
		w.reshapeBlock(n, slots)
	}
}

func withoutStays(slots []slot) []slot {
	out := slots[:0]
	for _, slot := range slots {
		if slot.base >= 0 || slot.landing != nil {
			out = append(out, slot)
		}
	}
	return out
}

func sameOrder(slots []slot) bool {
	for i, slot := range slots {
		if slot.base != i || slot.removed {
			return false
		}
	}
	return true
}

// uncommentInPlace writes items that were commented out where their comments
// stand, as far as that is where they have to land, and deletes the other
// comments. It returns those that it has written.
func (w *writer) uncommentInPlace(n *Node, shape *shape) map[*landing]bool {
	stays := map[*landing]bool{}
	for place, landings := range shape.landing {
		line := 0
		inPlace := w.keepsPlaces(n, shape)
		for i := range landings {
			comment := landings[i].comment
			if comment == nil || comment.List != n || comment.Index != place || comment.Line < line {
				inPlace = false
			} else {
				line = comment.Line
			}
		}
		for i := range landings {
			comment := landings[i].comment
			if comment == nil {
				continue
			}
			start := w.file.lines.starts[comment.Line-1]
			end := w.file.lines.next(w.file.lines.starts[comment.Line+comment.Count-2])
			text := ""
			if inPlace && w.outside(n, comment) {
				stays[&landings[i]] = true
				text = w.uncommented(n, landings[i])
				if lineEnd := w.file.lineEnd(w.file.lines.starts[comment.Line+comment.Count-2]); lineEnd < end {
					text += w.newline
				}
			}
			w.addText(start, end, text)
		}
	}
	return stays
}

// keepsPlaces is true when comments inside n keep their place among its items.
func (w *writer) keepsPlaces(n *Node, shape *shape) bool {
	left := len(n.Items) - len(shape.removed)
	return len(shape.moved) == 0 && n.Style != Flow && (left > 0 || len(n.Items) == 0)
}

// outside is true when no list around n may carry the comment away from it.
func (w *writer) outside(n *Node, comment *Commented) bool {
	for outer := n.Parent; outer != nil; outer = outer.Parent {
		if w.plan.shapes[outer] != nil && comment.column <= w.file.lines.column(outer.Content) {
			return false
		}
	}
	return true
}

// uncommented is the line of an item in the place of its comment. The author's
// own spelling stays when the text is the comment's.
func (w *writer) uncommented(n *Node, l landing) string {
	column := w.dashColumn(n, l.comment)
	indent := strings.Repeat(" ", column)
	value := w.plan.expect(l.value)
	if value.Kind != Scalar || value.Value != l.comment.Text || !l.comment.verbatim() || w.careful {
		return indent + "-" + w.item(w.styled(n, value), column)
	}
	lines := append([]string(nil), l.comment.raw...)
	for i := range lines {
		if i == 0 {
			lines[i] = indent + "- " + lines[i]
		} else {
			lines[i] = indent + "  " + lines[i]
		}
	}
	return strings.Join(lines, w.newline)
}

// dashColumn is where the dash of an uncommented item goes.
func (w *writer) dashColumn(n *Node, comment *Commented) int {
	if n.Kind == Sequence && len(n.Items) > 0 {
		return w.file.lines.column(n.Content)
	}
	if comment.column >= n.indent {
		return comment.column
	}
	return max(n.indent, 0) + w.layout.list
}

// fill writes the first items of an empty value or an empty flow collection.
func (w *writer) fill(n *Node) {
	value := w.plan.expect(n)
	if n.inFlow {
		text := w.flow(value)
		if n.Start == n.End {
			text = w.afterMark(n, text)
		}
		w.addText(n.Start, n.End, text)
		return
	}
	w.replaceBlock(n, value)
}

// empty writes [] or {} in the place of items that are all gone. Comments that
// belonged to none of them stay.
func (w *writer) empty(n *Node) {
	text := "[]"
	if n.Kind == Mapping {
		text = "{}"
	}
	b := w.block(n)
	last := len(n.Items) - 1
	if b.compact || n.Parent == nil {
		w.add(b.heads[0], b.tails[last], func(w *writer, out *bytes.Buffer, inner []region) {
			out.WriteString(text)
			out.WriteString(w.lineBreakAt(b.tails[last]))
			w.gaps(out, b, inner)
		})
		return
	}
	mark := w.mark(n)
	if n.Content > n.Start && n.Kind == Sequence {
		mark = w.file.skipProperties(n.Start)
	}
	w.addText(mark, mark, " "+text)
	w.add(b.heads[0], b.tails[last], func(w *writer, out *bytes.Buffer, inner []region) { w.gaps(out, b, inner) })
}

func (w *writer) gaps(out *bytes.Buffer, b block, inner []region) {
	for i := 0; i+1 < len(b.heads); i++ {
		if gap := w.text(b.tails[i], b.heads[i+1], inner); strings.TrimSpace(gap) != "" {
			out.WriteString(gap)
		}
	}
}

// lineBreakAt is a line break unless the file ends at i without one.
func (w *writer) lineBreakAt(i int) string {
	if i > 0 && i == len(w.file.src) && w.file.src[i-1] != '\n' && w.file.src[i-1] != '\r' {
		return ""
	}
	return w.newline
}

// reshapeFlow writes a flow collection. What stands between two items stays
// between them.
func (w *writer) reshapeFlow(n *Node, slots []slot) {
	count := len(n.Items)
	starts, ends := make([]int, count), make([]int, count)
	for i := range n.Items {
		starts[i], ends[i] = n.Items[i].Start, itemEnd(n, i)
		if n.Kind == Mapping {
			starts[i] = n.Keys[i].Start
		}
	}
	w.add(starts[0], ends[count-1], func(w *writer, out *bytes.Buffer, inner []region) {
		if !n.bracketed(w.file.src) { // [a: b] ─► [{a: b, c: d}]
			out.WriteByte('{')
			defer out.WriteByte('}')
		}
		gap := ", "
		if count > 1 && !strings.Contains(string(w.file.src[ends[0]:starts[1]]), "#") {
			gap = string(w.file.src[ends[0]:starts[1]])
		}
		written, place := 0, -1 // items so far; base place of the last one
		for _, slot := range slots {
			if slot.landing == nil {
				place++
			}
			if slot.removed {
				continue
			}
			if written > 0 {
				between := gap
				if slot.landing == nil && place > 0 && place < count {
					between = string(w.file.src[ends[place-1]:starts[place]])
				}
				out.WriteString(between)
			}
			written++
			if slot.landing == nil {
				w.emit(out, starts[slot.base], ends[slot.base], inner)
				continue
			}
			if n.Kind == Mapping {
				out.WriteString(w.key(slot.landing.key) + ": ")
			}
			out.WriteString(w.flow(w.styled(n, w.plan.expect(slot.landing.value))))
		}
	})
}
