package export

import (
	"strconv"
	"strings"

	"github.com/bespoke-cv/bespoke/render/document"
)

// Text writes a CV as plain text, as one would paste it into a form: titles,
// then location and date, then what was done. Links are written out where
// their text does not show where they lead.
func Text(d *document.Document) string {
	w := &textWriter{}
	w.paragraph(plain(d.Name))
	w.paragraph(plain(d.Headline))
	var contacts []string
	for _, c := range d.Connections {
		text := plain(c.Inline)
		if c.Network && !shows(text, c.URL) && text != c.Label {
			text = c.Label + ": " + text
		}
		contacts = append(contacts, withTarget(text, c.URL))
	}
	w.paragraph(strings.Join(contacts, "\n"))
	for _, s := range d.Sections {
		w.paragraph(strings.ToUpper(plain(s.Title)))
		if !s.Kind.Columns() {
			w.blocks(s.Content())
			continue
		}
		for _, e := range s.Entries {
			w.entry(e)
		}
	}
	return w.String()
}

type textWriter struct{ strings.Builder }

func (w *textWriter) paragraph(text string) {
	if text == "" {
		return
	}
	if w.Len() > 0 {
		w.WriteByte('\n')
	}
	w.WriteString(text + "\n")
}

// entry writes the first line of an entry, its degree, place and date below
// it, then the rest.
func (w *textWriter) entry(e document.Entry) {
	rest := append(append([]document.Block{}, e.Main...), e.SecondRow...)
	head := rest[:min(1, len(rest))]
	if len(head) > 0 {
		if _, ok := head[0].(document.Paragraph); !ok {
			head = nil
		}
	}
	rest = rest[len(head):]
	w.WriteByte('\n')
	for _, blocks := range [][]document.Block{head, e.Degree, e.Date, rest} {
		for _, b := range blocks {
			w.block(b)
		}
	}
}

// blocks writes blocks with an empty line before each.
func (w *textWriter) blocks(blocks []document.Block) {
	for _, b := range blocks {
		w.WriteByte('\n')
		w.block(b)
	}
}

func (w *textWriter) block(b document.Block) {
	switch b := b.(type) {
	case document.Paragraph:
		w.WriteString(plain(b.Inline) + "\n")
	case document.Summary:
		w.WriteString(plain(b.Inline) + "\n")
	case document.List:
		w.list(b, "")
	}
}

func (w *textWriter) list(l document.List, indent string) {
	number := 0
	for i, item := range l.Items {
		number++
		if item.Number > 0 {
			number = item.Number
		}
		mark := "- "
		switch {
		case l.Ordered && l.Reversed:
			mark = strconv.Itoa(len(l.Items)-i) + ". "
		case l.Ordered:
			mark = strconv.Itoa(number) + ". "
		}
		for k, b := range item.Blocks {
			switch b := b.(type) {
			case document.Paragraph:
				if k > 0 {
					mark = strings.Repeat(" ", len(mark))
				}
				w.WriteString(indent + mark + plain(b.Inline) + "\n")
			case document.List:
				w.list(b, indent+"  ")
			}
		}
	}
}

// plain is the text of an inline; behind a link stands where it leads.
func plain(in document.Inline) string {
	var b strings.Builder
	for i := 0; i < len(in); {
		end := i + 1
		for in[i].LinkID > 0 && end < len(in) && in[end].LinkID == in[i].LinkID {
			end++
		}
		b.WriteString(withTarget(in[i:end].Text(), in[i].Link))
		i = end
	}
	return b.String()
}

func withTarget(text, url string) string {
	if url == "" || shows(text, url) {
		return text
	}
	return text + " (" + url + ")"
}

// shows reports whether a text says where its link leads.
func shows(text, url string) bool {
	bare := strings.TrimPrefix(strings.TrimPrefix(url, "https://"), "http://")
	return strings.HasPrefix(url, "tel:") || url == "mailto:"+text || url == text || strings.TrimSuffix(bare, "/") == text
}
