package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/schema"
)

// A line passes one before it only when it is clearly better, as a factor and
// as a sum: smaller differences are noise, and every move is one more thing to
// read. The sums are in match's points: a nice-to-have skill is worth 2, a must
// 4. To pass a line with figures, a line without takes more.
const (
	clearly     = 1.3
	enough      = 1.5
	overFigures = 4
)

// material is the least gain in nDCG for which a list is reordered at all.
const material = 0.02

// reorders reports whether the entries of a section stand in no order of
// their own, so that relevance may order them: lines such as "Languages: Go,
// Python". Entries with dates keep their order in time, running text and
// numbered lists theirs.
func reorders(section cv.Section) bool {
	return section.Kind == cv.OneLineEntry && len(section.Entries) > 1 &&
		!slices.ContainsFunc(section.Entries, func(entry cv.Entry) bool { return entry.Kind != cv.OneLineEntry })
}

func (p *planner) entryItems(section cv.Section, d draft) []item {
	var items []item
	for i, entry := range section.Entries {
		if !d.removed[entry.Path] {
			it := p.item(entry.Path, entry.Get("label")+": "+entry.Get("details"), i)
			it.figures = false // a version or a level is no achievement
			items = append(items, it)
		}
	}
	return items
}

// arrange brings items into the order of their scores with as few moves as
// possible, and lands the commented-out ones in their places.
func (p *planner) arrange(list string, items []item, rewrites drafted) []schema.Edit {
	final := p.byRelevance(items)
	stay := keep(final)
	var edits []schema.Edit
	for i, it := range final {
		if stay[i] {
			continue
		}
		edit := schema.Edit{Path: list + "/" + landing(final[i:], stay[i:])}
		if it.pooled() {
			edit.Op, edit.From, edit.After = schema.Insert, it.path, rewrites.apply(it.path, it.text)
			edit.Reason = "This bullet is commented out in your CV" + p.because(it)
		} else {
			edit.Op, edit.From = schema.Move, it.path
			edit.Before, _ = p.Base.Value(it.path)
			edit.Reason = "Stands further up" + p.because(it)
		}
		edits = append(edits, p.explain(edit, it.text, it.path))
	}
	return edits
}

// because names what in the offer makes an item relevant.
func (p *planner) because(it item) string {
	if skills := asked(p.matcher, it.text); len(skills) > 0 {
		return fmt.Sprintf(": it shows %s, which the offer asks for.", enumerate(skills))
	}
	if answers := p.matcher.Answers(it.text); len(answers) > 0 {
		return fmt.Sprintf(": it speaks to %q.", clip(answers[0].Quote))
	}
	return "."
}

func enumerate(names []string) string {
	names = names[:min(len(names), 4)]
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// clip shortens a quote for a reason.
func clip(text string) string {
	const limit = 120
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) > limit {
		return string(runes[:limit-1]) + "…"
	}
	return string(runes)
}

// byRelevance sorts items by score, as far as that is worth it: the author's
// order stays where no item is clearly better than the one before it, and
// altogether when the list gains next to nothing. A commented-out bullet starts
// where it stood.
func (p *planner) byRelevance(items []item) []item {
	authored := slices.Clone(items)
	slices.SortStableFunc(authored, func(a, b item) int {
		return cmp.Or(cmp.Compare(a.index, b.index), cmp.Compare(b.rank(), a.rank()), cmp.Compare(a.line, b.line))
	})
	sorted, moved := slices.Clone(authored), false
	for i := 1; i < len(sorted); i++ {
		for j := i; j > 0 && passes(sorted[j], sorted[j-1]); j-- {
			sorted[j], sorted[j-1], moved = sorted[j-1], sorted[j], true
		}
	}
	if !moved || p.order(sorted)-p.order(authored) < material {
		return authored
	}
	return sorted
}

func (p *planner) order(items []item) float64 {
	texts := make([]string, len(items))
	for i, it := range items {
		texts[i] = it.text
	}
	return p.matcher.Order(texts)
}

// passes reports whether a line is to stand before the one above it.
func passes(line, above item) bool {
	margin := enough
	if above.figures && !line.figures {
		margin = overFigures
	}
	return line.score > clearly*above.score && line.score-above.score >= margin
}

// keep tells which items of the final order stay where they are: a rising run
// of places in the list, chosen so that few items move, and where there is a
// choice the more relevant ones, because for their move there is a reason.
func keep(final []item) []bool {
	n := len(final)
	best, previous := make([]float64, n), make([]int, n)
	last := -1
	for i, it := range final {
		previous[i] = -1
		if it.pooled() {
			continue
		}
		for j := range i {
			if !final[j].pooled() && final[j].index < it.index && best[j] > best[i] {
				best[i], previous[i] = best[j], j
			}
		}
		if it.score == 0 {
			best[i] += 1000 // nothing in the offer is a reason to move it
		} else {
			best[i] += 1 + 1/(1+it.score)
		}
		if last < 0 || best[i] > best[last] {
			last = i
		}
	}
	stay := make([]bool, n)
	for ; last >= 0; last = previous[last] {
		stay[last] = true
	}
	return stay
}

// arrive lands commented-out bullets where they stand, in a list whose order
// is left alone.
func (p *planner) arrive(list string, items []item, rewrites drafted) []schema.Edit {
	var edits []schema.Edit
	for _, it := range items {
		edits = append(edits, p.explain(schema.Edit{
			Op: schema.Insert, Path: list + "/" + strconv.Itoa(it.index), From: it.path, After: rewrites.apply(it.path, it.text),
			Reason: "This text is commented out in your CV" + p.because(it),
		}, it.text, it.path))
	}
	return edits
}

// landing is the place before the next item that stays, or the list's end.
func landing(rest []item, stay []bool) string {
	for i := range rest {
		if stay[i] {
			return strconv.Itoa(rest[i].index)
		}
	}
	return "-"
}
