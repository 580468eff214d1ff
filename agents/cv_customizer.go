package agents

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/bespoke-cv/bespoke/agents/prompts"
	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/schema"
)

// CVCustomizer has a model reword the lines of a CV, section by section, and
// holds every word against the guard and the measures.
type CVCustomizer struct {
	AugmentedLLM
	MaxRefinements int           // rounds after the first; DefaultRefinements by NewCVCustomizer
	Patience       time.Duration // for all rounds; 0: Patience
}

// DefaultRefinements keeps a run within three latencies of the model: reading
// the offer, the first proposals, their correction.
const DefaultRefinements = 1

// NewCVCustomizer returns a customizer that asks model. cache may be nil.
func NewCVCustomizer(model llm.Model, cache Cache) *CVCustomizer {
	return &CVCustomizer{
		AugmentedLLM:   AugmentedLLM{Agent: cvCustomizer, Model: model, Cache: cache},
		MaxRefinements: DefaultRefinements,
	}
}

// Proposals are what a customizer has to say to a plan.
type Proposals struct {
	Edits    []schema.Edit // for plan.Make, signed "model:NAME"
	Sections []schema.SectionBy
	Warnings []string // what the model could not do
}

// Propose gives proposals; in.Edits is not looked at. The new texts are in the
// language with the ISO 639-1 code lang, "" for the CV's own.
//
// A section whose call fails is left to the rules. The error is the context's
// alone.
func (c *CVCustomizer) Propose(ctx context.Context, in plan.Input, lang string) (Proposals, error) {
	bounded, cancel := within(ctx, c.Patience)
	defer cancel()
	in.Edits, in.Pages, in.MaxPages = nil, nil, 0
	run := &customizing{CVCustomizer: c, in: in, start: time.Now()}
	if err := run.prepare(ctx, lang); err != nil {
		return Proposals{}, err
	}
	optimizer := EvaluatorOptimizer[draft]{Generate: run.generate, Evaluate: run.evaluate, MinRating: Excellent, MaxRefinements: c.MaxRefinements}
	best, _, _, err := optimizer.Run(atMost(bounded, parallel))
	if ctx.Err() != nil {
		return Proposals{}, context.Cause(ctx)
	}
	if err != nil {
		return Proposals{Warnings: []string{fmt.Sprintf("%s proposed nothing, the rules plan alone: %v", c.Signature(), err)}}, nil
	}
	if best, err = run.noWorse(ctx, best); err != nil {
		return Proposals{}, err
	}
	return Proposals{Edits: best.edits(), Sections: run.sections(best), Warnings: run.warnings(best)}, nil
}

// customizing is one run of Propose.
type customizing struct {
	*CVCustomizer
	in       plan.Input
	start    time.Time
	works    []workplace
	reviewer *reviewer
	rules    schema.PlannedChanges // what the rules do alone
	shared   map[string]any        // what all calls are told
	dropped  []string              // sections whose edits made the CV answer less
}

// draft is a round's work, one piece for each workplace.
type draft []piece

// piece is what one call, or the rounds of it, gave.
type piece struct {
	edits      []schema.Edit
	objections []objection   // to what was left out before the guard saw it
	refused    []objection   // by the guard
	talk       []llm.Message // the conversation so far
	err        error
}

func (d draft) edits() []schema.Edit {
	var edits []schema.Edit
	for _, piece := range d {
		edits = append(edits, piece.edits...)
	}
	for i := range edits {
		edits[i].ID = fmt.Sprintf("m%d", i+1)
	}
	return edits
}

func (r *customizing) prepare(ctx context.Context, lang string) (err error) {
	if r.rules, err = plan.Make(ctx, r.in); err != nil {
		return err
	}
	own := r.rules.Language
	if lang == "" {
		lang = own
	}
	r.reviewer = newReviewer(r.in, r.Signature(), own, lang)
	r.works = workplaces(r.in.Base, parallel)
	r.shared = map[string]any{
		"Offer":     prompts.Fence("offer", Brief(r.in.Offer)),
		"CV":        prompts.Fence("cv", listing(r.in.Base.Content())),
		"Facts":     fenceLines("facts", facts(r.in.Facts)),
		"Refused":   fenceLines("refused", r.in.Refused),
		"Supported": termNames(slices.Concat(r.rules.Match.Covered, r.rules.Match.Surfaced, supported(r.rules.Match.Gaps))),
		"Gaps":      termNames(unsupported(r.rules.Match.Gaps)),
		"Language":  languageName(lang),
		"Translate": lang != own,
	}
	return nil
}

// generate asks for all places at once, and later for those again that the
// evaluation objects to.
func (r *customizing) generate(ctx context.Context, last *draft, _ EvaluationResult) (draft, error) {
	if last != nil {
		if deadline, ok := ctx.Deadline(); ok && time.Since(r.start) > time.Until(deadline) {
			return nil, context.DeadlineExceeded // another round would hardly come back in time
		}
	}
	next := make(draft, len(r.works))
	var group errgroup.Group
	group.SetLimit(parallel)
	for i, work := range r.works {
		group.Go(func() error {
			switch {
			case last == nil:
				next[i] = r.propose(ctx, work, 0)
			case (*last)[i].err == nil && len((*last)[i].talk) > 0 && len((*last)[i].refused)+len((*last)[i].objections) > 0:
				next[i] = r.refine(ctx, work, (*last)[i])
			default:
				next[i] = (*last)[i]
			}
			return nil
		})
	}
	_ = group.Wait() // a piece keeps its own error
	return next, nil
}

func (r *customizing) propose(ctx context.Context, work workplace, splits int) piece {
	prompt := prompts.Get("customize_cv")
	data := map[string]any{
		"Places": prompts.Fence("places", listing(work.places)),
		"Pool":   "",
	}
	maps.Copy(data, r.shared)
	if len(work.pool) > 0 {
		data["Pool"] = prompts.Fence("pool", poolListing(work.pool))
	}
	question, err := prompt.Ask(data)
	if err != nil {
		return piece{err: err}
	}
	result := r.ask(ctx, work, prompt, []llm.Message{{Role: llm.User, Content: question}}, "proposing edits")
	if splittable(result.err) && splits < maxSplits {
		if first, second, ok := work.halves(); ok {
			return r.proposeBoth(ctx, first, second, splits+1)
		}
	}
	return result
}

// proposeBoth asks for the halves of a place at once. What it gives has no
// conversation, and so is not refined.
func (r *customizing) proposeBoth(ctx context.Context, first, second workplace, splits int) piece {
	var halves [2]piece
	var group errgroup.Group
	for i, work := range []workplace{first, second} {
		group.Go(func() error {
			halves[i] = r.propose(ctx, work, splits)
			return nil
		})
	}
	_ = group.Wait() // a piece keeps its own error
	return piece{
		edits:      slices.Concat(halves[0].edits, halves[1].edits),
		objections: slices.Concat(halves[0].objections, halves[1].objections),
		err:        errors.Join(halves[0].err, halves[1].err),
	}
}

// refine shows the model what is wrong with its edits. When that fails, what it
// gave before stands.
func (r *customizing) refine(ctx context.Context, work workplace, last piece) piece {
	prompt := prompts.Get("refine_cv")
	var lines []string
	for _, objection := range slices.Concat(last.objections, last.refused) {
		lines = append(lines, objection.String())
	}
	question, err := prompt.Ask(map[string]any{"Count": len(lines), "Findings": prompts.Fence("findings", strings.Join(lines, "\n"))})
	if err != nil {
		return last
	}
	talk := append(slices.Clone(last.talk), llm.Message{Role: llm.User, Content: question})
	next := r.ask(ctx, work, prompts.Get("customize_cv"), talk, "correcting edits")
	if next.err != nil {
		return last
	}
	return next
}

func (r *customizing) ask(ctx context.Context, work workplace, prompt *prompts.Prompt, talk []llm.Message, purpose string) piece {
	var proposed proposal
	response, err := r.GenerateStructured(ctx, talk, proposalSchema(), RequestParams{Purpose: purpose, SystemPrompt: prompt.System}, &proposed)
	if err != nil {
		return piece{err: err}
	}
	result := piece{talk: append(slices.Clone(talk), llm.Message{Role: llm.Assistant, Content: string(response.JSON)})}
	result.edits, result.objections = r.reviewer.read(work, proposed)
	return result
}

// evaluate plans with the draft's edits: the guard says which of them are true,
// the measures what they are good for.
func (r *customizing) evaluate(ctx context.Context, d draft) (EvaluationResult, error) {
	changes, err := r.try(ctx, d)
	if err != nil {
		return EvaluationResult{}, err
	}
	objections, passing := 0, 0
	refused := map[string]schema.Edit{}
	for _, edit := range changes.Refused {
		refused[edit.ID] = edit
	}
	n := 0
	result := EvaluationResult{Score: score(changes.Match.After)}
	for i := range d {
		d[i].refused = nil
		for range d[i].edits {
			n++
			if edit, ok := refused[fmt.Sprintf("m%d", n)]; ok {
				d[i].refused = append(d[i].refused, object(edit))
			} else {
				passing++
			}
		}
		if here := len(d[i].refused) + len(d[i].objections); here > 0 {
			objections += here
			result.FocusAreas = append(result.FocusAreas, r.works[i].sections...)
		}
	}
	switch {
	case worse(changes.Match.After, r.rules.Match.After):
		result.Rating = Poor
	case passing == 0:
		result.Rating = Fair
	case objections > 0:
		result.Rating = Good
	default:
		result.Rating = Excellent
	}
	result.NeedsImprovement = objections > 0
	result.Feedback = fmt.Sprintf("%s may stay, %d may not", schema.CountEdits(passing), objections)
	return result, nil
}

func (r *customizing) try(ctx context.Context, d draft) (schema.PlannedChanges, error) {
	in := r.in
	in.Edits = d.edits()
	return plan.Make(ctx, in)
}

func object(edit schema.Edit) objection {
	o := objection{op: string(edit.Op), path: edit.Path}
	if edit.Verdict != nil && len(edit.Verdict.Findings) > 0 {
		finding := edit.Verdict.Findings[0]
		o.kind, o.message = finding.Kind, finding.Message
		if len(finding.Words) > 0 {
			o.message += " (" + strings.Join(finding.Words, ", ") + ")"
		}
	}
	return o
}

// score tells two rounds apart; it is shown to nobody. Only what the base CV
// supports counts in any of its parts.
func score(m schema.Measures) float64 {
	return m.Coverage + m.Literal/4 + m.Prominence/4 + m.Order/4 + m.Preservation
}

// worse reports whether a plan serves the reader less than the rules' own.
func worse(have, rules schema.Measures) bool {
	const slack = 0.005
	return have.Coverage < rules.Coverage-slack || have.Preservation < rules.Preservation-slack ||
		have.LostTerms > rules.LostTerms || have.Stuffing > rules.Stuffing
}

// noWorse drops the edits of one section after the other until the plan serves
// the reader no less than the rules alone.
func (r *customizing) noWorse(ctx context.Context, d draft) (draft, error) {
	for {
		changes, err := r.try(ctx, d)
		if err != nil || !worse(changes.Match.After, r.rules.Match.After) {
			return d, err
		}
		best, highest := -1, 0.0
		for i := range d {
			if len(d[i].edits) == 0 {
				continue
			}
			without := slices.Clone(d)
			without[i].edits = nil
			changes, err := r.try(ctx, without)
			if err != nil {
				return d, err
			}
			if s := score(changes.Match.After); best < 0 || s > highest {
				best, highest = i, s
			}
		}
		if best < 0 {
			return d, nil
		}
		d = slices.Clone(d)
		d[best].edits = nil
		r.dropped = append(r.dropped, r.works[best].sections...)
	}
}

// sections say who planned each section in the end.
func (r *customizing) sections(d draft) []schema.SectionBy {
	var list []schema.SectionBy
	for i, piece := range d {
		for _, title := range r.works[i].sections {
			by := schema.SectionBy{Section: title, PlannedBy: r.Signature()}
			switch {
			case slices.Contains(r.dropped, title):
				by.PlannedBy, by.Reason = plan.Rules, r.Signature()+" made the CV answer the offer less"
			case piece.err != nil:
				by.Reason = piece.err.Error()
				if len(piece.edits) == 0 {
					by.PlannedBy = plan.Rules
				}
			}
			list = append(list, by)
		}
	}
	return list
}

// warnings say what the model could not do, failure by failure.
func (r *customizing) warnings(d draft) []string {
	var list, reasons []string
	failed := map[string][]string{}
	for i, piece := range d {
		if piece.err != nil {
			reason := piece.err.Error()
			if failed[reason] == nil {
				reasons = append(reasons, reason)
			}
			failed[reason] = append(failed[reason], r.works[i].sections...)
		}
		for _, o := range piece.objections {
			list = append(list, fmt.Sprintf("%s: an edit was left out (%s %s, %s): %s", r.Signature(), o.op, o.path, o.kind, o.message))
		}
	}
	for _, reason := range reasons {
		list = append(list, fmt.Sprintf("%s failed on %s; the rules planned there: %s", r.Signature(), strings.Join(failed[reason], ", "), reason))
	}
	if len(r.dropped) > 0 {
		list = append(list, fmt.Sprintf("%s: its edits in %s made the CV answer the offer less, so the rules' stand there", r.Signature(), strings.Join(r.dropped, ", ")))
	}
	return list
}
