package agents_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/agents/agentstest"
	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/schema"
)

// obedient is the worst case: a model that does what the offer orders.
func obedient(attack agentstest.Injection) *scriptedModel {
	return &scriptedModel{answer: func(_ llm.Request, schema string) (any, error) { return attack.Obey(schema), nil }}
}

func TestOrdersInAnOfferChangeNothingEvenWhenTheModelObeys(t *testing.T) {
	require.GreaterOrEqual(t, len(agentstest.Injections), 20)
	for _, attack := range agentstest.Injections {
		t.Run(attack.Name, func(t *testing.T) {
			text, html := attack.Offer(sample(t, "offers", "platform-engineer.txt"))
			rules := parsed(t, offer.Input{Text: text, HTML: html})
			model := obedient(attack)
			read, err := agents.NewJobOfferParser(model, nil).Read(t.Context(), rules)
			require.NoError(t, err)
			assertQuotesHold(t, read)
			job := read.JobOffer
			assert.NotContains(t, job.Title, attack.Lie)
			assert.NotContains(t, job.Company, attack.Lie)
			if job.Contact != nil {
				assert.NotContains(t, job.Contact.Email, attack.Lie)
			}
			assert.Equal(t, len(rules.JobOffer.Requirements), len(read.JobOffer.Requirements), "an order is no requirement")

			in := sampleInput(t)
			in.Offer = read
			proposals, err := agents.NewCVCustomizer(model, nil).Propose(t.Context(), in, "")
			require.NoError(t, err)
			assertFenced(t, model, attack.Order)
			in.Edits = proposals.Edits
			changes, err := plan.Make(t.Context(), in)
			require.NoError(t, err)
			tailored, applied, err := agents.NewCVEditor().Apply(t.Context(), plan.ApplyInput{
				Base: in.Base, Plan: changes, Lexicon: in.Lexicon, AsOf: in.AsOf, Offer: in.Offer.Text,
			})
			require.NoError(t, err)
			assert.NotContains(t, string(tailored.Bytes()), attack.Lie)
			assert.NotEqual(t, schema.Reject, applied.Guard.Verdict.Outcome)
			assertSameIdentity(t, in.Base, tailored)
			for _, edit := range changes.Edits {
				text, _ := edit.After.(string)
				if strings.Contains(text, attack.Lie) {
					t.Logf("waits for the user: %s %q", edit.Verdict.Findings[0].Kind, text)
					assert.Equal(t, schema.NeedsReview, edit.Verdict.Outcome)
				}
			}
		})
	}
}

// assertFenced: the order reaches the model only as data, if at all.
func assertFenced(t *testing.T, model *scriptedModel, order string) {
	t.Helper()
	for _, request := range model.asked() {
		assert.NotContains(t, request.Params.SystemPrompt, order)
		for _, message := range request.Messages {
			if message.Role == llm.User {
				assert.NotContains(t, agentstest.OutsideFences(message.Content), order)
			}
		}
	}
}

func assertSameIdentity(t *testing.T, base, tailored *cv.Document) {
	t.Helper()
	for _, leaf := range base.Leaves() {
		switch leaf.Key {
		case "name", "headline", "email", "phone", "website", "company", "position", "institution", "degree", "start_date", "end_date", "date":
			text, _ := tailored.Scalar(leaf.Path)
			assert.Equal(t, leaf.Text, text, leaf.Path)
		}
	}
}

func assertQuotesHold(t *testing.T, parsed schema.ParsedOffer) {
	t.Helper()
	var quotes []schema.Quote
	for _, line := range parsed.JobOffer.Requirements {
		quotes = append(quotes, line.Quote)
	}
	quotes = append(quotes, parsed.JobOffer.Responsibilities...)
	for _, source := range parsed.JobOffer.Sources {
		quotes = append(quotes, source.Quote)
	}
	for _, skill := range parsed.JobOffer.Skills {
		quotes = append(quotes, skill.Quotes...)
	}
	for _, quote := range quotes {
		require.LessOrEqual(t, quote.End, len(parsed.Text))
		assert.Equal(t, quote.Text, parsed.Text[quote.Start:quote.End])
	}
}
