package guard

import (
	"slices"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// joinDurations makes one of a time given in two units, 2 h 30 min, and gives
// their unit to years that are counted without it: six years, four of them in a
// team.
func joinDurations(t *text, list []quantity) []quantity {
	for i := 1; i < len(list); i++ {
		a, b := &list[i-1], list[i]
		switch {
		case smaller[a.unit] == b.unit && b.unit != "" && b.role == "" && t.adjoins(a.last, b.first) && a.clause == b.clause && b.bound == "":
			if part, exact := b.in(a.unit); exact {
				a.value += part[0]
				a.last, a.after = b.last, b.after
				if b.period != "" {
					a.period = b.period
				}
				list = slices.Delete(list, i, i+1)
				i--
			}
		case a.unit == "year" && b.unit == "" && a.clause == b.clause && b.value < 60 && t.ofYears(b):
			list[i].unit = "year"
		}
	}
	return list
}

// smaller is the unit in which the rest of a time is given.
var smaller = map[string]string{"hour": "minute", "minute": "s", "year": "month"}

// adjoins reports whether nothing, or "and", stands between tokens.
func (t *text) adjoins(from, to int) bool {
	return to == from && t.tokens[from].item == t.tokens[from-1].item ||
		to == from+1 && slices.Contains(conjunction[t.lang], t.tokens[from].fold)
}

// ofYears: a number behind years that counts some of them.
func (t *text) ofYears(q quantity) bool {
	if q.last < len(t.tokens)-1 && ofThem[t.tokens[q.last].fold+" "+t.tokens[q.last+1].fold] {
		return true
	}
	if q.first > 0 && ofWhich[t.tokens[q.first-1].fold] && len(q.after) == 0 {
		return true
	}
	further := q.first > 0 && lastYears[t.tokens[q.first-1].fold]
	return further && (q.last == len(t.tokens) || t.tokens[q.last].stop || t.tokens[q.last].item != t.tokens[q.last-1].item || t.lang == "en" && hasAnySuffix(t.tokens[q.last].fold, "ing"))
}

// ofThem says that what is counted was named before.
var ofThem = map[string]bool{"of them": true, "of those": true, "of these": true, "of which": true, "d entre": true}

// lastYears stand before a number of years whose unit goes without saying.
var lastYears = map[string]bool{
	"last": true, "further": true, "first": true, "past": true, "another": true, "letzten": true, "weitere": true, "weiteren": true, "ersten": true,
	"dernieres": true, "premieres": true, "ultimos": true, "primeros": true, "ultimi": true, "primi": true, "primeiros": true, "laatste": true, "eerste": true,
}

// weekdays gives each day of the week its place, folded, by language.
var weekdays = sync.OnceValue(func() map[string]map[string]int {
	set := map[string]map[string]int{}
	for _, line := range readLines("weekdays") {
		list := strings.Split(line, "|")
		days := map[string]int{}
		for i, day := range list[1:] {
			for _, form := range [...]string{day, day + "s"} {
				days[lexicon.Fold(form)] = i + 1
			}
		}
		set[list[0]] = days
	}
	return set
})

// weekdayAt is the place of word i in the week, 0 for another word.
func (t *text) weekdayAt(i int) int { return weekdays()[t.lang][t.tokens[i].fold] }

// daysNamed is how many days a week the text names from one to another (du mardi
// au samedi), 0 for none.
func (t *text) daysNamed() int {
	for i := range t.tokens {
		first := t.weekdayAt(i)
		if first == 0 {
			continue
		}
		for k := i + 1; k < min(i+3, len(t.tokens)); k++ {
			if last := t.weekdayAt(k); last > first && !slices.Contains(conjunction[t.lang], t.tokens[k-1].fold) {
				return last - first + 1
			}
		}
	}
	return 0
}

// namesWeekday: what is done on Mondays is done weekly.
func (t *text) namesWeekday() bool {
	return slices.ContainsFunc(t.tokens, func(tok token) bool { return weekdays()[t.lang][tok.fold] > 0 })
}
