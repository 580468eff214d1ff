package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render/internal/specimen"
	"github.com/bespoke-cv/bespoke/render/page"
)

// square is an icon of half an em, on the baseline.
func square(number int) *page.Outline {
	corners := []page.Point{{X: 0.1, Y: 0}, {X: 0.5, Y: 0}, {X: 0.5, Y: -0.5}, {X: 0.1, Y: -0.5}}
	icon := &page.Outline{Name: fmt.Sprint(number), Char: rune(0xe000 + number), Width: 0.75}
	for i, corner := range corners {
		verb := page.LineTo
		if i == 0 {
			verb = page.MoveTo
		}
		icon.Segments = append(icon.Segments, page.Segment{Verb: verb, Points: [3]page.Point{corner}})
	}
	return icon
}

// TestIconsAreGlyphs reads icons back as programs do that look at places, and as those do that read text.
func TestIconsAreGlyphs(t *testing.T) {
	b := specimen.New("", "")
	line := b.Doc.Structure.Add(page.RoleP)
	for i, label := range []string{"LinkedIn", "Phone"} {
		span := line.Add(page.RoleSpan)
		span.ActualText = label
		b.Put(&page.Icon{X: 60 + 40*float64(i), Baseline: 100, Size: 20, Outline: square(i), Node: span})
	}
	b.Put(&page.Icon{X: 140, Baseline: 100, Size: 20, Outline: square(1)}) // an artifact
	data := written(t, b.Doc)

	assert.Equal(t, "LinkedIn Phone", strings.TrimSpace(tool(t, data, "poppler-utils", "pdftotext", "-raw", "FILE", "-")))
	stext := tool(t, data, "mupdf-tools", "mutool", "draw", "-q", "-F", "stext", "FILE")
	origins := glyphOrigins(t, stext)
	require.Len(t, origins, 3)
	for i, at := range origins {
		assert.InDelta(t, 60+40*float64(i), at[0], 0.01)
		assert.InDelta(t, 100, at[1], 0.01)
	}
	assert.Contains(t, stext, "&#xe000;")
	assert.Contains(t, stext, "&#xe001;")
}

// TestIconFontsHaveWhatTaggedFilesNeed checks the font dictionary (ISO 32000-1, table 112).
func TestIconFontsHaveWhatTaggedFilesNeed(t *testing.T) {
	r := read(t, written(t, specimen.Document("Lato")))
	d, _, _ := r.page(0)
	resources, _ := d.Find("Resources")
	fonts, _ := r.dict(resources).Find("Font")
	reference, found := r.dict(fonts).Find("I0")
	require.True(t, found)
	font := r.dict(reference)
	assert.Equal(t, "Type3", *font.NameEntry("Subtype"))
	for _, key := range []string{"FontBBox", "FontMatrix", "CharProcs", "Encoding", "FirstChar", "LastChar", "Widths", "FontDescriptor", "Resources", "ToUnicode"} {
		_, found := font.Find(key)
		assert.True(t, found, key)
	}
	procedures, _ := font.Find("CharProcs")
	glyph, _ := r.dict(procedures).Find("i0")
	stream, _, err := r.context.DereferenceStreamDict(glyph)
	require.NoError(t, err)
	require.NoError(t, stream.Decode())
	assert.True(t, strings.HasPrefix(string(stream.Content), "640 0 0 -154 768 410 d1\n"), "%s", stream.Content)
}

func TestMoreIconsThanAFontHolds(t *testing.T) {
	b := specimen.New("", "")
	for i := range 560 {
		b.Put(&page.Icon{X: float64(i), Baseline: 100, Size: 20, Outline: square(i)})
	}
	data := written(t, b.Doc)
	model.ConfigPath = "disable"
	require.NoError(t, api.Validate(bytes.NewReader(data), model.NewDefaultConfiguration()))
	rows := strings.Split(strings.TrimSpace(tool(t, data, "poppler-utils", "pdffonts", "FILE")), "\n")[2:]
	assert.Len(t, rows, 3)
	assert.Len(t, glyphOrigins(t, tool(t, data, "mupdf-tools", "mutool", "draw", "-q", "-F", "stext", "FILE")), 560)
}
