package letter_test

import (
	"fmt"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/letter"
)

// What the CV does not prove is taken out of a text and told.
func ExampleCheck() {
	base, err := cv.Parse([]byte("cv:\n  name: Ada Sample\n  sections:\n    experience:\n      - company: Sample Ltd\n        position: Engineer\n        highlights:\n          - Ran the Kubernetes clusters\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	checked, err := letter.Check(letter.About{Kind: letter.Cover, Language: "en", CV: base},
		"At Sample Ltd I ran the Kubernetes clusters. I also led a team of 40 engineers.")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(checked.Text)
	for _, sentence := range checked.Refused {
		fmt.Println("refused:", sentence.Text)
	}
	// Output:
	// At Sample Ltd I ran the Kubernetes clusters.
	// refused: I also led a team of 40 engineers.
}
