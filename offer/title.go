package offer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/sieve"
)

// Markers of equal treatment, reference codes and inclusive endings belong to
// the advertisement, not to the name of the job.
var (
	genderMarker = pattern(`(?i)[\(\[]\s*(?:[mwfdxhvigan]|gn|div|divers|all|tous|toutes)\s*(?:[/|,*·•.\-–_:+& ]\s*(?:[mwfdxhvigank*]|gn|div|divers|genders?)\.?\s*){0,4}[\)\]]|\(\s*(?:all genders?|alle geschlechter|geschlechtsneutral|m/w/divers|mensch|gn)\s*\)`)
	genderLoose  = pattern(`(?:^|[\s\-–,|])(?:[mwfdxhvMWFDXHV]\s?[/|]\s?[mwfdxhvMWFDXHV](?:\s?[/|]\s?[mwfdxhviMWFDXHVI*]){0,2}|all genders|gn)(?:$|[\s\-–,.|])`)
	referenceTag = pattern(`(?i)[\(\[\-–|,#]*\s*\b(?:ref(?:erence|erenz|\.)?(?:\s*(?:no|nr|n°|code|id|num\w*))?\.?|req(?:uisition)?(?:\s*id)?|job[\s-]?(?:id|ref|no|nr)\.?|id|kennziffer|referencia|riferimento|rif\.?|r[ée]f\.?|kenmerk|vacature(?:nummer)?|stellen-?(?:id|nr)\.?|offre n°|oferta n[°º])\s*[:#.°º]*\s*([A-Z0-9][A-Z0-9\-_/.]*\d[A-Z0-9\-_/]*|\d{3,})\s*[\)\]]?`)
	codeTag      = pattern(`\s*(?:[\(\[]\s*(?:[A-Z]{1,5}[-_ ]?\d{3,}[A-Z0-9\-]*|\d{4,}|#\d+)\s*[\)\]]|#\d{3,}\b|(?:\s[-–|]\s*|\s)(?:JR|REQ|R|ID|VN|JOB)[-_]?\d{4,}\b|\s[-–|]\s*[A-Z]{2,5}[-/]?\d{3,}[A-Z0-9\-/]*$|\s[-–|]\s*\d{4,}$)`)
	codeLead     = pattern(`^\s*(?i:(?:job|req|requisition|posting|vacancy|stelle|offre|oferta|vaga|vacature)\s*(?:#|no\.?|nr\.?|n[°º])?\s*\d{3,}\s*[:\-–|]\s*)|^\s*[\(\[]?(?:[A-Z]{2,5}[-_/]\d{2,}[A-Z0-9\-/]*|[A-Z]{2,4}\d{4,}|\d{5,})[\)\]]?\s*[:\-–|]?\s+`)
	inclusive    = []struct {
		ending func() *sieve.Regexp
		with   string
	}{
		{pattern(`(\p{Ll}{2,})(?:[:*_·]|/-?|/ -)(?:innen|in)\b`), "$1"},
		{pattern(`(\p{Ll}{2,}e)(?:[:*_·]|/-?|\()r\)?(?:$|([\s,]))`), "${1}r$2"},
		{pattern(`(\p{Ll}{2,})\((?:innen|in)\)`), "$1"},
		{pattern(`(\p{Ll}+[rtn])In(?:nen)?\b`), "$1"},
		{pattern(`(\p{L}{2,})[·•.](?:ne|e|te|trice|euse|se|rice|ère|iere|ière|fe|ve|le|sse)(?:[·•.]?s)?(?:$|([\s,)\-]))`), "$1$2"},
		{pattern(`(?i)(\p{L}{2,})\s?[/(\-]\s?-?(?:ne|e|te|trice|euse|se|rice|ère|iere|ière|fe|ve|le|a|as|o|os|ra|ora|esa|sa|essa|re|ice)\)?(?:$|([\s,)\-–]))`), "$1$2"},
		{pattern(`(\p{Ll}{3,})@(s?)\b`), "${1}o$2"},
		{pattern(`(\p{L}+(?:frau|mann))/-?(?:mann|frau)\b`), "$1"},
	}
)

// readTitle finds the name of the job and cleans it.
func (d *document) readTitle() {
	start, end := d.findTitle()
	if start == end {
		return
	}
	title := cleanTitle(d.text[start:end])
	title = d.dropAsides(title)
	if title == "" {
		return
	}
	d.offer.Title = cut(title, 300)
	d.set("title", start, end)
}

// cut shortens s to at most n bytes at a rune's edge.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func (d *document) findTitle() (start, end int) {
	if q, ok := d.given["title"]; ok {
		return q.Start, q.End
	}
	if start, end, ok := d.labelled("label.title", 12); ok && end-start < 150 {
		return start, end
	}
	best, score := -1, 0
	seen := 0
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.start < d.body {
			continue
		}
		if seen++; seen > 14 {
			break
		}
		if s := 2*d.titleScore(l) - seen; best < 0 || s > score {
			best, score = i, s
		}
	}
	if best < 0 || score < 6 || d.seeks(&d.lines[best]) {
		if start, end, ok := d.soughtTitle(); ok {
			return start, end
		}
	}
	if best < 0 || score < -8 {
		return 0, 0
	}
	return d.titlePart(&d.lines[best])
}

// titleLine is a line near the top that may be the job's name.
type titleLine struct {
	d     *document
	l     *line
	s     string
	words int
	job   bool // a word of it names an occupation
}

// titleScore says how much a line near the top looks like the job's name.
func (d *document) titleScore(l *line) int {
	t := &titleLine{d: d, l: l, s: d.text[l.start:l.end], words: l.last - l.first}
	if t.words > 24 {
		return -20 // prose, which is slow to look through
	}
	t.job = occupied(d.words(*l))
	score := 4
	for _, look := range titleLooks {
		if look.holds(t) {
			score += look.points
		}
	}
	if t.words > 1 && score < 8 && (d.commonKind(l.first) || d.commonKind(l.last-1)) {
		score -= 4
	}
	for _, doubt := range titleDoubts {
		if doubt.holds(t) {
			score += doubt.points
		}
	}
	return score
}

// titlePoints are given or taken for how a line looks.
type titlePoints struct {
	points int
	holds  func(t *titleLine) bool
}

// titleLooks are told by the form of a line and the part it stands in.
var titleLooks = []titlePoints{
	{4, func(t *titleLine) bool { return t.job }},
	{6, func(t *titleLine) bool { return genderMarked(t.s) }},
	{3, func(t *titleLine) bool { return t.d.title != "" && t.s == t.d.title || t.l.strong }},
	{-8, func(t *titleLine) bool { return t.l.heading && t.l.section != unknownSection }},
	{-4, func(t *titleLine) bool { return t.l.bullet }},
	{-10, func(t *titleLine) bool {
		return !t.l.heading && (t.l.section == mustSection || t.l.section == niceSection || t.l.section == dutiesSection)
	}},
	{-4, func(t *titleLine) bool {
		first, _ := utf8.DecodeRuneInString(t.s)
		return unicode.IsLower(first) && strings.Contains(t.s, ", ")
	}},
	{-3, func(t *titleLine) bool {
		return strings.HasSuffix(t.s, ".") || strings.HasSuffix(t.s, "!") || strings.HasSuffix(t.s, "?")
	}},
	{-3, func(t *titleLine) bool { return t.words > 12 && t.words <= 18 }},
	{-20, func(t *titleLine) bool { return t.words > 18 }},
}

// titleDoubts are signs that a line is something else.
var titleDoubts = []titlePoints{
	{-3, func(t *titleLine) bool { return hasForm(t.s) || hasAddress(t.s) }},
	{-4, func(t *titleLine) bool { return !t.job && strings.Contains(t.s, ":") && fieldLine().MatchString(t.s) }},
	{-8, func(t *titleLine) bool {
		return articleNumber().MatchString(t.d.text[strings.LastIndexByte(t.d.text[:t.l.start], '\n')+1 : t.l.end])
	}},
	{-5, func(t *titleLine) bool { return agencyTitle().MatchString(t.s) }},
	{-12, func(t *titleLine) bool { return boardTitle(t.s) }},
	{-8, func(t *titleLine) bool { return t.l.heading && strings.HasSuffix(t.s, ":") }},
	{-6, func(t *titleLine) bool {
		return t.words <= 5 && !t.job && (t.d.placeSize(t.s, false) == len(t.s) || regionName().MatchString(t.s))
	}},
	{-8, func(t *titleLine) bool { return !t.job && holdsDigit(t.s) && namesMoney(t.s) }},
	{-8, (*titleLine).ofThePage},
	{-12, func(t *titleLine) bool {
		return t.words <= 6 && documentName().MatchString(t.s) || greeting().MatchString(t.s)
	}},
	{-5, func(t *titleLine) bool { return t.l.has("firm.hires") && !t.job }},
	{-8, (*titleLine).labelled},
	{-8, (*titleLine).saysOther},
	{-2, func(t *titleLine) bool { return t.l.has("flow.") || t.l.has("starts.") || t.l.has("ago.") }},
}

// genderMarked reports whether s carries a marker of equal treatment: "(m/w/d)".
func genderMarked(s string) bool {
	return holdsAny(s, "(", "[") && genderMarker().MatchString(s) || holdsAny(s, "/", "|", "gn", "all genders") && genderLoose().MatchString(s)
}

// ofThePage reports whether a line is the page's path or says what is given.
func (t *titleLine) ofThePage() bool {
	return holdsAny(t.s, "›", "»", "→") || strings.Count(t.s, "#") > 1 || t.l.count("give") > 1
}

// labelled reports whether a line is a field of a form.
func (t *titleLine) labelled() bool {
	label, ok := t.l.find("label.")
	return ok && label.first == t.l.first && strings.Contains(t.s, ":") && !codeLead().MatchString(t.s)
}

// saysOther reports whether a line is mostly about the contract or the
// arrangement, a bare common word, or an address. What stands in brackets says
// when and how, and does not count.
func (t *titleLine) saysOther() bool {
	covered := 0
	bracket := t.l.start + strings.IndexByte(t.s+"(", '(')
	for _, h := range t.l.hits {
		if start, _ := t.d.span(h); start < bracket && (h.is("hire.") || h.is("work.")) {
			covered += h.last - h.first
		}
	}
	return covered*2 >= t.words && !t.job || t.words == 1 && genericWords[t.d.tokens[t.l.first].fold] ||
		t.words < 20 && addressed(t.s)
}

// documentName heads an offer with what kind of paper it is.
var documentName = pattern(`(?i)^(?:job|person|role|position|candidate) (?:specification|description|profile|advert(?:isement)?|posting|pack)$|^(?:stellen(?:ausschreibung|angebot|anzeige)|offre d['’]emploi|fiche de poste|avis de recrutement|oferta de (?:empleo|trabajo)|offerta di lavoro|annuncio di lavoro|anúncio de emprego|oferta de emprego|avviso di selezione|bando di concorso|avis de concours|convocatoria|vacature|vacancy notice|recruitment notice)$`)

// greeting opens a post or a mail.
var greeting = pattern(`(?i)^(?:hi|hello|hey|dear|moin|hallo|liebe|sehr geehrte|guten tag|bonjour|salut|hola|buenos días|ciao|buongiorno|salve|olá|oi|bom dia|beste|dag|goedemorgen)\b`)

// agencyTitle is the name of an agency above the job's.
var agencyTitle = pattern(`(?i)(?:recruitment|staffing|executive search|search (?:&|and) selection|personalberatung|personaldienstleistungen|personalservice|uitzendbureau|intérim|zeitarbeit|ett|recrutement|agenzia per il lavoro|agency|recruiters)(?: (?:ltd|limited|gmbh|bv|s\.?r\.?l\.?|group))?(?: since \d{4})?\.?$`)

// boardTitle reports whether s is the title of a board's page, which stands
// above the offer's own: "Baker - Acme | LinkedIn".
func boardTitle(s string) bool {
	at := 0
	for _, sign := range []string{" | ", " - ", " – ", " · "} {
		if strings.Contains(s, sign) { // which takes a tenth of the time
			at = max(at, strings.LastIndex(s, sign))
		}
	}
	return at > 0 && boardName().MatchString(strings.TrimLeft(s[at:], " |-–·"))
}

var boardName = pattern(`(?i)^(?:linkedin|indeed(?:\.\w+)*|stepstone(?:\.\w+)*|glassdoor|xing(?: jobs)?|monster(?:\.\w+)*|infojobs|apec|hellowork|welcome to the jungle|totaljobs|reed(?:\.co\.uk)?|jobs\.ac\.uk|ziprecruiter|seek)$`)

// fieldLine is a line of a form: "Roster: 8 on / 6 off".
var fieldLine = pattern(`^[\p{L} ]{2,24}:\s+\S`)

// seeks reports whether a line is a sentence of seeking rather than a title.
func (d *document) seeks(l *line) bool {
	switch d.tokens[l.first].fold {
	case "we", "wir", "nous", "on", "buscamos", "cerchiamo", "procuramos", "wij", "se", "stiamo", "estamos", "seleccionamos", "recrutamos", "zur", "fur":
		return l.last-l.first > 3
	}
	return false
}

// soughtTitle finds the job in a sentence: "We are looking for a …".
func (d *document) soughtTitle() (start, end int, ok bool) {
	for i := range d.lines {
		if start, end, ok := d.soughtIn(&d.lines[i]); ok {
			return start, end, true
		}
	}
	if body := d.text[d.body:d.visible]; body != "" {
		if m := wantedLead().FindStringSubmatchIndex(body); m != nil && occupied(tokenize(body[m[2]:m[3]])) {
			return d.body + m[2], d.body + m[3], true
		}
	}
	for _, m := range sought().FindAllStringSubmatchIndex(d.text[d.body:d.visible], 4) {
		start, end = d.body+m[2], d.body+m[3]
		if occupied(tokenize(d.text[start:end])) {
			return start, end, true
		}
	}
	return 0, 0, false
}

// soughtIn reads German sentences, which put the job far behind the verb: "sucht
// ab sofort für den Standort Ulm eine freundliche Köchin (m/w/d)".
func (d *document) soughtIn(l *line) (start, end int, ok bool) {
	s := d.text[l.start:l.end]
	verb := seeking().FindStringIndex(s)
	if verb == nil || l.dropped {
		return 0, 0, false
	}
	for _, m := range soughtNoun().FindAllStringSubmatchIndex(s[verb[1]:], 6) {
		start, end = l.start+verb[1]+m[2], l.start+verb[1]+m[3]
		if occupied(tokenize(d.text[start:end])) {
			return start, end, true
		}
	}
	return 0, 0, false
}

var (
	seeking    = pattern(`\b(?:suchen|sucht|gesucht wird|Suchen)\b`)
	soughtNoun = pattern(`\beine[nrs]?(?:/n|\(n\)|/einen)?\s(?:\p{Ll}+e[nrs]?\s){0,2}(\p{Lu}[^\n.,;:!?(]{2,60}?)(?:\s(?:in|für|zur|zum|mit|auf|ab|bei|als|der|die|das|und)\s|\s?[\n.,;:!?(]|$)`)
)

// wantedLead opens an advertisement: "Bench joiner wanted for busy workshop".
var wantedLead = pattern(`^\s*([\p{L}][\p{L} /\-]{3,40}?) (?:wanted|needed|required|gesucht|gezocht)\b`)

// sought leads from a verb of seeking to a noun phrase and its end.
var sought = pattern(`(?i)(?:looking for|looking to recruit|seeking|seeks|recruiting|hiring|recherch\w+|recrut\w+|such(?:t|en)(?:\s(?:wir|zum|ab|per)(?:[^.\n]|\d\.){0,60}?)?|busca(?:mos)?|necesita(?:mos)?(?:\sincorporar)?|precisa(?:mos)?|incorpora(?:mos)?|selecciona(?:mos)?|cerca(?:no)?|cerchiamo|ricerca|seleziona|procura(?:mos)?|recruta(?:mos)?|zoek(?:t|en)(?:\s(?:we|wij))?(?:\s(?:per\s[^.\n]{2,24}?|zo snel mogelijk|op korte termijn|met spoed|direct))?|op zoek naar)\s+(?:for\s+)?(?:(?:un/a|un/una|uno/a|um/a|um\(a\)|un\(e\)|une? nouveau|an?|the|our next|your|une?|des|den|einen?(?:/n)?|eine?[nrs]?|engagierten?|unos?|unas?|una?|um[a]?|een|il|lo|la|le|nieuwe)\s+)?(?:experienced\s|talented\s|motivated\s|passionate\s|enthusiastic\s|skilled\s|reliable\s|(?-i:\p{Ll}{4,}e[nrs]?\s))?([^\n.,;:!?(]{4,70}?)(?:\s(?:to|for|in|at|with|who|der|die|das|für|zur|zum|pour|afin|para|con|per|con|met|voor|om|die|que|qui|da|na|no|en|bei|mit|based|join)\s|\s?[\n.,;:!?(]|$)`)

// columnGap parts the columns of a line.
var columnGap = pattern(`\t|\s{3,}`)

// hiresInTitle stands between the employer and the job, or starts a line below
// the employer's: "Acme sucht eine Köchin".
var hiresInTitle = pattern(`(?:^| )(?:sucht:?|recherche|recrute|cherche|embauche|busca|precisa|necesita|incorpora|selecciona|cerca|ricerca|assume|seleziona|procura|contrata|está a contratar|zoekt|is hiring|is looking for|is recruiting|is seeking) `)

var articles = pattern(`(?i)^\s*(?:ab sofort|zum \S+|eine?/?[nr]?|einen|une?|un\(e\)|un[·.]e|un|una|um|uma|een|an?)\s+`)

// cleanTitle strips what is not the job's name.
func cleanTitle(s string) string {
	s = strings.Trim(s, "*_#\"„“”«» ")
	if lead := announces().FindString(s); lead != "" {
		rest := strings.TrimLeft(s[len(lead):], " ")
		if last, size := utf8.DecodeLastRuneInString(lead); unicode.IsUpper(last) && !strings.HasSuffix(strings.TrimSpace(lead[:len(lead)-size]), lead) && strings.HasSuffix(lead[:len(lead)-size], " ") {
			rest = lead[len(lead)-size:] + s[len(lead):]
		}
		if len(rest) > 3 {
			s = rest
		}
	}
	if rest := leadArticle().ReplaceAllString(s, ""); rest != s && occupied(tokenize(rest)) {
		s = rest
	}
	s = codeLead().ReplaceAllString(s, "")
	s = referenceTag().ReplaceAllString(s, " ")
	s = codeTag().ReplaceAllString(s, " ")
	s = genderMarker().ReplaceAllString(s, " ")
	s = genderLoose().ReplaceAllString(s, " ")
	for _, rule := range inclusive {
		s = rule.ending().ReplaceAllString(s, rule.with)
	}
	s = pair().ReplaceAllStringFunc(s, func(both string) string {
		parts := pairLink().Split(both, 2)
		first, second := strings.TrimSpace(parts[0]), strings.TrimSpace(parts[1])
		if n := min(len(first), len(second)) * 3 / 5; n >= 4 && strings.EqualFold(first[:n], second[:n]) {
			return first
		}
		return both
	})
	return tidy(s)
}

// leadArticle stands before the job's name at the end of a sentence.
var leadArticle = pattern(`(?i)^(?:un|une|un[·.(]e\)?|una|um|uma|eine?|einen|eine[nr]|een|an) `)

// announces is what stands before the job's name and only says that one is
// offered: "Vacature", "Wanted:", "¡¡URGENTE!!".
var announces = pattern(`(?i)^(?:n\.\s?\d{1,2}\s|(?:recrutamento|recrutement|reclutamiento|selezione|contratação|rekrutierung)\s*[:\-–]\s*|[¡!\s]*(?:urgent|urgente|dringend)[!\s:\-–]+|(?:subject|betreff|objet|asunto|oggetto|assunto|onderwerp|vacature|gezocht|annuncio(?: di lavoro)?|cercasi|recherche|recrute|on recrute|edital|vaga(?: de emprego)?|oferta(?: de empleo| de trabajo)?|se busca|stellenangebot|stellenausschreibung|jobangebot|wir suchen|gesucht|offre d['’]emploi|job vacancy|vacancy|wanted|now hiring|hiring|we are hiring|(?:volunteer |job )?role|job title|position)\s*(?:[:\-–!|]+\s*|\s(?-i:\p{Lu})))`)

// pair is a title given in both genders: "Conducteur / Conductrice".
var (
	pair     = pattern(`\p{L}{5,}(?:\s?/\s?| (?:ou|o|oder) (?:une |una |eine |uma )?)\p{L}{5,}`)
	pairLink = pattern(`\s?/\s?| (?:ou|o|oder) (?:une |una |eine |uma )?`)
)

// emptied replaces what the marks around dropped words leave behind.
var emptied = strings.NewReplacer("( )", "", "()", "", "[]", "", " ,", ",")

// tidy folds spaces and drops punctuation left hanging.
func tidy(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == 0xA0 || r == 0x202F }), " ")
	s = emptied.Replace(s)
	s = strings.TrimLeft(s, " -–—|,;:/·•*")
	s = strings.TrimRight(s, " -–—|,;:/·•*!")
	return strings.TrimSpace(s)
}
