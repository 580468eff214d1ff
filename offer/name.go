package offer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Names are runs of capitalised words, without the words that only begin a
// sentence and with the legal form behind them.

// PlainName is an employer's name without article and legal form.
func PlainName(name string) string {
	name = leadingArticle().ReplaceAllString(strings.TrimSpace(name), "")
	if at := formAt(name); at > 1 {
		name = name[:at]
	}
	return name
}

// nameKey folds a plain name, so that "Die Acme GmbH" and "ACME" are the same.
func nameKey(s string) string {
	return strings.TrimPrefix(strings.Join(Words(PlainName(s)), " "), "the ")
}

// plausibleName reports whether words can be an employer's name at all: no
// place, no occupation, no common noun, no tool.
func (d *document) plausibleName(start, end int) bool {
	to, ok := d.nameEnd(start, end)
	if !ok || to != end && !hasForm(d.text[start:end]) {
		return false
	}
	if d.nounPhrase(start, end) || d.cutShort(start, end) || road().MatchString(d.text[start:end]) {
		return false
	}
	if before := d.text[max(0, start-12):start]; strings.HasSuffix(before, " ") && person().MatchString(before) || d.lang == "en" && province().MatchString(d.text[start:end]) || !d.tellingName(start, end) {
		return false
	}
	if town, _, _ := strings.Cut(d.offer.Location, ","); town == d.text[start:end] || townWithRegion(d.text[start:end]) {
		return false // "Charing Cross" of "Charing Cross, United Kingdom"
	}
	if d.ofTheTitle(start, end) || !d.heads(start, end) && subunit().MatchString(d.text[start:end]) {
		return false
	}
	_, tool := d.lexicon.Lookup(d.text[start:end])
	return !tool
}

// province is a town with its province or state, whose sign is also that of a
// legal form elsewhere: "Jasper, AB".
var province = pattern(`^[^,]+, (?:AB|SA|NV|CO|Co|SE|AS)$`)

// tellingName reports whether words say more than what kind of organisation it
// is: "Group" does not.
func (d *document) tellingName(start, end int) bool {
	for _, t := range d.wordsIn(start, end) {
		if !organisationKinds[t.fold] && !nameLinks[t.fold] && !genericWords[t.fold] {
			return true
		}
	}
	return false
}

// heads reports whether words fill one of the first lines, in capitals: there
// even a department is the employer.
func (d *document) heads(start, end int) bool {
	s := d.text[start:end]
	return start < d.body+150 && upper(s) && (start == 0 || d.text[start-1] == '\n') && strings.HasPrefix(d.text[end:], "\n")
}

// road is a road, a grade or a class: "M5", "A14".
var road = pattern(`^[A-Z]{1,2}\d{1,4}$`)

// subunit is a part of an organisation, not the employer.
var subunit = pattern(`(?i)^(?:the )?(?:school|department|faculty|division|directorate|team|direction|service|fakultät|fachbereich|abteilung|lehrstuhl|departamento|dipartimento|departamento|direzione|afdeling|faculteit) (?:of|for|für|de|des|du|di|del|van) |\b(?:ward|unit|department|division|directorate|abteilung)$`)

// ofTheTitle reports whether words are a part of the job's name.
// A part of its own that is a kind of organisation is one: "Barista – Café
// Ondine".
func (d *document) ofTheTitle(start, end int) bool {
	named := fold(d.text[start:end])
	for _, part := range titleParts(d.offer.Title) {
		text := fold(part.text)
		if strings.Contains(" "+text+" ", " "+named+" ") && (text != named || !d.ofKind(start, end) || occupied(tokenize(text))) {
			return true
		}
	}
	return false
}

var person = pattern(`(?:Frau|Herrn?|Mr|Mrs|Ms|Miss|Dr|Prof|Mme|Madame|Monsieur|M|Sra|Sr|Dott|Dott\.ssa|Sig|Sig\.ra|mevrouw|de heer|Dhr|Mevr)\.? (?:Dr\. )?(?:\p{Lu}\p{L}+ )?$`)

// cutShort reports whether text[start:end] is only a part of a longer name:
// "Lang GmbH" of "Ott & Lang GmbH", "Ott" of "Ott & Lang".
func (d *document) cutShort(start, end int) bool {
	before := strings.TrimRight(d.text[:start], " ")
	return strings.HasSuffix(before, "&") || strings.HasSuffix(before, "+") || joinedName().MatchString(d.text[end:d.visible])
}

var joinedName = pattern(`^ ?[&+] ?\p{L}`)

// leadingArticle stands before a name in a sentence and is no part of it.
var leadingArticle = pattern(`^(?:Die|Der|Das|Den|Wir, die|Bei der|Wij bij|Noi di|A|O)\s`)

// name is a run of capitalised words that may be a name.
type name struct {
	first, last int // its words
	start, end  int // its place in the text, with the legal form behind it
	formed      bool
	firm        bool // more than the capital of a sentence's first word says that it is a name
}

// names lists the runs of capitalised words in a line, without the words that
// only begin a sentence.
func (d *document) names(l *line) []name {
	if n, ok := d.wholeLine(l); ok {
		return []name{n}
	}
	var all []name
	capitals := upper(d.text[l.start:l.end])
	for i := l.first; i < l.last; i++ {
		if !d.capital(i) {
			continue
		}
		j := i + 1
		for j < l.last && !(capitals && l.startsCue(j)) {
			k := d.runOn(j, l.last)
			if k == 0 {
				break
			}
			j = k
		}
		first := i
		for first < j && d.onlyBegins(l, first) {
			first++
		}
		for first < j && !d.capital(first) {
			first++
		}
		i = j - 1
		if first == j || j-first > 9 {
			continue
		}
		n := name{first: first, last: j, start: d.tokens[first].start, end: d.tokens[j-1].end}
		n.end = min(d.withForm(n.start, n.end), l.end) // the form may stand where the line was cut
		n.formed = endsInForm(d.text[n.start:n.end]) && !strings.HasPrefix(d.text[n.end:], "-") && len(nameKey(d.text[n.start:n.end])) > 1 && !upper(d.text[l.start:l.end])
		n.firm = d.firmly(l, n)
		for i+1 < l.last && d.tokens[i+1].start < n.end {
			i++
		}
		all = append(all, n)
	}
	return all
}

// wholeLine reads a short line that starts with a kind of organisation and goes
// on in small letters as one name: "Centre de services scolaire des Lacs".
func (d *document) wholeLine(l *line) (name, bool) {
	words := l.last - l.first
	if words < 4 || words > 9 || l.bullet || !organisationKinds[d.tokens[l.first].fold] || !d.capital(l.first) || !d.capital(l.last-1) || d.lang == "de" {
		return name{}, false
	}
	s := d.text[d.tokens[l.first].start:d.tokens[l.last-1].end]
	if strings.ContainsAny(s, ".,:;!?()|•·0123456789") || strings.Contains(s, " - ") || strings.Contains(s, " – ") || l.has("firm.") || l.has("flow.") || l.has("label.") {
		return name{}, false
	}
	return name{first: l.first, last: l.last, start: d.tokens[l.first].start, end: d.tokens[l.last-1].end, firm: true}, true
}

// startsCue reports whether a verb that follows an employer's name starts at a
// word: where all is in capitals, only that ends the name.
func (l *line) startsCue(word int) bool {
	for _, h := range l.hits {
		if h.first == word && (h.kind == "firm.hires" || h.kind == "firm.is") {
			return true
		}
	}
	return false
}

// capital reports whether a word is written like a name.
func (d *document) capital(i int) bool {
	s := d.text[d.tokens[i].start:d.tokens[i].end]
	r, size := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) || unicode.IsDigit(r) && strings.ContainsFunc(s[size:], unicode.IsUpper)
}

// runOn returns the end of the run when word j continues it, else 0.
func (d *document) runOn(j, last int) int {
	gap := d.text[d.tokens[j-1].end:d.tokens[j].start]
	switch gap {
	case "- ": // "Hoch- und Tiefbau"
		if word := d.tokens[j].fold; word != "und" && word != "u" && word != "en" {
			return 0
		}
	case "-":
		if d.tokens[j-1].fold == "co" && !d.capital(j) { // "Co-operative"
			return j + 1
		}
	case "'", "’":
		if d.tokens[j].fold == "s" && j+1 < last && d.capital(j+1) && d.text[d.tokens[j].end:d.tokens[j+1].start] == " " {
			return j + 2 // "Huxley's Garden Village"
		}
	case " ", " & ", "&", " + ", "+", "/", ".", "\u00a0":
	case ". ":
		if before := d.tokens[j-1]; before.end-before.start > 2 && !abbreviated[before.fold] {
			return 0
		}
	default:
		return 0
	}
	if d.capital(j) || isDigit(d.tokens[j].fold[0]) && gap == " " && d.tokens[j].end-d.tokens[j].start <= 2 {
		return j + 1
	}
	if d.qualifies(j, last) { // "Clinique vétérinaire du Marais"
		return j + 1
	}
	if d.ofSubject(j, last) { // "École de musique de la Vallée"
		return j + 2
	}
	for k := j; k < min(j+3, last-1) && (nameLinks[d.tokens[k].fold] || k == j && d.lang == "nl" && d.commonKind(k)); k++ {
		if between := d.text[d.tokens[k].end:d.tokens[k+1].start]; between != " " && !(gap == "-" && between == "-") && between != "'" && between != "’" {
			return 0
		}
		if d.capital(k + 1) {
			return k + 2
		}
	}
	return 0
}

// abbreviated are words whose dot ends no sentence inside a name: "Dueck Bros.
// Transport", "Gebr. Holt".
var abbreviated = wordSet("bros gebr dres prof hnos flli fratt ste mgr pvt pte")

// qualifies reports whether word j is an adjective between a kind of
// organisation and its name.
func (d *document) qualifies(j, last int) bool {
	if !organisationKinds[d.tokens[j-1].fold] || !d.capital(j-1) || d.lang == "en" || d.lang == "de" || j+1 >= last {
		return false
	}
	word := d.tokens[j].fold
	if len(word) < 5 || len(commonWords[word]) > 0 || nameLinks[word] || d.book.telling(word) {
		return false
	}
	return d.leadsToName(j, j+1, last)
}

// leadsToName reports whether a capitalised word, or one link and such a word,
// stands at next, with no punctuation since word from.
func (d *document) leadsToName(from, next, last int) bool {
	if nameLinks[d.tokens[next].fold] && next+1 < last {
		next++
	}
	return d.capital(next) && !strings.ContainsAny(d.text[d.tokens[from].end:d.tokens[next].start], ".,;:!?()")
}

// ofSubject reports whether words j and j+1 say what a kind of organisation is
// for, between it and the rest of its name.
func (d *document) ofSubject(j, last int) bool {
	switch d.tokens[j].fold {
	case "de", "d", "di", "da":
	default:
		return false
	}
	if !organisationKinds[d.tokens[j-1].fold] || !d.capital(j-1) || j+3 >= last || d.capital(j+1) || nameLinks[d.tokens[j+1].fold] || !nameLinks[d.tokens[j+2].fold] {
		return false
	}
	return d.leadsToName(j+1, j+3, last)
}

// nameLinks are the small words inside names: "Gasthof zum Goldenen Löwen".
var nameLinks = wordSet("und and et y e of the von vom van der den die zum zur am an im auf de du des la le les d l aux au del los las el di della delle dei degli il lo gli da do dos das ter ten te op het t en sul s n i for sur sous u")

// onlyBegins reports whether a word at the start of a run is capitalised only
// because it begins a sentence, or belongs to the cue before the name.
func (d *document) onlyBegins(l *line, i int) bool {
	if organisationKinds[d.tokens[i].fold] && i+2 < l.last && d.capital(i+1) && d.text[d.tokens[i].end:d.tokens[i+1].start] == " " {
		return false // "El Grupo La Parrala"
	}
	for _, h := range l.hits {
		if (h.is("firm.") || h.is("agency.client")) && h.holds(i) && (h.last-h.first > 1 || h.is("firm.") && d.opensSentence(l, h.first)) {
			return true
		}
	}
	word := d.tokens[i].fold
	if word == "the" || word == "la" || word == "le" || word == "les" || word == "l" || word == "de" || word == "het" || word == "el" || word == "il" || word == "los" || word == "las" {
		return d.opensSentence(l, i) && i+1 < l.last && articled[d.tokens[i+1].fold]
	}
	return genericWords[word] || len(commonWords[word]) > 0 && word != "van"
}
