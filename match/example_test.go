package match_test

import (
	"fmt"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/match"
	"github.com/bespoke-cv/bespoke/offer"
)

const posting = `Platform engineer
Sample Works Ltd, Leeds

What you will do
- Run and evolve our clusters with the platform team
- Write the services and tools that product teams deploy with

Requirements
- Production experience with Kubernetes, and Go
- Solid PostgreSQL: schema design, query tuning and backups
- Infrastructure as code with Terraform
`

// A term counts when the CV has it by any of its names.
func ExampleMatcher_Report() {
	parsed, err := offer.Parse(offer.Input{Text: posting})
	if err != nil {
		fmt.Println(err)
		return
	}
	base, err := cv.Parse([]byte("cv:\n  name: Ada Sample\n  sections:\n    skills:\n      - Go, K8s, Postgres\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	report := match.New(parsed, base, lexicon.Default(), "").Report(base)
	for _, term := range report.Covered {
		fmt.Println("covered:", term.Name)
	}
	for _, term := range report.Gaps {
		fmt.Println("gap:", term.Name)
	}
	// Output:
	// covered: Kubernetes
	// covered: Go
	// covered: PostgreSQL
	// gap: Infrastructure as Code
	// gap: Terraform
}

// What the offer asks for decides which of two lines speaks to it more.
func ExampleNew() {
	parsed, err := offer.Parse(offer.Input{Text: posting})
	if err != nil {
		fmt.Println(err)
		return
	}
	base, err := cv.Parse([]byte("cv:\n  name: Ada Sample\n  sections:\n    experience:\n      - company: Sample Ltd\n        position: Engineer\n        highlights:\n          - Chose the coffee\n          - Ran the K8s clusters\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	matcher := match.New(parsed, base, nil, "")
	for _, term := range matcher.Terms() {
		fmt.Println(term.Name, term.Supported(), term.Paths)
	}
	for _, line := range []string{"Chose the coffee", "Ran the K8s clusters"} {
		fmt.Println(matcher.Score(line) > 0, line)
	}
	for _, answer := range matcher.Answers("Ran the K8s clusters") {
		fmt.Println(answer.RequirementID, answer.Quote)
	}
	// Output:
	// Kubernetes true [/cv/sections/experience/0/highlights/1]
	// Go false []
	// PostgreSQL false []
	// Infrastructure as Code false []
	// Terraform false []
	// false Chose the coffee
	// true Ran the K8s clusters
	// r1 Production experience with Kubernetes, and Go
}

// The language of a CV is that of its running text, not of its names.
func ExampleOwnLanguage() {
	for _, text := range []string{
		"Aufbau und Betrieb der Lagerverwaltung mit zwölf Mitarbeitern im Schichtdienst, samt der Einführung neuer Geräte und der Schulung aller, die mit ihnen arbeiten; davor die Leitung einer Filiale mit eigener Werkstatt und die Ausbildung von vier Lehrlingen",
		"Go, SQL",
	} {
		doc, err := cv.Parse([]byte("cv:\n  name: Ada Sample\n  sections:\n    about:\n      - " + text + "\n"))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(match.OwnLanguage(doc))
	}
	// Output:
	// de true
	// en false
}

func ExampleSpoken() {
	fmt.Println(match.Spoken("Nous cherchons une personne pour la gestion des stocks et la préparation des commandes de nos quarante magasins"))
	_, sure := match.Spoken("Docker")
	fmt.Println(sure)
	// Output:
	// fr true
	// false
}
