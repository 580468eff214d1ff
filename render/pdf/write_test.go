package pdf

import (
	"bytes"
	"crypto/sha256"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/internal/specimen"
	"github.com/bespoke-cv/bespoke/render/page"
)

// written returns the file for a document.
func written(t testing.TB, doc *page.Document) []byte {
	t.Helper()
	data, sum, err := Encode(doc, nil)
	require.NoError(t, err)
	require.Equal(t, sha256.Sum256(data), sum)
	return data
}

// tool runs a program on a file, "FILE" in its arguments, and returns what it prints. Where the program is missing
// the test is skipped, but not in CI.
func tool(t *testing.T, data []byte, debianPackage, program string, arguments ...string) string {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not installed (Debian package %s)", program, debianPackage)
		}
		t.Skipf("%s is not installed", program)
	}
	file := filepath.Join(t.TempDir(), "a.pdf")
	require.NoError(t, os.WriteFile(file, data, 0o644))
	for i := range arguments {
		arguments[i] = strings.ReplaceAll(arguments[i], "FILE", file)
	}
	command := exec.Command(program, arguments...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	require.NoError(t, err, "%s: %s", program, stderr.String())
	return string(out)
}

// documents are the specimen in all fonts, and what else a layout may give.
func documents() map[string]*page.Document {
	docs := map[string]*page.Document{
		"nothing":    {Pages: []page.Page{{Width: 100, Height: 100}}},
		"many pages": specimen.Dense("Lato", 30),
	}
	for _, family := range specimen.Families {
		docs[family] = specimen.Document(family)
	}
	return docs
}

func TestFilesAreSound(t *testing.T) {
	model.ConfigPath = "disable"
	for name, doc := range documents() {
		t.Run(name, func(t *testing.T) {
			data := written(t, doc)
			configuration := model.NewDefaultConfiguration()
			configuration.ValidationMode = model.ValidationStrict
			require.NoError(t, api.Validate(bytes.NewReader(data), configuration))
			pages, err := api.PageCount(bytes.NewReader(data), configuration)
			require.NoError(t, err)
			assert.Equal(t, len(doc.Pages), pages)
		})
		t.Run(name+" by qpdf", func(t *testing.T) {
			assert.Contains(t, tool(t, data(t, doc), "qpdf", "qpdf", "--check", "FILE"), "No syntax or stream encoding errors found")
		})
		t.Run(name+" by mutool", func(t *testing.T) {
			tool(t, data(t, doc), "mupdf-tools", "mutool", "draw", "-q", "-r", "20", "-o", "/dev/null", "-F", "ppm", "FILE")
		})
	}
}

func data(t *testing.T, doc *page.Document) []byte { return written(t, doc) }

func TestFontsAreEmbeddedSubsetsThatMapToUnicode(t *testing.T) {
	for _, family := range specimen.Families {
		t.Run(family, func(t *testing.T) {
			out := tool(t, written(t, specimen.Dense(family, 1)), "poppler-utils", "pdffonts", "FILE")
			rows := strings.Split(strings.TrimSpace(out), "\n")[2:]
			require.NotEmpty(t, rows)
			for _, row := range rows {
				kind := "CID TrueType"
				if specimen.Face(family, font.Regular).IsCFF {
					kind = "CID Type 0C"
				}
				assert.Regexp(t, `^[A-Z]{6}\+\S+ +`+kind+` +Identity-H +yes yes yes `, row)
			}
		})
	}
}

// TestTextReadsInSemanticOrder is what a program sees that extracts text as it stands in the file: dates before
// bullets, the icon as its name, the divided word whole and once, the ligature as letters, the footer last.
func TestTextReadsInSemanticOrder(t *testing.T) {
	want := `Ada Mørk
Email ada@example.org | example.org/(ada)
Experience
Chief Welder 2019 – 2024
• Led the final inspection of 40 bridges.
• Wrote the first welding handbook.
She knows everything about metal constructions
of every size.
This paragraph begins at the end of the first page
Page 1 of 2
` + "\f" + `and it goes on here, on the second page.
E=mc2 and café
Page 2 of 2
` + "\f"
	for _, family := range specimen.Families {
		t.Run(family, func(t *testing.T) {
			data := written(t, specimen.Document(family))
			assert.Equal(t, want, tool(t, data, "poppler-utils", "pdftotext", "-raw", "FILE", "-"))
		})
	}
}

func TestTextHasAllGlyphs(t *testing.T) {
	for _, family := range specimen.Families {
		t.Run(family, func(t *testing.T) {
			doc := specimen.Dense(family, 2)
			var want strings.Builder
			for _, p := range doc.Pages {
				for _, item := range p.Items {
					for _, glyph := range item.(*page.Text).Glyphs {
						want.WriteString(glyph.Text)
					}
					want.WriteByte(' ')
				}
			}
			data := written(t, doc)
			for _, mode := range []string{"-raw", "-layout"} {
				got := tool(t, data, "poppler-utils", "pdftotext", mode, "FILE", "-")
				assert.Equal(t, strings.Fields(want.String()), strings.Fields(got))
			}
			got := tool(t, data, "mupdf-tools", "mutool", "draw", "-q", "-F", "txt", "FILE")
			assert.Equal(t, strings.Fields(want.String()), strings.Fields(got))
		})
	}
}

func TestMetadataIsThere(t *testing.T) {
	out := tool(t, written(t, specimen.Document("Lato")), "poppler-utils", "pdfinfo", "FILE")
	for _, line := range []string{"Title:           Ada Mørk – CV", "Author:          Ada Mørk", "Keywords:        welding, C++", "Tagged:          yes", "Pages:           2"} {
		assert.Contains(t, out, line)
	}
}

// TestGlyphsStandWhereTheLayoutPutThem compares origins, as another program computes them from widths and moves.
func TestGlyphsStandWhereTheLayoutPutThem(t *testing.T) {
	for _, family := range specimen.Families {
		t.Run(family, func(t *testing.T) {
			doc := specimen.Dense(family, 1)
			got := glyphOrigins(t, tool(t, written(t, doc), "mupdf-tools", "mutool", "draw", "-q", "-F", "stext", "FILE"))
			var want [][2]float64
			for _, item := range doc.Pages[0].Items {
				text := item.(*page.Text)
				pen := text.X
				for _, g := range text.Glyphs {
					if strings.TrimSpace(g.Text) != "" {
						for range len([]rune(g.Text)) {
							want = append(want, [2]float64{pen, text.Baseline})
						}
					}
					pen += g.Advance
				}
			}
			require.Len(t, got, len(want))
			for i := range want {
				ligature := i > 0 && want[i] == want[i-1] // whose letters share its width
				if ligature {
					continue
				}
				assert.InDelta(t, want[i][0], got[i][0], 0.03, "glyph %d", i)
				assert.InDelta(t, want[i][1], got[i][1], 0.02, "glyph %d", i)
			}
		})
	}
}

func TestSameDocumentGivesSameBytes(t *testing.T) {
	memory := NewMemory(1 << 20)
	for _, family := range []string{"XCharter", "Source Sans 3", "XCharter"} { // of both kinds of outlines
		want := written(t, specimen.Document(family))
		shared := specimen.Document(family)
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				data, _, err := Encode(shared, memory)
				assert.NoError(t, err)
				assert.True(t, bytes.Equal(want, data))
			})
		}
		group.Wait()
	}
	assert.Positive(t, memory.streams.Bytes())
	memory.Forget()
	assert.Zero(t, memory.streams.Bytes())
}

func TestMemoryTellsCharactersAndIconsApart(t *testing.T) {
	memory := NewMemory(1 << 20)
	document := func(text, icon string) *page.Document {
		b := specimen.New("", "")
		node := b.Doc.Structure.Add(page.RoleP).Add(page.RoleSpan)
		b.Text(specimen.Face("Lato", font.Regular), 10, 10, 10, "a-b", node).Glyphs[1].Text = text
		b.Put(&page.Icon{Size: 10, Outline: &page.Outline{
			Name: icon, Char: rune(icon[0]), Width: 1, Segments: []page.Segment{{Verb: page.MoveTo}, {Verb: page.LineTo, Points: [3]page.Point{{X: float64(len(icon))}}}},
		}})
		return b.Doc
	}
	for _, text := range []string{"-", "x", "-", "\u00ad", ""} { // of the same glyphs
		for _, icon := range []string{"star", "envelope", "star"} {
			data, _, err := Encode(document(text, icon), memory)
			require.NoError(t, err)
			assert.True(t, bytes.Equal(written(t, document(text, icon)), data), "%q %s", text, icon)
		}
	}
}

func TestLinksThatTouchAreOne(t *testing.T) {
	first, second := &page.Node{Role: page.RoleLink}, &page.Node{Role: page.RoleLink}
	link := func(x, y, width float64, url string, node *page.Node) *page.Link {
		return &page.Link{X: x, Y: y, Width: width, Height: 10, URL: url, Node: node}
	}
	items := []page.Item{
		link(10, 20, 8, "a", first), link(18, 19, 3, "a", first), &page.Rect{}, link(21, 20, 40, "a", first), // icon, space, words
		link(10, 35, 30, "a", first),                           // the words' next line
		link(40, 35, 30, "a", second),                          // another element
		link(70, 35, 30, "b", second),                          // another target
		link(110, 35, 30, "b", second),                         // at a distance
		link(140, 35, 30, "", nil), link(170, 35, 30, "", nil), // of no element
	}
	links := joinLinks(&page.Page{Items: items})
	require.Len(t, links, 7)
	assert.Equal(t, page.Link{X: 10, Y: 19, Width: 51, Height: 11, URL: "a", Node: first}, links[0])
	assert.Equal(t, *items[4].(*page.Link), links[1])
}

func TestWriteErrorsSayWhatIsWrong(t *testing.T) {
	build := func(change func(b *specimen.Builder)) *page.Document {
		b := specimen.New("", "")
		change(b)
		return b.Doc
	}
	lato := specimen.Face("Lato", font.Regular)
	tests := map[string]struct {
		doc  *page.Document
		want string
	}{
		"node outside": {build(func(b *specimen.Builder) {
			b.Text(lato, 10, 10, 10, "x", &page.Node{})
		}), "page 1: an item on a page points at a node outside of the structure tree"},
		"link outside": {build(func(b *specimen.Builder) {
			b.Put(&page.Link{URL: "https://example.org", Node: &page.Node{}})
		}), "outside of the structure tree"},
		"no such glyph": {build(func(b *specimen.Builder) {
			b.Text(lato, 10, 10, 10, "x", nil).Glyphs[0].ID = 60000
		}), "font Lato-Regular has no glyph 60000"},
		"no font": {build(func(b *specimen.Builder) {
			b.Text(lato, 10, 10, 10, "x", nil).Face = &font.Face{Name: "Scrap", Data: []byte("%!PS")}
		}), "embedding font Scrap: unusable font"},
		"no picture": {build(func(b *specimen.Builder) {
			b.Put(&page.Image{Data: []byte("GIF89a")})
		}), `embedding an image: not a usable JPEG or PNG picture: it begins with "GIF89a"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			data, _, err := Encode(test.doc, nil)
			assert.ErrorContains(t, err, test.want)
			assert.Empty(t, data, "nothing half-written")
		})
	}
}

func FuzzEncode(f *testing.F) {
	model.ConfigPath = "disable"
	faces := []*font.Face{specimen.Face("XCharter", font.Regular), specimen.Face("Lato", font.Bold)}
	f.Add("Ådu )( \\ \r\x00", "actual", 10.0, 50.0, 60.0, uint16(3), uint8(0))
	f.Add("\xff\xfe", "\U0001F600", 1e300, -1e300, math.Inf(-1), uint16(65535), uint8(255))
	f.Add("fi", "", math.NaN(), 1e9, -1e9, uint16(0), uint8(9))
	f.Fuzz(func(t *testing.T, s, actual string, size, x, y float64, id uint16, kind uint8) {
		b := specimen.New(s, actual)
		b.Doc.Language, b.Doc.Keywords, b.Doc.RightToLeft = actual, []string{s}, kind&1 != 0
		role := []page.Role{page.RoleP, page.RoleH1, page.RoleL, page.RoleFigure, page.RoleLink, page.RoleSpan}[kind%6]
		parent := b.Doc.Structure.Add(role)
		node := parent.Add(page.RoleSpan)
		node.ActualText, parent.Alt = actual, s
		text := b.Text(faces[kind%2], size, x, y, s, node)
		text.Glyphs = append(text.Glyphs, page.Glyph{ID: font.GlyphID(id % 300), Advance: x, XOffset: y, YOffset: size, Text: actual})
		b.Put(&page.Rect{X: x, Y: y, Width: size, Height: size})
		b.Put(&page.Icon{X: x, Baseline: y, Size: size, Node: node, Outline: &page.Outline{Name: s, Char: rune(id), Width: x, Segments: []page.Segment{{Verb: page.QuadTo, Points: [3]page.Point{{X: x, Y: y}, {X: size, Y: y}}}, {Verb: page.Close}}}})
		b.Put(&page.Link{X: x, Y: y, Width: size, Height: size, URL: s, Node: parent})
		b.Put(&page.Link{URL: actual})
		if kind > 128 {
			b.Break()
			b.Text(faces[1], 10, 10, 10, actual, node)
			b.Put(&page.Image{X: x, Y: y, Width: size, Height: size, Data: specimen.PNG(), Node: parent})
		}
		b.Doc.Outline = []page.Bookmark{{Title: s, Page: int(kind), Y: y, Children: []page.Bookmark{{Title: actual}}}}
		data, _, err := Encode(b.Doc, nil)
		if err != nil {
			return
		}
		require.NoError(t, api.Validate(bytes.NewReader(data), model.NewDefaultConfiguration()))
	})
}

func BenchmarkEncodeTwoFullPages(b *testing.B) {
	doc := specimen.Dense("Source Sans 3", 2)
	b.ReportMetric(float64(len(written(b, doc))), "bytes")
	for b.Loop() {
		if _, _, err := Encode(doc, nil); err != nil {
			b.Fatal(err)
		}
	}
}
