package guard

import "slices"

// swapsSubject: with everything else kept, one word in place of another is a
// rewording, unless it says whose level is measured. An open rate that went
// from 18 % to 24 % is no click rate.
func (c *claim) swapsSubject(u unseen) bool {
	if _, gone := c.keptWords(); len(u.at) != 1 || gone == 0 {
		return false
	}
	at := u.at[0]
	if durations[c.new.tokens[at].fold] && slices.ContainsFunc(c.new.quantities, func(q quantity) bool { return timeUnit(q.unit) }) {
		return false
	}
	if shareNouns[c.new.tokens[at].fold] && slices.ContainsFunc(c.new.quantities, func(q quantity) bool { return q.unit == "%" }) {
		return false
	}
	return slices.ContainsFunc(c.new.quantities, func(q quantity) bool {
		return (q.role == "from" || q.role == "to") && q.first > at && q.clause == c.new.tokens[at].clause && q.first-at <= 8 &&
			slices.ContainsFunc(c.old.quantities, func(have quantity) bool { return have.unit == q.unit && equalValue(q, have) })
	})
}

// durations are what a time is called; its unit says no less.
var durations = map[string]bool{
	"duration": true, "time": true, "dauer": true, "zeit": true, "duree": true, "temps": true, "delai": true, "duracion": true,
	"tiempo": true, "durata": true, "tempo": true, "duracao": true, "duur": true, "tijd": true,
}

// shareNouns are what a percentage is called.
var shareNouns = map[string]bool{
	"rate": true, "share": true, "percentage": true, "proportion": true, "quote": true, "anteil": true, "taux": true,
	"part": true, "tasa": true, "porcentaje": true, "tasso": true, "percentuale": true, "taxa": true, "percentagem": true,
}

// checkNarrowed: what stands in brackets right behind a counted noun says which
// of them are counted: 3 clusters (staging and internal tools). A place or a
// date there only tells more.
func (c *claim) checkNarrowed() {
	if c.old == nil || c.translated || c.field != claimText {
		return
	}
	for _, have := range c.old.quantities {
		if len(have.after) == 0 || c.old.tokens[have.first].depth > 0 || !slices.ContainsFunc(c.new.quantities, func(q quantity) bool { return equalValue(q, have) && q.unit == have.unit }) {
			continue
		}
		start := have.last
		for start < len(c.old.tokens) && c.old.tokens[start].depth == 0 && start-have.last < 4 {
			if c.old.tokens[start].clause != have.clause || c.old.tokens[start].item != c.old.tokens[have.first].item {
				break
			}
			start++
		}
		end, words := start, 0
		for end < len(c.old.tokens) && c.old.tokens[end].depth > 0 {
			tok := c.old.tokens[end]
			if tok.number || tok.ident || tok.capital || c.new.stems[tok.stem] || c.new.hasKin(tok) || c.conceptKept(end) {
				words = 0
				break
			}
			if !tok.stop {
				words++
			}
			end++
		}
		if words > 0 {
			c.review("limit_dropped", "the CV counts these only", c.old.words(start, end))
			return
		}
	}
}

// checkSpans: eleven days in 2024 are not 2024.
func (c *claim) checkSpans() {
	if c.old == nil || c.field != claimText || !slices.ContainsFunc(c.old.dates, func(d date) bool {
		return d.month == 0 && !d.since && slices.ContainsFunc(c.new.dates, func(n date) bool { return n.year == d.year && n.month == 0 })
	}) {
		return
	}
	for _, have := range c.old.quantities {
		short := have.unit == "day" || have.unit == "week" || have.unit == "month"
		if short && have.period == "" && have.role == "" && !slices.ContainsFunc(c.new.quantities, func(q quantity) bool { return timeUnit(q.unit) }) && c.spansYear(have) {
			c.review("limit_dropped", "the CV says this of a shorter time", c.old.words(have.first, have.last))
			return
		}
	}
}

// spansYear reports whether a year of the old text stands right behind the time.
func (c *claim) spansYear(have quantity) bool {
	return slices.ContainsFunc(c.old.dates, func(d date) bool {
		at := tokenAt(c.old, d.start)
		return at >= have.last && at <= have.last+1
	})
}
