package layout

import (
	"slices"

	gotext "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"

	"github.com/bespoke-cv/bespoke/render/frame"
	"github.com/bespoke-cv/bespoke/render/page"
)

// An underline stops short of what it would cross, such as the tail of a g, by
// underlineGap, and pieces shorter than underlineLeast are left out; both
// against the text's size, from Typst.
const (
	underlineGap   = 0.08
	underlineLeast = 0.162
)

// underline paints the line below a run.
func (f *finisher) underline(run *frame.Run, x, baseline float64) {
	thickness := run.Face.UnderlineThickness * run.Size
	below := -run.Face.UnderlinePosition * run.Size
	gap, least := underlineGap*run.Size, underlineLeast*run.Size
	edges := append(crossings(run, below), -gap, run.Width+gap)
	slices.Sort(edges)
	for i, from := range edges[:len(edges)-1] {
		from, to := from+gap, edges[i+1]-gap
		if to-from < least {
			continue
		}
		f.add(&page.Rect{
			X: x + from, Y: baseline + below - thickness/2, Width: to - from, Height: thickness, Color: run.Color,
		})
	}
}

// crossings returns where the outlines of a run cross a horizontal line below
// its baseline, counted from the run's beginning.
func crossings(run *frame.Run, below float64) []float64 {
	face := gotext.NewFace(run.Face.Parsed)
	scale := run.Size / run.Face.UnitsPerEm
	level := -below / scale
	var found []float64
	pen := 0.0
	for i := range run.Glyphs {
		glyph := &run.Glyphs[i]
		if outline, is := face.GlyphData(glyph.ID).(gotext.GlyphOutline); is {
			for _, x := range crossOutline(outline.Segments, level) {
				found = append(found, pen+glyph.XOffset+x*scale)
			}
		}
		pen += glyph.Advance
	}
	return found
}

// steps is how many straight pieces stand for a curve.
const steps = 12

// crossOutline returns where an outline crosses a height, in font units.
func crossOutline(segments []opentype.Segment, level float64) []float64 {
	var found []float64
	var at point
	straight := func(to point) {
		if (at.y < level) != (to.y < level) {
			found = append(found, at.x+(level-at.y)/(to.y-at.y)*(to.x-at.x))
		}
		at = to
	}
	for _, segment := range segments {
		args := segment.Args
		switch segment.Op {
		case opentype.SegmentOpMoveTo:
			at = pointOf(args[0])
		case opentype.SegmentOpLineTo:
			straight(pointOf(args[0]))
		case opentype.SegmentOpQuadTo:
			a, b, c := at, pointOf(args[0]), pointOf(args[1])
			for i := 1; i <= steps; i++ {
				t := float64(i) / steps
				straight(mix(mix(a, b, t), mix(b, c, t), t))
			}
		case opentype.SegmentOpCubeTo:
			a, b, c, d := at, pointOf(args[0]), pointOf(args[1]), pointOf(args[2])
			for i := 1; i <= steps; i++ {
				t := float64(i) / steps
				ab, bc, cd := mix(a, b, t), mix(b, c, t), mix(c, d, t)
				straight(mix(mix(ab, bc, t), mix(bc, cd, t), t))
			}
		}
	}
	return found
}

type point struct{ x, y float64 }

func pointOf(p opentype.SegmentPoint) point { return point{float64(p.X), float64(p.Y)} }

// mix is the point between two at t.
func mix(a, b point, t float64) point {
	return point{a.x + (b.x-a.x)*t, a.y + (b.y-a.y)*t}
}
