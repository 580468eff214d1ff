package guard

import (
	"strconv"
	"strings"
	"sync"
)

// unit is what a spelling of units.psv means: so many of a base unit.
type unit struct {
	name   string
	factor float64
}

// units are the spellings of units.psv.
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

// money reports whether a unit is a currency: units.psv names those by their codes.
func money(unit string) bool {
	return len(unit) == 3 && unit == strings.ToUpper(unit)
}

// timeUnit reports whether a unit is a length of time that a CV counts in.
func timeUnit(unit string) bool {
	switch unit {
	case "year", "month", "week", "day", "hour", "minute":
		return true
	}
	return false
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
	if q.value == 0.5 && q.last < len(t.tokens)-1 && (t.tokens[q.last].fold == "a" || t.tokens[q.last].fold == "an") && timeUnit(units()[t.tokens[q.last+1].text].name) {
		u := units()[t.tokens[q.last+1].text] // half a year
		q.unit = u.name
		q.scale(u.factor)
		q.last += 2
		return
	}
	if next := q.last; q.last > q.first+1 && next+1 < len(t.tokens) && genitive[t.tokens[next].fold] && money(units()[t.tokens[next+1].text].name) {
		q.unit = units()[t.tokens[next+1].text].name // 1,8 milioni di euro
		q.last = next + 2
		return
	}
	for width := min(3, len(t.tokens)-q.last); width > 0; width-- {
		last := t.tokens[q.last+width-1]
		if t.tokens[q.last].item != t.tokens[q.last-1].item && !strings.HasPrefix(t.raw[end:], "+ ") || t.tokens[q.last].start-end > 2 {
			continue
		}
		form := t.raw[t.tokens[q.last].start:last.end]
		for _, power := range []string{"²", "³"} {
			if strings.HasPrefix(t.raw[last.end:], power) {
				form += power
			}
		}
		u, ok := units()[form]
		if !ok {
			u, ok = units()[strings.ToLower(form)]
			ok = ok && len(form) > 2
		}
		if ok {
			q.unit = u.name
			q.scale(u.factor)
			q.size = u.factor
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
