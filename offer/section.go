package offer

import (
	"slices"
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

// headingOf reports whether line i is a heading, and of what.
func (d *document) headingOf(i int) (section, bool) {
	l := &d.lines[i]
	s := strings.TrimRight(d.text[l.start:l.end], "…. ")
	if !strings.HasSuffix(d.text[l.start:l.end], "...") && !strings.HasSuffix(d.text[l.start:l.end], "…") {
		s = d.text[l.start:l.end]
	}
	words := l.last - l.first
	for i := l.first; i < l.last-1 && numbering(d.tokens[i].fold); i++ {
		words--
	}
	if words == 0 || words > 12 || len(s) > 110 {
		return "", false
	}
	colon := strings.HasSuffix(s, ":")
	strong := l.strong || colon || upper(s)
	if d.numberedRole(i) {
		return roleSection, true
	}
	if l.bullet && !colon && !d.markerIsDecoration(i) {
		return "", false
	}
	if best, covered := d.headingHit(l, strong); best != "" {
		share := float64(covered) / float64(words)
		strong := strong && (l.strong || colon || share >= .5) // capitals alone do not make a heading of a name
		closed := strings.HasSuffix(s, ".") || strings.HasSuffix(s, ",") || strings.HasSuffix(s, ";")
		if share == 1 && !closed || share > .5 && !closed && !strings.ContainsAny(s, "(") || strong && share >= .3 && !closed || words <= 6 && strings.HasSuffix(s, "?") && share >= .5 {
			if i == 0 && !colon && share < 1 {
				return "", false // the title comes first
			}
			if d.isLabel(i, share) || best == factsSection && (share < 1 || l.bullet) {
				return "", false
			}
			if best == mustSection && strings.HasSuffix(s, "!") { // "We want you!" says nothing of what follows
				best = roleSection
			}
			if kind := d.hinted(l); best == roleSection && share < 1 && kind != "" {
				return kind, true
			}
			return best, true
		}
	}
	if kind := pronounHeading(l, d.tokens, s != d.text[l.start:l.end] || colon || l.strong); kind != "" && !l.bullet {
		return kind, true
	}
	if !l.bullet && d.setOff(i, colon) {
		if colon && d.endsOpen(l) && !l.has("nice.") && !l.has("hint.nice") {
			return d.openSection(l), true
		}
		if kind := d.hinted(l); kind != "" {
			l.guessed = true
			return kind, true
		}
		if l.has("nice.") && words <= 8 {
			l.guessed = true
			return niceSection, true
		}
		if ours[d.tokens[l.first].fold] && words <= 4 && d.lines[i+1].bullet {
			return benefitsSection, true // "Our strengths"
		}
		if colon || d.lines[i+1].bullet || i > 3 {
			return unknownSection, true
		}
	}
	if colon && !l.bullet && words <= 10 && i+1 < len(d.lines) && d.lines[i+1].bullet {
		l.guessed = true
		return d.guessHeading(l), true
	}
	if l.strong && i > 0 && !l.bullet && words <= 8 && !strings.ContainsAny(s[len(s)-1:], ".,;") && !strings.Contains(s, ":") {
		return unknownSection, true
	}
	return "", false
}

var ours = wordSet("our unsere unser nos notre nuestros nuestras nuestra nossas nossos onze ons")

// pronounHeading reads a heading that only names who is spoken of: below
// "You:" stands what is asked, below "We:" what is given.
func pronounHeading(l *line, tokens []token, set bool) section {
	if !set || l.last-l.first != 1 {
		return ""
	}
	switch tokens[l.first].fold {
	case "you", "du", "sie", "vous", "tu", "jij", "je":
		return mustSection
	case "we", "us", "wir", "nous", "wij", "noi", "nos", "nosotros":
		return benefitsSection
	}
	return ""
}

// numbering reports whether a word only numbers a heading: "Art. 2 -", "3.".
func numbering(word string) bool {
	switch word {
	case "art", "articolo", "article", "artigo", "articulo", "i", "ii", "iii", "iv", "v", "vi":
		return true
	}
	return isDigit(word[0]) && len(word) <= 2
}

// setOff reports whether the layout makes a line a heading: short, no sentence,
// with a list or a block of text right below it and space above it.
func (d *document) setOff(i int, colon bool) bool {
	l := &d.lines[i]
	s := d.text[l.start:l.end]
	if i == 0 || i+1 >= len(d.lines) || l.last-l.first > 9 && !((upper(s) || colon || d.lines[i+1].bullet) && l.last-l.first <= 12) || strings.ContainsAny(s, "0123456789€£$@\t") || strings.ContainsAny(s[len(s)-1:], ".,;!") {
		return false
	}
	if first, _ := utf8.DecodeRuneInString(s); !unicode.IsUpper(first) && first != '¿' && first != '…' {
		return false
	}
	if strings.Contains(s, ": ") {
		return false // "Languages: Dutch, French"
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

// numberedRole reports whether a line is the name of one of several jobs:
// numbered, in capitals, with its pay or its list below.
func (d *document) numberedRole(i int) bool {
	l := &d.lines[i]
	if !l.bullet || !l.gap || l.last-l.first > 6 || i+1 >= len(d.lines) || d.lines[i+1].gap || !upper(d.text[l.start:l.end]) || !occupied(d.words(*l)) && !l.has("level.") {
		return false
	}
	return isDigit(d.text[strings.LastIndexByte(d.text[:l.start], '\n')+1])
}

// headingHit returns the section that a line's heading phrases tell and how
// many words they cover. "Knowledge of X a plus" is an item, not a heading: a
// line that nothing sets off must start with the phrase, and phrases of several
// sections add up only when the line is set off.
func (d *document) headingHit(l *line, strong bool) (best section, covered int) {
	size := map[section]int{}
	strong = strong || d.allHeading(l)
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
	for _, kind := range []section{niceSection, mustSection, dutiesSection, benefitsSection, aboutSection, applySection, legalSection, similarSection, roleSection, factsSection} {
		if size[kind] > size[best] {
			best = kind
		}
	}
	if size[niceSection] > 0 && size[niceSection]+size[mustSection] == l.last-l.first {
		return niceSection, covered // "Wünschenswerte Anforderungen"
	}
	if !strong {
		return best, size[best]
	}
	return best, covered
}

// allHeading reports whether headings and small words make up the whole line:
// "Requirements / Qualifications".
func (d *document) allHeading(l *line) bool {
	if l.last-l.first > 8 {
		return false
	}
	for i := l.first; i < l.last; i++ {
		if len(commonWords[d.tokens[i].fold]) == 0 && !slices.ContainsFunc(l.hits, func(h hit) bool {
			return h.is("heading.") && h.kind != "heading.nice" && h.first <= i && i < h.last
		}) {
			return false
		}
	}
	return true
}

// guessHeading reads an unknown heading "…:" above a list by its words.
func (d *document) guessHeading(l *line) section {
	switch {
	case l.has("nice."):
		return niceSection
	case l.last > l.first && d.endsOpen(l):
		return d.openSection(l) // "We want to hear from people who:"
	case l.has("give"):
		return benefitsSection
	case l.has("must.") || l.has("ask"):
		return mustSection
	case l.has("do"):
		return dutiesSection
	}
	return unknownSection
}

// endsOpen reports whether a heading leaves it to its items to say who is
// wanted: "People who", "You will like it here if you".
func (d *document) endsOpen(l *line) bool {
	last := d.tokens[l.last-1].fold
	return relative[last] || l.last-l.first > 2 && relative[d.tokens[l.last-2].fold] && (last == "you" || last == "du" || last == "sie" || last == "vous" || last == "tu" || last == "je" || last == "jij")
}

// openSection is what such a heading introduces: wishes when it says what would
// be good.
func (d *document) openSection(l *line) section {
	for i := l.first; i < l.last; i++ {
		if wishWords[d.tokens[i].fold] {
			return niceSection
		}
	}
	return mustSection
}

var wishWords = wordSet("bonus plus plusses better extra nice great brilliant ideal ideally ware waren schon toll super besser bonus serait mieux atout seria mejor ideal sarebbe meglio melhor zou fijn mooi leuk beter")

// relative words end a heading whose items go on with who is wanted.
var relative = wordSet("who if wenn der die qui si que che se als wie")

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

// menu is a row of buttons or columns, three spaces apart.
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
		l.dropped = words == 0 || menu().MatchString(d.text[l.start:l.end]) || covered*10 >= words*6 && words <= 12 || cookie && words <= 60
	}
}
