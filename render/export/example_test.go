package export_test

import (
	"fmt"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/content"
	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/export"
)

// One CV in every form that is not a PDF.
func Example() {
	src, err := cv.Parse([]byte("cv:\n  name: Ada Sample\n  sections:\n    experience:\n      - company: Sample Ltd\n        position: Engineer\n        start_date: 2021-03\n        end_date: 2024-05\n        highlights:\n          - Ran **40** clusters\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	said, _, err := content.Build(src, content.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	set := document.Set(said)
	fmt.Print(export.Text(set))
	fmt.Println(export.Markdown(said))
	fmt.Println(strings.Contains(export.Typst(said), "Ran #strong[40] clusters"))
	word, err := export.DOCX(set)
	fmt.Println(string(word[:2]), err) // a ZIP file
	resume, err := export.JSONResume(src)
	fmt.Println(strings.Contains(string(resume), `"startDate": "2021-03"`), err)
	_, err = export.As("odt", src, said) // by the extension of a file
	fmt.Println(export.Has("odt"), err)
	// Output:
	// Ada Sample
	//
	// EXPERIENCE
	//
	// Sample Ltd, Engineer
	// Mar 2021 – May 2024
	// 3 years 3 months
	// - Ran 40 clusters
	// # Ada Sample's CV
	//
	// # Experience
	//
	// ## **Sample Ltd**, Engineer
	//
	// Mar 2021 – May 2024
	//
	// 3 years 3 months
	//
	// - Ran **40** clusters
	//
	// true
	// PK <nil>
	// true <nil>
	// false there is no format "odt": take one of docx, json, md, txt, typ
}
