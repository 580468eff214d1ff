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
	for _, name := range []string{
		"Source Sans 3", "Raleway", "EB Garamond", "Lato", "Ubuntu", "Gentium Book Plus", "XCharter",
		"New Computer Modern", "Libertinus Serif", "Open Sans", "Noto Sans", "Poppins", "Roboto", "Open Sauce Sans", "Mukta",
	} {
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
					require.Len(t, got, len(want))
					for i := range want {
						want[i].joins, got[i].joins = false, false
						require.Equal(t, want[i], got[i], "%s: %q", family.Name, text.String())
					}
				}
			}
		}
	}
}

// TestWordsAreShapedOnce counts what a text of known words asks of HarfBuzz.
func TestWordsAreShapedOnce(t *testing.T) {
	library, _ := font.NewLibrary("")
	for family, once := range map[string]bool{"Source Sans 3": true, "EB Garamond": true, "Raleway": false} {
		found, _ := library.Find(family)
		shaper := New(library)
		style := Style{Family: found, Script: language.Latin, Language: "en"}
		shaper.Shape("the first words of a text are known and so are the last", style)
		shaper.runes = shaper.runes[:0]
		shaper.Shape("words are known and so are the words", style)
		assert.Equal(t, once, string(shaper.runes) == " words", "%s: %q", family, string(shaper.runes))
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
		want := New(library).shapeWith(text, style, family.Face(0), nil)
		require.Len(t, got, len(want))
		for i := range want {
			want[i].joins, got[i].joins = false, false
			require.Equal(t, want[i], got[i])
		}
	})
}
