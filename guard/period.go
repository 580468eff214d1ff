package guard

import "slices"

// What a rate is counted over.

// readPeriod reads "per day" up to the next number, or an adverb such as daily
// right before.
func (q *quantity) readPeriod(t *text) {
	for _, h := range t.hits[periods] {
		if h.start >= q.last && h.start <= q.last+6 && t.tokens[h.start].clause == q.clause && !digitsBetween(t, q.last, h.start) && !lasting(t, h) && !t.dated(h) && !t.halved(h) {
			q.period = h.class
			return
		}
	}
	for i := q.last; i < min(q.last+4, len(t.tokens)); i++ {
		if tok := t.tokens[i]; tok.start > 0 && t.raw[tok.start-1] == '/' && timeUnit(units()[tok.text].name) {
			q.period = units()[tok.text].name // 90 patients/day
			return
		}
	}
	if q.last+1 < len(t.tokens) {
		for i := q.last; i < min(q.last+5, len(t.tokens)-1) && !t.tokens[i].number; i++ {
			switch t.tokens[i].fold {
			case "per", "pro", "je", "par", "por", "cada", "each", "every", "chaque", "ogni", "elke", "jeder", "jede", "jeden":
				of := i + 1
				for of+1 < len(t.tokens) && (t.tokens[of].number || t.tokens[of].hyphen && timeUnit(units()[t.tokens[of].text].name)) {
					of++ // per 12-hour shift
				}
				if noun := t.tokens[of]; !noun.stop && noun.clause == q.clause && t.tokens[i].clause == q.clause && t.tokens[i].depth == t.tokens[q.first].depth {
					if q.period = "per " + noun.stem; shiftWords[noun.fold] {
						q.period = "shift"
					} else if u := units()[noun.text].name; timeUnit(u) && of == i+1 {
						q.period = u // pro Minute
					}
					return
				}
			}
		}
	}
}

// shiftWords are what a turn of duty is called.
var shiftWords = map[string]bool{"shift": true, "schicht": true, "dienst": true, "poste": true, "vacation": true, "turno": true, "ploeg": true}

// lasting: for over a year is a time, not a rate.
func lasting(t *text, h hit) bool {
	return slices.ContainsFunc(t.hits[bounds], func(b hit) bool { return b.end == h.start })
}

// halved: half a year is a time, not a rate.
func (t *text) halved(h hit) bool { return h.start > 0 && t.tokens[h.start-1].fold == "half" }

// stretched: a day-long course and an hour and a half are no rates.
func (t *text) stretched(h hit) bool {
	return h.end < len(t.tokens) && (t.tokens[h.end].hyphen && t.raw[t.tokens[h.end].start-1] == '-' || t.andHalf(h.end) > 0)
}

// dated: im Jahr 2024 is a date, not a rate.
func (t *text) dated(h hit) bool {
	return h.end < len(t.tokens) && slices.ContainsFunc(t.dates, func(d date) bool { return d.start == t.tokens[h.end].start })
}

func digitsBetween(t *text, from, to int) bool {
	for i := from; i < to; i++ {
		if t.tokens[i].number {
			return true
		}
	}
	return false
}
