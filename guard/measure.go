package guard

import (
	"math"
	"slices"
)

// measure is a scale on which units of one dimension compare: how many of the
// dimension's base unit make one.
type measure struct {
	dimension string
	factor    float64
	loose     bool // the factor is a convention: a month is no fixed number of weeks
}

// measures of the units whose own name is kept, because what they count
// differs (a year of tenure is more than 8,760 hours); a unit that stands not
// here is the base of a dimension of its own.
var measures = map[string]measure{
	"s":       {"time", 1, false},
	"minute":  {"time", 60, false},
	"hour":    {"time", 3600, false},
	"day":     {"time", 86400, false},
	"week":    {"time", 7 * 86400, false},
	"month":   {"time", 365.25 / 12 * 86400, true},
	"quarter": {"time", 365.25 / 4 * 86400, true},
	"year":    {"time", 365.25 * 86400, true},
}

func measureOf(unit string) measure {
	if m, ok := measures[unit]; ok {
		return m
	}
	return measure{unit, 1, false}
}

// calendar units make one another up exactly.
var calendar = map[string]float64{"month": 1, "quarter": 3, "year": 12}

// working days and hours make up weeks and days as well as whole ones do.
var working = map[[2]string]float64{{"day", "week"}: 5, {"hour", "day"}: 8}

// in converts the quantity's value to a unit, in every way that the two units
// go together; exact tells whether the factor is fixed. A count without a unit
// converts to nothing but a count.
func (q quantity) in(unit string) (values []float64, exact bool) {
	if q.unit == unit {
		return []float64{q.value}, true
	}
	from, to := measureOf(q.unit), measureOf(unit)
	if q.unit == "" || unit == "" || from.dimension != to.dimension {
		return nil, false
	}
	if small, large := calendar[q.unit], calendar[unit]; small > 0 && large > 0 {
		return []float64{q.value * small / large}, true
	}
	values = []float64{q.value * from.factor / to.factor}
	if n := working[[2]string{q.unit, unit}]; n > 0 {
		values = append(values, q.value/n)
	} else if n := working[[2]string{unit, q.unit}]; n > 0 {
		values = append(values, q.value*n)
	}
	return values, !from.loose && !to.loose
}

// converts reports whether q says in its own unit what a says in another: 180
// minutes are 3 hours, 48 days are almost seven weeks.
func converts(q, a quantity) bool {
	if q.unit == a.unit || q.period != a.period && q.period != "" && a.period != "" {
		return false
	}
	values, exact := a.in(q.unit)
	return slices.ContainsFunc(values, func(v float64) bool {
		if close(q.value, v) {
			return compareBounds(q.bound, a.bound).outcome == ""
		}
		if a.bound != "" && a.bound != q.bound && a.bound != "about" {
			return false
		}
		rounded := q.bound
		if rounded == "" && !exact {
			rounded = "about"
		}
		return (q.bound != "" || !exact) && math.Abs(v) >= 1 && approximates(quantity{value: q.value, bound: rounded}, v)
	})
}

// together brings two quantities to one unit: q's where both have it, else a's.
func together(q, a, b quantity) (quantity, quantity) {
	for _, unit := range []string{q.unit, a.unit} {
		left, exact := a.in(unit)
		right, fixed := b.in(unit)
		if a.unit != b.unit && unit != "" && exact && fixed {
			a.value, a.unit, b.value, b.unit = left[0], unit, right[0], unit
			break
		}
	}
	return a, b
}

// yearly is how often a period comes in a year.
var yearly = map[string]float64{
	"day": 365, "week": 52, "fortnight": 26, "month": 12, "two months": 6, "quarter": 4, "half-year": 2, "year": 1,
}

// rescales reports whether q is a over another period: 6 hours a month are 72
// hours a year, 3,600 a year are 300 a month. Only time and money add up so:
// what is counted may be the same things again.
func rescales(q, a quantity) bool {
	to, from := yearly[q.period], yearly[a.period]
	if to == 0 || from == 0 || to == from || q.unit != a.unit || !timeUnit(q.unit) && !money(q.unit) {
		return false
	}
	return (q.bound == a.bound || q.bound == "about") && approximates(quantity{value: q.value, bound: "about"}, a.value*from/to)
}
