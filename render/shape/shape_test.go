package shape_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-text/typesetting/language"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/shape"
)

func setup(t testing.TB, family string) (*shape.Shaper, shape.Style) {
	library, _ := font.NewLibrary("")
	found, substituted := library.Find(family)
	require.False(t, substituted)
	return shape.New(library), shape.Style{Family: found, Script: language.Latin, Language: "en"}
}

func width(glyphs []shape.Glyph) float64 {
	total := 0.0
	for _, glyph := range glyphs {
		total += glyph.Advance
	}
	return total
}

// TestKerning would fail with versions of the shaping library that lose pairs.
func TestKerning(t *testing.T) {
	for _, family := range []string{"EB Garamond", "Raleway", "Source Sans 3", "Lato", "Ubuntu"} {
		t.Run(family, func(t *testing.T) {
			shaper, style := setup(t, family)
			apart := width(shaper.Shape("T", style)) + width(shaper.Shape("o", style))
			assert.Less(t, width(shaper.Shape("To", style)), apart-0.01)
		})
	}
}

func TestLigaturesAreOneCluster(t *testing.T) {
	shaper, style := setup(t, "EB Garamond")
	glyphs := shaper.Shape("office", style)
	covered := 0
	for _, glyph := range glyphs {
		assert.Equal(t, covered, glyph.Start)
		covered = glyph.End
	}
	assert.Equal(t, len("office"), covered)
	assert.Less(t, len(glyphs), len("office"))
}

func TestSmallCaps(t *testing.T) {
	shaper, style := setup(t, "EB Garamond")
	plain := shaper.Shape("abc", style)
	style.SmallCaps = true
	for i, glyph := range shaper.Shape("abc", style) {
		assert.NotEqual(t, plain[i].ID, glyph.ID)
	}
}

func TestFallback(t *testing.T) {
	tests := []struct {
		name, family, text string
		want               []string // the family of each glyph
		missing            bool
	}{
		{"a character the font has", "Lato", "g", []string{"Lato"}, false},
		{"one it lacks, between others", "Lato", "ağb", []string{"Lato", "Libertinus Serif", "Lato"}, false},
		{"a bullet", "Ubuntu", "◆", []string{"Libertinus Serif"}, false},
		{"one that no font has", "Lato", "a\U00012000", []string{"Lato", "Lato"}, true},
		{"a control character is not missed", "Lato", "\x07", []string{"Lato"}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			shaper, style := setup(t, test.family)
			var families []string
			missing := false
			at := 0
			for _, glyph := range shaper.Shape(test.text, style) {
				families = append(families, shaper.Face(glyph.Face).Family)
				missing = missing || glyph.Missing
				assert.Equal(t, at, glyph.Start, "no text is lost")
				at = glyph.End
			}
			assert.Equal(t, len(test.text), at)
			assert.Equal(t, test.want, families)
			assert.Equal(t, test.missing, missing)
		})
	}
}

// Clusters that a font has a part of are shaped again as a whole and once: with
// what is left over shaped again, too, the time grew with the power of the fonts.
func TestFallbackShapesClustersOnce(t *testing.T) {
	shaper, style := setup(t, "Ubuntu")
	text := strings.Repeat("\u200d👩\u200d👧 \ufdf1", 20)
	glyphs := shaper.Shape(text, style)
	assert.LessOrEqual(t, len(glyphs), utf8.RuneCountInString(text))
	at := 0
	for i, glyph := range glyphs {
		if i > 0 && glyph.Start == glyphs[i-1].Start {
			continue
		}
		assert.Equal(t, at, glyph.Start, "no text is lost and none twice")
		at = glyph.End
	}
	assert.Equal(t, len(text), at)
}

func TestRightToLeftTextIsPaintedFromLeftToRight(t *testing.T) {
	shaper, style := setup(t, "Libertinus Serif")
	style.RTL, style.Script, style.Language = true, language.Hebrew, "he"
	glyphs := shaper.Shape("אבג", style)
	require.Len(t, glyphs, 3)
	assert.Equal(t, []rune("גבא"), []rune{glyphs[0].Char, glyphs[1].Char, glyphs[2].Char})
	assert.Equal(t, 6, glyphs[0].End)
	assert.Equal(t, 2, glyphs[2].End)
}

func TestShapingAgainIsRemembered(t *testing.T) {
	shaper, style := setup(t, "Lato")
	first, second := shaper.Shape("again", style), shaper.Shape("again", style)
	assert.Same(t, &first[0], &second[0])
}

func FuzzShape(f *testing.F) {
	shaper, style := setup(f, "Source Sans 3")
	f.Add("plain", false)
	f.Add("a\u0301\u200d\xff\x00 שלום ◆", true)
	f.Fuzz(func(t *testing.T, text string, rtl bool) {
		if len(text) > 500 {
			return
		}
		style := style
		style.RTL = rtl
		for _, glyph := range shaper.Shape(text, style) {
			assert.LessOrEqual(t, 0, glyph.Start)
			assert.LessOrEqual(t, glyph.Start, glyph.End)
			assert.LessOrEqual(t, glyph.End, len(text))
		}
	})
}

func BenchmarkShape(b *testing.B) {
	library, _ := font.NewLibrary("")
	family, _ := library.Find("Source Sans 3")
	style := shape.Style{Family: family, Script: language.Latin, Language: "en"}
	text := "Designed and implemented a distributed machine learning infrastructure"
	for b.Loop() {
		shape.New(library).Shape(text, style)
	}
}
