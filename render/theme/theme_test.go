package theme_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render/theme"
)

func TestBuiltInThemesHaveEveryKnob(t *testing.T) {
	for _, name := range theme.Names {
		d, ok := theme.BuiltIn(name)
		require.True(t, ok, name)
		knobs := d.Knobs()
		assert.Len(t, knobs, 90, name)
		for _, k := range knobs {
			switch k.Path {
			case "header.connections.separator", "templates.education_entry.degree_column",
				"templates.time_span", "sections.show_time_spans_in":
			default:
				assert.NotEmpty(t, k.Value, "%s %s", name, k.Path)
			}
		}
	}
}

func TestThemesDifferFromClassicWhereTheyShould(t *testing.T) {
	ember, _ := theme.BuiltIn("ember")
	assert.Equal(t, "Gentium Book Plus", ember.Typography.FontFamily.Name)
	assert.Equal(t, theme.RGB(155, 35, 25), ember.Colors.Name)
	assert.Empty(t, ember.Templates.EducationEntry.DegreeColumn)
	assert.Empty(t, ember.Sections.ShowTimeSpansIn)
	classic, _ := theme.BuiltIn("classic")
	assert.Equal(t, "**DEGREE**", classic.Templates.EducationEntry.DegreeColumn)
	assert.Equal(t, []string{"experience"}, classic.Sections.ShowTimeSpansIn)
}

func TestOverlayKeepsTheThemesValueWhereOneIsWrong(t *testing.T) {
	d, _ := theme.BuiltIn("classic")
	problems := d.Overlay(map[string]any{
		"page":       map[string]any{"top_margin": "2 cm", "size": "a4", "colour": "red"},
		"colors":     map[string]any{"name": "teal", "body": "nope"},
		"typography": map[string]any{"font_family": "Lato", "bold": map[string]any{"name": "no"}},
		"sections":   map[string]any{"show_time_spans_in": []any{"Work History"}},
		"templates":  map[string]any{"education_entry": map[string]any{"degree_column": nil}},
		"links":      "none",
	})
	var paths []string
	for _, p := range problems {
		paths = append(paths, p.Path)
	}
	assert.Equal(t, []string{"colors.body", "links", "page.colour", "page.top_margin"}, paths)
	assert.Equal(t, "0.7in", d.Page.TopMargin.String())
	assert.Equal(t, "a4", d.Page.Size)
	assert.Equal(t, "rgb(0, 128, 128)", d.Colors.Name.String())
	assert.Equal(t, "Lato", d.Typography.FontFamily.SectionTitles)
	assert.False(t, d.Typography.Bold.Name)
	assert.Equal(t, []string{"work_history"}, d.Sections.ShowTimeSpansIn)
	assert.Empty(t, d.Templates.EducationEntry.DegreeColumn)
	assert.Contains(t, problems[2].Message, "top_margin")
}

func TestParseColor(t *testing.T) {
	for in, want := range map[string]string{
		"Black": "rgb(0, 0, 0)", "7fffd4": "rgb(127, 255, 212)", "#fff": "rgb(255, 255, 255)",
		"rgb(0,79,144)": "rgb(0, 79, 144)", "hsl(270, 60%, 70%)": "rgb(178, 133, 224)",
		"#00000080": "rgba(0, 0, 0, 0.5)", "rgba(1, 2, 3, 50%)": "rgba(1, 2, 3, 0.5)",
	} {
		c, err := theme.ParseColor(in)
		require.NoError(t, err, in)
		assert.Equal(t, want, c.String(), in)
	}
	for _, in := range []string{"", "#12", "rgb(1,2)", "rgb(256,0,0)", "hsl(x,1%,1%)", "blurple"} {
		_, err := theme.ParseColor(in)
		assert.Error(t, err, in)
	}
}

func TestParseLength(t *testing.T) {
	for in, want := range map[string]float64{"0.7in": 50.4, "-2pt": -2, "1.4em": 14, "1cm": 72 / 2.54, "10mm": 72 / 2.54} {
		l, err := theme.ParseLength(in)
		require.NoError(t, err, in)
		assert.InDelta(t, want, l.Points(10), 1e-9, in)
		assert.Equal(t, in, l.String())
	}
	for _, in := range []string{"", "1", "cm", "1 cm", "1e3cm", ".5cm", "1.cm", "1px", "--1cm", "１cm"} {
		_, err := theme.ParseLength(in)
		assert.Error(t, err, in)
	}
}
