// Package pdf reads the text of a CV out of a PDF file: words from glyphs, lines
// from words, paragraphs, bullets, columns and links from where they stand.
//
//	bytes ─ open ─► objects ─ pages ─► glyphs ─ rows, columns ─► lines ─► source.Document
//
// It is made for files of strangers: every count and size has a limit, the
// cross-reference table, which may lie, is not read, and what is broken is
// skipped. Section numbers in comments are those of ISO 32000-1.
package pdf

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/resume/source"
)

// Read reads a PDF. Its error wraps ErrNotPDF, ErrEncrypted, ErrTooLarge or
// ErrNoText, or is the context's.
func Read(ctx context.Context, data []byte) (doc *source.Document, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			doc, err = nil, fmt.Errorf("%w (%v)", ErrNotPDF, broken)
		}
	}()
	f, err := open(data)
	if err != nil {
		return nil, err
	}
	pages, err := f.pages()
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w := &writer{}
	for _, p := range pages {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		w.pages = append(w.pages, rows(p.glyphs))
	}
	w.furniture(pages)
	for number, p := range pages {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for _, column := range columns(w.pages[number], p.width) {
			w.column(column, number+1)
		}
	}
	return w.Document(), nil
}

// writer turns rows into lines.
type writer struct {
	source.Builder
	pages    [][]row
	words    map[string]bool // all words, to tell hyphens from hyphenation
	current  *paragraph
	done     []*paragraph // of the current column
	owner    *paragraph   // beside which the last side text stands
	besideY  float64      // where that text stands
	indented float64      // from where on a row is an item of a list; 0: by its bullet only
}

var forms = sync.OnceValue(func() (f struct{ pageNumber, updated *regexp.Regexp }) {
	f.pageNumber = regexp.MustCompile(`(?i)^(?:.{0,60}?[ –—|-]+)?(?:page|seite|página|pagina|pág\.?|pag\.?|p\.|blz\.?)?\s*\d{1,2}\s*(?:(?:of|/|von|de|sur|di|van)\s*\d{1,2})?$`)
	f.updated = regexp.MustCompile(`(?i)^(?:last updated|zuletzt aktualisiert|stand:|dernière mise à jour|última actualización|ultimo aggiornamento|última atualização|laatst bijgewerkt)`)
	return f
})

// furniture takes out what pages repeat: running titles and page numbers.
func (w *writer) furniture(pages []page) {
	seen := map[string]int{}
	key := func(r row) string {
		return fmt.Sprintf("%s@%.0f", strings.Trim(rowText(r), " 0123456789"), r.y/4)
	}
	edge := func(r row, height float64) bool { return r.y < height*.09 || r.y > height*.92 }
	for i, rows := range w.pages {
		for _, r := range rows {
			if edge(r, pages[i].height) {
				seen[key(r)]++
			}
		}
	}
	for i, rows := range w.pages {
		w.pages[i] = slices.DeleteFunc(rows, func(r row) bool {
			text := rowText(r)
			reason := ""
			switch {
			case !edge(r, pages[i].height) && !r.segments[0].artifact:
			case forms().updated.MatchString(text):
				reason = "when the file was made"
			case r.segments[0].artifact, len(pages) > 1 && seen[key(r)] > 1 && i > 0, r.y > pages[i].height*.92 && forms().pageNumber.MatchString(text):
				reason = "repeated on every page, or a page number"
			}
			if reason == "" {
				return false
			}
			w.Ignore(source.Remark{Text: text, Place: place(i+1, r.y), Reason: reason})
			return true
		})
	}
}

func rowText(r row) string {
	parts := make([]string, len(r.segments))
	for i, s := range r.segments {
		parts[i] = strings.TrimSpace(s.text)
	}
	return strings.Join(parts, " ")
}

func place(page int, y float64) string {
	return fmt.Sprintf("page %d, %.0f pt from the top", page, y)
}

// column writes the rows of one column.
func (w *writer) column(rows []row, page int) {
	if len(rows) == 0 {
		return
	}
	left, right := math.Inf(1), 0.
	for _, r := range rows {
		left, right = min(left, r.segments[0].x0), max(right, r.segments[len(r.segments)-1].x1)
	}
	pitch := usualPitch(rows)
	w.indented = indents(rows, left)
	limit := w.limits(rows, left, right)
	var before *row
	for i := range rows {
		r := rows[i]
		gap := before == nil || r.y-before.y > 1.35*max(pitch, r.size)
		w.row(r, limit[i], left, right, gap, page)
		before = &rows[i]
	}
	w.flush()
	for _, p := range w.done {
		w.print(p)
	}
	w.done, w.owner = nil, nil
}

// usualPitch is the distance that most rows have.
func usualPitch(rows []row) float64 {
	var all []float64
	for i := 1; i < len(rows); i++ {
		if d := rows[i].y - rows[i-1].y; d > 0 && d < 40 {
			all = append(all, d)
		}
	}
	if len(all) == 0 {
		return 12
	}
	slices.Sort(all)
	return all[len(all)/3]
}

// indents tells from where on rows are items of lists whose bullets are drawn,
// not written: where most text begins at the left edge, what is set in a little.
func indents(rows []row, left float64) float64 {
	edge, in, marked := 0, 0, 0
	for _, r := range rows {
		if _, item, _ := cutBullet(r); item {
			marked++
		}
		switch x := r.segments[0].x0 - left; {
		case x < 3:
			edge++
		case x > 8 && x < 45:
			in++
		}
	}
	if marked > 0 || edge < 4 || in < 2 || edge*4 < len(rows) {
		return 0
	}
	return left + 8
}

// side reports whether the segment at i of a row stands in the column of dates
// and places at the right.
func side(r row, i int, left, right float64) bool {
	s := r.segments[i]
	if utf8.RuneCountInString(s.text) > 45 || right-left < 200 {
		return false
	}
	if i == 0 {
		return s.x0 > left+.6*(right-left) && s.x1 > right-30
	}
	return i == len(r.segments)-1 && s.x0 > left+.5*(right-left) && (s.x1 > right-40 || s.x0 > left+.72*(right-left))
}

// limits is, for every row, where a full line would end: less far where
// something stands beside it.
func (w *writer) limits(rows []row, left, right float64) []float64 {
	out := make([]float64, len(rows))
	main := 0.
	beside := 0.
	hasSide := make([]bool, len(rows))
	for i, r := range rows {
		last := len(r.segments) - 1
		hasSide[i] = side(r, last, left, right)
		switch {
		case hasSide[i] && last > 0:
			beside = max(beside, r.segments[last-1].x1)
		case !hasSide[i]:
			main = max(main, r.segments[last].x1)
		}
	}
	for i := range rows {
		out[i] = main
		if hasSide[i] && beside > 0 {
			out[i] = min(main, beside)
		}
	}
	return out
}

// row adds a row to the paragraph before it or begins another.
func (w *writer) row(r row, limit, left, right float64, gap bool, page int) {
	at := place(page, r.y)
	if last := len(r.segments) - 1; side(r, last, left, right) {
		s := r.segments[last]
		r.segments = r.segments[:last]
		if len(r.segments) == 0 {
			w.beside(s, at)
			return
		}
		defer w.beside(s, at)
	}
	r, item, number := cutBullet(r)
	first := r.segments[0]
	if w.indented > 0 && first.x0 > w.indented && first.x0 < w.indented+37 && len(r.segments) == 1 && !(w.current != nil && w.current.item && w.goesOn(r, limit) && w.full(r, limit)) {
		item = true
	}
	if w.current != nil && !item && w.goesOn(r, limit) {
		c := w.current
		c.rows = append(c.rows, r.segments...)
		c.pitch, c.y, c.right = r.y-c.y, r.y, r.segments[len(r.segments)-1].x1
		return
	}
	w.flush()
	w.current = &paragraph{
		line:  source.Line{Place: at, Size: math.Round(r.size*10) / 10, Gap: gap},
		textX: first.x0, right: r.segments[len(r.segments)-1].x1, y: r.y, item: item,
	}
	if item {
		w.current.line.Item, w.current.line.Number = 1, number
	}
	w.current.rows = r.segments
	for _, s := range r.segments {
		w.current.cells = append(w.current.cells, []segment{s})
	}
}

// beside keeps a text of the date column for behind the line that its first
// line stands beside.
func (w *writer) beside(s segment, at string) {
	if w.owner == nil || s.y-w.besideY > 1.8*s.size {
		if w.current == nil {
			w.current = &paragraph{}
		}
		w.owner = w.current
	}
	w.besideY = s.y
	w.owner.sides, w.owner.places = append(w.owner.sides, s), append(w.owner.places, at)
}

// goesOn reports whether a row is the next one of the current paragraph: the
// same letters, one line further down, and no room for its first word in the
// row before.
func (w *writer) goesOn(r row, limit float64) bool {
	c := w.current
	if len(c.rows) == 0 || len(r.segments) > 1 || len(c.cells) > 1 && !(len(c.cells) == 2 && math.Abs(r.segments[0].x0-c.cells[1][0].x0) < 2) {
		return false
	}
	first := r.segments[0]
	down := r.y - c.y
	if math.Abs(r.size-c.line.Size) > .6 || down < .5*r.size || down > 1.75*r.size || c.pitch > 0 && down > 1.25*c.pitch+.5 {
		return false
	}
	start, _, _ := strings.Cut(first.text, " ")
	if strings.Contains(start, "@") || strings.Contains(start, ".") && strings.Contains(start, "/") || strings.Contains(start, "://") || strings.HasPrefix(start, "+") && len(start) > 2 || strings.Contains(c.rows[len(c.rows)-1].text, "@") {
		return false // contacts have lines of their own
	}
	if label().MatchString(first.text) && label().MatchString(c.rows[0].text) {
		return false // "Tools: …" below "Languages: …"
	}
	full := w.full(r, limit)
	if len(c.cells) == 2 { // the second cell goes on below itself
		if full {
			c.cells[1] = append(c.cells[1], first)
		}
		return full
	}
	same := math.Abs(first.x0-c.textX) < 2
	if c.item {
		return same || first.x0 > c.textX && first.x0 < c.textX+8
	}
	if !same && !(first.x0 < c.textX && c.textX-first.x0 < 25 && len(c.rows) == 1) {
		return false
	}
	// A line that begins in bold below one that did is the next of its kind.
	last := c.rows[len(c.rows)-1]
	if first.glyphs[0].bold && !last.glyphs[len(last.glyphs)-1].bold && (first.bold || c.rows[0].glyphs[0].bold) {
		return false
	}
	return full
}

// full reports whether the first word of a row had no room in the row before.
func (w *writer) full(r row, limit float64) bool {
	word := 0.
	for _, g := range r.segments[0].glyphs {
		if g.text == " " {
			break
		}
		word = g.x + g.width - r.segments[0].x0
	}
	return w.current.right+word+.2*r.size > limit-1
}
