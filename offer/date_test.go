package offer_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDates(t *testing.T) {
	for text, want := range map[string][3]string{ // published, closes, starts
		"Closing date: 14 March 2026":                                 {"", "2026-03-14", ""},
		"Applications close on March 3rd, 2026":                       {"", "2026-03-03", ""},
		"Closing date: 12/11/2025":                                    {"", "", ""}, // day or month first?
		"Closing date: 25/11/2025":                                    {"", "2025-11-25", ""},
		"Closing date: 3 November":                                    {"", "2025-11-03", ""},
		"Posted 3 days ago":                                           {"2025-10-17", "", ""},
		"Bewerbungsfrist: 30.11.2025":                                 {"", "2025-11-30", ""},
		"Eintrittstermin: ab sofort":                                  {"", "", "ab sofort"},
		"Eintrittsdatum: 01.01.2026":                                  {"", "", "2026-01-01"},
		"Veröffentlicht am 1. Oktober 2025":                           {"2025-10-01", "", ""},
		"Date limite de candidature : 1er décembre 2025":              {"", "2025-12-01", ""},
		"Publié il y a 2 jours":                                       {"2025-10-18", "", ""},
		"Fecha límite: 3 de diciembre de 2025":                        {"", "2025-12-03", ""},
		"Scadenza: 15 dicembre 2025":                                  {"", "2025-12-15", ""},
		"Candidaturas até 5 de dezembro de 2025":                      {"", "2025-12-05", ""},
		"Sluitingsdatum: 9 november 2025":                             {"", "2025-11-09", ""},
		"Start date: January 2026":                                    {"", "", "2026-01"},
		"Closing date: 31/02/2026":                                    {"", "", ""},
		"Full-time, permanent, from 12 April 2026":                    {"", "", "2026-04-12"},
		"Interviews: week beginning 26 January 2026":                  {"", "", ""},
		"Am 18.10.2025 veröffentlicht":                                {"2025-10-18", "", ""},
		"Candidature à envoyer pour le 11 décembre 2025 au plus tard": {"", "2025-12-11", ""},
		"Fin de l'affichage : 18 décembre 2025 à 16 h":                {"", "2025-12-18", ""},
		"Tempo pieno, a partire dall'11 gennaio 2026":                 {"", "", "2026-01-11"},
	} {
		t.Run(text, func(t *testing.T) {
			o := parse(t, "Tester\n\n"+text+"\n").JobOffer
			assert.Equal(t, want, [3]string{o.PublishedOn, o.ClosesOn, o.StartsOn})
		})
	}
}
