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

// clearly is how much better a line has to be than one before it to pass it.
// Smaller differences are noise, and every move is one more thing to read.
const clearly = 1.15

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
			text := entry.Get("label") + ": " + entry.Get("details")
			items = append(items, item{path: entry.Path, text: text, index: i, score: p.relevance(text)})
		}
	}
	return items
}

// arrange brings items into the order of their scores with as few moves as
// possible, and lands the commented-out ones in their places.
func (p *planner) arrange(list string, items []item, rewrites rewrites) []schema.Edit {
	final := byRelevance(items)
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

// byRelevance sorts items by score. The order of the file stays where no item
// is clearly better than the one before it. A commented-out bullet starts where
// it stood.
func byRelevance(items []item) []item {
	sorted := slices.Clone(items)
	slices.SortStableFunc(sorted, func(a, b item) int {
		return cmp.Or(cmp.Compare(a.index, b.index), cmp.Compare(b.rank(), a.rank()), cmp.Compare(a.line, b.line))
	})
	for i := 1; i < len(sorted); i++ {
		for j := i; j > 0 && sorted[j].score > clearly*sorted[j-1].score; j-- {
			sorted[j], sorted[j-1] = sorted[j-1], sorted[j]
		}
	}
	return sorted
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
func (p *planner) arrive(list string, items []item, rewrites rewrites) []schema.Edit {
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
