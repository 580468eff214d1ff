package offer

import (
	"strings"

	"github.com/bespoke-cv/bespoke/schema"
)

// Offers write pay in many ways: "£35,000 - £40,000", "35-40K€", "45.000 bis
// 55.000 €", "CHF 80'000", "£8.82 + enhancements", "3.200,00 € brutto/Monat".
// A line is a candidate when it holds an amount with a currency, or any amount
// behind a word for pay; the best candidate wins, and none wins that is about
// turnover, bonuses or benefits.

// readSalary fills the salary and reports digits that the offer masks.
func (d *document) readSalary() {
	d.readMasked()
	if q, ok := d.given["salary"]; ok && d.posting.salary != nil {
		salary := *d.posting.salary
		d.offer.Salary = &salary
		d.set("salary", q.Start, q.End)
		return
	}
	best := pay{score: 2}
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.start < d.body || !holdsDigit(d.text[l.start:l.end]) {
			continue
		}
		for _, p := range d.paysIn(i) {
			if p.score > best.score {
				best = p
			}
		}
	}
	if best.end == 0 {
		return
	}
	d.offer.Salary = &best.Salary
	d.set("salary", best.start, best.end)
}

// pay is a candidate for the salary.
type pay struct {
	schema.Salary
	start, end int
	score      int
	said       bool // words say what it is paid for
}

// paysIn lists the amounts of line i that may be the pay.
func (d *document) paysIn(i int) []pay {
	l := &d.lines[i]
	s := d.text[l.start:l.end]
	labelled := d.payLabelled(i)
	if !namesMoney(s) && !labelled && !l.has("pay.label") {
		return nil
	}
	var pays []pay
	for _, m := range amounts(s, 12) {
		p, ok := d.readPay(l, s, m, labelled)
		if !ok {
			continue
		}
		p.score += d.payScore(l, p, labelled)
		pays = append(pays, p)
	}
	if len(pays) > 1 {
		first, second := pays[0], pays[1]
		byShift := shifts().MatchString(d.text[first.end:second.start]) && first.Currency == second.Currency && first.Min == first.Max && second.Min == second.Max
		if byShift && second.Min > first.Min && second.Min < first.Min*2 { // "£13.90 days, £15.40 nights"
			first.Max, first.end = second.Max, second.end
			if first.Period == "" || second.said {
				first.Period = second.Period
			}
			pays[0] = first
		}
	}
	return pays
}

var shifts = pattern(`(?i)^\s?\(?(?:days?|weekdays?|nights?|weekends?|early|tags|tagsüber|nachts|werktags|jour|nuit|semaine|día|noche|giorno|notte|overdag|nacht|dia|noite)\)?(?:,| and| /| und| et| y| e| en|;)\s?$`)

// payLabelled reports whether line i, or a short heading right above it, is
// labelled as pay.
func (d *document) payLabelled(i int) bool {
	l := &d.lines[i]
	if h, ok := l.find("label.salary"); ok && h.first <= l.first+1 {
		return true
	}
	if i == 0 {
		return false
	}
	above := &d.lines[i-1]
	return above.last-above.first <= 4 && above.has("label.salary") && !holdsDigit(d.text[above.start:above.end])
}

// readBound drops one bound of a single amount when the offer names only the
// other: "up to £60k", "ab 45.000 €", "£40,000+".
func (d *document) readBound(l *line, p *pay) {
	if p.Min != p.Max {
		return
	}
	var before hit
	for _, h := range l.hits {
		if _, end := d.span(h); (h.kind == "pay.from" || h.kind == "pay.upto") && end <= p.start && p.start-end <= 6 && !strings.ContainsAny(d.text[end:p.start], ".;,:") {
			before = h
		}
	}
	start, _ := p.start, p.end
	switch {
	case before.kind == "pay.from":
		p.Max = 0
		start, _ = d.span(before)
	case before.kind == "pay.upto":
		p.Min = 0
		start, _ = d.span(before)
	case strings.HasPrefix(d.text[p.end:], "+"):
		p.Max = 0
		p.end++
	}
	p.start = start
}

// sentenceOf returns the sentence of a line that text[start:end] stands in.
func (d *document) sentenceOf(l *line, start, end int) (open, shut int) {
	open, shut = l.start, l.end
	for _, u := range d.sentences(l) {
		if u.start <= start && end <= u.end {
			return u.start, u.end
		}
	}
	return open, shut
}

// readMasked reports amounts whose digits the offer hides.
func (d *document) readMasked() {
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || !strings.ContainsAny(d.text[l.start:l.end], "xX*#_?") || !masked().MatchString(d.text[l.start:l.end]) || !l.has("pay.label") && !l.has("label.salary") && !namesMoney(d.text[l.start:l.end]) {
			continue
		}
		for _, m := range masked().FindAllStringIndex(d.text[l.start:l.end], 2) {
			start, end := l.start+m[0], l.start+m[1]
			if strings.ContainsAny(d.text[start:end], "0123456789£€$k") || strings.Contains(strings.ToLower(d.text[start:end]), "xx") {
				d.anomaly("masked_digits", start, start+len(strings.TrimRight(d.text[start:end], spaces)))
			}
		}
	}
}
