package guard

import "slices"

// checkDates: every date of the new text must stand in the evidence, and
// "since" needs a job that began then.
func checkDates(c *claim) {
	c.checkRange()
	for _, d := range c.new.dates {
		word := c.new.raw[d.start:d.end]
		switch {
		case c.old != nil && hasDate(c.old, d):
		case d.since && c.oldSince(d):
			c.reject("date_changed", "the CV says that this began at another time", word)
		case d.since && c.startedIn(d):
		case d.since:
			c.reject("date_changed", "nothing in the CV began then", word)
		case c.replacesDate(d):
			c.reject("date_changed", "the CV gives another date for this", word)
		case slices.ContainsFunc(c.scope, func(s *source) bool { return hasDate(s.text, d) }):
		case slices.ContainsFunc(c.scope, func(s *source) bool { return hasNumber(s.text, float64(d.year)) }) && d.month == 0:
		default:
			c.reject("new_date", "the CV does not state this date here", word)
			continue
		}
		for i, tok := range c.new.tokens {
			if tok.start >= d.start && tok.end <= d.end {
				c.explain(i, i+1)
			}
		}
	}
}

// replacesDate: the old text has another date behind the same word.
func (c *claim) replacesDate(d date) bool {
	if c.old == nil {
		return false
	}
	before := contentBefore(c.new, d.start)
	return before != "" && slices.ContainsFunc(c.old.dates, func(o date) bool {
		return !hasDate(c.new, o) && contentBefore(c.old, o.start) == before
	})
}

// contentBefore is the stem of the last content word before an offset.
func contentBefore(t *text, offset int) string {
	stem := ""
	for _, tok := range t.tokens {
		if tok.end > offset {
			break
		}
		if !tok.stop && !tok.number {
			stem = tok.stem
		}
	}
	return stem
}

// oldSince: the old text says since when, and the new one gives another time.
func (c *claim) oldSince(d date) bool {
	return c.old != nil && slices.ContainsFunc(c.old.dates, func(o date) bool { return o.since && o.year != d.year && !hasDate(c.new, o) })
}

// checkRange: a stretch of time (2021 to 2023) keeps both its ends.
func (c *claim) checkRange() {
	if c.old == nil || len(c.new.quantities) == 0 {
		return
	}
	for i := 1; i < len(c.old.dates); i++ {
		a, b := c.old.dates[i-1], c.old.dates[i]
		if max(a.start, b.start)-min(a.end, b.end) > 6 {
			continue
		}
		if hasDate(c.new, a) != hasDate(c.new, b) {
			c.reject("date_changed", "the CV says this of a longer time", c.old.raw[min(a.start, b.start):max(a.end, b.end)])
		}
	}
}

// hasDate reports whether t names the date, or one within it: a year covers
// its months.
func hasDate(t *text, d date) bool {
	return slices.ContainsFunc(t.dates, func(have date) bool {
		return have.year == d.year && (d.month == 0 || have.month == d.month) && (d.day == 0 || have.day == d.day) && (!d.since || have.since)
	})
}

func hasNumber(t *text, value float64) bool {
	return slices.ContainsFunc(t.quantities, func(q quantity) bool { return q.value == value })
}

// checkDateField: the date of an entry may be written otherwise, not changed.
func checkDateField(c *claim) {
	edited, ok := parseDate(c.change.new, c.new.lang)
	if c.old != nil {
		if had, both := parseDate(c.change.old, c.old.lang); ok && both && had.same(edited) {
			return
		}
		c.reject("date_changed", "dates may not be changed", c.change.new)
		return
	}
	for _, s := range c.ev.facts {
		if ok && hasDate(s.text, edited) {
			return
		}
	}
	c.reject("new_date", "the CV does not state this date", c.change.new)
}
