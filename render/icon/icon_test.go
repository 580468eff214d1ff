package icon_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render/icon"
	"github.com/bespoke-cv/bespoke/render/page"
)

// bounds of the points of an outline, in Font Awesome's units.
func bounds(i *icon.Icon) (x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	points := map[page.Verb]int{page.MoveTo: 1, page.LineTo: 1, page.QuadTo: 2, page.CurveTo: 3}
	for _, s := range i.Segments {
		for _, p := range s.Points[:points[s.Verb]] {
			x0, x1 = min(x0, p.X*512), max(x1, p.X*512)
			y0, y1 = min(y0, -p.Y*512), max(y1, -p.Y*512)
		}
	}
	return x0, y0, x1, y1
}

// The advances and the ink of these icons in the fonts that RenderCV bundles.
func TestIconsStandWhereTheFontsHaveThem(t *testing.T) {
	for name, want := range map[string][5]float64{
		"linkedin":       {448, 0, -32, 448, 416},
		"github":         {512, 8, -43.6, 504, 440},
		"orcid":          {512, 8, -56, 504, 440},
		"stack-overflow": {384, 3, -32, 382, 416},
		"youtube":        {576, 15, 0, 561, 384},
		"graduation-cap": {576, 0, -32, 576, 416},
		"envelope":       {512, 0, 0, 512, 384}, // the regular one
		"location-dot":   {384, 0, -66.75, 384, 448},
		"calendar-days":  {448, 0, -32, 448, 448},
	} {
		i, ok := icon.Lookup(name)
		require.True(t, ok, name)
		x0, y0, x1, y1 := bounds(i)
		assert.InDelta(t, want[0], i.Width*512, 1e-9, name)
		assert.InDeltaSlice(t, want[1:], []float64{x0, y0, x1, y1}, 9, name) // control points included
	}
}

func TestLookupKnowsLabelsAndOlderNames(t *testing.T) {
	i, ok := icon.Lookup("location-dot")
	require.True(t, ok)
	assert.Equal(t, "Location Dot", i.Label)
	assert.Equal(t, rune(0xf3c5), i.Char)
	for _, name := range []string{"external-link", "home", "mail-bulk", "user", "3", "zhihu", "0"} {
		i, ok := icon.Lookup(name)
		assert.True(t, ok, name)
		assert.NotEmpty(t, i.Segments, name)
	}
	for _, name := range []string{"", "no-such-icon", "é", "../common"} {
		_, ok := icon.Lookup(name)
		assert.False(t, ok, name)
	}
}

func BenchmarkLookup(b *testing.B) {
	for b.Loop() {
		icon.Lookup("linkedin")
	}
}
