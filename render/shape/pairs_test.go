package shape

import (
	"math/rand/v2"
	"testing"

	"github.com/go-text/typesetting/language"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render/font"
)

var builtinFamilies = []string{
	"Source Sans 3", "Raleway", "EB Garamond", "Lato", "Ubuntu", "Gentium Book Plus", "XCharter",
	"New Computer Modern", "Libertinus Serif", "Open Sans", "Noto Sans", "Poppins", "Roboto", "Open Sauce Sans", "Mukta",
}

// TestPairsTogetherAreTheTextAsAWhole compares texts of characters of ASCII in
// any order with what HarfBuzz alone makes of them.
func TestPairsTogetherAreTheTextAsAWhole(t *testing.T) {
	library, _ := font.NewLibrary("")
	random := rand.New(rand.NewPCG(3, 4))
	text := func(first, last byte) string {
		chars := make([]byte, 1+random.IntN(24))
		for i := range chars {
			chars[i] = first + byte(random.IntN(int(last-first)+1))
		}
		return string(chars)
	}
	for _, name := range builtinFamilies {
		family, substituted := library.Find(name)
		require.False(t, substituted, name)
		for _, face := range []font.Style{font.Regular, font.Italic, font.Bold, font.BoldItalic} {
			for _, code := range []string{"en", "tr"} {
				style := Style{Family: family, Face: face, Script: language.Latin, Language: code}
				learning, whole := New(library), New(library)
				for range 12 {
					text := text('a', 'z') + " " + text(' ', '~') + "ffi" + text('A', 'z')
					requireEqual(t, whole, whole.shapeWith(text, style, family.Face(face), nil), learning, learning.Shape(text, style), name+": "+text)
				}
			}
		}
	}
}

// TestSimpleTextNeedsEachPairOnce counts what HarfBuzz is asked of a text whose
// pairs of letters are known.
func TestSimpleTextNeedsEachPairOnce(t *testing.T) {
	library, _ := font.NewLibrary("")
	for _, name := range []string{"Source Sans 3", "EB Garamond", "Raleway", "Lato", "Ubuntu", "New Computer Modern"} {
		family, _ := library.Find(name)
		shaper := New(library)
		style := Style{Family: family, Script: language.Latin, Language: "en"}
		shaper.Shape("a better order of letters", style)
		shaper.runes = nil
		shaper.Shape("of better letters", style)
		assert.Empty(t, string(shaper.runes), name)
		shaper.Shape("of better letters fit", style)
		assert.NotEmpty(t, string(shaper.runes), name)
	}
}

// TestSimpleCharacters names what each font does not shape in a simple way, and
// how many pairs may begin a ligature.
func TestSimpleCharacters(t *testing.T) {
	library, _ := font.NewLibrary("")
	type exceptions struct {
		characters string
		pairs      int
	}
	want := map[string]exceptions{
		"Source Sans 3": {"", 2}, "Raleway": {"", 3}, "EB Garamond": {"", 3}, "Lato": {"", 2}, "Ubuntu": {"", 3},
		"XCharter": {"", 7}, "New Computer Modern": {"", 16}, "Libertinus Serif": {"Qf", 9}, "Poppins": {"", 0},
		"Open Sans": {"Ll", 3}, "Noto Sans": {"Ll", 3}, "Roboto": {"", 3}, "Open Sauce Sans": {"", 3}, "Mukta": {"", 4},
		"Gentium Book Plus": {" ABCDEFGHIJKLMNOPQRSTUVWXYZabcdegiklopqtuy", 3},
	}
	for _, name := range builtinFamilies {
		family, _ := library.Find(name)
		simple := simpleCharacters(family.Face(font.Regular))
		var others []byte
		for char := byte(' '); char < ascii-1; char++ {
			if !simple.chars[char] {
				others = append(others, char)
			}
		}
		assert.Equal(t, want[name], exceptions{string(others), len(simple.joins)}, name)
	}
}
