package offer_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/schema"
)

// Sentences without a list or heading are told by what they do with the reader.
func TestProseAsksByItsStance(t *testing.T) {
	for _, c := range []struct {
		lang, text string
		want       schema.Importance // empty: asks nothing
	}{
		{"en", "You have sold pumps before and speak some Polish.", schema.Must},
		{"en", "You are responsible for the pumps of forty customers.", ""},
		{"en", "Somebody who has repaired pumps for two years or more.", schema.Must},
		{"en", "You would visit farms and mend their pumps.", ""},
		{"en", "A steady hand is vital.", schema.Must},
		{"en", "Own tools would be ideal, but ours are fine too.", schema.Nice},
		{"de", "Du hast schon Pumpen verkauft.", schema.Must},
		{"de", "Du bist verantwortlich für die Pumpen von vierzig Kunden.", ""},
		{"de", "Bei uns planst du Pumpwerke und nimmst sie in Betrieb.", ""},
		{"de", "Sie bringen unsere Pumpen in jeden Winkel des Landes.", ""},
		{"de", "Sie bringen Freude an Pumpen mit.", schema.Must},
		{"de", "Pumpenkenntnisse sind erwünscht.", schema.Nice},
		{"fr", "Vous maîtrisez la soudure des pompes.", schema.Must},
		{"fr", "Vous réparez les pompes de nos clients.", ""},
		{"fr", "Vous êtes responsable de quarante clients.", ""},
		{"es", "Tienes carnet de conducir y ganas de aprender.", schema.Must},
		{"it", "Si richiede la patente B.", schema.Must},
		{"pt", "É necessário ter carta de condução.", schema.Must},
		{"nl", "Je hebt een rijbewijs en gevoel voor pompen.", schema.Must},
		{"nl", "Je onderhoudt de pompen van onze klanten.", ""},
	} {
		t.Run(c.text, func(t *testing.T) {
			found := native(t, c.lang, "Fitter", c.text).Requirements
			if c.want == "" {
				assert.Empty(t, found)
				return
			}
			if assert.Len(t, found, 1) {
				assert.Equal(t, c.want, found[0].Importance)
			}
		})
	}
}

// What stands around lists on boards and in mails asks nothing.
func TestListsBelowHeadingsNobodyKnows(t *testing.T) {
	for name, c := range map[string]struct {
		lang, text string
		must, nice []string
	}{
		"the second list asks for less": {
			"en",
			"Your rucksack\n- Two years of pump repair\n- Full driving licence\n\nGolden threads\n- Polish\n- A welding certificate\n\nWhat we give\n- 28 days of leave\n- Pension",
			[]string{"Two years of pump repair", "Full driving licence"},
			[]string{"Polish", "A welding certificate"},
		},
		"graded lines": {
			"en",
			"What we're looking for\n(E = essential, D = desirable)\n\nDegree in hydrology (E)\nChartered status (D)\nA full driving licence (E)\nSome Welsh (D)",
			[]string{"Degree in hydrology (E)", "A full driving licence (E)"},
			[]string{"Chartered status (D)", "Some Welsh (D)"},
		},
		"articles of a notice": {
			"it",
			"Art. 1 - Compenso\nStipendio annuo lordo di € 22.000\n\nArt. 2 - Requisiti di ammissione\na) diploma di scuola secondaria\nb) patente B\n\nArt. 3 - Titoli preferenziali\na) servizio presso enti locali",
			[]string{"diploma di scuola secondaria", "patente B"},
			[]string{"servizio presso enti locali"},
		},
		"prose behind the list": {
			"en",
			"Requirements\nThree years on pumps\nA driving licence\nDesirable\nSome welding\n\nVisits are warmly encouraged. Please ring the office. CVs alone will not be read.",
			[]string{"Three years on pumps", "A driving licence"},
			[]string{"Some welding"},
		},
		"a quoted mail": {
			"en",
			"> Hello all,\n>\n> we are after a pump fitter here in Nelson.\n>\n> You'll need:\n> - a trade certificate\n> - your own tools\n>\n> Good if you have it:\n> - a crane ticket\n>\n> Cheers\n> Tom",
			[]string{"a trade certificate", "your own tools"},
			[]string{"a crane ticket"},
		},
		"pronouns as headings": {
			"nl",
			"Jij...\n> hebt een diploma werktuigbouw\n> bent niet bang voor water\n\nWij...\n> geven je een bus\n> hebben koffie",
			[]string{"hebt een diploma werktuigbouw", "bent niet bang voor water"},
			nil,
		},
		"fields of a form": {
			"fr",
			"Type de contrat\nCDI\nExpérience\nMinimum 4 ans\nZone de déplacement\nDépartementale\n\nProfil recherché\n- Permis B\n- Habilitation électrique",
			[]string{"Permis B", "Habilitation électrique"},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var must, nice []string
			for _, r := range native(t, c.lang, "Fitter", c.text).Requirements {
				if r.Importance == schema.Must {
					must = append(must, r.Quote.Text)
				} else {
					nice = append(nice, r.Quote.Text)
				}
			}
			assert.Equal(t, c.must, must)
			assert.Equal(t, c.nice, nice)
		})
	}
}

func TestAWeekIsSplitInOtherWords(t *testing.T) {
	for text, want := range map[string]schema.Arrangement{
		"Three days a week with the team in Hoxton, the rest wherever you like.":                      schema.Hybrid,
		"We are in our office Tuesday through Thursday; Mondays and Fridays are yours to be at home.": schema.Hybrid,
		"Two days a week are worked from home.":                                                       schema.Hybrid,
		"You get two days of leave after the fair.":                                                   "",
		"Please don't apply hoping for remote; we work in person.":                                    schema.OnSite,
		"Parking on site and meals on site.":                                                          "",
	} {
		t.Run(text, func(t *testing.T) {
			assert.Equal(t, want, native(t, "en", "Technician", text).Arrangement)
		})
	}
}

func TestHeadingsInsideALineWithoutBreaks(t *testing.T) {
	text := "Für unser Werk in Ulm suchen wir Verstärkung. Deine Aufgaben Wartung der Pumpen Steuerung der Dienstleister Schulung der Mitarbeitenden Dein Profil Ausbildung oder Studium im Maschinenbau Erfahrung mit Pumpen Kenntnisse in CAD von Vorteil Gute Deutschkenntnisse Wir bieten 30 Tage Urlaub JobRad Kantine"
	var asked []string
	for _, r := range native(t, "de", "Pumpentechniker", text).Requirements {
		asked = append(asked, r.Quote.Text)
	}
	assert.Equal(t, []string{"Ausbildung oder Studium im Maschinenbau Erfahrung mit Pumpen Kenntnisse in CAD von Vorteil Gute Deutschkenntnisse"}, asked)
}
