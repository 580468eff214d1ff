package offer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/sieve"
)

var (
	postcodePlace = pattern(`\b(?:[ADF]-|CH-)?(\d{4,5}(?:\s?[A-Z]{2})?)\s(\p{Lu}[\p{L}\-'’]+(?:[ \-](?:am|an der|im|bei|a\.|/|\(|\p{Lu})[\p{L}.\-)/]*){0,3})`)
	placeName     = `\p{Lu}[\p{L}'’.\-]+(?:[ \-](?:\p{Lu}[\p{L}'’.\-]+|am|an der|im|bei|upon|on|sur|de|del|di|la|le|do|da|aan|den|der|y)){0,4}`
	basedIn       = pattern(`\b(?:[Bb]ased (?:in|at|near)|[Ll]ocated in|in our|basée? à|[Pp]oste basé à|situé(?:e)? à|am Standort|an unserem Standort in|an unserem Standort|(?:unser|unsere|unserem|unseren|unserer) (?:Werk|Haus|Büro|Team|Standort|Filiale|Niederlassung|Klinik|Praxis|Zentrale|Hotel|Restaurant) in|für unseren Standort in|für unseren Standort|für unsere (?:Filiale|Niederlassung|Klinik|Praxis) in|mit Sitz in|ubicad[oa] en|situad[oa] en|con sede en|con sede a|oficinas? (?:de|en)|tienda de|centro de trabajo en|ufficio di|stabilimento di|negozio di|escritório (?:de|em)|loja de|kantoor in|vestiging in|magasin de|agence de|presso la sede di|sede di|per la sede di|situad[oa] em|localizad[oa] em|sediad[oa] em|gevestigd in|vanuit ons kantoor in|in hartje) (` + placeName + `(?:, ` + placeName + `)?)`)
	titlePlace    = pattern(`(?:\s(?:in|à|a|en|em|te|bei|at|nahe|near)\s)(` + placeName + `)\)?$`)
	parenPlace    = pattern(`\((\p{Lu}[\p{L}'’ .\-/]+(?:, [\p{L} ]+)?|\p{Lu}[\p{L}'’ \-]+ ?[\(]?\d{2,5}\)?)\)$`)
	cityState     = pattern(`^(` + placeName + `),\s?([A-Z]{2}|` + placeName + `)(?:,\s?` + placeName + `)?$`)
	frenchPlace   = pattern(`^(?:\d{2,5}\s?-\s?)?(` + placeName + `)\s?\((?:\d{2,5}|2[AB])\)$`)
)

var (
	// codedPlace is a town with the code of its state: "Uberlândia - MG",
	// "Moranbah QLD", "Treviso (TV)", or with its department: "Dijon - 21".
	codedPlace = pattern(`^` + placeName + `(?: [-–] ([A-Z]{2})| ([A-Z]{3})| ?\(([A-Z]{2,3})\)| [-–] (?:\d{2}|2[AB]))$`)
	regionName = pattern(`^(?:(?:Raum|Großraum|Region|Regio|Landkreis|Kreis|Zona|Provincia di|Provincia de|Greater) \p{Lu}[\p{L}\-'’]+(?: \p{Lu}[\p{L}\-'’]+)?|\p{Lu}\p{Ll}[\p{L}\-]+ area)$`)
)

// readLocation finds where the work is done: the page's data, a label, the
// head of the offer, the title, a sentence.
func (d *document) readLocation() {
	if q, ok := d.given["location"]; ok {
		d.offer.Location = cut(q.Text, 300)
		d.set("location", q.Start, q.End)
		return
	}
	if d.labelledAll("label.location", d.takePlace) {
		return
	}
	if d.placeBehindBareLabel() || d.placeInHead() || d.placeInTitle() {
		return
	}
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.section == legalSection {
			continue
		}
		s := d.text[l.start:l.end]
		if m := basedIn().FindStringSubmatchIndex(s); m != nil && !occupied(tokenize(s[m[2]:m[3]])) && !bookFor(d.lang).telling(s[m[2]:m[3]]) {
			d.setPlace(l.start+m[2], l.start+m[3])
			return
		}
	}
	if d.placeInSentence(func(name string) bool { return knownPlace(fold(name)) }, true) {
		return
	}
	for i := range d.lines {
		l := &d.lines[i]
		if m := postcodePlace().FindStringSubmatchIndex(d.text[l.start:l.end]); m != nil && !l.dropped && (d.lang == "de" || d.lang == "fr" || d.lang == "es" || d.lang == "it" || d.lang == "nl") && !yearAlone().MatchString(d.text[l.start+m[2]:l.start+m[3]]) {
			d.setPlace(l.start+m[4], l.start+m[5])
			return
		}
	}
	if d.lang != "de" { // where any noun has a capital
		d.placeInSentence(d.maybePlace, false)
	}
}

// yearAlone is a year, which looks like a postcode before a capitalised noun.
var yearAlone = pattern(`^(?:19|20)\d\d$`)

// placeBehindBareLabel reads "Location Stirling", a label whose colon was lost.
func (d *document) placeBehindBareLabel() bool {
	for i := range d.lines {
		l := &d.lines[i]
		h := l.hitAt(l.first)
		if l.dropped || l.start < d.body || h.kind != "label.location" || l.last == h.last || l.last-h.last > 3 || d.text[d.tokens[h.last-1].end:d.tokens[h.last].start] != " " {
			continue
		}
		place := d.text[d.tokens[h.last].start:l.end]
		town, _, _ := strings.Cut(place, " (")
		if townName().MatchString(place) && d.maybePlace(town) {
			d.setPlace(d.tokens[h.last].start, l.end)
			return true
		}
	}
	return false
}

var townName = pattern(`^\p{Lu}\p{Ll}[\p{L}\-]+(?: (?:on |upon |le |la |de |del |am |an der )?\p{Lu}\p{Ll}[\p{L}\-]+){0,2}(?:,? \(?[A-Z]{2,3}\)?)?$`)

// maybePlace reports whether a capitalised word behind "in" may well be a place
// that no list knows: no tool, month, language, company or job.
func (d *document) maybePlace(name string) bool {
	return (d.offer.Title == "" || !strings.Contains(fold(d.offer.Title), fold(name))) && d.maybeSpot(name)
}

// maybeSpot is maybePlace for a name that may stand in the title.
func (d *document) maybeSpot(name string) bool {
	words := tokenize(name)
	if _, tool := d.lexicon.Lookup(name); tool || occupied(words) || strings.ToUpper(name) == name || hasForm(name) {
		return false
	}
	for _, t := range words {
		if genericWords[t.fold] || len(commonWords[t.fold]) > 0 || weekdays[t.fold] || organisationKinds[t.fold] {
			return false
		}
		if _, language := languageNames[t.fold]; language {
			return false
		}
	}
	return len(d.book.find(words)) == 0
}

// placeInSentence takes the first likely city behind a preposition in the parts
// that tell of the job; one that is not known has to stand in fewer of them.
func (d *document) placeInSentence(likely func(name string) bool, known bool) bool {
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.section == legalSection || l.section == similarSection || l.section == mustSection || l.section == niceSection {
			continue
		}
		if !known && (l.section == benefitsSection || l.section == aboutSection || l.section == applySection) {
			continue
		}
		for _, m := range prepositioned().FindAllStringSubmatchIndex(d.text[l.start:l.end], 10) {
			name := d.text[l.start+m[2] : l.start+m[3]]
			if link := d.text[l.start+m[0] : l.start+m[2]]; !known && !strings.Contains(link, "in ") && !strings.Contains(link, "à ") && !strings.Contains(link, "en ") && !strings.Contains(link, "em ") && !strings.Contains(link, "te ") && !strings.Contains(link, "near ") {
				continue
			}
			if likely(name) {
				d.setPlace(l.start+m[2], l.start+m[3])
				return true
			}
		}
	}
	return false
}

var prepositioned = pattern(`(?:\s|^)(?:in|à|a|en|em|te|at|de|di|para|near|bei|nahe|zu)\s(\p{Lu}[\p{L}\-]+(?: (?:de |del |la |am )?\p{Lu}[\p{L}\-]+)?)`)

func (d *document) setPlace(start, end int) {
	for end > start && strings.ContainsRune(" .,;-–", rune(d.text[end-1])) {
		end--
	}
	d.offer.Location = cut(d.text[start:end], 300)
	d.set("location", start, end)
	for _, link := range []string{" in ", " à ", " a ", " en ", " em ", " te ", " bei ", " at "} {
		if title, ok := strings.CutSuffix(d.offer.Title, link+d.offer.Location); ok && title != "" {
			d.offer.Title = tidy(title)
		}
	}
}

// takePlace takes a labelled value unless it says something else: "remote",
// a sentence.
func (d *document) takePlace(_ *line, start, end int) bool {
	s := d.text[start:end]
	if i := strings.Index(s, " ("); i > 2 && d.aboutWork(s[i:]) {
		end = start + i
		s = s[:i]
	}
	if m := placeAside().FindStringIndex(s); m != nil {
		end, s = start+m[0], s[:m[0]]
	}
	if i := strings.Index(s, " in "); i > 1 && d.aboutWork(s[:i]) {
		start += i + 4
		s = s[i+4:]
	}
	for _, separator := range []string{" - ", " – ", " / ", "; ", ", "} {
		if i := strings.LastIndex(s, separator); i > 1 && d.aboutWork(s[i:]) {
			end = start + i
			s = s[:i]
		}
	}
	if at := strings.LastIndex(s, ", "); at > 0 && organisation().MatchString(s[:at]) {
		start += at + 2 // behind the house: "Radiology, University Hospital, Roscommon"
		s = s[at+2:]
	}
	first, _ := utf8.DecodeRuneInString(s)
	words := tokenize(s)
	hits := d.book.find(words)
	if coversAll(hits, len(words), "label.") || slices.ContainsFunc(hits, func(h hit) bool { return h.kind == "heading.must" }) {
		return false // the next label of a list of them
	}
	if len(words) == 0 || len(words) > 12 || !unicode.IsUpper(first) && !unicode.IsDigit(first) || d.aboutWork(s) || strings.HasSuffix(s, "?") {
		return false
	}
	d.setPlace(start, end)
	return true
}

// placeAside is what a labelled value says behind the place: "Leeds, two days a
// week in the office", "Saguenay (déplacements)", "Grosseto - Contratto: …".
var placeAside = pattern(`, (?:\p{Ll}[\p{L}'’]*|\d+) \p{L}.*$|, (?:the|our|main|hybrid|remote) .*$| \(\p{Ll}[^)]*\).*$| [-–—|] \p{L}[\p{L} ]{2,20}: .*$`)

// aboutWork reports whether words that should name a place speak of the
// arrangement or the contract and of nothing else.
func (d *document) aboutWork(s string) bool {
	words := tokenize(s)
	covered := 0
	for _, h := range d.book.find(words) {
		if h.is("work.") || h.is("hire.") || h.is("starts.") {
			covered += h.last - h.first
		}
	}
	return covered > 0 && covered*2 >= len(words)
}

// parted has one sign between the parts of a line, as titleParts knows it, but
// keeps commas.
var parted = strings.NewReplacer(", ", ",\x00", " // ", " |  ", " / ", " | ", ". ", " | ", "   ", " | ", "  ", " | ")

// placeInHead looks at the short lines around the title, where boards put
// "Acme Ltd · Leeds, West Yorkshire (Hybrid)".
func (d *document) placeInHead() bool {
	seen := 0
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.start < d.body {
			continue
		}
		if seen++; seen > 6 || l.heading && l.section != unknownSection && l.section != "" {
			return false
		}
		s := d.text[l.start:l.end]
		if len(s) > 120 || strings.HasSuffix(s, ".") && !clipped().MatchString(s) {
			continue
		}
		if d.codedCell(l) {
			return true
		}
		if !d.inTitle(l) && codedPlace().MatchString(s) && d.placeSize(s, false) == len(s) {
			d.setPlace(l.start, l.end)
			return true
		}
		from := 0
		for _, part := range titleParts(parted.Replace(s)) {
			text := strings.ReplaceAll(part.text, ",\x00", ", ")
			at := strings.Index(s[from:], text)
			if at < 0 || text == "" {
				continue
			}
			at += from
			from = at + len(text)
			if !d.inTitle(l) {
				text = d.beforeWork(text)
			}
			if size := d.placeSize(text, d.inTitle(l)); size > 0 {
				d.setPlace(l.start+at, l.start+at+size)
				return true
			}
			if !d.inTitle(l) && seen > 1 && townRegion().MatchString(text) && !occupied(tokenize(text)) && !organised(text) && !d.namedAgain(text) && !d.aboutWork(text) && !hasForm(text) && len(d.book.find(tokenize(text))) == 0 {
				d.setPlace(l.start+at, l.start+at+len(text))
				return true
			}
			if comma := strings.LastIndex(text, ", "); comma > 0 && hasForm(text[:comma]) {
				if size := d.placeSize(text[comma+2:], false); size > 0 {
					d.setPlace(l.start+at+comma+2, l.start+at+comma+2+size)
					return true
				}
			}
		}
	}
	return false
}

// clipped is a line of single words that are parted by full stops: "Leeds.
// Hybrid. Full-time."
var clipped = pattern(`^(?:\p{Lu}[\p{L}\-]+(?: \p{L}[\p{L}\-]+)?\. ?){2,5}$`)

// codedCell takes a cell of a line that is a town with the code of its region:
// "Acme | Goiânia - GO | Home office".
func (d *document) codedCell(l *line) bool {
	if d.inTitle(l) {
		return false
	}
	s := d.text[l.start:l.end]
	from := 0
	for cell := range strings.SplitSeq(s, " | ") {
		if cell != s && codedPlace().MatchString(cell) && d.placeSize(cell, false) == len(cell) {
			d.setPlace(l.start+from, l.start+from+len(cell))
			return true
		}
		from += len(cell) + len(" | ")
	}
	return false
}

// placeSize returns how much of a part of a head line is a place, 0 if none:
// "Leeds, UK", "Lyon (69)", "86150 Augsburg".
func (d *document) placeSize(s string, inTitle bool) int {
	bare := s
	if i := strings.Index(bare, " ("); i > 0 && d.aboutWork(bare[i:]) {
		bare = bare[:i]
	}
	if m := cityState().FindStringSubmatch(bare); m != nil && !inTitle && stateCodes[m[2]] && !occupied(tokenize(bare)) {
		return len(bare)
	}
	if occupied(tokenize(bare)) || hasForm(bare) || bookFor(d.lang).telling(bare) || organised(bare) {
		return 0
	}
	if d.aboutWork(bare) {
		return 0
	}
	if first, _, ok := strings.Cut(bare, " "); ok && organisationKinds[fold(first)] {
		return 0
	}
	if postcodeTown(bare) {
		return len(bare)
	}
	if frenchPlace().MatchString(bare) {
		return len(bare)
	}
	if m := codedPlace().FindStringSubmatch(bare); m != nil && !inTitle && knownCode(m[1]+m[2]+m[3]) || !inTitle && regionName().MatchString(bare) {
		return len(bare)
	}
	if m := cityState().FindStringSubmatch(bare); !inTitle && m != nil {
		if knownPlace(fold(m[1])) || knownPlace(fold(m[2])) {
			return len(bare)
		}
	}
	if knownPlace(fold(bare)) || townWithRegion(bare) {
		return len(bare)
	}
	return 0
}

// postcodeTown reports whether s is a postcode and its town.
func postcodeTown(s string) bool {
	if !holdsDigit(s) {
		return false
	}
	m := postcodePlace().FindStringIndex(s)
	return m != nil && m[0] == 0 && m[1] == len(s)
}

// placeNamed reports whether part of a title is a place.
func (d *document) placeNamed(part string) bool {
	bare := strings.TrimSpace(part)
	if frenchPlace().MatchString(bare) || knownPlace(fold(bare)) {
		return true
	}
	if postcodeTown(bare) {
		return true
	}
	if i := strings.IndexAny(bare, ",/("); i > 0 && knownPlace(fold(strings.TrimSpace(bare[:i]))) {
		return true
	}
	if i := strings.IndexByte(bare, ' '); i > 0 && knownPlace(fold(bare[:i])) {
		return true
	}
	if headTown().MatchString(bare) && d.spokenOf(bare) {
		return true
	}
	found := false
	d.labelledAll("label.location", func(_ *line, start, end int) bool {
		found = len(bare) >= 3 && strings.Contains(fold(d.text[start:end]), fold(bare))
		return found
	})
	return found
}

// placeInTitle reads "Nurse in Leeds", "Soudeur (Nantes)".
func (d *document) placeInTitle() bool {
	q, ok := d.sourceOf("title")
	if !ok {
		return false
	}
	s := strings.TrimRight(genderMarker().ReplaceAllStringFunc(q.Text, func(m string) string { return strings.Repeat(" ", len(m)) }), " ")
	for _, place := range []*sieve.Regexp{titlePlace(), parenPlace()} {
		m := place.FindStringSubmatchIndex(s)
		if m == nil || occupied(tokenize(s[m[2]:m[3]])) || d.aboutWork(s[m[2]:m[3]]) {
			continue
		}
		if place == parenPlace() && !knownPlace(fold(s[m[2]:m[3]])) && !strings.ContainsAny(s[m[2]:m[3]], ",0123456789") {
			continue
		}
		d.setPlace(q.Start+m[2], q.Start+m[3])
		if at := strings.Index(d.offer.Title, s[m[0]:m[1]]); at > 3 {
			d.offer.Title = tidy(d.offer.Title[:at])
		}
		return true
	}
	for _, part := range titleParts(s) {
		name := part.text
		if i := strings.IndexByte(name, ' '); i > 0 && !knownPlace(fold(name)) {
			name = name[:i]
		}
		if name != "" && knownPlace(fold(name)) {
			at := part.at + strings.Index(s[part.at:], name)
			d.setPlace(q.Start+at, q.Start+at+len(name))
			return true
		}
	}
	return false
}
