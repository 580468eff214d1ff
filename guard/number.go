package guard

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/schema"
)

// checkNumbers compares every number of the new text with those of the
// evidence: value, unit, period, bound, and what it counts.
func checkNumbers(c *claim) {
	c.checkSigns()
	for _, q := range c.new.quantities {
		c.checkQuantity(q)
	}
	c.checkPeriods()
	c.checkShares()
	c.checkRepeats()
	c.checkEach()
	c.checkFactors()
	c.checkOne()
	c.checkNarrowed()
	c.checkSpans()
}

// checkPeriods: twice a month is not twice a week, with or without digits.
func (c *claim) checkPeriods() {
	if c.old == nil || len(c.old.hits[periods]) == 0 {
		return
	}
	for _, h := range c.new.hits[periods] {
		if !c.old.hasClass(periods, h.class) && !c.derivedPeriod(h.class) && !c.explainedAll(h.start, h.end) {
			c.reject("period_changed", "the CV counts this over another period", c.new.words(h.start, h.end))
		}
	}
}

// derivedPeriod: the old text has the period in other words, such as "in one
// year".
func (c *claim) derivedPeriod(class string) bool {
	if slices.ContainsFunc(c.anchors(), func(t *text) bool { return t.hasClass(periods, class) }) {
		return true
	}
	return slices.ContainsFunc(c.old.quantities, func(q quantity) bool {
		return q.unit == class || q.unit == "" && yearly[class] > 0 && yearly[q.period] > 0 && close(q.value*yearly[q.period], yearly[class]) // twice a year
	})
}

// fit is how a number of the evidence goes with one of the claim, the lower
// the better.
type fit struct {
	outcome   schema.Outcome // "" is a pass
	kind, why string
}

func (f fit) rank() int {
	switch f.outcome {
	case schema.Reject:
		return 2
	case schema.NeedsReview:
		return 1
	}
	return 0
}

func (c *claim) checkQuantity(q quantity) {
	words := c.new.words(q.first, q.last)
	c.explain(q.first, q.last)
	best := fit{outcome: schema.Reject, kind: "new_number", why: "the CV does not state this number here"}
	found := false
	try := func(t *text) {
		for _, have := range t.quantities {
			if !equalValue(q, have) && !sameShare(q, have) {
				continue
			}
			if f := c.compare(q, have, t); !found || f.rank() < best.rank() {
				best, found = f, true
			}
		}
	}
	if c.old != nil {
		try(c.old)
	}
	if !found || best.rank() > 0 && (c.old == nil || c.whole()) {
		for _, s := range c.scope {
			try(s.text)
		}
	}
	if (!found || best.rank() > 0 && (c.old == nil || c.whole())) && (c.old == nil || c.whole()) && (q.unit == "year" || q.unit == "month") {
		switch ok, doubtful := c.tenure(q); {
		case ok:
			best, found = fit{}, true
		case doubtful && best.rank() == 2:
			best, found = fit{schema.NeedsReview, "tenure", "the CV's dates give so many years only when every job counts"}, true
		case !found:
			best = fit{schema.Reject, "experience_years", "the CV's dates do not give so much time"}
		}
	}
	if best.rank() == 0 && c.moreYears(q) {
		best = fit{schema.NeedsReview, "experience_years", "the CV itself says fewer years"}
	}
	if !found || best.rank() == 2 {
		if f, ok := c.derive(q); ok {
			best, found = f, true
		}
	}
	if !found && c.dateSays(q) {
		best, found = fit{}, true
	}
	if !found && !c.whole() && c.elsewhere(q) {
		best = fit{schema.Reject, "number_moved", "this number belongs to another entry"}
	}
	if (best.kind == "new_number" || best.kind == "number_moved" && c.old != nil) && c.follows(q) {
		best = fit{schema.NeedsReview, "derived_number", "rules cannot tell how this follows from the numbers of the CV"}
	}
	if q.article(c.new) && !c.recounts(q) && (best.kind == "new_number" || best.kind == "number_moved") {
		best = fit{} // one work package is a work package
	}
	switch best.outcome {
	case schema.Reject:
		c.reject(best.kind, best.why, words)
	case schema.NeedsReview:
		c.review(best.kind, best.why, words)
	}
	c.explainAround(q)
}

// recounts: one season stands where the CV has two.
func (c *claim) recounts(q quantity) bool {
	return c.old != nil && len(q.after) > 0 && slices.ContainsFunc(c.old.quantities, func(have quantity) bool {
		return have.value > 1 && len(have.after) > 0 && have.after[0] == q.after[0] && !c.states(have)
	})
}

// moreYears: a summary that said five years says eight.
func (c *claim) moreYears(q quantity) bool {
	if c.old == nil || !c.whole() || q.unit != "year" || c.field != claimText {
		return false
	}
	said := slices.IndexFunc(c.old.quantities, func(have quantity) bool { return have.unit == "year" })
	return said >= 0 && q.value > 1.25*c.old.quantities[said].value && !slices.ContainsFunc(c.new.quantities, func(o quantity) bool { return o.unit == "year" && equalValue(o, c.old.quantities[said]) })
}

// explainAround accounts for the bound and the period of a number that is
// right, and for its currency.
func (c *claim) explainAround(q quantity) {
	for _, h := range c.new.hits[bounds] {
		if h.class == q.bound && (h.end <= q.first && q.first-h.end <= 1 || h.start >= q.last && h.start <= q.last+2) {
			c.explain(h.start, h.end)
		}
	}
	for _, h := range c.new.hits[periods] {
		if h.class == q.period && h.start >= q.last && h.start <= q.last+6 {
			c.explain(h.start, h.end)
		}
	}
	for i := q.last; i < min(q.last+4, len(c.new.tokens)); i++ {
		if tok := c.new.tokens[i]; c.new.raw[tok.start-1] == '/' && units()[tok.text].name == q.period {
			c.explain(i, i+1)
		}
	}
	if q.first > 0 && units()[c.new.tokens[q.first-1].text].name == q.unit && q.unit != "" {
		c.explain(q.first-1, q.first)
	}
}

func equalValue(a, b quantity) bool {
	return close(a.value, b.value) || close(a.other, b.value) && !strings.ContainsAny(a.unit, "%") && a.other >= 1000
}

func close(a, b float64) bool {
	return math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b)) || a == b
}

// compare judges one number of the claim by one of equal value in t.
func (c *claim) compare(q, have quantity, t *text) fit {
	reject := func(kind, why string) fit { return fit{schema.Reject, kind, why} }
	if sameShare(q, have) {
		have.unit = q.unit
	}
	if have.unit == "" && timeUnit(q.unit) && slices.ContainsFunc(t.tokens[have.last:min(have.last+4, len(t.tokens))], func(tok token) bool {
		return tok.clause == have.clause && units()[tok.text].name == q.unit
	}) {
		have.unit = q.unit // 3 surgery days
	}
	switch {
	case q.unit != have.unit && (q.unit == "" || have.unit == ""):
		if q.unit == "x" || have.unit == "x" || q.unit == "%" || have.unit == "%" && q.role == "" || money(q.unit) || timeUnit(q.unit) && c.old != nil {
			return reject("unit_changed", "the CV gives this number in another unit")
		}
		if have.unit != "" && q.unit == "" && (q.role != "" || len(q.after) == 0 || c.new.tokens[q.first].depth > 0) && slices.ContainsFunc(c.new.quantities, func(o quantity) bool { return o.unit == have.unit }) {
			break // by 25 minutes (from 95 to 70)
		}
		if have.unit != "" && q.unit == "" {
			return fit{schema.NeedsReview, "unit_changed", "the CV gives this number with a unit"}
		}
	case q.unit != have.unit:
		return reject("unit_changed", "the CV gives this number in another unit")
	}
	switch {
	case q.period != "" && have.period != "" && q.period != have.period && !(strings.HasPrefix(q.period, "per ") && strings.HasPrefix(have.period, "per ") && c.translated):
		return reject("period_changed", "the CV counts this number over another period")
	case q.period != "" && have.period == "" && !strings.HasPrefix(q.period, "per ") && !t.periodAt(have, q.period):
		return reject("period_changed", "the CV does not say over which period this counts")
	case q.period == "" && have.period != "" && !c.new.hasClass(periods, have.period) && !c.new.stems[strings.TrimPrefix(have.period, "per ")]:
		return fit{schema.NeedsReview, "period_dropped", "the CV counts this number over a period"}
	}
	if q.bound == "more" && timeUnit(q.unit) && have.bound == "" && q.first > 0 && have.first > 0 && c.new.tokens[q.first-1].fold == "over" && during[t.tokens[have.first-1].fold] {
		q.bound = "" // 74 in ten months, over ten months
	}
	if q.bound == "average" && t.hasClass(bounds, "average") || have.bound == "average" && c.new.hasClass(bounds, "average") {
		q.bound = have.bound // the average rose to 8.4; average (7.8 to 8.4)
	}
	if (q.bound == "atleast" || q.bound == "more") && have.role == "to" && q.role == "" && have.bound == "" {
		return reject("bound_changed", "the CV gives this number as the end of a range")
	}
	if f := compareBounds(q.bound, have.bound); f.outcome != "" && !c.sameLead(q, have, t) && !c.boundBeside(q, have) {
		return f
	}
	if q.role != have.role && have.role != "" && q.role != "" {
		return reject("number_role", "the CV uses this number in another way (from, to, by)")
	}
	return c.compareNouns(q, have, t)
}

// during begins a stretch of time in English.
var during = map[string]bool{"in": true, "within": true, "during": true}

// boundBeside: the bound of a number in brackets stands with the one that it
// explains: roughly three per working day (15 a week).
func (c *claim) boundBeside(q, have quantity) bool {
	return q.bound == "" && c.new.tokens[q.first].depth > 0 && slices.ContainsFunc(c.new.quantities, func(o quantity) bool {
		return o.first < q.first && o.clause == q.clause && o.bound == have.bound && c.new.tokens[o.first].depth == 0
	})
}

// sameLead: over three years, more or from end to end, is over three years.
func (c *claim) sameLead(q, have quantity, t *text) bool {
	return timeUnit(q.unit) && q.first > 0 && have.first > 0 && c.new.tokens[q.first-1].fold == t.tokens[have.first-1].fold
}

// periodOf is the period that stands anywhere in the clause of a number.
func (t *text) periodOf(q quantity) string {
	for _, h := range t.hits[periods] {
		if t.tokens[h.start].clause == q.clause {
			return h.class
		}
	}
	return ""
}

// periodAt reports whether t names the period in the clause of its number:
// daily about 45 tours.
func (t *text) periodAt(have quantity, class string) bool {
	return slices.ContainsFunc(t.hits[periods], func(h hit) bool {
		return h.class == class && t.tokens[h.start].clause == have.clause
	})
}

// compareBounds: a limit may not be dropped or turned, a plain number may
// become "about" but not "more than".
func compareBounds(claim, have string) fit {
	if claim == have || claim == "about" && have == "" || claim == "atleast" && (have == "more" || have == "") || claim == "" && (have == "more" || have == "atleast") ||
		claim == "upto" && (have == "less" || have == "almost") || claim == "less" && have == "almost" ||
		claim == "almost" && (have == "about" || have == "upto" || have == "less") || claim == "about" && have == "almost" {
		return fit{}
	}
	if have == "average" || claim == "average" {
		if claim == "" || claim == "about" || have == "about" {
			return fit{schema.NeedsReview, "bound_changed", "an average is not every single value"}
		}
		return fit{schema.Reject, "bound_changed", "an average is not every single value"}
	}
	if claim == "upto" && have == "" || claim == "about" || claim == "less" && have == "" {
		return fit{schema.NeedsReview, "bound_changed", "the CV gives this number with another bound"}
	}
	return fit{schema.Reject, "bound_changed", "the CV gives this number with another bound (about, up to, more than)"}
}

// dateSays reports whether a bare number is a year of the scope.
func (c *claim) dateSays(q quantity) bool {
	if q.unit != "" || q.value < 1950 || q.value > 2049 {
		return false
	}
	if c.old != nil && slices.ContainsFunc(c.old.dates, func(d date) bool { return float64(d.year) == q.value }) {
		return true // the 2023 working group
	}
	if len(q.after) > 0 {
		return false
	}
	return slices.ContainsFunc(c.scope, func(s *source) bool {
		return slices.ContainsFunc(s.dates, func(d date) bool { return float64(d.year) == q.value })
	})
}

// elsewhere reports whether another entry states the number.
func (c *claim) elsewhere(q quantity) bool {
	return slices.ContainsFunc(c.ev.all, func(s *source) bool {
		return slices.ContainsFunc(s.quantities, func(have quantity) bool {
			return equalValue(q, have) && q.unit == have.unit
		})
	})
}

// checkSigns refuses numerals that are no digits (½, Ⅳ, ②) unless the
// evidence has them.
func (c *claim) checkSigns() {
	for i, r := range c.new.raw {
		if !unicode.IsNumber(r) || unicode.IsDigit(r) || strings.ContainsRune("²³", r) {
			continue
		}
		if before, _ := utf8.DecodeLastRuneInString(c.new.raw[:i]); vulgar[r] > 0 && unicode.IsDigit(before) {
			continue // 4½ is read as a number
		}
		if !slices.ContainsFunc(c.scope, func(s *source) bool { return strings.ContainsRune(s.raw, r) }) &&
			(c.old == nil || !strings.ContainsRune(c.old.raw, r)) {
			c.reject("new_number", "the CV does not state this number here", string(r))
		}
	}
}
