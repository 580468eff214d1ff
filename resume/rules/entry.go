package rules

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

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
		if len(periods(r.doc, l.Span)) > 0 && (l.Item == 0 || s.kind == education || s.kind == other) && !r.isProse(l) {
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
		if i+3 > len(s.lines) || !slices.ContainsFunc(s.lines[i:min(i+4, len(s.lines))], func(l source.Line) bool { return len(periods(r.doc, l.Span)) > 0 && l.Item == 0 }) || len(anchors) == 0 {
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
		for _, p := range periods(r.doc, l.Span) {
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
	text   string
	quotes []source.Span
}

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
		case title && (short || !r.isProse(l) && i < 6), l.Side:
			r.titleLine(e, l, i)
		case title && len(e.summary) == 0, !title && len(e.highlights) == 0:
			title = false
			e.summary = append(e.summary, l.Span)
		case len(e.highlights) > 0:
			e.highlights = append(e.highlights, highlight{noDash(r.doc.Markdown(l.Span)), []source.Span{l.Span}})
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
			for _, p := range periods(r.doc, cell) {
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
		last.text += " - " + text
		last.quotes = append(last.quotes, l.Span)
		return
	}
	e.highlights = append(e.highlights, highlight{text, []source.Span{l.Span}})
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
			for _, part := range r.divide(s) {
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
// where bold letters end.
func (r *reader) divide(s source.Span) []source.Span {
	text := r.doc.Slice(s)
	if bold, ok := r.doc.BoldIn(s); ok && (bold.Start > s.Start+2 || bold.End < s.End-2) {
		var parts []source.Span
		for i, part := range []source.Span{{Start: s.Start, End: bold.Start}, bold, {Start: bold.End, End: s.End}} {
			switch part = trim(r.doc, part); {
			case part.Empty():
			case i == 1:
				parts = append(parts, part)
			default:
				parts = append(parts, r.divide(part)...)
			}
		}
		return parts
	}
	for _, d := range titleDividers {
		if i := strings.Index(text, d); i > 0 && i+len(d) < len(text) {
			return append([]source.Span{trim(r.doc, source.Span{Start: s.Start, End: s.Start + i})},
				r.divide(trim(r.doc, source.Span{Start: s.Start + i + len(d), End: s.End}))...)
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
		highlights.Add(draft.Leaf("", h.text, h.quotes...))
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

// two divides the first of too few pieces in two.
func (r *reader) two(e *entry, words ...string) []piece {
	if len(e.pieces) != 1 {
		return e.pieces
	}
	p := e.pieces[0]
	text := flat(r.doc.Slice(p.Span))
	for _, word := range words {
		i := strings.Index(text, word)
		// "Nurse, Acute Medical Unit, City Hospital": the employer is last.
		if last := strings.LastIndex(text, ", "); word == ", " && last > i && vocabularies().role.count(text[:i]) > 0 && vocabularies().org.count(text[:i]) == 0 {
			i = last
		}
		if i <= 0 || i+len(word) >= len(text) {
			continue
		}
		first, second := p, p
		first.End = p.Start + i
		second.Start = p.Start + i + len(word)
		first.Span, second.Span = trim(r.doc, first.Span), trim(r.doc, second.Span)
		if strings.ContainsFunc(word, unicode.IsLetter) {
			second.lead = second.Start - first.End
		}
		return []piece{first, second}
	}
	return e.pieces
}

// job reads an entry as RenderCV's ExperienceEntry.
func (r *reader) job(e *entry) (*draft.Node, bool) {
	pieces := r.two(e, " at ", " bei ", " chez ", " @ ", " presso ", " bij ", ", ")
	v := vocabularies()
	company, position := -1, -1
	for i, p := range pieces[:min(len(pieces), 3)] {
		text := r.doc.Slice(p.Span)
		role, org := v.role.count(text), v.org.count(text)+v.school.count(text)
		switch {
		case role > 0 && org == 0 && position < 0:
			position = i
		case (role == 0 || org > 0) && company < 0:
			company = i
		}
	}
	switch {
	case len(pieces) == 0:
	case len(pieces) == 1 && position < 0:
		company = 0
	case len(pieces) == 1:
	case company < 0 && position < 0:
		company, position = 0, 1
	case company < 0:
		company = 1 - min(position, 1)
	case position < 0:
		position = 1 - min(company, 1)
	}
	// Two roles or none: the employer comes first, in bold.
	if len(pieces) > 1 && company >= 0 && position >= 0 && v.role.count(r.doc.Slice(pieces[0].Span)) > 0 && v.role.count(r.doc.Slice(pieces[1].Span)) > 0 && pieces[0].bold && !pieces[1].bold && pieces[0].line == pieces[1].line {
		company, position = 0, 1
	}
	n := draft.Map("")
	named := func(key string, i int) {
		if i >= 0 {
			n.Add(r.leaf(key, pieces[i]))
			return
		}
		n.Items = append(n.Items, draft.Leaf(key, ""))
	}
	named("company", company)
	named("position", position)
	r.rest(e, pieces, company, position)
	r.common(n, e)
	return n, company >= 0 && position >= 0
}

// rest puts the pieces of a title that no key took before the summary.
func (r *reader) rest(e *entry, pieces []piece, taken ...int) {
	for i := len(pieces) - 1; i >= 0; i-- {
		if !slices.Contains(taken, i) {
			e.summary = slices.Insert(e.summary, 0, pieces[i].Span)
		}
	}
}

var degreeForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(.{2,60}?)(?:,? (?:in|en|em|im Fach|im Bereich|of|de|di|richting)|,|:| –| -|\s*\() (.{2,}?)\)?$`)
})

// schooling reads an entry as RenderCV's EducationEntry.
func (r *reader) schooling(e *entry) (*draft.Node, bool) {
	pieces := r.two(e, ", ", " at ", " an der ", " à ")
	v := vocabularies()
	institution := -1
	if len(pieces) == 2 { // "University, Computer Science" beside "BSc"
		for i, p := range pieces {
			other := r.doc.Slice(pieces[1-i].Span)
			comma := strings.Index(r.doc.Slice(p.Span), ", ")
			if comma > 0 && v.degree.count(other) > 0 && len(strings.Fields(other)) <= 3 && v.degree.count(r.doc.Slice(p.Span)) == 0 {
				first, second := p, p
				first.End, second.Start = p.Start+comma, p.Start+comma+2
				pieces = []piece{first, second, pieces[1-i]}
				break
			}
		}
	}
	for i, p := range pieces {
		text := r.doc.Slice(p.Span)
		if v.school.count(text) > 0 && (institution < 0 || v.school.count(text) > v.school.count(r.doc.Slice(pieces[institution].Span))) {
			institution = i
		}
	}
	if institution < 0 {
		for i, p := range pieces {
			if v.degree.count(r.doc.Slice(p.Span)) == 0 {
				institution = i
				break
			}
		}
	}
	if institution < 0 && len(pieces) > 1 {
		institution = 0
	}
	n := draft.Map("")
	if institution < 0 {
		n.Items = append(n.Items, draft.Leaf("institution", ""), draft.Leaf("area", ""))
		r.rest(e, pieces)
		r.common(n, e)
		return n, false
	}
	n.Add(r.leaf("institution", pieces[institution]))
	area, degree := r.studies(pieces, institution)
	taken := []int{institution}
	if area.Empty() && degree.Empty() {
		n.Items = append(n.Items, draft.Leaf("area", ""))
		r.common(n, e)
		return n, false
	}
	for i, p := range pieces {
		if p.Contains(area) && !area.Empty() || p.Contains(degree) && !degree.Empty() {
			taken = append(taken, i)
		}
	}
	if area.Empty() {
		area, degree = degree, area
	}
	lead := 0
	if !degree.Empty() && area.Start > degree.End && area.Start-degree.End < 16 {
		lead = area.Start - degree.End
	}
	n.Add(r.leaf("area", piece{Span: area, lead: lead}))
	if !degree.Empty() {
		n.Add(r.leaf("degree", piece{Span: degree}))
	}
	r.rest(e, pieces, taken...)
	r.common(n, e)
	return n, true
}

// studies finds what was studied, and to which degree.
func (r *reader) studies(pieces []piece, institution int) (area, degree source.Span) {
	v := vocabularies()
	for i, p := range pieces {
		if i == institution {
			continue
		}
		text := r.doc.Slice(p.Span)
		switch m := degreeForm().FindStringSubmatchIndex(text); {
		case m != nil && degree.Empty() && area.Empty() && v.degree.count(text[m[2]:m[3]]) > 0:
			degree = source.Span{Start: p.Start + m[2], End: p.Start + m[3]}
			area = source.Span{Start: p.Start + m[4], End: p.Start + m[5]}
		case degree.Empty() && v.degree.count(text) > 0 && len(strings.Fields(text)) <= 4 && (p.beside || len(pieces) > 2):
			degree = p.Span
		case area.Empty():
			area = p.Span
		}
	}
	return area, degree
}

var (
	digitalObject = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b10\.\d{4,9}/[^\s,;)\]]+`) })
	authorList    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`,| and | und | et | y | e | en |&`) })
)

// publication reads an entry as RenderCV's PublicationEntry: the title, then
// its authors, then where it appeared.
func (r *reader) publication(e *entry) (*draft.Node, bool) {
	if len(e.pieces) < 2 {
		return nil, false
	}
	n := draft.Map("", r.leaf("title", e.pieces[0]))
	authors := draft.Seq("authors")
	line := e.pieces[1].line
	if line == e.pieces[0].line {
		return nil, false
	}
	next := 1
	for ; next < len(e.pieces) && e.pieces[next].line == line; next++ {
		s := e.pieces[next].Span
		text, at := r.doc.Slice(s), s.Start
		for _, cut := range append(authorList().FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
			part := trim(r.doc, source.Span{Start: at, End: s.Start + cut[0]})
			if !part.Empty() {
				authors.Add(draft.Leaf("", r.doc.Markdown(part), part))
			}
			at = s.Start + cut[1]
		}
	}
	for _, author := range authors.Items {
		if len(strings.Fields(author.Text)) > 6 || !strings.ContainsFunc(author.Text, unicode.IsUpper) {
			return nil, false
		}
	}
	n.Add(authors)
	r.appeared(n, e, next)
	date := e.when
	e.location = nil
	if date != nil {
		r.common(n, &entry{when: date, took: e.took})
	}
	if len(e.summary) > 0 {
		r.common(n, &entry{summary: e.summary})
	}
	return n, len(authors.Items) > 0 && len(e.highlights) == 0 && n.Get("start_date") == nil
}

// appeared reads the journal, the digital object identifier and the address.
func (r *reader) appeared(n *draft.Node, e *entry, next int) {
	for _, p := range e.pieces[next:] {
		text := r.doc.Slice(p.Span)
		if m := digitalObject().FindStringIndex(text); m != nil && n.Get("doi") == nil {
			n.Add(draft.Leaf("doi", text[m[0]:m[1]], source.Span{Start: p.Start + m[0], End: p.Start + m[1]}))
			rest := strings.Trim(text[:m[0]]+" "+text[m[1]:], " ().,;")
			if rest != "" && n.Get("journal") == nil && m[0] > 0 {
				n.Add(draft.Leaf("journal", rest, p.Span))
			} else if rest != "" {
				n.Add(draft.Leaf("journal", rest, p.Span))
			}
			continue
		}
		if n.Get("journal") == nil {
			n.Add(r.leaf("journal", p))
			continue
		}
		e.summary = append(e.summary, p.Span)
	}
	if e.location != nil && n.Get("journal") == nil {
		n.Add(draft.Leaf("journal", e.location.Text, e.location.Quotes...))
	} else if e.location != nil {
		e.summary = append(e.summary, e.location.Quotes...)
	}
	for _, p := range e.pieces {
		for _, link := range r.doc.URLs(p.Span) {
			if n.Get("doi") == nil && n.Get("url") == nil && strings.HasPrefix(link.URL, "http") {
				if m := digitalObject().FindString(link.URL); m != "" {
					n.Add(draft.Leaf("doi", m, p.Span))
					continue
				}
				n.Add(draft.Leaf("url", link.URL, p.Span))
			}
		}
	}
}

// normal reads an entry as RenderCV's NormalEntry: the first title line is its
// name.
func (r *reader) normal(e *entry) *draft.Node {
	n := draft.Map("")
	if len(e.pieces) == 0 {
		switch {
		case len(e.highlights) > 0:
			n.Add(draft.Leaf("name", e.highlights[0].text, e.highlights[0].quotes...))
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
