// Command tailor prints how well the rule planner tailors invented master CVs
// to invented offers, case by case and in sum.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"text/tabwriter"

	"github.com/bespoke-cv/bespoke/plan/trial"
	"github.com/bespoke-cv/bespoke/schema"
)

func main() {
	log.SetFlags(0)
	diffs := flag.Bool("diffs", false, "print the diff and the gaps of every case")
	flag.Parse()
	for _, set := range []trial.Set{trial.Known, trial.Unseen} {
		if err := report(set, *diffs); err != nil {
			log.Fatal(err)
		}
	}
}

func report(set trial.Set, diffs bool) error {
	cases, err := trial.Load(set)
	if err != nil {
		return err
	}
	for _, page := range trial.Pages {
		outcomes, err := trial.Run(context.Background(), cases, page)
		if err != nil {
			return err
		}
		fmt.Printf("%s cases, %s page\n", set, page)
		table(outcomes)
		fmt.Println()
		if diffs {
			explain(outcomes)
		}
	}
	return nil
}

// explain prints what was done in each case, and what was not and why.
func explain(outcomes []trial.Outcome) {
	for _, o := range outcomes {
		fmt.Printf("\n== %s/%s\n%s", o.Domain, o.Role, o.Applied.Diff)
		for _, term := range o.Plan.Match.Gaps {
			fmt.Printf("gap: %s %v\n", term.Name, term.Paths)
		}
		for _, edit := range append(o.Plan.Refused, o.Plan.Edits...) {
			if edit.Verdict.Outcome != schema.Pass {
				fmt.Printf("%s: %s %s: %+v\n", edit.Verdict.Outcome, edit.Op, edit.Path, edit.Verdict.Findings)
			}
		}
		for _, warning := range o.Plan.Warnings {
			fmt.Println("warning:", warning)
		}
	}
}

func table(outcomes []trial.Outcome) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "case\tcoverage\tceiling\tgain\tliteral\torder\tearly\tkept\tlost\tstuffed\toutside\tpages\trejected\treview\tchosen\tms")
	for _, o := range outcomes {
		b, a := o.Plan.Match.Before, o.Plan.Match.After
		fmt.Fprintf(w, "%s/%s\t%.2f → %.2f\t%.2f\t%.2f\t%.2f → %.2f\t%.2f → %.2f\t%.2f → %.2f\t%.2f\t%d\t%d\t%d\t%d → %d\t%d\t%d\t%t\t%d\n",
			o.Domain, o.Role, b.Coverage, a.Coverage, a.Ceiling, a.Gain, b.Literal, a.Literal, b.Order, a.Order, b.Prominence, a.Prominence,
			a.Preservation, a.LostTerms, a.Stuffing, o.Outside+o.Problems, o.Plan.Pages.Before, o.Plan.Pages.After,
			o.Fabricate, o.Review, o.Chosen, o.Took.Milliseconds())
	}
	w.Flush()
	s := trial.Sum(outcomes)
	fmt.Printf("\n%d cases, %d edits\n", s.Cases, s.Edits)
	fmt.Printf("gain %.3f of the honest ceiling (target 0.8)\n", s.Gain)
	fmt.Printf("literal %.2f → %.2f, order %.3f → %.3f, early %.2f → %.2f, facts kept %.2f\n", s.LiteralWas, s.Literal, s.OrderWas, s.Order, s.WasProm, s.Prominence, s.Preservation)
	fmt.Printf("supported highlights lost %d, stuffed terms %d, lines changed outside %d, new schema problems %d\n", s.Lost, s.Stuffing, s.Outside, s.Problems)
	fmt.Printf("within %d page(s): %d of %d; rejected edits %d, for review %d\n", trial.Limit, s.Fits, s.Cases, s.Fabricated, s.Review)
	fmt.Printf("variant chosen for its role: %.2f (target 0.76)\n", float64(s.Chosen)/float64(s.Cases))
	fmt.Printf("planning with rendering: %d ms a case, slowest %d ms\n", s.TotalPlanned.Milliseconds()/int64(max(1, s.Cases)), s.Slowest.Milliseconds())
}
