package guard

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// ranges gives the ends of 4 to 6 their bounds: at least 4, up to 6. Where a
// "from" comes before, something changed.
func ranges(t *text, list []quantity) {
	for i := 1; i < len(list); i++ {
		a, b := &list[i-1], &list[i]
		between := strings.Trim(t.raw[t.tokens[a.last-1].end:t.tokens[b.first].start], " \u00a0€£$¥")
		before := token{word: &word{}}
		if a.first > 0 {
			before = t.tokens[a.first-1]
		}
		switch between {
		case "-", "–", "to", "bis", "à", "a", "tot", "até":
			if before.capital && !before.first && t.lang != "de" && !money(units()[before.text].name) && before.item == t.tokens[a.first].item {
				continue // Microsoft 365 to 1,100 users
			}
		case "and", "und", "et", "y", "e", "en":
			if !betweens[before.fold] {
				continue
			}
		default:
			continue
		}
		if a.times == 0 && b.times > 1 && a.value < 1000 && (between == "-" || between == "–") {
			a.scale(b.times) // 2–6 million
			if b.unit == "" && money(a.unit) {
				b.unit = a.unit
			}
		}
		if a.value >= b.value || b.value > 4*a.value || a.bound != "" || changed[before.fold] && between != "bis" && between != "tot" {
			continue
		}
		a.bound, b.bound = "atleast", "upto"
		a.after, a.period = b.after, b.period
		if a.unit == "" {
			a.unit = b.unit
			if b.size > 0 {
				a.scale(b.size)
			}
		}
	}
}

// betweens begin a range with "and".
var betweens = map[string]bool{"between": true, "zwischen": true, "entre": true, "tra": true, "fra": true, "tussen": true}

// changed are the words before the first of two levels.
var changed = map[string]bool{"from": true, "von": true, "de": true, "da": true, "di": true, "van": true, "desde": true, "dal": true, "du": true, "s": true, "passed": true}

// towards are the words before the second of two levels.
var towards = map[string]bool{
	"to": true, "auf": true, "a": true, "para": true, "naar": true, "al": true, "ad": true, "hasta": true, "allo": true,
	"alla": true, "ai": true, "all": true, "ao": true, "aos": true, "au": true, "aux": true,
}

// article may stand between such a word and the number.
var article = map[string]bool{"un": true, "una": true, "um": true, "uma": true}

// instead reports whether the words between two numbers say that the first took
// the second's place.
func instead(t *text, from, to int) bool {
	if to-from > 5 || from >= to {
		return false
	}
	between := " " + lexicon.Fold(t.raw[t.tokens[from].start:t.tokens[to-1].end]) + " "
	return slices.ContainsFunc(insteadOf, func(words string) bool { return strings.Contains(between, words) })
}

var insteadOf = []string{" instead of ", " in place of ", " rather than ", " previously ", " formerly ", " fruher ", " down from ", " up from ", " statt ", " anstatt ", " anstelle ", " zuvor ", " vorher ", " au lieu de ", " contre ", " auparavant ", " en lugar de ", " en vez de ", " invece di ", " em vez de ", " in plaats van "}

// pairRoles tells levels (from 480 to 310) from differences (by 170).
func pairRoles(t *text, list []quantity) {
	for i := range list {
		q := &list[i]
		if q.first == 0 {
			continue
		}
		at := q.first - 1
		if at > 0 && money(q.unit) && units()[t.tokens[at].text].name == q.unit {
			at-- // from PLN 12m
		}
		before := t.tokens[at].fold
		if at > 0 && article[before] && (towards[t.tokens[at-1].fold] || t.tokens[at-1].fold == "de") {
			at--
			before = t.tokens[at].fold // de un 7,5 % a un 5 %
		}
		if i > 0 && at+1-list[i-1].last <= 3 && list[i-1].clause == q.clause {
			if towards[before] && !(before == "a" && t.lang == "en") {
				list[i-1].role, q.role = "from", "to"
				if list[i-1].unit == "" && q.unit != "" {
					list[i-1].unit = q.unit // from 95 to 70 minutes
					if q.size > 0 {
						list[i-1].scale(q.size)
					}
				} else if q.unit == "" && (list[i-1].unit == "%" || timeUnit(list[i-1].unit) || money(list[i-1].unit)) {
					q.unit = list[i-1].unit
				}
				continue
			}
		}
		if (before == "up" || before == "down") && t.lang == "en" && q.unit == "%" {
			q.role = "by" // up 8 %
			continue
		}
		if i > 0 && q.clause == list[i-1].clause && instead(t, list[i-1].last, q.first) {
			list[i-1].role, q.role = "to", "from" // 20 minutes instead of 2 days
			if q.unit == "" && timeUnit(list[i-1].unit) {
				q.unit = list[i-1].unit
			}
			continue
		}
		switch before {
		case "by", "um", "del", "met", "dell", "dello":
			q.role = "by"
		case "de", "di", "em", "en", "un":
			if q.unit != "" && q.unit != "year" {
				q.role = "by"
			}
		case "to", "auf", "naar":
			if q.bound == "" {
				q.role = "to" // and not "up to 8"
			}
		}
	}
	for i := range list { // a "de 4 a 3" pair is no difference
		if list[i].role == "by" && i+1 < len(list) && list[i+1].role == "to" && list[i+1].first-list[i].last <= 3 {
			list[i].role = "from"
		}
	}
}

// pairLevels: (2.4 to 3.0) is no range where the old text says from 2.4 to 3.0.
func (c *claim) pairLevels() {
	if c.old == nil {
		return
	}
	for i := 1; i < len(c.new.quantities); i++ {
		a, b := &c.new.quantities[i-1], &c.new.quantities[i]
		for k := 1; k < len(c.old.quantities); k++ {
			from, to := c.old.quantities[k-1], c.old.quantities[k]
			if b.role == "to" && from.bound == "atleast" && to.bound == "upto" && close(from.value, a.value) && close(to.value, b.value) {
				a.bound, b.bound, a.role, b.role = from.bound, to.bound, from.role, to.role // de 1 a 3 anos, entre 1 e 3 anos
			}
			if a.bound != "atleast" || b.bound != "upto" {
				continue
			}
			if to.role == "to" && to.bound == "" && close(from.value, a.value) && close(to.value, b.value) {
				a.bound, b.bound, a.role, b.role = "", "", "from", "to"
			}
		}
	}
}
