package document_test

import (
	"fmt"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/document"
)

func ExampleBuild() {
	src, err := cv.Parse([]byte(`
cv:
  name: Jördis Weißenfels
  sections:
    experience:
      - company: Klinikum am Teich
        position: Stationsleitung
        start_date: 2019-05
        end_date: "2021"
        highlights: [Leitung von 14 Kräften - auch nachts]
`))
	if err != nil {
		panic(err)
	}
	d, lints, err := document.Build(src, document.Options{Theme: "sb2nov"})
	if err != nil {
		panic(err)
	}
	for _, s := range d.Sections {
		fmt.Println(s.Title.Text(), s.Path)
	}
	for _, l := range lints {
		fmt.Println(l.Kind, l.Path)
	}
	// Unordered output:
	// Experience /cv/sections/experience
	// quoted_year /cv/sections/experience/0/end_date
	// dash_in_bullet /cv/sections/experience/0/highlights/0
}
