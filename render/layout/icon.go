package layout

import (
	"github.com/bespoke-cv/bespoke/render/frame"
	"github.com/bespoke-cv/bespoke/render/icon"
	"github.com/bespoke-cv/bespoke/render/page"
	"github.com/bespoke-cv/bespoke/render/paragraph"
)

// icon returns a frame that holds an icon on its baseline; nil when there is
// none of that name.
func (l *layouter) icon(name string, size float64, style paragraph.Style, source *frame.Source) *frame.Frame {
	found, known := icon.Lookup(name)
	if !known {
		return nil
	}
	segments := make([]page.Segment, len(found.Segments))
	for i, segment := range found.Segments {
		for j := range segment.Points {
			segment.Points[j].X *= size
			segment.Points[j].Y *= size
		}
		segments[i] = segment
	}
	width, height := found.Width*size, icon.CapHeight*size
	return &frame.Frame{
		Width: width, Height: height, Baseline: height,
		Items: []frame.Placed{{Y: height, Item: &frame.Icon{
			Width: width, Height: height, Segments: segments, Color: style.Color, Link: style.Link, Source: source,
		}}},
	}
}
