package guard

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// quantity is a number in a text with what it counts: "about 2 million
// requests per day" is the value 2e6, bound "about", period "day" and the
// noun request.
type quantity struct {
	value  float64
	size   float64 // how many of its base one of the unit as written is; 0 for none
	times  float64 // the multiplier behind it, such as million; 0 for none
	other  float64 // the value under the other reading of its separators, NaN when there is none
	unit   string  // %, pp, EUR, year, s, kg…; "" for a plain count
	period string  // day, shift, year…
	bound  string  // about, upto, more, atleast, almost, less
	role   string  // from, to, by

	ofWhich bool // part of the number before: 11, 4 of them

	after, before []string // content stems around it, nearest first
	first, last   int      // tokens[first:last] spell number and unit
	clause        int
}

// holds reports whether a token is one of those that spell it.
func (q quantity) holds(i int) bool { return q.first <= i && i < q.last }

// findQuantities reads every number of t that is no date.
func findQuantities(t *text) []quantity {
	var list []quantity
	for i := 0; i < len(t.tokens); {
		q, ok := readQuantity(t, i)
		if !ok {
			i++
			continue
		}
		list = append(list, q)
		i = q.last
	}
	for i := range list {
		list[i].surround(t, list)
		list[i].ofWhich = i > 0 && list[i].first > 0 && ofWhich[t.tokens[list[i].first-1].fold]
	}
	ranges(t, list)
	pairRoles(t, list)
	return joinDurations(t, list)
}

// readQuantity reads the number that begins at token i.
func readQuantity(t *text, i int) (quantity, bool) {
	if q, ok := t.unitAndHalf(i); ok {
		return q, true
	}
	if q, ok := t.withinOne(i); ok {
		return q, true
	}
	if t.partOfName(i) {
		return quantity{}, false
	}
	q := quantity{first: i, last: i + 1, clause: t.tokens[i].clause, other: math.NaN()}
	read := q.readWord
	if head, _ := utf8.DecodeRuneInString(t.tokens[i].text); unicode.IsDigit(head) {
		read = q.readDigits
	}
	end, ok := read(t)
	if !ok {
		return quantity{}, false
	}
	if q.value == 1 && q.oneIn(t) {
		return q, true
	}
	if q.ofEvery(t) {
		q.value = 1 / q.value
	}
	if q.last < len(t.tokens) && t.tokens[q.last].hyphen && heads[t.tokens[q.last].fold] {
		end = t.tokens[q.last].end
		q.last++
	}
	q.multiply(t, &end)
	q.readUnit(t, end)
	q.readBound(t)
	if q.bound == "" && hasAnySuffix(t.tokens[q.first].fold, "ntina", "ventina", "aine", "ntena", "cuentena") {
		q.bound = "about" // una novantina
	}
	q.readPeriod(t)
	if q.unit == "x" && q.period != "" && q.last-1 > q.first && len(t.tokens[q.last-1].fold) > 3 && t.tokens[q.last-1].fold != "fold" {
		q.unit = "" // twice a month: two, and no factor
	}
	return q, true
}

// partOfName reports whether token i belongs to a period (every two weeks), a limit
// (half-time), a date or a name (S7-300, R/3).
func (t *text) partOfName(i int) bool {
	tok := t.tokens[i]
	if slices.ContainsFunc(t.hits[limits], func(h hit) bool { return h.class == "parttime" && h.start == i && h.end > i+1 }) {
		return true
	}
	if slices.ContainsFunc(t.hits[periods], func(h hit) bool { return h.start < i && i < h.end }) ||
		slices.ContainsFunc(t.dates, func(d date) bool { return tok.start >= d.start && tok.end <= d.end }) {
		return true
	}
	if !tok.hyphen || i == 0 {
		return false
	}
	before, last := t.raw[tok.start-1:tok.start], t.tokens[i-1]
	return before == "-" && last.ident || before == "/" && last.capital && len(last.text) == 1
}

// readDigits reads a number in digits with what is written on to it: 4½, 35k, 12kg.
func (q *quantity) readDigits(t *text) (end int, ok bool) {
	start := t.tokens[q.first].start
	literal, end := numeral(t.raw, start)
	q.value, q.other = parseNumeral(literal, t.lang)
	if r, size := utf8.DecodeRuneInString(t.raw[end:]); vulgar[r] > 0 {
		q.value, q.other = q.value+vulgar[r], math.NaN()
		end += size
	} else if suffix, after := letters(t.raw, end); suffix != "" {
		switch factor, isUnit := multiplier(suffix, t.lang), units()[suffix]; {
		case factor > 1 && (suffix != "m" || currencyBefore(t, start) != ""):
			q.scale(factor)
			q.times = factor
		case isUnit.name != "":
			q.unit = isUnit.name
			q.scale(isUnit.factor)
			q.size = isUnit.factor
		default:
			return 0, false // an identifier such as 840D, or an ordinal
		}
		end = after
	}
	for q.last < len(t.tokens) && t.tokens[q.last].start < end {
		q.last++
	}
	return end, true
}

// readWord reads a number in words, or at the beginning of a compound.
func (q *quantity) readWord(t *text) (end int, ok bool) {
	q.value, q.last, ok = numberWord(t, q.first)
	if !ok {
		q.value, q.unit, ok = numberCompound(t, q.first)
		q.last = q.first + 1
	}
	if !ok {
		return 0, false
	}
	return t.tokens[q.last-1].end, true
}

func (q *quantity) scale(factor float64) {
	q.value *= factor
	q.other *= factor
}

// unitAndHalf reads a time of one and a half units: an hour and a half.
func (t *text) unitAndHalf(i int) (quantity, bool) {
	u := units()[t.tokens[i].text].name
	if n := t.andHalf(i + 1); n > 0 && timeUnit(u) && i > 0 && t.tokens[i-1].stop && !t.tokens[i-1].number {
		q := quantity{value: 1.5, unit: u, first: i, last: i + 1 + n, clause: t.tokens[i].clause, other: math.NaN()}
		q.readBound(t)
		return q, true
	}
	return quantity{}, false
}

// withinOne reads en un an and in einem Jahr as the one year that they are.
func (t *text) withinOne(i int) (quantity, bool) {
	if i == 0 || i+1 >= len(t.tokens) || !slices.Contains(single[t.lang], t.tokens[i].fold) || !withinWords[t.tokens[i-1].fold] {
		return quantity{}, false
	}
	u := units()[t.tokens[i+1].text].name
	if !timeUnit(u) || t.andHalf(i+2) > 0 {
		return quantity{}, false
	}
	return quantity{value: 1, unit: u, first: i, last: i + 2, clause: t.tokens[i].clause, other: math.NaN()}, true
}

// withinWords stand before the time that something took.
var withinWords = map[string]bool{"in": true, "within": true, "en": true, "dans": true, "binnen": true, "innerhalb": true, "em": true, "entro": true, "nach": true, "after": true}

// vulgar are the fractions that have a sign of their own.
var vulgar = map[rune]float64{'½': 0.5, '¼': 0.25, '¾': 0.75, '⅓': 1.0 / 3, '⅔': 2.0 / 3}

// multiply reads the multipliers behind a number: 2 million, 35 k€.
func (q *quantity) multiply(t *text, end *int) {
	for q.last < len(t.tokens) {
		next := t.tokens[q.last]
		if next.item != t.tokens[q.last-1].item || next.start-*end > 2 {
			return
		}
		factor := multiplier(next.text, t.lang)
		if factor == 0 || next.fold == "m" && next.text != "M" {
			return
		}
		q.scale(factor)
		q.times = max(q.times, 1) * factor
		*end = next.end
		if strings.HasPrefix(t.raw[*end:], ". ") || strings.HasPrefix(t.raw[*end:], ".\u00a0") {
			*end++ // 18 Mio. €
		}
		q.last++
	}
}

// readBound reads what stands before the number (about, up to) or behind it
// (+, or more).
func (q *quantity) readBound(t *text) {
	for _, h := range longest(t.hits[bounds]) {
		gap := q.first - h.end
		if h.start > 0 && t.tokens[h.start-1].number && t.tokens[h.start-1].item == t.tokens[h.start].item && h.end == h.start+1 {
			continue // 3 to 6 years: a range
		}
		if gap == 0 && h.start > 0 && h.end == h.start+1 && t.tokens[h.start].fold == "over" && spread[t.tokens[h.start-1].fold] {
			continue
		}
		if gap == 1 && articles[t.tokens[h.end].fold] && timeUnit(q.unit) {
			continue // over a 12-hour shift
		}
		if h.end <= q.first && gap <= 1 && t.tokens[h.start].clause == q.clause && (gap == 0 || t.tokens[h.end].stop || units()[t.tokens[h.end].text].name != "") {
			q.bound = h.class
		}
	}
	for _, h := range t.hits[bounds] { // 130 élèves environ
		if (h.class == "about" || h.class == "upto") && h.start >= q.last && h.start <= q.last+2 && t.tokens[h.start].clause == q.clause &&
			(h.end == len(t.tokens) || t.tokens[h.end].item != t.tokens[h.start].item || t.tokens[h.end].stop && (h.class == "about" || h.end > h.start+1 || strings.HasPrefix(t.tokens[h.start].fold, "max"))) {
			q.bound = h.class
		}
	}
	last := t.tokens[q.last-1]
	number := t.tokens[q.first]
	for _, end := range []int{number.end, last.end} {
		if strings.HasPrefix(t.raw[end:], "+") {
			q.bound = "atleast"
		}
	}
	if q.last+1 < len(t.tokens) {
		switch t.tokens[q.last].fold + " " + t.tokens[q.last+1].fold {
		case "or more", "and more", "oder mehr", "ou plus", "o mas", "o piu", "ou mais", "of meer":
			q.bound = "atleast"
		}
	}
}

// spread over so many is no more than so many.
var spread = map[string]bool{"spread": true, "divided": true, "split": true, "distributed": true, "shared": true, "across": true}

// heads follow a number that says how many people something has.
var heads = map[string]bool{"strong": true, "person": true, "man": true, "woman": true, "member": true, "people": true, "mann": true, "mans": true, "koppig": true, "koppige": true}

// article: the one of one colleague counts nothing that arithmetic could use.
func (q quantity) article(t *text) bool {
	return q.value == 1 && q.unit == "" && !t.tokens[q.first].number
}

// counted reports whether word i belongs to a number, which checkNumbers
// judges.
func (t *text) counted(i int) bool {
	return slices.ContainsFunc(t.quantities, func(q quantity) bool { return q.holds(i) })
}

// surround collects the content words near the number.
func (q *quantity) surround(t *text, all []quantity) {
	inNumber := func(i int) bool {
		for _, other := range all {
			if i >= other.first && i < other.last {
				return true
			}
		}
		return false
	}
	for i := q.last; i < len(t.tokens) && len(q.after) < 4; i++ {
		tok := t.tokens[i]
		if timeUnit(units()[tok.text].name) && q.unit == "" {
			break // three a year
		}
		if tok.clause != q.clause || inNumber(i) || len(q.after) > 0 && (tok.stop || tok.item != t.tokens[i-1].item) {
			break
		}
		if !tok.stop {
			q.after = append(q.after, tok.stem)
		}
	}
	for i := q.first - 1; i >= 0 && len(q.before) < 3; i-- {
		tok := t.tokens[i]
		if tok.clause != q.clause || inNumber(i) {
			break
		}
		if !tok.stop {
			q.before = append(q.before, tok.stem)
		}
	}
}
