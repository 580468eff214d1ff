package offer_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/schema"
)

// sectioned is an offer in sections and what it asks for in them.
type sectioned struct {
	text       string
	must, nice []string
}

func (s sectioned) check(t *testing.T) {
	var must, nice []string
	for _, r := range parse(t, "Storekeeper\n\n"+s.text+"\n").JobOffer.Requirements {
		if r.Importance == schema.Must {
			must = append(must, r.Quote.Text)
		} else {
			nice = append(nice, r.Quote.Text)
		}
	}
	assert.Equal(t, s.must, must)
	assert.Equal(t, s.nice, nice)
}

func TestSectionsAreToldByTheirHeadings(t *testing.T) {
	for name, c := range map[string]sectioned{
		"a heading below a heading": {
			"Requirements and skills\nObligatory:\n- Excel\n- A degree in law\nDesirable:\n- French",
			[]string{"Excel", "A degree in law"},
			[]string{"French"},
		},
		"two words in a heading": {
			"Zwingende Anforderungen\n- Kenntnisse in Linux\n\nWünschenswerte Anforderungen\n- Kenntnisse des Vergaberechts",
			[]string{"Kenntnisse in Linux"},
			[]string{"Kenntnisse des Vergaberechts"},
		},
		"the role before what is asked": {
			"The Role:\n* Month-end close and SAP reports\n* VAT returns\n* Liaison with auditors\n\nThe Person:\n* Qualified accountant\n* Strong technical knowledge\n* Payroll experience would be desirable",
			[]string{"Qualified accountant", "Strong technical knowledge"},
			[]string{"Payroll experience would be desirable"},
		},
		"a heading with its text": {
			"Di cosa ti occuperai: accoglienza dei pazienti, agenda e preventivi.\n\nÈ indispensabile una buona conoscenza del computer. Richiediamo il diploma. Gradita esperienza in studi medici.",
			[]string{"È indispensabile una buona conoscenza del computer.", "Richiediamo il diploma."},
			[]string{"Gradita esperienza in studi medici."},
		},
		"pluses that are paid": {
			"Le profil\n- Licence TIG\n- Lecture de plans\n\nLes plus Alpaga\n- 10 % IFM\n- Paniers de 12,40 €",
			[]string{"Licence TIG", "Lecture de plans"},
			nil,
		},
		"yours and ours": {
			"Deine Stärken\n- Ausbildung als Kaufmann\n- Englisch verhandlungssicher\n\nUnsere Stärken\n- 30 Tage\n- BusinessBike",
			[]string{"Ausbildung als Kaufmann", "Englisch verhandlungssicher"},
			nil,
		},
		"an open heading that wishes": {
			"We would love to hear from you if you:\n- are registered\n- have cytology training\n\nIt'd be great if you also:\n- hold a diploma\n- prescribe\n",
			[]string{"are registered", "have cytology training"},
			[]string{"hold a diploma", "prescribe"},
		},
		"the board's questions": {
			"Requirements\n- Forklift licence\n- Early riser\n\nEmployer questions\nWhich of the following describes your right to work?\nHow many years of experience do you have?",
			[]string{"Forklift licence", "Early riser"},
			nil,
		},
	} {
		t.Run(name, c.check)
	}
}

func TestSectionsAreToldByTheirLayout(t *testing.T) {
	for name, c := range map[string]sectioned{
		"dashes without a space": {
			"Requirements\n-reliable vehicle\n-pass a test\n\nPluses\n-cabinet finishing\n-some Spanish\n\nPaid every Friday. Bring your own boots.\n\nText Rob with a bit about your experience.",
			[]string{"reliable vehicle", "pass a test"},
			[]string{"cabinet finishing", "some Spanish"},
		},
		"items without signs": {
			"Votre profil :\nVous aimez les plantes\nVous portez des charges\nUn CAP serait apprécié",
			[]string{"Vous aimez les plantes", "Vous portez des charges"},
			[]string{"Un CAP serait apprécié"},
		},
		"a paragraph that leads to its list": {
			"Lumen & Loam is a small studio that designs gardens for its clients. The owners expect:\n- RHS Level 3\n- ten years in gardens\n- spraying certificates\n\nDesirable: experience of glasshouses",
			[]string{"RHS Level 3", "ten years in gardens", "spraying certificates"},
			[]string{"experience of glasshouses"},
		},
	} {
		t.Run(name, c.check)
	}
}

func TestWrappedLinesAreOne(t *testing.T) {
	o := parse(t, `Developer

Requirements
- Experience with distributed systems and the patience to find out why they
  fail at night
- Knowledge of PostgreSQL
`).JobOffer
	if assert.Len(t, o.Requirements, 2) {
		assert.Equal(t, "Experience with distributed systems and the patience to find out why they\n  fail at night", o.Requirements[0].Quote.Text)
	}
}
