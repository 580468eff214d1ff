package yamltree

import (
	"bytes"
	"sort"
	"strings"
)

// writer splices a plan into its file's bytes. The file is cut into regions,
// which may hold other regions; what no region covers is copied.
type writer struct {
	plan    *plan
	file    *File
	careful bool // write every new text in double quotes
	newline string
	layout  layout
	regions []region
	depth   int // of the node whose regions are being added
}

// region is a run of the source that is written anew.
type region struct {
	start, end int
	depth      int // of the node; a list that is as wide as its only item is the outer one
	write      func(w *writer, out *bytes.Buffer, inner []region)
}

func newWriter(p *plan, careful bool) *writer {
	return &writer{plan: p, file: p.file, careful: careful, newline: p.file.lines.lineBreak(), layout: p.file.layout()}
}

func (w *writer) write() []byte {
	for n := range w.plan.values {
		if w.depth = n.depth(); n.Start != detached {
			w.replaceValue(n, w.plan.expect(n))
		}
	}
	for alias := range w.plan.written {
		if w.depth = alias.depth(); alias.Start != detached {
			w.replaceValue(alias, w.plan.expect(alias))
		}
	}
	for n, shape := range w.plan.shapes {
		if w.depth = n.depth(); n.Start != detached {
			w.reshape(n, shape)
		}
	}
	sort.Slice(w.regions, func(i, j int) bool {
		a, b := w.regions[i], w.regions[j]
		switch {
		case a.start != b.start:
			return a.start < b.start
		case a.end != b.end:
			return a.end > b.end
		}
		return a.depth < b.depth
	})
	var out bytes.Buffer
	out.Grow(len(w.file.src) + len(w.file.src)/8)
	w.emit(&out, 0, len(w.file.src), w.regions)
	return out.Bytes()
}

func (w *writer) add(start, end int, write func(w *writer, out *bytes.Buffer, inner []region)) {
	w.regions = append(w.regions, region{start, end, w.depth, write})
}

func (w *writer) addText(start, end int, text string) {
	w.add(start, end, func(_ *writer, out *bytes.Buffer, _ []region) { out.WriteString(text) })
}

// emit copies source[start:end] and writes the regions in it. regions are
// sorted, the outer before the inner.
func (w *writer) emit(out *bytes.Buffer, start, end int, regions []region) {
	at := start
	for i := 0; i < len(regions); i++ {
		r := regions[i]
		if r.start < at || r.end > end {
			continue
		}
		var inner, others []region
		for _, other := range regions[i+1:] {
			if r.holds(other) {
				inner = append(inner, other)
			} else {
				others = append(others, other)
			}
		}
		out.Write(w.file.src[at:r.start])
		r.write(w, out, inner)
		at = r.end
		regions, i = others, -1
	}
	out.Write(w.file.src[at:end])
}

// holds is true for regions inside of r. An empty one at its end is inside when
// it belongs to a node further down.
func (r region) holds(other region) bool {
	return other.end <= r.end && (other.start < r.end || other.depth > r.depth)
}

func (w *writer) text(start, end int, regions []region) string {
	var out bytes.Buffer
	w.emit(&out, start, end, regions)
	return out.String()
}

// mark is the place behind the colon or dash that n stands at.
func (w *writer) mark(n *Node) int {
	f := w.file
	if n.Parent == nil {
		return n.Start
	}
	if n.Parent.Kind == Mapping {
		colon := f.skipSpace(n.Parent.Keys[n.index].End)
		if f.at(colon) == ':' && colon < max(n.Start, colon+1) {
			return colon + 1
		}
		return n.Parent.Keys[n.index].End
	}
	if n.Parent.Style == Block {
		return f.dash(n.Parent, n.index) + 1
	}
	return n.Start
}

// dash is the place of the dash of an item of a block list.
func (f *File) dash(list *Node, index int) int {
	if index == 0 {
		return list.Content
	}
	return f.skipSpace(itemEnd(list, index-1))
}

// itemEnd is where an item of a list, or a pair of a mapping, ends.
func itemEnd(n *Node, i int) int {
	end := n.Items[i].End
	if n.Kind == Mapping {
		end = max(end, n.Keys[i].End)
	}
	return end
}

// replaceValue writes value in the place of n.
func (w *writer) replaceValue(n, value *Node) {
	switch {
	case n.Kind != Alias && equal(n, value):
	case n.inFlow || n.Style == Flow && n.Kind != Scalar && value.Kind == n.Kind:
		w.replaceFlow(n, value)
	case value.Kind == Scalar && n.Kind == Scalar:
		w.replaceScalar(n, value)
	default:
		w.replaceBlock(n, value)
	}
}

func (w *writer) replaceFlow(n, value *Node) {
	if n.Kind == Scalar && value.Kind == Scalar {
		w.replaceScalar(n, value)
		return
	}
	text := w.flow(value)
	if n.Start == n.End {
		text = w.afterMark(n, text)
	}
	w.addText(n.Start, n.End, text)
}

// afterMark sets text apart from the colon or dash that it comes to stand at.
func (w *writer) afterMark(n *Node, text string) string {
	if n.Start > 0 && isBlank(w.file.src[n.Start-1]) || n.Start > n.Content {
		return text
	}
	if n.inFlow && n.Parent.Kind == Mapping && w.file.at(n.Start-1) != ':' {
		return ": " + text
	}
	return " " + text
}

func (w *writer) replaceScalar(n, value *Node) {
	if n.Tagged && !value.Tagged {
		w.replaceBlock(n, value)
		return
	}
	if n.Style == Literal || n.Style == Folded {
		w.replaceBlockScalar(n, value)
		return
	}
	text := w.restyle(n, value)
	if n.Content == n.End {
		if n.inFlow || n.Content > n.Start {
			text = " " + text
			if n.inFlow && n.Parent.Kind == Mapping && n.Content == n.Start && w.mark(n) == n.Parent.Keys[n.index].End {
				w.addText(w.mark(n), w.mark(n), ":"+text)
				return
			}
		} else {
			text = " " + text
		}
		if n.Content == n.Start {
			w.addText(w.mark(n), w.mark(n), text)
			return
		}
	}
	w.addText(n.Content, n.End, text)
}

// replaceBlockScalar writes value below the header of n, or in quotes where a
// block scalar cannot hold it.
func (w *writer) replaceBlockScalar(n, value *Node) {
	f := w.file
	t := f.blockScalar(n)
	headerEnd := f.lineEnd(n.Content)
	if body, ok := w.blockBody(n, t, value); ok {
		w.addText(headerEnd, max(n.End, headerEnd), body)
		return
	}
	indicators := n.Content + 1
	for c := f.at(indicators); c == '+' || c == '-' || c >= '0' && c <= '9'; c = f.at(indicators) {
		indicators++
	}
	w.addText(n.Content, indicators, w.inline(value))
	w.addText(headerEnd, max(n.End, headerEnd), "")
}

// replaceBlock writes a value of another kind, or a collection, in the place
// of n. A comment behind the key stays there.
func (w *writer) replaceBlock(n, value *Node) {
	f := w.file
	mark := w.mark(n)
	text := w.value(value, w.column(n))
	if n.Parent == nil {
		w.addText(n.Start, n.End, strings.TrimLeft(text, " \r\n"))
		return
	}
	if n.Parent.Kind == Sequence {
		text = w.item(value, w.column(n))
	}
	lineEnd := f.lineEnd(mark)
	comment := f.skipBlanks(mark)
	switch {
	case n.Start <= lineEnd && n.Style != Literal && n.Style != Folded && !strings.HasPrefix(text, w.newline):
		w.addText(mark, n.End, text)
	case n.Start <= lineEnd:
		// What follows n on its last line is a comment; keep it on the key's.
		end := max(n.End, mark)
		rest := f.lineEnd(end)
		w.addText(mark, end, "")
		w.addText(rest, rest, text)
	case f.at(comment) == '#' && !strings.HasPrefix(text, w.newline):
		w.addText(mark, mark, text)
		w.addText(lineEnd, n.End, "")
	case f.at(comment) == '#':
		w.addText(lineEnd, n.End, text)
	default:
		w.addText(mark, n.End, text)
	}
}

// column is that of the block collection that n stands in.
func (w *writer) column(n *Node) int { return max(n.indent, 0) }
