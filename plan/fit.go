package plan

import (
	"context"
	"fmt"
	"slices"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/schema"
)

// fit drafts the rules' edits and, when pages are limited, cuts until the CV
// fits.
func (p *planner) fit(ctx context.Context) ([]schema.Edit, error) {
	d := newDraft()
	p.choose(d)
	if p.Pages == nil {
		if p.MaxPages > 0 {
			p.warn("The CV was not rendered, so max_pages = %d was not looked at.", p.MaxPages)
		}
		return p.edits(d), nil
	}
	d, err := p.cut(ctx, d)
	if err != nil {
		return nil, err
	}
	return p.edits(d), nil
}

// cut makes the CV fit. It first sets the page tighter, step by step, which
// loses nothing; when that is not enough, it takes out the fewest of the least
// relevant lines: commented-out bullets that came back, then lines that name
// nothing the offer asks for, then lines whose skills stand elsewhere as well.
// A line that alone shows an asked skill is never cut.
func (p *planner) cut(ctx context.Context, d draft) (draft, error) {
	p.out.Pages.Limit = p.MaxPages
	before, err := p.render(ctx, p.Base)
	if err != nil {
		return d, fmt.Errorf("rendering the base CV: %w", err)
	}
	p.out.Pages.Before = before.Pages
	pages, err := p.pages(ctx, d)
	if err != nil {
		return d, err
	}
	p.out.Pages.After = pages
	if p.MaxPages == 0 || pages <= p.MaxPages {
		return d, nil
	}
	loose := pages
	if d.tight, err = p.tightness(ctx, d); err != nil {
		return d, err
	}
	return p.cutLines(ctx, d, loose)
}

// tightness is the number of steps of tighter that make a draft fit: all of
// them when that is not enough.
func (p *planner) tightness(ctx context.Context, d draft) (int, error) {
	low, high := 1, len(tighter)
	for d.tight = high; low < high; d.tight = (low + high) / 2 {
		pages, err := p.pages(ctx, d)
		switch {
		case err != nil:
			return 0, err
		case pages <= p.MaxPages:
			high = d.tight
		case d.tight == len(tighter):
			return d.tight, nil
		default:
			low = d.tight + 1
		}
	}
	return high, nil
}

// cutLines takes out the fewest lines that make a draft fit, which has loose
// pages as its author set it.
func (p *planner) cutLines(ctx context.Context, d draft, loose int) (draft, error) {
	pages, err := p.pages(ctx, d)
	if err != nil {
		return d, err
	}
	p.out.Pages.After = pages
	if pages <= p.MaxPages {
		return d, nil
	}
	cuts := p.cuts(d)
	least, err := p.pages(ctx, d.without(cuts))
	if err != nil {
		return d, err
	}
	goal := max(least, p.MaxPages)
	n := 0
	if least < pages {
		if n, err = p.fewest(ctx, d, cuts, goal); err != nil {
			return d, err
		}
	}
	skilled := func(c cut) bool { return c.path != "" && c.stage == redundantLine }
	if len(d.awake) > 0 && (least > p.MaxPages || slices.ContainsFunc(cuts[:n], skilled)) {
		d.awake = map[int]bool{} // a whole entry takes the most room
		return p.cutLines(ctx, d, loose)
	}
	if least > p.MaxPages {
		p.warn("The CV has %s and does not get below %s without losing what the offer asks for or leaving an entry empty. "+
			"Raise max_pages, choose a tighter theme, or take entries out by hand.", pagesText(loose), pagesText(least))
	}
	if least == pages {
		if pages == loose {
			d.tight = 0 // nothing is gained by it
		}
		return d, nil
	}
	cuts, err = p.giveBack(ctx, d, cuts[:n], goal)
	p.out.Pages.After = goal
	return d.without(cuts), err
}

// fewest is the smallest number of cuts that brings the CV to goal pages.
func (p *planner) fewest(ctx context.Context, d draft, cuts []cut, goal int) (int, error) {
	low, high := 1, len(cuts) // high is known to do
	for low < high {
		middle := (low + high) / 2
		pages, err := p.pages(ctx, d.without(cuts[:middle]))
		if err != nil {
			return 0, err
		}
		if pages <= goal {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return high, nil
}

// returns is how many cuts are tried whether they fit after all: the last cut
// may have made more room than was needed.
const returns = 3

func (p *planner) giveBack(ctx context.Context, d draft, cuts []cut, goal int) ([]cut, error) {
	tried := 0
	for i := len(cuts) - 2; i >= 0 && tried < returns; i-- {
		tried++
		fewer := slices.Delete(slices.Clone(cuts), i, i+1)
		pages, err := p.pages(ctx, d.without(fewer))
		if err != nil {
			return nil, err
		}
		if pages <= goal {
			cuts = fewer
		}
	}
	return cuts, nil
}

// pages renders what a draft would give.
func (p *planner) pages(ctx context.Context, d draft) (int, error) {
	edits := passing(p.caller)
	for _, edit := range p.edits(d) {
		if _, taken := p.conflict(edit); !taken {
			edits = append(edits, edit)
		}
	}
	doc, err := p.Base.Apply(edits)
	if err != nil {
		return 0, fmt.Errorf("applying the draft: %w", err)
	}
	report, err := p.render(ctx, doc)
	if err != nil {
		return 0, fmt.Errorf("rendering the draft: %w", err)
	}
	p.last = report
	return report.Pages, nil
}

// render renders a document once, however often it is asked for.
func (p *planner) render(ctx context.Context, doc *cv.Document) (schema.RenderReport, error) {
	sum := doc.SHA256()
	if report, ok := p.rendered[sum]; ok {
		return report, nil
	}
	report, err := p.Pages(ctx, doc)
	if err == nil {
		p.rendered[sum] = report
	}
	return report, err
}
