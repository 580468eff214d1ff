package offer

// What else speaks for a name than the words around it: its legal form, an
// address that agrees with it, the line it stands on.

// supports adds what else speaks for a name: its legal form, a host, an
// address, a kind of organisation in it. cued is the weight of its words.
func (a *around) supports(hosts hosts, cued int) (int, evidence) {
	d, l, n := a.d, a.l, a.n
	weight, says := cued, evidence(0)
	if n.formed {
		weight += byForm
		says |= formed
		if n.first == l.first {
			weight++
		}
		if l.section == applySection || l.has("flow.apply") {
			weight += byForm
		}
	}
	if behind := d.text[n.end:min(l.end, n.end+80)]; n.last-n.first > 1 && holdsDigit(behind) && d.opensSentence(l, n.first) && sinceYear().MatchString(behind) {
		weight += byVoice
		says |= defined
	}
	if owner().MatchString(a.behind) {
		weight += byHead
		says |= defined
	}
	if d.mayOwn(n, hosts.all) {
		if d.agreesWithHost(n, hosts.all) {
			weight += byAddress
			says |= hosted
		}
		if d.ownsHost(n, hosts.mail) {
			says |= mailed
		}
	}
	if d.forClient && agencyName().MatchString(d.text[n.start:n.end]) && n.last-n.first > 1 {
		weight += byHead
	}
	if behind := d.text[n.end:min(n.end+60, l.end)]; selfNamed().MatchString(behind) {
		weight += byHiring
		says |= defined
	}
	if weight > 0 && !n.formed && familyFirm().MatchString(d.text[n.start:n.end]) {
		weight += clearLead
		says |= sorted
	}
	if weight > 0 && !n.formed && n.last-n.first > 1 && (d.commonKind(n.first) || d.commonKind(n.last-1) || d.tokens[n.first].fold == "the" && n.first > l.first) {
		weight++
		says |= sorted
	}
	if d.aboveAddress(l, a.i, n) {
		weight += byHead
		says |= placed
		if d.applied(a.i) {
			says |= boxed
		}
	} else if n.start > l.start && holdsAny(d.text[l.start:n.start], "©", "(", "C") && copyright().MatchString(d.text[l.start:n.start]) {
		weight += byHead
		says |= placed
	}
	return weight - cued, says
}

// owner follows the name of a firm that says whose it is.
var owner = pattern(`^,? \(?(?:Inh\.|Inhaber(?:in)?|Prop\.|Proprietors?|[Tt]itular|[Tt]itolare)[ :]`)

// sinceYear follows the name of a firm that says how old it is.
var sinceYear = pattern(`(?i)^[ ,\-–—(•·|]+(?:[^.!?\n]{0,40} )?(?:est\.?|established|since|seit|depuis|desde|dal|sinds|gegr\.?|gegründet|fondée? en|fundad[ao] en|fondata nel|opgericht in)(?: in)? (?:1[6-9]|20)\d{2}\b`)

// speaksOn follows the definition of a company that goes on in its own voice;
// selfNamed is what agencies call themselves behind their name.
var (
	speaksOn  = pattern(`[.!] (?:We|Our|Wir|Unser|Unsere|Nous|Notre|Nos|Siamo|Somos|Nuestr[oa]s?|Wij|Ons|Onze|A nossa|O nosso|La nostra|Il nostro)\b`)
	selfNamed = pattern(`(?i)^,? (?:\(|–|-|is |est |è |es |ist )?\s?(?:acting as )?(?:an? |une? |una |eine? |een )?(?:independent |specialist |leading )?(?:employment (?:agency|business)|recruitment (?:agency|consultancy|business)|agenzia per il lavoro|agence d['’](?:intérim|emploi)|cabinet de recrutement|empresa de trabajo temporal|empresa de trabalho temporário|uitzendbureau|personaldienstleister|personalvermittlung)`)
)

// staffed says how many people or places a company has.
var staffed = pattern(`\d[\d., ]* (?:employees|people|staff|colleagues|Mitarbeite|Menschen|Kolleg|Beschäftigte|salariés|collaborateurs|personnes|empleados|personas|trabajadores|dipendenti|collaboratori|persone|negozi|sedi|colaboradores|pessoas|trabalhadores|medewerkers|mensen|collega)`)

// agencySpeaks reports whether the sentence around a name has an agency for
// its subject.
func (d *document) agencySpeaks(l *line, n name) bool {
	open, _ := d.sentenceOf(l, n.start, n.end)
	return agencyName().MatchString(d.text[open:n.start])
}

// headcount follows the name of who introduces themselves: ", 34 employees".
var headcount = pattern(`^, (?:\d|\p{Ll})`)

// familyFirm is a name such as "Bocage & Fils".
var familyFirm = pattern(`(?:&|und|et|y|e|en|and) (?:Fils|Söhne|Sohn|Töchter|Tochter|Sons?|Co|Cie|Hijos|Figli|Figlio|Filhos|Zonen|Zoon|Partners?|Associés|Associati|Asociados|Associados|Associates|Daughters?|Frères)\b|^(?:Gebrüder|Gebr\.|Hermanos|Fratelli|Irmãos|Frères) `)

var copyright = pattern(`(?:©|\(c\)|[Cc]opyright)\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?\s*(?:by )?$`)
