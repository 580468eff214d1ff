package content

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
	"github.com/bespoke-cv/bespoke/render/markup"
)

// moment is a date of an entry: a day, a month, a year, "present" or words.
type moment struct {
	text   string
	path   string
	day    time.Time // zero: words
	number bool      // a year written as a number, printed as it is
}

const present = "present"

func (b *builder) moment(n *yamltree.Node, path string) (moment, bool) {
	n = n.Resolve()
	if n.IsNull() {
		return moment{}, false
	}
	m := moment{text: b.text(n, path).Text, path: path, number: n.Kind == yamltree.Scalar && n.Tag == yamltree.TagInt}
	if m.text == "" {
		return moment{}, false
	}
	if m.text == present {
		m.day = b.out.Date
		return m, true
	}
	if n.Tag == yamltree.TagString && len(m.text) == 4 && isDigits(m.text) {
		b.lint("quoted_year", path, m.text, fmt.Sprintf("a year in quotes is printed as a month, Jan %s; write %s without quotes", m.text, m.text))
	}
	m.day = parseDay(m.text)
	return m, true
}

// parseDay reads YYYY, YYYY-MM or YYYY-MM-DD.
func parseDay(s string) time.Time {
	layout := map[int]string{4: "2006", 7: "2006-01", 10: time.DateOnly}[len(s)]
	if layout == "" || !isDigits(strings.ReplaceAll(s, "-", "")) {
		return time.Time{}
	}
	day, err := time.Parse(layout, s)
	if err != nil {
		return time.Time{}
	}
	return day
}

func isDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// dates are the three date fields of an entry, after RenderCV's rules: a date
// rules out the others, an end alone is a date, a start alone goes on.
type dates struct {
	date, start, end          moment
	hasDate, hasStart, hasEnd bool
}

func (b *builder) dates(entry *yamltree.Node, path string) dates {
	var d dates
	d.date, d.hasDate = b.moment(entry.Get("date"), path+"/date")
	d.start, d.hasStart = b.moment(entry.Get("start_date"), path+"/start_date")
	d.end, d.hasEnd = b.moment(entry.Get("end_date"), path+"/end_date")
	switch {
	case d.hasDate:
		d.hasStart, d.hasEnd = false, false
	case d.hasEnd && !d.hasStart:
		d.date, d.hasDate, d.hasEnd = d.end, true, false
	case d.hasStart && !d.hasEnd:
		d.end, d.hasEnd = moment{text: present, day: b.out.Date}, true
	}
	if !d.hasStart {
		return d
	}
	for _, m := range []moment{d.start, d.end} {
		if m.day.IsZero() {
			b.problem(m.path, m.text, "this is not a valid date; use YYYY-MM-DD, YYYY-MM or YYYY (for words use the key date)")
			return d
		}
	}
	if d.start.day.After(d.end.day) {
		b.problem(d.start.path, d.start.text, "start_date cannot be after end_date: it is %s, and the end is %s", d.start.text, d.end.text)
	}
	return d
}

// write sets one date by the template for single dates.
func (b *builder) write(m moment) markup.Source {
	switch {
	case m.text == present:
		return markup.From(b.out.Locale.Present, m.path)
	case m.number || m.day.IsZero():
		return markup.From(m.text, m.path)
	}
	return markup.From(b.writeDay(m.day), m.path)
}

func (b *builder) writeDay(day time.Time) string {
	return substitute(b.out.Design.Templates.SingleDate, b.dayFields(day)).Text
}

func (b *builder) dayFields(day time.Time) fields {
	month := int(day.Month())
	year := strconv.Itoa(day.Year())
	text := func(text string) markup.Source { return markup.Source{Text: text} }
	twoDigits := func(number int) markup.Source {
		return text(string([]byte{byte('0' + number/10), byte('0' + number%10)}))
	}
	return fields{
		"MONTH_NAME":          text(b.out.Locale.MonthNames[month-1]),
		"MONTH_ABBREVIATION":  text(b.out.Locale.MonthAbbreviations[month-1]),
		"MONTH":               text(strconv.Itoa(month)),
		"MONTH_IN_TWO_DIGITS": twoDigits(month),
		"DAY":                 text(strconv.Itoa(day.Day())),
		"DAY_IN_TWO_DIGITS":   twoDigits(day.Day()),
		"YEAR":                text(year),
		"YEAR_IN_TWO_DIGITS":  text(year[max(0, len(year)-2):]),
	}
}

// writeAll sets the DATE of an entry, with a time span below it if wanted.
func (b *builder) writeAll(d dates, timeSpan bool) (markup.Source, bool) {
	switch {
	case d.hasDate:
		return b.write(d.date), true
	case !d.hasStart:
		return markup.Source{}, false
	}
	var out markup.Builder
	out.Write(substitute(b.out.Design.Templates.DateRange, fields{"START_DATE": b.write(d.start), "END_DATE": b.write(d.end)}))
	if timeSpan && !d.start.day.IsZero() && !d.end.day.IsZero() {
		out.WriteString("\n\n" + b.timeSpan(d))
	}
	return out.Source(), true
}

// timeSpan is how long it took, in RenderCV's reckoning: years of 365 days and
// begun months of 30.
func (b *builder) timeSpan(d dates) string {
	l := b.out.Locale
	years, months := 0, 0
	if d.start.number || d.end.number {
		years = max(1, d.end.day.Year()-d.start.day.Year())
	} else {
		days := int(d.end.day.Truncate(24*time.Hour).Sub(d.start.day).Hours() / 24)
		years, months = floorDiv(days, 365)
		months, _ = floorDiv(months, 30)
		months++
		years, months = years+months/12, months%12
	}
	count := func(n int, one, many string) (string, string) {
		switch n {
		case 0:
			return "", ""
		case 1:
			return "1", one
		}
		return strconv.Itoa(n), many
	}
	howManyYears, yearWord := count(years, l.Year, l.Years)
	howManyMonths, monthWord := count(months, l.Month, l.Months)
	return substitute(b.out.Design.Templates.TimeSpan, textFields(map[string]string{
		"HOW_MANY_YEARS": howManyYears, "YEARS": yearWord, "HOW_MANY_MONTHS": howManyMonths, "MONTHS": monthWord,
	})).Text
}

// floorDiv divides as Python does: the remainder is never negative.
func floorDiv(a, b int) (quotient, remainder int) {
	quotient, remainder = a/b, a%b
	if remainder < 0 {
		quotient, remainder = quotient-1, remainder+b
	}
	return quotient, remainder
}
