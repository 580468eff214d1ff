// Package plan proposes how to tailor a CV to an offer, as a list of small
// decisions that the user takes or leaves one by one, and applies those taken.
//
// Make plans by rules alone, without a model, in four layers:
//
//   - select: bullets that the author has commented out come back when they
//     show what the offer asks for; when pages are limited, the page is set
//     tighter within readable bounds, and then the least relevant lines go
//     until the CV fits.
//   - order: highlights within an entry, lines of a skills section, and names
//     in a list such as "Go, Python, SQL" stand by relevance. Entries keep
//     their order in time, sections and authors stay where they are.
//   - rephrase: a skill is written as the offer writes it, when both spellings
//     mean exactly the same (K8s, Kubernetes).
//   - ask: what only the user can say becomes a question.
//
// Edits that a caller or a model proposes are merged with these; on one place
// the caller wins. Every edit passes the guard, whoever wrote it: rules in
// strict mode, all others in open mode.
//
//	offer, base CV ─► match ─► select ─► order ─► rephrase ─┐
//	caller's edits ─────────────────────────────────────────┴─► guard ─► PlannedChanges
//	                                       Apply: accepted ids ─► guard ─► cv.Apply ─► tailored CV
package plan

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/guard"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/match"
	"github.com/bespoke-cv/bespoke/schema"
)

// Rules is the name under which this package signs its own edits.
const Rules = "rules"

// Input is what Make plans from.
type Input struct {
	Offer schema.ParsedOffer
	Base  *cv.Document
	Edits []schema.Edit // the caller's own proposals
	Facts []schema.Fact // confirmed by the user

	// MaxPages limits the pages of the tailored CV, 0 for no limit. It needs
	// Pages, which renders a document and reports on it.
	MaxPages int
	Pages    func(context.Context, *cv.Document) (schema.RenderReport, error)

	Language string           // wanted for the tailored CV as an ISO 639-1 code; "" for its own
	Refused  []string         // claims that the user refused before: never proposed again
	Lexicon  *lexicon.Lexicon // nil: lexicon.Default()
	AsOf     time.Time        // today, for the guard
	Guard    NewGuard         // nil: guard.New
	Texts    *match.Texts     // remembers what is read; may be nil
}

// NewGuard reads evidence, as guard.New does, or gives a guard that has read the
// same evidence before.
type NewGuard func(guard.Evidence) *guard.Guard

// planner holds one run of Make.
type planner struct {
	Input
	matcher  *match.Matcher
	judge    judge
	sections []cv.Section
	pool     []cv.Comment
	dormant  []dormant
	caller   []schema.Edit // the caller's edits that the guard let through
	knobs    map[string]string
	last     schema.RenderReport            // of the draft that was rendered last
	rendered map[string]schema.RenderReport // by the document's SHA-256
	written  []writtenDraft
	whole    *cv.Document // the base with all edits of out
	out      schema.PlannedChanges
}

// Make plans the edits that tailor the base CV to the offer. All edits that it
// returns can be applied together. It is deterministic.
//
// Only edits with outcome pass count in the match report; those that need
// review wait for the user. Refused holds what the guard or the user refused
// and what cannot be applied, each with its finding. The error is one of
// Pages or of ctx; a poor offer or CV is no error.
func Make(ctx context.Context, in Input) (schema.PlannedChanges, error) {
	if in.Lexicon == nil {
		in.Lexicon = lexicon.Default()
	}
	own, sure := match.OwnLanguage(in.Base)
	if !sure && in.Language != "" {
		own = in.Language
	}
	judge := newJudge(in.Guard, guard.Evidence{Base: in.Base, Facts: in.Facts, Lexicon: in.Lexicon, AsOf: in.AsOf, Offer: in.Offer.Text}, in.Refused)
	p := &planner{
		Input:    in,
		matcher:  in.Texts.New(in.Offer, in.Base, in.Lexicon, own),
		judge:    judge,
		sections: in.Base.Sections(),
		dormant:  judge.dormant,
		rendered: map[string]schema.RenderReport{},
	}
	for _, comment := range in.Base.Pool() {
		if !slices.ContainsFunc(p.dormant, func(e dormant) bool { return e.holds(comment.Line) }) {
			p.pool = append(p.pool, comment)
		}
	}
	p.matcher.Confirm(in.Facts)
	p.out.BaseSHA256 = in.Base.SHA256()
	p.out.Language = p.matcher.Language()
	p.mergeCaller()
	p.checkLanguage()
	edits, err := p.fit(ctx)
	if err != nil {
		return schema.PlannedChanges{}, err
	}
	p.finish(edits)
	tailored, err := p.tailored()
	if err != nil {
		return schema.PlannedChanges{}, fmt.Errorf("applying the plan: %w", err)
	}
	p.out.Match = p.matcher.Report(tailored)
	p.out.Questions = p.questions()
	return p.out, nil
}

// tailored is the base with all edits that pass.
func (p *planner) tailored() (*cv.Document, error) {
	edits := passing(p.out.Edits)
	if len(edits) == len(p.out.Edits) && p.whole != nil {
		return p.whole, nil
	}
	return p.Base.Apply(edits)
}

func (p *planner) warn(format string, args ...any) {
	p.out.Warnings = append(p.out.Warnings, fmt.Sprintf(format, args...))
}

// checkLanguage warns when another language is wanted, or spoken by the offer,
// than the CV is written in: rules do not translate.
func (p *planner) checkLanguage() {
	own, offer := p.matcher.Language(), p.Offer.JobOffer.Language
	if p.Language != "" && p.Language != own {
		p.warn("The CV is written in %q and was asked for in %q. The rules do not translate, so it stays in %q: "+
			"start from a CV in %q, or pass translated texts as edits; each of those goes to the user's review.", own, p.Language, own, p.Language)
	}
	if offer != "" && offer != own {
		p.warn("The offer is in %q and the CV in %q. The rules do not translate; skills are matched across languages, wording is not.", offer, own)
	}
}
