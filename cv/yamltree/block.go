package yamltree

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// block is the lay-out of a block list or mapping: item i with the comments
// that go with it is source[heads[i]:tails[i]]; between tails[i] and
// heads[i+1] stand blank lines and comments of their own.
type block struct {
	column  int
	marks   []int // of the dash, or of the key
	heads   []int
	tails   []int
	compact bool // the first item stands behind something else on its line
}

func (w *writer) block(n *Node) block {
	f := w.file
	b := block{column: f.lines.column(n.Content)}
	for i := range n.Items {
		mark := n.Content
		switch {
		case n.Kind == Mapping:
			mark = n.Keys[i].Start
		case i > 0:
			mark = f.skipSpace(itemEnd(n, i-1))
		}
		b.marks = append(b.marks, mark)
	}
	first := f.lines.start(b.marks[0])
	b.compact = strings.TrimSpace(string(f.src[first:b.marks[0]])) != ""
	for i := range n.Items {
		b.tails = append(b.tails, w.tail(n, i, b))
		head := b.marks[0]
		switch {
		case i > 0:
			head = w.head(b.marks[i], b.tails[i-1])
		case !b.compact && n.Parent != nil:
			head = w.head(b.marks[0], f.lines.next(w.mark(n)-1))
		case !b.compact:
			head = first
		}
		b.heads = append(b.heads, head)
	}
	return b
}

// tail is the start of the line behind an item and the comments below it that
// are indented further than its dash or key.
func (w *writer) tail(n *Node, i int, b block) int {
	f := w.file
	end := itemEnd(n, i)
	if n.Items[i].Start == n.Items[i].End {
		end = max(end, w.mark(n.Items[i]))
	}
	at := f.lines.next(end)
	item := n.Items[i]
	if item.Kind == Scalar && item.Start != item.End && item.Style != Literal && item.Style != Folded {
		return at
	}
	tail := at
	for at < len(f.src) {
		text := f.skipBlanks(at)
		if f.at(text) == '#' {
			if utf8.RuneCount(f.src[at:text]) <= b.column {
				break
			}
			tail = f.lines.next(at)
		} else if !f.isBreak(text) {
			break
		}
		next := f.lines.next(at)
		if next == at {
			break
		}
		at = next
	}
	return tail
}

// head is the start of the comment lines directly above the item that begins
// at mark. Commented-out items belong to nobody.
func (w *writer) head(mark, floor int) int {
	f := w.file
	head := f.lines.start(mark)
	for head > floor {
		above := f.lines.start(head - 1)
		number := f.lines.number(above)
		if above < floor || f.at(f.skipBlanks(above)) != '#' || w.pooled(number) {
			break
		}
		head = above
	}
	return head
}

func (w *writer) pooled(line int) bool {
	for _, item := range w.file.Pool() {
		if line >= item.Line && line < item.Line+item.Count {
			return true
		}
	}
	return false
}

// piece is an item or what stands between two of them, while a block is put
// together.
type piece struct {
	text  string
	gap   bool
	fresh bool
	block *Node // the block scalar that the item ends in; of a gap, that the item above it ended in
}

// reshapeBlock writes a block list or mapping.
func (w *writer) reshapeBlock(n *Node, slots []slot) {
	b := w.block(n)
	start, end := b.heads[0], b.tails[len(b.tails)-1]
	block, below := w.lastBlock(n), end
	if block != n.lastBlock() && !w.reshapedAround(n) {
		below = w.file.belowBlock(block, end)
	}
	w.add(start, below, func(w *writer, out *bytes.Buffer, inner []region) {
		pieces := w.pieces(n, b, slots, inner)
		var text strings.Builder
		for i, piece := range w.tidy(pieces, w.blankBetween(b)) {
			if i == 0 && b.compact {
				piece.text = w.tuck(piece.text, b.column)
			}
			text.WriteString(piece.text)
		}
		result := text.String()
		if w.lineBreakAt(end) == "" && !w.plan.expect(n).endsInBreak() {
			result = strings.TrimSuffix(result, w.newline)
		}
		out.WriteString(result)
		out.WriteString(w.file.fitBelow(block, string(w.file.src[end:below])))
	})
}

func (w *writer) reshapedAround(n *Node) bool {
	for n = n.Parent; n != nil; n = n.Parent {
		if w.plan.shapes[n] != nil {
			return true
		}
	}
	return false
}

// endsInBreak is true when the last text of n is a block scalar that needs the
// line break behind it.
func (n *Node) endsInBreak() bool {
	for len(n.Items) > 0 && n.Style != Flow {
		n = n.Items[len(n.Items)-1]
	}
	return n.Kind == Scalar && n.Style != SingleQuoted && n.Style != DoubleQuoted && strings.HasSuffix(n.Value, "\n")
}

// pieces lists the items in their new order with what stood between them.
func (w *writer) pieces(n *Node, b block, slots []slot, inner []region) []piece {
	var pieces []piece
	place := -1
	for _, slot := range slots {
		if slot.landing != nil {
			pieces = append(pieces, piece{text: w.arrive(n, slot.landing, b.column), fresh: true})
			continue
		}
		place++
		if !slot.removed {
			text := w.text(b.heads[slot.base], b.tails[slot.base], inner)
			if slot.base == 0 && b.compact {
				text = strings.Repeat(" ", b.column) + text
			}
			if !strings.HasSuffix(text, "\n") && !strings.HasSuffix(text, "\r") {
				text += w.newline
			}
			pieces = append(pieces, piece{text: text, block: w.lastBlock(n.Items[slot.base])})
		}
		if place < len(n.Items)-1 {
			pieces = append(pieces, piece{text: w.text(b.tails[place], b.heads[place+1], inner), gap: true, block: n.Items[place].lastBlock()})
		}
	}
	return pieces
}

// arrive is the text of a new item or pair.
func (w *writer) arrive(n *Node, l *landing, column int) string {
	indent := strings.Repeat(" ", column)
	value := w.styled(n, w.plan.expect(l.value))
	if n.Kind == Mapping {
		return indent + w.key(l.key) + ":" + w.value(value, column) + w.newline
	}
	return indent + "-" + w.item(value, column) + w.newline
}

// tidy joins what stands between items where items are gone, and sets new
// items apart like the others.
func (w *writer) tidy(pieces []piece, blank string) []piece {
	var out []piece
	for _, p := range pieces {
		last := len(out) - 1
		switch {
		case p.gap && last < 0:
			p.text = trimBlankLines(p.text, true)
		case p.gap && out[last].gap:
			if strings.TrimSpace(p.text) != "" {
				out[last].text += trimBlankLines(p.text, true)
			}
			continue
		case !p.gap && last >= 0 && !out[last].gap && (p.fresh || out[last].fresh):
			out = append(out, piece{text: w.file.fitBelow(out[last].block, blank), gap: true})
		case p.gap && p.block != out[last].block:
			p.text = w.file.fitBelow(out[last].block, p.text)
		}
		out = append(out, p)
	}
	if last := len(out) - 1; last >= 0 && out[last].gap {
		out[last].text = trimBlankLines(out[last].text, false)
	}
	if len(out) > 0 && out[0].text == "" {
		out = out[1:]
	}
	return out
}

// trimBlankLines cuts empty lines from the beginning or the end of a gap.
func trimBlankLines(text string, leading bool) string {
	lines := strings.SplitAfter(text, "\n")
	for leading && len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	for !leading && len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		lines = lines[:len(lines)-1]
	}
	return strings.Join(lines, "")
}

// blankBetween is an empty line when most items are set apart by one.
func (w *writer) blankBetween(b block) string {
	blanks := 0
	for i := 0; i+1 < len(b.heads); i++ {
		if w.file.isBreak(w.file.skipBlanks(b.tails[i])) && b.tails[i] < b.heads[i+1] {
			blanks++
		}
	}
	if gaps := len(b.heads) - 1; gaps > 0 && blanks*2 > gaps {
		return w.newline
	}
	return ""
}

// tuck fits an item behind what stands before the first one on its line.
func (w *writer) tuck(text string, column int) string {
	indent := strings.Repeat(" ", column)
	rest := strings.TrimPrefix(text, indent)
	if rest != text && !strings.HasPrefix(rest, "#") && !strings.HasPrefix(rest, " ") {
		return rest
	}
	return w.newline + text
}

// lastBlock is the block scalar that n ends in, or nil. Blank lines below it
// are part of its text when its header has a plus sign, and so are blanks that
// stand further right than its text.
func (n *Node) lastBlock() *Node {
	for len(n.Items) > 0 && n.Style == Block {
		n = n.Items[len(n.Items)-1]
	}
	if n.Kind == Scalar && (n.Style == Literal || n.Style == Folded) {
		return n
	}
	return nil
}

// lastBlock is that of n after the edits, as far as it stands in the file.
func (w *writer) lastBlock(n *Node) *Node {
	for len(n.Items) > 0 && n.Style == Block {
		if w.plan.shapes[n] == nil {
			n = n.Items[len(n.Items)-1]
			continue
		}
		slots := w.plan.shapes[n].order(len(n.Items))
		last := len(slots) - 1
		for last >= 0 && slots[last].removed {
			last--
		}
		if last < 0 || slots[last].landing != nil {
			return nil
		}
		n = n.Items[slots[last].base]
	}
	return n.lastBlock()
}

// fitBelow is text as it can stand below a block scalar: without the blanks at
// its beginning that would become part of the scalar, and with comments that
// stand as far right as the scalar's text brought back to its list.
func (f *File) fitBelow(block *Node, text string) string {
	if block == nil || text == "" {
		return text
	}
	t := f.blockScalar(block)
	var out strings.Builder
	lines := strings.SplitAfter(text, "\n")
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		if t.chomp != '+' {
			out.WriteString(strings.TrimLeft(lines[0], " \t"))
		}
		lines = lines[1:]
	}
	for len(lines) > 0 && t.swallows(lines[0]) {
		out.WriteString(strings.Repeat(" ", max(block.indent, 0)) + strings.TrimLeft(lines[0], " "))
		lines = lines[1:]
	}
	return out.String() + strings.Join(lines, "")
}

// swallows reports whether a comment's line stands so far right that a block
// scalar above it would take it for text.
func (t blockText) swallows(line string) bool {
	comment := strings.TrimLeft(line, " ")
	return strings.HasPrefix(comment, "#") && len(line)-len(comment) >= t.indent
}

// belowBlock is where what fitBelow changes ends: behind blank lines, and behind
// the comments that the scalar would swallow.
func (f *File) belowBlock(block *Node, i int) int {
	i = f.skipBlankLines(i)
	if block == nil {
		return i
	}
	t := f.blockScalar(block)
	for i < len(f.src) && t.swallows(string(f.src[i:f.lineEnd(i)])) {
		i = f.pastBreak(f.lineEnd(i))
	}
	return i
}
