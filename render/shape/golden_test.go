package shape

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/go-text/typesetting/language"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/goldentest"
	"github.com/bespoke-cv/bespoke/render/font"
)

// TestGoldenShaping pins what each built-in face makes of pairs that fonts kern
// and of ligatures: versions of the shaping library have lost pairs.
func TestGoldenShaping(t *testing.T) {
	const text = "AVATAR To. Yes, We'll LT Pa “VA” r, f) office fjord Work Työ Škoda"
	type shaped struct {
		Glyphs   []font.GlyphID
		Advances []int // in font units
	}
	got := map[string]shaped{}
	library, _ := font.NewLibrary("")
	for _, name := range font.Builtin() {
		family, substituted := library.Find(name)
		require.False(t, substituted, name)
		for style := font.Regular; style <= font.BoldItalic; style++ {
			face := family.Face(style)
			var entry shaped
			for _, glyph := range New(library).run(text, Style{Family: family, Face: style, Script: language.Latin, Language: "en"}, face, 0) {
				entry.Glyphs = append(entry.Glyphs, glyph.ID)
				entry.Advances = append(entry.Advances, int(math.Round(glyph.Advance*face.UnitsPerEm)))
			}
			got[face.Name] = entry
		}
	}
	encoded, err := json.Marshal(got)
	require.NoError(t, err)
	var want map[string]shaped
	require.NoError(t, json.Unmarshal(goldentest.Read(t, "testdata/shaped.json", append(encoded, '\n')), &want))
	assert.Equal(t, want, got)
}
