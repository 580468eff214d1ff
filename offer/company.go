package offer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a company's name looks like, and where one stands without a sentence
// around it: beside the title, at the head of the offer.

const companyName = `(\p{Lu}[\p{L}\d&'’.+\-]*(?:[ \-](?:&|\+|und|and|et|y|e|de|du|des|la|le|of|the|von|van|der|di|del|\p{Lu}[\p{L}\d&'’.+\-]*|\d{1,4}))*?)`

var atCompany = pattern(`\s(?:at|@|bei|chez|bij|presso)\s(?:der |die |the )?` + companyName + `(?:$|[|,(\n]|\s[-–—|(])`)

// nameEnd checks that text[start:end] can be a company's name, and cuts what
// follows it.
func (d *document) nameEnd(start, end int) (int, bool) {
	s := d.text[start:end]
	for _, separator := range []string{"\t", " | ", " · ", " • ", " - ", " – ", ", ", " ("} {
		if i := strings.Index(s, separator); i > 1 {
			s = s[:i]
		}
	}
	if i := strings.IndexFunc(s, pictured); i > 1 {
		s = s[:i]
	}
	s = strings.TrimRight(s, " .,;:")
	if len(s) < end-start && hasForm(d.text[start:end]) {
		if m := formedName().FindString(d.text[start:end]); strings.HasPrefix(m, s) && m != "" {
			s = m
		}
	}
	first, _ := utf8.DecodeRuneInString(s)
	words := tokenize(s)
	if len(words) == 0 || len(words) > 8 || !unicode.IsUpper(first) && !unicode.IsDigit(first) || d.generic(words) || strings.HasSuffix(d.text[start:end], "?") || strings.Contains(s, ": ") || strings.ContainsAny(s, "£€$%") || !strings.ContainsFunc(s, unicode.IsUpper) || !endsInForm(s) && d.startsWithLabel(words) {
		return 0, false
	}
	return start + len(s), true
}

// pictured reports whether a rune is a star or another picture, as stand behind
// the names of hotels.
func pictured(r rune) bool { return r > unicode.MaxLatin1 && unicode.Is(unicode.So, r) && r != '™' }

// startsWithLabel reports whether words begin with a label that has more behind
// it: "Salary negotiable".
func (d *document) startsWithLabel(words []token) bool {
	for _, h := range d.book.find(words) {
		if h.first == 0 && h.last < len(words) && h.kind == "label.salary" {
			return true
		}
	}
	return false
}

// generic reports whether words only describe an employer: "Confidential",
// "Our client", "leading company", "The Team".
func (d *document) generic(words []token) bool {
	for _, h := range d.book.find(words) {
		if (h.is("heading.") || h.is("hire.")) && h.last-h.first == len(words) || h.is("agency.") || h.is("level.") && len(words) == 1 || h.is("work.") && len(words) <= 2 {
			return true
		}
	}
	plain := 0
	for _, t := range words {
		if genericWords[t.fold] || len(commonWords[t.fold]) > 0 {
			plain++
		}
	}
	return plain == len(words) || genericWords[words[0].fold] && len(words) <= 2 || occupied(words) && !hasForm(d.text[words[0].start:words[len(words)-1].end]) && len(words) <= 3 && d.sameAsTitle(words)
}

func (d *document) sameAsTitle(words []token) bool {
	return strings.Contains(fold(d.offer.Title), words[0].fold)
}

var genericWords = wordSet(`confidential anonymous client our company the this it he she they we you your team role position job candidate opportunity
		there here what who why how leading established growing fast experience knowledge salary location remote hybrid date reference apply contact
		unternehmen firma wir sie du ihr unser unsere kunde das die der es hier was wer vertraulich arbeitgeber mitarbeiter stelle bewerber team dienstleister
		nous vous notre votre entreprise client confidentiel societe candidat poste ce cette il elle on nos vos c est qui
		empresa cliente nuestro nuestra confidencial importante puesto candidato persona se que quien si esta este
		azienda nostro nostra riservato candidato posizione figura risorsa cosa chi per importante la il lo una
		nosso nossa cliente candidato vaga funcao quem o a os as para uma
		wij jij onze klant opdrachtgever bedrijf functie vacature kandidaat dit deze daar hier wat wie er het de een je u
		working work full time part permanent equal benefits requirements responsibilities successful ideal right people everyone someone
		experience previous prior bachelor degree must english french german spanish italian
		monday tuesday wednesday thursday friday saturday sunday montag dienstag today us uk eu dr mr mrs ms
		bonjour hello hi hey hola ciao salut moin servus hoi hallo ola welcome willkommen bienvenue bienvenidos benvenuto benvenuti bemvindo juf meester i
		pme eti sme kmu pyme pmi mkb startup scaleup ngo npo
		overview description summary background technology data software engineering`)

// nounPhrase reports whether capitalised words are rather a common noun, as
// any German noun or the start of any sentence is: a single word that the
// offer also writes in lower case, or an occupation.
func (d *document) nounPhrase(start, end int) bool {
	words := d.wordsIn(start, end)
	if len(words) == 0 {
		return true
	}
	s := d.text[start:end]
	if hasForm(s) {
		return false
	}
	if occupied(words[len(words)-1:]) && !(len(words) > 1 && organisationKinds[words[0].fold]) && !(len(words) > 1 && !occupied(words[:len(words)-1]) && professions[words[len(words)-1].fold]) || knownPlace(fold(s)) {
		return true
	}
	if len(words) == 1 && d.lang == "de" && !strings.ContainsAny(s, "0123456789&-.") && strings.ToLower(s[1:]) == s[1:] && germanNoun(words[0].fold) {
		return true
	}
	for _, h := range d.book.find(words) {
		if h.last-h.first == len(words) && !h.is("month.") && !h.is("number.") {
			return true
		}
	}
	if d.fieldValue(words) {
		return true
	}
	lower := strings.ToLower(s)
	return lower != s && strings.Contains(d.text[d.body:d.visible], " "+lower+" ")
}

// fieldValue reports whether at least half of some words speak of pay, grade,
// hours or the page: "Band 3", "Printable Posting".
func (d *document) fieldValue(words []token) bool {
	covered := 0
	for _, h := range d.book.find(words) {
		for _, kind := range []string{"pay.label", "hire.", "starts.", "flow.legal", "flow.apply", "boilerplate"} {
			if h.is(kind) {
				covered += h.last - h.first
				break
			}
		}
	}
	if covered > 0 && isDigit(words[len(words)-1].fold[0]) {
		covered++
	}
	return covered > 0 && covered*2 >= len(words) && !agencyName().MatchString(d.text[words[0].start:words[len(words)-1].end])
}

// professions end the names of firms: "Whitcombe Marr Solicitors".
var professions = wordSet(`joinery carpentry plumbing roofing catering dentistry bakery butchery brewery pharmacy nursing gardening accounting carpinteria fontaneria electricidad plomberie menuiserie boulangerie boucherie tischlerei schreinerei backerei metzgerei malerei timmerwerken engineering ingenieria ingegneria engenharia consultoria asesoria abogacia solicitors architects consultants engineers accountants surveyors lawyers builders dentists opticians florists bakers butchers electricians plumbers caterers
	avocats architectes notaires abogados arquitectos avvocati architetti advocaten architecten notarissen steuerberater rechtsanwalte architekten ingenieure consulenti advogados arquitetos`)

// germanNoun tells common nouns by their endings.
func germanNoun(word string) bool {
	for _, ending := range []string{"ung", "keit", "heit", "schaft", "tion", "team", "kraft", "arbeit", "zeit", "haus", "bereich", "stelle", "klinik", "unternehmen", "kunde", "mandant", "position", "aufgabe", "zentrum", "praxis"} {
		if strings.HasSuffix(word, ending) {
			return true
		}
	}
	return false
}

// companyAtTitle reads "Nurse at Harbour Health".
func (d *document) companyAtTitle() (start, end int, ok bool) {
	q, found := d.sourceOf("title")
	if !found {
		return 0, 0, false
	}
	m := atCompany().FindStringSubmatchIndex(q.Text)
	if m == nil {
		return 0, 0, false
	}
	end, ok = d.nameEnd(q.Start+m[2], q.Start+m[3])
	if !ok || knownPlace(fold(q.Text[m[2]:m[3]])) {
		return 0, 0, false
	}
	if at := strings.Index(d.offer.Title, q.Text[m[0]:m[2]]); at > 3 {
		d.offer.Title = tidy(d.offer.Title[:at])
	}
	return q.Start + m[2], end, true
}

// companyInHead reads the line that boards put below or above the title: a
// name with its legal form, or "Acme · Leeds, UK".
func (d *document) companyInHead() (start, end int, ok bool) {
	seen := 0
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.start < d.body {
			continue
		}
		if seen++; seen > 6 || l.heading && l.section != "" && l.section != unknownSection {
			break
		}
		s := d.text[l.start:l.end]
		if len(s) > 140 {
			continue
		}
		for _, n := range d.names(l) {
			if n.formed && d.plausibleName(n.start, n.end) {
				return n.start, n.end, true
			}
		}
		if start, end, ok := d.organisationBelowTitle(l, i); ok {
			return start, end, true
		}
		if start, end, ok := d.companyBesidePlace(l, i); ok {
			return start, end, true
		}
	}
	return 0, 0, false
}

// organisationBelowTitle reads a short line right below the title that names a
// kind of organisation: "Fenmoor Academy Trust".
func (d *document) organisationBelowTitle(l *line, i int) (start, end int, ok bool) {
	s := d.text[l.start:l.end]
	if i == 0 || l.last-l.first < 2 || !d.inTitle(&d.lines[i-1]) || l.bullet || len(s) > 60 || !organisation().MatchString(s) || strings.ContainsAny(s, ":;!?\t") || occupied(d.words(*l)[max(0, l.last-l.first-1):]) {
		return 0, 0, false
	}
	for word := range strings.FieldsSeq(s) {
		r, _ := utf8.DecodeRuneInString(word)
		if !unicode.IsUpper(r) && len(word) > 4 {
			return 0, 0, false
		}
	}
	end, ok = d.nameEnd(l.start, l.end)
	return l.start, end, ok
}

var organisation = pattern(`\b(?:Trust|Group|Hotel|School|University|College|Hospital|Clinic|Council|Foundation|Academy|Bank|Institute|Labs?|Studios?|Solutions|Systems|Technolog(?:y|ies)|Software|Partners|Logistics|Restaurant|Instruments|Foods|Klinik|Klinikum|Stiftung|Universität|Hochschule|Krankenhaus|Gasthof|Werke|Stadtwerke|Clinique|Groupe|Hôpital|Université|Mairie|Librairie|Brasserie|Maison|Residencia|Clínica|Grupo|Universidad|Ayuntamiento|Ospedale|Studio|Cooperativa|Gruppo|Officine|Stichting|Gemeente|Ziekenhuis|Universiteit)\b`)

// companyBesidePlace reads the first cell of "Acme · Leeds, UK (Hybrid)", or
// a short line between the title and the place.
func (d *document) companyBesidePlace(l *line, i int) (start, end int, ok bool) {
	if d.inTitle(l) || l.bullet {
		return 0, 0, false
	}
	from := l.start + len(d.text[l.start:l.end]) - len(strings.TrimLeft(d.text[l.start:l.end], "*_"))
	s := d.text[from:l.end]
	place, found := d.sourceOf("location")
	for _, separator := range []string{" · ", " | ", " • ", " – ", " — ", " - ", ", ", "\t"} {
		at := strings.Index(s, separator)
		if at < 2 {
			continue
		}
		rest := strings.TrimSpace(s[at+len(separator):])
		restHead := rest
		for _, cutAt := range []string{" · ", " | ", " (", " – ", " — ", " - "} {
			if j := strings.Index(restHead, cutAt); j > 0 {
				restHead = restHead[:j]
			}
		}
		if !knownPlace(fold(strings.Split(restHead, ",")[0])) && d.placeSize(restHead, false) == 0 {
			continue
		}
		name := strings.TrimRight(s[:at], "*_")
		if end, ok := d.nameEnd(from, from+len(name)); ok && !d.nounPhrase(from, end) && !occupied(d.wordsIn(from, end)) && d.placeSize(name, false) == 0 {
			return from, end, true
		}
	}
	if found && i > 0 && i+1 < len(d.lines) && d.inTitle(&d.lines[i-1]) && d.lines[i+1].start <= place.Start && place.End <= d.lines[i+1].end && len(s) < 60 {
		if end, ok := d.nameEnd(l.start, l.end); ok && end == l.end && !d.nounPhrase(l.start, end) {
			return l.start, end, true
		}
	}
	return 0, 0, false
}
