package render

import (
	"slices"
	"strings"
	"unicode"

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
	var printed strings.Builder
	read(structure, &printed)
	text := squeeze(printed.String())
	from := 0
	for _, field := range printedFields(doc) {
		wanted := squeeze(field.text)
		if wanted == "" {
			continue
		}
		fields++
		at := strings.Index(text[from:], wanted)
		if at < 0 {
			missing = append(missing, field.path)
			continue
		}
		from += at + len(wanted)
	}
	slices.Sort(missing)
	return slices.Compact(missing), fields
}

// read writes the text of a tree in reading order.
func read(node *page.Node, text *strings.Builder) {
	text.WriteString(node.ActualText)
	if node.ActualText == "" {
		text.WriteString(node.Text)
	}
	for _, child := range node.Children {
		read(child, text)
	}
}

// squeeze drops white space and what no reader sees, so that only the
// characters and their order count.
func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r
		}
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
}

// field is the text that a YAML leaf prints in one place.
type field struct{ path, text string }

// printedFields lists the printed text of the document's leaves in reading
// order.
func printedFields(doc *document.Document) []field {
	var fields []field
	add := func(inline document.Inline) {
		for i := range inline {
			span := &inline[i]
			if span.Path == "" {
				continue
			}
			if n := len(fields); n > 0 && i > 0 && inline[i-1].Path == span.Path {
				fields[n-1].text += span.Text
				continue
			}
			fields = append(fields, field{span.Path, span.Text})
		}
	}
	add(doc.Name)
	add(doc.Headline)
	for i := range doc.Connections {
		add(doc.Connections[i].Inline)
	}
	for i := range doc.Sections {
		section := &doc.Sections[i]
		add(section.Title)
		if !section.Kind.Columns() {
			addBlocks(section.Content(), add)
			continue
		}
		for j := range section.Entries {
			addEntry(&section.Entries[j], add)
		}
	}
	return fields
}

// addEntry adds an entry's fields in the order of the layout: degree, title
// lines, date, and what comes below.
func addEntry(entry *document.Entry, add func(document.Inline)) {
	addBlocks(entry.Degree, add)
	lead := len(entry.Main)
	for i, block := range entry.Main {
		if _, isParagraph := block.(document.Paragraph); !isParagraph {
			lead = i
			break
		}
	}
	addBlocks(entry.Main[:lead], add)
	addBlocks(entry.Date, add)
	addBlocks(entry.Main[lead:], add)
	addBlocks(entry.SecondRow, add)
}

func addBlocks(blocks []document.Block, add func(document.Inline)) {
	for _, block := range blocks {
		switch block := block.(type) {
		case document.Paragraph:
			add(block.Inline)
		case document.Summary:
			add(block.Inline)
		case document.List:
			for i := range block.Items {
				addBlocks(block.Items[i].Blocks, add)
			}
		}
	}
}
