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
	"image/draw"
	"image/png"
	"math"
	"slices"
	"sync"

	gotext "github.com/go-text/typesetting/font"

	"github.com/bespoke-cv/bespoke/render/font"
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
	picture, err := Draw(&doc.Pages[index], dpi)
	if err != nil {
		return nil, fmt.Errorf("painting page %d: %w", index+1, err)
	}
	return encode(picture, inks(&doc.Pages[index]))
}

// Draw paints a page at a resolution in dots per inch.
func Draw(p *page.Page, dpi float64) (*image.RGBA, error) {
	scale := dpi / 72
	width, height := math.Round(p.Width*scale), math.Round(p.Height*scale)
	if !(width >= 1 && height >= 1 && width*height <= maxPixels) {
		return nil, fmt.Errorf("%w: %g × %g points at %g dots per inch", ErrSize, p.Width, p.Height, dpi)
	}
	picture := image.NewRGBA(image.Rect(0, 0, int(width), int(height)))
	draw.Draw(picture, picture.Rect, image.White, image.Point{}, draw.Src)
	c := &canvas{
		picture:  picture,
		scale:    scale,
		faces:    map[*font.Face]*gotext.Face{},
		outlines: map[glyphKey]outline{},
	}
	for _, item := range p.Items {
		switch item := item.(type) {
		case *page.Rect:
			c.rect(item)
		case *page.Icon:
			c.icon(item)
		case *page.Text:
			c.text(item)
		case *page.Image:
			if err := c.image(item); err != nil {
				return nil, err
			}
		}
	}
	return picture, nil
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

// encode writes a picture as a PNG file, with a palette if few colours make it up.
func encode(picture *image.RGBA, inks []color.RGBA) ([]byte, error) {
	var m image.Image = picture
	if paletted := quantize(picture, inks); paletted != nil {
		m = paletted
	}
	var out bytes.Buffer
	out.Grow(picture.Rect.Dx() * picture.Rect.Dy() / 16)
	if err := encoder.Encode(&out, m); err != nil {
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
