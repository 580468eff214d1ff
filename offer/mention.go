package offer

import (
	"strings"
)

// What the words around a name say of it: that it hires, speaks, is introduced,
// or is somebody else's.

// seekingFor leads to whom the job is with: "we are looking, for the dental
// practice Ehlers, for a …".
var seekingFor = pattern(`(?i)\b(?:suchen wir|wir suchen|recherchons|cherchons|buscamos|cerchiamo|procuramos|recrutamos|zoeken (?:we|wij)|(?:we|wij) zoeken)[^.!?\n]{0,40} $`)

// withheld follows what stands in place of a name.
var withheld = pattern(`(?i)^ ?\((?:name|details|confidential|vertraulich|anonym|confidentiel|confidencial|riservat|naam)`)

// labelsClient reports whether a label says "Client", behind which many an
// agency only puts the trade.
func (d *document) labelsClient(l *line) bool {
	switch d.tokens[l.first].fold {
	case "client", "kunde", "cliente", "klant", "opdrachtgever", "auftraggeber", "endkunde":
		return true
	}
	return false
}

// maxLead is how far before a name the words that lead to it may begin, in
// bytes; each of the patterns below ends at the name.
const maxLead = 240

// mention weighs the words around one name.
func (d *document) mention(l *line, i int, n name, hosts []string) mention {
	m := mention{start: n.start, end: n.end}
	asks := (l.section == mustSection || l.section == niceSection) && l.bullet
	if n.first > l.first && !n.formed && determiners[d.tokens[n.first-1].fold] && d.adjoins(n.first-1, n.first) {
		return m // "our hospital", "a small bakery"
	}
	led := n.first > l.first && leads[d.tokens[n.first-1].fold]
	lead := d.text[max(l.start, n.start-maxLead):n.start]
	switch before, after := d.cueBefore(l, n), d.cueBehind(l, n); {
	case before.kind == "firm.other", led && partOf().MatchString(lead), ofOurs().MatchString(d.text[n.end:l.end]):
		m.weight = byRelation
	case led && employedBy().MatchString(lead):
		m.weight, m.says = byLabel, labels
	case before.is("agency.client"), before.kind == "agency.for" && d.agencySpeaks(l, n):
		m.client, m.weight, m.says = true, byHiring, hires
		d.forClient = true
	case before.kind == "firm.self" && !asks && (d.lang != "de" || n.formed || n.last-n.first > 1):
		m.weight, m.says = byVoice, speaks
	case asks:
	case after == "firm.hires" && !d.placed(l, n), d.hiresBelow(l, i, n), led && (d.jobAt(l, n) || d.soughtFor(l, n)),
		n.last-n.first > 1 && (led && arisenAt().MatchString(lead) || staffPolicy().MatchString(d.text[n.end:l.end])):
		m.weight, m.says = byHiring, hires
	case before.kind == "firm.hires" && determiner(d.text[n.end:l.end]):
		m.weight, m.says = byHiring, hires
	case before.kind == "firm.at" && n.last-n.first > 1 && (d.commonKind(n.first) || n.formed) && seekingFor().MatchString(lead):
		m.weight, m.says = byHiring, hires
	case led && n.last-n.first > 1 && ownedBy().MatchString(lead):
		m.weight, m.says = byVoice, voices
	case before.kind == "firm.join" && l.last-n.last <= 1 && before.first == l.first && l.last-l.first <= 8 && !strings.HasSuffix(d.text[l.start:l.end], "."):
		m.weight, m.says = byHeading, speaks
	case before.kind == "firm.at" && after == "firm.we" && d.opensSentence(l, before.first):
		m.weight, m.says = byVoice, voices
	case after == "firm.we" && d.opensSentence(l, n.first) && strings.HasPrefix(d.text[n.end:l.end], ","):
		m.weight, m.says = byVoice, voices
	case before.kind == "firm.at" && n.firm && d.opensSentence(l, before.first) && staffed().MatchString(d.text[n.end:l.end]):
		m.weight, m.says = byVoice, voices // "Bij De Zonnewijzer werken 180 mensen"
	case before.kind == "firm.join" && !asked().MatchString(d.text[n.end:l.end]):
		m.weight, m.says = byJoining, speaks
	case after == "firm.is" && d.opensSentence(l, n.first):
		m.weight, m.says = byDefinition, defined
		if behind := d.text[n.end:l.end]; (copula().MatchString(behind) || strings.HasPrefix(behind, " is home to ")) && !firmNoun().MatchString(behind[:min(len(behind), 120)]) {
			m.says = acts // "Salem Wharf is a landmark"
		}
		if speaksOn().MatchString(d.text[n.end:l.end]) || n.last-n.first > 1 && d.lang == "en" && d.opensLine(l, n) && d.opensText(l, n) {
			m.weight++
		}
		if staffed().MatchString(d.text[n.end:l.end]) {
			m.weight++
		}
		if i > 0 && d.lines[i-1].heading && l.section == aboutSection && d.opensLine(l, n) && n.last-n.first > 1 {
			m.weight++
		}
	case d.opensLine(l, n) && i > 0 && d.lines[i-1].heading && l.section == aboutSection && headcount().MatchString(d.text[n.end:l.end]):
		m.weight, m.says = byVoice, speaks
	case d.opensText(l, n):
		m.weight, m.says = bySubject, acts
		switch {
		case i > 0 && d.lines[i-1].heading && l.section == aboutSection && d.opensLine(l, n), n.last-n.first > 1 && d.lang == "en" && d.opensLine(l, n) && thirdPerson().MatchString(d.text[n.end:l.end]):
			m.weight++
		case n.last-n.first == 1:
			m.weight--
		}
	case d.signs(l, i, n):
		m.weight, m.says = byHead, placed
	case d.betweenTitleAndPlace(l, i, n), d.aboveTitle(l, i, n), d.workplace(l, n), d.heads(n.start, n.end) && (d.ofKind(n.start, n.end) || subunit().MatchString(d.text[n.start:n.end])):
		m.weight, m.says = byHead, placed
	case n.last-n.first > 1 && !d.inTitle(l) && n.end < l.end && d.besideTitle(l, i, n):
		m.weight, m.says = byHead, placed
	case d.besideTitle(l, i, n) || i < 3 && n.start == l.start && n.end == l.end && n.last-n.first > 1 && d.commonKind(n.first) && !l.bullet:
		m.weight, m.says = byTitle, placed
	}
	if !asks && m.weight >= 0 {
		weight, says := d.supports(l, i, n, hosts, m.weight)
		m.weight, m.says = m.weight+weight, m.says|says
	}
	m.firm = n.firm || m.weight >= believed
	return m
}

// jobAt reports whether a name says where the job of the title is: "The Night
// Auditor at Larkspur Lodge looks after …".
func (d *document) jobAt(l *line, n name) bool {
	title := titleParts(d.offer.Title)
	if n.last-n.first < 2 || len(title) == 0 {
		return false
	}
	m := workedAt().FindStringIndex(d.text[l.start:n.start])
	return m != nil && strings.HasSuffix(" "+fold(strings.TrimSpace(d.text[l.start:l.start+m[0]])), " "+fold(title[0].text))
}

// soughtFor reports whether somebody is looked for on behalf of a name: "Für
// Gasthof Rössle in Ulm suchen wir …".
func (d *document) soughtFor(l *line, n name) bool {
	return (n.last-n.first > 1 || n.formed) && sentenceFor().MatchString(d.text[max(l.start, n.start-maxLead):n.start]) && weSeek().MatchString(d.text[n.end:l.end])
}

var (
	// partOf leads to the group that a firm belongs to.
	partOf = pattern(`(?i)(?:^|[,(–—-] ?)(?:an? |ein |eine |une |una |un |een )?(?:proud |stolzer )?(?:part|member|division|subsidiary|brand|company|teil|mitglied|tochter|tochterunternehmen|unternehmen|marke|filiale|membre|marque|parte|miembro|membro|società|azienda|empresa|marca|onderdeel|dochter|merk) (?:of|from|in|der|des|von|du|de|del|della|di|da|do|van)(?: the| la| l['’]| de)? ?$`)
	// employedBy leads to who pays.
	employedBy = pattern(`(?i)(?:\byou(?:'ll|’ll)? (?:would |will )?be employed (?:directly )?by|\byour employer (?:is|will be|would be)|\b(?:dein|ihr) arbeitgeber (?:ist|wird)|\b(?:votre|l['’]) ?employeur (?:est|sera)|\b(?:serás|será) contratad[oa] por|\bsar(?:ai|à) assunt[oa] da|\b(?:je|u) (?:komt|komst) in dienst bij)(?: the| die| der| das| la| le| l['’]| el| il| de| het)? ?$`)
	// arisenAt leads to where there is a job; staffPolicy follows the name of
	// who says how it hires; ownedBy leads to the firm of who writes.
	arisenAt    = pattern(`(?i)\b(?:vacanc(?:y|ies)|opportunit(?:y|ies)|position|role|post) (?:has|have) (?:arisen|become available|opened up) (?:at|within|with|in)(?: the)? $|\bpostes? (?:est|sont) à pourvoir (?:au sein d[ue]|chez|à|au)(?: la| l['’])? ?$`)
	staffPolicy = pattern(`^,? (?:(?:is|are) an? (?:equal[- ]opportunit|inclusive employer|disability confident)|(?:does|do|will) not accept (?:unsolicited|speculative)|values? diversity|welcomes? applications|(?:is|are) committed to (?:safeguarding|equal|divers|the safeguarding)|reserves? the right to (?:close|withdraw))`)
	ownedBy     = pattern(`(?:\bI(?: am|'m|’m)? [^.!?\n]{0,40}\b(?:run|own|manage|founded)|\b(?:[Mm]y name is|I am|I'm|I’m) [^.!?\n]{2,40}\b(?:owner|founder|head|director|manager|co-founder) (?:of|at)) (?:the )?$`)
	// ofOurs follows the name of somebody else.
	ofOurs = pattern(`(?i)^,? (?:is|are|ist|sind|est|sont|es|son|è|sono|é|são|zijn) (?:(?:one of|eine?r? (?:der|von)|l['’]une? d[eu]s?|une? d[eu]s?|uno de|una de|uno dei|uma? d[aeo]s?|een van) )?(?:our|unser\w*|nos|notre|nuestr\w+|nostr\w+|noss\w+|onze|ons|an investor|a client|a customer|a partner)\b`)
	// asked ends a question.
	asked = pattern(`^[^.!?\n]{0,80}\?`)
	// copula says what a name is; firmNoun is what it is when it employs people.
	copula      = pattern(`(?i)^,? (?:is|are|ist|sind|est|sont|es|son|è|sono|é|is|zijn) (?:the |an? |one of |ein|der |die |das |une? |l['’]|la |le |una? |uno |el |il |lo |um |uma |a |o |een |het |de )`)
	firmNoun    = pattern(`(?i)compan|\bfirm|business|charit|practice|provider|manufactur|maker\b|producer|supplier|start-?up|scale-?up|agenc|consult|contractor|school|college|universit|hospital|clinic|hotel|restaurant|\bpub\b|\bbar\b|caf[eé]|bakery|\bshop|store|retail|chain\b|group|organi[sz]ation|institut|foundation|\btrust\b|council|authority|employer|studio|bank|insur|brewer|\bfarm|nurser(?:y|ies)|care home|nursing home|cooperat|co-operat|associati|societ|museum|librar|theatre|publish|developer|operator|carrier|haul|wholesal|distribut|dealer|garage|laborator|\blabs?\b|factory|mill\b|non-?profit|not-for-profit|\bngo\b|department|ministry|market leader|specialist|airline|utility|builder|roaster|winery|vineyard|salon|family-|family owned|family run|fintech|team of|lawyers|engineers|unternehmen|firma|betrieb|herstell|anbieter|dienstleist|verein|verband|stiftung|klinik|krankenhaus|schule|kanzlei|praxis|agentur|händler|handel|einrichtung|träger|gesellschaft|gruppe|versicher|bäckerei|handwerk|verlag|werk|büro|arbeitgeber|spezialist|marktführer|genossenschaft|behörde|\bamt\b|entreprise|société|cabinet|groupe|\bpme\b|fabricant|éditeur|acteur|établissement|école|clinique|hôpital|agence|maison|leader|spécialiste|commune|collectivité|bureau|organisme|fondation|coopérative|enseigne|chaîne|boulangerie|industriel|empresa|compañía|líder|fabricante|proveedor|fundación|grupo|despacho|consultor|centro|colegio|escuela|clínica|cadena|asociación|cooperativa|entidad|ayuntamiento|tienda|azienda|impresa|fondazione|gruppo|studio|catena|cooperativa|ente|scuola|ospedale|negozi|produttor|fornitore|associação|fundação|escola|rede|fabricante|prestador|bedrijf|onderneming|organisatie|stichting|ziekenhuis|kantoor|leverancier|fabrikant|producent|instelling|gemeente|winkel|keten|bureau|groep|speler|dienstverlener|praktijk`)
	workedAt    = pattern(`(?: \([^()]{1,20}\))? (?:at|bei|bei der|beim|chez|bij|presso)(?: the| la| le| de| het)? $`)
	sentenceFor = pattern(`(?:^|[.!?] )(?:Für|Voor|Pour|Para|Per)(?: die| das| den| de| het| la| le| l['’]| il| el)? ?$`)
	weSeek      = pattern(`^(?:,? (?:in|à|en|te|a) \p{Lu}[\p{L}\-]+(?: \p{Lu}[\p{L}\-]+)?)?,? (?:suchen wir|zoeken (?:wij|we)|(?:nous )?(?:recherchons|cherchons)|buscamos|cerchiamo|procuramos)\b`)
)

// leads are the words that may end what leads to a name.
var leads = wordSet("at bei beim chez bij presso by is be ist wird est sera por da the die der das den la le l les el il de het of from des von du del della di do van for fur voor pour para per in within with a au run own manage founded")

// placed reports whether a name stands behind a word of place in the middle of
// a sentence: "our bakery in Ostwick needs …".
func (d *document) placed(l *line, n name) bool {
	first := n.first
	if first > l.first && articleWords[d.tokens[first-1].fold] {
		first--
	}
	return first > l.first+1 && placeLinks[d.tokens[first-1].fold] && !d.opensSentence(l, first-1)
}

var placeLinks = wordSet("in near from around outside behind off aus nahe pres vers en cerca vicino perto em te nabij")

// firmly reports whether a name is one by more than the capital of a
// sentence's first word, which every word there has.
func (d *document) firmly(l *line, n name) bool {
	if n.formed || n.start == l.start && n.end == l.end {
		return true
	}
	capitals := 0
	for i := n.first; i < n.last; i++ {
		if d.capital(i) && !isDigit(d.tokens[i].fold[0]) {
			capitals++
		}
	}
	return capitals > 1 || d.lang != "de" && !d.opensSentence(l, n.first) || d.ofKind(n.start, n.end)
}

// supports adds what else speaks for a name: its legal form, a host, an
// address, a kind of organisation in it. cued is the weight of its words.
func (d *document) supports(l *line, i int, n name, hosts []string, cued int) (int, evidence) {
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
	if d.opensSentence(l, n.first) && n.last-n.first > 1 && sinceYear().MatchString(d.text[n.end:min(l.end, n.end+80)]) {
		weight += byVoice
		says |= defined
	}
	if owner().MatchString(d.text[n.end:l.end]) {
		weight += byHead
		says |= defined
	}
	if d.agreesWithHost(n, hosts) {
		weight += byAddress
		says |= hosted
	}
	if d.forClient && agencyName().MatchString(d.text[n.start:n.end]) && n.last-n.first > 1 {
		weight += byHead
	}
	if behind := d.text[n.end:min(n.end+60, l.end)]; callsItself(behind) && selfNamed().MatchString(behind) {
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
	if d.aboveAddress(l, i, n) || n.start > l.start && strings.ContainsAny(d.text[l.start:n.start], "©(C") && copyright().MatchString(d.text[l.start:n.start]) {
		weight += byHead
		says |= placed
	}
	return weight - cued, says
}

// owner follows the name of a firm that says whose it is.
var owner = pattern(`^,? \(?(?:Inh\.|Inhaber(?:in)?|Prop\.|Proprietors?|[Tt]itular|[Tt]itolare)[ :]`)

// sinceYear follows the name of a firm that says how old it is.
var sinceYear = pattern(`(?i)^[ ,\-–—(•·|]+(?:[^.!?\n]{0,40} )?(?:est\.?|established|since|seit|depuis|desde|dal|sinds|gegr\.?|gegründet|fondée? en|fundad[ao] en|fondata nel|opgericht in)(?: in)? (?:1[6-9]|20)\d{2}\b`)

// callsItself is a quick look for the words of selfNamed.
func callsItself(s string) bool {
	for _, part := range []string{"gency", "genc", "genz", "ecruit", "onsult", "mployment", "abinet", "emporal", "emporár", "itzend", "ersonal"} {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

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
