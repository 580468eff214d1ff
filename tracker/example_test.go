package tracker_test

import (
	"fmt"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/tracker"
)

func ExampleDuplicates() {
	old := tracker.Posting{Application: schema.Application{ID: "app_1", JobOfferID: "job_1", Title: "Deck Engineer", Company: "Northwind Ferries Ltd", Status: schema.Applied}}
	again := tracker.Posting{Application: schema.Application{ID: "app_2", JobOfferID: "job_2", Title: "Deck Engineer (f/m/d)", Company: "Northwind Ferries"}}
	for _, found := range tracker.Duplicates(again, []tracker.Posting{old}) {
		fmt.Println(found.Kind, found.ApplicationID)
	}
	// Output: same_position app_1
}

// Two employers were told of one achievement, by two figures.
func ExampleContradictions() {
	sent := func(id, achievement string) tracker.Sent {
		doc, err := cv.Parse([]byte("cv:\n  name: Ada Sample\n  sections:\n    experience:\n      - company: Sample Ltd\n        position: Engineer\n        highlights:\n          - " + achievement + "\n"))
		if err != nil {
			panic(err)
		}
		return tracker.Sent{Application: schema.Application{ID: id, Company: "Northwind Ferries"}, CV: doc}
	}
	now := sent("app_2", "Cut the cost of hosting by 21 %")
	for _, found := range tracker.Contradictions(now, []tracker.Sent{sent("app_1", "Cut the cost of hosting by 12 %")}) {
		fmt.Println(found.Kind, found.ApplicationID)
		fmt.Println(found.Message)
	}
	// Output:
	// number_differs app_1
	// This CV says "Cut the cost of hosting by 21 %"; the one sent with app_1 (title unknown) says "Cut the cost of hosting by 12 %".
}

// The same page is found again, whatever its address says behind the path.
func ExamplePlace() {
	fmt.Println(tracker.Place("https://Jobs.Example.com/offers/17?utm_source=mail#apply"))
	fmt.Printf("%q\n", tracker.Place("see the attachment"))
	// Output:
	// jobs.example.com/offers/17
	// ""
}

// A fingerprint is kept with the offer: two texts are compared without reading
// them again.
func ExampleFingerprintOf() {
	text := "We are looking for a deck engineer who keeps the ferries of our northern line running in every weather"
	first := tracker.FingerprintOf(text)
	fmt.Println(first.Same(tracker.FingerprintOf(text)), first.Current())
	again := tracker.FingerprintOf(text + ", all through the year")
	fmt.Println(first.Same(again), first.Likeness(again) > 0.5)
	other := tracker.FingerprintOf("A bakery in Leeds wants somebody who likes to get up early and knows sourdough")
	fmt.Println(first.Likeness(other))
	// Output:
	// true true
	// false true
	// 0
}
