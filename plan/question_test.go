package plan_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/schema"
)

func TestQuestionsAskForFacts(t *testing.T) {
	offer := platformOffer
	offer.JobOffer.Title = "Platform engineer"
	offer.JobOffer.MinYears = 12
	offer.JobOffer.Degrees = []string{"MSc in Naval Architecture"}
	in := input(t, backend, offer)
	out := makePlan(t, in)
	var texts []string
	for _, question := range out.Questions {
		texts = append(texts, question.Text)
	}
	all := strings.Join(texts, "\n")
	assert.Contains(t, texts[0], "Rust")
	assert.Equal(t, []string{"r3"}, out.Questions[0].RequirementIDs)
	assert.Equal(t, "Rust", out.Questions[0].OfferQuote)
	assert.Contains(t, all, "Terraform")
	assert.Contains(t, all, "12 years")
	assert.Contains(t, all, "about 6 years")
	assert.Contains(t, all, "Naval Architecture")
	assert.Contains(t, all, `"Platform engineer"`)
	assert.NotContains(t, all, "PostgreSQL")

	in.Facts = []schema.Fact{{ID: "f1", Text: "I ran Terraform at Nordhamn Pay AB in 2023"}}
	for _, question := range makePlan(t, in).Questions {
		assert.NotContains(t, question.Text, "Terraform", "a fact answers it")
	}
}
