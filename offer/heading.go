package offer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Headings are told by the phrase book, else by their layout and their words.

// headline is a line that may be a heading.
type headline struct {
	d      *document
	i      int
	l      *line
	s      string // without the dots that some headings trail off in
	words  int    // without its number
	colon  bool
	strong bool // markup, a colon or capitals set it off
}

func (d *document) headline(i int) headline {
	l := &d.lines[i]
	h := headline{d: d, i: i, l: l, s: d.text[l.start:l.end], words: l.last - l.first}
	if strings.HasSuffix(h.s, "...") || strings.HasSuffix(h.s, "…") {
		h.s = strings.TrimRight(h.s, "…. ")
	}
	for w := l.first; w < l.last-1 && numbering(d.tokens[w].fold); w++ {
		h.words--
	}
	h.colon = strings.HasSuffix(h.s, ":")
	h.strong = l.strong || h.colon || upper(h.s)
	return h
}

// headingOf reports whether line i is a heading, and of what.
func (d *document) headingOf(i int) (section, bool) {
	h := d.headline(i)
	l := h.l
	switch {
	case h.words == 0 || h.words > 12 || len(h.s) > 110:
		return "", false
	case d.numberedRole(i):
		return roleSection, true
	case l.bullet && !h.colon && !d.markerIsDecoration(i):
		return "", false
	}
	if kind, covered := d.headingHit(l, h.strong); kind != "" && h.tells(covered) {
		return h.listed(kind, float64(covered)/float64(h.words))
	}
	if l.bullet {
		return "", false
	}
	if kind := pronounHeading(l, d.tokens, h.s != d.text[l.start:l.end] || h.colon || l.strong); kind != "" {
		return kind, true
	}
	if kind := h.unlisted(); kind != "" {
		return kind, true
	}
	if h.colon && h.words <= 10 && i+1 < len(d.lines) && d.lines[i+1].bullet {
		l.guessed = true
		return d.guessHeading(l), true
	}
	if l.strong && i > 0 && h.words <= 8 && !strings.ContainsAny(h.s[len(h.s)-1:], ".,;") && !strings.Contains(h.s, ":") {
		return unknownSection, true
	}
	return "", false
}

// tells reports whether the words that heading phrases cover are enough of a
// line. Capitals alone do not make a heading of a name.
func (h headline) tells(covered int) bool {
	share := float64(covered) / float64(h.words)
	if h.words <= 6 && strings.HasSuffix(h.s, "?") && share >= .5 {
		return true
	}
	if strings.HasSuffix(h.s, ".") || strings.HasSuffix(h.s, ",") || strings.HasSuffix(h.s, ";") {
		return false
	}
	strong := h.strong && (h.l.strong || h.colon || share >= .5)
	return share == 1 || share > .5 && !strings.Contains(h.s, "(") || strong && share >= .3
}

// listed reads a line that heading phrases tell the section of, unless it is
// the title or a label. share is how much of it they cover.
func (h headline) listed(kind section, share float64) (section, bool) {
	switch {
	case h.i == 0 && !h.colon && share < 1:
		return "", false // the title comes first
	case h.d.isLabel(h.i, share), kind == factsSection && (share < 1 || h.l.bullet):
		return "", false
	case kind == mustSection && strings.HasSuffix(h.s, "!"): // "We want you!" says nothing of what follows
		kind = roleSection
	}
	if hint := h.d.hinted(h.l); kind == roleSection && share < 1 && hint != "" {
		return hint, true
	}
	return kind, true
}

// unlisted reads a line that the layout makes a heading, by its words; it is
// empty where the layout does not.
func (h headline) unlisted() section {
	d, l := h.d, h.l
	if !d.setOff(h.i, h.colon) {
		return ""
	}
	if h.colon && d.endsOpen(l) && !l.has("nice.") && !l.has("hint.nice") {
		return d.openSection(l)
	}
	if kind := d.hinted(l); kind != "" {
		l.guessed = true
		return kind
	}
	switch below := d.lines[h.i+1].bullet; {
	case l.has("nice.") && h.words <= 8:
		l.guessed = true
		return niceSection
	case ours[d.tokens[l.first].fold] && h.words <= 4 && below:
		return benefitsSection // "Our strengths"
	case h.colon || below || h.i > 3:
		return unknownSection
	}
	return ""
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
	if !l.has("hint.") {
		return ""
	}
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
	if !l.has("heading.") {
		return "", 0
	}
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
			return h.is("heading.") && h.kind != "heading.nice" && h.holds(i)
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
