// Command offer prints how well package offer reads the labelled offers, by
// field and language, for the offers that the rules were written with and for
// those written afterwards. The rules have been tuned on every set but those
// under heldout, of which only the sums are to be looked at.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"text/tabwriter"

	"github.com/bespoke-cv/bespoke/offer/labelled"
)

func main() {
	log.SetFlags(0)
	dir := flag.String("dir", "", "folder of labelled offers in place of the project's")
	misses := flag.Bool("misses", false, "list every wrong answer, of sets that are not kept apart")
	flag.Parse()
	if *dir != "" {
		reportAll(*dir, *misses)
		return
	}
	reportAll("offer/testdata/offers", *misses)
	reportAll("offer/testdata/heldout", false)
}

// reportAll prints the sets of a folder.
func reportAll(dir string, misses bool) {
	cases, err := labelled.Load(dir)
	if err != nil {
		log.Fatal(err)
	}
	var sets []string
	for _, c := range cases {
		if !slices.Contains(sets, c.Label.Set) {
			sets = append(sets, c.Label.Set)
		}
	}
	slices.Sort(sets)
	for _, set := range sets {
		if err := report(set, cases, misses); err != nil {
			log.Fatal(err)
		}
	}
}

func report(set string, cases []labelled.Case, misses bool) error {
	cases = slices.Clone(cases)
	cases = slices.DeleteFunc(cases, func(c labelled.Case) bool { return c.Label.Set != set })
	if len(cases) == 0 {
		return nil
	}
	scores, err := labelled.Score(cases)
	if err != nil {
		return err
	}
	groups := []string{"all", "en", "de", "fr", "es", "it", "pt", "nl"}
	fmt.Printf("%s: %d offers (share right, answers)\n", set, len(cases))
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "field")
	for _, group := range groups {
		fmt.Fprint(w, "\t", group)
	}
	fmt.Fprintln(w)
	for _, field := range scores.Fields {
		fmt.Fprint(w, field)
		for _, group := range groups {
			t := scores.Get(field, group)
			if t.Total == 0 {
				fmt.Fprint(w, "\t-")
				continue
			}
			fmt.Fprintf(w, "\t%.2f (%d)", t.Share(), t.Total)
		}
		fmt.Fprintln(w)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if misses {
		for _, miss := range scores.Misses {
			fmt.Println("  ", miss)
		}
	}
	fmt.Println()
	return nil
}
