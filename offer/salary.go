package offer

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/bespoke-cv/bespoke/schema"
)

// Offers write pay in many ways: "£35,000 - £40,000", "35-40K€", "45.000 bis
// 55.000 €", "CHF 80'000", "£8.82 + enhancements", "3.200,00 € brutto/Monat".
// A line is a candidate when it holds an amount with a currency, or any amount
// behind a word for pay; the best candidate wins, and none wins that is about
// turnover, bonuses or benefits.

const (
	currencyPattern = `US\$|CA\$|C\$|AU\$|A\$|NZ\$|R\$|\$|£|€|₹|¥|zł|Kč|(?:\b(?:` + currencyWords + `)\b\.?)|₺`
	currencyWords   = `USD|EUR|GBP|CHF|SEK|NOK|DKK|PLN|CAD|AUD|NZD|BRL|INR|CZK|HUF|RON|TRY|SGD|MXN|AED|JPY|TL|Fr|euros?|Euros?|EURO|pounds?|dollars?|reais|kronor|kr|lei|Ft`
	amountPattern   = `\d{1,3}(?:[.,'’\x{00a0}\x{202f}\x{2009} ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?`
	thousand        = `\s?(?:[kK](?:€|\b)|[tT]€|TEUR\b|Tsd\.?|mila\b|mil\b|tausend\b|thousand\b|[Ll]a(?:c|kh)s?\b|LPA\b)`
	emptyCents      = `(?:[.,][-–—]{1,2})?`
)

var (
	moneySign  = pattern(`(?:` + currencyPattern + `)|\d\s?[kK]\b|k€|K€|T€`)
	moneyRange = pattern(
		`(` + currencyPattern + `)?[\s\x{00a0}]?(` + amountPattern + `)` + emptyCents + `(` + thousand + `)?[\s\x{00a0}\x{202f}]?(` + currencyPattern + `)?` +
			`(?:[\s\x{00a0}]*(?:\(?(?:brutto|gross|brut|bruts|bruto|brutos|lordi|lordo|p\.?a\.?|per annum|a year|per year|an hour|per hour|per month|/\s?(?:h|hr|hour|day|wk|week|mo|month|yr|year|Std\.?|Stunde|Monat|Jahr|heure|mois|an|hora|mes|año|ora|mese|anno|mês|ano|uur|maand|jaar))\)?)?[\s\x{00a0}]*(?:-|–|—|−|~|/|\b(?:en maximaal|und maximal|and a maximum of|et maximum)\b|\bto\b|\bbis(?: zu| max\.?)?\b|à|\ba\b|\btot\b|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|até|\bfino a\b|\bhasta\b|jusqu['’]à|\bup to\b)[\s\x{00a0}]*(` + currencyPattern + `)?[\s\x{00a0}]?(` + amountPattern + `)` + emptyCents + `(` + thousand + `)?[\s\x{00a0}\x{202f}]?(` + currencyPattern + `)?)?`)
	currencySign = pattern(currencyPattern)
	masked       = pattern(`(?:[£€$]\s?|\b)(?:[\dxX*#_?]{1,3}[.,' ]?)?(?:[xX]{2,3}|\*{2,}|#{2,}|_{2,}|\?{2,})(?:[.,' ][\dxX*#_?]{2,3})?(?:\s?(?:€|EUR|£|\$|USD|GBP|k\b))?`)
	lakhs        = pattern(`[Ll]a(?:c|kh)|LPA`)
	multiplied   = pattern(`^\s?(?:m\b|mn\b|mio\b|mln\b|bn\b|mrd\b|million|millionen|millones|milioni|millions|milhões|miljoen|billion|milliard|md€|M€|M\b|%|x\b|km\b|m²|qm|st\b|nd\b|th\b|rd\b)`)
)

// payments follows pay by the month that is paid more than twelve times a year;
// timesBefore stands before that number, which is no pay.
var (
	payments    = pattern(`^\s?[x×*]\s?1[2-6](?:[.,]\d{1,2})?\b`)
	timesBefore = pattern(`[€£$\d]\s?[x×*]\s?$`)
)

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
		if l.dropped || l.start < d.body || !strings.ContainsAny(d.text[l.start:l.end], "0123456789") {
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
	for _, m := range moneyRange().FindAllStringSubmatchIndex(s, 12) {
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
	return above.last-above.first <= 4 && above.has("label.salary") && !strings.ContainsAny(d.text[above.start:above.end], "0123456789")
}

// readPay reads one match of moneyRange.
func (d *document) readPay(l *line, s string, m []int, labelled bool) (pay, bool) {
	group := func(n int) string {
		if m[2*n] < 0 {
			return ""
		}
		return s[m[2*n]:m[2*n+1]]
	}
	first := m[4]
	if before := strings.TrimRight(s[:first], ""); before != "" && (isDigit(before[len(before)-1]) || strings.HasSuffix(before, "#") || endsInLetter(before)) && group(1) == "" {
		return pay{}, false
	}
	if multiplied().MatchString(s[m[1]:]) && !payments().MatchString(s[m[1]:]) || strings.HasPrefix(strings.ToLower(s[m[5]:]), "x") || strings.HasPrefix(s[m[5]:], "*") || strings.HasPrefix(s[m[5]:], "#") || strings.HasPrefix(s[m[5]:], "_") {
		return pay{}, false
	}
	if timesBefore().MatchString(s[:first]) {
		return pay{}, false
	}
	p := pay{start: l.start + m[0], end: l.start + m[1]}
	p.start += len(s[m[0]:m[1]]) - len(strings.TrimLeft(s[m[0]:m[1]], spaces))
	p.end -= len(s[m[0]:m[1]]) - len(strings.TrimRight(s[m[0]:m[1]], spaces))
	low, okLow := parseAmount(group(2))
	high, okHigh := parseAmount(group(6))
	if !okLow {
		return pay{}, false
	}
	kLow, kHigh := group(3) != "", group(7) != ""
	factor := 1000.0
	if lakhs().MatchString(group(3) + group(7)) {
		factor, p.Currency = 1e5, "INR"
		p.score += 3
	}
	if kLow || kHigh && low < 1000 {
		low *= factor
	}
	if kHigh || kLow && okHigh && high < 1000 {
		high *= factor
	}
	if okHigh && high >= 10000 && low >= 10 && low < 1000 { // "45 - 55.000 €"
		low *= 1000
	}
	for _, n := range []int{1, 4, 5, 8} {
		if code := d.currency(group(n)); code != "" && p.Currency == "" {
			p.Currency = code
		}
		if group(n) != "" {
			p.score += 3
		}
	}
	if strings.Contains(group(3)+group(7), "€") || strings.Contains(group(3)+group(7), "EUR") {
		p.Currency = "EUR"
		p.score += 3
	}
	p.Min, p.Max = low, low
	if okHigh && high >= low && high < low*6 {
		p.Max = high
		p.score += 2
	} else if okHigh {
		if low == 0 || high != 0 && high < low {
			return pay{}, false
		}
		p.end = l.start + firstAmountEnd(m)
	}
	if kLow || kHigh {
		p.score++
	}
	if low < 4 || math.Max(low, high) > 5e6 {
		return pay{}, false
	}
	if p.Currency == "" {
		if kLow || kHigh || labelled {
			p.Currency = d.currencyOf(l)
		}
		top := math.Max(low, high)
		if p.Currency == "" && (top < 1000 || !kLow && !kHigh && (!labelled || top >= 1950 && top < 2100)) {
			return pay{}, false
		}
	}
	d.readBound(l, &p)
	d.readPeriod(l, &p)
	if p.Period == "" && factor == 1e5 {
		p.Period = schema.PerYear // India counts lakhs by the year
	}
	return p, true
}

// firstAmountEnd is where the first amount and its currency end.
func firstAmountEnd(m []int) int {
	for _, n := range []int{4, 3, 2} {
		if m[2*n+1] >= 0 {
			return m[2*n+1]
		}
	}
	return m[1]
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func endsInLetter(s string) bool {
	return s != "" && (s[len(s)-1] >= 'a' && s[len(s)-1] <= 'z' || s[len(s)-1] >= 'A' && s[len(s)-1] <= 'Z')
}

// parseAmount reads a number with points, commas, apostrophes or spaces. Three
// digits behind the last sign make it a sign of thousands.
func parseAmount(s string) (float64, bool) {
	last := strings.LastIndexAny(s, ".,")
	fraction := ""
	if last >= 0 {
		tail := s[last+1:]
		if len(tail) <= 2 && tail != "" || len(tail) != 3 && strings.Count(s, string(s[last])) == 1 && !strings.ContainsAny(s[:last], ".,'’ ") {
			fraction, s = tail, s[:last]
		}
	}
	digits := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
	if digits == "" || len(digits) > 12 {
		return 0, false
	}
	n, err := strconv.ParseFloat(digits+"."+fraction+"0", 64)
	return n, err == nil
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

// payScore weighs what stands around an amount.
func (d *document) payScore(l *line, p pay, labelled bool) int {
	score := 0
	if labelled {
		score += 5
	}
	named := false // a word for pay stands in the same sentence
	open, shut := d.sentenceOf(l, p.start, p.end)
	for _, h := range l.hits {
		start, end := d.span(h)
		named = named || (h.kind == "pay.label" || h.kind == "label.salary") && start >= open && end <= shut
	}
	if named {
		score += 3
	}
	switch {
	case p.said || labelled && p.Period != "" || p.Period != "" && p.Min != p.Max:
		score += 2
	case !labelled && !named && l.last-l.first > 8 && prose().MatchString(d.text[l.start:l.end]):
		score -= 2 // an amount in passing
	case p.Period != "":
		score += 2
	}
	top := math.Max(p.Min, p.Max)
	if !plausible(top, p.Period) {
		score -= 6
	}
	from, to := d.clause(l, p.start, p.end)
	for _, h := range l.hits {
		start, end := d.span(h)
		switch {
		case h.kind == "pay.not" && start >= from && end <= to:
			distance := min(abs(start-p.end), abs(p.start-end))
			if distance < 40 && !(labelled && start > p.end) {
				score -= 7
				if start > p.end && p.said {
					score += 4
				}
			}
		}
	}
	for i := l.first; i < l.last; i++ {
		t := d.tokens[i]
		for _, extra := range extras {
			if t.start >= from && t.end <= to && strings.HasSuffix(t.fold, extra) && len(t.fold) > len(extra) {
				score -= 12
			}
		}
	}
	switch l.section {
	case aboutSection, legalSection:
		score -= 4
	case mustSection, niceSection, dutiesSection:
		score -= 3
	}
	return score
}

// extras end compound words for what is paid beside the pay.
var extras = []string{"zuschuss", "pramie", "bonus", "zulage", "budget", "gutschein", "pauschale", "rabatt", "umsatz", "zuschlag", "toeslag", "korting", "cheques"}

func abs(n int) int { return max(n, -n) }

// clause returns the part of a line around text[start:end] between commas,
// semicolons, plus signs, bars and sentence ends.
func (d *document) clause(l *line, start, end int) (from, to int) {
	from, to = l.start, l.end
	for _, cut := range []string{"; ", ", ", " + ", " | ", "\t", " plus ", " più ", " más ", " mais ", " zzgl", " zuzüglich ", " sowie ", " und ", " et ", " and ", " en ", " y ", " e ", " inkl", " incl", " exkl", " excl", " primes comprises", " hors ", ". ", " (", " – ", " - ", "+ "} {
		if i := strings.LastIndex(d.text[l.start:start], cut); i >= 0 && !(cut == " (" && l.start+i+len(cut) == start) {
			from = max(from, l.start+i)
		}
		if i := strings.Index(d.text[end:l.end], cut); i >= 0 {
			to = min(to, end+i)
		}
	}
	for _, cut := range []string{" avec ", " con ", " com ", " met ", " mit ", " with "} {
		if i := strings.Index(d.text[end:l.end], cut); i >= 0 {
			to = min(to, end+i)
		}
	}
	return from, to
}

// prose is a line of sentences.
var prose = pattern(`[\p{Ll})]{2}[.!?]["”)]?(?:\s|$)`)

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

// plausible tells pay from other amounts by its size for its period.
func plausible(top float64, period schema.Period) bool {
	switch period {
	case schema.PerHour:
		return top >= 4 && top < 500
	case schema.PerDay:
		return top >= 30 && top < 5000
	case schema.PerWeek:
		return top >= 80 && top < 10000
	case schema.PerMonth:
		return top >= 300 && top < 200000
	case schema.PerYear:
		return top >= 3000
	}
	return top >= 7 && top < 60 || top >= 900
}

// hidesDigits is a quick look for the signs that stand in for digits.
func hidesDigits(s string) bool {
	for _, sign := range []string{"XX", "xx", "**", "##", "__", "??", "X.", "x.", "X,", "x,"} {
		if strings.Contains(s, sign) {
			return true
		}
	}
	return false
}

// readMasked reports amounts whose digits the offer hides.
func (d *document) readMasked() {
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || !hidesDigits(d.text[l.start:l.end]) || !l.has("pay.label") && !l.has("label.salary") && !namesMoney(d.text[l.start:l.end]) {
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
