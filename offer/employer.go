package offer

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An employer is named only where the words leave no doubt; an empty company
// is better than a wrong one. Patterns want a capitalised name in a place
// where offers introduce themselves.

const companyName = `(\p{Lu}[\p{L}\d&'’.+\-]*(?:[ \-](?:&|\+|und|and|et|y|e|de|du|des|la|le|of|the|von|van|der|di|del|\p{Lu}[\p{L}\d&'’.+\-]*|\d{1,4}))*?)`

var (
	legalForm  = regexp.MustCompile(`\b(?:GmbH(?: ?& ?Co\.? ?KG)?|gGmbH|mbH|AG|SE|KG|OHG|e\.\s?V\.|e\.\s?K\.|eG|KGaA|Ltd|Limited|LLP|PLC|plc|Inc|LLC|Corp|Co|SAS|SARL|SA|S\.A\.S|S\.A\.R\.L|EURL|SNC|S\.A\.U|S\.A|S\.L\.U|S\.L|SLU|SL|S\.r\.l\.s|S\.r\.l|Srl|SRL|S\.p\.A|SpA|SPA|S\.n\.c|S\.a\.s|Lda|LDA|Ltda|B\.V|BV|N\.V|NV|VOF|AB|ApS|A/S|AS|Oy|Oyj|Sp\. z o\.o|s\.r\.o|Pty)\b\.?`)
	formedName = regexp.MustCompile(`(\p{Lu}[\p{L}\d&'’+\-]*(?:[ .](?:&|\+|und|and|et|y|e|de|du|des|la|le|of|von|van|der|di|del|do|da|dos|das|per|il|lo|\p{Lu}[\p{L}\d&'’+\-]*|\d{1,4})){0,6},? ` + legalForm.String() + `)`)
	introduces = compileAll(
		`(?:^|[.!?:]\s|\n)(?:[Dd]ie |[Dd]as |[Dd]er )?`+companyName+` (?:is|was|are|has been) (?:a|an|the|one of|working with|partnering|supporting|assisting|looking after|seeking|hiring|looking|recruiting|currently|on a mission|building|growing|expanding|proud|transforming|part of)\b`,
		`(?:^|[.!?:]\s|\n)(?:At|Join) `+companyName+`(?:,| we| you| our| as| and help| team|\.)`,
		`\b(?:join|Join|joining) (?:the team at |our team at |us at )?`+companyName+` (?:as|and|to|in|on)\b`,
		`\b(?:join|Join) (?:the )?`+companyName+` team\b`,
		`(?:^|[.!?:]\s|\n)(?:Die |Das |Der |Unser Kunde )?`+companyName+` (?:sucht|ist ein|ist eine|ist der|ist die|ist das|ist seit|gehört zu|steht für|entwickelt|betreibt|bietet|zählt zu|wurde)\b`,
		`\b(?:[Bb]ei|[Ff]ür) (?:der |die |das )?`+companyName+` (?:erwartet|arbeiten|arbeitest|bist|sind Sie|suchen wir|findest|gestaltest|wirst|in )`,
		`(?:^|[.!?:]\s|\n)(?:La |Le |L['’]|Les |Chez )?`+companyName+` (?:recherche|recrute|est (?:une?|le|la|l['’]|un des|spécialis)|accompagne|propose|conçoit|développe|fabrique)\b`,
		`\b[Cc]hez `+companyName+`(?:,| nous| vous| tu| on|\.)`,
		`(?:^|[.!?:]\s|\n)(?:En |La |El |Desde |Las |Los )?`+companyName+` (?:busca|buscamos|selecciona|seleccionamos|es (?:una?|la|el|líder)|somos|estamos|incorpora|precisa|necesita|necesitamos)\b`,
		`(?:^|[.!?:]\s|\n)(?:La |Il |Lo |L['’]|In |Noi di )?`+companyName+` (?:cerca|ricerca|seleziona|è (?:una?|un['’]|la|il|l['’]|leader)|assume|sviluppa|opera)\b`,
		`(?:^|[.!?:]\s|\n)(?:A |O |Na |No |As |Os )?`+companyName+` (?:procura|é (?:uma?|a|o|líder)|está a recrutar|está à procura|recruta|pretende|contrata|busca)\b`,
		`(?:^|[.!?:]\s|\n)(?:De |Het |Bij )?`+companyName+` (?:zoekt|is (?:een|de|het|op zoek|al)|biedt|ontwikkelt|bouwt)\b`,
		`\b[Bb]ij `+companyName+`(?:,| werk| ga | ben | krijg| vind| in |\.)`,
		`(?:^|[.!?:]\s|\n)(?:The |Die |La |Le |L['’]|A |O |Il )?`+companyName+`,? (?:is )?(?:acting as an? [Ee]mployment|agenzia per il lavoro|agence d['’](?:intérim|emploi)|empresa de trabajo temporal|empresa de trabalho temporário|(?:a |an? independent )?recruitment (?:agency|consultancy))\b`,
		`\b(?:zoekt|sucht|recherche|busca) (?:die |de |het |la |el )?`+companyName+` (?:zo |per |voor |een |ab |zum |zur |eine|einen|un |une |una )`,
		`^`+companyName+`, [^.,\n]{3,80}, (?:cerca|ricerca|seleziona|recherche|recrute|sucht|busca|selecciona|procura|recruta|zoekt|is (?:looking|seeking|hiring|recruiting))\b`,
		`^`+companyName+`(?:, [^,\n]{2,40})? [-–—:] (?:we(?:['’]re| are)|wir |nous |buscamos|cerchiamo|procuramos|wij )`,
		`(?:^|\n)(?:About|Über|Über die|Über das|À propos de|À propos d['’]|A propos de|Sobre|Sobre a|Sobre o|Sobre la|Over|Chi è|Chi siamo:|Qui est|Quién es|Wer ist|Why|Warum|Waarom|Perché|Pourquoi|Life at|Working at|Werken bij) `+companyName+`\s*[:?]?(?:$|\n)`,
	)
	atCompany  = regexp.MustCompile(`\s(?:at|@|bei|chez|bij|presso)\s(?:der |die |the )?` + companyName + `(?:$|[|,(\n]|\s[-–—|(])`)
	agencyName = regexp.MustCompile(`(?i)recruit|staffing|personal(?:dienst|service|vermittlung|beratung|management|leasing|partner)?\b|personal|interim|intérim|\bett\b|headhunt|uitzend|detacher|talent|search|zeitarbeit|agenzia|resourc|selecci|selezion|seleção|consult(?:ing|ants|oría)? rh|\brh\b|\bhr\b|manpower|workforce|trabajo temporal|trabalho temporário|werving|jobs?\b|careers?|bemiddeling`)
)

func compileAll(patterns ...string) []*regexp.Regexp {
	var all []*regexp.Regexp
	for _, p := range patterns {
		all = append(all, regexp.MustCompile(p))
	}
	return all
}

// readEmployer tells the employer from the agency that posts for one.
func (d *document) readEmployer() {
	forClient := d.postsForClient()
	if q, ok := d.given["company"]; ok {
		if forClient && agencyName.MatchString(q.Text) {
			d.setAgency(q.Start, q.End)
		} else {
			d.setCompany(q.Start, q.End)
		}
		return
	}
	d.labelledAll("label.agency", func(_ *line, start, end int) bool {
		if end, ok := d.nameEnd(start, end); ok {
			d.setAgency(start, end)
		}
		return d.offer.Agency != ""
	})
	if d.labelledAll("label.company", func(_ *line, start, end int) bool {
		end, ok := d.nameEnd(start, end)
		if !ok {
			return false
		}
		if forClient && agencyName.MatchString(d.text[start:end]) {
			d.setAgency(start, end)
		} else {
			d.setCompany(start, end)
		}
		return true
	}) {
		return
	}
	start, end, ok := d.namedEmployer()
	if from, to, found := d.companyWithForm(); ok && found && strings.HasPrefix(d.text[from:to], d.text[start:end]) {
		start, end = from, to
	}
	switch {
	case !ok || d.cutShort(start, end):
	case forClient || d.agencyAround(start, end):
		d.setAgency(start, end)
	case d.corroborated(start, end):
		d.setCompany(start, end)
	}
}

// corroborated reports whether more than one place speaks for a company that
// no label names: a legal form, the employer's own "we", a word for a kind of organisation, or a second mention, which may be an address.
func (d *document) corroborated(start, end int) bool {
	name := d.text[start:end]
	if legalForm.MatchString(name) || organisation.MatchString(name) && strings.Contains(name, " ") {
		return true
	}
	if ownVoice.MatchString(d.text[end:d.visible]) {
		return true
	}
	text, plain := fold(d.text), fold(name)
	if strings.Count(text, plain) > 1 {
		return true
	}
	for _, glue := range []string{"", "-"} {
		address := strings.ReplaceAll(plain, " ", glue)
		if strings.Contains(text, "@"+address) || strings.Contains(text, address+".") {
			return true
		}
	}
	return false
}

// cutShort reports whether text[start:end] is only a part of a longer name:
// "Lang GmbH" of "Ott & Lang GmbH", "Ott" of "Ott & Lang".
func (d *document) cutShort(start, end int) bool {
	before := strings.TrimRight(d.text[:start], " ")
	return strings.HasSuffix(before, "&") || strings.HasSuffix(before, "+") || joinedName.MatchString(d.text[end:d.visible])
}

// ownVoice follows the name of an employer who speaks: "At Brightwater, we …".
var ownVoice = regexp.MustCompile(`^, (?:we|wir|nous|wij|noi|nós)\b`)

var joinedName = regexp.MustCompile(`^ ?[&+] ?\p{L}`)

func (d *document) setCompany(start, end int) {
	start += len(leadingArticle.FindString(d.text[start:end]))
	d.offer.Company = cut(tidy(d.text[start:end]), 300)
	d.set("company", start, end)
}

// leadingArticle stands before a name in a sentence and is no part of it.
var leadingArticle = regexp.MustCompile(`^(?:Die|Der|Das|Den|Wir, die|Bei der|Wij bij|Noi di|A|O)\s`)

func (d *document) setAgency(start, end int) {
	start += len(leadingArticle.FindString(d.text[start:end]))
	d.offer.Agency = cut(tidy(d.text[start:end]), 300)
	d.set("agency", start, end)
}

// postsForClient reports whether the offer says that it is for a client.
func (d *document) postsForClient() bool {
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.section == mustSection || l.section == niceSection || l.section == dutiesSection || l.section == benefitsSection {
			continue
		}
		if l.has("agency.client") {
			return true
		}
	}
	return false
}

// agencyAround reports whether the name itself, or words right behind it, say
// that it is an agency.
func (d *document) agencyAround(start, end int) bool {
	for _, sign := range []string{"recruitment", "Recruitment", "Recruiting", "Staffing", "Personaldienst", "Personalservice", "Personalvermittlung", "Zeitarbeit", "Intérim", "Interim", "Recrutement", "RECRUTEMENT", "ETT", "Selección", "Uitzend", "Trabajo Temporal", "Agenzia per il Lavoro"} {
		if strings.Contains(d.text[start:end], sign) {
			return true
		}
	}
	behind := fold(d.text[end:min(len(d.text), end+120)])
	for _, sign := range []string{"employment agency", "employment business", "recruitment", "agence d interim", "agence d'interim", "agenzia per il lavoro", "agenzia di somministrazione", "personaldienstleister", "empresa de trabajo temporal", "uitzendbureau", "empresa de trabalho temporario", "zeitarbeit"} {
		if strings.Contains(behind, sign) {
			return true
		}
	}
	return false
}

// nameEnd checks that text[start:end] can be a company's name, and cuts what
// follows it.
func (d *document) nameEnd(start, end int) (int, bool) {
	s := d.text[start:end]
	for _, separator := range []string{"\t", " | ", " · ", " • ", " - ", " – ", ", ", " ("} {
		if i := strings.Index(s, separator); i > 1 {
			s = s[:i]
		}
	}
	s = strings.TrimRight(s, " .,;:")
	if m := formedName.FindString(d.text[start:end]); strings.HasPrefix(m, s) && m != "" {
		s = m
	}
	first, _ := utf8.DecodeRuneInString(s)
	words := tokenize(s)
	if len(words) == 0 || len(words) > 8 || !unicode.IsUpper(first) && !unicode.IsDigit(first) || d.generic(words) || strings.HasSuffix(d.text[start:end], "?") {
		return 0, false
	}
	return start + len(s), true
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
	return plain == len(words) || genericWords[words[0].fold] && len(words) <= 2 || occupied(words) && !legalForm.MatchString(d.text[words[0].start:words[len(words)-1].end]) && len(words) <= 3 && d.sameAsTitle(words)
}

func (d *document) sameAsTitle(words []token) bool {
	return strings.Contains(fold(d.offer.Title), words[0].fold)
}

var genericWords = func() map[string]bool {
	words := map[string]bool{}
	for w := range strings.FieldsSeq(`confidential anonymous client our company the this it he she they we you your team role position job candidate opportunity
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
		overview description summary background technology data software engineering`) {
		words[w] = true
	}
	return words
}()

// namedEmployer finds a company where offers introduce themselves.
func (d *document) namedEmployer() (start, end int, ok bool) {
	if start, end, ok = d.companyAtTitle(); ok {
		return start, end, true
	}
	if start, end, ok = d.companyInHead(); ok {
		return start, end, true
	}
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.start < d.body || l.section == mustSection && l.bullet || l.section == niceSection && l.bullet {
			continue
		}
		if start, end, ok = d.introduced(l); ok {
			return start, end, true
		}
	}
	return d.companyWithForm()
}

func (d *document) introduced(l *line) (start, end int, ok bool) {
	s := d.text[l.start:l.end]
	for _, pattern := range introduces {
		m := pattern.FindStringSubmatchIndex(s)
		if m == nil {
			continue
		}
		start, end = l.start+m[2], l.start+m[3]
		if end, ok := d.nameEnd(start, end); ok && !d.nounPhrase(start, end) && !d.doubtful(l, start, end) {
			if full := formedName.FindStringIndex(d.text[start:l.end]); full != nil && full[0] == 0 {
				end = d.wholeForm(start + full[1])
			}
			return start, end, true
		}
	}
	return 0, 0, false
}

// wholeForm extends a name to the end of a legal form in parts: "GmbH & Co. KG".
func (d *document) wholeForm(end int) int {
	return end + len(formTail.FindString(d.text[end:d.visible]))
}

var formTail = regexp.MustCompile(`^(?:\.?\s?(?:&\s?)?(?:Co\.|Co|KGaA|KG|OHG|AG|Ltd\.?|de C\.\s?V\.?|de R\.\s?L\.?)\b\.?)+`)

// doubtful reports whether a single word that only begins "X is a …" is likely
// any word, since every sentence starts with a capital: nothing else in the
// text uses it as a name.
func (d *document) doubtful(l *line, start, end int) bool {
	name := d.text[start:end]
	if strings.ContainsAny(name, " -&.0123456789") || !definition.MatchString(d.text[end:l.end]) || strings.ToLower(name[1:]) != name[1:] {
		return false
	}
	uses := 0
	for i := range d.lines {
		at := &d.lines[i]
		for j := at.first; j < at.last; j++ {
			if t := d.tokens[j]; d.text[t.start:t.end] == name && (j > at.first && !strings.ContainsAny(d.text[d.tokens[j-1].end:t.start], ".!?:") || at.last-at.first <= 4) {
				uses++
			}
		}
	}
	return uses == 0 && !strings.Contains(fold(d.text), "@"+fold(name)) && !strings.Contains(fold(d.text), "www."+fold(name))
}

var definition = regexp.MustCompile(`^ (?:is|ist|est|es|è|é) (?:an?|the|eine?|der|die|das|une?|le|la|una?|el|uma?|o|a|een|de|het|part|one|il|un['’]|l['’])`)

// nounPhrase reports whether capitalised words are rather a common noun, as
// any German noun or the start of any sentence is: a single word that the
// offer also writes in lower case, or an occupation.
func (d *document) nounPhrase(start, end int) bool {
	words := d.wordsIn(start, end)
	if len(words) == 0 {
		return true
	}
	s := d.text[start:end]
	if legalForm.MatchString(s) {
		return false
	}
	if occupied(words[len(words)-1:]) || knownPlaces()[fold(s)] {
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
	lower := strings.ToLower(s)
	return len(words) == 1 && strings.Contains(d.text[d.body:d.visible], " "+lower+" ")
}

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
	m := atCompany.FindStringSubmatchIndex(q.Text)
	if m == nil {
		return 0, 0, false
	}
	end, ok = d.nameEnd(q.Start+m[2], q.Start+m[3])
	if !ok || knownPlaces()[fold(q.Text[m[2]:m[3]])] {
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
		if m := formedName.FindStringIndex(s); m != nil && !occupied(tokenize(s[:m[0]])) || m != nil && m[0] > 0 {
			return l.start + m[0], d.wholeForm(l.start + m[1]), true
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
	if i == 0 || l.last-l.first < 2 || !d.inTitle(&d.lines[i-1]) || l.bullet || len(s) > 60 || !organisation.MatchString(s) || strings.ContainsAny(s, ":;!?\t") || occupied(d.words(*l)[max(0, l.last-l.first-1):]) {
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

var organisation = regexp.MustCompile(`\b(?:Trust|Group|Hotel|School|University|College|Hospital|Clinic|Council|Foundation|Academy|Bank|Institute|Labs?|Studios?|Solutions|Systems|Technolog(?:y|ies)|Software|Partners|Logistics|Restaurant|Instruments|Foods|Klinik|Klinikum|Stiftung|Universität|Hochschule|Krankenhaus|Gasthof|Werke|Stadtwerke|Clinique|Groupe|Hôpital|Université|Mairie|Librairie|Brasserie|Maison|Residencia|Clínica|Grupo|Universidad|Ayuntamiento|Ospedale|Studio|Cooperativa|Gruppo|Officine|Stichting|Gemeente|Ziekenhuis|Universiteit)\b`)

// companyBesidePlace reads the first cell of "Acme · Leeds, UK (Hybrid)", or
// a short line between the title and the place.
func (d *document) companyBesidePlace(l *line, i int) (start, end int, ok bool) {
	if d.inTitle(l) || l.bullet {
		return 0, 0, false
	}
	s := d.text[l.start:l.end]
	place, found := d.sourceOf("location")
	for _, separator := range []string{" · ", " | ", " • ", " – ", " - ", ", ", "\t"} {
		at := strings.Index(s, separator)
		if at < 2 {
			continue
		}
		rest := strings.TrimSpace(s[at+len(separator):])
		restHead := rest
		for _, cutAt := range []string{" · ", " | ", " (", " – ", " - "} {
			if j := strings.Index(restHead, cutAt); j > 0 {
				restHead = restHead[:j]
			}
		}
		if !knownPlaces()[fold(strings.Split(restHead, ",")[0])] && d.placeSize(restHead, false) == 0 {
			continue
		}
		if end, ok := d.nameEnd(l.start, l.start+at); ok && !d.nounPhrase(l.start, end) && !occupied(d.wordsIn(l.start, end)) && d.placeSize(s[:at], false) == 0 {
			return l.start, end, true
		}
	}
	if found && i > 0 && i+1 < len(d.lines) && d.inTitle(&d.lines[i-1]) && d.lines[i+1].start <= place.Start && place.End <= d.lines[i+1].end && len(s) < 60 {
		if end, ok := d.nameEnd(l.start, l.end); ok && end == l.end && !d.nounPhrase(l.start, end) {
			return l.start, end, true
		}
	}
	return 0, 0, false
}

// companyWithForm takes the one name with a legal form that the text holds.
// Two different ones leave a doubt.
func (d *document) companyWithForm() (start, end int, ok bool) {
	name := ""
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.section == mustSection || l.section == niceSection || l.section == benefitsSection {
			continue
		}
		m := formedName.FindStringIndex(d.text[l.start:l.end])
		if m == nil {
			continue
		}
		found := d.text[l.start+m[0] : l.start+m[1]]
		if name != "" && found != name && !strings.HasSuffix(name, found) && !strings.HasSuffix(found, name) {
			return 0, 0, false
		}
		if name == "" {
			name, start, end, ok = found, l.start+m[0], d.wholeForm(l.start+m[1]), true
		}
	}
	return start, end, ok
}
