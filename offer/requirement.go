package offer

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// unit is what becomes one requirement or responsibility: an item of a list,
// or a sentence of a paragraph.
type unit struct {
	line
	nice []hit // word ranges that are only nice to have
}

// limits of schema.JobOffer.
const (
	maxRequirements = 300
	maxSkills       = 500
)

// readRequirements splits the offer's lines into what it asks (must or nice),
// what the job is, and the rest; then finds skills in them.
func (d *document) readRequirements(lex *lexicon.Lexicon) {
	d.settleUnknown(lex)
	var asked []unit
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.heading || l.start < d.body || d.isTitle(l) || l.has("instruct") {
			continue
		}
		for _, u := range d.units(l) {
			if d.inTitle(&u.line) {
				continue
			}
			switch d.roleOf(&u, i) {
			case mustSection, niceSection:
				if len(asked) < maxRequirements {
					asked = append(asked, u)
				}
			case dutiesSection:
				if len(d.offer.Responsibilities) < maxRequirements {
					d.offer.Responsibilities = append(d.offer.Responsibilities, d.quote(u.start, u.end))
				}
			}
		}
	}
	for i, u := range asked {
		importance := schema.Must
		if d.isNice(&u) {
			importance = schema.Nice
		}
		d.offer.Requirements = append(d.offer.Requirements, schema.Requirement{
			ID: fmt.Sprintf("r%d", i+1), Importance: importance, Quote: d.quote(u.start, u.end),
		})
	}
	d.readSkills(lex, asked)
}

// units cuts a line into sentences, but keeps an item of a list whole unless
// its sentences differ in importance.
func (d *document) units(l *line) []unit {
	sentences := d.sentences(l)
	for _, s := range sentences[:max(0, len(sentences)-1)] {
		if (l.section == mustSection || l.section == niceSection) && l.end-l.start < 160 && strings.HasSuffix(d.text[s.start:s.end], "?") {
			return []unit{d.unit(*l)} // a question and its answer
		}
	}
	if l.bullet && len(sentences) > 1 {
		differ := false
		for _, s := range sentences[1:] {
			differ = differ || d.isNice(&s) != d.isNice(&sentences[0])
		}
		if !differ {
			return []unit{d.unit(*l)}
		}
	}
	return sentences
}

func (d *document) unit(l line) unit {
	u := unit{line: l}
	u.nice = d.niceRanges(&u)
	return u
}

// sentences cuts a line behind full stops, except those of abbreviations.
func (d *document) sentences(l *line) []unit {
	s := d.text[l.start:l.end]
	var all []unit
	from := 0
	add := func(to int) {
		piece := line{start: l.start + from, end: l.start + to, bullet: l.bullet, section: l.section, first: l.first}
		piece.trim(d.text)
		if size := markerSize(d.text[piece.start:piece.end]); size > 0 {
			piece.start += size
			piece.trim(d.text)
		}
		from = to
		for piece.first < l.last && d.tokens[piece.first].start < piece.start {
			piece.first++
		}
		piece.last = piece.first
		for piece.last < l.last && d.tokens[piece.last].end <= piece.end {
			piece.last++
		}
		if piece.first == piece.last {
			return
		}
		for _, h := range l.hits {
			if h.first >= piece.first && h.last <= piece.last {
				piece.hits = append(piece.hits, h)
			}
		}
		all = append(all, d.unit(piece))
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; c != '.' && c != '!' && c != '?' && c != ';' {
			continue
		}
		if d.endsSentence(s, i) {
			add(i + 1)
		}
	}
	if from < len(s) {
		add(len(s))
	}
	return all
}

// endsSentence reports whether the sign at s[i] ends a sentence.
func (d *document) endsSentence(s string, i int) bool {
	rest := s[i+1:]
	trimmed := strings.TrimLeft(rest, spaces+")\"'”’“*\n")
	if trimmed == "" {
		return true
	}
	next, _ := utf8.DecodeRuneInString(trimmed)
	if s[i] == ';' {
		return len(s) > 120 && rest != trimmed
	}
	if !unicode.IsUpper(next) && !unicode.IsDigit(next) && !strings.ContainsRune("¿¡•-–", next) {
		return false
	}
	word := lastWord(s[:i])
	if rest == trimmed { // no space behind: glued sentences only
		return s[i] == '.' && utf8.RuneCountInString(word) > 3 && gluedSentence(s, i+1, 'a')
	}
	if s[i] != '.' {
		return true
	}
	if unicode.IsDigit(next) && len(word) < 4 {
		return false
	}
	return utf8.RuneCountInString(word) > 1 && !abbreviations[strings.ToLower(word)] && (word != "" || i > 0 && (isDigit(s[i-1]) || strings.ContainsRune(")%+#\"”*", rune(s[i-1]))) && !ordinal(s, i))
}

// ordinal reports whether the point at s[i] belongs to a German ordinal.
func ordinal(s string, i int) bool {
	j := i
	for j > 0 && isDigit(s[j-1]) {
		j--
	}
	return i-j <= 2 && i > j
}

var abbreviations = map[string]bool{
	"bzw": true, "ca": true, "inkl": true, "zzgl": true, "ggf": true, "evtl": true, "min": true, "max": true, "mind": true, "usw": true,
	"etc": true, "vs": true, "approx": true, "incl": true, "resp": true, "dr": true, "prof": true, "nr": true, "str": true, "abs": true,
	"std": true, "tel": true, "ex": true, "env": true, "ref": true, "sr": true, "sra": true, "dott": true, "ing": true, "mr": true, "mrs": true,
	"ms": true, "bijv": true, "evt": true, "incluido": true, "pag": true, "art": true, "abgeschl": true, "gem": true, "sog": true, "vgl": true, "jr": true, "no": false,
}

// roleOf says what a unit is by its section, or by its own words where the
// section leaves it open.
func (d *document) roleOf(u *unit, i int) section {
	if u.last-u.first == 1 && u.end-u.start < 3 || d.isFact(u) {
		return ""
	}
	switch u.section {
	case mustSection, niceSection:
		if d.leftTheList(u, i) {
			return d.roleByWords(u, i)
		}
		if d.strays(u) {
			return ""
		}
		return u.section
	case dutiesSection:
		if d.leftTheList(u, i) || len(u.nice) > 0 && u.has("ask") {
			return d.roleByWords(u, i)
		}
		if u.has("flow.") && !u.bullet {
			return ""
		}
		return dutiesSection
	case benefitsSection, aboutSection, applySection, legalSection, similarSection:
		if (u.has("visa") || u.has("licence")) && u.has("must.") && u.section != aboutSection && u.section != benefitsSection {
			return mustSection
		}
		return ""
	}
	return d.roleByWords(u, i)
}

// isFact reports whether a unit is a labelled fact ("Location: Leeds"), not
// part of what is asked.
func (d *document) isFact(u *unit) bool {
	h, ok := u.find("label.")
	if !ok || h.first != u.first {
		return false
	}
	switch h.kind {
	case "label.level", "label.title", "label.type", "label.contact", "label.starts":
		if u.section == mustSection || u.section == niceSection {
			return false
		}
	}
	_, end := d.span(h)
	rest := strings.TrimLeft(d.text[end:u.end], spaces+"*_")
	return strings.HasPrefix(rest, ":") && u.end-u.start < 120 || strings.HasPrefix(rest, "\t") || u.last == h.last
}

// leftTheList reports whether a paragraph stands behind a list under the same
// heading: the list was the section, the paragraph is something else.
func (d *document) leftTheList(u *unit, i int) bool {
	if u.bullet {
		return false
	}
	for j := i - 1; j >= 0 && !d.lines[j].heading; j-- {
		if d.lines[j].bullet {
			return true
		}
	}
	return false
}

// strays reports whether a line below a heading that asks speaks of something
// else: how to apply, what is offered, equal treatment.
func (d *document) strays(u *unit) bool {
	if q, ok := d.sourceOf("salary"); ok && u.start <= q.Start && q.End <= u.end && !u.has("must.") {
		return true
	}
	if u.bullet && !u.has("flow.legal") {
		return false
	}
	if !u.has("ask") && len(u.nice) == 0 && (u.has("work.") || u.has("hire.") || u.has("pay.label") || addressed(d.text[u.start:u.end])) {
		return true
	}
	first := u.hitAt(u.first)
	for _, h := range u.hits {
		if h.first == u.first && h.kind == "give" && u.count("give") > 1 && !u.has("ask") {
			return true
		}
	}
	if first.is("flow.") && !u.has("ask") || u.has("flow.apply") && !u.has("must.") && !u.has("ask") {
		return true
	}
	if u.has("flow.legal") && !u.has("ask") {
		return true
	}
	return first.kind == "give" && !u.has("ask") && !u.bullet
}

// addressed reports whether words give an address or a number to reach.
func addressed(s string) bool {
	return emailPattern.MatchString(s) || phonePattern.MatchString(s)
}

// hitAt returns the longest phrase that starts at a word.
func (l *line) hitAt(word int) hit {
	var best hit
	for _, h := range l.hits {
		if h.first == word && h.last-h.first > best.last-best.first {
			best = h
		}
	}
	return best
}

// roleByWords reads a unit outside any telling section.
func (d *document) roleByWords(u *unit, i int) section {
	if u.has("flow.apply") || u.has("flow.legal") && !u.bullet || u.has("agency.client") && !u.has("must.") {
		return ""
	}
	asks, does, gives := u.count("ask"), u.count("do"), u.count("give")
	if d.namesLanguage(u.first, u.last) {
		asks++
	}
	starts := map[string]bool{}
	for _, h := range u.hits {
		if h.first <= u.first+1 {
			starts[strings.SplitN(h.kind, ".", 2)[0]] = true
		}
	}
	item := u.bullet || i > 4 && u.last-u.first <= 14 && !strings.HasSuffix(d.text[u.start:u.end], ".")
	switch {
	case gives > 0 && asks == 0 && !d.phrased(u, "do"):
		return ""
	case starts["ask"] && !d.phrased(u, "do"), len(u.nice) > 0 && (asks > 0 || item), starts["must"] && (asks > 0 || item), u.has("must.") && asks > 0 && !d.phrased(u, "do"), u.hasYears() && asks > 0:
		if gives > asks {
			return ""
		}
		return mustSection
	case d.phrased(u, "do"), u.bullet && starts["do"], u.bullet && does > 0 && asks == 0:
		return dutiesSection
	case item && asks > 0, asks >= 2 && u.has("must."):
		return mustSection
	}
	return ""
}

func (l *line) count(kind string) int {
	n := 0
	for _, h := range l.hits {
		if h.is(kind) {
			n++
		}
	}
	return n
}

// phrased reports whether a phrase of several words, such as "you will", of
// the kind stands in the unit; single verbs are too common to tell.
func (d *document) phrased(u *unit, kind string) bool {
	for _, h := range u.hits {
		if h.kind == kind && h.last-h.first > 1 {
			return true
		}
	}
	return false
}

func (l *line) hasYears() bool { return l.has("years") && l.has("exp") }
