// Package docx reads the text of a CV out of a Word document: paragraphs,
// titles, lists, tables, links and text boxes (ECMA-376, WordprocessingML).
//
// Documents come from strangers: what a part may take when unpacked, how many
// parts there may be and how deep elements may stand is limited.
package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/resume/source"
)

// Limits that no CV comes near.
const (
	maxParts    = 2000
	maxPart     = 16 << 20 // of one part, unpacked
	maxUnpacked = 40 << 20 // of all that is read
	maxDepth    = 200
	maxLines    = 20_000
)

// Errors of Read. Each names the way out.
var (
	ErrNotDOCX  = errors.New("no readable Word document: save it again as .docx, or give the CV as PDF or text")
	ErrTooLarge = errors.New("the Word document is far larger than a CV")
)

// Read reads a document. Its error wraps ErrNotDOCX or ErrTooLarge.
func Read(data []byte) (*source.Document, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrNotDOCX, err)
	}
	if len(archive.File) > maxParts {
		return nil, fmt.Errorf("%w: it has %d parts", ErrTooLarge, len(archive.File))
	}
	p := &pack{parts: map[string]*zip.File{}}
	for _, file := range archive.File {
		p.parts[path.Clean(file.Name)] = file
	}
	if p.parts["word/document.xml"] == nil {
		if p.parts["content.xml"] != nil {
			return nil, fmt.Errorf("%w (it is an OpenDocument file)", ErrNotDOCX)
		}
		if p.parts["EncryptionInfo"] != nil {
			return nil, fmt.Errorf("%w (it is protected by a password)", ErrNotDOCX)
		}
		return nil, fmt.Errorf("%w (it has no word/document.xml)", ErrNotDOCX)
	}
	styles, err := p.styles()
	if err != nil {
		return nil, err
	}
	numbers, err := p.numbering()
	if err != nil {
		return nil, err
	}
	w := &writer{}
	for _, name := range p.order() {
		r := &reader{styles: styles, numbers: numbers}
		if r.targets, err = p.relationships(name); err != nil {
			return nil, err
		}
		content, err := p.read(name)
		if err != nil {
			return nil, err
		}
		paragraphs, err := r.read(content)
		if err != nil {
			return nil, fmt.Errorf("%w (%s: %w)", ErrNotDOCX, name, err)
		}
		if strings.HasPrefix(name, "word/footer") {
			for _, par := range paragraphs {
				if text := strings.TrimSpace(par.text()); text != "" {
					w.Ignore(source.Remark{Text: text, Place: "page footer", Reason: "stands at the foot of every page"})
				}
			}
			continue
		}
		w.write(paragraphs, strings.HasPrefix(name, "word/header"))
	}
	return w.Document(), nil
}

// pack is the parts of a document.
type pack struct {
	parts    map[string]*zip.File
	unpacked int
}

// order lists the parts with text: page headers, where contacts often stand,
// then the body, then page footers.
func (p *pack) order() []string {
	var headers, footers []string
	for name := range p.parts {
		switch base := strings.TrimPrefix(name, "word/"); {
		case strings.HasPrefix(base, "header") && strings.HasSuffix(base, ".xml"):
			headers = append(headers, name)
		case strings.HasPrefix(base, "footer") && strings.HasSuffix(base, ".xml"):
			footers = append(footers, name)
		}
	}
	slices.Sort(headers)
	slices.Sort(footers)
	return slices.Concat(headers, []string{"word/document.xml"}, footers)
}

// read unpacks a part; nil when there is none.
func (p *pack) read(name string) ([]byte, error) {
	file := p.parts[name]
	if file == nil {
		return nil, nil
	}
	r, err := file.Open()
	if err != nil {
		return nil, fmt.Errorf("%w (%s: %w)", ErrNotDOCX, name, err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxPart+1))
	if p.unpacked += len(data); len(data) > maxPart || p.unpacked > maxUnpacked {
		return nil, fmt.Errorf("%w: %s takes more than %d MB when unpacked", ErrTooLarge, name, min(p.unpacked, maxPart)>>20)
	}
	if err != nil {
		return nil, fmt.Errorf("%w (%s: %w)", ErrNotDOCX, name, err)
	}
	return data, nil
}

// relationships maps the ids of a part's links to addresses.
func (p *pack) relationships(name string) (map[string]string, error) {
	data, err := p.read(path.Join(path.Dir(name), "_rels", path.Base(name)+".rels"))
	if err != nil || data == nil {
		return nil, err
	}
	var all struct {
		Relationships []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
			Mode   string `xml:"TargetMode,attr"`
		} `xml:"Relationship"`
	}
	if err := xml.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("%w (links: %w)", ErrNotDOCX, err)
	}
	targets := map[string]string{}
	for _, r := range all.Relationships {
		if r.Mode == "External" {
			targets[r.ID] = r.Target
		}
	}
	return targets, nil
}

// style is what a paragraph style says.
type style struct {
	name, base string
	size       float64
	bold       *bool
	outline    int // level of a title from 1, 0 for none
	list       string
	level      int
}

func (p *pack) styles() (map[string]style, error) {
	data, err := p.read("word/styles.xml")
	if err != nil || data == nil {
		return nil, err
	}
	var all struct {
		Styles []struct {
			ID   string `xml:"styleId,attr"`
			Name struct {
				Val string `xml:"val,attr"`
			} `xml:"name"`
			Base struct {
				Val string `xml:"val,attr"`
			} `xml:"basedOn"`
			Outline *struct {
				Val int `xml:"val,attr"`
			} `xml:"pPr>outlineLvl"`
			List struct {
				Val string `xml:"val,attr"`
			} `xml:"pPr>numPr>numId"`
			Level struct {
				Val int `xml:"val,attr"`
			} `xml:"pPr>numPr>ilvl"`
			Size struct {
				Val float64 `xml:"val,attr"`
			} `xml:"rPr>sz"`
			Bold *struct {
				Val string `xml:"val,attr"`
			} `xml:"rPr>b"`
		} `xml:"style"`
	}
	if err := xml.Unmarshal(data, &all); err != nil {
		return nil, nil // styles are looks; the text is elsewhere
	}
	styles := map[string]style{}
	for _, s := range all.Styles {
		out := style{name: strings.ToLower(s.Name.Val), base: s.Base.Val, size: s.Size.Val / 2, list: s.List.Val, level: s.Level.Val}
		if s.Bold != nil {
			on := isOn(s.Bold.Val)
			out.bold = &on
		}
		var level int
		switch {
		case s.Outline != nil && s.Outline.Val < 9:
			out.outline = s.Outline.Val + 1
		case out.name == "title":
			out.outline = -1
		default:
			if n, err := fmt.Sscanf(out.name, "heading %d", &level); n == 1 && err == nil {
				out.outline = level
			}
		}
		styles[s.ID] = out
	}
	return styles, nil
}

func isOn(val string) bool { return val != "0" && val != "false" && val != "none" && val != "off" }

// resolved is a style with what it takes from those it is based on.
func resolved(styles map[string]style, id string) style {
	out := styles[id]
	for range 10 {
		base, ok := styles[out.base]
		if !ok {
			break
		}
		if out.size == 0 {
			out.size = base.size
		}
		if out.bold == nil {
			out.bold = base.bold
		}
		if out.outline == 0 {
			out.outline = base.outline
		}
		if out.list == "" {
			out.list, out.level = base.list, base.level
		}
		out.base = base.base
	}
	return out
}

// numbering tells which lists are numbered; the others have bullets.
func (p *pack) numbering() (map[string]bool, error) {
	data, err := p.read("word/numbering.xml")
	if err != nil || data == nil {
		return nil, err
	}
	var all struct {
		Abstract []struct {
			ID     string `xml:"abstractNumId,attr"`
			Levels []struct {
				Format struct {
					Val string `xml:"val,attr"`
				} `xml:"numFmt"`
			} `xml:"lvl"`
		} `xml:"abstractNum"`
		Lists []struct {
			ID       string `xml:"numId,attr"`
			Abstract struct {
				Val string `xml:"val,attr"`
			} `xml:"abstractNumId"`
		} `xml:"num"`
	}
	if err := xml.Unmarshal(data, &all); err != nil {
		return nil, nil // looks as well
	}
	numbered := map[string]bool{}
	for _, list := range all.Lists {
		for _, a := range all.Abstract {
			if a.ID == list.Abstract.Val && len(a.Levels) > 0 {
				numbered[list.ID] = strings.HasPrefix(a.Levels[0].Format.Val, "decimal")
			}
		}
	}
	return numbered, nil
}

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
	for _, r := range runs {
		for i, piece := range strings.Split(r.text, "\t") {
			if i > 0 {
				if strings.TrimSpace(lineText(runs)) != "" && w.Len() > start {
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
