package offer

import (
	"math"
	"strings"

	"github.com/bespoke-cv/bespoke/schema"
)

// How likely an amount is the pay, by what stands around it.

// payScore weighs what stands around an amount.
func (d *document) payScore(l *line, p pay, labelled bool) int {
	score := 0
	if labelled {
		score += 5
	}
	named := false // a word for pay stands in the same sentence
	open, shut := d.sentenceOf(l, p.start, p.end)
	for _, h := range l.hits {
		start, end := d.span(h)
		named = named || (h.kind == "pay.label" || h.kind == "label.salary") && start >= open && end <= shut
	}
	if named {
		score += 3
	}
	switch {
	case p.said || labelled && p.Period != "" || p.Period != "" && p.Min != p.Max:
		score += 2
	case !labelled && !named && l.last-l.first > 8 && prose().MatchString(d.text[l.start:l.end]):
		score -= 2 // an amount in passing
	case p.Period != "":
		score += 2
	}
	top := math.Max(p.Min, p.Max)
	if !plausible(top, p.Period) {
		score -= 6
	}
	from, to := d.clause(l, p.start, p.end)
	for _, h := range l.hits {
		start, end := d.span(h)
		switch {
		case h.kind == "pay.not" && start >= from && end <= to:
			distance := min(abs(start-p.end), abs(p.start-end))
			if distance < 40 && !(labelled && start > p.end) {
				score -= 7
				if start > p.end && p.said {
					score += 4
				}
			}
		}
	}
	for i := l.first; i < l.last; i++ {
		t := d.tokens[i]
		for _, extra := range extras {
			if t.start >= from && t.end <= to && strings.HasSuffix(t.fold, extra) && len(t.fold) > len(extra) {
				score -= 12
			}
		}
	}
	switch l.section {
	case aboutSection, legalSection:
		score -= 4
	case mustSection, niceSection, dutiesSection:
		score -= 3
	}
	return score
}

// extras end compound words for what is paid beside the pay.
var extras = []string{"zuschuss", "pramie", "bonus", "zulage", "budget", "gutschein", "pauschale", "rabatt", "umsatz", "zuschlag", "toeslag", "korting", "cheques"}

func abs(n int) int { return max(n, -n) }

// clause returns the part of a line around text[start:end] between commas,
// semicolons, plus signs, bars and sentence ends.
func (d *document) clause(l *line, start, end int) (from, to int) {
	from, to = l.start, l.end
	for _, cut := range []string{"; ", ", ", " + ", " | ", "\t", " plus ", " più ", " más ", " mais ", " zzgl", " zuzüglich ", " sowie ", " und ", " et ", " and ", " en ", " y ", " e ", " inkl", " incl", " exkl", " excl", " primes comprises", " hors ", ". ", " (", " – ", " - ", "+ "} {
		if i := strings.LastIndex(d.text[l.start:start], cut); i >= 0 && !(cut == " (" && l.start+i+len(cut) == start) {
			from = max(from, l.start+i)
		}
		if i := strings.Index(d.text[end:l.end], cut); i >= 0 {
			to = min(to, end+i)
		}
	}
	for _, cut := range []string{" avec ", " con ", " com ", " met ", " mit ", " with "} {
		if i := strings.Index(d.text[end:l.end], cut); i >= 0 {
			to = min(to, end+i)
		}
	}
	return from, to
}

// prose is a line of sentences.
var prose = pattern(`[\p{Ll})]{2}[.!?]["”)]?(?:\s|$)`)

// plausible tells pay from other amounts by its size for its period.
func plausible(top float64, period schema.Period) bool {
	switch period {
	case schema.PerHour:
		return top >= 4 && top < 500
	case schema.PerDay:
		return top >= 30 && top < 5000
	case schema.PerWeek:
		return top >= 80 && top < 10000
	case schema.PerMonth:
		return top >= 300 && top < 200000
	case schema.PerYear:
		return top >= 3000
	}
	return top >= 7 && top < 60 || top >= 900
}
