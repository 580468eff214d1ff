package document_test

import (
	"fmt"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/content"
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

// What is said and how it is set are two steps, so that an export may take the
// words and leave the typesetting.
func ExampleSet() {
	src, err := cv.Parse([]byte("cv:\n  name: Ada Sample\n  sections:\n    summary:\n      - Welds **frames**.\n"))
	if err != nil {
		panic(err)
	}
	said, _, err := content.Build(src, document.Options{})
	if err != nil {
		panic(err)
	}
	set := document.Set(said)
	fmt.Println(set.Name.Text(), set.Language)
	for _, section := range set.Sections {
		fmt.Println(section.Title.Text(), len(section.Entries))
	}
	// Output:
	// Ada Sample en
	// Summary 1
}
