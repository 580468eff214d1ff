package plan_test

import (
	"context"
	"fmt"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/schema"
)

const posting = `Platform engineer
Sample Works Ltd, Leeds

Requirements
- Experience with Kubernetes
- Good knowledge of Terraform
`

const sample = `cv:
  name: Ada Sample
  sections:
    experience:
      - company: Sample Ltd
        position: Engineer
        highlights:
          - Wrote the on-call guide
          - Ran the K8s clusters
`

// What the offer asks for comes first and is spelt its way; an edit of the
// caller that the CV does not prove is refused.
func ExampleMake() {
	parsed, err := offer.Parse(offer.Input{Text: posting})
	if err != nil {
		fmt.Println(err)
		return
	}
	base, err := cv.Parse([]byte(sample))
	if err != nil {
		fmt.Println(err)
		return
	}
	const highlights = "/cv/sections/experience/0/highlights"
	ctx := context.Background()
	made, err := plan.Make(ctx, plan.Input{Offer: parsed, Base: base, Edits: []schema.Edit{
		{Op: schema.Replace, Path: highlights + "/0", After: "Wrote the on-call guide and the Terraform modules"},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, refused := range made.Refused {
		fmt.Println("refused:", refused.Verdict.Findings[0].Kind, refused.Verdict.Findings[0].Words)
	}
	tailored, changes, err := plan.Apply(ctx, plan.ApplyInput{Base: base, Plan: made, Offer: parsed.Text})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("applied:", len(changes.Applied))
	fmt.Print(string(tailored.Bytes()))
	// Output:
	// refused: new_skill [Terraform]
	// applied: 2
	// cv:
	//   name: Ada Sample
	//   sections:
	//     experience:
	//       - company: Sample Ltd
	//         position: Engineer
	//         highlights:
	//           - Ran the Kubernetes (K8s) clusters
	//           - Wrote the on-call guide
}
