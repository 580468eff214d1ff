package guard

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// quantity is a number in a text with what it counts: "about 2 million
// requests per day" is the value 2e6, bound "about", period "day" and the
// noun request.
type quantity struct {
	value  float64
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

type unit struct {
	name   string
	factor float64
}

var units = sync.OnceValue(func() map[string]unit {
	set := map[string]unit{}
	for _, line := range readLines("units") {
		head, list, _ := strings.Cut(line, "|")
		factor, name, _ := strings.Cut(head, " ")
		f, _ := strconv.ParseFloat(factor, 64)
		for form := range strings.SplitSeq(list, ",") {
			set[form] = unit{name, f}
			if len(form) > 3 {
				set[strings.ToLower(form)] = unit{name, f}
			}
		}
	}
	return set
})

func money(unit string) bool {
	return len(unit) == 3 && unit == strings.ToUpper(unit)
}

func timeUnit(unit string) bool {
	switch unit {
	case "year", "month", "week", "day", "hour", "minute":
		return true
	}
	return false
}

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
	return list
}

// ofWhich begins a part of what was counted before.
var ofWhich = map[string]bool{"davon": true, "darunter": true, "dont": true, "waarvan": true, "which": true, "them": true, "cui": true, "cuales": true, "quais": true, "ellos": true, "ellas": true}

// ranges gives the ends of 4 to 6 their bounds: at least 4, up to 6. Where a
// "from" comes before, something changed.
func ranges(t *text, list []quantity) {
	for i := 1; i < len(list); i++ {
		a, b := &list[i-1], &list[i]
		between := strings.TrimSpace(t.raw[t.tokens[a.last-1].end:t.tokens[b.first].start])
		before := token{}
		if a.first > 0 {
			before = t.tokens[a.first-1]
		}
		switch between {
		case "-", "–", "to", "bis", "à", "a", "tot", "até":
			if before.capital && !before.first {
				continue // Microsoft 365 to 1,100 users
			}
		case "and", "und", "et", "y", "e", "en":
			if !betweens[before.fold] {
				continue
			}
		default:
			continue
		}
		if a.value >= b.value || b.value > 4*a.value || a.bound != "" || changed[before.fold] {
			continue
		}
		a.bound, b.bound = "atleast", "upto"
		a.after, a.period = b.after, b.period
		if a.unit == "" {
			a.unit = b.unit
		}
	}
}

// betweens begin a range with "and".
var betweens = map[string]bool{"between": true, "zwischen": true, "entre": true, "tra": true, "fra": true, "tussen": true}

// changed are the words before the first of two levels.
var changed = map[string]bool{"from": true, "von": true, "de": true, "da": true, "di": true, "van": true, "desde": true, "dal": true, "du": true, "s": true, "passed": true}

func readQuantity(t *text, i int) (quantity, bool) {
	tok := t.tokens[i]
	if slices.ContainsFunc(t.hits[periods], func(h hit) bool { return h.start < i && i < h.end }) {
		return quantity{}, false // every two weeks
	}
	for _, d := range t.dates {
		if tok.start >= d.start && tok.end <= d.end {
			return quantity{}, false
		}
	}
	if tok.hyphen && i > 0 && t.tokens[i-1].ident && t.raw[tok.start-1] == '-' {
		return quantity{}, false // S7-300
	}
	q := quantity{first: i, last: i + 1, clause: tok.clause, other: math.NaN()}
	head, _ := utf8.DecodeRuneInString(tok.text)
	var end int
	if unicode.IsDigit(head) {
		literal, stop := numeral(t.raw, tok.start)
		suffix, after := letters(t.raw, stop)
		q.value, q.other = parseNumeral(literal, t.lang)
		end = stop
		if suffix != "" {
			switch factor, isUnit := multiplier(suffix, t.lang), units()[suffix]; {
			case factor > 1 && (suffix != "m" || currencyBefore(t, tok.start) != ""):
				q.scale(factor)
			case isUnit.name != "":
				q.unit = isUnit.name
				q.scale(isUnit.factor)
			default:
				return quantity{}, false // an identifier such as 840D, or an ordinal
			}
			end = after
		}
		for q.last < len(t.tokens) && t.tokens[q.last].start < end {
			q.last++
		}
	} else {
		value, next, ok := numberWord(t, i)
		if !ok {
			return quantity{}, false
		}
		q.value, q.last = value, next
		end = t.tokens[next-1].end
	}
	if q.value == 1 && q.oneIn(t) {
		return q, true
	}
	if q.ofEvery(t) {
		q.value = 1 / q.value
	}
	q.multiply(t, &end)
	q.readUnit(t, end)
	q.readBound(t)
	q.readPeriod(t)
	return q, true
}

// oneIn reads 1 in 5, and one tenant in five, as a fifth.
func (q *quantity) oneIn(t *text) bool {
	for i := q.last; i < min(q.last+3, len(t.tokens)-1); i++ {
		switch t.tokens[i].fold {
		case "in", "von", "sur", "su", "op", "cada", "em", "out":
			at := i + 1
			if at < len(t.tokens)-1 && (t.tokens[at].fold == "of" || t.tokens[at].fold == "cada") {
				at++
			}
			n, err := strconv.ParseFloat(t.tokens[at].text, 64)
			if err != nil {
				n, _, _ = numberWord(t, at)
			}
			if n < 2 || n > 100 {
				return false
			}
			q.value, q.last = 1/n, at+1
			return true
		}
	}
	return false
}

// ofEvery: the five of one tenant in five, the quatre of une semaine sur quatre.
func (q *quantity) ofEvery(t *text) bool {
	if q.value < 2 || q.value > 100 || q.value != math.Trunc(q.value) || q.first < 2 {
		return false
	}
	switch t.tokens[q.first-1].fold {
	case "in", "von", "sur", "su", "op", "cada", "em":
	default:
		return false
	}
	for i := max(0, q.first-6); i < q.first-1; i++ {
		if slices.Contains(single[t.lang], t.tokens[i].fold) {
			return t.tokens[i].clause == q.clause
		}
	}
	return false
}

// single is one, by language.
var single = map[string][]string{
	"en": {"one"}, "de": {"ein", "eine", "einer", "einem", "einen"}, "fr": {"un", "une"}, "es": {"un", "una", "uno"},
	"it": {"un", "una", "uno"}, "pt": {"um", "uma"}, "nl": {"een"},
}

func (q *quantity) scale(factor float64) {
	q.value *= factor
	q.other *= factor
}

// numeral is the longest run of digits and thousands or decimal signs at start.
func numeral(raw string, start int) (literal string, end int) {
	end = start
	groups, group := 0, 0
	var text strings.Builder
	for end < len(raw) {
		r, size := utf8.DecodeRuneInString(raw[end:])
		if unicode.IsDigit(r) {
			text.WriteByte('0' + byte(digitValue(r)))
			group++
			end += size
			continue
		}
		run := digitRun(raw[end+size:])
		switch {
		case (r == '.' || r == ',' || r == '٫' || r == '٬') && run > 0:
			if r == '٫' {
				r = '.'
			} else if r == '٬' {
				r = ','
			}
			text.WriteRune(r)
		case strings.ContainsRune(" \u00a0\u202f\u2009'’_", r) && run == 3 && (groups == 0 && group <= 3 || groups > 0 && group == 3):
			text.WriteByte(' ')
		default:
			return text.String(), end
		}
		groups, group = groups+1, 0
		end += size
	}
	return text.String(), end
}

func digitRun(s string) int {
	n := 0
	for _, r := range s {
		if !unicode.IsDigit(r) {
			break
		}
		n++
	}
	return n
}

// letters reads the letters glued to a number: k in 450k.
func letters(raw string, start int) (string, int) {
	end := start
	for end < len(raw) {
		r, size := utf8.DecodeRuneInString(raw[end:])
		if !unicode.IsLetter(r) && !(end > start && unicode.IsDigit(r)) && r != '²' {
			break
		}
		end += size
	}
	return raw[start:end], end
}

// parseNumeral gives the value as lang reads the separators, and the other
// reading when there is one: 1.200 is 1200 in German, 1.2 in English.
func parseNumeral(literal, lang string) (value, other float64) {
	literal = strings.ReplaceAll(literal, " ", "")
	dot, comma := strings.Count(literal, "."), strings.Count(literal, ",")
	plain := func(decimal string) float64 {
		s := strings.ReplaceAll(strings.ReplaceAll(literal, map[string]string{".": ",", ",": "."}[decimal], ""), decimal, ".")
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			v, _ = strconv.ParseFloat(strings.NewReplacer(".", "", ",", "").Replace(literal), 64)
		}
		return v
	}
	switch {
	case dot == 0 && comma == 0:
		value, _ = strconv.ParseFloat(literal, 64)
		return value, math.NaN()
	case dot > 0 && comma > 0:
		if strings.LastIndex(literal, ".") > strings.LastIndex(literal, ",") {
			return plain("."), math.NaN()
		}
		return plain(","), math.NaN()
	}
	sign := "."
	if comma > 0 {
		sign = ","
	}
	groups := strings.Split(literal, sign)
	thousands := len(groups[0]) <= 3 && groups[0] != "0"
	for _, group := range groups[1:] {
		thousands = thousands && len(group) == 3
	}
	whole, _ := strconv.ParseFloat(strings.ReplaceAll(literal, sign, ""), 64)
	switch {
	case thousands && len(groups) > 2:
		return whole, math.NaN()
	case thousands && (sign == ",") == (lang == "en" || lang == ""):
		return whole, plain(sign)
	case thousands:
		return plain(sign), whole
	case len(groups) > 2:
		return whole, math.NaN()
	}
	return plain(sign), math.NaN()
}

// multiplier is what k, million or Mio multiply by, or 0.
func multiplier(word, lang string) float64 {
	switch word {
	case "k", "K":
		return 1e3
	case "M", "m", "mn", "mio", "Mio", "mln":
		return 1e6
	case "bn", "Mrd", "mrd", "Md":
		return 1e9
	}
	tokens := []token{newToken(word, lang)}
	for _, h := range bookOf(lang).find(numberWords, lang, tokens) {
		if factor, ok := strings.CutPrefix(h.class, "*"); ok {
			f, _ := strconv.ParseFloat(factor, 64)
			return f
		}
	}
	return 0
}

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
		*end = next.end
		q.last++
	}
}

// numberWord reads "twelve", "two thirds" or "a hundred".
func numberWord(t *text, i int) (value float64, next int, ok bool) {
	for _, h := range t.hits[numberWords] {
		if h.start != i || t.tokens[i].ident {
			continue
		}
		factor, multiplies := strings.CutPrefix(h.class, "*")
		if multiplies && len(t.tokens[i].fold) <= 3 && t.tokens[i].fold != "cem" && t.tokens[i].fold != "mil" {
			continue // k, M, Mio alone count nothing
		}
		value, _ = strconv.ParseFloat(factor, 64)
		if value == 1 && h.end < len(t.tokens) && t.tokens[h.end].stop {
			continue // one of the
		}
		if h.end > next {
			next, ok = h.end, true
		}
	}
	return value, next, ok
}

// readUnit reads the unit behind the number or the currency before it.
func (q *quantity) readUnit(t *text, end int) {
	if q.unit != "" {
		return
	}
	if currency := currencyBefore(t, t.tokens[q.first].start); currency != "" {
		q.unit = currency
		return
	}
	rest := strings.TrimLeft(t.raw[end:], " \u00a0\u202f-")
	for _, symbol := range []string{"%", "€", "£", "$", "×"} {
		if strings.HasPrefix(rest, symbol) {
			q.unit = units()[symbol].name
			return
		}
	}
	if next := q.last; q.last > q.first+1 && next+1 < len(t.tokens) && genitive[t.tokens[next].fold] && money(units()[t.tokens[next+1].text].name) {
		q.unit = units()[t.tokens[next+1].text].name // 1,8 milioni di euro
		q.last = next + 2
		return
	}
	for width := min(3, len(t.tokens)-q.last); width > 0; width-- {
		last := t.tokens[q.last+width-1]
		if t.tokens[q.last].item != t.tokens[q.last-1].item || t.tokens[q.last].start-end > 2 {
			continue
		}
		form := t.raw[t.tokens[q.last].start:last.end]
		u, ok := units()[form]
		if !ok {
			u, ok = units()[strings.ToLower(form)]
			ok = ok && len(form) > 2
		}
		if ok {
			q.unit = u.name
			q.scale(u.factor)
			q.last += width
			return
		}
	}
}

// currencyBefore is the currency whose sign or code stands before offset.
func currencyBefore(t *text, offset int) string {
	head := strings.TrimRight(t.raw[:offset], " \u00a0")
	for _, form := range []string{"€", "£", "¥", "₹", "US$", "R$", "$"} {
		if strings.HasSuffix(head, form) {
			return units()[form].name
		}
	}
	if code := head[max(0, len(head)-3):]; money(units()[code].name) {
		return code
	}
	return ""
}

// readBound reads what stands before the number (about, up to) or behind it
// (+, or more).
func (q *quantity) readBound(t *text) {
	for _, h := range longest(t.hits[bounds]) {
		gap := q.first - h.end
		if h.start > 0 && t.tokens[h.start-1].number && h.end == h.start+1 {
			continue // 3 to 6 years: a range
		}
		if h.end <= q.first && gap <= 1 && t.tokens[h.start].clause == q.clause && (gap == 0 || t.tokens[h.end].stop || units()[t.tokens[h.end].text].name != "") {
			q.bound = h.class
		}
	}
	for _, h := range t.hits[bounds] { // 130 élèves environ
		if h.class == "about" && h.start >= q.last && h.start <= q.last+2 && t.tokens[h.start].clause == q.clause &&
			(h.end == len(t.tokens) || t.tokens[h.end].item != t.tokens[h.start].item) {
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

// readPeriod reads "per day" up to the next number, or an adverb such as daily
// right before.
func (q *quantity) readPeriod(t *text) {
	for _, h := range t.hits[periods] {
		if h.start >= q.last && h.start <= q.last+6 && t.tokens[h.start].clause == q.clause && !digitsBetween(t, q.last, h.start) && !lasting(t, h) && !t.dated(h) {
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
				if !t.tokens[i+1].stop && t.tokens[i].clause == q.clause {
					q.period = "per " + t.tokens[i+1].stem
					return
				}
			}
		}
	}
}

// lasting: for over a year is a time, not a rate.
func lasting(t *text, h hit) bool {
	return slices.ContainsFunc(t.hits[bounds], func(b hit) bool { return b.end == h.start })
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
		if i > 0 && at+1-list[i-1].last <= 3 && list[i-1].clause == q.clause {
			switch before {
			case "to", "auf", "a", "para", "naar", "al", "ad", "hasta":
				list[i-1].role, q.role = "from", "to"
				if list[i-1].unit == "" && q.unit != "" {
					list[i-1].unit = q.unit // from 95 to 70 minutes
				} else if q.unit == "" && (list[i-1].unit == "%" || timeUnit(list[i-1].unit) || money(list[i-1].unit)) {
					q.unit = list[i-1].unit
				}
				continue
			}
		}
		switch before {
		case "by", "um", "del", "met", "dell":
			q.role = "by"
		case "de", "di", "em", "en", "un":
			if q.unit != "" && q.unit != "year" {
				q.role = "by"
			}
		case "to", "auf", "naar":
			q.role = "to"
		}
	}
	for i := range list { // a "de 4 a 3" pair is no difference
		if list[i].role == "by" && i+1 < len(list) && list[i+1].role == "to" && list[i+1].first-list[i].last <= 3 {
			list[i].role = "from"
		}
	}
}
