package layout

import (
	"github.com/bespoke-cv/bespoke/render/frame"
	"github.com/bespoke-cv/bespoke/render/paragraph"
)

// iconHeight is how high Font Awesome's capitals are, in em, and so how high
// the line must be that an icon stands in.
const iconHeight = 1

// icon returns a frame with an icon; nil when there is none of that name.
func (l *layouter) icon(name string, size float64, style paragraph.Style, source *frame.Source) *frame.Frame {
	_ = name
	height := iconHeight * size
	return &frame.Frame{
		Width: 1 * size, Height: height, Baseline: height,
		Items: []frame.Placed{{Y: height, Item: &frame.Icon{
			Width: 1 * size, Height: height, Color: style.Color, Link: style.Link, Source: source,
		}}},
	}
}
