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

func ExampleReport() {
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
	report := match.Report(parsed, base, base, lexicon.Default())
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
