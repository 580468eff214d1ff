package docx

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/resume/source"
)

// run is text with the same looks.
type run struct {
	text string
	bold bool
	url  string
}

// paragraph is a paragraph or, with cells, a row of a table.
type paragraph struct {
	runs    []run
	heading int
	item    int
	list    string
	size    float64
	title   bool
	cells   [][]paragraph
}

func (p paragraph) text() string {
	var b strings.Builder
	for _, r := range p.runs {
		b.WriteString(r.text)
	}
	return b.String()
}

var link = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`HYPERLINK\s+"([^"]+)"`) })

// write writes paragraphs as lines.
type writer struct {
	source.Builder
	number  int
	written int
	counts  map[string]int
}

func (w *writer) write(paragraphs []paragraph, pageHeader bool) {
	gap := false
	for _, p := range paragraphs {
		w.number++
		place := fmt.Sprintf("paragraph %d", w.number)
		if pageHeader {
			place = "page header"
		}
		if len(p.cells) > 0 {
			w.row(p, place)
			continue
		}
		if strings.TrimSpace(p.text()) == "" {
			gap = true
			continue
		}
		w.paragraph(p, place, gap)
		gap = false
	}
}

// paragraph writes a paragraph, one line for each that its author broke.
func (w *writer) paragraph(p paragraph, place string, gap bool) {
	for i, runs := range broken(p.runs) {
		if w.written++; w.written > maxLines {
			return
		}
		line := source.Line{Place: place, Heading: max(p.heading, 0), Item: p.item, Size: p.size, Gap: gap || p.heading != 0, Bold: true}
		if p.item > 0 && i > 0 {
			line.Item = 0
		}
		if p.item > 0 && p.list != "" && i == 0 {
			if w.counts == nil {
				w.counts = map[string]int{}
			}
			w.counts[p.list]++
			line.Number = w.counts[p.list]
		}
		runs, number, typed := bullet(runs)
		if typed && line.Item == 0 {
			line.Item, line.Number = 1, number
		}
		w.runs(&line, runs)
		w.End(line)
	}
}

// runs writes runs, tabs between them as the borders of cells.
func (w *writer) runs(line *source.Line, runs []run) {
	start := w.Len()
	tabs := false
	letters := false
	told := strings.TrimSpace(lineText(runs)) != ""
	for _, r := range runs {
		for i, piece := range strings.Split(r.text, "\t") {
			if i > 0 {
				if told && w.Len() > start {
					line.Cells = append(line.Cells, source.Span{Start: start, End: w.Len()})
					w.Write("\t")
					tabs = true
				}
				start = w.Len()
			}
			s := w.Write(piece)
			w.Mark(source.Mark{Span: s, Bold: r.bold, URL: r.url})
			if strings.TrimSpace(piece) != "" {
				line.Bold = line.Bold && r.bold
				letters = true
			}
		}
	}
	line.Bold = line.Bold && letters
	if tabs && w.Len() > start {
		line.Cells = append(line.Cells, source.Span{Start: start, End: w.Len()})
	}
	if len(line.Cells) < 2 {
		line.Cells = nil
	}
}

func lineText(runs []run) string { return paragraph{runs: runs}.text() }

// broken divides runs at line breaks.
func broken(runs []run) [][]run {
	lines := [][]run{nil}
	for _, r := range runs {
		for i, piece := range strings.Split(r.text, "\n") {
			if i > 0 {
				lines = append(lines, nil)
			}
			if piece != "" {
				last := len(lines) - 1
				lines[last] = append(lines[last], run{piece, r.bold, r.url})
			}
		}
	}
	return lines
}

var typedNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(\d{1,2})[.)]\t\s*`) })

// bullet takes a bullet or number that was typed off the beginning of a line.
func bullet(runs []run) (rest []run, number int, typed bool) {
	text := strings.TrimLeft(lineText(runs), " \t\u00a0")
	cut := len(lineText(runs)) - len(text)
	first, size := utf8.DecodeRuneInString(text)
	if m := typedNumber().FindStringSubmatch(text); m != nil {
		number, _ = strconv.Atoi(m[1]) // digits
		cut += len(m[0])
	} else {
		if !strings.ContainsRune("•●◦▪■□‣·–-*»✓➢➤→○∙⁃", first) || !strings.HasPrefix(strings.TrimLeft(text[size:], "\t"), " ") && !strings.HasPrefix(text[size:], "\t") {
			return runs, 0, false
		}
		cut += size + len(text[size:]) - len(strings.TrimLeft(text[size:], " \t\u00a0"))
	}
	var out []run
	for _, r := range runs {
		if cut >= len(r.text) {
			cut -= len(r.text)
			continue
		}
		out = append(out, run{r.text[cut:], r.bold, r.url})
		cut = 0
	}
	return out, number, true
}

// row writes a row of a table: as one line where its cells are short, a short
// first cell beside the first paragraph of the second, else cell after cell.
func (w *writer) row(p paragraph, place string) {
	var cells [][]paragraph
	single := true
	for _, cell := range p.cells {
		var filled []paragraph
		for _, inner := range cell {
			if len(inner.cells) > 0 || strings.TrimSpace(inner.text()) != "" {
				filled = append(filled, inner)
				single = single && len(inner.cells) == 0 && inner.item == 0 && !strings.Contains(strings.TrimSpace(inner.text()), "\n")
			}
		}
		if len(filled) > 0 {
			cells = append(cells, filled)
			single = single && len(filled) == 1
		}
	}
	switch {
	case len(cells) == 0:
		return
	case len(cells) == 1:
		w.write(cells[0], false)
		return
	case single:
		w.beside(cells, place)
		return
	case len(cells) == 2 && len(cells[0]) == 1 && len(cells[0][0].text()) < 45 && len(cells[0][0].cells) == 0 && len(cells[1][0].cells) == 0 && cells[1][0].item == 0 && cells[0][0].heading == 0:
		w.beside([][]paragraph{cells[0], cells[1][:1]}, place)
		w.write(cells[1][1:], false)
		return
	case len(cells) == 2 && len(cells[1]) == 1 && len(cells[1][0].text()) < 45 && len(cells[1][0].cells) == 0 && len(cells[0][0].cells) == 0 && cells[0][0].item == 0 && cells[1][0].heading == 0:
		w.beside([][]paragraph{cells[0][:1], cells[1]}, place)
		w.write(cells[0][1:], false)
		return
	}
	for _, cell := range cells {
		w.write(cell, false)
	}
}

// beside writes the first paragraphs of cells as the cells of one line.
func (w *writer) beside(cells [][]paragraph, place string) {
	line := source.Line{Place: place, Size: cells[0][0].size}
	for i, cell := range cells {
		if i > 0 {
			w.Write("\t")
		}
		start := w.Len()
		for _, r := range cell[0].runs {
			s := w.Write(strings.NewReplacer("\t", " ", "\n", " ").Replace(r.text))
			w.Mark(source.Mark{Span: s, Bold: r.bold, URL: r.url})
		}
		line.Cells = append(line.Cells, source.Span{Start: start, End: w.Len()})
	}
	w.End(line)
}
