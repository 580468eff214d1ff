package offer

import (
	"strings"
	"unicode"
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
	factsSection    section = "facts" // fields of a form, such as "Type of contract"
	unknownSection  section = "unknown"
)

// readSections tells headings from text and gives every line its section.
func (d *document) readSections() {
	current := section("")
	told := false // a part of the offer itself has come
	inline := 0   // the line behind the last heading, when it stood on the same line
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.start < d.body {
			continue
		}
		if kind, ok := d.headingOf(i); ok && kind == similarSection && !told {
			l.dropped = true // a button above the offer, not the list of others below it
			continue
		} else if ok {
			told = told || kind == mustSection || kind == dutiesSection || kind == benefitsSection
			l.heading = true
			if kind == unknownSection && current == mustSection && i > 0 && d.lines[i-1].heading && !l.guessed {
				kind = mustSection // "Requirements", and right below it "Mandatory:"
			}
			l.guessed = l.guessed || kind == unknownSection
			current = d.nested(current, kind)
			l.section = current
			inline = 0
			if i+1 < len(d.lines) && !strings.Contains(d.text[l.end:d.lines[i+1].start], "\n") {
				inline = i + 1
			}
			continue
		}
		if inline > 0 && i > inline && l.gap && !l.bullet && !d.lines[i-1].bullet && sentence(d.text[l.start:l.end]) {
			current, inline = "", 0 // a heading with its text behind it on the line ends with the paragraph
		}
		if current == factsSection && l.last-l.first > 12 {
			current = "" // the form is over
		}
		if h, ok := l.find("label.company"); ok && h.first == l.first && h.last == l.last && current != "" {
			current = aboutSection
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

// isMenu reports whether s is a row of buttons or columns, three spaces apart.
func isMenu(s string) bool { return strings.Contains(s, "   ") && menu().MatchString(s) }

var menu = pattern(`^[^\s.,:;!?\d][^.,:;!?\d]{1,26}[^\s.,:;!?\d](?: {3,}[^\s.,:;!?\d][^.,:;!?\d]{1,26}[^\s.,:;!?\d]){2,}$`)

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
		l.dropped = words == 0 || isMenu(d.text[l.start:l.end]) || covered*10 >= words*6 && words <= 12 || cookie && words <= 60
	}
}
