package docx_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/resume/docx"
	"github.com/bespoke-cv/bespoke/resume/source"
)

const space = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`

// document is a Word document with this body and other parts.
func document(t testing.TB, body string, parts ...string) []byte {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	parts = append(parts, "word/document.xml", `<w:document `+space+`><w:body>`+body+`</w:body></w:document>`)
	for i := 0; i < len(parts); i += 2 {
		part, err := archive.Create(parts[i])
		require.NoError(t, err)
		_, err = part.Write([]byte(parts[i+1]))
		require.NoError(t, err)
	}
	require.NoError(t, archive.Close())
	return out.Bytes()
}

func run(text string) string { return `<w:r><w:t xml:space="preserve">` + text + `</w:t></w:r>` }

func par(content string) string { return `<w:p>` + content + `</w:p>` }

// shown writes lines with their looks in short.
func shown(doc *source.Document) string {
	var b strings.Builder
	for _, l := range doc.Lines {
		if l.Heading > 0 {
			fmt.Fprintf(&b, "h%d ", l.Heading)
		}
		if l.Number > 0 {
			fmt.Fprintf(&b, "%d. ", l.Number)
		} else if l.Item > 0 {
			b.WriteString(strings.Repeat("-", l.Item) + " ")
		}
		if l.Bold {
			b.WriteString("bold ")
		}
		b.WriteString(strings.ReplaceAll(doc.Slice(l.Span), "\t", "|"))
		for _, link := range doc.URLs(l.Span) {
			b.WriteString(" <" + link.URL + ">")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestReadFindsWhatWordDocumentsHold(t *testing.T) {
	styles := `<w:styles ` + space + `><w:style w:styleId="H"><w:name w:val="heading 1"/></w:style><w:style w:styleId="HH"><w:name w:val="Mine"/><w:basedOn w:val="H"/></w:style><w:style w:styleId="L"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>`
	numbering := `<w:numbering ` + space + `><w:abstractNum w:abstractNumId="7"><w:lvl><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="8"><w:lvl><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="8"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num></w:numbering>`
	links := `<Relationships><Relationship Id="r1" Target="https://example.org" TargetMode="External"/></Relationships>`
	list := func(id, level, text string) string {
		return `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + id + `"/></w:numPr></w:pPr>` + run(text) + `</w:p>`
	}
	cell := func(paragraphs ...string) string { return `<w:tc>` + strings.Join(paragraphs, "") + `</w:tc>` }
	for name, test := range map[string]struct{ body, want string }{
		"titles by style":          {`<w:p><w:pPr><w:pStyle w:val="HH"/></w:pPr>` + run("Skills") + `</w:p>`, "h1 Skills\n"},
		"lists by style":           {`<w:p><w:pPr><w:pStyle w:val="L"/></w:pPr>` + run("Go") + `</w:p>`, "- Go\n"},
		"lists and their levels":   {list("1", "0", "a") + list("1", "1", "b"), "- a\n-- b\n"},
		"numbered lists":           {list("2", "0", "a") + list("2", "0", "b"), "1. a\n2. b\n"},
		"typed bullets":            {par(run("• a")) + par(run("2.\tb")), "- a\n2. b\n"},
		"tabs as cells":            {par(run("Acme") + `<w:r><w:tab/></w:r>` + run("2020")), "Acme|2020\n"},
		"tab stops are no tabs":    {`<w:p><w:pPr><w:tabs><w:tab w:val="right"/></w:tabs></w:pPr>` + run("A") + `</w:p>`, "A\n"},
		"line breaks":              {par(run("A") + `<w:r><w:br/></w:r>` + run("B")), "A\nB\n"},
		"bold letters":             {par(`<w:r><w:rPr><w:b/></w:rPr><w:t>A</w:t></w:r>`) + par(`<w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>B</w:t></w:r>`), "bold A\nB\n"},
		"links":                    {par(`<w:hyperlink r:id="r1">` + run("my site") + `</w:hyperlink>`), "my site <https://example.org>\n"},
		"links as fields":          {par(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "https://a.example"</w:instrText></w:r>` + run("a") + `<w:r><w:fldChar w:fldCharType="end"/></w:r>` + run("b")), "ab <https://a.example>\n"},
		"rows of short cells":      {`<w:tbl><w:tr>` + cell(par(run("2020"))) + cell(par(run("Acme"))) + `</w:tr></w:tbl>`, "2020|Acme\n"},
		"dates beside an entry":    {`<w:tbl><w:tr>` + cell(par(run("2020"))) + cell(par(run("Acme")), list("1", "0", "a")) + `</w:tr></w:tbl>`, "2020|Acme\n- a\n"},
		"columns made of a table":  {`<w:tbl><w:tr>` + cell(par(run("Skills")), par(run("Go"))) + cell(par(run("Work")), par(run("Acme"))) + `</w:tr></w:tbl>`, "Skills\nGo\nWork\nAcme\n"},
		"a table within a table":   {`<w:tbl><w:tr>` + cell(`<w:tbl><w:tr>`+cell(par(run("A")))+`</w:tr></w:tbl>`) + `</w:tr></w:tbl>`, "A\n"},
		"text boxes once":          {par(run("A") + `<mc:AlternateContent><mc:Choice><w:txbxContent>` + par(run("B")) + `</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>` + par(run("B")) + `</w:txbxContent></mc:Fallback></mc:AlternateContent>`), "A\nB\n"},
		"what was deleted is gone": {par(run("A") + `<w:del><w:r><w:delText>B</w:delText></w:r></w:del><w:ins>` + run("C") + `</w:ins>`), "AC\n"},
		"hidden text":              {par(run("A") + `<w:r><w:rPr><w:vanish/></w:rPr><w:t>B</w:t></w:r>`), "A\n"},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := docx.Read(document(t, test.body, "word/styles.xml", styles, "word/numbering.xml", numbering, "word/_rels/document.xml.rels", links))
			require.NoError(t, err)
			assert.Equal(t, test.want, shown(doc))
		})
	}
}

func TestPageHeadersAreReadAndFootersTold(t *testing.T) {
	doc, err := docx.Read(document(t, par(run("Skills")),
		"word/header1.xml", `<w:hdr `+space+`>`+par(run("Ada Byrne"))+`</w:hdr>`, "word/footer1.xml", `<w:ftr `+space+`>`+par(run("Page 1"))+`</w:ftr>`))
	require.NoError(t, err)
	assert.Equal(t, "Ada Byrne\nSkills\n", shown(doc))
	assert.Equal(t, []source.Remark{{Text: "Page 1", Place: "page footer", Reason: "stands at the foot of every page"}}, doc.Ignored)
}

// A line of very many cells becomes several, and none is lost.
func TestManyTabsInOneLine(t *testing.T) {
	doc, err := docx.Read(document(t, par(run(strings.Repeat("a\t", 100_000)))))
	require.NoError(t, err)
	cells := 0
	for _, line := range doc.Lines {
		assert.LessOrEqual(t, len(line.Cells), 100)
		cells += len(line.Cells)
	}
	assert.Equal(t, 100_000, cells)
}

func FuzzRead(f *testing.F) {
	f.Add([]byte{}, par(run("A"))+`<w:tbl><w:tr><w:tc>`+par(run("B"))+`</w:tc></w:tr></w:tbl>`)
	f.Fuzz(func(t *testing.T, data []byte, body string) {
		if body != "" {
			data = document(t, body)
		}
		doc, err := docx.Read(data)
		if err != nil {
			return
		}
		for _, line := range doc.Lines {
			_ = doc.Slice(line.Span)
		}
	})
}
