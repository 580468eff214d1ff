package render_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/render/theme"
)

func TestIconsThatDoNotExistAreReported(t *testing.T) {
	source := `cv:
  name: Vera Invented
  custom_connections:
    - {fontawesome_icon: carr, placeholder: Licence B, url: null}
    - {fontawesome_icon: qqqqqqqqqqqq, placeholder: Nothing like it, url: null}
    - {fontawesome_icon: car, placeholder: Licence C, url: null}
`
	result, err := render.New().Render(context.Background(), []byte(source), render.Options{})
	require.NoError(t, err)
	found := lints(result, "missing_glyph")
	require.Len(t, found, 2)
	assert.Equal(t, "/cv/custom_connections/0/fontawesome_icon", found[0].Path)
	assert.Equal(t, "carr", found[0].Words)
	assert.Contains(t, found[0].Message, "did you mean car?")
	assert.Contains(t, found[1].Message, "fontawesome.com/icons")
	assert.Empty(t, result.Report.Missing, "the connections print all the same")
}

// Set whole, an entry longer than a page would lose what is beyond its foot.
func TestEntriesLongerThanAPageGoOn(t *testing.T) {
	var bullets strings.Builder
	for i := range 120 {
		fmt.Fprintf(&bullets, "          - Task %d of many\n", i)
	}
	source := "cv:\n  name: Vera Invented\n  sections:\n    experience:\n" +
		"      - company: Short\n        position: P\n        highlights: [A]\n" +
		"      - company: Long\n        position: P\n        highlights:\n" + bullets.String()
	for _, test := range []struct {
		name              string
		entries, sections bool // may be divided
		path              string
	}{
		{"neither may be divided", false, false, "/cv/sections/experience"},
		{"sections may", false, true, "/cv/sections/experience/1"},
		{"entries may", true, false, "/cv/sections/experience"},
		{"both may", true, true, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			allow := func(yes bool) map[string]any { return map[string]any{"allow_page_break": yes} }
			result, err := render.New().Render(context.Background(), []byte(source), render.Options{
				Design: map[string]any{"entries": allow(test.entries), "sections": allow(test.sections)},
			})
			require.NoError(t, err)
			assert.Equal(t, 3, result.Pages)
			for _, spot := range result.Spots() {
				assert.Less(t, spot.Y, 792.0, "nothing stands beyond the page's foot")
			}
			found := lints(result, "long_entry")
			if test.path == "" {
				assert.Empty(t, found)
			} else if assert.NotEmpty(t, found) {
				assert.Equal(t, test.path, found[0].Path)
			}
		})
	}
}

// The built-in fonts have no Chinese, Japanese or Korean, and one of their
// families has Arabic: what prints otherwise than meant is said.
func TestScriptsWithoutAFontAreReported(t *testing.T) {
	for name, want := range map[string]struct{ kind, words string }{
		"chinese": {"missing_glyph", "虚构"}, "japanese": {"missing_glyph", "架空"}, "korean": {"missing_glyph", "가상"},
		"arabic": {"font_fallback", "ى"},
	} {
		t.Run(name, func(t *testing.T) {
			source, err := os.ReadFile(filepath.Join("testdata", "scripts", name+".yaml"))
			require.NoError(t, err)
			result, err := render.New().Render(context.Background(), source, render.Options{})
			require.NoError(t, err)
			assert.Empty(t, result.Report.Missing, "the text layer has the characters all the same")
			for _, lint := range lints(result, want.kind) {
				if lint.Path == "/cv/name" {
					assert.Contains(t, lint.Words, want.words)
					assert.Contains(t, lint.Message, map[string]string{
						"missing_glyph": "folder named fonts", "font_fallback": "DejaVu Sans Mono",
					}[want.kind])
					return
				}
			}
			t.Errorf("nothing is said of /cv/name: %v", result.Report.Lints)
		})
	}
}

// TestEveryKnobIsTurned holds the oracle's cases against the list of knobs.
func TestEveryKnobIsTurned(t *testing.T) {
	turned := map[string]bool{"theme": true}
	var turn func(prefix string, value any)
	turn = func(prefix string, value any) {
		group, isGroup := value.(map[string]any)
		if !isGroup {
			turned[prefix] = true
			return
		}
		for key, inner := range group {
			turn(strings.TrimPrefix(prefix+"."+key, "."), inner)
		}
	}
	for _, name := range []string{"engineer", "sales"} {
		cases := loadOracle(t, name)
		for i := range cases {
			turn("", cases[i].Design)
		}
	}
	classic, _ := theme.BuiltIn("classic")
	knobs := classic.Knobs()
	require.Len(t, knobs, 90)
	for _, knob := range knobs {
		if !strings.HasPrefix(knob.Path, "colors.") { // which move nothing; see TestColors
			assert.True(t, turned[knob.Path], knob.Path)
		}
	}
	data, err := os.ReadFile(filepath.Join("testdata", "knobs.json"))
	require.NoError(t, err)
	var settings []map[string]any
	require.NoError(t, json.Unmarshal(data, &settings))
	assert.Equal(t, len(theme.Names)+len(settings), len(loadOracle(t, "engineer")), "run testdata/oracle.py engineer")
}
