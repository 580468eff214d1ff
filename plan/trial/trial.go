// Package trial puts the rule planner to the test: invented master CVs, each
// with a pool of commented-out bullets, against invented offers of several
// roles. It runs the whole way, from the offer's text to the rendered pages,
// and measures what came of it.
//
// The Known set is the one that the planner was made with. The Unseen one was
// written before the planner had ever run on it; what it has shown since (a
// few words of the lexicon, whole entries that are commented out) is mended, no
// rule was tuned to its figures.
//
//	SET/DOMAIN/master.yaml ─┐
//	SET/DOMAIN/ROLE.txt ────┴─► offer.Parse ─► plan.Make ─► plan.Apply ─► Outcome
package trial

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/match"
	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/schema"
)

//go:embed testdata unseen
var data embed.FS

// Set is a collection of cases.
type Set string

// The two sets, by their folders.
const (
	Known  Set = "testdata"
	Unseen Set = "unseen"
)

// Limit is the number of pages that every tailored CV has to fit.
const Limit = 1

// today is fixed, so that "present" means the same every time.
var today = time.Date(2025, 6, 15, 0, 0, 0, 0, time.UTC)

// Case is a master CV and an offer of one role.
type Case struct {
	Domain, Role string
	Base         *cv.Document
	Offer        schema.ParsedOffer
}

// Outcome is what the planner made of a case.
type Outcome struct {
	Case
	Tailored *cv.Document
	Plan     schema.PlannedChanges
	Applied  schema.AppliedChanges
	Took     time.Duration // Make, the rendering included

	Outside   int // lines changed outside of edited values
	Problems  int // schema problems that the base did not have
	Fabricate int // edits and documents that the guard rejects
	Review    int // edits that need the user's review
	Chosen    bool
}

// Load reads all cases of a set, by domain and role.
func Load(set Set) ([]Case, error) {
	files, err := fs.Glob(data, string(set)+"/*/*.txt")
	if err != nil {
		return nil, err
	}
	var cases []Case
	for _, file := range files {
		dir, name := path.Split(file)
		text, err := fs.ReadFile(data, file)
		if err != nil {
			return nil, err
		}
		master, err := fs.ReadFile(data, path.Join(dir, "master.yaml"))
		if err != nil {
			return nil, err
		}
		c := Case{Domain: path.Base(dir), Role: strings.TrimSuffix(name, ".txt")}
		if c.Base, err = cv.Parse(master); err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
		if c.Offer, err = offer.Parse(offer.Input{Text: string(text), Today: today}); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		cases = append(cases, c)
	}
	return cases, nil
}

// Page is the sheet that the CVs are set on.
type Page string

// A roomy page takes all of a CV. A short one is so short that the base CV just
// runs over it, the more so for every bullet that comes back: the planner has
// to set it tighter. On a cramped one that is not enough, and it has to cut.
const (
	Roomy   Page = "roomy"
	Short   Page = "short"
	Cramped Page = "cramped"
)

// Pages are all of them.
var Pages = []Page{Roomy, Short, Cramped}

// crampedBy is how much shorter, in millimetres, a cramped page is than a short
// one.
const crampedBy = 28

// design is the page as part of a RenderCV design.
func (p Page) design(ctx context.Context, engine *render.Engine, base *cv.Document) (map[string]any, error) {
	if p == Roomy {
		return nil, nil
	}
	for millimetres := 20; millimetres < 200; millimetres += 4 {
		design := map[string]any{"page": map[string]any{"bottom_margin": fmt.Sprintf("%dmm", millimetres)}}
		result, err := engine.RenderDocument(ctx, base, render.Options{Now: today, Design: design})
		if err != nil {
			return nil, err
		}
		if result.Pages <= Limit {
			continue
		}
		if p == Cramped {
			design["page"] = map[string]any{"bottom_margin": fmt.Sprintf("%dmm", millimetres+crampedBy)}
		}
		return design, nil
	}
	return nil, errors.New("the CV is too short to run over any page")
}

// Run tailors every case and then asks which of a master's variants suits each
// offer best.
func Run(ctx context.Context, cases []Case, page Page) ([]Outcome, error) {
	engine := render.New()
	outcomes := make([]Outcome, len(cases))
	for i, c := range cases {
		outcome, err := run(ctx, engine, c, page)
		if err != nil {
			return nil, fmt.Errorf("%s/%s: %w", c.Domain, c.Role, err)
		}
		outcomes[i] = outcome
	}
	for i := range outcomes {
		outcomes[i].Chosen = best(outcomes, outcomes[i].Case) == outcomes[i].Role
	}
	return outcomes, nil
}

func run(ctx context.Context, engine *render.Engine, c Case, page Page) (Outcome, error) {
	o := Outcome{Case: c}
	design, err := page.design(ctx, engine, c.Base)
	if err != nil {
		return o, err
	}
	pages := func(ctx context.Context, doc *cv.Document) (schema.RenderReport, error) {
		result, err := engine.RenderDocument(ctx, doc, render.Options{MaxPages: Limit, Now: today, Design: design})
		if err != nil {
			return schema.RenderReport{}, err
		}
		return result.Report, nil
	}
	start := time.Now()
	o.Plan, err = plan.Make(ctx, plan.Input{Offer: c.Offer, Base: c.Base, MaxPages: Limit, Pages: pages, AsOf: today})
	o.Took = time.Since(start)
	if err != nil {
		return o, err
	}
	o.Tailored, o.Applied, err = plan.Apply(ctx, plan.ApplyInput{Base: c.Base, Plan: o.Plan, AsOf: today, Offer: c.Offer.Text})
	if err != nil {
		return o, err
	}
	report, err := pages(ctx, o.Tailored)
	if err != nil {
		return o, err
	}
	o.Plan.Pages.After = report.Pages
	o.Outside = outside(c.Base, o.Tailored, o.Plan.Edits)
	o.Problems = len(cv.NewProblems(o.Applied.ErrorsBefore, o.Applied.ErrorsAfter))
	o.Fabricate = len(o.Plan.Refused) + len(o.Applied.Refused)
	if o.Applied.Guard.Verdict.Outcome == schema.Reject {
		o.Fabricate++
	}
	for _, edit := range o.Plan.Edits {
		if edit.Verdict.Outcome == schema.NeedsReview {
			o.Review++
		}
	}
	return o, nil
}

// best is the role whose variant suits an offer best: the most covered, then
// the most of it early.
func best(outcomes []Outcome, c Case) string {
	variants := slices.DeleteFunc(slices.Clone(outcomes), func(o Outcome) bool { return o.Domain != c.Domain })
	fit := func(o Outcome) schema.Measures { return match.New(c.Offer, c.Base, nil, "").Report(o.Tailored).After }
	return slices.MaxFunc(variants, func(a, b Outcome) int {
		x, y := fit(a), fit(b)
		return cmp.Or(cmp.Compare(x.Coverage, y.Coverage), cmp.Compare(x.Prominence, y.Prominence), cmp.Compare(x.Order, y.Order))
	}).Role
}

// outside counts the lines of the base that are gone from the tailored file
// and belong to no edit. A moved line is still there.
func outside(base, tailored *cv.Document, edits []schema.Edit) int {
	left := map[string]int{}
	for line := range strings.Lines(string(tailored.Bytes())) {
		left[strings.TrimSpace(line)]++
	}
	edited := map[int]bool{}
	for _, edit := range edits {
		for _, line := range lines(base, edit) {
			edited[line] = true
		}
	}
	n, number := 0, 0
	for line := range strings.Lines(string(base.Bytes())) {
		number++
		if left[strings.TrimSpace(line)]--; left[strings.TrimSpace(line)] < 0 && !edited[number] {
			n++
		}
	}
	return n
}

// lines lists the lines of the base that an edit replaces or removes.
func lines(base *cv.Document, edit schema.Edit) []int {
	if edit.Op == schema.Insert {
		var number int
		if _, err := fmt.Sscanf(edit.From, "line:%d", &number); err == nil {
			return []int{number}
		}
		return nil
	}
	if edit.Op == schema.Move {
		return nil
	}
	var list []int
	for _, leaf := range base.Leaves() {
		if leaf.Path == edit.Path || strings.HasPrefix(leaf.Path, edit.Path+"/") {
			list = append(list, leaf.Line)
		}
	}
	// An entry may lead with keys that hold lists: "highlights:".
	if len(list) > 1 {
		for line := slices.Min(list); line <= slices.Max(list); line++ {
			list = append(list, line)
		}
	}
	return list
}

// Summary are the figures over all outcomes.
type Summary struct {
	Cases                 int
	Gain                  float64 // mean share of the way to the honest ceiling
	Literal, LiteralWas   float64
	Order, OrderWas       float64
	Prominence, WasProm   float64
	Preservation          float64
	Lost, Stuffing        int
	Outside, Problems     int
	Fits                  int
	Fabricated, Review    int
	Edits                 int
	Chosen                int
	Slowest, TotalPlanned time.Duration
}

// Sum adds the outcomes up; shares are means over the cases.
func Sum(outcomes []Outcome) Summary {
	s := Summary{Cases: len(outcomes)}
	n := float64(max(1, len(outcomes)))
	for _, o := range outcomes {
		before, after := o.Plan.Match.Before, o.Plan.Match.After
		s.Gain += after.Gain / n
		s.Literal += after.Literal / n
		s.LiteralWas += before.Literal / n
		s.Order += after.Order / n
		s.OrderWas += before.Order / n
		s.Prominence += after.Prominence / n
		s.WasProm += before.Prominence / n
		s.Preservation += after.Preservation / n
		s.Lost += after.LostTerms
		s.Stuffing += after.Stuffing
		s.Outside += o.Outside
		s.Problems += o.Problems
		s.Fabricated += o.Fabricate
		s.Review += o.Review
		s.Edits += len(o.Plan.Edits)
		if o.Plan.Pages.After <= Limit {
			s.Fits++
		}
		if o.Chosen {
			s.Chosen++
		}
		s.TotalPlanned += o.Took
		s.Slowest = max(s.Slowest, o.Took)
	}
	return s
}
