package guard

import (
	"math"
	"testing"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// numbersOf judges the numbers of one text by those of another.
func numbersOf(t *testing.T, old, edited string) string {
	t.Helper()
	base, err := cv.Parse([]byte("cv:\n  name: Ada Example\n  sections:\n    work:\n      - company: Example Works\n        position: Planner\n        highlights:\n          - \"" + old + "\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	ev := Evidence{Base: base}
	verdict := New(ev).Check(schema.Edit{Op: schema.Replace, Path: "/cv/sections/work/0/highlights/0", After: edited}, Open)
	for _, f := range verdict.Findings {
		switch f.Kind {
		case "new_number", "unit_changed", "period_changed", "bound_changed", "number_role", "number_moved", "number_noun", "limit_dropped", "experience_years", "derived_number":
			return f.Kind
		}
	}
	return ""
}

func TestNumbersFollowInOneStep(t *testing.T) {
	tests := []struct{ name, old, edited, finding string }{
		{"mass", "Loaded pallets of up to 750 kg", "Loaded pallets of up to 0.75 t", ""},
		{"power", "Ran an engine of 8.4 MW", "Ran an engine of 8,400 kW", ""},
		{"volume", "Soldadura de depósitos de hasta 5.000 litros", "Soldadura de depósitos de hasta 5 m³", ""},
		{"data", "Réduction de la mémoire de 900 Mo à 540 Mo", "Réduction de la mémoire de 900 MB à 540 MB", ""},
		{"data of another size", "Cut memory use to 900 MB", "Cut memory use to 900 GB", "new_number"},
		{"time", "Prepared a set in 3 hours", "Prepared a set in 180 minutes", ""},
		{"weeks about", "Covered the desk for 48 days", "Covered the desk for almost seven weeks", ""},
		{"weeks too many", "Covered the desk for 48 days", "Covered the desk for nine weeks", "new_number"},
		{"difference of two units", "A set now takes 40 minutes in place of 3 hours", "A set takes 140 minutes less (from 3 hours to 40 minutes)", ""},
		{"wrong difference", "A set now takes 40 minutes in place of 3 hours", "A set takes 200 minutes less (from 3 hours to 40 minutes)", "new_number"},
		{"year to month", "Saved about EUR 3,600 a year in storage", "Saved some EUR 300 a month in storage", ""},
		{"year to month, wrong", "Saved about EUR 3,600 a year in storage", "Saved some EUR 600 a month in storage", "new_number"},
		{"counts do not add up", "Served 30 clients a month", "Served 360 clients a year", "derived_number"},
		{"quarter to year", "Rotated into CT for 2 weeks each quarter", "Rotated into CT for eight weeks a year (2 each quarter)", ""},
		{"period in words", "Reuniones trimestrales con las familias", "Reuniones con las familias cada tres meses", ""},
		{"every other month is not monthly", "Filed bi-monthly VAT returns for 24 clients", "Filed monthly VAT returns for 24 clients", "period_changed"},
		{"another period", "Berichte monatlich an 3 Kunden", "Berichte wöchentlich an 3 Kunden", "period_changed"},
		{"article before a level", "Reducción del retrabajo del 7,5 % al 5 %", "Retrabajo reducido de un 7,5 % a un 5 %", ""},
		{"upper end made a lower bound", "Ran analysers (ACL TOP), 500 to 700 samples a day", "Ran analysers (ACL TOP), 700+ samples a day", "bound_changed"},
		{"period beside a count", "Moved files with one colleague, saving about EUR 3,600 a year", "Moved files with one colleague, saving some EUR 300 a month", ""},
		{"another rate", "Average open rate went from 18 % to 24 %", "Average click rate went from 18 % to 24 %", "number_noun"},
		{"the unit says duration", "Deployment cut from 25 to 10 minutes", "Deployment duration cut from 25 to 10 minutes", ""},
		{"which ones are counted", "Ran 3 clusters (staging and internal tools) on Azure", "Ran 3 clusters on Azure", "limit_dropped"},
		{"where they are", "Ran 3 clusters (Madrid) on Azure", "Ran 3 clusters on Azure", ""},
		{"number in an adjective", "Verbesserung der Quote in einem Team von 4 Personen", "Verbesserung der Quote in einem vierköpfigen Team", ""},
		{"wrong number in an adjective", "Verbesserung der Quote in einem Team von 4 Personen", "Verbesserung der Quote in einem fünfköpfigen Team", "new_number"},
		{"weeks in an adjective", "Durchführung von Schulungen von 2 Wochen", "Durchführung zweiwöchiger Schulungen", ""},
		{"converted, of another noun", "Spent 3 hours on repairs and 5 hours on sales", "Spent 180 minutes on sales", "number_moved"},
		{"days made a year", "Second Engineer relief for 11 days in 2024", "Second Engineer relief in 2024", "limit_dropped"},
		{"abbreviated millions", "Budget von rund 18 Mio. € geplant", "Budget von ca. 18.000.000 EUR geplant", ""},
		{"abbreviated millions, more", "Budget von rund 18 Mio. € geplant", "Budget von rund 28 Millionen Euro geplant", "new_number"},
		{"pressure", "Tested prototypes at up to 16 bar", "Tested prototypes at up to 1.6 MPa", ""},
		{"pressure of another size", "Tested prototypes at up to 16 bar", "Tested prototypes at up to 16 MPa", "new_number"},
		{"hours and minutes", "Cut the response from 6 h to 2 h 30 min", "Cut the response by 3.5 hours, from 6 to 2.5 hours", ""},
		{"hours and minutes, wrong", "Cut the response from 6 h to 2 h 30 min", "Cut the response from 6 to 1.5 hours", "new_number"},
		{"a sign for a half", "Response went from 4.5 hours to 2 hours", "Response went from 4½ h to 2 h", ""},
		{"an hour and a half", "Cut the run from 6 hours to 90 minutes", "Cut the run from six hours to an hour and a half", ""},
		{"composed words", "Wrote 38 articles", "Wrote thirty-eight articles", ""},
		{"composed words, wrong", "Wrote 38 articles", "Wrote forty-eight articles", "new_number"},
		{"composed words in German", "Prüfung von 38 Anlagen", "Prüfung von achtunddreißig Anlagen", ""},
		{"composed words in French", "Suivi de 78 dossiers", "Suivi de soixante-dix-huit dossiers", ""},
		{"composed words in Italian", "Gestione di 28 pratiche", "Gestione di ventotto pratiche", ""},
		{"composed words in Spanish", "Revisión de 38 expedientes", "Revisión de treinta y ocho expedientes", ""},
		{"twice a year", "Runbooks tested twice a year", "Runbooks tested twice-yearly", ""},
		{"named days", "Cuisson des pains, du mardi au samedi", "Cuisson des pains, cinq jours par semaine (mardi-samedi)", ""},
		{"more days than named", "Cuisson des pains, du mardi au samedi", "Cuisson des pains, six jours par semaine", "new_number"},
		{"what is listed", "Answered questions by email, chat and phone", "Answered questions on three channels (email, chat, phone)", ""},
		{"more than is listed", "Answered questions by email, chat and phone", "Answered questions on five channels (email, chat, phone)", "new_number"},
		{"a rate over a time", "Fabrication de 180 pièces par jour", "Fabrication de 900 pièces sur cinq jours", ""},
		{"a rate over a time, wrong", "Fabrication de 180 pièces par jour", "Fabrication de 1 200 pièces sur cinq jours", "new_number"},
		{"sum with its parts", "Ran a crew of 7 electricians and 3 apprentices", "Ran a ten-strong crew (7 electricians and 3 apprentices)", ""},
		{"a course of a day", "Teach a yearly course to about 25 researchers", "Once a year, teach about 25 researchers in a day-long course", ""},
		{"as many as", "Supervise up to 6 receptionists per shift", "Supervise as many as six receptionists per shift", ""},
		{"product with a number", "Bestellungen in SAP R/3, ca. 2.400 im Jahr", "Bestellungen in SAP R/3 (rund 2400 pro Jahr)", ""},
		{"one made several", "Took part in one dry-docking in Gdynia", "Took part in dry-dockings in Gdynia", "limit_dropped"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := numbersOf(t, test.old, test.edited); got != test.finding {
				t.Errorf("%q -> %q: finding %q, want %q", test.old, test.edited, got, test.finding)
			}
		})
	}
}

func TestUnitsConvertWithinTheirDimension(t *testing.T) {
	tests := []struct {
		text, unit string
		want       float64
	}{
		{"3 hours", "minute", 180},
		{"2 weeks", "day", 14},
		{"18 months", "year", 1.5},
		{"6 Go", "MB", 6000},
		{"0.75 t", "kg", 750},
		{"5 m³", "l", 5000},
		{"2 ha", "m2", 20000},
		{"3 hours", "kg", math.NaN()},
		{"3 visits", "hour", math.NaN()},
	}
	for _, test := range tests {
		t.Run(test.text+" in "+test.unit, func(t *testing.T) {
			quantities := readText(test.text, "en", lexicon.Default()).quantities
			if len(quantities) != 1 {
				t.Fatalf("%d quantities, want 1", len(quantities))
			}
			values, _ := quantities[0].in(test.unit)
			switch {
			case math.IsNaN(test.want) && len(values) > 0:
				t.Errorf("got %v, want no conversion", values)
			case !math.IsNaN(test.want) && (len(values) == 0 || !close(values[0], test.want)):
				t.Errorf("got %v, want %v", values, test.want)
			}
		})
	}
}

// Every quantity spells a part of its text and says the same of itself.
func FuzzQuantities(f *testing.F) {
	for _, text := range []string{"from 3 hours to 40 minutes", "about EUR 3,600 a year", "hasta 5.000 litros", "2×5 m³", "one in five", "½ t", "500–700 a day", "vierköpfig, 1.5 Mio. €"} {
		f.Add("en", text)
	}
	f.Fuzz(func(t *testing.T, lang, text string) {
		last := 0
		read := readText(text, lang, lexicon.Default())
		for _, q := range read.quantities {
			if q.first < last || q.last <= q.first || q.last > len(read.tokens) {
				t.Fatalf("%q: quantity at %d:%d behind %d of %d tokens", text, q.first, q.last, last, len(read.tokens))
			}
			last = q.last
			if math.IsNaN(q.value) {
				t.Fatalf("%q: no value", text)
			}
			if q.unit != "" && !math.IsInf(q.value, 0) {
				if values, exact := q.in(q.unit); !exact || values[0] != q.value {
					t.Fatalf("%q: %v %s is %v of itself", text, q.value, q.unit, values)
				}
			}
		}
	})
}
