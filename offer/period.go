package offer

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/schema"
)

// readPeriod finds what an amount is paid for: the words right behind it
// ("per hour", "/Monat", "brut annuel"), else those before it on the line
// ("Stundenlohn ab …"), else the amount's own size where that leaves no doubt.
func (d *document) readPeriod(l *line, p *pay) {
	if period, end, ok := d.periodBehind(l, p.end, max(p.Min, p.Max)); ok {
		p.Period, p.said = period, true
		p.end = end
		return
	}
	for i := len(l.hits) - 1; i >= 0; i-- {
		h := l.hits[i]
		if _, end := d.span(h); h.is("period.") && h.kind != "period.none" && end <= p.start && d.speaksOfPay(l, h) {
			p.Period = schema.Period(strings.TrimPrefix(h.kind, "period."))
			return
		}
	}
	if period, ok := d.periodBelow(l, p.end); ok {
		p.Period = period
		return
	}
	p.Period = d.periodBySize(max(p.Min, p.Max), p.Currency)
}

// periodBelow is the period that a board prints below an amount at the end of its
// line, on a line of its own: "Monthly".
func (d *document) periodBelow(l *line, end int) (schema.Period, bool) {
	i := slices.IndexFunc(d.lines, func(other line) bool { return other.start >= l.end })
	if end < l.end || i < 0 {
		return "", false
	}
	below := &d.lines[i]
	for _, h := range below.hits {
		if h.is("period.") && h.kind != "period.none" && h.first == below.first && h.last == below.last && !d.bare(h) {
			return schema.Period(strings.TrimPrefix(h.kind, "period.")), true
		}
	}
	return "", false
}

// periodBehind looks at the few words behind an amount, up to the next number.
func (d *document) periodBehind(l *line, at int, top float64) (period schema.Period, end int, ok bool) {
	first := l.first
	for first < l.last && d.tokens[first].start < at {
		first++
	}
	last := first
	for last < l.last && last < first+8 && !isDigit(d.tokens[last].fold[0]) {
		last++
	}
	stop := l.end
	if i := strings.IndexAny(d.text[at:l.end], ";|\t"); i >= 0 {
		stop = at + i
	}
	for _, h := range l.hits {
		start, to := d.span(h)
		if h.first < first || h.last > last || !h.is("period.") || to > stop {
			continue
		}
		if h.kind == "period.none" {
			return "", 0, false
		}
		kind := schema.Period(strings.TrimPrefix(h.kind, "period."))
		if !plausible(top, kind) && strings.Contains(d.text[at:start], ",") {
			continue // "24.000 €, a day a week at home"
		}
		if h.last-h.first == 1 && d.bare(h) && !d.linked(start, first == h.first) {
			continue
		}
		return kind, to, true
	}
	return "", 0, false
}

// bare reports whether a period is a plain noun such as "hour", which needs a
// link such as "per" or "/" to mean "for each".
func (d *document) bare(h hit) bool {
	switch d.tokens[h.first].fold {
	case "hour", "hr", "hours", "h", "day", "week", "wk", "month", "mo", "year", "yr", "stunde", "std", "tag", "woche", "monat", "jahr",
		"heure", "heures", "jour", "jours", "j", "semaine", "mois", "an", "annee", "hora", "dia", "semana", "mes", "ano", "ora", "giorno", "settimana", "mese", "anno", "uur", "dag", "maand", "jaar":
		return true
	}
	return false
}

// linked reports whether "/", "per" or a like word stands before the noun at
// start; direct says that nothing stands between it and the amount.
func (d *document) linked(start int, direct bool) bool {
	before := strings.TrimRight(d.text[:start], " \u00a0.")
	if strings.HasSuffix(before, "/") {
		return true
	}
	switch lastWordFold(before) {
	case "per", "a", "an", "the", "pro", "im", "je", "par", "de", "l", "la", "le", "al", "por", "ao", "p", "all", "alla", "brutto", "brut", "bruts", "brute", "bruto", "brutos", "gross", "lordi", "lorda", "lordo", "netto", "net", "nets", "euros", "euro", "op", "each", "every", "die", "jede":
		return true
	}
	return direct
}

func lastWordFold(s string) string {
	words := tokenize(s[max(0, len(s)-24):])
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1].fold
}

// speaksOfPay reports whether a period before an amount is a word for pay
// ("hourly rate", "Jahresgehalt") and not a matter of hours or holidays.
func (d *document) speaksOfPay(l *line, h hit) bool {
	if d.bare(h) && h.last-h.first == 1 {
		return false
	}
	return l.has("label.salary") || l.has("pay.label")
}

// periodBySize infers the period where size leaves no doubt in the currencies
// of the taught languages' countries.
func (d *document) periodBySize(top float64, currency string) schema.Period {
	switch currency {
	case "BRL", "PLN":
		if top >= 1000 && top < 60000 {
			return schema.PerMonth
		}
		return ""
	case "SEK", "NOK", "DKK", "CZK":
		if top >= 15000 && top < 120000 {
			return schema.PerMonth
		}
		return ""
	case "EUR", "GBP", "USD", "CHF", "CAD", "AUD", "":
	default:
		return ""
	}
	switch {
	case top >= 12000:
		return schema.PerYear
	case top < 60 && currency != "":
		return schema.PerHour
	case top >= 900 && top < 9000 && (currency == "EUR" || currency == "CHF" || currency == "" && d.lang != "en"):
		return schema.PerMonth
	}
	return ""
}
