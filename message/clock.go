package message

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// clock is a time of the day.
type clock struct {
	start, end int    // the words, the end of a range and the zone included
	text       string // HH:MM
	zone       string // IANA name; empty when none is named
}

// The ways to write a time. An hour alone needs a word that makes it one.
var (
	halfDay   = `(?:\s*([ap])\.?\s?m\b\.?)`
	clockWord = `(?:\s*(?:uhr|uur|h|hrs?|hs|horas|heures|ore)\b)`
	leading   = `(?:^|[\s(,])(?:at|from|around|um|ab|gegen|von|à|a\s+las?|desde\s+las|las|às|as|das|pelas|alle\s+ore|dalle\s+ore|ore|alle|dalle|om|vanaf|rond|vers|de|dès|entre|zwischen|between)\s+`

	clocks = regexp.MustCompile(`(?i)` + strings.Join([]string{
		leading + `([01]?\d|2[0-3])[:.h]([0-5]\d)\b` + halfDay + `?` + clockWord + `?`,
		`\b([01]?\d|2[0-3]):([0-5]\d)\b` + halfDay + `?` + clockWord + `?`,
		`\b([01]?\d|2[0-3])h([0-5]\d)\b`,
		`\b([01]?\d|2[0-3])\.([0-5]\d)` + clockWord,
		`\b(1?\d)(?:[:.]([0-5]\d))?` + halfDay,
		`\b([01]?\d|2[0-3])()\s*uhr\b`,
		leading + `([01]?\d|2[0-3])()` + clockWord,
		`\b(?:alle|dalle|ore|a\s+las|desde\s+las)\s+([01]?\d|2[0-3])()\b`,
	}, "|"))

	rangeEnd = regexp.MustCompile(`(?i)^\s*(?:-|–|—|to|until|till|bis|à|a|hasta|alle|às|tot|y|und|and|et|e)\s*(?:las\s+|ore\s+)?(?:[01]?\d|2[0-3])(?:[:.h][0-5]\d)?(?:\s*[ap]\.?\s?m\b\.?)?(?:\s*(?:uhr|uur|h|hrs?|horas|heures|ore)\b)?`)

	zoneCode   = regexp.MustCompile(`^[\s,(]*(CET|CEST|MEZ|MESZ|HNEC|GMT|UTC|BST|WET|WEST|EET|EEST|EST|EDT|ET|CST|CDT|CT|MST|MDT|PST|PDT|PT)\b(?:\s*([+-])\s*(\d{1,2}))?`)
	afternoons = regexp.MustCompile(`(?i)^\s*(?:de la tarde|de la noche|del pomeriggio|di sera|da tarde|da noite|de l['’]après-midi|du soir|nachmittags|abends|'s middags|’s middags|'s avonds|’s avonds)`)
)

// zoneOf names the zone whose clocks people mean by a code. The standard codes
// are used all year for whatever the clocks there show.
var zoneOf = map[string]string{
	"CET": "Europe/Berlin", "CEST": "Europe/Berlin", "MEZ": "Europe/Berlin", "MESZ": "Europe/Berlin", "HNEC": "Europe/Paris",
	"GMT": "UTC", "UTC": "UTC", "BST": "Europe/London", "WET": "Europe/Lisbon", "WEST": "Europe/Lisbon",
	"EET": "Europe/Athens", "EEST": "Europe/Athens",
	"EST": "America/New_York", "EDT": "America/New_York", "ET": "America/New_York",
	"CST": "America/Chicago", "CDT": "America/Chicago", "CT": "America/Chicago",
	"MST": "America/Denver", "MDT": "America/Denver",
	"PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "PT": "America/Los_Angeles",
}

// readClocks finds the times of a sentence outside of its dates.
func (d *document) readClocks(s *sentence) []clock {
	var all []clock
	text := d.Text[s.start:s.end]
	for from := 0; from < len(text); {
		m := clocks.FindStringSubmatchIndex(text[from:])
		if m == nil {
			break
		}
		start, end := from+m[0], from+m[1]
		found, ok := readClock(text[from:], m)
		inside := false
		for _, day := range s.moments {
			inside = inside || s.start+start < day.end && day.start < s.start+end && strings.ContainsAny(d.Text[day.start:day.end], "0123456789") &&
				s.start+start+strings.IndexAny(text[start:end], "0123456789") < day.end
		}
		from = end
		if !ok || inside {
			continue
		}
		found.start, found.end = s.start+start, s.start+end
		if tail := afternoons.FindString(text[end:]); tail != "" {
			found.afternoon()
			found.end += len(tail)
		}
		if tail := rangeEnd.FindString(text[found.end-s.start:]); tail != "" {
			found.end += len(tail)
			from = found.end - s.start
		}
		d.readZone(s, &found)
		all = append(all, found)
	}
	return all
}

// readClock takes the first alternative that matched.
func readClock(text string, m []int) (clock, bool) {
	for group := 2; group+3 < len(m); {
		hour := m[group : group+2]
		if hour[0] < 0 {
			group += 2
			continue
		}
		h, minute, half := atoi(text[hour[0]:hour[1]]), 0, ""
		if next := m[group+2 : group+4]; next[0] >= 0 {
			minute = atoi(text[next[0]:next[1]])
		}
		for at := group + 4; at+1 < len(m); at += 2 {
			if m[at] >= 0 {
				half = strings.ToLower(text[m[at]:m[at+1]])
			}
		}
		switch {
		case half != "" && (h < 1 || h > 12):
			return clock{}, false
		case half == "p" && h < 12:
			h += 12
		case half == "a" && h == 12:
			h = 0
		}
		return clock{text: fmt.Sprintf("%02d:%02d", h, minute)}, true
	}
	return clock{}, false
}

func (c *clock) afternoon() {
	if hour := atoi(c.text[:2]); hour < 12 {
		c.text = fmt.Sprintf("%02d%s", hour+12, c.text[2:])
	}
}

// readZone reads "(CET)", "UTC+2", "heure de Paris" behind a time.
func (d *document) readZone(s *sentence, c *clock) {
	rest := d.Text[c.end:s.end]
	if m := zoneCode.FindStringSubmatchIndex(rest); m != nil {
		c.zone = zoneOf[rest[m[2]:m[3]]]
		if m[4] >= 0 && c.zone == "UTC" {
			// POSIX counts the hours west of Greenwich.
			sign := map[string]string{"+": "-", "-": "+"}[rest[m[4]:m[5]]]
			c.zone = fmt.Sprintf("Etc/GMT%s%d", sign, atoi(rest[m[6]:m[7]]))
		}
		c.end += m[1]
		return
	}
	for _, cue := range s.cues {
		if zone, ok := strings.CutPrefix(cue.Kind, "zone."); ok && cue.Start >= c.end && cue.Start-c.end <= 4 {
			c.zone, c.end = zone, cue.End
			return
		}
	}
}

// join gives each time its day: the last one before it in the sentence, else
// the one right behind it. A day with two times is two moments.
func (d *document) join(s *sentence) {
	var joined []moment
	taken := map[int]bool{}
	for _, c := range s.clocks {
		best := -1
		for i, m := range s.moments {
			if m.start < c.start || best < 0 && m.start-c.end <= 40 {
				best = i
			}
		}
		if best < 0 {
			continue
		}
		m := s.moments[best]
		taken[best] = true
		m.start, m.end, m.clock, m.zone = min(m.start, c.start), max(m.end, c.end), c.text, c.zone
		joined = append(joined, m)
	}
	for i := len(s.moments) - 1; i >= 0; i-- {
		m := s.moments[i]
		if taken[i] {
			continue
		}
		if i+1 < len(s.moments) && len(s.clocks) == 1 && !m.limit && s.moments[i+1].start-m.end <= 12 {
			m.clock, m.zone = s.clocks[0].text, s.clocks[0].zone // "on 5 or 6 March at 9:00"
		}
		joined = append(joined, m)
	}
	slices.SortStableFunc(joined, func(a, b moment) int { return a.start - b.start })
	if len(s.moments) > 0 {
		s.moments = joined
	}
}
