package guard

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// date is a day, month or year that a text names.
type date struct {
	year, month, day int // 0 when not named
	present          bool
	since            bool // the words before say that something began then
	start, end       int  // byte offsets
}

var (
	isoDate   = regexp.MustCompile(`\b(\d{4})-(\d{1,2})(?:-(\d{1,2}))?\b`)
	slashDate = regexp.MustCompile(`\b(?:(\d{1,2})[./])?(\d{1,2})[./](\d{4})\b`)
	wordDate  = regexp.MustCompile(`(?i)(?:\b(\d{1,2})\.? (?:de |of )?)?(\p{L}{3,10})\.?,? (?:de |of )?(\d{4})\b`)
	bareYear  = regexp.MustCompile(`\b(19[5-9]\d|20[0-4]\d)\b`)
)

var months = sync.OnceValue(func() map[string]int {
	names := map[string]int{}
	for _, line := range readLines("months") {
		number, list, _ := strings.Cut(line, "|")
		month, _ := strconv.Atoi(number)
		for name := range strings.SplitSeq(list, ",") {
			names[lexicon.Fold(name)] = month
		}
	}
	return names
})

// findDates reads ISO, slashed, spelled dates and bare years.
func findDates(t *text) []date {
	if !slices.ContainsFunc(t.tokens, func(tok token) bool { return tok.number }) {
		return nil
	}
	raw := westernDigits(t.raw)
	if len(raw) != len(t.raw) {
		raw = t.raw
	}
	iso, slash, word, year := datesIn(raw)
	var dates []date
	taken := func(start, end int) bool {
		for _, d := range dates {
			if start < d.end && d.start < end {
				return true
			}
		}
		return false
	}
	add := func(d date) {
		if d.month > 12 || d.day > 31 || taken(d.start, d.end) {
			return
		}
		d.since = since(t, d.start)
		dates = append(dates, d)
	}
	number := func(at []int, group int) int {
		if at[2*group] < 0 {
			return 0
		}
		n, _ := strconv.Atoi(raw[at[2*group]:at[2*group+1]])
		return n
	}
	find := func(pattern *regexp.Regexp, possible bool) [][]int {
		if !possible {
			return nil
		}
		return pattern.FindAllStringSubmatchIndex(raw, -1)
	}
	for _, at := range find(isoDate, iso) {
		add(date{year: number(at, 1), month: number(at, 2), day: number(at, 3), start: at[0], end: at[1]})
	}
	for _, at := range find(slashDate, slash) {
		add(date{year: number(at, 3), month: number(at, 2), day: number(at, 1), start: at[0], end: at[1]})
	}
	for _, at := range find(wordDate, word) {
		if month, ok := months()[lexicon.Fold(raw[at[4]:at[5]])]; ok && month > 0 {
			add(date{year: number(at, 3), month: month, day: number(at, 1), start: at[0], end: at[1]})
		}
	}
	for _, at := range find(bareYear, year) {
		year, _ := strconv.Atoi(raw[at[0]:at[1]])
		if yearLike(t, at[0], at[1]) {
			add(date{year: year, start: at[0], end: at[1]})
		}
	}
	return dates
}

// datesIn tells which of the patterns may match at all, by what stands around
// four digits: they are slow, and most texts with a number name no date.
func datesIn(s string) (iso, slash, word, year bool) {
	for i := 0; i < len(s); i++ {
		start := i
		for i < len(s) && '0' <= s[i] && s[i] <= '9' {
			i++
		}
		if i-start < 4 {
			continue
		}
		iso = iso || i < len(s) && s[i] == '-'
		slash = slash || start > 0 && (s[start-1] == '/' || s[start-1] == '.')
		word = word || start > 0 && s[start-1] == ' '
		year = true
	}
	return iso, slash, word, year
}

// yearLike tells a year from a count such as 2000 parts: a currency, a unit
// or a plain noun directly behind, without a date's preposition before.
func yearLike(t *text, start, end int) bool {
	for i, tok := range t.tokens {
		if tok.start != start {
			continue
		}
		if i > 0 && t.tokens[i-1].number && len(t.tokens[i-1].text) == 4 && tok.start-t.tokens[i-1].end <= len("–") && !strings.ContainsAny(t.raw[t.tokens[i-1].end:start], " .,'") {
			return true // 2022–2026
		}
		if start > 0 && strings.ContainsAny(t.raw[start-1:start], ".,'$£") || end < len(t.raw) && strings.ContainsAny(t.raw[end:end+1], "%€$£'") {
			return false
		}
		if i > 0 && tok.depth == 0 && i+1 < len(t.tokens) && t.tokens[i+1].item == tok.item {
			before, next := t.tokens[i-1].fold, t.tokens[i+1]
			if !next.stop && !next.number && !datePreposition[before] && !next.capital {
				return false
			}
		}
		return true
	}
	return false
}

var datePreposition = func() map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields("in since from until till to during by early late mid summer winter spring autumn fall and ab seit bis im von jahr en depuis de jusqu a annee desde hasta en ano dal da al nel dell anno desde ate em sinds vanaf tot jaar season") {
		set[word] = true
	}
	return set
}()

// since reports whether the word before offset says that something began.
func since(t *text, offset int) bool {
	previous := ""
	for _, tok := range t.tokens {
		if tok.start >= offset {
			break
		}
		previous = tok.fold
	}
	switch previous {
	case "since", "seit", "depuis", "dal", "desde", "sinds", "vanaf", "ab", "dal'":
		return true
	}
	return false
}

// parseDate reads the value of a date field: 2021-03, 03/2021, March 2021,
// 2021 or present in one of the languages.
func parseDate(value, lang string) (date, bool) {
	value = strings.TrimSpace(value)
	if month, ok := months()[lexicon.Fold(value)]; ok && month == 0 {
		return date{present: true}, true
	}
	t := &text{raw: value, lang: lang, tokens: tokenize(value, lang)}
	if dates := findDates(t); len(dates) == 1 && dates[0].end-dates[0].start >= len(value)-1 {
		return dates[0], true
	}
	return date{}, false
}

func (d date) same(other date) bool {
	return d.present == other.present && d.year == other.year && d.month == other.month && d.day == other.day
}

// index counts months; an unknown month takes the given default.
func (d date) index(unknown int) int {
	month := d.month
	if month == 0 {
		month = unknown
	}
	return d.year*12 + month - 1
}

func monthOf(t time.Time) date { return date{year: t.Year(), month: int(t.Month())} }

// westernDigits turns the decimal digits of every script into 0-9.
func westernDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 || !unicode.IsDigit(r) {
			return r
		}
		return '0' + rune(digitValue(r))
	}, s)
}

// digitValue is the value of a decimal digit: Unicode keeps each script's ten
// digits together and in order.
func digitValue(r rune) int {
	for _, block := range unicode.Nd.R16 {
		if r >= rune(block.Lo) && r <= rune(block.Hi) {
			return int(r-rune(block.Lo)) % 10
		}
	}
	for _, block := range unicode.Nd.R32 {
		if r >= rune(block.Lo) && r <= rune(block.Hi) {
			return int(r-rune(block.Lo)) % 10
		}
	}
	return 0
}

// monthKept: word i is a month that the old text has, in whatever language.
func (c *claim) monthKept(i int) bool {
	month := months()[c.new.tokens[i].fold]
	return month > 0 && c.old != nil && slices.ContainsFunc(c.old.tokens, func(tok token) bool { return months()[tok.fold] == month })
}
