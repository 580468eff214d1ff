package guard_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/guard"
	"github.com/bespoke-cv/bespoke/schema"
)

// outcomeOf judges a bullet in place of another.
func outcomeOf(t *testing.T, old, edited string) schema.Outcome {
	t.Helper()
	base, err := cv.Parse([]byte("cv:\n  name: Ada Example\n  sections:\n    work:\n      - company: Example Works\n        position: Planner\n        highlights:\n          - \"" + old + "\"\n"))
	require.NoError(t, err)
	return guard.New(guard.Evidence{Base: base}).Check(schema.Edit{Op: schema.Replace, Path: "/cv/sections/work/0/highlights/0", After: edited}, guard.Open).Outcome
}

// rewording is a bullet put in place of another.
type rewording struct {
	name, old, edited string
	want              schema.Outcome
}

func judgeRewordings(t *testing.T, tests []rewording) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.want, outcomeOf(t, test.old, test.edited), "%q -> %q", test.old, test.edited)
		})
	}
}

// With all of the old text kept, something more behind a comma or "and" is a
// claim; what limits, widens or belongs to somebody else is not reworded away.
func TestWhatIsListedIsAClaim(t *testing.T) {
	judgeRewordings(t, []rewording{
		{"one more in a list", "Ran PCR assays under supervision", "Ran PCR and flow cytometry assays under supervision", schema.Reject},
		{"one more deed", "Service and repair air-conditioning units at 60 sites", "Design, service and repair air-conditioning units at 60 sites", schema.Reject},
		{"one more deed in German", "Rüsten und Bedienen von zwei Fräsmaschinen", "Programmieren, Rüsten und Bedienen von zwei Fräsmaschinen", schema.Reject},
		{"one more tool", "Helped developers reproduce bugs on Ubuntu and Windows Server", "Helped developers reproduce bugs on Ubuntu, Windows Server and Kubernetes", schema.Reject},
		{"one more result", "Took part in a review that cut rejected images from 9% to 6.5%", "Took part in a review that cut rejected images from 9% to 6.5%, noticeably shortening waiting times", schema.Reject},
		{"another order", "Weekly chair gymnastics on Thursdays with a colleague", "On Thursdays, with a colleague, weekly chair gymnastics", schema.Pass},
		{"wider, much reworded", "Assisted with moving 22 shared components into a library", "Assisted with moving the entire component catalogue into a company-wide library", schema.Reject},
		{"a level made a difference", "Cut the median load time from 3.6 s to 2.4 s by lazy loading routes", "Cut the median load time by 2.4 s through lazy-loaded routes", schema.Reject},
		{"something given in other words", "Contribute dishes to the seasonal menu, which the head chef decides", "Put forward dishes for the seasonal menu; the final choice is the head chef's", schema.Pass},
		{"what it was given to", "Contribute dishes to the seasonal menu, which the head chef decides", "Create the seasonal menu", schema.Reject},
		{"help in other words", "Helped the workshop with assembly instructions for 5 lines", "Gave the workshop a hand with assembly instructions covering five lines", schema.Pass},
		{"help gone", "Helped the workshop with assembly instructions for 5 lines", "Wrote assembly instructions for 5 lines", schema.Reject},
		{"prepared only", "Angebotsvergleich und Vorbereitung der Preisverhandlungen", "Angebotsvergleich und Preisverhandlungen", schema.Reject},
		{"another class", "Bestellung von C-Teilen bei rund 40 Lieferanten", "Bestellung von A-Teilen bei rund 40 Lieferanten", schema.Reject},
		{"notes taken", "Took notes at 25 disciplinary hearings", "Handled 25 disciplinary hearings", schema.Reject},
		{"somebody else signs off", "Reconcile the accounts before the payroll manager signs off", "Reconcile and sign off the accounts", schema.NeedsReview},
		{"taught oneself", "Teaching myself GraphQL in the evenings", "Use GraphQL for data fetching", schema.Reject},
		{"a part made the whole", "Set up tables for weddings of up to 150 guests", "Ran weddings of up to 150 guests", schema.Reject},
		{"a record made the deed", "Kept a log of faults on 3 printing presses", "Repaired faults on 3 printing presses", schema.Reject},
		{"a noun made the verb", "Carried out maintenance of pumps", "Maintained pumps", schema.Pass},
		{"a ceiling left out", "Ordered spare parts up to £200", "Ordered spare parts", schema.Reject},
		{"work that was not paid", "Volunteered at a night shelter on Fridays", "Worked at a night shelter", schema.Reject},
		{"a crew that is run", "Run a crew of 7 electricians on fit-outs", "Lead a crew of 7 electricians on fit-outs", schema.Pass},
		{"conversations held", "Entwicklung dokumentiert; rund 40 Elterngespräche pro Jahr", "Entwicklung dokumentiert; rund 40 Gespräche mit Eltern pro Jahr geführt", schema.Pass},
		{"conversations prepared", "Begleitung der Leiterin bei Jahresgesprächen", "Führung von Jahresgesprächen", schema.Reject},
	})
}
