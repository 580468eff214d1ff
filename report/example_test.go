package report_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/report"
	"github.com/bespoke-cv/bespoke/schema"
)

func ExampleWrite() {
	folder, err := os.MkdirTemp("", "report")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	file, err := os.Create(filepath.Join(folder, "report.html"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	err = report.Write(file, report.Report{
		Offer: schema.ParsedOffer{JobOffer: schema.JobOffer{Title: "Carpenter", Company: "Theater am Kai"}},
		Plan: schema.PlannedChanges{Edits: []schema.Edit{{
			ID: "e1", Op: schema.Replace, Path: "/cv/headline", Before: "Joiner", After: "Joiner and carpenter",
		}}},
	})
	fmt.Println(err)
	// Output: <nil>
}

// Each edit in words, for a page with a script of its own.
func ExampleCards() {
	base, err := cv.Parse([]byte("cv:\n  name: Ada Sample\n  sections:\n    experience:\n      - company: Sample Ltd\n        position: Joiner\n        highlights:\n          - Built stage sets\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	cards := report.Cards(base, schema.PlannedChanges{Edits: []schema.Edit{{
		ID: "e1", Op: schema.Replace, Path: "/cv/sections/experience/0/highlights/0", Before: "Built stage sets", After: "Built and painted stage sets",
	}}})
	for _, card := range cards {
		fmt.Println(card.Done, "|", card.Place.Words)
		for _, span := range card.After {
			fmt.Printf("%+v\n", span)
		}
	}
	// Output:
	// Reworded | Experience, Sample Ltd, highlight 1
	// {Text:Built Changed:false}
	// {Text: and painted Changed:true}
	// {Text: stage sets Changed:false}
}

// Pages that stand beside the report share its looks and its words.
func ExampleStyle() {
	fmt.Println(strings.Contains(report.Style(), "@media print"))
	fmt.Println(report.AnomalyWords("hidden_text"))
	// Output:
	// true
	// Text that a reader does not see
}

// A whole entry, as an edit inserts one, in words.
func ExampleOneLine() {
	fmt.Println(report.OneLine(map[string]any{
		"start_date": "2021-03", "company": "Sample Ltd", "highlights": []any{"Built stage sets", "Painted them"},
	}))
	// Output:
	// company: Sample Ltd; highlights: Built stage sets / Painted them; start date: 2021-03
}
