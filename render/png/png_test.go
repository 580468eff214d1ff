package png

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/goldentest"
	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/internal/specimen"
	"github.com/bespoke-cv/bespoke/render/page"
	"github.com/bespoke-cv/bespoke/render/pdf"
)

func decode(t *testing.T, data []byte) image.Image {
	t.Helper()
	m, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	return m
}

// difference is the mean and the greatest difference of two pictures' channels, from 0 to 255; the greatest is that
// of means over squares of 12 pixels, in which a shifted or missing letter shows and an edge does not. One picture
// may have a column or row more.
func difference(t *testing.T, a, b image.Image) (mean, worst float64) {
	t.Helper()
	const side = 12
	p, q := toRGBA(a), toRGBA(b)
	require.InDelta(t, p.Rect.Dx(), q.Rect.Dx(), 1)
	require.InDelta(t, p.Rect.Dy(), q.Rect.Dy(), 1)
	size := p.Rect.Intersect(q.Rect).Size()
	total := 0
	for top := 0; top < size.Y; top += side {
		for left := 0; left < size.X; left += side {
			var signed [4]int
			for y := top; y < min(top+side, size.Y); y++ {
				for x := left; x < min(left+side, size.X); x++ {
					pixelA, pixelB := p.Pix[p.PixOffset(x, y):], q.Pix[q.PixOffset(x, y):]
					for i := range 3 {
						d := int(pixelA[i]) - int(pixelB[i])
						total += max(d, -d)
						signed[i] += d
					}
				}
			}
			for _, s := range signed {
				worst = max(worst, math.Abs(float64(s))/(side*side))
			}
		}
	}
	return float64(total) / float64(3*size.X*size.Y), worst
}

func toRGBA(m image.Image) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: m.Bounds().Size()})
	draw.Draw(out, out.Rect, m, m.Bounds().Min, draw.Src)
	return out
}

func TestPageMatchesTheGoldenPicture(t *testing.T) {
	for _, family := range []string{"Source Sans 3", "XCharter"} {
		for number := range 2 {
			name := fmt.Sprintf("%s-%d.png", strings.ToLower(strings.ReplaceAll(family, " ", "-")), number+1)
			t.Run(name, func(t *testing.T) {
				got, err := Page(specimen.Document(family), number, 60)
				require.NoError(t, err)
				want := goldentest.Read(t, filepath.Join("testdata", name), got)
				// Not byte for byte: rasterising in floating point may differ between processors.
				mean, worst := difference(t, decode(t, want), decode(t, got))
				assert.Less(t, mean, 0.01)
				assert.Less(t, worst, 1.0)
			})
		}
	}
}

// throughPDF paints the pages with another program from the file that the pdf package writes.
func throughPDF(t *testing.T, doc *page.Document, dpi int) []image.Image {
	t.Helper()
	if _, err := exec.LookPath("pdftoppm"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("pdftoppm is not installed (Debian package poppler-utils)")
		}
		t.Skip("pdftoppm is not installed")
	}
	file := filepath.Join(t.TempDir(), "a.pdf")
	data, _, err := pdf.Encode(doc, nil)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, data, 0o644))
	require.NoError(t, exec.Command("pdftoppm", "-png", "-r", fmt.Sprint(dpi), file, file).Run())
	var pages []image.Image
	for number := range doc.Pages {
		data, err := os.ReadFile(fmt.Sprintf("%s-%d.png", file, number+1))
		require.NoError(t, err)
		pages = append(pages, decode(t, data))
	}
	return pages
}

func TestPageShowsWhatThePDFShows(t *testing.T) {
	for _, family := range []string{"Source Sans 3", "Lato", "XCharter"} { // both outlines, 1000 and 2000 units
		t.Run(family, func(t *testing.T) {
			doc := specimen.Document(family)
			doc.Pages = append(doc.Pages, specimen.Dense(family, 1).Pages[0])
			last := len(doc.Pages) - 1
			for _, item := range doc.Pages[last].Items {
				item.(*page.Text).Node = nil // of another tree
			}
			for number, want := range throughPDF(t, doc, 110) {
				got, err := Page(doc, number, 110)
				require.NoError(t, err)
				mean, worst := difference(t, want, decode(t, got))
				t.Logf("page %d: mean difference %.2f, greatest of a square %.1f", number+1, mean, worst)
				// Poppler sets glyphs on quarters of a pixel, so full pages differ at every edge.
				if number == last {
					assert.Less(t, mean, 12.0)
				} else {
					assert.Less(t, mean, 1.5)
				}
				assert.Less(t, worst, 25.0)
			}
		})
	}
}

func TestPicturesAreTurnedAsInThePDF(t *testing.T) {
	b := specimen.New("", "")
	for orientation := range 8 {
		data := specimen.Turned(byte(orientation + 1))
		b.Put(&page.Image{X: 20 + 70*float64(orientation), Y: 50, Width: 60, Height: 80, Data: data})
	}
	b.Put(&page.Image{X: 20, Y: 200, Width: 400, Height: 300, Data: specimen.PNG()})
	want := throughPDF(t, b.Doc, 50)[0]
	got, err := Page(b.Doc, 0, 50)
	require.NoError(t, err)
	_, worst := difference(t, want, decode(t, got))
	assert.Less(t, worst, 40.0) // Poppler widens pictures to whole pixels

	first := b.Doc.Pages[0].Items[0].(*page.Image)
	first.Data = specimen.Turned(6)
	turned, err := Page(b.Doc, 0, 50)
	require.NoError(t, err)
	_, worst = difference(t, want, decode(t, turned))
	assert.Greater(t, worst, 50.0)
}

func TestDifferenceSeesOneMissingLetter(t *testing.T) {
	doc := specimen.Dense("Source Sans 3", 1)
	whole, err := Page(doc, 0, 110)
	require.NoError(t, err)
	line := doc.Pages[0].Items[30].(*page.Text)
	line.Glyphs[slices.IndexFunc(line.Glyphs, func(g page.Glyph) bool { return g.Text == "w" })].YOffset = 1000
	changed, err := Page(doc, 0, 110)
	require.NoError(t, err)
	_, worst := difference(t, decode(t, whole), decode(t, changed))
	assert.Greater(t, worst, 25.0)
}

func TestPageIsPalettedAndKeepsInks(t *testing.T) {
	b := specimen.New("", "")
	ink := page.Color{R: 3 / 255.0, G: 81 / 255.0, B: 146 / 255.0}
	face := specimen.Face("Lato", font.Regular)
	b.Text(face, 40, 100, 200, "Smooth edges first", nil).Color = ink
	b.Put(&page.Rect{X: 100, Y: 300, Width: 100, Height: 100, Color: ink})
	data, err := Page(b.Doc, 0, 96)
	require.NoError(t, err)
	m, ok := decode(t, data).(*image.Paletted)
	require.True(t, ok)
	at := func(x, y float64) color.Color { return m.At(int(x*96/72), int(y*96/72)) }
	assert.Equal(t, color.RGBA{3, 81, 146, 255}, at(150, 350))
	assert.Equal(t, color.RGBA{255, 255, 255, 255}, at(50, 50))
}

func TestPageIsAsLargeAsAsked(t *testing.T) {
	doc := specimen.Document("Lato")
	for dpi, want := range map[float64]image.Point{72: {595, 842}, 150: {1240, 1754}, 12.5: {103, 146}} {
		data, err := Page(doc, 1, dpi)
		require.NoError(t, err)
		assert.Equal(t, want, decode(t, data).Bounds().Size())
	}
}

func TestPageRefusesWhatItCannotPaint(t *testing.T) {
	doc := specimen.Document("Lato")
	_, err := Page(doc, 2, 72)
	assert.ErrorContains(t, err, "page 3: the document has 2")
	for _, dpi := range []float64{0, -72, 1e6, math.NaN(), math.Inf(1)} {
		_, err = Page(doc, 0, dpi)
		assert.ErrorIs(t, err, ErrSize, "%g", dpi)
	}
	b := specimen.New("", "")
	b.Put(&page.Image{Width: 10, Height: 10, Data: []byte("no picture")})
	_, err = Page(b.Doc, 0, 72)
	assert.ErrorContains(t, err, "not a usable JPEG or PNG")
}

func TestPagesMayBePaintedAtOnce(t *testing.T) {
	doc := specimen.Document("Ubuntu")
	want, err := Page(doc, 0, 50)
	require.NoError(t, err)
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			got, err := Page(doc, 0, 50)
			assert.NoError(t, err)
			assert.Equal(t, want, got)
		})
	}
	group.Wait()
}

func FuzzPage(f *testing.F) {
	face := specimen.Face("XCharter", font.Regular)
	f.Add("Ådu", 10.0, 50.0, 60.0, 72.0, uint16(3))
	f.Add("x", 1e300, -1e300, math.Inf(-1), 30.0, uint16(65535))
	f.Add("y", math.NaN(), 1e9, -1e9, 1.0, uint16(0))
	f.Fuzz(func(t *testing.T, s string, size, x, y, dpi float64, id uint16) {
		b := specimen.New(s, s)
		text := b.Text(face, size, x, y, s, nil)
		text.Glyphs = append(text.Glyphs, page.Glyph{ID: font.GlyphID(id), Advance: x, XOffset: y, YOffset: size})
		b.Put(&page.Rect{X: x, Y: y, Width: size, Height: dpi})
		b.Put(&page.Icon{X: x, Baseline: y, Size: size, Outline: &page.Outline{Segments: []page.Segment{
			{Verb: page.CurveTo, Points: [3]page.Point{{X: x, Y: y}, {X: size, Y: dpi}, {X: y, Y: x}}},
			{Verb: page.Close},
			{Verb: page.LineTo, Points: [3]page.Point{{X: y, Y: size}}},
		}}})
		b.Put(&page.Image{X: x, Y: y, Width: size, Height: y, Data: specimen.PNG()})
		if dpi > 100 {
			dpi = 100
		}
		if data, err := Page(b.Doc, 0, dpi); err == nil {
			decode(t, data)
		}
	})
}

func BenchmarkPage150dpi(b *testing.B) {
	doc := specimen.Dense("Source Sans 3", 1)
	for b.Loop() {
		if _, err := Page(doc, 0, 150); err != nil {
			b.Fatal(err)
		}
	}
}
