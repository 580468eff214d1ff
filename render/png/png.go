// Package png paints laid-out pages as PNG pictures, for previews of what the pdf package writes.
//
// A page is painted on white in its painting order, glyphs and icons as filled outlines with antialiased edges
// ([Draw]), and encoded with a palette ([Page]): a page of text has few colours, and one byte for each pixel instead
// of four makes the file smaller and faster to write.
package png

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"sync"

	"github.com/bespoke-cv/bespoke/render/page"
)

// ErrSize is wrapped by the errors for pages that would be too large at the asked resolution, or have no size.
var ErrSize = errors.New("the picture would have no size or be too large")

// maxPixels bounds a picture: an A4 page at 850 dots per inch.
const maxPixels = 72 << 20

// Page paints page index (from 0) of a document at a resolution in dots per inch and returns the PNG file. It is
// safe for concurrent use, with one document too.
func Page(doc *page.Document, index int, dpi float64) ([]byte, error) {
	if index < 0 || index >= len(doc.Pages) {
		return nil, fmt.Errorf("painting page %d: the document has %d", index+1, len(doc.Pages))
	}
	p := &doc.Pages[index]
	picture, err := drawPaletted(p, dpi)
	if err == nil && picture == nil {
		picture, err = Draw(p, dpi)
	}
	if err != nil {
		return nil, fmt.Errorf("painting page %d: %w", index+1, err)
	}
	return encode(picture)
}

// Draw paints a page at a resolution in dots per inch.
func Draw(p *page.Page, dpi float64) (image.Image, error) {
	c, size, err := newCanvas(p, dpi)
	if err != nil {
		return nil, err
	}
	picture := image.NewRGBA(image.Rectangle{Max: size})
	return picture, c.paint(p, picture, 0)
}

// stripHeight is how many rows are painted at once where a palette will do: true colours take four times the memory.
const stripHeight = 128

// drawPaletted paints a page strip by strip into a picture with a palette. It returns nil for a page with more
// colours than a palette holds.
func drawPaletted(p *page.Page, dpi float64) (image.Image, error) {
	c, size, err := newCanvas(p, dpi)
	if err != nil {
		return nil, err
	}
	q, ok := newQuantizer(size, inks(p))
	if !ok {
		return nil, nil
	}
	strip := image.NewRGBA(image.Rect(0, 0, size.X, min(size.Y, stripHeight)))
	for top := 0; top < size.Y; top += stripHeight {
		strip.Rect.Max.Y = min(stripHeight, size.Y-top)
		if err := c.paint(p, strip, top); err != nil {
			return nil, err
		}
		if !q.add(strip, top) {
			return nil, nil
		}
	}
	return q.out, nil
}

// buffers keeps what the encoder allocates for each picture.
type buffers struct{ pool sync.Pool }

func (b *buffers) Get() *png.EncoderBuffer {
	buffer, _ := b.pool.Get().(*png.EncoderBuffer)
	return buffer
}

func (b *buffers) Put(buffer *png.EncoderBuffer) { b.pool.Put(buffer) }

// encoder favours speed: on a full page of text, the default level takes twice as long to save one byte in 25.
var encoder = png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: &buffers{}}

// encode writes a picture as a PNG file.
func encode(picture image.Image) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(picture.Bounds().Dx() * picture.Bounds().Dy() / 16)
	if err := encoder.Encode(&out, picture); err != nil {
		return nil, fmt.Errorf("encoding the PNG: %w", err)
	}
	return out.Bytes(), nil
}

// inks lists the paper and the colours a page is painted in, each once.
func inks(p *page.Page) []color.RGBA {
	list := []color.RGBA{{0xFF, 0xFF, 0xFF, 0xFF}}
	for _, item := range p.Items {
		var ink page.Color
		switch item := item.(type) {
		case *page.Rect:
			ink = item.Color
		case *page.Icon:
			ink = item.Color
		case *page.Text:
			ink = item.Color
		default:
			continue
		}
		if c := rgba(ink); !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}
