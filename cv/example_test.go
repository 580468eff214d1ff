package cv_test

import (
	"fmt"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/schema"
)

const sample = `cv:
  name: Ada Sample
  sections:
    experience:
      - company: Sample Ltd
        position: Engineer
        highlights:
          - Ran the K8s clusters   # since 2021
          - 'Wrote the on-call guide: 40 pages'
          # - Trained two apprentices
`

func ExampleParse() {
	doc, err := cv.Parse([]byte(sample))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, leaf := range doc.Leaves() {
		fmt.Println(leaf.Line, leaf.Path, "=", leaf.Text)
	}
	for _, comment := range doc.Pool() {
		fmt.Println(comment.Line, "pool:", comment.Text)
	}
	// Output:
	// 2 /cv/name = Ada Sample
	// 5 /cv/sections/experience/0/company = Sample Ltd
	// 6 /cv/sections/experience/0/position = Engineer
	// 8 /cv/sections/experience/0/highlights/0 = Ran the K8s clusters
	// 9 /cv/sections/experience/0/highlights/1 = Wrote the on-call guide: 40 pages
	// 10 pool: Trained two apprentices
}

func ExampleParse_error() {
	_, err := cv.Parse([]byte("cv:\n  name: Ada\n  headline: Engineer: platform\n"))
	fmt.Println(err)
	// Output:
	// line 3, column 21: a colon and a space stand inside a text without quotes; put the text in quotes
}

func ExampleDocument_Apply() {
	doc, err := cv.Parse([]byte(sample))
	if err != nil {
		fmt.Println(err)
		return
	}
	const highlights = "/cv/sections/experience/0/highlights"
	after, err := doc.Apply([]schema.Edit{
		{ID: "e1", Op: schema.Replace, Path: highlights + "/0", Before: "Ran the K8s clusters", After: "Ran the Kubernetes clusters"},
		{ID: "e2", Op: schema.Move, From: highlights + "/1", Path: highlights + "/0"},
		{ID: "e3", Op: schema.Insert, Path: highlights + "/2", From: "line:10"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(after.Bytes()))
	// Output:
	// cv:
	//   name: Ada Sample
	//   sections:
	//     experience:
	//       - company: Sample Ltd
	//         position: Engineer
	//         highlights:
	//           - 'Wrote the on-call guide: 40 pages'
	//           - Ran the Kubernetes clusters   # since 2021
	//           - Trained two apprentices
}

func ExampleValidate() {
	doc, err := cv.Parse([]byte("cv:\n  name: Ada Sample\n  phone: 442079460812\n  sections:\n    work:\n      - company: Sample Ltd\n        position: Engineer\n        start_date: 2021-13\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, problem := range cv.Validate(doc) {
		fmt.Printf("line %d, column %d: %s: %s\n", problem.Line, problem.Column, problem.Path, problem.Message)
	}
	// Output:
	// line 3, column 10: /cv/phone: 442079460812 is read as a number; put it in quotes
	// line 8, column 21: /cv/sections/work/0/start_date: "2021-13" is no date; give YYYY-MM-DD, YYYY-MM or YYYY
}

// A base CV may break RenderCV's rules; what counts is what an edit adds.
func ExampleNewProblems() {
	before, err := cv.Parse([]byte("cv:\n  name: Ada Sample\n  email: ada at sample\n  website: https://sample.example\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	after, err := before.Apply([]schema.Edit{{ID: "e1", Op: schema.Replace, Path: "/cv/website", After: "sample"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("before:", len(cv.Validate(before)))
	for _, problem := range cv.NewProblems(cv.Validate(before), cv.Validate(after)) {
		fmt.Printf("new: line %d: %s: %s\n", problem.Line, problem.Path, problem.Message)
	}
	// Output:
	// before: 1
	// new: line 4: /cv/website: "sample" is no web address; give a full address as in https://example.org
}

func ExampleDiff() {
	before := []byte("cv:\n  name: Ada Sample\n  headline: Ran K8s\n")
	after := []byte("cv:\n  name: Ada Sample\n  headline: Ran Kubernetes\n")
	fmt.Print(cv.Diff(before, after))
	// Output:
	// --- base.yaml
	// +++ tailored.yaml
	// @@ -1,3 +1,3 @@
	//  cv:
	//    name: Ada Sample
	// -  headline: Ran K8s
	// +  headline: Ran Kubernetes
}

// The list that an item stands in, and its place there.
func ExampleParent() {
	fmt.Println(cv.Parent("/cv/sections/experience/0/highlights/2"))
	fmt.Println(cv.Parent("/cv/sections/R&D~1design"))
	// Output:
	// /cv/sections/experience/0/highlights 2
	// /cv/sections R&D/design
}

// wordsOf is the key under which this package keeps its count with a document.
type wordsOf struct{}

// What is asked of a document often is made of it once.
func ExampleDerive() {
	doc, err := cv.Parse([]byte(sample))
	if err != nil {
		fmt.Println(err)
		return
	}
	count := func() int {
		fmt.Println("counting")
		words := 0
		for _, leaf := range doc.Leaves() {
			words += len(strings.Fields(leaf.Text))
		}
		return words
	}
	fmt.Println(cv.Derive(doc, wordsOf{}, count))
	fmt.Println(cv.Derive(doc, wordsOf{}, count))
	// Output:
	// counting
	// 15
	// 15
}

// Entries are told apart by their keys, whatever their section is called.
func ExampleDocument_Sections() {
	doc, err := cv.Parse([]byte("cv:\n  name: Ada Sample\n  sections:\n    Werdegang:\n      - company: Sample Ltd\n        position: Engineer\n    Sprachen:\n      - label: German\n        details: native\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, section := range doc.Sections() {
		for _, entry := range section.Entries {
			fmt.Printf("%s: %s %q %q\n", section.Title, entry.Kind, entry.Get("company"), entry.Get("label"))
		}
	}
	// Output:
	// Werdegang: ExperienceEntry "Sample Ltd" ""
	// Sprachen: OneLineEntry "" "German"
}

func ExampleKindOf() {
	doc, err := cv.Parse([]byte("cv:\n  sections:\n    languages:\n      - German\n      - {label: French, details: fluent}\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, entry := range doc.Tree().Get("cv").Get("sections").Get("languages").Items {
		fmt.Println(cv.KindOf(entry))
	}
	// Output:
	// TextEntry
	// OneLineEntry
}
