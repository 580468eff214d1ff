package offer

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An employer is named only where the words leave no doubt; an empty company
// is better than a wrong one. Every place that may name one is a mention with
// a weight; mentions of the same name add up, and a name becomes the employer
// when it weighs enough and no other name comes close. Mentions that say that
// the name is somebody else's (a customer, a partner, the group above) weigh
// against it.

// The weights of mentions. A name is believed from believed on.
const (
	believed     = 4
	clearLead    = 2
	byLabel      = 9
	byHeading    = 6 // "About Acme" alone on a line
	byHiring     = 5 // "Acme is looking for"
	byVoice      = 4 // "At Acme, we"
	byHead       = 4 // beside the title, place or address
	byAddress    = 4 // agrees with the host of an e-mail or web address
	byForm       = 3 // has a legal form
	byDefinition = 3 // "Acme is a"
	bySubject    = 3 // the first words of the offer's text, before a verb
	byJoining    = 3 // "Join Acme"
	byTitle      = 3 // a part of the title's line
	byRelation   = -6
)

// mention is a place that may name the employer.
type mention struct {
	start, end int
	weight     int
	client     bool // introduced as the client of who posts
}

// candidate is a name with all its mentions.
type candidate struct {
	key      string
	score    int
	best     mention // whose words are quoted
	relation bool
	client   bool
}

// readEmployer tells the employer from the agency that posts for one.
func (d *document) readEmployer() {
	d.forClient = d.postsForClient()
	if q, ok := d.given["company"]; ok {
		d.setEmployer(q.Start, q.End, d.forClient && agencyName.MatchString(q.Text))
		return
	}
	d.labelledAll("label.agency", func(_ *line, start, end int) bool {
		if end, ok := d.nameEnd(start, end); ok {
			d.setEmployer(start, end, true)
		}
		return d.offer.Agency != ""
	})
	candidates := d.candidates()
	if c, ok := d.clientNamed(candidates); ok && d.forClient {
		d.setEmployer(c.best.start, c.best.end, false)
		candidates = slices.DeleteFunc(candidates, func(o candidate) bool { return o.key == c.key })
	}
	top, ok := clearest(candidates)
	if !ok {
		return
	}
	start, end := top.best.start, top.best.end
	agency := d.agencyAround(start, end) || d.forClient && (top.best.weight < byLabel || agencyName.MatchString(d.text[start:end]))
	if agency && d.offer.Agency == "" || !agency && d.offer.Company == "" {
		d.setEmployer(start, end, agency)
	}
}

// clientNamed returns the company that the offer names as the client of who
// posts it: "on behalf of our client, Acme Ltd,".
func (d *document) clientNamed(candidates []candidate) (candidate, bool) {
	for _, c := range candidates {
		if c.client && !c.relation && !d.agencyAround(c.best.start, c.best.end) {
			return c, true
		}
	}
	return candidate{}, false
}

// clearest returns the name that weighs most, unless another comes close.
func clearest(candidates []candidate) (candidate, bool) {
	best, second := candidate{}, 0
	for _, c := range candidates {
		switch {
		case c.score > best.score:
			best, second = c, best.score
		case c.score > second:
			second = c.score
		}
	}
	return best, best.score >= believed && (best.score-second >= clearLead || second < believed)
}

// candidates gathers the names with their weights, shorter forms of a name
// counted with the longer one.
func (d *document) candidates() []candidate {
	var all []mention
	add := func(start, end, weight int) {
		if d.plausibleName(start, end) {
			all = append(all, mention{start: start, end: end, weight: weight})
		}
	}
	d.labelledAll("label.company", func(l *line, start, end int) bool {
		end, ok := d.nameEnd(start, end)
		ok = ok && !withheld.MatchString(d.text[end:min(end+60, len(d.text))]) && !(d.labelsClient(l) && len(d.wordsIn(start, end)) == 1)
		if !ok && d.labelsClient(l) {
			d.forClient = true
		}
		if ok {
			all = append(all, mention{start: start, end: d.withForm(start, end), weight: byLabel})
		}
		return ok
	})
	if start, end, ok := d.companyAtTitle(); ok {
		add(start, d.withForm(start, end), byHead)
	}
	if start, end, ok := d.companyInHead(); ok {
		add(start, d.withForm(start, end), byHead)
	}
	hosts := d.hosts()
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.start < d.body || l.section == similarSection {
			continue
		}
		if label := l.hitAt(l.first); label.is("label.") && label.kind != "label.company" && label.kind != "label.contact" && strings.HasPrefix(d.text[d.tokens[label.last-1].end:l.end], ":") {
			continue
		}
		for _, n := range d.names(l) {
			if !d.plausibleName(n.start, n.end) {
				continue
			}
			all = append(all, d.mention(l, i, n, hosts))
		}
	}
	return d.weigh(all)
}

// withheld follows what stands in place of a name.
var withheld = regexp.MustCompile(`(?i)^ ?\((?:name|details|confidential|vertraulich|anonym|confidentiel|confidencial|riservat|naam)`)

// labelsClient reports whether a label says "Client", behind which many an
// agency only puts the trade.
func (d *document) labelsClient(l *line) bool {
	switch d.tokens[l.first].fold {
	case "client", "kunde", "cliente", "klant", "opdrachtgever", "auftraggeber", "endkunde":
		return true
	}
	return false
}

// mention weighs the words around one name.
func (d *document) mention(l *line, i int, n name, hosts []string) mention {
	m := mention{start: n.start, end: n.end}
	asks := (l.section == mustSection || l.section == niceSection) && l.bullet
	switch before, after := d.cueBefore(l, n), d.cueBehind(l, n); {
	case before.kind == "firm.other":
		m.weight = byRelation
	case before.is("agency.client"):
		m.client, m.weight = true, byHiring
	case asks:
	case after == "firm.hires":
		m.weight = byHiring
	case before.kind == "firm.hires" && determiner(d.text[n.end:l.end]):
		m.weight = byHiring
	case before.kind == "firm.join" && l.last-n.last <= 1 && before.first == l.first && l.last-l.first <= 8 && !strings.HasSuffix(d.text[l.start:l.end], "."):
		m.weight = byHeading
	case before.kind == "firm.at" && after == "firm.we" && d.opensSentence(l, before.first):
		m.weight = byVoice
	case after == "firm.we" && d.opensSentence(l, n.first) && strings.HasPrefix(d.text[n.end:l.end], ","):
		m.weight = byVoice
	case before.kind == "firm.join":
		m.weight = byJoining
	case after == "firm.is" && d.opensSentence(l, n.first):
		m.weight = byDefinition
		if speaksOn.MatchString(d.text[n.end:l.end]) || n.last-n.first > 1 && d.lang != "de" && d.opensText(l, n) {
			m.weight++
		}
	case d.opensLine(l, n) && i > 0 && d.lines[i-1].heading && l.section == aboutSection && headcount.MatchString(d.text[n.end:l.end]):
		m.weight = byVoice
	case d.opensText(l, n):
		m.weight = bySubject
		switch {
		case i > 0 && d.lines[i-1].heading && l.section == aboutSection, n.last-n.first > 1 && d.lang != "de":
			m.weight++
		case n.last-n.first == 1:
			m.weight--
		}
	case d.besideTitle(l, i, n) || i < 3 && n.start == l.start && n.end == l.end && n.last-n.first > 1 && d.commonKind(n.first) && !l.bullet:
		m.weight = byTitle
	}
	if asks || m.weight < 0 {
		return m
	}
	if n.formed {
		m.weight += byForm
		if n.first == l.first {
			m.weight++
		}
		if l.section == applySection || l.has("flow.apply") {
			m.weight += byForm
		}
	}
	if d.agreesWithHost(n, hosts) {
		m.weight += byAddress
	}
	if d.forClient && agencyName.MatchString(d.text[n.start:n.end]) && n.last-n.first > 1 {
		m.weight += byHead
	}
	if behind := d.text[n.end:min(n.end+60, l.end)]; selfNamed.MatchString(behind) {
		m.weight += byHiring
	}
	if m.weight > 0 && !n.formed && familyFirm.MatchString(d.text[n.start:n.end]) {
		m.weight += clearLead
	}
	if m.weight > 0 && !n.formed && n.last-n.first > 1 && (d.commonKind(n.first) || d.commonKind(n.last-1) || d.tokens[n.first].fold == "the" && n.first > l.first) {
		m.weight++
	}
	if d.aboveAddress(l, i, n) || copyright.MatchString(d.text[l.start:n.start]) {
		m.weight += byHead
	}
	return m
}

// speaksOn follows the definition of a company that goes on in its own voice;
// selfNamed is what agencies call themselves behind their name.
var (
	speaksOn  = regexp.MustCompile(`[.!] (?:We|Our|Wir|Unser|Unsere|Nous|Notre|Nos|Siamo|Somos|Nuestr[oa]s?|Wij|Ons|Onze|A nossa|O nosso|La nostra|Il nostro)\b`)
	selfNamed = regexp.MustCompile(`(?i)^,? (?:\(|–|-|is |est |è |es |ist )?\s?(?:acting as )?(?:an? |une? |una |eine? |een )?(?:independent |specialist |leading )?(?:employment (?:agency|business)|recruitment (?:agency|consultancy|business)|agenzia per il lavoro|agence d['’](?:intérim|emploi)|cabinet de recrutement|empresa de trabajo temporal|empresa de trabalho temporário|uitzendbureau|personaldienstleister|personalvermittlung)`)
)

// opensLine reports whether a name, or the article before it, starts a line.
func (d *document) opensLine(l *line, n name) bool {
	return n.first == l.first || n.first == l.first+1 && articleWords[d.tokens[l.first].fold]
}

// headcount follows the name of who introduces themselves: ", 34 employees".
var headcount = regexp.MustCompile(`^, (?:\d|\p{Ll})`)

// opensText reports whether a name is the subject of the first sentence of a
// paragraph that tells about the job or the company: "Acme gives newcomers …".
func (d *document) opensText(l *line, n name) bool {
	if !d.opensLine(l, n) || l.bullet || l.last-l.first < 8 || l.section != "" && l.section != aboutSection && l.section != roleSection && l.section != unknownSection {
		return false
	}
	next := n.last
	for next < l.last && d.tokens[next].start < n.end {
		next++
	}
	if m := apposition.FindStringIndex(d.text[n.end:l.end]); m != nil {
		for next < l.last && d.tokens[next].start < n.end+m[1] {
			next++
		}
	} else if next < l.last && d.text[n.end:d.tokens[next].start] != " " {
		return false
	}
	if next >= l.last || d.capital(next) || isDigit(d.tokens[next].fold[0]) {
		return false
	}
	word := d.tokens[next].fold
	return len(commonWords[word]) == 0 && !genericWords[word] && !nameLinks[word] && len(word) > 2
}

// besideTitle reports whether a name fills a part of the title's line, with
// the place behind it or nothing: "Sous Chef - The Copper Kettle, Bath".
func (d *document) besideTitle(l *line, i int, n name) bool {
	if d.inTitle(l) {
		before := strings.TrimRight(d.text[l.start:n.start], " ")
		if before == "" || !strings.ContainsAny(before[len(before)-1:], "-|@·,") && !strings.HasSuffix(before, "–") && !strings.HasSuffix(before, "—") {
			return false
		}
		return placeOnly.MatchString(d.text[n.end:l.end])
	}
	title := i > 0 && d.inTitle(&d.lines[i-1]) || i+1 < len(d.lines) && d.inTitle(&d.lines[i+1])
	return title && !l.bullet && n.start == l.start && n.last-n.first > 1 && (n.end == l.end || placeBehind.MatchString(d.text[n.end:l.end]))
}

var (
	placeOnly   = regexp.MustCompile(`^(?:,? \(?\p{Lu}[\p{L}\-'’ ]+(?: ?\(?\d{2,5}\)?)?\)?)?$`)
	placeBehind = regexp.MustCompile(`^(?:,| in| à| a| en| em| te| di| ·| \|| [-–—])\s?\(?\p{Lu}[\p{L}\-'’ ]+(?:, [\p{L} ]+)?(?: ?\(\d{2,5}\))?\)?$`)
)

// familyFirm is a name such as "Bocage & Fils".
var familyFirm = regexp.MustCompile(`(?:&|und|et|y|e|en|and) (?:Fils|Söhne|Sohn|Töchter|Tochter|Sons?|Co|Cie|Hijos|Figli|Figlio|Filhos|Zonen|Zoon|Partners?|Associés|Associati|Asociados|Associados|Associates|Daughters?|Frères)\b|^(?:Gebrüder|Gebr\.|Hermanos|Fratelli|Irmãos|Frères) `)

var copyright = regexp.MustCompile(`(?:©|\(c\)|[Cc]opyright)\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?\s*(?:by )?$`)

// cueBefore returns the phrase that stands right before a name, articles
// aside.
func (d *document) cueBefore(l *line, n name) hit {
	var best hit
	first := n.first
	for range 3 {
		for _, h := range l.hits {
			if h.last == first && (h.is("firm.") || h.is("agency.client")) && d.adjoins(h.last-1, first) && (best.kind == "" || h.last-h.first > best.last-best.first) {
				best = h
			}
		}
		if best.kind != "" || first <= l.first || !articleWords[d.tokens[first-1].fold] || !d.adjoins(first-1, first) {
			break
		}
		first--
	}
	return best
}

// cueBehind returns the kind of the phrase right behind a name, behind a place
// or an apposition: "Acme, Leeds, is looking for", "Acme in Ulm sucht".
func (d *document) cueBehind(l *line, n name) string {
	at := func(word int) string {
		for _, h := range l.hits {
			if h.first == word && h.is("firm.") {
				return h.kind
			}
		}
		return ""
	}
	next := n.last
	for next < l.last && d.tokens[next].start < n.end {
		next++
	}
	if next >= l.last {
		return ""
	}
	gap := d.text[n.end:d.tokens[next].start]
	if strings.Trim(gap, " ,\"“”»’'®™*") == "" {
		if kind := at(next); kind != "" && kind != "firm.other" && kind != "firm.at" && kind != "firm.join" {
			return kind
		}
	}
	if m := apposition.FindStringIndex(d.text[n.end:l.end]); m != nil {
		for next < l.last && d.tokens[next].start < n.end+m[1] {
			next++
		}
		if kind := at(next); kind == "firm.hires" || (kind == "firm.is" || kind == "firm.we") && strings.HasPrefix(gap, ",") {
			return kind
		}
	}
	return ""
}

// apposition may stand between a name and its verb.
var apposition = regexp.MustCompile(`^(?:,? \(?(?:in|aus|à|a|en|em|te|di|de|near|based in|basée? à|mit Sitz in|con sede en|con sede a|uit) \p{Lu}[\p{L}\-'’]+(?:[ \-](?:am |an der |\(|/)?\p{Lu}\p{L}+){0,2}\)?,? |, [^.!?\n]{3,110}?, | \([^)\n]{2,40}\) | [–—-] [^.!?\n]{3,110}? [–—-] |, \p{Lu}[\p{L}\-'’ ]{2,30} [–—-] )`)

// adjoins reports whether only spaces, quotation marks or a comma stand
// between two neighbouring words.
func (d *document) adjoins(a, b int) bool {
	if a < 0 || b >= len(d.tokens) {
		return false
	}
	return strings.Trim(d.text[d.tokens[a].end:d.tokens[b].start], " ,\"„“”«»'’*") == ""
}

// opensSentence reports whether a word, or the article before it, is the first
// of its sentence.
func (d *document) opensSentence(l *line, word int) bool {
	if word > l.first && articleWords[d.tokens[word-1].fold] {
		word--
	}
	return word <= l.first || strings.ContainsAny(d.text[d.tokens[word-1].end:d.tokens[word].start], ".!?:–—|")
}

func determiner(s string) bool { return determined.MatchString(s) }

var determined = regexp.MustCompile(`^,? (?:ab |zum |per |eine?[nr]?\b|une?\b|una?\b|een\b|voor |zur |für |pour |para |per direct|zo |actuellement |actualmente )`)

var articleWords = func() map[string]bool {
	words := map[string]bool{}
	for w := range strings.FieldsSeq("the die der das dem den des la le les l el los las il lo gli i o os as a de het our our unsere unser firma societe empresa azienda ditta company") {
		words[w] = true
	}
	return words
}()

// aboveAddress reports whether a line holds the name alone and the next one is
// a street or a postcode with its place.
func (d *document) aboveAddress(l *line, i int, n name) bool {
	if n.start-l.start > 4 || i+1 >= len(d.lines) {
		return false
	}
	if strings.TrimSpace(d.text[n.end:l.end]) != "" {
		return streetLine.MatchString(strings.TrimLeft(d.text[n.end:l.end], " ,·•|–-"))
	}
	next := &d.lines[i+1]
	return streetLine.MatchString(d.text[next.start:next.end])
}

var streetLine = regexp.MustCompile(`^(?:(?:Am|Im|An der|In der|Zum|Zur|Auf dem|Auf der|Hinter der|Unter den) \p{Lu}[\p{L}\-]+ \d|\p{Lu}[\p{L}.\-' ]{3,40}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer|straat|laan|plein|kade|gracht|singel)\s?\d|\d{1,4}(?:bis)?,? (?:rue|avenue|boulevard|bd|place|chemin|route|quai)\b|(?:Via|Viale|Piazza|Corso|Rua|Avenida|Av\.|Calle|C/|Praça|Plaza|Paseo|Polígono) .{3,50}\d|\d{1,4} \p{Lu}[\p{L}' ]+ (?:Street|Road|Lane|Avenue|Way|Drive|Square|Place)\b|(?:[ADFBI]-|CH-)?\d{4,5}(?: [A-Z]{2})? \p{Lu}\p{L}+)`)

// hosts lists the names of e-mail and web addresses in the offer, without
// what comes before and behind the owner's part.
func (d *document) hosts() []string {
	var hosts []string
	for _, m := range hostPattern.FindAllStringSubmatch(d.text[d.body:d.visible], 20) {
		labels := strings.Split(strings.ToLower(m[1]), ".")
		if len(labels) < 2 {
			continue
		}
		host := labels[len(labels)-2]
		if len(host) <= 3 && len(labels) > 2 { // co.uk, com.br
			host = labels[len(labels)-3]
		}
		if host = strings.ReplaceAll(host, "-", ""); len(host) >= 3 && !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

var hostPattern = regexp.MustCompile(`(?:@|https?://|www\.)((?:[A-Za-z0-9\-]+\.)+[A-Za-z]{2,})`)

// agreesWithHost reports whether an address is made of the name: all of its
// words, or its first ones.
func (d *document) agreesWithHost(n name, hosts []string) bool {
	if len(hosts) == 0 {
		return false
	}
	words := strings.Fields(nameKey(d.text[n.start:n.end]))
	for _, link := range []string{"and", "und", "et", "y", "e", "en"} {
		if slices.Contains(hosts, strings.Join(words, link)) {
			return true
		}
	}
	if organisationKinds[words[0]] && slices.ContainsFunc(words[1:], func(w string) bool { return len(w) >= 5 && !organisationKinds[w] && slices.Contains(hosts, w) }) {
		return true // University of Carrow, carrow.ac.uk
	}
	whole := strings.Join(words, "")
	for _, host := range hosts {
		if germanSpelling.Replace(host) == germanSpelling.Replace(whole) || len(whole) >= 5 && strings.HasPrefix(host, whole) {
			return true
		}
		prefix := ""
		for i, w := range words {
			prefix += w
			if germanSpelling.Replace(prefix) == germanSpelling.Replace(host) && (len(prefix) >= 5 || i > 0) {
				return true
			}
		}
	}
	return false
}

// germanSpelling levels "mueller" and "muller".
var germanSpelling = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u", "ß", "ss")

// weigh adds up the mentions of each name.
func (d *document) weigh(mentions []mention) []candidate {
	var all []candidate
	for _, m := range mentions {
		key := nameKey(d.text[m.start:m.end])
		if utf8.RuneCountInString(key) < 2 {
			continue
		}
		i := slices.IndexFunc(all, func(c candidate) bool { return c.key == key })
		if i < 0 {
			i = len(all)
			all = append(all, candidate{key: key, best: m})
		}
		all[i].take(m, d.text)
	}
	for i := range all {
		for j := range all {
			short, long := &all[i], &all[j]
			if short.key == long.key || short.score <= 0 || long.score <= 0 || long.relation {
				continue
			}
			switch {
			case strings.HasPrefix(long.key, short.key+" ") && long.score >= byForm:
				long.score += short.score
				long.client = long.client || short.client
				short.score = 0
			case strings.HasPrefix(long.key, short.key+" "): // "Acme Careers" speaks for Acme
				short.score++
				long.score = 0
			case strings.HasSuffix(long.key, " "+short.key) && (short.score >= long.score || short.score > byForm && formEnd.MatchString(d.text[short.best.start:short.best.end])): // "Partner of Acme Ltd"
				short.score += long.score
				long.score = 0
			}
		}
	}
	return all
}

// take adds a mention. A further one that says nothing counts one, twice at
// most.
func (c *candidate) take(m mention, text string) {
	switch {
	case m.weight < 0:
		c.relation = true
		c.score += m.weight
		return
	case m.weight == 0:
		if c.score < believed+byAddress {
			c.score++
		}
	default:
		c.score += m.weight
	}
	c.client = c.client || m.client
	formed := legalForm.MatchString(text[m.start:m.end])
	was := legalForm.MatchString(text[c.best.start:c.best.end])
	if formed && !was || formed == was && m.weight > c.best.weight {
		weight := max(m.weight, c.best.weight)
		c.best = m
		c.best.weight = weight
	}
	c.best.weight = max(c.best.weight, m.weight)
}

// nameKey folds a name without article and legal form, so that "Die Acme
// GmbH" and "ACME" are the same.
func nameKey(s string) string {
	s = leadingArticle.ReplaceAllString(strings.TrimSpace(s), "")
	if m := formEnd.FindStringIndex(s); m != nil && m[0] > 1 {
		s = s[:m[0]]
	}
	var b strings.Builder
	for i, t := range tokenize(s) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.fold)
	}
	return strings.TrimPrefix(b.String(), "the ")
}

// plausibleName reports whether words can be an employer's name at all: no
// place, no occupation, no common noun, no tool.
func (d *document) plausibleName(start, end int) bool {
	to, ok := d.nameEnd(start, end)
	if !ok || to != end && !legalForm.MatchString(d.text[start:end]) {
		return false
	}
	if d.nounPhrase(start, end) || d.cutShort(start, end) {
		return false
	}
	if person.MatchString(d.text[max(0, start-12):start]) {
		return false
	}
	if d.ofTheTitle(start, end) || subunit.MatchString(d.text[start:end]) {
		return false
	}
	_, tool := d.lexicon.Lookup(d.text[start:end])
	return !tool
}

// subunit is a part of an organisation, not the employer.
var subunit = regexp.MustCompile(`(?i)^(?:the )?(?:school|department|faculty|division|directorate|team|direction|service|fakultät|fachbereich|abteilung|lehrstuhl|departamento|dipartimento|departamento|direzione|afdeling|faculteit) (?:of|for|für|de|des|du|di|del|van) `)

// ofTheTitle reports whether words are a part of the job's name.
// A part of its own that is a kind of organisation is one: "Barista – Café
// Ondine".
func (d *document) ofTheTitle(start, end int) bool {
	named := fold(d.text[start:end])
	for _, part := range titleParts(d.offer.Title) {
		text := fold(part.text)
		if strings.Contains(" "+text+" ", " "+named+" ") && (text != named || !d.commonWord(start, end) || occupied(tokenize(text))) {
			return true
		}
	}
	return false
}

var person = regexp.MustCompile(`(?:Frau|Herrn?|Mr|Mrs|Ms|Miss|Dr|Prof|Mme|Madame|Monsieur|M|Sra|Sr|Dott|Dott\.ssa|Sig|Sig\.ra|mevrouw|de heer|Dhr|Mevr)\.? (?:Dr\. )?(?:\p{Lu}\p{L}+ )?$`)

// cutShort reports whether text[start:end] is only a part of a longer name:
// "Lang GmbH" of "Ott & Lang GmbH", "Ott" of "Ott & Lang".
func (d *document) cutShort(start, end int) bool {
	before := strings.TrimRight(d.text[:start], " ")
	return strings.HasSuffix(before, "&") || strings.HasSuffix(before, "+") || joinedName.MatchString(d.text[end:d.visible])
}

var joinedName = regexp.MustCompile(`^ ?[&+] ?\p{L}`)

// setEmployer fills the company or the agency.
func (d *document) setEmployer(start, end int, agency bool) {
	start += len(leadingArticle.FindString(d.text[start:end]))
	field, value := "company", cut(tidy(d.text[start:end]), 300)
	if agency {
		field, d.offer.Agency = "agency", value
	} else {
		d.offer.Company = value
	}
	d.set(field, start, end)
	if parts := titleParts(d.offer.Title); value != "" {
		for i := len(parts) - 1; i > 0; i-- {
			if strings.HasPrefix(fold(parts[i].text), fold(value)) {
				d.offer.Title = tidy(d.offer.Title[:parts[i].at])
			}
		}
	}
}

// leadingArticle stands before a name in a sentence and is no part of it.
var leadingArticle = regexp.MustCompile(`^(?:Die|Der|Das|Den|Wir, die|Bei der|Wij bij|Noi di|A|O)\s`)

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

var agencyName = regexp.MustCompile(`(?i)recruit|staffing|personal(?:dienst|service|vermittlung|beratung|management|leasing|partner)?\b|personal|interim|intérim|\bett\b|headhunt|uitzend|detacher|talent|search|zeitarbeit|agenzia|resourc|selecci|selezion|seleção|consult(?:ing|ants|oría)? rh|\brh\b|\bhr\b|manpower|workforce|trabajo temporal|trabalho temporário|werving|jobs?\b|careers?|bemiddeling`)

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

// name is a run of capitalised words that may be a name.
type name struct {
	first, last int // its words
	start, end  int // its place in the text, with the legal form behind it
	formed      bool
}

// names lists the runs of capitalised words in a line, without the words that
// only begin a sentence.
func (d *document) names(l *line) []name {
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
		n.end = d.withForm(n.start, n.end)
		n.formed = formEnd.MatchString(d.text[n.start:n.end]) && len(nameKey(d.text[n.start:n.end])) > 1 && !upper(d.text[l.start:l.end])
		for i+1 < l.last && d.tokens[i+1].start < n.end {
			i++
		}
		all = append(all, n)
	}
	return all
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
	case " ", "-", "'", "’", " & ", "&", " + ", "+", "/", ".", "\u00a0":
	case ". ":
		if before := d.tokens[j-1]; before.end-before.start > 2 {
			return 0
		}
	default:
		return 0
	}
	if d.capital(j) || isDigit(d.tokens[j].fold[0]) && gap == " " && d.tokens[j].end-d.tokens[j].start <= 2 {
		return j + 1
	}
	for k := j; k < min(j+3, last-1) && nameLinks[d.tokens[k].fold]; k++ {
		if between := d.text[d.tokens[k].end:d.tokens[k+1].start]; between != " " && between != "'" && between != "’" {
			return 0
		}
		if d.capital(k + 1) {
			return k + 2
		}
	}
	return 0
}

// nameLinks are the small words inside names: "Gasthof zum Goldenen Löwen".
var nameLinks = func() map[string]bool {
	words := map[string]bool{}
	for w := range strings.FieldsSeq("und and et y e of the von vom van der den die zum zur am an im auf de du des la le les d l aux au del los las el di della delle dei degli il lo gli da do dos das ter ten te op het t en sul s n i for") {
		words[w] = true
	}
	return words
}()

// onlyBegins reports whether a word at the start of a run is capitalised only
// because it begins a sentence, or belongs to the cue before the name.
func (d *document) onlyBegins(l *line, i int) bool {
	for _, h := range l.hits {
		if (h.is("firm.") || h.is("agency.client")) && h.first <= i && i < h.last && (h.last-h.first > 1 || h.is("firm.") && d.opensSentence(l, h.first)) {
			return true
		}
	}
	word := d.tokens[i].fold
	if word == "the" || word == "la" || word == "le" || word == "les" || word == "l" || word == "de" || word == "het" || word == "el" || word == "il" || word == "los" || word == "las" {
		return d.opensSentence(l, i) && i+1 < l.last && articled[d.tokens[i+1].fold]
	}
	return genericWords[word] || len(commonWords[word]) > 0 && word != "van"
}

// commonKind reports whether a word is a kind of organisation.
func (d *document) commonKind(i int) bool {
	word := d.tokens[i].fold
	if organisationKinds[word] {
		return true
	}
	return len(word) > 6 && slices.ContainsFunc(organisationEndings, func(ending string) bool { return strings.HasSuffix(word, ending) })
}

// articled are the kinds that a sentence puts an article before which is no
// part of the name: "La Clinique des Lilas", but "L'Auberge des Tilleuls".
var articled = func() map[string]bool {
	words := map[string]bool{}
	for w := range strings.FieldsSeq("university college council city county trust foundation institute association clinique mairie commune ville societe groupe residence boulangerie librairie restaurant hotel cabinet entreprise residencia clinica empresa grupo fundacion universidad ayuntamiento academia hospital cooperativa gruppo fondazione azienda comune gemeente stichting scholengroep creche ehpad lycee pharmacie consorzio colegio instituto escuela istituto ospedale cooperativa centro hospital escola camara associacao fundacao") {
		words[w] = true
	}
	return words
}()

// commonWord reports whether a name starts or ends with a kind of organisation.
func (d *document) commonWord(start, end int) bool {
	words := d.wordsIn(start, end)
	if len(words) < 2 {
		return false
	}
	return organisationKinds[words[0].fold] || organisationKinds[words[len(words)-1].fold] || familyFirm.MatchString(d.text[start:end]) || words[0].fold == "the" || legalForm.MatchString(d.text[start:end])
}

// organisationEndings end German and Dutch words for kinds of organisations.
var organisationEndings = []string{"service", "bau", "technik", "haus", "werk", "werke", "betrieb", "betriebe", "kanzlei", "praxis", "zentrum", "heim", "verein", "verband", "schule", "klinik", "klinikum", "gruppe", "kantoor", "bedrijf", "groep", "school", "zorg", "techniek", "reinigung", "logistik", "verwaltung", "genossenschaft", "backerei", "metzgerei", "gaststatte", "apotheke", "kirchengemeinde", "handel"}

var organisationKinds = func() map[string]bool {
	words := map[string]bool{}
	for w := range strings.FieldsSeq(`centre centro center university college school hospital clinic council city county trust foundation group institute association clinique mairie commune ville association societe groupe maison residence boulangerie brasserie librairie restaurant hotel cabinet entreprise residencia clinica empresa grupo fundacion universidad ayuntamiento academia hospital clinica cooperativa gruppo fondazione azienda comune studio gemeente stichting scholengroep
		casa villa trattoria ristorante albergo asilo istituto farmacia scuola panificio officina ospedale ferme auberge ehpad ecole lycee creche garage pharmacie domaine chateau hostellerie transports etablissements ets entreprises menuiserie laiterie fromagerie imprimerie charpenterie blanchisserie traiteur bistrot bistro chocolaterie patisserie camping
		colegio escuela taller talleres bodega bodegas farmacia hotel panaderia despacho asesoria gestoria transportes construcciones instalaciones hostal bar cafe escola farmacia oficina padaria clube camara junta santa colegio quinta
		gasthof gasthaus hotel cafe backerei baeckerei metzgerei kanzlei praxis klinik klinikum stadt gemeinde landkreis verein stiftung autohaus schreinerei tischlerei zimmerei elektro malerbetrieb spedition weingut evangelische katholische diakonie caritas awo
		bakkerij slagerij garage basisschool ziekenhuis huisartsenpraktijk apotheek praktijk waterschap provincie loodgietersbedrijf schildersbedrijf transportbedrijf bouwbedrijf
		academy nursery care home surgery practice dental farm estates bakery brewery church parish nhs borough housing charity museum gallery theatre labs studio studios bros brothers partners solutions systems technologies logistics engineering services consulting holdings industries foods energy motors homes instruments analytics`) {
		words[w] = true
	}
	return words
}()

// withForm extends a name by the legal form right behind it.
func (d *document) withForm(start, end int) int {
	rest := d.text[end:d.visible]
	if initial := end - start; initial > 2 && d.text[end-2] == ' ' && strings.HasPrefix(rest, ".") { // "Acme S" of "Acme S.r.l."
		if m := formBehind.FindString(d.text[end-2 : d.visible]); len(m) > 2 {
			return d.wholeForm(end - 2 + len(m))
		}
	}
	if m := formBehind.FindString(rest); m != "" {
		return d.wholeForm(end + len(m))
	}
	if !formEnd.MatchString(d.text[start:end]) {
		return end
	}
	if strings.HasPrefix(rest, ".") && d.text[end-2] == '.' { // "B.V."
		end++
	}
	return d.wholeForm(end)
}

var formBehind = regexp.MustCompile(`^(?: per il [Ll]avoro)?(?:,? |\.)(?:gGmbH|GmbH|mbH|a\.\s?G|VVaG|Pvt\.? Ltd|mbB|PartG(?: ?mbB)?|AG|SE|KG|e\.\s?V\.|e\.\s?K\.|eG|Ltd|Limited|LLP|PLC|plc|Inc|LLC|Corp|SAS|SARL|S\.A\.S|S\.A\.R\.L|S\.A\.U|S\.L\.U|S\.A|S\.L|S\.r\.l\.s|S\.r\.l|s\.r\.l|Srl|srl|SRL|S\.p\.A|s\.p\.a|SpA|SPA|S\.n\.c|s\.n\.c|S\.a\.s|Lda|Ltda|B\.V|b\.v|BV|N\.V|NV|V\.O\.F|VOF|S\.C\.C\.L|S\.Coop|ApS|Oy|AB|Pty)\b\.?`)
