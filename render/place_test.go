package render_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render"
)

func TestEveryLineHasAPlaceOnItsPage(t *testing.T) {
	file, err := cv.Parse(load(t, "engineer"))
	require.NoError(t, err)
	result, err := render.New().RenderDocument(context.Background(), file, render.Options{Draft: true})
	require.NoError(t, err)
	found := map[int]int{}
	for _, leaf := range file.Leaves() {
		lowest := 0.0
		for i, place := range result.Places(leaf.Path) {
			found[place.Page]++
			assert.True(t, place.X >= 0 && place.Y >= 0 && place.X+place.Width <= 1 && place.Y+place.Height <= 1, "%s %+v", leaf.Path, place)
			assert.Less(t, place.Height, 0.05, leaf.Path)
			at := float64(place.Page) + place.Y
			assert.True(t, i == 0 || at > lowest, "%s: lines come in reading order", leaf.Path)
			lowest = at
		}
	}
	assert.Greater(t, found[1], 20)
	assert.Greater(t, found[2], 5)
	assert.NotEmpty(t, result.Places("/cv/headline"))
	assert.Greater(t, len(result.Places("/cv/sections")), 40, "of a mapping, all in it")
	assert.Empty(t, result.Places("/cv/sect"))
	assert.Empty(t, result.Places("/nothing"))
}
