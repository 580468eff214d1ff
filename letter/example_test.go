package letter_test

import (
	"fmt"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/letter"
	"github.com/bespoke-cv/bespoke/offer"
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

// By rules a letter is courtesy around lines of the CV.
func ExampleDraft() {
	base, err := cv.Parse([]byte("cv:\n  name: Ada Sample\n  sections:\n    experience:\n      - company: Sample Ltd\n        position: Engineer\n        highlights:\n          - Ran the Kubernetes clusters of 40 shops\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	parsed, err := offer.Parse(offer.Input{Text: "Platform Engineer\n\nYou have:\n- Kubernetes in production\n"})
	if err != nil {
		fmt.Println(err)
		return
	}
	draft, err := letter.Draft(letter.About{Kind: letter.Cover, Language: "en", CV: base, Offer: parsed, Title: "Platform Engineer", Company: "Northwind Ferries"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(draft.Subject)
	fmt.Println(draft.Text)
	for _, claim := range draft.Claims {
		for _, evidence := range claim.Evidence {
			fmt.Println("proved by", evidence.Path)
		}
	}
	// Output:
	// Application: Platform Engineer
	// Dear hiring team,
	//
	// I am applying for the position of Platform Engineer at Northwind Ferries.
	//
	// This is what I bring, in the words of my CV:
	// - Ran the Kubernetes clusters of 40 shops
	//
	// I would be glad to tell you more in a conversation.
	//
	// Kind regards
	// Ada Sample
	// proved by /cv/sections/experience/0/highlights/0
}

// A body that somebody else wrote gets its frame, and what it may not say goes.
func ExampleAround() {
	base, err := cv.Parse([]byte("cv:\n  name: Ada Sample\n  sections:\n    experience:\n      - company: Sample Ltd\n        position: Engineer\n        highlights:\n          - Ran the Kubernetes clusters\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	written, err := letter.Around(letter.About{Kind: letter.ThankYou, Language: "en", CV: base, Title: "Platform Engineer", Company: "Northwind Ferries"},
		"At Sample Ltd I ran the Kubernetes clusters. I hold a doctorate in physics.")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(written.Text)
	for _, sentence := range written.Refused {
		fmt.Println("refused:", sentence.Text)
	}
	// Output:
	// Dear hiring team,
	//
	// Thank you for the conversation about the position of Platform Engineer at Northwind Ferries.
	//
	// At Sample Ltd I ran the Kubernetes clusters.
	//
	// I am very interested and look forward to hearing from you.
	//
	// Kind regards
	// Ada Sample
	// refused: I hold a doctorate in physics.
}
