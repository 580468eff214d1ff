package png

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"slices"

	gotext "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
	"golang.org/x/image/vector"

	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/page"
	"github.com/bespoke-cv/bespoke/render/picture"
)

// canvas paints items on a picture, or on a strip of it.
type canvas struct {
	picture    *image.RGBA
	top        float64 // of the strip, in pixels from the top of the page
	scale      float64 // pixels per point
	rasterizer vector.Rasterizer
	faces      map[*font.Face]*gotext.Face
	outlines   map[glyphKey]outline
}

// newCanvas returns a canvas for a page and the size of its picture.
func newCanvas(p *page.Page, dpi float64) (*canvas, image.Point, error) {
	scale := dpi / 72
	width, height := math.Round(p.Width*scale), math.Round(p.Height*scale)
	if !(width >= 1 && height >= 1 && width*height <= maxPixels) {
		return nil, image.Point{}, fmt.Errorf("%w: %g × %g points at %g dots per inch", ErrSize, p.Width, p.Height, dpi)
	}
	c := &canvas{scale: scale, faces: map[*font.Face]*gotext.Face{}, outlines: map[glyphKey]outline{}}
	return c, image.Pt(int(width), int(height)), nil
}

// paint paints what a page has from a row on, on white.
func (c *canvas) paint(p *page.Page, picture *image.RGBA, top int) error {
	c.picture, c.top = picture, float64(top)
	draw.Draw(picture, picture.Rect, image.White, image.Point{}, draw.Src)
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
				return err
			}
		}
	}
	return nil
}

type glyphKey struct {
	face *font.Face
	id   font.GlyphID
}

// outline is a filled shape and the box around all its points. A glyph's is in font units with y upwards, an icon's
// in em with y downwards.
type outline struct {
	segments   []page.Segment
	minX, minY float64
	maxX, maxY float64
}

// newOutline measures segments; it has none if a point is not a number.
func newOutline(segments []page.Segment) outline {
	o := outline{segments, math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, s := range segments {
		for _, p := range s.Points[:pointsOf[s.Verb]] {
			o.minX, o.maxX = math.Min(o.minX, p.X), math.Max(o.maxX, p.X)
			o.minY, o.maxY = math.Min(o.minY, p.Y), math.Max(o.maxY, p.Y)
		}
	}
	if !(o.maxX-o.minX < math.MaxFloat32 && o.maxY-o.minY < math.MaxFloat32) {
		return outline{}
	}
	return o
}

var pointsOf = [...]int{page.MoveTo: 1, page.LineTo: 1, page.QuadTo: 2, page.CurveTo: 3, page.Close: 0}

// fill paints the area inside of an outline whose point (x, y) is at pixel (x0 + sx·x, y0 + sy·y).
func (c *canvas) fill(o outline, x0, y0, sx, sy float64, fill page.Color) {
	if len(o.segments) == 0 {
		return
	}
	y0 -= c.top
	left, right := x0+sx*o.minX, x0+sx*o.maxX
	top, bottom := y0+sy*o.minY, y0+sy*o.maxY
	if sy < 0 {
		top, bottom = bottom, top
	}
	size := c.picture.Rect.Size()
	frame := image.Rectangle{
		Min: image.Pt(pixel(math.Floor(left), size.X), pixel(math.Floor(top), size.Y)),
		Max: image.Pt(pixel(math.Ceil(right), size.X), pixel(math.Ceil(bottom), size.Y)),
	}
	if frame.Empty() {
		return
	}
	x0 -= float64(frame.Min.X)
	y0 -= float64(frame.Min.Y)
	at := func(p page.Point) (x, y float32) { return float32(x0 + sx*p.X), float32(y0 + sy*p.Y) }

	z := &c.rasterizer
	z.Reset(frame.Dx(), frame.Dy())
	z.DrawOp = draw.Over
	for _, s := range o.segments {
		ax, ay := at(s.Points[0])
		switch s.Verb {
		case page.MoveTo:
			z.ClosePath() // fills close what is open
			z.MoveTo(ax, ay)
		case page.LineTo:
			z.LineTo(ax, ay)
		case page.QuadTo:
			bx, by := at(s.Points[1])
			z.QuadTo(ax, ay, bx, by)
		case page.CurveTo:
			bx, by := at(s.Points[1])
			dx, dy := at(s.Points[2])
			z.CubeTo(ax, ay, bx, by, dx, dy)
		case page.Close:
			z.ClosePath()
		}
	}
	z.ClosePath()
	z.Draw(c.picture, frame, image.NewUniform(rgba(fill)), image.Point{})
}

// pixel brings a coordinate into the picture.
func pixel(v float64, size int) int {
	return int(math.Max(0, math.Min(float64(size), v)))
}

func rgba(c page.Color) color.RGBA {
	channel := func(v float64) uint8 { return uint8(math.Round(255 * math.Max(0, math.Min(1, v)))) }
	return color.RGBA{channel(c.R), channel(c.G), channel(c.B), 0xFF}
}

// rect fills a rectangle. One thinner than a pixel gets a paler one, so that no hairline is lost.
func (c *canvas) rect(r *page.Rect) {
	corners := [...]page.Point{{X: r.X, Y: r.Y}, {X: r.X + r.Width, Y: r.Y}, {X: r.X + r.Width, Y: r.Y + r.Height}, {X: r.X, Y: r.Y + r.Height}}
	segments := make([]page.Segment, len(corners))
	for i, corner := range corners {
		segments[i] = page.Segment{Verb: page.LineTo, Points: [3]page.Point{corner}}
	}
	segments[0].Verb = page.MoveTo
	c.fill(newOutline(segments), 0, 0, c.scale, c.scale, r.Color)
}

// icon fills the outline of an icon.
func (c *canvas) icon(i *page.Icon) {
	unit := i.Size * c.scale
	c.fill(newOutline(i.Outline.Segments), i.X*c.scale, i.Baseline*c.scale, unit, unit, i.Color)
}

// text paints the glyphs of a run.
func (c *canvas) text(t *page.Text) {
	unit := t.Size / t.Face.UnitsPerEm * c.scale
	if !(unit > 0) {
		return
	}
	// No glyph reaches as far as three sizes from its baseline, but for those that are raised.
	reach := 3 * t.Size * c.scale
	if y := t.Baseline*c.scale - c.top; (y < -reach || y > float64(c.picture.Rect.Dy())+reach) && !raised(t) {
		return
	}
	pen := t.X
	for i := range t.Glyphs {
		g := &t.Glyphs[i]
		c.fill(c.glyph(t.Face, g.ID), (pen+g.XOffset)*c.scale, (t.Baseline-g.YOffset)*c.scale, unit, -unit, t.Color)
		pen += g.Advance
	}
}

// raised reports whether a run has glyphs away from its baseline.
func raised(t *page.Text) bool {
	return slices.ContainsFunc(t.Glyphs, func(g page.Glyph) bool { return g.YOffset != 0 })
}

// glyph returns a glyph's outline, with no segments for a blank.
func (c *canvas) glyph(face *font.Face, id font.GlyphID) outline {
	key := glyphKey{face, id}
	if o, ok := c.outlines[key]; ok {
		return o
	}
	drawn := c.faces[face]
	if drawn == nil {
		drawn = gotext.NewFace(face.Parsed)
		c.faces[face] = drawn
	}
	o := readOutline(drawn, id)
	c.outlines[key] = o
	return o
}

// readOutline reads an outline from the font. Damaged descriptions, which the parser may panic on, are blank: one
// glyph of a user's font is not worth the picture.
func readOutline(face *gotext.Face, id font.GlyphID) (o outline) {
	defer func() {
		if recover() != nil {
			o = outline{}
		}
	}()
	if data, ok := face.GlyphData(id).(gotext.GlyphOutline); ok {
		return newOutline(segmentsOf(data))
	}
	return outline{}
}

// segmentsOf brings a font's outline into our form.
func segmentsOf(data gotext.GlyphOutline) []page.Segment {
	segments := make([]page.Segment, len(data.Segments))
	verbs := [...]page.Verb{
		opentype.SegmentOpMoveTo: page.MoveTo,
		opentype.SegmentOpLineTo: page.LineTo,
		opentype.SegmentOpQuadTo: page.QuadTo,
		opentype.SegmentOpCubeTo: page.CurveTo,
	}
	for i, s := range data.Segments {
		segments[i].Verb = verbs[s.Op]
		for j, p := range s.Args {
			segments[i].Points[j] = page.Point{X: float64(p.X), Y: float64(p.Y)}
		}
	}
	return segments
}

// image paints a picture, scaled with a smooth filter.
func (c *canvas) image(i *page.Image) error {
	stored, info, err := picture.Decode(i.Data)
	if err != nil {
		return fmt.Errorf("an image: %w", err)
	}
	if !(i.Width > 0 && i.Height > 0) {
		return nil
	}
	bounds := stored.Bounds()
	// From stored pixels to the unit square, upright, and onto the page.
	m := info.Orientation.Matrix()
	w, h := i.Width*c.scale, i.Height*c.scale
	px, py := 1/float64(bounds.Dx()), 1/float64(bounds.Dy())
	transform := f64.Aff3{
		m[0] * px * w, m[2] * py * w, (m[4] + i.X/i.Width) * w,
		m[1] * px * h, m[3] * py * h, (m[5] + i.Y/i.Height) * h,
	}
	transform[5] -= c.top
	transform[2] -= transform[0]*float64(bounds.Min.X) + transform[1]*float64(bounds.Min.Y)
	transform[5] -= transform[3]*float64(bounds.Min.X) + transform[4]*float64(bounds.Min.Y)
	xdraw.BiLinear.Transform(c.picture, transform, stored, bounds, xdraw.Over, nil)
	return nil
}
