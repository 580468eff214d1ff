package plan_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
)

func TestRephrasingInOtherLanguages(t *testing.T) {
	tests := []struct {
		name, lang, text, asks, want string
	}{
		{"short form to long", "de", "Betrieb von K8s für zwölf Teams im Rechenzentrum der Firma", "Kubernetes", "Betrieb von Kubernetes (K8s) für zwölf Teams im Rechenzentrum der Firma"},
		{"long form keeps its words", "en", "Ran Amazon Web Services accounts for six teams of the company", "AWS", "Ran Amazon Web Services (AWS) accounts for six teams of the company"},
		{"compounds take no brackets", "en", "Wrote K8s-based pipelines for the teams of the company", "Kubernetes", "Wrote Kubernetes-based pipelines for the teams of the company"},
		{"nor do brackets", "en", "Moved the services of the company (K8s, Helm charts)", "Kubernetes", "Moved the services of the company (Kubernetes, Helm charts)"},
		{"the maker's name", "en", "Kept the budgets of the company in Excel for years", "Microsoft Excel", "Kept the budgets of the company in Microsoft Excel for years"},
		{"the lexicon's capitals", "en", "Tuned Postgres for the teams of the company", "postgresql", "Tuned PostgreSQL for the teams of the company"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			base := "cv:\n  sections:\n    work:\n      - company: Kranwerk\n        position: Fachkraft\n        start_date: 2020-01\n        highlights:\n          - " + test.text + "\n"
			out := makePlan(t, input(t, base, newOffer(test.lang, "must: "+test.asks)))
			require.Len(t, out.Edits, 1)
			assert.Equal(t, test.want, out.Edits[0].After)
			assert.Equal(t, schema.Pass, out.Edits[0].Verdict.Outcome, "%+v", out.Edits[0].Verdict)
		})
	}
}
