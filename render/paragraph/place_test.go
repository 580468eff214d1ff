package paragraph

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render/font"
)

// TestPlacesMeasureLikeLines compares the short way to measure a line with the
// long one, for every line of texts whose ends need care.
func TestPlacesMeasureLikeLines(t *testing.T) {
	library, _ := font.NewLibrary("")
	for language, texts := range map[string][]string{
		"en": {
			"AVATAR Ty. efficient offices, “Waffles” – To-Ty and AV—fi",
			"soft\u00adhy\u00adphens  and\nbreaks \n at ends \u00a0", " ", "\u200b \u200b", "漢字かな交じり文 and text。",
		},
		"pl": {"biało-czerwony niebiesko-biało-czerwony"},
		"es": {"franco-Alemán franco-alemán teórico-práctico"},
		"ar": {"العربية text 123 عربي"},
	} {
		setter := NewSetter(library, nil)
		setter.SetLanguage(language, language == "ar")
		for _, text := range texts {
			for _, family := range []string{"Source Sans 3", "EB Garamond", "Raleway"} {
				found, _ := library.Find(family)
				for _, smallCaps := range []bool{false, true} {
					p := setter.prepare([]Item{Text{Text: text, Style: Style{Family: found, Size: 10, SmallCaps: smallCaps}}})
					require.Equal(t, !strings.ContainsFunc(text, eastern), p.plain)
					places := []place{{}}
					for _, opportunity := range p.opportunities(true) {
						places = append(places, place{opportunity: opportunity})
					}
					for i := range places {
						places[i].begins(p)
						if i > 0 {
							places[i].ends(p)
						}
						for j := range i {
							start, end := &places[j], &places[i]
							assert.Equal(t, p.measure(start.at, end.opportunity), p.measurePlaces(start, end), "%q %s", text[start.at:end.at], family)
							assert.Equal(t, end.kind == hyphened || endsInDash(text[start.at:end.at]), end.dash)
						}
					}
				}
			}
		}
	}
}
