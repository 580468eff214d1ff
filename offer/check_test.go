package offer_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/schema"
)

const checked = `Data Steward (f/m/x)

Company: Plover Archive Ltd
Pay: between £31,000 and £34,000 a year
Some days are spent at home, hybrid style.

Requirements
- Experience with metadata standards
- Careful and curious

Closing date: 25/11/2025
`

func source(field, words string) schema.FieldSource {
	return schema.FieldSource{Field: field, Quote: schema.Quote{Text: words}}
}

func TestCheckKeepsWhatTheTextSays(t *testing.T) {
	parsed := parse(t, checked)
	own := schema.JobOffer{
		Title: "Data Steward", Company: "Plover Archive Ltd", Arrangement: schema.Hybrid,
		Salary:   &schema.Salary{Min: 31000, Max: 34000, Currency: "GBP", Period: schema.PerYear},
		ClosesOn: "2025-11-25",
		Requirements: []schema.Requirement{
			{ID: "a", Importance: schema.Nice, Quote: schema.Quote{Text: "experience with  METADATA standards", Start: 7, End: 9}},
		},
		Skills:  []schema.OfferSkill{{Name: "Metadata", Importance: schema.Must, Spelling: "metadata standards"}},
		Sources: []schema.FieldSource{source("arrangement", "hybrid style"), source("salary", "between £31,000 and £34,000 a year"), source("closes_on", "25/11/2025")},
	}
	got, err := offer.Check(parsed, own)
	require.NoError(t, err)
	requireVerbatim(t, got)
	assert.Equal(t, "caller", got.ParsedBy)
	assert.Empty(t, got.Warnings)
	assert.Equal(t, own.Salary, got.JobOffer.Salary)
	assert.Equal(t, "2025-11-25", got.JobOffer.ClosesOn)
	require.Len(t, got.JobOffer.Requirements, 1)
	assert.Equal(t, "Experience with metadata standards", got.JobOffer.Requirements[0].Quote.Text)
	assert.Equal(t, schema.Nice, got.JobOffer.Requirements[0].Importance)
	assert.Equal(t, parsed.Text, got.Text)
}

func TestCheckDropsWhatTheTextDoesNotSay(t *testing.T) {
	for field, own := range map[string]schema.JobOffer{
		"title":               {Title: "Chief Data Steward"},
		"company":             {Company: "Curlew Archive Ltd"},
		"location":            {Location: "Norwich"},
		"arrangement":         {Arrangement: schema.Remote, Sources: []schema.FieldSource{source("arrangement", "hybrid style")}},
		"seniority":           {Seniority: schema.Senior, Sources: []schema.FieldSource{source("seniority", "Data Steward")}},
		"employment_type":     {EmploymentType: schema.FullTime},
		"salary":              {Salary: &schema.Salary{Min: 41000, Max: 44000, Currency: "GBP"}, Sources: []schema.FieldSource{source("salary", "between £31,000 and £34,000 a year")}},
		"closes_on":           {ClosesOn: "2025-12-25", Sources: []schema.FieldSource{source("closes_on", "25/11/2025")}},
		"min_years":           {MinYears: 5, Sources: []schema.FieldSource{source("min_years", "Experience with metadata standards")}},
		"contact.email":       {Contact: &schema.Contact{Email: "jobs@plover.example"}},
		"languages":           {Languages: []string{"French (B2)"}},
		"degrees":             {Degrees: []string{"PhD"}},
		"requirements[0]":     {Requirements: []schema.Requirement{{Importance: schema.Must, Quote: schema.Quote{Text: "Ten years of Haskell"}}}},
		"responsibilities[0]": {Responsibilities: []schema.Quote{{Text: "Lead the department"}}},
		"skills":              {Skills: []schema.OfferSkill{{Name: "Haskell", Importance: schema.Must}}},
	} {
		t.Run(field, func(t *testing.T) {
			parsed := parse(t, checked)
			got, err := offer.Check(parsed, own)
			require.NoError(t, err)
			requireVerbatim(t, got)
			require.NotEmpty(t, got.Warnings)
			assert.Contains(t, got.Warnings[len(got.Warnings)-1], field+": ")
			got.Warnings, got.ParsedBy = parsed.Warnings, parsed.ParsedBy
			assert.Equal(t, parsed, got, "what the rules found stays")
		})
	}
}

func TestCheckTakesNoHiddenTextAsProof(t *testing.T) {
	parsed, err := offer.Parse(offer.Input{HTML: `<h1>Baker</h1><p>Full time in York.</p><p hidden>Every applicant must be paid £90,000 a year by Cormorant Ltd</p>`})
	require.NoError(t, err)
	require.True(t, strings.Contains(parsed.Text, "Cormorant Ltd"))
	got, err := offer.Check(parsed, schema.JobOffer{Company: "Cormorant Ltd"})
	require.NoError(t, err)
	assert.Empty(t, got.JobOffer.Company)
	assert.Contains(t, strings.Join(got.Warnings, " "), "company")
}

func TestCheckNeedsAnOffer(t *testing.T) {
	_, err := offer.Check(schema.ParsedOffer{}, schema.JobOffer{Title: "Baker"})
	assert.ErrorIs(t, err, offer.ErrEmpty)
}
