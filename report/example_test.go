package report_test

import (
	"fmt"
	"os"
	"path/filepath"

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
