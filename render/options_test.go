package render_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/schema"
)

func TestCheckNamesTheOptionAndTheNearMiss(t *testing.T) {
	type design = map[string]any
	for name, test := range map[string]struct {
		options render.Options
		want    []string // empty: fine
	}{
		"nothing":          {render.Options{}, nil},
		"theme":            {render.Options{Theme: "harvard"}, nil},
		"design":           {render.Options{Design: design{"page": design{"size": "a5", "top_margin": "1cm"}, "links": design{"underline": true}}}, nil},
		"theme in design":  {render.Options{Design: design{"theme": "ember"}}, nil},
		"one font for all": {render.Options{Design: design{"typography": design{"font_family": "Lato"}}}, nil},
		"unknown theme":    {render.Options{Theme: "clasic"}, []string{"theme: ", `"clasic"`, "did you mean classic?"}},
		"far-off theme":    {render.Options{Theme: "zzz"}, []string{"theme: ", "give one of classic, ember", "engine rendercv"}},
		"unknown theme in design": {
			render.Options{Design: design{"theme": "embr"}},
			[]string{"design.theme: ", "did you mean ember?"},
		},
		"unknown group": {render.Options{Design: design{"pages": design{}}}, []string{"design.pages: ", "did you mean page?"}},
		"unknown key":   {render.Options{Design: design{"page": design{"siz": "a4"}}}, []string{"design.page.siz: ", "did you mean size?"}},
		"bad length":    {render.Options{Design: design{"page": design{"top_margin": 2}}}, []string{"design.page.top_margin: ", `"2"`, "0.1cm"}},
		"bad choice":    {render.Options{Design: design{"page": design{"size": "a44"}}}, []string{"design.page.size: ", "did you mean a4?"}},
		"bad switch":    {render.Options{Design: design{"links": design{"underline": "perhaps"}}}, []string{"design.links.underline: ", "neither true nor false"}},
		"two at once": {
			render.Options{Theme: "oppal", Design: design{"colors": design{"name": "blu"}}},
			[]string{"theme: ", "did you mean opal?", "design.colors.name: ", "no color"},
		},
		"no YAML": {render.Options{Design: design{"page": math.NaN()}}, []string{"design.page"}},
	} {
		t.Run(name, func(t *testing.T) {
			err := test.options.Check()
			if len(test.want) == 0 {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, render.ErrOptions)
			for _, want := range test.want {
				assert.ErrorContains(t, err, want)
			}
		})
	}
}

func TestDesignMayNameTheTheme(t *testing.T) {
	source := load(t, "nurse")
	named, err := render.New().Render(t.Context(), source, render.Options{Theme: "ink"})
	require.NoError(t, err)
	designed, err := render.New().Render(t.Context(), source, render.Options{Design: map[string]any{"theme": "ink"}})
	require.NoError(t, err)
	assert.Equal(t, named.PDF, designed.PDF)
}

func TestPicturesHaveABoundedResolution(t *testing.T) {
	result := render.Painted(nil, schema.RenderReport{Pages: 1}, func(int, float64) ([]byte, error) { return []byte("picture"), nil })
	for _, dpi := range []float64{math.Inf(-1), -150, 0, 0.99, 600.1, 1e9, math.Inf(1), math.NaN()} {
		_, err := result.PNG(1, dpi)
		require.ErrorIs(t, err, render.ErrOptions, "%g", dpi)
		assert.ErrorContains(t, err, "1 to 600")
	}
	for _, dpi := range []float64{1, 150, 600} {
		picture, err := result.PNG(1, dpi)
		require.NoError(t, err)
		assert.Equal(t, "picture", string(picture))
	}
	for _, number := range []int{-1, 0, 2} {
		_, err := result.PNG(number, 150)
		assert.ErrorIs(t, err, render.ErrPage)
	}
}
