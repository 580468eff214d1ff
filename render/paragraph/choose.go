package paragraph

import (
	"math"
	"slices"
	"strings"
)

// Costs of a line, from Typst.
const (
	overfullBadness = 1_000_000
	hyphenCost      = 135
	runtCost        = 100 // a lone word on the last line
)

// breakpoint is an opportunity that was taken: the line from start to end.
type breakpoint struct {
	start int
	end   opportunity
}

// choose breaks the paragraph into lines.
func (p *prepared) choose(options *Options) []breakpoint {
	if p.fitsOneLine(options) {
		return []breakpoint{{0, opportunity{at: len(p.text), kind: mandatory}}}
	}
	if options.Justify {
		return p.leastCost(options)
	}
	return p.firstFit(options)
}

// fitsOneLine is the short way for the most common paragraph of a CV.
func (p *prepared) fitsOneLine(options *Options) bool {
	return p.totals[len(p.text)].width <= options.Width+tolerance && !strings.ContainsFunc(p.text, lineBreak)
}

// firstFit takes the longest line that fits, each time.
func (p *prepared) firstFit(options *Options) []breakpoint {
	var lines []breakpoint
	start := 0
	fitting := opportunity{at: -1}
	for _, end := range p.opportunities(options.Hyphens) {
		width := p.measure(start, end).width
		if width > options.Width+tolerance && fitting.at >= 0 {
			lines = append(lines, breakpoint{start, fitting})
			start, fitting.at = fitting.at, -1
			width = p.measure(start, end).width
		}
		if end.kind == mandatory || width > options.Width+tolerance {
			lines = append(lines, breakpoint{start, end})
			start, fitting.at = end.at, -1
		} else {
			fitting = end
		}
	}
	return lines
}

// entry is the best way to set the text up to a place.
type entry struct {
	previous int // index of the entry that the line begins at
	cost     float64
	place
}

// leastCost finds the breaks with the least total cost (Knuth and Plass): for
// each opportunity, the cheapest way to end a line there, given the cheapest
// ways to every place where that line may begin.
func (p *prepared) leastCost(options *Options) []breakpoint {
	places := p.opportunities(options.Hyphens)
	table := append(p.setter.table[:0], entry{})
	defer func() { p.setter.table = table }()
	table[0].begins(p)
	active := 0    // the first entry that a line to the current place can begin at
	lastPlace := 0 // the opportunity before the current one
	for _, end := range places {
		best := entry{cost: math.Inf(1), place: place{opportunity: end}}
		best.ends(p)
		found := false
		lowest := -1.0 // what a line to this place costs at least; below 0: unknown
		for i := active; i < len(table); i++ {
			from := &table[i]
			if found && lowest >= 0 && from.cost+lowest > best.cost {
				continue
			}
			ratio := p.looseness(p.measurePlaces(&from.place, &best.place), options)
			cost := lineCost(end, ratio, lastPlace == from.at, from.dash && best.dash)
			if ratio < -1 && active == i {
				active++
			}
			if ratio > 0 && lowest < 0 {
				lowest = lineCost(end, ratio, false, false) // shorter lines are looser still
			}
			if sum := from.cost + cost; !found || best.cost >= sum {
				best.previous, best.cost = i, sum
				found = true
			}
		}
		if end.kind == mandatory {
			active = len(table) // no line reaches across
		}
		if found {
			best.begins(p)
			table = append(table, best)
		}
		lastPlace = end.at
	}
	var lines []breakpoint
	for i := len(table) - 1; i > 0; i = table[i].previous {
		lines = append(lines, breakpoint{table[table[i].previous].at, table[i].opportunity})
	}
	slices.Reverse(lines)
	return lines
}

// lineCost is (1 + badness + penalties)². Lone reports whether nothing but the
// line's own text lies between its beginning and end.
func lineCost(end opportunity, ratio float64, lone, dashes bool) float64 {
	cost := 1.0
	switch {
	case ratio < -1:
		cost += overfullBadness
	case end.kind != mandatory || ratio < 0:
		size := math.Abs(ratio)
		cost += 100 * size * size * size
	}
	if lone && end.kind == mandatory {
		cost += runtCost
	}
	if end.kind == hyphened {
		// Each letter less than five on either side costs 15 % more.
		steps := max(0, 5-end.before) + max(0, 5-end.after)
		cost += (1 + 0.15*float64(steps)) * hyphenCost
	}
	if dashes {
		cost += hyphenCost
	}
	return cost * cost
}

// endsInDash reports whether a line ends in a dash of the text.
func endsInDash(text string) bool {
	for _, dash := range []string{"-", "–", "—", "\u00ad"} {
		if strings.HasSuffix(text, dash) {
			return true
		}
	}
	return false
}
