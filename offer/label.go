package offer

import "strings"

// labelled finds the value behind a label: "Location: Leeds", a table row, or
// a label alone with its value on the next line. It returns the value's place.
// With within > 0 only that many lines from the top are looked at.
func (d *document) labelled(kind string, within int) (start, end int, ok bool) {
	seen := 0
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.start < d.body {
			continue
		}
		if seen++; within > 0 && seen > within {
			break
		}
		if start, end, ok = d.valueBehind(i, kind); ok {
			return start, end, true
		}
	}
	return 0, 0, false
}

// labelledAll calls use with every value behind a label of the kind until it
// returns true.
func (d *document) labelledAll(kind string, use func(l *line, start, end int) bool) bool {
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.start < d.body {
			continue
		}
		if start, end, ok := d.valueBehind(i, kind); ok && use(l, start, end) {
			return true
		}
	}
	return false
}

func (d *document) valueBehind(i int, kind string) (start, end int, ok bool) {
	l := &d.lines[i]
	h, found := l.find(kind)
	if !found {
		return 0, 0, false
	}
	_, labelEnd := d.span(h)
	if h.first > l.first && !d.startsCell(l, h) {
		return 0, 0, false
	}
	if m := secondLabel().FindString(d.text[labelEnd:l.end]); m != "" {
		labelEnd += len(m) - 1
	}
	rest := d.text[labelEnd:l.end]
	trimmed := strings.TrimLeft(rest, spaces+"*_/()snº°.")
	switch {
	case strings.HasPrefix(trimmed, ":"), strings.HasPrefix(trimmed, "："), strings.HasPrefix(trimmed, "="):
		start = l.end - len(strings.TrimLeft(trimmed[1:], spaces+"*_:"))
		end = d.cellEnd(start, l.end)
	case strings.HasPrefix(rest, "\t"), strings.HasPrefix(trimmed, "|"), strings.HasPrefix(trimmed, "–"), strings.HasPrefix(trimmed, "- "):
		start = l.end - len(strings.TrimLeft(rest, spaces+"|–-*_"))
		end = d.cellEnd(start, l.end)
	case h.last == l.last && strings.Trim(rest, spaces+"*_:.") == "":
		return d.nextLine(i)
	default:
		return 0, 0, false
	}
	if start >= end {
		if h.last == l.last {
			return d.nextLine(i)
		}
		return 0, 0, false
	}
	return start, end, true
}

// secondLabel is a further label up to the colon: "Job Title, Grade Code:".
var secondLabel = pattern(`^(?:,| and| &| /|/) ?\p{Lu}[\p{L}]+(?: \p{L}+){0,2}:`)

// startsCell reports whether a label starts a part of its line: behind a tab,
// a bar or a bullet.
func (d *document) startsCell(l *line, h hit) bool {
	before := strings.TrimRight(d.text[l.start:d.tokens[h.first].start], " *_")
	return before == "" || strings.ContainsAny(before[len(before)-1:], "\t|;(,") || strings.HasSuffix(before, "·") || strings.HasSuffix(before, "•") || strings.HasSuffix(before, " -") || strings.HasSuffix(before, "–")
}

// cellEnd ends a value where the next cell of its line starts.
func (d *document) cellEnd(start, end int) int {
	s := d.text[start:end]
	for _, separator := range []string{"\t", " | ", " · ", " • ", " ⋅ "} {
		if i := strings.Index(s, separator); i > 0 {
			s = s[:i]
		}
	}
	return start + len(strings.TrimRight(s, spaces+"*_|;,"))
}

// nextLine takes a short following line as the value of a label alone.
func (d *document) nextLine(i int) (start, end int, ok bool) {
	if i+1 >= len(d.lines) {
		return 0, 0, false
	}
	next := &d.lines[i+1]
	if next.dropped || next.heading || next.end-next.start > 90 || next.bullet && i+2 < len(d.lines) && d.lines[i+2].bullet || strings.HasSuffix(d.text[next.start:next.end], ":") {
		return 0, 0, false
	}
	return next.start, next.end, true
}
