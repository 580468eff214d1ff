package plan_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/schema"
)

// alone is a CV in which the rules change nothing for an offer.
type alone struct {
	name, cv string
	offer    schema.ParsedOffer
}

func (a alone) check(t *testing.T) {
	out := makePlan(t, input(t, a.cv, a.offer))
	assert.Empty(t, out.Edits)
	assert.Empty(t, out.Refused)
}

func TestOrderThatTheRulesLeaveAlone(t *testing.T) {
	for _, test := range []alone{
		{"jobs keep their order in time", `cv:
  sections:
    experience:
      - company: Kranwerk
        position: Clerk
        start_date: 2022-01
      - company: Docker Yard
        position: Kubernetes engineer
        start_date: 2018-01
        end_date: 2021-12
`, newOffer("en", "must: Kubernetes")},
		{"authors", `cv:
  sections:
    publications:
      - title: Kubernetes at sea
        authors:
          - Ada Moor
          - Go Kubernetes
        date: 2020
      - title: Older
        authors: [Bo Lind, Docker Docker]
        date: 2019
`, newOffer("en", "must: Kubernetes", "must: Docker")},
		{"running text", `cv:
  sections:
    summary:
      - I like the sea.
      - I run Kubernetes.
`, newOffer("en", "must: Kubernetes")},
		{"numbered lists", `cv:
  sections:
    talks:
      - number: On boats
      - number: On Kubernetes
`, newOffer("en", "must: Kubernetes")},
		{"bullets below bullets", `cv:
  sections:
    experience:
      - company: Nordhamn
        position: Developer
        start_date: 2022-01
        highlights:
          - Swept the yard
          - - Ran Kubernetes
            - Sang
`, newOffer("en", "must: Kubernetes")},
	} {
		t.Run(test.name, test.check)
	}
}

func TestListsThatTheRulesLeaveAlone(t *testing.T) {
	for _, test := range []alone{
		{"a sentence is no list", `cv:
  sections:
    skills:
      - label: Tools
        details: Mostly Python, SQL and Kubernetes
`, newOffer("en", "must: Kubernetes")},
		{"names inside brackets", `cv:
  sections:
    skills:
      - label: Tools
        details: "Cloud (Python, SQL, Kubernetes)"
`, newOffer("en", "must: Kubernetes")},
		{"languages by level", `cv:
  sections:
    languages:
      - label: Languages
        details: Swedish (native), English (C1), German (A2)
`, newOffer("en", "must: German")},
	} {
		t.Run(test.name, test.check)
	}
}

func TestWordsThatTheRulesLeaveAlone(t *testing.T) {
	for _, test := range []alone{
		{"titles", `cv:
  headline: K8s developer
  sections:
    experience:
      - company: Nordhamn
        position: K8s developer
        start_date: 2022-01
`, newOffer("en", "must: Kubernetes")},
		{"a looser alias is no synonym", `cv:
  sections:
    experience:
      - company: Nordhamn
        position: Developer
        start_date: 2022-01
        highlights:
          - Tested with JUnit
`, newOffer("en", "must: JUnit 5")},
		{"an offer that is only a title", backend, schema.ParsedOffer{Text: "Captain", Completeness: schema.TitleOnly, JobOffer: schema.JobOffer{Title: "Captain", Language: "en"}}},
	} {
		t.Run(test.name, test.check)
	}
}
