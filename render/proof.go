package render

import (
	"bytes"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/page"
)

// prove looks for the text of every printed field in the text of the pages, in
// reading order. It returns the paths of the fields that are not there and how
// many it looked for.
//
// The text of the pages is put together from the glyphs, by way of the
// structure tree: a character that was not painted is not in it.
func prove(doc *document.Document, structure *page.Node) (missing []string, fields int) {
	const usual = 8 << 10
	p := &proof{printed: read(make([]byte, 0, usual), structure)}
	p.document(doc)
	slices.Sort(p.missing)
	return slices.Compact(p.missing), p.fields
}

// proof looks for one field after the other.
type proof struct {
	printed []byte // squeezed, from where the next field may begin
	missing []string
	fields  int

	path   string // of the field at hand
	wanted []byte // its text, squeezed
}

// read appends the text of a tree in reading order, squeezed.
func read(text []byte, node *page.Node) []byte {
	if node.ActualText != "" {
		text = squeeze(text, node.ActualText)
	} else {
		text = squeeze(text, node.Text)
	}
	for _, child := range node.Children {
		text = read(text, child)
	}
	return text
}

// squeeze appends text without white space and what no reader sees, so that only
// the characters and their order count.
func squeeze(out []byte, text string) []byte {
	for len(text) > 0 {
		plain := 0
		for plain < len(text) && text[plain] > ' ' && text[plain] < 0x7f {
			plain++
		}
		out, text = append(out, text[:plain]...), text[plain:]
		r, size := utf8.DecodeRuneInString(text)
		if size > 0 && !unicode.IsSpace(r) && !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r) {
			out = utf8.AppendRune(out, r)
		}
		text = text[size:]
	}
	return out
}

// look looks for the field at hand, the text that a YAML leaf prints in one
// place.
func (p *proof) look() {
	if len(p.wanted) == 0 {
		return
	}
	p.fields++
	if at := bytes.Index(p.printed, p.wanted); at >= 0 {
		p.printed = p.printed[at+len(p.wanted):]
	} else {
		p.missing = append(p.missing, p.path)
	}
	p.wanted = p.wanted[:0]
}

// inline looks for the fields of an inline: spans that stand side by side and
// come from one leaf are one field.
func (p *proof) inline(inline document.Inline) {
	for i := range inline {
		span := &inline[i]
		if i > 0 && inline[i-1].Path != span.Path {
			p.look()
		}
		if p.path = span.Path; p.path != "" {
			p.wanted = squeeze(p.wanted, span.Text)
		}
	}
	p.look()
}

// document looks for the printed text of the document's leaves in reading order.
func (p *proof) document(doc *document.Document) {
	p.inline(doc.Name)
	p.inline(doc.Headline)
	for i := range doc.Connections {
		p.inline(doc.Connections[i].Inline)
	}
	for i := range doc.Sections {
		section := &doc.Sections[i]
		p.inline(section.Title)
		if !section.Kind.Columns() {
			p.blocks(section.Content())
			continue
		}
		for j := range section.Entries {
			p.entry(&section.Entries[j])
		}
	}
}

// entry looks for an entry's fields in the order of the layout: degree, title
// lines, date, and what comes below.
func (p *proof) entry(entry *document.Entry) {
	p.blocks(entry.Degree)
	lead := len(entry.Main)
	for i, block := range entry.Main {
		if _, isParagraph := block.(document.Paragraph); !isParagraph {
			lead = i
			break
		}
	}
	p.blocks(entry.Main[:lead])
	p.blocks(entry.Date)
	p.blocks(entry.Main[lead:])
	p.blocks(entry.SecondRow)
}

func (p *proof) blocks(blocks []document.Block) {
	for _, block := range blocks {
		switch block := block.(type) {
		case document.Paragraph:
			p.inline(block.Inline)
		case document.Summary:
			p.inline(block.Inline)
		case document.List:
			for i := range block.Items {
				p.blocks(block.Items[i].Blocks)
			}
		}
	}
}
