package docx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
)

// reader reads a part with text.
type reader struct {
	styles  map[string]style
	numbers map[string]bool
	targets map[string]string

	open  []*frame // paragraphs and tables around the current place
	depth int
	skip  int // depth of an element that is left out, 0 for none

	inText, inField, hidden, tabStops bool
}

// frame is what collects paragraphs: the body, a cell or a text box.
type frame struct {
	paragraphs []paragraph
	par        *paragraph // the open one
	bold       bool       // of the open run
	size       float64
	url        string
	field      string      // the address of an open field
	rows       []paragraph // of an open table
	boxes      []paragraph // of text boxes in the open paragraph, written behind it
}

var errDepth = errors.New("elements stand too deep within each other")

func (r *reader) read(data []byte) ([]paragraph, error) {
	decoder := xml.NewDecoder(bytes.NewReader(data))
	body := &frame{}
	r.open = []*frame{body}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return body.paragraphs, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if r.depth++; r.depth > maxDepth {
				return nil, errDepth
			}
			if r.skip == 0 {
				r.start(t)
			}
		case xml.EndElement:
			if r.skip == 0 {
				r.end(t.Name.Local)
			}
			if r.depth == r.skip {
				r.skip = 0
			}
			r.depth--
		case xml.CharData:
			switch {
			case r.skip > 0:
			case r.inText:
				r.add(string(t))
			case r.inField:
				if m := link().FindSubmatch(t); m != nil {
					r.top().field = string(m[1])
				}
			}
		}
	}
}

func (r *reader) top() *frame { return r.open[len(r.open)-1] }

func (r *reader) add(text string) {
	f := r.top()
	if f.par == nil {
		return
	}
	url := f.url
	if url == "" {
		url = f.field
	}
	f.par.runs = append(f.par.runs, run{text, f.bold, url})
}

func value(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (r *reader) start(t xml.StartElement) {
	f := r.top()
	switch t.Name.Local {
	case "Fallback", "del", "moveFrom", "pPrChange", "rPrChange", "delText", "object":
		r.skip = r.depth
	case "instrText":
		r.inField = true
	case "tabs":
		r.tabStops = true
	case "p":
		f.par = &paragraph{}
	case "pStyle":
		r.style(value(t, "val"))
	case "outlineLvl":
		if level, err := strconv.Atoi(value(t, "val")); err == nil && level < 9 && f.par != nil {
			f.par.heading = level + 1
		}
	case "numId":
		if f.par != nil {
			r.list(f.par, value(t, "val"))
		}
	case "ilvl":
		if level, err := strconv.Atoi(value(t, "val")); err == nil && f.par != nil {
			f.par.item = min(level, 8) + 1
		}
	case "r":
		f.bold, f.size = false, 0
		if f.par != nil {
			f.bold = f.par.title
		}
	case "b":
		f.bold = isOn(value(t, "val"))
	case "sz":
		if size, err := strconv.ParseFloat(value(t, "val"), 64); err == nil && f.par != nil {
			f.par.size = max(f.par.size, size/2)
		}
	case "vanish":
		if isOn(value(t, "val")) && f.par != nil {
			r.hidden = true
		}
	case "t":
		r.inText = !r.hidden
	case "tab":
		if !r.tabStops { // else it is the definition of one
			r.add("\t")
		}
	case "br", "cr":
		r.add("\n")
	case "noBreakHyphen":
		r.add("-")
	case "hyperlink":
		f.url = r.targets[value(t, "id")]
	case "tbl":
		r.open = append(r.open, &frame{})
	case "tr":
		r.top().rows = append(r.top().rows, paragraph{cells: [][]paragraph{}})
	case "tc", "txbxContent":
		r.open = append(r.open, &frame{})
	case "fldChar":
		if value(t, "fldCharType") == "end" {
			f.field = ""
		}
	}
}

func (r *reader) style(id string) {
	f := r.top()
	if f.par == nil {
		return
	}
	s := resolved(r.styles, id)
	f.par.size = max(f.par.size, s.size)
	f.par.title = s.bold != nil && *s.bold
	if s.outline > 0 {
		f.par.heading = s.outline
	}
	if s.list != "" {
		f.par.item = s.level + 1
		r.list(f.par, s.list)
	}
}

func (r *reader) list(p *paragraph, id string) {
	if id == "0" || id == "" {
		p.item, p.list = 0, ""
		return
	}
	p.item = max(p.item, 1)
	p.list = ""
	if r.numbers[id] {
		p.list = id
	}
}

func (r *reader) end(name string) {
	f := r.top()
	switch name {
	case "t":
		r.inText = false
	case "r":
		r.hidden = false
	case "instrText":
		r.inField = false
	case "tabs":
		r.tabStops = false
	case "hyperlink":
		f.url = ""
	case "p":
		if f.par != nil {
			f.paragraphs = append(append(f.paragraphs, *f.par), f.boxes...)
			f.par, f.boxes = nil, nil
		}
	case "tc":
		if len(r.open) > 1 {
			r.open = r.open[:len(r.open)-1]
			table := r.top()
			if n := len(table.rows); n > 0 {
				table.rows[n-1].cells = append(table.rows[n-1].cells, f.paragraphs)
			} else { // a cell without a table
				table.paragraphs = append(table.paragraphs, f.paragraphs...)
			}
		}
	case "tbl":
		if len(r.open) > 1 {
			r.open = r.open[:len(r.open)-1]
			outer := r.top()
			outer.paragraphs = append(outer.paragraphs, f.rows...)
		}
	case "txbxContent":
		if len(r.open) > 1 {
			r.open = r.open[:len(r.open)-1]
			r.top().boxes = append(r.top().boxes, f.paragraphs...)
		}
	}
}
