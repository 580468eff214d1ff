package guard

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/bespoke-cv/bespoke/schema"
)

// derive reports whether one step of arithmetic on the numbers of the old text
// (or, for an added one, of each text it is like) gives the number.
func (c *claim) derive(q quantity) (fit, bool) {
	if q.unit == "" && len(q.after) > 0 && point[q.after[0]] && slices.ContainsFunc(c.anchors(), func(t *text) bool {
		return slices.ContainsFunc(t.quantities, func(a quantity) bool { return a.unit == "%" })
	}) {
		q.unit = "pp" // up 8 points, from 78 % to 86 %
	}
	if c.enumerates(q) {
		return fit{}, true
	}
	if c.restates(q) {
		c.derived = true
		return fit{}, true
	}
	for _, t := range c.anchors() {
		if q.unit == "day" && q.value == float64(t.daysNamed()) {
			return fit{}, true // du mardi au samedi
		}
		if i := slices.IndexFunc(t.quantities, func(a quantity) bool { return rescales(q, a) }); i >= 0 {
			c.derived = true
			return c.compareNouns(q, t.quantities[i], t), true
		}
		if q.period != "" && len(t.quantities) > 1 && !t.hasClass(periods, q.period) && !strings.HasPrefix(q.period, "per ") {
			continue // 30 % in two years is not 30 % a year
		}
		for _, a := range t.quantities {
			if a.period == "" {
				a.period = t.periodOf(a)
			}
			switch {
			case rescales(q, a):
				c.derived = true
				return c.compareNouns(q, a, t), true
			case converts(q, a):
				a.unit, a.bound = q.unit, q.bound // converts has compared them
				c.derived = true
				return c.compare(q, a, t), true
			case q.unit == "%" && a.unit == "%" && close(q.value, math.Abs(100-a.value)):
				return fit{schema.NeedsReview, "derived_number", "the CV gives the rest to 100 %"}, true
			}
		}
		if q.timesOf(t) || q.shareOf(t) {
			c.derived = true
			return fit{}, true
		}
		if q.unit == "year" && (betweenDates(q, t) || sinceThen(q, t, c.ev.asOf.Year())) {
			return fit{}, true
		}
		each := slices.ContainsFunc(t.tokens, func(tok token) bool { return distributive[tok.fold] })
		for i, a := range t.quantities {
			for _, b := range t.quantities[i+1:] {
				if a.article(t) || b.article(t) {
					continue
				}
				if c.derivesPart(q, a, b) || c.derivesPart(q, b, a) {
					c.derived = true
					return fit{}, true
				}
				if step, ok := arithmetic(q, a, b, each, c.states(a) && c.states(b)); ok {
					c.derived = true
					return step, true
				}
			}
		}
	}
	return fit{}, false
}

// derivesPart: half of 210 faults are 105, of what was counted.
func (c *claim) derivesPart(q, share, whole quantity) bool {
	part, ok := share.of(whole)
	return ok && q.unit == whole.unit && q.bound == share.bound && c.states(whole) && math.Abs(q.value-part) <= math.Max(0.5, 0.01*part)
}

// of is the part of a whole that a share is, where q is one.
func (q quantity) of(whole quantity) (part float64, ok bool) {
	switch {
	case whole.unit == "%" || whole.value < 1 || q.role != "" || whole.role != "":
		return 0, false
	case q.unit == "%" && q.value < 100:
		return q.value / 100 * whole.value, true
	case q.unit == "" && q.value < 1:
		return q.value * whole.value, true
	}
	return 0, false
}

// states reports whether the new text has a number of the old one.
func (c *claim) states(have quantity) bool {
	return slices.ContainsFunc(c.new.quantities, func(q quantity) bool { return equalValue(q, have) && (q.unit == have.unit || q.unit == "") })
}

// timesOf: what is quarterly is done four times a year.
func (q quantity) timesOf(t *text) bool {
	if q.unit == "" && q.value < 1 && slices.ContainsFunc(t.hits[numberWords], func(h hit) bool {
		nth, ordinal := strings.CutPrefix(h.class, "#")
		n, err := strconv.ParseFloat(nth, 64)
		return ordinal && err == nil && n > 1 && close(q.value, 1/n) && h.start > 0 && distributive[t.tokens[h.start-1].fold]
	}) {
		return true // every fourth week is one week in four
	}
	return q.unit == "" && yearly[q.period] > 0 && slices.ContainsFunc(t.hits[periods], func(h hit) bool {
		return yearly[h.class] > yearly[q.period] && close(q.value, yearly[h.class]/yearly[q.period])
	})
}

// shareOf: 3 of 9 are a third, 5 per 1,000 are 0.5 %.
func (q quantity) shareOf(t *text) bool {
	if q.unit != "%" && (q.unit != "" || q.value >= 1) {
		return false
	}
	share := q
	if q.unit == "" {
		share = q.inPercent()
	}
	for i := 1; i < len(t.quantities); i++ {
		a, b := t.quantities[i-1], t.quantities[i]
		if a.unit == "" && b.unit == "" && b.value > a.value && b.first > a.last && b.first-a.last <= 4 && slices.ContainsFunc(t.tokens[a.last:b.first], func(tok token) bool { return outOfWords[tok.fold] }) && approximates(share, 100*a.value/b.value) {
			return true
		}
		if k := i + 1; k < len(t.quantities) && t.quantities[k].value >= 100 && outOfWords[t.tokens[t.quantities[k].first-1].fold] && a.unit == "" && approximates(share, 100*a.value/t.quantities[k].value) {
			return true // from 8 to 5 per 1,000
		}
	}
	return false
}

// inPercent is a fraction in percent; one in words is a round one.
func (q quantity) inPercent() quantity {
	if q.bound == "" {
		q.bound = "about"
	}
	return quantity{value: 100 * q.value, bound: q.bound}
}

// outOfWords stand before the whole of a share.
var outOfWords = map[string]bool{
	"of": true, "per": true, "von": true, "pro": true, "sur": true, "de": true, "su": true, "di": true, "em": true, "op": true, "van": true, "every": true, "in": true,
}

// follows reports whether some one step with the numbers of the old text, or of
// what an added one is like, gives a number: a reader can tell whether it is the
// right step, rules cannot.
func (c *claim) follows(q quantity) bool {
	if q.value < 2 || q.unit == "x" {
		return false
	}
	near := func(value float64) bool {
		return value > 0 && approximates(quantity{value: q.value, bound: q.bound}, value) && math.Abs(value-q.value) <= 0.05*q.value
	}
	for _, t := range c.anchors() {
		sum, n := 0.0, 0
		for i, a := range t.quantities {
			if a.unit == t.quantities[0].unit {
				sum, n = sum+a.value, n+1
			}
			if q.unit == a.unit && q.unit == "" && a.value == math.Trunc(a.value) && a.value <= 12 && a.value+1 == q.value && !a.article(t) && len(t.quantities) == 1 {
				return true // three districts and the county
			}
			if q.period != "" && a.period != "" && q.period != a.period && (timeUnit(q.unit) || money(q.unit) || c.keepsRate(a) || q.unit == a.unit && q.bound == a.bound && yearly[a.period]*yearly[q.period] > 0 && close(q.value*yearly[q.period], a.value*yearly[a.period])) && slices.ContainsFunc(calendarSteps[:], func(k float64) bool { return near(a.value*k) || near(a.value/k) }) {
				return true
			}
			for _, b := range t.quantities[i+1:] {
				if a.article(t) || b.article(t) {
					continue
				}
				switch {
				case a.unit == b.unit && q.unit == "%" && near(100*math.Abs(a.value-b.value)/a.value),
					a.unit == b.unit && q.unit == a.unit && (near(math.Abs(a.value-b.value)) || near(a.value+b.value)),
					a.unit != b.unit && (q.unit == a.unit || q.unit == b.unit) && near(a.value*b.value):
					return true
				}
			}
		}
		if n > 2 && near(sum) {
			return true
		}
	}
	return false
}

// keepsRate reports whether the new text gives a number of the old one over the
// same stretch of time: 7,200 a year (600 a month).
func (c *claim) keepsRate(have quantity) bool {
	return slices.ContainsFunc(c.new.quantities, func(q quantity) bool {
		return equalValue(q, have) && (q.period == have.period || c.new.periodAt(q, have.period))
	})
}

// calendarSteps are how many of one stretch of time another has.
var calendarSteps = [...]float64{4, 5, 7, 12, 24, 52, 60}

// point is what a percentage point is called for short, by stem.
var point = map[string]bool{"point": true, "punkt": true, "punt": true, "punto": true, "pont": true, "ponto": true}

// betweenDates: 2023 and 2024 are two years.
func betweenDates(q quantity, t *text) bool {
	for i, a := range t.dates {
		for _, b := range t.dates[i+1:] {
			if years := math.Abs(float64(a.year - b.year)); q.value == years || q.value == years+1 && a.month == 0 {
				return true
			}
		}
	}
	return false
}

// sinceThen: since 2022 is three years in 2025.
func sinceThen(q quantity, t *text, now int) bool {
	return slices.ContainsFunc(t.dates, func(d date) bool {
		years := float64(now - d.year)
		return d.since && (q.value == years || q.value == years-1 && q.bound != "almost")
	})
}

// arithmetic takes one step with the numbers a and b of one text; shown says that
// the claim states both beside what it makes of them.
func arithmetic(q, a, b quantity, each, shown bool) (fit, bool) {
	if (a.unit == "" || b.unit == "") && a.unit != b.unit && a.clause == b.clause && min(a.value, b.value) >= 1 && (len(b.after) == 0 || len(a.after) == 0) {
		// 6 working days (previously 9): the unit goes without saying
		if a.unit == "" && len(a.after) == 0 {
			a.unit = b.unit
		} else if b.unit == "" && len(b.after) == 0 {
			b.unit = a.unit
		}
	}
	if q.role == "to" {
		return fit{}, false // a level follows from no other two
	}
	a, b = together(q, a, b)
	sameUnit := a.unit == b.unit
	for _, pair := range [][2]quantity{{a, b}, {b, a}} {
		if count, time := pair[0], pair[1]; q.unit == count.unit && q.period != "" && q.period == time.unit && timeUnit(time.unit) && time.value > 1 && count.period == "" && approximates(q, count.value/time.value) {
			return fit{}, true // 74 in ten months, about seven a month
		}
	}
	difference := math.Abs(a.value - b.value)
	switch {
	case sameUnit && a.unit == "%" && q.unit == "pp" && approximates(q, difference):
		return fit{}, true
	case sameUnit && a.unit == q.unit && q.unit != "" && q.unit != "%" && approximates(q, difference):
		return fit{}, true
	case sameUnit && q.unit == "%" && a.role == "from" && a.value != 0 && approximates(q, 100*difference/a.value):
		return fit{}, true
	case sameUnit && q.unit == "" && q.value < 1 && a.role == "from" && a.value != 0 && approximates(q.inPercent(), 100*difference/a.value):
		return fit{}, true
	case sameUnit && q.unit == "x" && a.value > 0 && b.value > 0 && approximates(q, math.Max(a.value/b.value, b.value/a.value)):
		return fit{}, true
	case sameUnit && q.unit == a.unit && q.unit == "" && a.role == "from" && b.role == "to" && approximates(q, difference):
		return fit{}, true
	case a.unit != b.unit && (a.unit == "" || b.unit == "") && (q.unit == a.unit || q.unit == b.unit) && q.unit != "" && !timeUnit(q.unit) && q.unit != "%" && (a.period != "" || b.period != "") && approximates(q, a.value*b.value):
		return fit{}, true
	case a.unit == "" && b.unit == "" && q.unit == "" && each && approximates(q, a.value*b.value):
		return fit{}, true
	case q.unit == "" && (q.bound == "average" || q.period != "") && a.unit == "" && b.unit == "" && a.value > 1 && b.value > 1 && approximates(quantity{value: q.value}, math.Max(a.value/b.value, b.value/a.value)):
		return fit{}, true
	case q.unit == "" && a.unit == "" && b.unit == "" && close(q.value, difference) && !shown:
		return fit{schema.NeedsReview, "derived_number", "this is a difference of two numbers of the CV"}, true
	case shown && q.unit == "" && a.unit == "" && b.unit == "" && (close(q.value, difference) || close(q.value, a.value+b.value)):
		return fit{}, true // ten, that is 7 and 3
	case sameUnit && q.unit == a.unit && close(q.value, a.value+b.value):
		return fit{schema.NeedsReview, "derived_number", "this is a sum of two numbers of the CV"}, true
	}
	return fit{}, false
}

// distributive words make a number one of each: two mergers of 150 people each.
var distributive = map[string]bool{
	"each": true, "apiece": true, "jeweils": true, "je": true, "chacun": true, "chacune": true, "cada": true,
	"ciascuno": true, "ciascuna": true, "elk": true, "ieder": true, "every": true,
}

// approximates reports whether q, as it is bounded and rounded, can stand for
// the exact value.
func approximates(q quantity, exact float64) bool {
	slack := 0.5
	if q.value != math.Trunc(q.value) {
		slack = 0.05
	}
	if math.Abs(exact) < 1 {
		slack = 0.005
	}
	switch q.bound {
	case "more", "atleast":
		return exact >= q.value && exact <= q.value*1.2+slack
	case "almost", "upto", "less":
		return exact <= q.value+1e-9 && exact >= q.value*0.9
	case "about":
		return math.Abs(q.value-exact) <= math.Max(slack, 0.06*math.Abs(exact))
	}
	return math.Abs(q.value-exact) <= slack+1e-9
}
