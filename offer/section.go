package offer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// section is what a part of an offer is for.
type section string

// The sections; the empty one is text before any known heading. Role stands
// for neutral headings such as "The role", whose lines are read one by one.
const (
	mustSection     section = "must"
	niceSection     section = "nice"
	dutiesSection   section = "duties"
	roleSection     section = "role"
	benefitsSection section = "benefits"
	aboutSection    section = "about"
	applySection    section = "apply"
	legalSection    section = "legal"
	similarSection  section = "similar"
	unknownSection  section = "unknown"
)

// readSections tells headings from text and gives every line its section.
func (d *document) readSections() {
	current := section("")
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.start < d.body {
			continue
		}
		if kind, ok := d.headingOf(i); ok {
			l.heading = true
			current = d.nested(current, kind)
			l.section = current
			continue
		}
		l.section = current
		if current == similarSection {
			l.dropped = true
		}
	}
}

// nested keeps a neutral heading below a telling one from hiding it: under
// "Your profile", "Languages" still asks.
func (d *document) nested(current, kind section) section {
	if kind == unknownSection && (current == aboutSection || current == similarSection) {
		return current
	}
	return kind
}

// headingOf reports whether line i is a heading, and of what.
func (d *document) headingOf(i int) (section, bool) {
	l := &d.lines[i]
	s := d.text[l.start:l.end]
	words := l.last - l.first
	if words == 0 || words > 12 || len(s) > 110 {
		return "", false
	}
	colon := strings.HasSuffix(s, ":")
	strong := l.strong || colon || upper(s)
	if l.bullet && !colon && !d.markerIsDecoration(i) {
		return "", false
	}
	if best, covered := d.headingHit(l, strong); best != "" {
		share := float64(covered) / float64(words)
		closed := strings.HasSuffix(s, ".") || strings.HasSuffix(s, ",") || strings.HasSuffix(s, ";")
		if share == 1 && !closed || share > .5 && !closed && !strings.ContainsAny(s, "(") || strong && share >= .3 && !closed || words <= 6 && strings.HasSuffix(s, "?") && share >= .5 {
			if i == 0 && !colon && share < 1 {
				return "", false // the title comes first
			}
			if d.isLabel(i, share) {
				return "", false
			}
			if kind := d.hinted(l); best == roleSection && share < 1 && kind != "" {
				return kind, true
			}
			return best, true
		}
	}
	if !l.bullet && d.setOff(i, colon) {
		if kind := d.hinted(l); kind != "" {
			return kind, true
		}
		if colon || d.lines[i+1].bullet || i > 3 {
			return unknownSection, true
		}
	}
	if colon && !l.bullet && words <= 10 && i+1 < len(d.lines) && d.lines[i+1].bullet {
		return d.guessHeading(l), true
	}
	if l.strong && i > 0 && !l.bullet && words <= 8 && !strings.ContainsAny(s[len(s)-1:], ".,;") && !strings.Contains(s, ":") {
		return unknownSection, true
	}
	return "", false
}

// setOff reports whether the layout makes a line a heading: short, no sentence,
// with a list or a block of text right below it and space above it.
func (d *document) setOff(i int, colon bool) bool {
	l := &d.lines[i]
	s := d.text[l.start:l.end]
	if i == 0 || i+1 >= len(d.lines) || l.last-l.first > 9 || strings.ContainsAny(s, "0123456789€£$@\t") || strings.ContainsAny(s[len(s)-1:], ".,;!") {
		return false
	}
	if first, _ := utf8.DecodeRuneInString(s); !unicode.IsUpper(first) && first != '¿' && first != '…' {
		return false
	}
	next := &d.lines[i+1]
	if colon || strings.HasSuffix(s, "?") || next.bullet || l.strong {
		return next.bullet || colon && !next.gap || (strings.HasSuffix(s, "?") || l.strong) && l.gap
	}
	if !l.gap || l.has("ask") || d.lines[i-1].heading || occupied(d.words(*l)) {
		return false
	}
	if !next.gap {
		return true
	}
	return i+2 < len(d.lines) && !d.lines[i+2].gap || next.end-next.start > 100
}

// hinted reads an unlisted heading by its words.
func (d *document) hinted(l *line) section {
	size := map[section]int{}
	for _, h := range l.hits {
		if kind, ok := strings.CutPrefix(h.kind, "hint."); ok {
			size[section(kind)] += h.last - h.first
		}
	}
	best := section("")
	for _, kind := range []section{niceSection, benefitsSection, applySection, aboutSection, dutiesSection, mustSection} {
		if size[kind] > size[best] {
			best = kind
		}
	}
	return best
}

// isLabel reports whether a heading is rather the label of a short value on
// the next line: "Salary" above "£30,000".
func (d *document) isLabel(i int, share float64) bool {
	l := &d.lines[i]
	if share < 1 || i+1 >= len(d.lines) {
		return false
	}
	label, ok := l.find("label.")
	if !ok || label.first != l.first || label.last != l.last {
		return false
	}
	switch label.kind {
	case "label.company", "label.title", "label.contact":
		next := &d.lines[i+1]
		return !next.bullet && next.end-next.start < 60 && next.last-next.first <= 8 && (i+2 >= len(d.lines) || !d.lines[i+2].bullet) && !strings.HasSuffix(d.text[l.start:l.end], ":") && !l.strong
	}
	return false
}

// markerIsDecoration reports whether the sign before a line only decorates:
// a heading with an emoji above plain items.
func (d *document) markerIsDecoration(i int) bool {
	l := &d.lines[i]
	from := strings.LastIndexByte(d.text[:l.start], '\n') + 1
	for _, r := range d.text[from:l.start] {
		if r > 0x25FF && !strings.ContainsRune("✓✔✅☑➢➤", r) {
			return true
		}
		if unicode.IsDigit(r) {
			return i+1 < len(d.lines) && d.lines[i+1].bullet
		}
	}
	return false
}

// headingHit returns the section that a line's heading phrases tell and how
// many words they cover. "Knowledge of X a plus" is an item, not a heading: a
// line that nothing sets off must start with the phrase, and phrases of several
// sections add up only when the line is set off.
func (d *document) headingHit(l *line, strong bool) (best section, covered int) {
	size := map[section]int{}
	for _, h := range l.hits {
		kind, ok := strings.CutPrefix(h.kind, "heading.")
		if !ok || !strong && section(kind) == niceSection && h.first > l.first {
			continue
		}
		if n := h.last - h.first; strong {
			size[section(kind)] += n
		} else {
			size[section(kind)] = max(size[section(kind)], n)
		}
		covered += h.last - h.first
	}
	for _, kind := range []section{niceSection, mustSection, dutiesSection, benefitsSection, aboutSection, applySection, legalSection, similarSection, roleSection} {
		if size[kind] > size[best] {
			best = kind
		}
	}
	if !strong {
		return best, size[best]
	}
	return best, covered
}

// guessHeading reads an unknown heading "…:" above a list by its words.
func (d *document) guessHeading(l *line) section {
	switch {
	case l.has("nice."):
		return niceSection
	case l.has("give"):
		return benefitsSection
	case l.has("must.") || l.has("ask"):
		return mustSection
	case l.has("do"):
		return dutiesSection
	}
	return unknownSection
}

// upper reports whether s is written in capitals.
func upper(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters >= 4
}

// dropFurniture marks what pages put around an offer: cookie notices, menus,
// buttons. The text stays as it is; the lines are only not read.
func (d *document) dropFurniture() {
	for i := range d.lines {
		l := &d.lines[i]
		if l.start < d.body {
			continue
		}
		covered := 0
		cookie := false
		for _, h := range l.hits {
			if h.kind == "boilerplate" {
				covered += h.last - h.first
				cookie = cookie || strings.Contains(d.tokens[h.first].fold, "cookie") || strings.Contains(d.tokens[h.last-1].fold, "cookie")
			}
		}
		words := l.last - l.first
		l.dropped = words == 0 || covered*10 >= words*6 && words <= 12 || cookie && words <= 60
	}
}
