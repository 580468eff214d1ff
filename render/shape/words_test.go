package shape

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/go-text/typesetting/language"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render/font"
)

// TestWordsTogetherAreTheTextAsAWhole shapes texts of words that were met
// before, in other company, and as HarfBuzz alone would.
func TestWordsTogetherAreTheTextAsAWhole(t *testing.T) {
	library, _ := font.NewLibrary("")
	words := strings.Fields(`Led a team of 12 engineers, "AVAW" To Yes The office (first) ffi. Työ über 3.5 % of it; did V W T
		Y A j f. Kalavoti – 'x' fi ß - of, a of To. f V. W, Łódź İstanbul ıI ﬁ e` + "\u0301 \u0301e x\u00a0y 1/2 fj Te. AV, l'AVA 1st ☃ " + `◦ Привет, мир.`)
	for _, name := range builtinFamilies {
		family, substituted := library.Find(name)
		require.False(t, substituted, name)
		for _, face := range []font.Style{0, font.Bold, font.Italic} {
			for _, smallCaps := range []bool{false, true} {
				style := Style{Family: family, Face: face, SmallCaps: smallCaps, Script: language.Latin, Language: "en"}
				learning, random := New(library), rand.New(rand.NewPCG(1, 2))
				for range 40 {
					var text strings.Builder
					for range 1 + random.IntN(12) {
						text.WriteString(words[random.IntN(len(words))])
						text.WriteString(strings.Repeat(" ", random.IntN(8)/3))
					}
					whole := New(library)
					want := whole.shapeWith(text.String(), style, style.Family.Face(face), nil)
					got := learning.Shape(text.String(), style)
					requireEqual(t, whole, want, learning, got, family.Name+": "+text.String())
				}
			}
		}
	}
}

// requireEqual compares the glyphs of two shapers, which number faces as they
// meet them.
func requireEqual(t *testing.T, shaper *Shaper, want []Glyph, other *Shaper, got []Glyph, text string) {
	require.Len(t, got, len(want), text)
	for i := range want {
		a, b := want[i], got[i]
		require.Same(t, shaper.Face(a.Face), other.Face(b.Face), text)
		a.Face, a.joins, b.Face, b.joins = 0, false, 0, false
		require.Equal(t, a, b, text)
	}
}

// TestWordsAreShapedOnce counts what a text of known words asks of HarfBuzz.
func TestWordsAreShapedOnce(t *testing.T) {
	library, _ := font.NewLibrary("")
	for family, once := range map[string]bool{"Source Sans 3": true, "EB Garamond": true, "Raleway": false} {
		found, _ := library.Find(family)
		shaper := New(library)
		style := Style{Family: found, Script: language.Latin, Language: "en"}
		shaper.Shape("thé fïrst wörds öf ä téxt äre knöwn änd sö äre thé läst", style)
		shaper.runes = shaper.runes[:0]
		shaper.Shape("wörds äre knöwn änd sö äre thé wörds", style)
		assert.Equal(t, once, string(shaper.runes) == " wörds", "%s: %q", family, string(shaper.runes))
	}
}

// FuzzWords compares a text whose words were met before with HarfBuzz alone.
func FuzzWords(f *testing.F) {
	f.Add("to office, AV To", "AV fi to To office,")
	f.Add("a \u0301 b\u200d c", "x \u0301 b\u200d \u0301")
	library, _ := font.NewLibrary("")
	family, _ := library.Find("EB Garamond")
	style := Style{Family: family, Script: language.Latin, Language: "en"}
	f.Fuzz(func(t *testing.T, before, text string) {
		if len(before)+len(text) > 500 {
			return
		}
		learning := New(library)
		learning.Shape(before, style)
		got := learning.Shape(text, style)
		whole := New(library)
		want := whole.shapeWith(text, style, family.Face(0), nil)
		requireEqual(t, whole, want, learning, got, text)
	})
}
