package content_test

import (
	"fmt"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/content"
)

// What is to be printed is known before anything is typeset: templates are
// expanded, dates written in the CV's language.
func ExampleBuild() {
	src, err := cv.Parse([]byte("cv:\n  name: Ada Sample\n  email: ada@sample.example\n  sections:\n    experience:\n      - company: Sample Ltd\n        position: Engineer\n        start_date: 2021-03\n        end_date: 2024-05\nlocale:\n  language: german\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	said, lints, err := content.Build(src, content.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(said.Name.Text, len(lints))
	for _, connection := range said.Connections {
		fmt.Println(connection.Label, connection.Body.Text)
	}
	for _, entry := range said.Sections[0].Entries {
		fmt.Printf("%q %q\n", entry.Main.Text, entry.Date.Text)
	}
	// Output:
	// Ada Sample 0
	// Email ada@sample.example
	// "**Sample Ltd**, Engineer" "Mär 2021 – Mai 2024\n\n3 Jahre 3 Monate"
}
