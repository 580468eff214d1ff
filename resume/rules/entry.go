package rules

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/resume/draft"
	"github.com/bespoke-cv/bespoke/resume/source"
)

// entries reads a section of dated or titled entries.
func (r *reader) entries(s section) []*draft.Node {
	var list []*entry
	starts := r.starts(s)
	for i, start := range starts {
		end := len(s.lines)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		if r.ctx.Err() != nil {
			return nil
		}
		list = append(list, r.entry(s.kind, s.lines[start:end]))
	}
	return r.oneType(s.kind, list)
}

// starts finds the first line of each entry.
func (r *reader) starts(s section) []int {
	var starts, anchors []int
	deepest := 0
	for i, l := range s.lines {
		if r.level > 0 && l.Heading > r.level && (deepest == 0 || l.Heading <= deepest) {
			deepest = l.Heading
			starts = append(starts, i)
		}
		if len(r.periods(l.Span)) > 0 && (l.Item == 0 || s.kind == education || s.kind == other) && !r.isProse(l) {
			anchors = append(anchors, i)
		}
	}
	if len(starts) > 0 {
		if starts[0] > 0 {
			starts = slices.Insert(starts, 0, 0)
		}
		return starts
	}
	starts = []int{0}
	if len(anchors) > 0 {
		lead := anchors[0] // lines of an entry above its date
		for k := 1; k < len(anchors); k++ {
			start := r.startBefore(s.lines, anchors[k-1], anchors[k], lead)
			if start > starts[len(starts)-1] {
				starts = append(starts, start)
			}
		}
	}
	// Entries without a date begin with a bold or spaced line behind bullets.
	for i := 1; i < len(s.lines); i++ {
		l, before := s.lines[i], s.lines[i-1]
		_, bold := r.doc.BoldIn(source.Span{Start: l.Start, End: min(l.Start+1, l.End)})
		if l.Item > 0 || l.Side || before.Item == 0 || r.isProse(l) || !(bold || l.Bold || l.Gap) {
			continue
		}
		if i+3 > len(s.lines) || !slices.ContainsFunc(s.lines[i:min(i+4, len(s.lines))], func(l source.Line) bool { return len(r.periods(l.Span)) > 0 && l.Item == 0 }) || len(anchors) == 0 {
			starts = append(starts, i)
		}
	}
	slices.Sort(starts)
	return slices.Compact(starts)
}

// startBefore finds where the entry of a dated line begins: behind the bullets
// or prose of the one before, or as many lines above as in the first entry.
func (r *reader) startBefore(lines []source.Line, before, anchor, lead int) int {
	for i := anchor - 1; i > before; i-- {
		if lines[i].Item == 0 && !r.isProse(lines[i]) {
			continue
		}
		if anchor-i-1 <= max(lead, 3) {
			return i + 1
		}
		return max(i+1, anchor-lead)
	}
	for i := before + 1; i <= anchor; i++ {
		if lines[i].Gap && !lines[i].Side && anchor-i <= max(lead, 3) {
			return i
		}
	}
	return max(before+1, anchor-lead)
}

// isProse reports whether a line is running text.
func (r *reader) isProse(l source.Line) bool {
	text := r.doc.Slice(l.Span)
	if len(l.Cells) > 1 {
		return false
	}
	words := len(strings.Fields(text))
	if words > 16 && words < 26 {
		for _, p := range r.periods(l.Span) {
			if p.rangeText && (p.Start < l.Start+4 || p.End > l.End-4) {
				return false
			}
		}
	}
	return words > 16 || words > 9 && strings.HasSuffix(text, ".")
}

// entry is what was read of one entry, before its type is settled.
type entry struct {
	pieces     []piece
	when       *period
	whenLine   int
	took       []source.Span // texts that the dates make needless
	location   *draft.Node
	summary    []source.Span
	highlights []highlight
}

type highlight struct {
	texts  []string // its own and those of the bullets below it
	quotes []source.Span
}

func (h highlight) text() string { return strings.Join(h.texts, " - ") }

// maxPieces is how many parts the title lines of an entry have at most. Each is
// weighed against the others: what follows is read as its summary.
const maxPieces = 100

// piece is a part of an entry's title lines.
type piece struct {
	source.Span
	line   int
	bold   bool
	beside bool // in a cell or column beside others, where places stand
	lead   int  // bytes before it that join it to another, such as " at "
}

// quote is a piece with what joins it to the one before.
func (p piece) quote() source.Span { return source.Span{Start: p.Start - p.lead, End: p.End} }

func (r *reader) entry(k kind, lines []source.Line) *entry {
	e := &entry{}
	title := true
	r.when(e, k, lines)
	for i, l := range lines {
		short := l.Side || l.Heading > 0 || i == 0
		switch {
		case l.Item > 0 && i > 0, l.Item > 0 && k != education && k != other:
			title = false
			e.item(r, l)
		case len(e.pieces) < maxPieces && (title && (short || !r.isProse(l) && i < 6) || l.Side):
			r.titleLine(e, l, i)
		case title && len(e.summary) == 0, !title && len(e.highlights) == 0:
			title = false
			e.summary = append(e.summary, l.Span)
		case len(e.highlights) > 0:
			e.highlights = append(e.highlights, highlight{[]string{noDash(r.doc.Markdown(l.Span))}, []source.Span{l.Span}})
		default:
			e.summary = append(e.summary, l.Span)
		}
	}
	r.place(e, k)
	return e
}

// when finds the date of an entry among those in its title lines: one that
// stands alone or beside the title rather than one within it.
func (r *reader) when(e *entry, k kind, lines []source.Line) {
	best := -1
	for i, l := range lines {
		if l.Item > 0 && i > 0 || !l.Side && i > 0 && (i > 5 || r.isProse(l)) {
			if l.Side || i > 5 && !l.Side {
				continue
			}
			break
		}
		cells := l.Cells
		if len(cells) == 0 {
			cells = []source.Span{l.Span}
		}
		for c, cell := range cells {
			for _, p := range r.periods(cell) {
				score := 0
				if trim(r.doc, source.Span{Start: cell.Start, End: p.Start}).Empty() && trim(r.doc, source.Span{Start: p.End, End: cell.End}).Empty() {
					score += 4
				}
				if l.Side || c > 0 || len(cells) > 1 {
					score += 3
				}
				if p.rangeText && p.start != "" {
					score += 2
				}
				if p.End < l.End && p.Start > l.Start { // in the middle
					score--
				}
				if score > best {
					best, e.when, e.whenLine = score, &p, i
				}
			}
		}
	}
}

// item adds a bullet; one of a deeper level goes below the one before it.
func (e *entry) item(r *reader, l source.Line) {
	text := noDash(r.doc.Markdown(l.Span))
	if l.Item > 1 && len(e.highlights) > 0 {
		last := &e.highlights[len(e.highlights)-1]
		last.texts = append(last.texts, text)
		last.quotes = append(last.quotes, l.Span)
		return
	}
	e.highlights = append(e.highlights, highlight{[]string{text}, []source.Span{l.Span}})
}

// titleLine takes the dates out of a line and divides the rest.
func (r *reader) titleLine(e *entry, l source.Line, index int) {
	cells := l.Cells
	if len(cells) == 0 {
		cells = []source.Span{l.Span}
	}
	titleCell := -1
	for number, cell := range cells {
		if isDuration(r.doc.Slice(cell)) {
			e.took = append(e.took, cell)
			continue
		}
		rest := []source.Span{cell}
		if p := e.when; p != nil && cell.Contains(p.Span) {
			rest = []source.Span{{Start: cell.Start, End: p.Start}, {Start: p.End, End: cell.End}}
		}
		for _, s := range rest {
			s = trim(r.doc, s)
			if s.Empty() {
				continue
			}
			if isDuration(r.doc.Slice(s)) {
				e.took = append(e.took, s)
				continue
			}
			if titleCell < 0 {
				titleCell = number
			}
			// Beside the title, or around a date below it.
			beside := l.Side || number != titleCell || index > 0 && (len(cells) > 1 || len(rest) > 1) || len(rest) > 1 && s.Start > rest[0].End
			room := maxPieces - len(e.pieces)
			for _, part := range r.divide(s, &room) {
				_, bold := r.doc.BoldIn(part)
				if _, mixed := r.doc.BoldIn(l.Span); l.Heading > 0 && !mixed {
					bold = true
				}
				e.pieces = append(e.pieces, piece{part, index, bold, beside, 0})
			}
		}
	}
}

var titleDividers = []string{" | ", "|", " • ", " · ", " — ", " – ", " -- ", " --- ", " - ", " @ ", "\t", " // "}

// divide cuts a title where people divide role and employer: at dividers, and
// where bold letters end. room is how many cuts are left.
func (r *reader) divide(s source.Span, room *int) []source.Span {
	if *room--; *room < 0 {
		return []source.Span{s}
	}
	text := r.doc.Slice(s)
	if bold, ok := r.doc.BoldIn(s); ok && (bold.Start > s.Start+2 || bold.End < s.End-2) {
		var parts []source.Span
		for i, part := range []source.Span{{Start: s.Start, End: bold.Start}, bold, {Start: bold.End, End: s.End}} {
			switch part = trim(r.doc, part); {
			case part.Empty():
			case i == 1:
				parts = append(parts, part)
			default:
				parts = append(parts, r.divide(part, room)...)
			}
		}
		return parts
	}
	for _, d := range titleDividers {
		if i := strings.Index(text, d); i > 0 && i+len(d) < len(text) {
			return append([]source.Span{trim(r.doc, source.Span{Start: s.Start, End: s.Start + i})},
				r.divide(trim(r.doc, source.Span{Start: s.Start + i + len(d), End: s.End}), room)...)
		}
	}
	return []source.Span{s}
}

// common adds what entries of all types may have.
func (r *reader) common(n *draft.Node, e *entry) {
	if p := e.when; p != nil {
		quotes := append([]source.Span{p.Span}, e.took...)
		switch {
		case p.free != "":
			n.Add(draft.Leaf("date", p.free, quotes...))
		case p.rangeText && p.start != "":
			n.Add(draft.Day("start_date", p.start, quotes...), draft.Day("end_date", p.end, p.Span))
		default:
			n.Add(draft.Day("date", p.start, quotes...))
		}
	}
	n.Add(e.location)
	if len(e.summary) > 0 {
		texts := make([]string, len(e.summary))
		for i, s := range e.summary {
			texts[i] = r.doc.Markdown(s)
		}
		n.Add(draft.Leaf("summary", strings.Join(texts, " "), e.summary...))
	}
	highlights := draft.Seq("highlights")
	for _, h := range e.highlights {
		highlights.Add(draft.Leaf("", h.text(), h.quotes...))
	}
	n.Add(highlights)
}

// oneType settles the type that all entries of a section have.
func (r *reader) oneType(k kind, list []*entry) []*draft.Node {
	var build func(*entry) (*draft.Node, bool)
	switch k {
	case experience:
		build = r.job
	case education:
		build = r.schooling
	case publications:
		build = r.publication
	default:
		build = func(*entry) (*draft.Node, bool) { return nil, false }
	}
	nodes := make([]*draft.Node, 0, len(list))
	complete := 0
	for _, e := range list {
		node, ok := build(e)
		if ok {
			complete++
		}
		nodes = append(nodes, node)
	}
	if complete*2 > len(list) && (k != publications || complete == len(list)) {
		return nodes
	}
	nodes = nodes[:0]
	for _, e := range list {
		nodes = append(nodes, r.normal(e))
	}
	return nodes
}

// bare takes the letters of Markdown that make all of a text bold or slanted
// off.
func bare(text string) string {
	for _, mark := range []string{"**", "__", "*", "_"} {
		if inner, ok := strings.CutPrefix(text, mark); ok && strings.HasSuffix(inner, mark) && !strings.Contains(strings.TrimSuffix(inner, mark), mark) {
			return strings.TrimSuffix(inner, mark)
		}
	}
	if strings.Count(text, "**")%2 == 1 { // bold letters that were cut in two
		return strings.ReplaceAll(text, "**", "")
	}
	return text
}

func (r *reader) leaf(key string, p piece) *draft.Node {
	return draft.Leaf(key, bare(r.doc.Markdown(p.Span)), p.quote())
}

// normal reads an entry as RenderCV's NormalEntry: the first title line is its
// name.
func (r *reader) normal(e *entry) *draft.Node {
	n := draft.Map("")
	if len(e.pieces) == 0 {
		switch {
		case len(e.highlights) > 0:
			n.Add(draft.Leaf("name", e.highlights[0].text(), e.highlights[0].quotes...))
			e.highlights = e.highlights[1:]
		case len(e.summary) > 0:
			n.Add(draft.Leaf("name", r.doc.Markdown(e.summary[0]), e.summary[0]))
			e.summary = e.summary[1:]
		case e.when != nil:
			n.Add(draft.Leaf("name", r.doc.Slice(e.when.Span), e.when.Span))
		}
		r.common(n, e)
		return n
	}
	end := 0
	for end < len(e.pieces) && e.pieces[end].line == e.pieces[0].line && !(e.pieces[end].beside && end > 0 && e.when == nil) {
		end++
	}
	end = max(end, 1)
	texts := make([]string, end)
	quotes := make([]source.Span, end)
	for i, p := range e.pieces[:end] {
		texts[i], quotes[i] = bare(r.doc.Markdown(p.Span)), p.Span
	}
	n.Add(draft.Leaf("name", strings.Join(texts, ", "), quotes...))
	taken := make([]int, end)
	for i := range taken {
		taken[i] = i
	}
	r.rest(e, e.pieces, taken...)
	r.common(n, e)
	return n
}
