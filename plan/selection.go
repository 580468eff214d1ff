package plan

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/match"
	"github.com/bespoke-cv/bespoke/schema"
)

// choose takes the commented-out bullets that show what no visible line shows:
// a skill the offer asks for, or the answer to a requirement. The one that adds
// most goes first, and each counts only what is still missing. A whole entry
// comes back only for a skill that no bullet shows.
func (p *planner) choose(d draft) {
	if len(p.pool)+len(p.dormant) == 0 {
		return
	}
	shown := p.shown()
	missing := newMissing(p.matcher, shown)
	texts := make([]string, len(p.pool))
	for i, comment := range p.pool {
		texts[i] = comment.Text
	}
	for _, i := range p.matcher.Cover(texts, missing.covered) {
		comment := p.pool[i]
		if missing.skill(comment.Text) || missing.answer(comment.Text) {
			d.pool[comment.Line] = !slices.Contains(shown, comment.Text) && p.welcome(comment.Text)
		}
		missing.add(comment.Text)
	}
	for _, entry := range p.dormant {
		if missing.skill(entry.text) && p.welcome(entry.text) {
			d.awake[entry.first] = true
			missing.add(entry.text)
		}
	}
}

// welcome reports whether the user has not refused a text before.
func (p *planner) welcome(text string) bool {
	return p.judge.remembered(schema.Edit{After: text}).Outcome == schema.Pass
}

// missing is what no text taken so far shows or answers.
type missing struct {
	matcher  *match.Matcher
	covered  []int // indices of the matcher's terms
	answered map[string]bool
}

func newMissing(m *match.Matcher, texts []string) *missing {
	left := &missing{matcher: m, answered: map[string]bool{}}
	for _, text := range texts {
		left.add(text)
	}
	return left
}

func (m *missing) add(text string) {
	m.covered = append(m.covered, m.matcher.In(text)...)
	for _, answer := range m.matcher.Answers(text) {
		m.answered[answer.Quote] = true
	}
}

func (m *missing) skill(text string) bool {
	return slices.ContainsFunc(m.matcher.In(text), func(t int) bool { return !slices.Contains(m.covered, t) })
}

func (m *missing) answer(text string) bool {
	return slices.ContainsFunc(m.matcher.Answers(text), func(a match.Answer) bool { return !m.answered[a.Quote] })
}

// shown lists the texts that the CV shows, the caller's edits included.
func (p *planner) shown() []string {
	doc, err := p.Base.Apply(passing(p.caller))
	if err != nil {
		doc = p.Base
	}
	var texts []string
	for _, leaf := range doc.Leaves() {
		if leaf.Section != "" {
			texts = append(texts, leaf.Text)
		}
	}
	return texts
}

func passing(edits []schema.Edit) []schema.Edit {
	return slices.DeleteFunc(slices.Clone(edits), func(edit schema.Edit) bool { return edit.Verdict.Outcome != schema.Pass })
}

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

// cut is one thing that may go to make room.
type cut struct {
	path  string // of a highlight or an entry; "" for a commented-out bullet
	line  int    // of a commented-out bullet
	stage int    // a lower stage goes first
	score float64
	age   int // place in the file: later is older
	list  string
	terms []int
}

// without is the draft after cuts.
func (d draft) without(cuts []cut) draft {
	next := newDraft()
	next.tight = d.tight
	maps.Copy(next.awake, d.awake)
	maps.Copy(next.pool, d.pool)
	maps.Copy(next.removed, d.removed)
	for _, c := range cuts {
		if c.path == "" {
			delete(next.pool, c.line)
		} else {
			next.removed[c.path] = true
		}
	}
	return next
}

// The stages of cutting.
const (
	plainLine     = iota // a line that names nothing the offer asks for
	plainEntry           // an entry without dates of which that is true
	redundantLine        // a line whose skills all stand elsewhere
)

// cuts ranks what may go, the least loss first. One highlight of each entry
// and one entry of each section stay.
func (p *planner) cuts(d draft) []cut {
	lines, entries := p.cuttable(d)
	rank := func(cuts []cut) {
		slices.SortStableFunc(cuts, func(a, b cut) int {
			return cmp.Or(cmp.Compare(a.stage, b.stage), cmp.Compare(a.score, b.score), cmp.Compare(b.age, a.age))
		})
	}
	rank(lines)
	left := map[string]int{}
	for _, line := range lines {
		left[line.list]++
	}
	standing := p.termCounts(d)
	var ranked []cut
	take := func(c cut) {
		left[c.list]--
		ranked = append(ranked, c)
	}
	for _, line := range lines {
		if line.stage == plainLine && left[line.list] > 1 {
			take(line)
		}
	}
	ranked = append(ranked, entries...)
	for _, line := range lines {
		alone := slices.ContainsFunc(line.terms, func(t int) bool { return standing[t] < 2 })
		if line.stage != redundantLine || alone || left[line.list] < 2 {
			continue
		}
		for _, t := range line.terms {
			standing[t]--
		}
		take(line)
	}
	return ranked
}

// cuttable lists the lines and the entries that may go at all: not what the
// caller has edited.
func (p *planner) cuttable(d draft) (lines, entries []cut) {
	age := 0
	for _, section := range p.sections {
		var whole []cut
		for _, entry := range section.Entries {
			age++
			if c, ok := p.entryCut(entry, age); ok {
				whole = append(whole, c)
				continue
			}
			lines = append(lines, p.lineCuts(entry, d, age)...)
		}
		slices.SortStableFunc(whole, func(a, b cut) int { return cmp.Or(cmp.Compare(a.score, b.score), cmp.Compare(b.age, a.age)) })
		entries = append(entries, whole[:min(len(whole), len(section.Entries)-1)]...)
	}
	return lines, entries
}

// entryCut offers a whole entry: a project or the like that says nothing the
// offer asks for. Jobs and degrees stay, or a gap would open.
func (p *planner) entryCut(entry cv.Entry, age int) (cut, bool) {
	if entry.Kind != cv.NormalEntry {
		return cut{}, false
	}
	c := cut{path: entry.Path, stage: plainEntry, age: age, list: parentOf(entry.Path)}
	for _, text := range entryTexts(entry) {
		if len(p.matcher.In(text)) > 0 {
			return cut{}, false
		}
		c.score += p.matcher.Score(text)
	}
	_, taken := p.conflict(schema.Edit{Op: schema.Remove, Path: entry.Path})
	return c, !taken
}

func entryTexts(entry cv.Entry) []string {
	texts := []string{entry.Text}
	for _, field := range entry.Fields {
		texts = append(texts, field.Text)
	}
	for _, leaf := range entry.Highlights {
		texts = append(texts, leaf.Text)
	}
	return texts
}

func (p *planner) lineCuts(entry cv.Entry, d draft, age int) []cut {
	if !flat(entry) {
		return nil
	}
	list := entry.Path + "/highlights"
	var cuts []cut
	add := func(c cut, text string) {
		c.terms, c.score, c.age, c.list = p.matcher.In(text), p.matcher.Score(text), age, list
		if len(c.terms) > 0 {
			c.stage = redundantLine
		}
		cuts = append(cuts, c)
	}
	for _, leaf := range entry.Highlights {
		if _, taken := p.conflict(schema.Edit{Op: schema.Remove, Path: leaf.Path}); !taken {
			add(cut{path: leaf.Path}, leaf.Text)
		}
	}
	for _, it := range p.poolItems(list, d) {
		add(cut{line: it.line}, it.text)
	}
	return cuts
}

// termCounts tells in how many of the draft's texts each term stands.
func (p *planner) termCounts(d draft) map[int]int {
	counts := map[int]int{}
	add := func(text string) {
		for _, t := range p.matcher.In(text) {
			counts[t]++
		}
	}
	for _, text := range p.shown() {
		add(text)
	}
	for _, comment := range p.pool {
		if d.pool[comment.Line] {
			add(comment.Text)
		}
	}
	return counts
}
