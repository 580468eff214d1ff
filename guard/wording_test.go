package guard

import (
	"slices"
	"testing"

	"github.com/bespoke-cv/bespoke/lexicon"
)

func TestWordsThatMayMeanTheSame(t *testing.T) {
	tests := []struct {
		lang, a, b string
		want       bool
	}{
		{"en", "grew", "raised", true},       // WordNet: grow, raise
		{"en", "handled", "managing", true},  // WordNet: one sense
		{"en", "assistance", "helped", true}, // WordNet: a noun of a verb of that sense
		{"en", "timetables", "rota", true},   // by hand
		{"en", "app", "module", false},
		{"en", "click", "open", false},
		{"de", "Anfertigung", "erstellt", true}, // forms of one family
		{"de", "Prüfung", "kontrollieren", true},
		{"de", "Prüfung", "Verkauf", false},
		{"fr", "rédigé", "élaboration", true},
		{"fr", "vente", "soin", false},
		{"es", "reparadas", "arreglo", true},
		{"es", "reparar", "arreglar", true},
		{"es", "formación", "capacitación", true},
		{"es", "venta", "limpieza", false},
		{"it", "controllo", "verifica", true},
		{"it", "consegna", "acquisto", false},
		{"pt", "encomendas", "pedido", true},
		{"pt", "ensino", "limpeza", false},
		{"nl", "onderhoud", "verzorging", true},
		{"nl", "klant", "magazijn", false},
		{"ja", "grew", "raised", false}, // a language without a list
	}
	for _, test := range tests {
		t.Run(test.lang+" "+test.a+" "+test.b, func(t *testing.T) {
			a, b := readText(test.a, test.lang, nil).tokens[0], readText(test.b, test.lang, nil).tokens[0]
			if got := mayMean(a, b, test.lang); got != test.want {
				t.Errorf("mayMean is %v, want %v", got, test.want)
			}
		})
	}
}

func TestPairsOfShortAndLong(t *testing.T) {
	tests := []struct{ lang, text, long, short string }{
		{"en", "for Accident and Emergency (A&E) and wards", "Accident and Emergency", "A&E"},
		{"en", "Shorthand, 80 words per minute (wpm)", "words per minute", "wpm"},
		{"fr", "PSC1 (Prévention et secours civiques de niveau 1)", "Prévention et secours civiques de niveau 1", "PSC1"},
		{"de", "Laufende Finanzbuchhaltung (FiBu) für Mandanten", "Finanzbuchhaltung", "FiBu"},
		{"en", "a cloud warehouse (BigQuery)", "", ""},
		{"en", "dashboards (Power BI) for sales", "", ""},
		{"en", "a third (33 %)", "", ""},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			read := readText(test.text, test.lang, lexicon.Default())
			pairs := read.pairs()
			if test.long == "" {
				if len(pairs) > 0 {
					t.Fatalf("found %q", read.words(pairs[0].long.start, pairs[0].long.end))
				}
				return
			}
			if len(pairs) != 1 {
				t.Fatalf("found %d pairs, want 1", len(pairs))
			}
			if long, short := read.words(pairs[0].long.start, pairs[0].long.end), read.words(pairs[0].short.start, pairs[0].short.end); long != test.long || short != test.short {
				t.Errorf("found %q for %q, want %q for %q", short, long, test.short, test.long)
			}
		})
	}
}

func TestChangedPlaces(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"Ran 3 clusters", "Ran 4 clusters", 0}, // numbers aside
		{"Ran 3 clusters", "Led 3 clusters", 1},
		{"Kept the stock list in Excel", "Kept the stock list", 1},
		{"Kept the stock list in Excel", "Maintained the stock register in Excel", 2},
		{"Presented results to the client every two weeks", "Gave the client a fortnightly presentation of results", 2},
		{"", "", 0},
		{"", "Ran clusters", 1},
	}
	for _, test := range tests {
		t.Run(test.b, func(t *testing.T) {
			if got := changedPlaces(tokenize(test.a, "en"), tokenize(test.b, "en")); got != test.want {
				t.Errorf("%d places, want %d", got, test.want)
			}
		})
	}
}

func TestListsOfOldItems(t *testing.T) {
	const old = "Python, SQL (basic), C/C++; Git"
	for edited, want := range map[string]bool{
		"Git, Python":                 true,
		"C/C++, SQL (basic)":          true,
		"SQL, Python":                 false, // not basic any more
		"Python, Go":                  false,
		"Advanced: Python":            false,
		"SQL (basic), Python and Git": false,
	} {
		if got := picksItems(old, edited); got != want {
			t.Errorf("%q of %q: %v, want %v", edited, old, got, want)
		}
	}
	if !picksItems("Basic: SQL, Excel", "Basic: Excel") {
		t.Error("a label goes with each of its items")
	}
}

func TestWhatOthersDoIsNotDone(t *testing.T) {
	tests := []struct {
		text, word string
		want       bool
	}{
		{"Flag fraud to the special investigations unit", "investigations", false},
		{"Gave input to the checklist that the manager owns", "owns", false},
		{"Preparation of reports", "Preparation", true},
		{"Responsible for planning the rota", "planning", true},
		{"Checked and recorded samples", "recorded", true},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			read := readText(test.text, "en", nil)
			at := slices.IndexFunc(read.tokens, func(tok token) bool { return tok.text == test.word })
			if got := read.done(at); got != test.want {
				t.Errorf("%q is done: %v, want %v", test.word, got, test.want)
			}
		})
	}
}
