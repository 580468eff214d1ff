package offer

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/bespoke-cv/bespoke/lexicon"
)

func TestDev(t *testing.T) {
	f := os.Getenv("OFFER")
	if f == "" {
		t.Skip()
	}
	raw, _ := os.ReadFile(f)
	clean, _ := repair(string(raw))
	src := readSource(clean, looksLikeHTML(clean.text))
	d := newDocument(src, Input{Lexicon: lexicon.Default()})
	d.parse(Input{Lexicon: lexicon.Default(), Today: time.Date(2025, 10, 20, 0, 0, 0, 0, time.UTC)})
	for _, l := range d.lines {
		k := ""
		if l.heading {
			k = "H"
		}
		if l.bullet {
			k += "*"
		}
		if l.dropped {
			k += "x"
		}
		if l.strong {
			k += "!"
		}
		fmt.Printf("%-9s %-3s %s   ", l.section, k, d.text[l.start:l.end])
		if os.Getenv("HITS") != "" {
			for _, h := range l.hits {
				fmt.Print(" ", h.kind)
			}
		}
		fmt.Println()
	}
	for _, r := range d.offer.Requirements {
		fmt.Println(r.Importance, r.Quote.Text)
	}
}
