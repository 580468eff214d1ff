// Command guard measures the guard on labelled edits: how many fabrications it
// stops, how many it refuses outright, and how often it objects to honest
// edits; by kind, language and difficulty. Disputed cases are left out. The
// rules have been tuned on every file but heldout.jsonl, of which only the sums
// are to be looked at.
//
//	go run ./eval/guard [-v] [file.jsonl …]
package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/bespoke-cv/bespoke/guard"
	"github.com/bespoke-cv/bespoke/guard/cases"
	"github.com/bespoke-cv/bespoke/schema"
)

func main() {
	verbose := flag.Bool("v", false, "list every miss with the findings")
	flag.Parse()
	files := flag.Args()
	if len(files) == 0 {
		files = []string{"guard/testdata/cases.jsonl", "guard/testdata/batches.jsonl", "guard/testdata/heldout.jsonl"}
		if shared := "../shared/guard/cases.jsonl"; exists(shared) {
			files = append(files, shared)
		}
	}
	for _, file := range files {
		if err := measure(file, *verbose); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

// measure prints the tables of one file.
func measure(file string, verbose bool) error {
	list, err := cases.Load(file)
	if err != nil {
		return err
	}
	rows := map[string]cases.Tally{}
	var all cases.Tally
	var judge cases.Judge
	for _, c := range list {
		if c.Disputed {
			continue
		}
		verdict, err := judge.Verdict(c, guard.Open)
		if err != nil {
			return err
		}
		all.Add(c, verdict.Outcome)
		for _, key := range []string{"kind " + c.Kind, "lang " + c.Lang, "difficulty " + c.Difficulty} {
			row := rows[key]
			row.Add(c, verdict.Outcome)
			rows[key] = row
		}
		if verbose && cases.Miss(c, verdict.Outcome) {
			explain(c, verdict)
		}
	}
	fmt.Printf("%s\n%s\n", file, all)
	table := tabwriter.NewWriter(os.Stdout, 2, 8, 2, ' ', 0)
	fmt.Fprintln(table, "\tfabricated\tstopped\trejected\tok\trejected\treviewed")
	for _, key := range slices.Sorted(maps.Keys(rows)) {
		r := rows[key]
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t%d\n", key, r.Fabricated, r.Stopped, r.Refused, r.Honest+r.Translated, r.FalseRejects+r.TranslatedRejects, r.FalseReviews+r.TranslatedReviews)
	}
	fmt.Fprintln(table)
	return table.Flush()
}

func explain(c cases.Case, verdict schema.Verdict) {
	fmt.Printf("%s %s %s %s: %s\n  old: %v\n  new: %v\n  why: %s\n", c.ID, c.Label, c.Kind, c.Edit.Path, verdict.Outcome, c.Edit.Old, c.Edit.New, c.Why)
	for _, f := range verdict.Findings {
		fmt.Printf("  %s %s %s\n", f.Outcome, f.Kind, strings.Join(f.Words, " | "))
	}
}
