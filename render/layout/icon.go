package layout

import (
	"github.com/bespoke-cv/bespoke/render/frame"
	"github.com/bespoke-cv/bespoke/render/icon"
	"github.com/bespoke-cv/bespoke/render/paragraph"
)

// icon returns a frame that holds an icon on its baseline; nil when there is
// none of that name.
func (l *layouter) icon(name string, size float64, style paragraph.Style, source *frame.Source) *frame.Frame {
	found, known := icon.Lookup(name)
	if !known {
		return nil
	}
	height := icon.CapHeight * size
	return &frame.Frame{
		Width: found.Width * size, Height: height, Baseline: height,
		Items: []frame.Placed{{Y: height, Item: &frame.Icon{
			Outline: &found.Outline, Size: size, Color: style.Color, Link: style.Link, Source: source,
		}}},
	}
}
