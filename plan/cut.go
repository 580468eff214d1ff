package plan

import (
	"cmp"
	"maps"
	"slices"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/schema"
)

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
		entries = append(entries, whole[:min(len(whole), max(0, len(section.Entries)-1))]...)
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
