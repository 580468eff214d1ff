package message

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/offer"
)

// moment is a day that a sentence names, with a time when one goes with it.
type moment struct {
	start, end int // the words, time and zone included
	day        time.Time
	clock      string // HH:MM
	zone       string // IANA name
	limit      bool   // the day is the last: "by Friday"
}

// readMoments finds the days and times of every sentence and puts them
// together. A time without a day belongs to the day of the sentence before, as
// in lists of "Date: …" and "Time: …".
func (d *document) readMoments() {
	for i := range d.sentences {
		s := &d.sentences[i]
		d.readDays(s)
		s.clocks = d.readClocks(s)
		d.join(s)
		if len(s.moments) == 0 && len(s.clocks) > 0 && i > 0 {
			d.borrowDay(&d.sentences[i-1], s)
		}
	}
}

func (d *document) borrowDay(before, s *sentence) {
	if len(before.moments) != 1 || before.moments[0].clock != "" || before.moments[0].limit || strings.Count(d.Text[before.end:s.start], "\n") > 2 {
		return
	}
	m := before.moments[0]
	before.moments = nil
	for _, c := range s.clocks {
		s.moments = append(s.moments, moment{start: before.start, end: c.end, day: m.day, clock: c.text, zone: c.zone})
	}
}

// readDays finds the days of a sentence in the order of the text.
func (d *document) readDays(s *sentence) {
	var found []moment
	add := func(m moment, ok bool) {
		if ok && !slices.ContainsFunc(found, func(o moment) bool { return m.start < o.end && o.start < m.end }) {
			found = append(found, m)
		}
	}
	for _, m := range numericDays.FindAllStringSubmatchIndex(d.Text[s.start:s.end], -1) {
		add(d.numericDay(s, m))
	}
	for _, cue := range s.cues {
		if month, ok := numbered(cue.Kind, "month."); ok {
			for _, m := range d.writtenDays(s, cue, time.Month(month)) {
				add(m, true)
			}
		}
	}
	for i, cue := range s.cues {
		if weekday, ok := numbered(cue.Kind, "day."); ok {
			add(d.weekday(s, i, weekday, found))
		}
		add(d.relative(s, cue))
		add(d.counted(s, cue))
	}
	slices.SortFunc(found, func(a, b moment) int { return a.start - b.start })
	for i := range found {
		found[i].limit = found[i].limit || d.limited(s, found[i].start)
	}
	s.moments = slices.DeleteFunc(found, func(m moment) bool { return m.day.Before(d.today()) })
}

func (d *document) today() time.Time { return dayOf(d.At.Date()) }

func dayOf(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// limited reports whether an "until" stands right before the day, weekday and
// articles aside.
func (d *document) limited(s *sentence, start int) bool {
	for _, cue := range s.cues {
		if cue.Kind == "until" && cue.Start < start && start-cue.End <= 22 && cue.End <= start+1 &&
			!strings.ContainsAny(d.Text[min(cue.End, start):start], ";()0123456789") {
			return true
		}
	}
	return false
}

func numbered(kind, prefix string) (int, bool) {
	rest, ok := strings.CutPrefix(kind, prefix)
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(rest)
	return n, err == nil
}

// numericDays are 2026-03-05, 05.03.2026, 5/3/26, 5.3. and, behind a weekday,
// 05/03.
var numericDays = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b|\b(\d{1,2})([./-])(\d{1,2})(?:[./-](\d{4}|\d{2})\b|\.|/?)`)

func (d *document) numericDay(s *sentence, m []int) (moment, bool) {
	text := d.Text[s.start:s.end]
	part := func(n int) int { v, _ := strconv.Atoi(text[m[2*n]:m[2*n+1]]); return v }
	found := moment{start: s.start + m[0], end: s.start + m[1]}
	if m[2] >= 0 {
		day, ok := exactDay(part(1), part(2), part(3))
		found.day = day
		return found, ok
	}
	first, second, sign := part(4), part(6), text[m[10]:m[11]]
	weekday := d.weekdayBefore(s, found.start)
	if m[14] < 0 {
		if sign == "-" || sign == "/" && weekday == 0 || sign == "." && !strings.HasSuffix(text[m[0]:m[1]], ".") || sign == "." && d.lang == "en" {
			return moment{}, false // half a date: "24/7", "1.5", "5-6"
		}
		day, ok := d.coming(time.Month(second), first)
		found.day = day
		return found, ok
	}
	year := part(7)
	if year < 100 {
		year += 2000
	}
	day, ok := exactDay(year, second, first)
	other, otherOK := exactDay(year, first, second)
	if sign == "/" && (d.lang == "en" || d.lang == "") && otherOK && ok && first != second {
		switch weekday {
		case isoWeekday(day):
		case isoWeekday(other):
			day = other
		default:
			d.warn("%q may be %s or %s: ask, and give the date yourself", text[m[0]:m[1]], day.Format("2 January"), other.Format("2 January"))
			return moment{}, false
		}
	} else if !ok && otherOK && sign == "/" {
		day, ok = other, true
	}
	found.day = day
	if ok && weekday != 0 && weekday != isoWeekday(day) {
		d.warn("%q is a %s, which the message does not say", text[m[0]:m[1]], day.Weekday())
	}
	return found, ok
}

func exactDay(year, month, day int) (time.Time, bool) {
	at := dayOf(year, time.Month(month), day)
	return at, year >= 2000 && year < 2100 && month >= 1 && month <= 12 && at.Day() == day
}

func isoWeekday(day time.Time) int { return (int(day.Weekday())+6)%7 + 1 }

// coming is the next such day, today included, if it is within nine months:
// farther off the year is in doubt, and a day that has just passed is past.
func (d *document) coming(month time.Month, day int) (time.Time, bool) {
	today := d.today()
	for _, year := range []int{today.Year(), today.Year() + 1} {
		at, ok := exactDay(year, int(month), day)
		if ok && !at.Before(today) && at.Before(today.AddDate(0, 9, 0)) {
			return at, true
		}
	}
	return time.Time{}, false
}

// weekdayBefore is the weekday that stands right before a date, 0 for none.
func (d *document) weekdayBefore(s *sentence, start int) int {
	for _, cue := range s.cues {
		if n, ok := numbered(cue.Kind, "day."); ok && cue.End <= start && start-cue.End <= 12 && !strings.ContainsAny(d.Text[cue.End:start], "0123456789") {
			return n
		}
	}
	return 0
}

var (
	dayBefore  = regexp.MustCompile(`(?i)(?:(\d{1,2})(?:\.|st|nd|rd|th|er|º|ª)?(?:\s+(?:or|and|oder|und|ou|et|o|e|y|of|en)\s+(?:(?:on|am|le|el|il|em|op|dia|the|den)\s+)?|\s*/\s*))?(\d{1,2})(?:\.|st|nd|rd|th|er|º|ª)?\s+(?:(?:of|de|day of)\s+)?$`)
	dayAfter   = regexp.MustCompile(`(?i)^\.?\s+(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(20\d\d)\b)?`)
	yearBehind = regexp.MustCompile(`(?i)^\.?,?\s+(?:(?:de|del|of)\s+)?(20\d\d)\b`)
)

// writtenDays reads "5 March 2026", "March 5th", "1er mars", "5. oder 6. März",
// "5 de marzo de 2026".
func (d *document) writtenDays(s *sentence, month offer.Cue, number time.Month) []moment {
	var all []moment
	add := func(start, end, year int, digits string) {
		day, err := strconv.Atoi(digits)
		if err != nil {
			return
		}
		at, ok := exactDay(year, int(number), day)
		if year == 0 {
			at, ok = d.coming(number, day)
		}
		if !ok {
			return
		}
		if weekday := d.weekdayBefore(s, start); weekday != 0 && weekday != isoWeekday(at) {
			d.warn("%q is a %s, which the message does not say", d.Text[start:end], at.Weekday())
		}
		all = append(all, moment{start: start, end: end, day: at})
	}
	before, behind := d.Text[s.start:month.Start], d.Text[month.End:s.end]
	if m := dayBefore.FindStringSubmatchIndex(before); m != nil {
		end, year := month.End, 0
		if y := yearBehind.FindStringSubmatchIndex(behind); y != nil {
			end, year = month.End+y[1], atoi(behind[y[2]:y[3]])
		}
		if m[2] >= 0 {
			add(s.start+m[2], s.start+m[3], year, before[m[2]:m[3]])
		}
		add(s.start+m[4], end, year, before[m[4]:m[5]])
		return all
	}
	if m := dayAfter.FindStringSubmatchIndex(behind); m != nil && (d.lang == "en" || d.lang == "") {
		year := 0
		if m[4] >= 0 {
			year = atoi(behind[m[4]:m[5]])
		}
		add(month.Start, month.End+m[1], year, behind[m[2]:m[3]])
	}
	return all
}

func atoi(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// weekday reads a weekday that stands alone: the next such day. "Next" in
// front of it may mean that one or a week later, so it is told how it was read.
func (d *document) weekday(s *sentence, at, weekday int, dated []moment) (moment, bool) {
	cue := s.cues[at]
	for _, m := range dated {
		if m.start >= cue.End && m.start-cue.End <= 12 && !strings.ContainsAny(d.Text[cue.End:m.start], "0123456789") || m.start <= cue.Start && cue.Start < m.end ||
			cue.Start >= m.end && cue.Start-m.end <= 3 {
			return moment{}, false // it belongs to a date
		}
	}
	if cue.End-cue.Start <= 3 && !strings.HasPrefix(d.Text[cue.End:s.end], ".") && !strings.HasPrefix(d.Text[cue.End:s.end], ",") {
		return moment{}, false // "mo", "fr" and "do" are other words too
	}
	today := d.today()
	ahead := (weekday-isoWeekday(today)+6)%7 + 1
	m := moment{start: cue.Start, end: cue.End, day: today.AddDate(0, 0, ahead)}
	if at > 0 && s.cues[at-1].Kind == "next" && cue.Start-s.cues[at-1].End <= 2 {
		m.start = s.cues[at-1].Start
		d.warn("%q was read as %s", d.Text[m.start:m.end], m.day.Format("Monday 2 January"))
	}
	return m, true
}

// relative reads "tomorrow" and "by the end of next week".
func (d *document) relative(s *sentence, cue offer.Cue) (moment, bool) {
	today := d.today()
	friday := today.AddDate(0, 0, 5-isoWeekday(today))
	if isoWeekday(today) > 5 {
		friday = friday.AddDate(0, 0, 7)
	}
	m := moment{start: cue.Start, end: cue.End}
	switch cue.Kind {
	case "rel.today":
		m.day = today
		return m, true
	case "rel.tomorrow":
		m.day = today.AddDate(0, 0, 1)
		return m, true
	case "rel.overmorrow":
		m.day = today.AddDate(0, 0, 2)
		return m, true
	case "rel.week":
		m.day = friday
	case "rel.next_week":
		if m.day = friday; isoWeekday(today) <= 5 {
			m.day = friday.AddDate(0, 0, 7)
		}
	case "rel.month":
		m.day = dayOf(today.Year(), today.Month()+1, 0)
	default:
		return moment{}, false
	}
	// A week or a month is a limit at most: "your availability this week" names
	// no day.
	m.limit = !s.has("says.availability") || d.limited(s, cue.Start)
	return m, m.limit
}

var countBefore = regexp.MustCompile(`(\d{1,2})(?:\s*(?:-|–|to|bis|à|a|tot)\s*(\d{1,2}))?\s+$`)

// counted reads "within 5 working days", "in zwei Wochen", counted from the day
// of the message. Of "two to three weeks" the longer is meant.
func (d *document) counted(s *sentence, cue offer.Cue) (moment, bool) {
	m := moment{start: cue.Start, end: cue.End, limit: true}
	n, spelled := numbered(cue.Kind, "span.")
	if spelled {
		m.day = d.today().AddDate(0, 0, n)
	} else if n, spelled = numbered(cue.Kind, "workspan."); spelled {
		m.day = workdays(d.today(), n)
	} else if !strings.HasPrefix(cue.Kind, "unit.") {
		return moment{}, false
	}
	if !spelled {
		text := d.Text[s.start:cue.Start]
		digits := countBefore.FindStringSubmatchIndex(text)
		if digits == nil {
			return moment{}, false
		}
		n = atoi(text[digits[2]:digits[3]])
		if digits[4] >= 0 {
			n = atoi(text[digits[4]:digits[5]])
		}
		m.start = s.start + digits[0]
		switch cue.Kind {
		case "unit.day":
			m.day = d.today().AddDate(0, 0, n)
		case "unit.workday":
			m.day = workdays(d.today(), n)
		case "unit.week":
			m.day = d.today().AddDate(0, 0, 7*n)
		}
	}
	// "Three weeks of leave" are no limit.
	return m, n > 0 && (d.limited(s, m.start) || withinWords.MatchString(d.Text[s.start:m.start]))
}

var withinWords = regexp.MustCompile(`(?i)(?:^|\s)(?:within|in|have|innerhalb|binnen|en|dans|sous|entro|tra|fra|dentro de|em|over|haben|hast|avez|tiene|tienes|ha|hai|tem|hebt|heeft|heb je)\s+(?:(?:the next|the|next|von|ca\.?|etwa|un délai de|environ|\d{1,2}|to|bis|à|a|tot|two to|zwei bis|deux à|dos a|due a|duas a|twee tot|-|–)\s*){0,3}$`)

// workdays is the n-th day from Monday to Friday after day.
func workdays(day time.Time, n int) time.Time {
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if isoWeekday(day) <= 5 {
			n--
		}
	}
	return day
}
