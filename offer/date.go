package offer

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// readDates fills the dates of publication, closing and start. A date whose
// order of day and month or whose year is in doubt stays empty.
func (d *document) readDates(today time.Time) {
	for _, field := range []struct {
		name, label string
		value       *string
	}{
		{"published_on", "label.published", &d.offer.PublishedOn},
		{"closes_on", "label.closes", &d.offer.ClosesOn},
		{"starts_on", "label.starts", &d.offer.StartsOn},
	} {
		if q, ok := d.given[field.name]; ok {
			*field.value = q.Text
			d.set(field.name, q.Start, q.End)
			continue
		}
		d.readDate(field.name, field.label, field.value, today)
	}
	d.readAgo(today)
}

// readDate takes the first date right behind a word for it, labelled or in a
// sentence: "Applications close on 3 May 2025".
func (d *document) readDate(name, label string, value *string, today time.Time) {
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.start < d.body {
			continue
		}
		for _, h := range l.hits {
			if h.kind != label || d.weakDateLabel(l, h) || name == "starts_on" && d.tellsOfInterviews(l, h) {
				continue
			}
			_, from := d.span(h)
			to := min(l.end, from+60)
			if h.last == l.last { // the value stands on the next line
				if start, end, ok := d.nextLine(i); ok {
					from, to = start, end
				}
			}
			found, start, end := d.dateIn(from, to, today)
			if found == "" && name != "starts_on" { // "am 18.11.2026 veröffentlicht", "le 11 décembre au plus tard"
				label, _ := d.span(h)
				found, start, end = d.dateIn(max(l.start, label-24), label, today)
			}
			if found == "" && name == "starts_on" {
				found, start, end = d.startWords(i, h)
			}
			if found != "" {
				*value = found
				d.set(name, start, end)
				return
			}
		}
	}
}

// tellsOfInterviews reports whether a word for a start is about the interviews
// or a week of them: "week beginning 25 January".
func (d *document) tellsOfInterviews(l *line, h hit) bool {
	if h.first > l.first && weekWords[d.tokens[h.first-1].fold] {
		return true
	}
	for i := max(l.first, h.first-8); i < h.first; i++ {
		for _, stem := range []string{"interview", "vorstellungsgesprach", "entretien", "entrevist", "colloqui", "gesprek"} {
			if strings.HasPrefix(d.tokens[i].fold, stem) {
				return true
			}
		}
	}
	return false
}

var weekWords = wordSet("week woche semaine semana settimana")

// weakDateLabel reports whether a short word such as "ab" or "date" is no
// label where it stands: those count only at the head of a line or of a
// date itself.
func (d *document) weakDateLabel(l *line, h hit) bool {
	start, end := d.span(h)
	if h.last-h.first > 1 || end-start > 6 {
		return false
	}
	rest := strings.TrimLeft(d.text[end:l.end], " :*_\t")
	switch d.tokens[h.first].fold {
	case "bis", "by", "before", "ate", "voor", "entro", "per", "van", "dal", "closing":
		if h.kind == "label.closes" && !l.has("flow.apply") && !d.speaksOfApplying(l) {
			return true // "fixed term until", "two to five"
		}
		return !startsDate().MatchString(rest)
	}
	return h.first != l.first && !startsDate().MatchString(rest)
}

// speaksOfApplying reports whether a line holds a word for applications.
func (d *document) speaksOfApplying(l *line) bool {
	for _, t := range d.words(*l) {
		for _, stem := range []string{"bewerb", "applic", "candidat", "candidad", "candidatur", "sollicit", "inscri"} {
			if strings.HasPrefix(t.fold, stem) {
				return true
			}
		}
	}
	return false
}

var startsDate = pattern(`^\(?(?:\d{1,2}[./\-]\d{1,2}[./\-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}(?:\.|st|nd|rd|th|er|º|°)?\s(?:de\s)?\p{L}{3,}|\p{Lu}\p{L}{2,8} \d{1,2}, \d{4}|\p{L}{3,9} (?:de )?20\d\d\b)`)

// startWords reads "immediately", "ab sofort" behind a label for the start, as
// the offer's own words.
func (d *document) startWords(i int, label hit) (words string, start, end int) {
	l := &d.lines[i]
	hits := l.hits
	if label.last == l.last && i+1 < len(d.lines) {
		hits = append(hits[:len(hits):len(hits)], d.lines[i+1].hits...)
	}
	for _, h := range hits {
		if h.kind == "starts.now" && h.first >= label.first && h.first <= label.last+4 {
			h.first = max(h.first, min(label.last, h.last-1))
			start, end = d.span(h)
			return d.text[start:end], start, end
		}
	}
	return "", 0, 0
}

// readAgo resolves "posted 3 days ago" against today, and finds a start "as
// soon as possible" without a label.
func (d *document) readAgo(today time.Time) {
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped {
			continue
		}
		for _, h := range l.hits {
			start, end := d.span(h)
			switch {
			case h.kind == "starts.now" && d.offer.StartsOn == "" && h.last-h.first >= 2 && l.section != applySection && l.section != dutiesSection:
				d.offer.StartsOn = d.text[start:end]
				d.set("starts_on", start, end)
			case h.is("ago.") && d.offer.PublishedOn == "" && !today.IsZero() && (i < 15 || l.has("label.published")) && l.last-l.first <= 14:
				if date, from, ok := d.ago(h, today); ok {
					d.offer.PublishedOn = date
					d.set("published_on", from, end)
				}
			}
		}
	}
}

func (d *document) ago(h hit, today time.Time) (date string, start int, ok bool) {
	start, _ = d.span(h)
	days := 0
	switch h.kind {
	case "ago.today":
	case "ago.yesterday":
		days = 1
	default:
		n := -1
		for i := max(0, h.first-1); i < h.last; i++ {
			if v, err := strconv.Atoi(d.tokens[i].fold); err == nil {
				n = v
				start = min(start, d.tokens[i].start)
			}
		}
		if n < 0 || n > 60 {
			return "", 0, false
		}
		if days = n; h.kind == "ago.week" {
			return "", 0, false // a week is no day
		}
	}
	if h.kind == "ago.today" || h.kind == "ago.yesterday" {
		if h.first == 0 || !d.labelBefore(h) {
			return "", 0, false
		}
	}
	return today.AddDate(0, 0, -days).Format(time.DateOnly), start, true
}

func (d *document) labelBefore(h hit) bool {
	for i := range d.lines {
		l := &d.lines[i]
		if h.first >= l.first && h.last <= l.last {
			return l.has("label.published")
		}
	}
	return false
}

var numericDate = pattern(`\b(\d{4})-(\d{1,2})-(\d{1,2})\b|\b(\d{1,2})[./\-](\d{1,2})[./\-](\d{4}|\d{2})\b`)

// dateIn finds the first date in text[from:to].
func (d *document) dateIn(from, to int, today time.Time) (date string, start, end int) {
	written, start, end := d.writtenDate(from, to, today)
	s := d.text[from:to]
	if m := numericDate().FindStringSubmatchIndex(s); m != nil && (written == "" || from+m[0] < start) {
		if date, ok := d.numeric(s, m); ok {
			return date, from + m[0], from + m[1]
		}
	}
	return written, start, end
}

// numeric reads 2025-05-03, 03.05.2025, 3/5/25. With slashes in English the
// order is certain only when one number is above 12, the text pays in pounds
// or euros, or both numbers are the same.
func (d *document) numeric(s string, m []int) (string, bool) {
	part := func(n int) int { v, _ := strconv.Atoi(s[m[2*n]:m[2*n+1]]); return v }
	if m[2] >= 0 {
		return dateOf(part(1), part(2), part(3))
	}
	first, second, year := part(4), part(5), part(6)
	if year < 100 {
		year += 2000
	}
	if (d.lang == "en" || d.lang == "") && s[m[9]] == '/' && first <= 12 && second <= 12 && first != second {
		pays := ""
		if d.offer.Salary != nil {
			pays = d.offer.Salary.Currency
		}
		switch pays {
		case "GBP", "EUR", "AUD", "NZD":
		case "USD":
			first, second = second, first
		default:
			return "", false
		}
	}
	if second > 12 && first <= 12 {
		first, second = second, first
	}
	return dateOf(year, second, first)
}

// writtenDate reads "3 May 2025", "May 3rd, 2025", "1er mai 2025", "1. Mai",
// "3 de mayo de 2025". Without a year the next such day is meant, when today
// is known.
func (d *document) writtenDate(from, to int, today time.Time) (date string, start, end int) {
	words := d.wordsIn(from, to)
	for _, h := range d.book.find(words) {
		month, err := strconv.Atoi(strings.TrimPrefix(h.kind, "month."))
		if err != nil || !h.is("month.") {
			continue
		}
		day, first := 0, h.first
		last := h.last
		for back := h.first - 1; back >= max(0, h.first-2) && day == 0; back-- {
			day = dayNumber(words[back].fold)
			if day > 0 {
				first = back
			} else if words[back].fold != "de" && words[back].fold != "of" {
				break
			}
		}
		if day == 0 && last < len(words) {
			if day = dayNumber(words[last].fold); day > 0 {
				last++
			}
		}
		year := 0
		for ahead := last; ahead < min(len(words), last+2) && year == 0; ahead++ {
			if v, err := strconv.Atoi(words[ahead].fold); err == nil && v >= 2000 && v < 2100 {
				year, last = v, ahead+1
			} else if f := words[ahead].fold; f != "de" && f != "del" {
				break
			}
		}
		start, end = words[first].start, words[last-1].end
		switch {
		case year > 0 && day > 0:
			if date, ok := dateOf(year, month, day); ok {
				return date, start, end
			}
		case year > 0:
			return fmt.Sprintf("%04d-%02d", year, month), start, end
		case day > 0 && !today.IsZero():
			return nextDay(today, time.Month(month), day), start, end
		}
	}
	return "", 0, 0
}

// dayNumber reads "3", "3rd", "1er", "03".
func dayNumber(word string) int {
	digits := strings.TrimRight(word, "abcdefghijklmnopqrstuvwxyzº")
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > 31 || len(word)-len(digits) > 2 {
		return 0
	}
	return n
}

// nextDay is the first such day from today on, when it is within nine months;
// farther off the year is in doubt.
func nextDay(today time.Time, month time.Month, day int) string {
	for year := today.Year(); year <= today.Year()+1; year++ {
		date := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
		if date.Day() == day && !date.Before(today.Truncate(24*time.Hour)) && date.Before(today.AddDate(0, 9, 0)) {
			return date.Format(time.DateOnly)
		}
	}
	return ""
}

func dateOf(year, month, day int) (string, bool) {
	date := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if year < 2000 || year > 2099 || month < 1 || month > 12 || date.Day() != day {
		return "", false
	}
	return date.Format(time.DateOnly), true
}

// isoDate checks a date in the form 2025-05-03.
func isoDate(s string) (string, bool) {
	date, err := time.Parse(time.DateOnly, s)
	if err != nil || date.Year() < 1990 || date.Year() > 2100 {
		return "", false
	}
	return s, true
}

// dayOf reads 2025-05-03; other words are the zero time.
func dayOf(s string) time.Time {
	date, _ := time.Parse(time.DateOnly, s)
	return date
}
