package export

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/theme"
)

// DOCX writes a CV as a Word document (ECMA-376) to go on from: titles are
// titles, lists are lists, dates stand behind a tab stop at the right, and there
// are no tables, text boxes or pictures that programs stumble over which read
// CVs. The same CV gives the same bytes.
func DOCX(d *document.Document) ([]byte, error) {
	w := &docxWriter{doc: d, targets: map[string]string{}}
	w.body()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, part := range []struct{ name, content string }{
		{"[Content_Types].xml", docxTypes},
		{"_rels/.rels", docxRelations},
		{"docProps/core.xml", w.properties()},
		{"word/document.xml", w.document()},
		{"word/styles.xml", w.styles()},
		{"word/numbering.xml", docxNumbering()},
		{"word/_rels/document.xml.rels", w.relations()},
	} {
		file, err := archive.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err != nil {
			return nil, fmt.Errorf("writing %s: %w", part.name, err)
		}
		if _, err := file.Write([]byte(xml.Header + part.content)); err != nil {
			return nil, fmt.Errorf("writing %s: %w", part.name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("writing the document: %w", err)
	}
	return out.Bytes(), nil
}

const (
	wordSpace     = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	relationSpace = "http://schemas.openxmlformats.org/package/2006/relationships"
	officeSpace   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

	docxTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
		`<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`
	docxRelations = `<Relationships xmlns="` + relationSpace + `"><Relationship Id="rId1" Type="` + officeSpace + `/officeDocument" Target="word/document.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`
)

// Lists of numbering.xml; each numbered list counts on its own and gets an id
// from docxFirstList on.
const (
	docxBullets   = 1
	docxFirstList = 2
	docxMaxLists  = 40
)

func docxNumbering() string {
	var b strings.Builder
	b.WriteString(`<w:numbering ` + wordSpace + `><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>`)
	for level, bullet := range []string{"•", "◦", "▪"} {
		fmt.Fprintf(&b, `<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="%s"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="%d" w:hanging="220"/></w:pPr></w:lvl>`, level, bullet, 300+280*level)
	}
	b.WriteString(`</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="360" w:hanging="300"/></w:pPr></w:lvl></w:abstractNum>`)
	fmt.Fprintf(&b, `<w:num w:numId="%d"><w:abstractNumId w:val="0"/></w:num>`, docxBullets)
	for id := docxFirstList; id < docxFirstList+docxMaxLists; id++ {
		fmt.Fprintf(&b, `<w:num w:numId="%d"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`, id)
	}
	b.WriteString(`</w:numbering>`)
	return b.String()
}

type docxWriter struct {
	doc *document.Document
	strings.Builder
	targets map[string]string // address ─► relationship
	order   []string
	lists   int // numbered ones so far
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a builder takes everything
	return b.String()
}

func (w *docxWriter) properties() string {
	return `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
		`<dc:title>` + escaped(w.doc.Title) + `</dc:title><dc:creator>` + escaped(w.doc.Author) + `</dc:creator><dc:language>` + escaped(w.doc.Language) + `</dc:language></cp:coreProperties>`
}

func (w *docxWriter) relations() string {
	var b strings.Builder
	b.WriteString(`<Relationships xmlns="` + relationSpace + `"><Relationship Id="rId1" Type="` + officeSpace + `/styles" Target="styles.xml"/><Relationship Id="rId2" Type="` + officeSpace + `/numbering" Target="numbering.xml"/>`)
	for _, address := range w.order {
		fmt.Fprintf(&b, `<Relationship Id="%s" Type="%s/hyperlink" Target="%s" TargetMode="External"/>`, w.targets[address], officeSpace, escaped(address))
	}
	return b.String() + `</Relationships>`
}

// twips are twentieths of a point.
func twips(l theme.Length) int { return int(l.Points(10)*20 + .5) }

func (w *docxWriter) paper() (width, height int) {
	switch w.doc.Design.Page.Size {
	case "a5":
		return 8391, 11906
	case "us-letter":
		return 12240, 15840
	case "us-executive":
		return 10440, 15120
	}
	return 11906, 16838
}

// column is the width of the text in twips, where dates are aligned.
func (w *docxWriter) column() int {
	width, _ := w.paper()
	return width - twips(w.doc.Design.Page.LeftMargin) - twips(w.doc.Design.Page.RightMargin)
}

func (w *docxWriter) document() string {
	page := w.doc.Design.Page
	width, height := w.paper()
	return `<w:document ` + wordSpace + `><w:body>` + w.String() +
		fmt.Sprintf(`<w:sectPr><w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="400" w:footer="400" w:gutter="0"/></w:sectPr>`,
			width, height, twips(page.TopMargin), twips(page.RightMargin), twips(page.BottomMargin), twips(page.LeftMargin)) +
		`</w:body></w:document>`
}

func hex(c theme.Color) string { return fmt.Sprintf("%02X%02X%02X", c.R, c.G, c.B) }

func (w *docxWriter) styles() string {
	colors := w.doc.Design.Colors
	align := map[string]string{"center": "center", "right": "right"}[w.doc.Design.Header.Alignment]
	if align == "" {
		align = "left"
	}
	language := w.doc.Language
	style := func(id, name, based, paragraph, run string) string {
		return fmt.Sprintf(`<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="%s"/><w:next w:val="Normal"/><w:qFormat/><w:pPr>%s</w:pPr><w:rPr>%s</w:rPr></w:style>`, id, name, based, paragraph, run)
	}
	line := fmt.Sprintf(`<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="%s"/></w:pBdr>`, hex(colors.SectionTitles))
	return `<w:styles ` + wordSpace + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/><w:color w:val="` + hex(colors.Body) + `"/><w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="` + escaped(language) + `"/></w:rPr></w:rPrDefault>` +
		`<w:pPrDefault><w:pPr><w:spacing w:after="40" w:line="252" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>` +
		style("Title", "Title", "Normal", `<w:spacing w:after="40"/><w:jc w:val="`+align+`"/>`, `<w:b/><w:color w:val="`+hex(colors.Name)+`"/><w:sz w:val="48"/>`) +
		style("Subtitle", "Subtitle", "Normal", `<w:spacing w:after="60"/><w:jc w:val="`+align+`"/>`, `<w:color w:val="`+hex(colors.Headline)+`"/><w:sz w:val="24"/>`) +
		style("Contact", "Contact", "Normal", `<w:spacing w:after="80"/><w:jc w:val="`+align+`"/>`, `<w:color w:val="`+hex(colors.Connections)+`"/>`) +
		style("Heading1", "heading 1", "Normal", `<w:keepNext/>`+line+`<w:spacing w:before="220" w:after="80"/><w:outlineLvl w:val="0"/>`, `<w:b/><w:color w:val="`+hex(colors.SectionTitles)+`"/><w:sz w:val="26"/>`) +
		style("Heading2", "heading 2", "Normal", fmt.Sprintf(`<w:keepNext/><w:tabs><w:tab w:val="right" w:pos="%d"/></w:tabs><w:spacing w:before="100" w:after="20"/><w:outlineLvl w:val="1"/>`, w.column()), ``) +
		style("Details", "Details", "Normal", `<w:keepNext/><w:spacing w:after="20"/>`, `<w:i/>`) +
		style("ListBullet", "List Bullet", "Normal", fmt.Sprintf(`<w:numPr><w:numId w:val="%d"/></w:numPr><w:contextualSpacing/>`, docxBullets), ``) +
		style("ListNumber", "List Number", "Normal", `<w:contextualSpacing/>`, ``) +
		`<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="` + hex(colors.Links) + `"/></w:rPr></w:style></w:styles>`
}

func (w *docxWriter) body() {
	d := w.doc
	w.paragraph("Title", "", d.Name)
	w.paragraph("Subtitle", "", d.Headline)
	var contacts document.Inline
	for i, c := range d.Connections {
		if i > 0 {
			contacts = append(contacts, document.Span{Text: " | "})
		}
		if text := c.Inline.Text(); c.Network && text != c.Label && !shows(text, c.URL) {
			contacts = append(contacts, document.Span{Text: c.Label + ": "})
		}
		for _, span := range c.Inline {
			if c.URL != "" {
				span.Link, span.LinkID = c.URL, i+1
			}
			contacts = append(contacts, span)
		}
	}
	w.paragraph("Contact", "", contacts)
	for _, s := range d.Sections {
		w.paragraph("Heading1", "", s.Title)
		if !s.Kind.Columns() {
			w.blocks(s.Content())
			continue
		}
		for _, e := range s.Entries {
			w.entry(e)
		}
	}
}

// entry writes the first line of an entry with its degree and date, its place
// below, then the rest.
func (w *docxWriter) entry(e document.Entry) {
	rest := append(append([]document.Block{}, e.Main...), e.SecondRow...)
	var title, details document.Inline
	if len(rest) > 0 {
		if p, ok := rest[0].(document.Paragraph); ok {
			title = append(title, p.Inline...)
			rest = rest[1:]
		}
	}
	for _, b := range e.Degree {
		if p, ok := b.(document.Paragraph); ok && len(p.Inline) > 0 {
			title = append(append(title, document.Span{Text: " | "}), p.Inline...)
		}
	}
	dated := false
	for _, b := range e.Date {
		p, ok := b.(document.Paragraph)
		switch {
		case !ok || len(p.Inline) == 0:
		case !dated && strings.ContainsAny(p.Inline.Text(), "0123456789"):
			dated = true
			title = append(append(title, document.Span{Text: "\t"}), p.Inline...)
		case len(details) == 0:
			details = append(details, p.Inline...)
		default:
			details = append(append(details, document.Span{Text: " | "}), p.Inline...)
		}
	}
	w.paragraph("Heading2", "", title)
	w.paragraph("Details", "", details)
	w.blocks(rest)
}

func (w *docxWriter) blocks(blocks []document.Block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case document.Paragraph:
			w.paragraph("Normal", "", b.Inline)
		case document.Summary:
			w.paragraph("Normal", "", b.Inline)
		case document.List:
			w.list(b, 0)
		}
	}
}

func (w *docxWriter) list(l document.List, level int) {
	style, properties := "ListBullet", ""
	if level > 0 {
		properties = fmt.Sprintf(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, min(level, 2), docxBullets)
	}
	if l.Ordered && !l.Reversed {
		style = "ListNumber"
		properties = fmt.Sprintf(`<w:numPr><w:ilvl w:val="0"/><w:numId w:val="%d"/></w:numPr>`, docxFirstList+w.lists%docxMaxLists)
		w.lists++
	}
	for i, item := range l.Items {
		own, ownProperties := style, properties
		for k, b := range item.Blocks {
			switch b := b.(type) {
			case document.Paragraph:
				inline := b.Inline
				if l.Ordered && l.Reversed { // Word counts up only
					own, ownProperties = "ListNumber", `<w:ind w:left="360" w:hanging="300"/>`
					if k == 0 {
						inline = append(document.Inline{{Text: fmt.Sprintf("%d.\t", len(l.Items)-i)}}, inline...)
					}
				}
				if k > 0 {
					own, ownProperties = "Normal", `<w:ind w:left="300"/>`
				}
				w.paragraph(own, ownProperties, inline)
			case document.List:
				w.list(b, level+1)
			}
		}
	}
}

func (w *docxWriter) paragraph(style, properties string, in document.Inline) {
	if strings.TrimSpace(in.Text()) == "" {
		return
	}
	w.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/>` + properties + `</w:pPr>`)
	for i := 0; i < len(in); {
		end := i + 1
		for in[i].LinkID > 0 && end < len(in) && in[end].LinkID == in[i].LinkID {
			end++
		}
		linked := in[i].Link != ""
		if linked {
			w.WriteString(`<w:hyperlink r:id="` + w.target(in[i].Link) + `">`)
		}
		for _, span := range in[i:end] {
			w.run(span)
		}
		if linked {
			w.WriteString(`</w:hyperlink>`)
		}
		i = end
	}
	w.WriteString(`</w:p>`)
}

func (w *docxWriter) target(address string) string {
	if w.targets[address] == "" {
		w.order = append(w.order, address)
		w.targets[address] = fmt.Sprintf("rId%d", len(w.order)+2)
	}
	return w.targets[address]
}

func (w *docxWriter) run(span document.Span) {
	properties := ""
	if span.Link != "" {
		properties += `<w:rStyle w:val="Hyperlink"/>`
	}
	if span.Code {
		properties += `<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas"/>`
	}
	if span.Bold {
		properties += `<w:b/>`
	}
	if span.Italic {
		properties += `<w:i/>`
	}
	if properties != "" {
		properties = `<w:rPr>` + properties + `</w:rPr>`
	}
	if span.LineBreak {
		w.WriteString(`<w:r><w:br/></w:r>`)
		return
	}
	for i, piece := range strings.Split(span.Text, "\t") {
		if i > 0 {
			w.WriteString(`<w:r><w:tab/></w:r>`)
		}
		if piece != "" {
			w.WriteString(`<w:r>` + properties + `<w:t xml:space="preserve">` + escaped(piece) + `</w:t></w:r>`)
		}
	}
}
