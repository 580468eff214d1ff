package offer

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/schema"
)

// Amounts of money as offers write them, with what makes a number one.

const (
	currencyPattern = `US\$|CA\$|C\$|AU\$|A\$|NZ\$|R\$|\$|£|€|₹|¥|zł|Kč|(?:\b(?:` + currencyWords + `)\b\.?)|₺`
	currencyWords   = `USD|EUR|GBP|CHF|SEK|NOK|DKK|PLN|CAD|AUD|NZD|BRL|INR|CZK|HUF|RON|TRY|SGD|MXN|AED|JPY|TL|Fr|euros?|Euros?|EURO|pounds?|dollars?|reais|kronor|kr|lei|Ft`
	amountPattern   = `\d{1,3}(?:[.,'’\x{00a0}\x{202f}\x{2009} ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?`
	thousand        = `\s?(?:[kK](?:€|\b)|[tT]€|TEUR\b|Tsd\.?|mila\b|mil\b|tausend\b|thousand\b|[Ll]a(?:c|kh)s?\b|LPA\b)`
	emptyCents      = `(?:[.,][-–—]{1,2})?`
	onePattern      = `(` + currencyPattern + `)?[\s\x{00a0}]?(` + amountPattern + `)` + emptyCents + `(` + thousand + `)?[\s\x{00a0}\x{202f}]?(` + currencyPattern + `)?`
)

var (
	moneySign = pattern(`(?:` + currencyPattern + `)|\d\s?[kK]\b|k€|K€|T€`)
	// moneyOnce is one amount, moneyNext one that stands right here, and moneyMore
	// what joins the two to a range, from the first one's last character on, which
	// may have to end a word.
	moneyOnce    = pattern(onePattern)
	moneyNext    = pattern(`^` + onePattern)
	moneyMore    = pattern(`^(?s:.)[\s\x{00a0}]*(?:\(?(?:brutto|gross|brut|bruts|bruto|brutos|lordi|lordo|p\.?a\.?|per annum|a year|per year|an hour|per hour|per month|/\s?(?:h|hr|hour|day|wk|week|mo|month|yr|year|Std\.?|Stunde|Monat|Jahr|heure|mois|an|hora|mes|año|ora|mese|anno|mês|ano|uur|maand|jaar))\)?)?[\s\x{00a0}]*(?:-|–|—|−|~|/|\b(?:en maximaal|und maximal|and a maximum of|et maximum)\b|\bto\b|\bbis(?: zu| max\.?)?\b|à|\ba\b|\btot\b|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|até|\bfino a\b|\bhasta\b|jusqu['’]à|\bup to\b)[\s\x{00a0}]*`)
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

// amounts lists the first most amounts and ranges, each looked for from the word
// before the next digit on: the pattern would try every letter.
func amounts(s string, most int) (found [][]int) {
	for from := 0; len(found) < most; {
		digit := strings.IndexAny(s[from:], "0123456789")
		if digit < 0 {
			break
		}
		start := from + wordBefore(s[from:from+digit])
		m := nextAmount(s, start)
		if m == nil {
			break
		}
		found = append(found, m)
		from = m[1]
	}
	return found
}

// nextAmount finds the first amount or range behind from, and its groups.
func nextAmount(s string, from int) []int {
	m := shifted(moneyOnce().FindStringSubmatchIndex(s[from:]), from)
	if m == nil {
		return nil
	}
	_, last := utf8.DecodeLastRuneInString(s[:m[1]])
	if more := moneyMore().FindStringIndex(s[m[1]-last:]); more != nil {
		at := m[1] - last + more[1]
		if next := shifted(moneyNext().FindStringSubmatchIndex(s[at:]), at); next != nil {
			m[1] = next[1]
			return append(m, next[2:]...)
		}
	}
	return append(m, -1, -1, -1, -1, -1, -1, -1, -1)
}

// shifted moves the places of groups.
func shifted(groups []int, by int) []int {
	for i := range groups {
		if groups[i] >= 0 {
			groups[i] += by
		}
	}
	return groups
}

// wordBefore is where the last but one run of white space of s ends, so that a
// currency before an amount is seen whole.
func wordBefore(s string) int {
	last := strings.LastIndexAny(strings.TrimRight(s, spaces), spaces)
	if last < 0 {
		return 0
	}
	_, size := utf8.DecodeRuneInString(s[last:])
	return last + size
}

// moneyMatch is an amount or a range in a line.
type moneyMatch struct {
	line string
	at   []int
}

// The groups of a match: the first amount with its currency before and
// behind it and its sign of thousands, then the second's.
const (
	firstBefore = iota + 1
	firstAmount
	firstThousand
	firstBehind
	secondBefore
	secondAmount
	secondThousand
	secondBehind
)

func (m moneyMatch) group(n int) string {
	if m.at[2*n] < 0 {
		return ""
	}
	return m.line[m.at[2*n]:m.at[2*n+1]]
}

// trimmed is the match without white space around it.
func (m moneyMatch) trimmed() (start, end int) {
	start, end = m.at[0], m.at[1]
	s := m.line[start:end]
	return start + len(s) - len(strings.TrimLeft(s, spaces)), start + len(strings.TrimRight(s, spaces))
}

// firstEnd is where the first amount and its currency end.
func (m moneyMatch) firstEnd() int {
	for _, n := range []int{firstBehind, firstThousand, firstAmount} {
		if end := m.at[2*n+1]; end >= 0 {
			return end
		}
	}
	return m.at[1]
}

// otherThanMoney reports whether what stands around a match makes it something
// else: a part of a code or of a hidden amount, millions, a share, a measure, a
// number of payments.
func (m moneyMatch) otherThanMoney() bool {
	first, behind := m.at[2*firstAmount], m.line[m.at[2*firstAmount+1]:]
	before := m.line[:first]
	if before != "" && m.group(firstBefore) == "" && (isDigit(before[len(before)-1]) || strings.HasSuffix(before, "#") || endsInLetter(before)) {
		return true
	}
	if multiplied().MatchString(m.line[m.at[1]:]) && !payments().MatchString(m.line[m.at[1]:]) {
		return true
	}
	return behind != "" && strings.IndexByte("xX*#_", behind[0]) >= 0 || timesBefore().MatchString(before)
}

// readPay reads an amount or a range.
func (d *document) readPay(l *line, s string, at []int, labelled bool) (pay, bool) {
	m := moneyMatch{s, at}
	low, ok := parseAmount(m.group(firstAmount))
	if !ok || m.otherThanMoney() {
		return pay{}, false
	}
	start, end := m.trimmed()
	p := pay{start: l.start + start, end: l.start + end}
	high, ranged := parseAmount(m.group(secondAmount))
	thousands := m.group(firstThousand) + m.group(secondThousand)
	low, high = m.scaled(low, high, ranged)
	switch {
	case ranged && high >= low && high < low*6:
		p.Min, p.Max = low, high
		p.score += 2
	case ranged && (low == 0 || high != 0 && high < low):
		return pay{}, false
	default:
		p.Min, p.Max = low, low
		if ranged {
			p.end = l.start + m.firstEnd()
		}
	}
	if thousands != "" {
		p.score++
	}
	if top := math.Max(low, high); low < 4 || top > 5e6 {
		return pay{}, false
	}
	d.readCurrency(m, &p)
	if p.Currency == "" && !d.supposeCurrency(l, &p, math.Max(low, high), thousands != "", labelled) {
		return pay{}, false
	}
	d.readBound(l, &p)
	d.readPeriod(l, &p)
	if p.Period == "" && lakhs().MatchString(thousands) {
		p.Period = schema.PerYear // India counts lakhs by the year
	}
	return p, true
}

// scaled multiplies amounts by the thousands, or lakhs, that they are written
// in. One sign may stand for both: "30-35k", "45 - 55.000 €".
func (m moneyMatch) scaled(low, high float64, ranged bool) (float64, float64) {
	factor := 1000.0
	if lakhs().MatchString(m.group(firstThousand) + m.group(secondThousand)) {
		factor = 1e5
	}
	kLow, kHigh := m.group(firstThousand) != "", m.group(secondThousand) != ""
	if kLow || kHigh && low < 1000 {
		low *= factor
	}
	if kHigh || kLow && ranged && high < 1000 {
		high *= factor
	}
	if ranged && high >= 10000 && low >= 10 && low < 1000 {
		low *= 1000
	}
	return low, high
}

// readCurrency takes the currency that stands beside an amount; each sign of it
// counts.
func (d *document) readCurrency(m moneyMatch, p *pay) {
	thousands := m.group(firstThousand) + m.group(secondThousand)
	if lakhs().MatchString(thousands) {
		p.Currency = "INR"
		p.score += 3
	}
	for _, n := range []int{firstBefore, firstBehind, secondBefore, secondBehind} {
		if code := d.currency(m.group(n)); code != "" && p.Currency == "" {
			p.Currency = code
		}
		if m.group(n) != "" {
			p.score += 3
		}
	}
	if strings.Contains(thousands, "€") || strings.Contains(thousands, "EUR") {
		p.Currency = "EUR"
		p.score += 3
	}
}

// supposeCurrency takes the currency that the line names elsewhere, and reports
// whether an amount may be pay without one: thousands that are written as such,
// or a labelled amount that is no year.
func (d *document) supposeCurrency(l *line, p *pay, top float64, thousands, labelled bool) bool {
	if thousands || labelled {
		p.Currency = d.currencyOf(l)
	}
	return p.Currency != "" || top >= 1000 && (thousands || labelled && (top < 1950 || top >= 2100))
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func holdsDigit(s string) bool {
	for i := range len(s) {
		if isDigit(s[i]) {
			return true
		}
	}
	return false
}

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
