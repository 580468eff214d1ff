package guard_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/guard"
	"github.com/bespoke-cv/bespoke/schema"
)

const ward = `cv:
  name: Ines Falk
  headline: Ward Clerk
  sections:
    experience:
      - company: Tarnbeck Hospital
        position: Ward Clerk
        start_date: 2019-02
        end_date: present
        highlights:
          - Register patients for A&E in the ward system
          - Check 600 invoices a month in Sage
          - Helped the head nurse write support plans for 2 patients
          - Checked orders for the yearly stock count (stock value EUR 3 million)
          - Ran a survey of visiting hours (result inconclusive)
          - Taking an online course in Power BI
          - Participate in the on-call rota one week in five
          - Count the stock once a quarter
    skills:
      - label: Tools
        details: InDesign, Photoshop, Illustrator, Excel
`

// What a rewording or a gloss may explain asks a person; what it cannot is
// refused.
func TestObjectionsAreWeighed(t *testing.T) {
	const line = "/cv/sections/experience/0/highlights/"
	const tools = "/cv/sections/skills/0/details"
	judgeReplacements(t, ward, []replacement{
		{"short form written out", line + "0", "Register patients for Accident and Emergency (A&E) in the ward system", schema.Pass},
		{"another department", line + "0", "Register patients for A&E and Radiology in the ward system", schema.Reject},
		{"twelve times a month, both given", line + "1", "Check 7,200 invoices a year (600 a month) in Sage", schema.NeedsReview},
		{"twelve times a month, wrong", line + "1", "Check 9,200 invoices a year (600 a month) in Sage", schema.Reject},
		{"family of the tools in brackets", tools, "Adobe Creative Cloud (InDesign, Photoshop, Illustrator), Excel", schema.NeedsReview},
		{"family with one more", tools, "Adobe Creative Cloud (InDesign, Premiere, Illustrator), Excel", schema.Reject},
		{"tool that is being learned", tools, "InDesign, Photoshop, Illustrator, Excel, Power BI", schema.Reject},
		{"help, hidden by a noun", line + "2", "Wrote support plans for 2 patients with the head nurse", schema.Reject},
		{"a whole said of each", line + "3", "Checked orders for yearly stock counts of EUR 3 million each", schema.NeedsReview},
		{"turn on a rota", line + "6", "Work the on-call rota one week in five", schema.Pass},
		{"turn on a rota made bigger", line + "6", "Run the on-call rota", schema.Reject},
		{"once a quarter", line + "7", "Count the stock every quarter", schema.Pass},
		{"once a month", line + "7", "Count the stock every month", schema.Reject},
		{"outcome left out", line + "4", "Ran a survey of visiting hours", schema.Reject},
	})
}

// replacement puts a value in place of another.
type replacement struct {
	name, path, after string
	want              schema.Outcome
}

func judgeReplacements(t *testing.T, base string, tests []replacement) {
	t.Helper()
	g := guard.New(guard.Evidence{Base: parse(t, base), AsOf: asOf})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			verdict := g.Check(schema.Edit{Op: schema.Replace, Path: test.path, After: test.after}, guard.Open)
			assert.Equal(t, test.want, verdict.Outcome, "%v", verdict.Findings)
		})
	}
}
