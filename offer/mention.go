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

// around is a name with the words around it.
type around struct {
	d            *document
	l            *line
	i            int // which line it is
	n            name
	lead, behind string // what stands before the name and behind it, in its line
	before       hit    // the cue right before the name
	after        string // the kind of the cue right behind it
	led          bool   // before it stands a word that may end what leads to a name
	asks         bool   // it stands in an item of what is asked, where others are named too
}

func (d *document) around(l *line, i int, n name) *around {
	d.looked = around{
		d: d, l: l, i: i, n: n,
		lead:   d.text[max(l.start, n.start-maxLead):n.start],
		behind: d.text[n.end:l.end],
		before: d.cueBefore(l, n),
		after:  d.cueBehind(l, n),
		led:    n.first > l.first && leads[d.tokens[n.first-1].fold],
		asks:   (l.section == mustSection || l.section == niceSection) && l.bullet,
	}
	return &d.looked
}

func (a *around) severalWords() bool { return a.n.last-a.n.first > 1 }

// telling reports whether a name has several words, or one that is no common
// one.
func (a *around) telling() bool { return a.severalWords() || a.d.coinedName(a.n) }

// mention weighs the words around one name.
func (d *document) mention(l *line, i int, n name, hosts hosts) mention {
	m := mention{start: n.start, end: n.end}
	if n.first > l.first && !n.formed && determiners[d.tokens[n.first-1].fold] && d.adjoins(n.first-1, n.first) {
		return m // "our hospital", "a small bakery"
	}
	a := d.around(l, i, n)
	for _, s := range signs {
		if s.holds(a) {
			m.weight, m.says = s.weight, s.says
			if s.weigh != nil {
				m.weight, m.says = s.weigh(a)
			}
			if m.client = s.client; s.client {
				d.forClient = true
			}
			break
		}
	}
	if !a.asks && m.weight >= 0 {
		weight, says := a.supports(hosts, m.weight)
		m.weight, m.says = m.weight+weight, m.says|says
	}
	m.firm = n.firm || m.weight >= believed
	return m
}

// sign is a way in which the words around a name speak of it.
type sign struct {
	holds  func(a *around) bool
	weight int
	says   evidence
	client bool                            // the name is that of a client of who posts
	weigh  func(a *around) (int, evidence) // in place of weight and says, where they depend on more
}

// signs are looked for in this order; the first one that holds counts.
var signs = []sign{
	{holds: (*around).othersName, weight: byRelation},
	{holds: func(a *around) bool { return a.led && employedBy().MatchString(a.lead) }, weight: byLabel, says: labels},
	{holds: (*around).ofClient, weight: byHiring, says: hires, client: true},
	{holds: (*around).saidByBoard, weight: byLabel, says: labels},
	{holds: (*around).introducesItself, weigh: (*around).introduction},
	{holds: func(a *around) bool { return a.asks }},
	{holds: (*around).hires, weight: byHiring, says: hires},
	{holds: (*around).speaksAsFirm, weight: byVoice, says: voices},
	{holds: (*around).headsSection, weight: byHeading, says: speaks},
	{holds: (*around).subjectBehindVerb, weight: byDefinition, says: defined},
	{holds: (*around).invites, weight: byJoining, says: speaks},
	{holds: (*around).belowTitleWithGroup, weight: byHead, says: placed | defined},
	{holds: func(a *around) bool { return a.after == "firm.is" && a.d.opensSentence(a.l, a.n.first) }, weigh: (*around).definition},
	{holds: (*around).opensAbout, weight: byVoice, says: speaks},
	{holds: func(a *around) bool { return a.d.opensText(a.l, a.n) }, weigh: (*around).subject},
	{holds: func(a *around) bool { return a.d.signs(a.l, a.i, a.n) }, weight: byHead, says: placed},
	{holds: func(a *around) bool { return a.d.betweenTitleAndTown(a.l, a.i, a.n) }, weight: byHead, says: placed | boxed},
	{holds: (*around).standsAsLetterhead, weight: byHead, says: placed | boxed},
	{holds: (*around).standsInHead, weight: byHead, says: placed},
	{holds: (*around).standsNearTitle, weight: byTitle, says: placed},
}

// othersName reports whether the words say that a name is somebody else's.
func (a *around) othersName() bool {
	return a.before.kind == "firm.other" || a.led && partOf().MatchString(a.lead) || ofOurs().MatchString(a.behind)
}

func (a *around) ofClient() bool {
	return a.before.is("agency.client") || a.before.kind == "agency.for" && a.d.agencySpeaks(a.l, a.n)
}

// introducesItself reads "we are Acme".
func (a *around) introducesItself() bool {
	return a.before.kind == "firm.self" && !a.asks && (a.d.lang != "de" || a.n.formed || a.telling())
}

// introduction weighs "we are Acme", which says more when it goes on: "we are
// Acme, a practice in Ulm".
func (a *around) introduction() (weight int, says evidence) {
	if inApposition().MatchString(a.behind) {
		return byVoice, speaks | defined
	}
	return byVoice, speaks
}

// saidByBoard reads what a board writes around an offer: "See who Acme has hired
// for this role".
func (a *around) saidByBoard() bool {
	return hasHired().MatchString(a.behind) && asksWhom().MatchString(a.lead) || byTimes().MatchString(a.behind) && refersTo().MatchString(a.lead)
}

// hires reports whether the words say that a name looks for somebody.
func (a *around) hires() bool {
	d, l, n := a.d, a.l, a.n
	switch {
	case a.after == "firm.hires" && !d.placed(l, n) && (a.severalWords() || n.formed || d.opensSentence(l, n.first)), d.hiresBelow(l, a.i, n), a.led && (d.jobAt(l, n) || d.soughtFor(l, n)):
		return true
	case a.severalWords() && a.led && arisenAt().MatchString(a.lead), staffPolicy().MatchString(a.behind) && (a.telling() || d.opensSentence(l, n.first)):
		return true
	case a.before.kind == "firm.hires" && determiner(a.behind):
		return true
	}
	return a.before.kind == "firm.at" && a.severalWords() && (d.commonKind(n.first) || n.formed) && seekingFor().MatchString(a.lead)
}

// speaksAsFirm reads what only a firm says of itself: "At Acme, we", "Founded
// in 1998, Acme", "Acme employs 80 people".
func (a *around) speaksAsFirm() bool {
	d, l, n := a.d, a.l, a.n
	opens := a.before.kind == "firm.at" && (d.opensSentence(l, a.before.first) || asRole().MatchString(a.lead))
	switch {
	case a.led && a.severalWords() && ownedBy().MatchString(a.lead):
		return true
	case opens && (a.after == "firm.we" || a.after == "firm.hires" && n.firm):
		return true
	case a.after == "firm.we" && d.opensSentence(l, n.first) && strings.HasPrefix(a.behind, ","):
		return true
	case opens && n.firm && staffed().MatchString(a.behind):
		return true // "Bij De Zonnewijzer werken 180 mensen"
	}
	return strings.Contains(a.lead[max(0, len(a.lead)-6):], ",") && foundedLead().MatchString(a.lead) && a.telling() ||
		(n.formed || d.opensSentence(l, n.first)) && employs().MatchString(a.behind) && a.telling()
}

// headsSection reads a heading such as "About Acme", "Why Acme?".
func (a *around) headsSection() bool {
	return a.before.kind == "firm.join" && a.l.last-a.n.last <= 1 && a.before.first == a.l.first && a.l.last-a.l.first <= 8 && !strings.HasSuffix(a.d.text[a.l.start:a.l.end], ".")
}

func (a *around) invites() bool {
	if a.before.kind != "firm.join" || asked().MatchString(a.behind) {
		return false
	}
	return !topical[a.d.tokens[a.before.first].fold] || a.d.opensSentence(a.l, a.before.first)
}

// topical words lead to what a text is about, and to a firm only where they open
// it: "wir zahlen über Tarif".
var topical = wordSet("about uber over sobre acerca why warum waarom pourquoi perche por porque")

// belowTitleWithGroup reads the line "Acme Lifts, a Brandmoor Group company".
func (a *around) belowTitleWithGroup() bool {
	return a.n.start == a.l.start && !a.l.bullet && a.severalWords() && ofGroup().MatchString(a.behind)
}

// subjectBehindVerb reads a German main clause whose subject, a firm with its
// legal form, stands behind the verb: "Seit 1998 entwickelt die Acme GmbH …".
func (a *around) subjectBehindVerb() bool {
	return a.d.lang == "de" && a.n.formed && a.led && verbBefore().MatchString(a.lead)
}

var verbBefore = pattern(`(?:^|[.!?] )(?:(?:Als|Seit|Mit|In|Im|An|Am|Bei|Von|Unter|Aus)\b[^.!?\n]{2,120} )(?:ist|entwickelt|produziert|betreibt|baut|fertigt|plant|bietet|beschäftigt|steht|zählt|gehört|versorgt|berät|begleitet|liefert|vertreibt|realisiert|errichtet|betreut|verbindet|unterhält|verwaltet|gestaltet) (?:die|der|das) $`)

// definition weighs "Acme is a …", "Acme makes …".
func (a *around) definition() (weight int, says evidence) {
	d, l, n := a.d, a.l, a.n
	weight, says = byDefinition, defined
	if is := copula().MatchString(a.behind) || strings.HasPrefix(a.behind, " is home to "); is && !firmNoun().MatchString(a.behind[:min(len(a.behind), 120)]) {
		says = acts // "Salem Wharf is a landmark"
	} else if !is && !a.severalWords() && (l.bullet || l.section != "" && l.section != aboutSection && l.section != roleSection && l.section != unknownSection) {
		says = acts // "Zephyr provides the scheduler"
	}
	if speaksOn().MatchString(a.behind) || a.severalWords() && d.lang == "en" && d.opensLine(l, n) && d.opensText(l, n) {
		weight++
	}
	if staffed().MatchString(a.behind) {
		weight++
	}
	if a.severalWords() && a.opensBelow(aboutSection) {
		weight++
	}
	return weight, says
}

// opensBelow reports whether a name opens the first line below a heading of a
// section.
func (a *around) opensBelow(s section) bool {
	return a.i > 0 && a.d.lines[a.i-1].heading && a.l.section == s && a.d.opensLine(a.l, a.n)
}

// opensAbout reads "About us", "Acme, 34 employees".
func (a *around) opensAbout() bool {
	return a.opensBelow(aboutSection) && headcount().MatchString(a.behind)
}

// subject weighs a name that begins the text of the offer or of a part of it.
func (a *around) subject() (weight int, says evidence) {
	weight = bySubject
	switch {
	case a.opensBelow(aboutSection), a.severalWords() && a.d.lang == "en" && a.d.opensLine(a.l, a.n) && thirdPerson().MatchString(a.behind):
		weight++
	case !a.severalWords():
		weight--
	}
	return weight, acts
}

// standsInHead reports whether a name stands by itself where offers say who
// employs.
func (a *around) standsInHead() bool {
	d, l, n := a.d, a.l, a.n
	switch {
	case d.betweenTitleAndPlace(l, a.i, n), d.aboveTitle(l, a.i, n), d.workplace(l, n):
		return true
	case d.heads(n.start, n.end) && (d.ofKind(n.start, n.end) || subunit().MatchString(d.text[n.start:n.end])):
		return true
	}
	return a.severalWords() && !d.inTitle(l) && n.end < l.end && d.besideTitle(l, a.i, n)
}

// standsAsLetterhead reports whether a name of several words is all that the
// first line says, its town aside, and the title comes below.
func (a *around) standsAsLetterhead() bool {
	d, l, n := a.d, a.l, a.n
	if !a.severalWords() || n.last-n.first > 9 || n.start != l.start || l.bullet || d.inTitle(l) || a.i > 6 || department().MatchString(d.text[n.start:n.end]) {
		return false
	}
	for _, above := range d.lines[:a.i] {
		if !above.dropped && above.start >= d.body {
			return false
		}
	}
	if rest := a.behind; !d.fills(l, n) && !(townBeside().MatchString(rest) && d.placeSize(strings.Trim(rest, " -–—|·•,()★☆⭐*"), false) > 0) {
		return false
	}
	q, ok := d.sourceOf("title")
	return ok && q.Start > l.end && (d.forClient || !agencyName().MatchString(d.text[n.start:n.end]))
}

func (a *around) standsNearTitle() bool {
	return a.d.besideTitle(a.l, a.i, a.n) || a.i < 3 && a.n.start == a.l.start && a.n.end == a.l.end && a.severalWords() && a.d.commonKind(a.n.first) && !a.l.bullet
}

// jobAt reports whether a name says where the job of the title is: "The Night
// Auditor at Larkspur Lodge looks after …".
func (d *document) jobAt(l *line, n name) bool {
	if n.last-n.first < 2 {
		return false
	}
	m := workedAt().FindStringIndex(d.text[l.start:n.start])
	return m != nil && strings.HasSuffix(" "+fold(strings.TrimSpace(d.text[l.start:l.start+m[0]])), " "+fold(titleParts(d.offer.Title)[0].text))
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
	staffPolicy = pattern(`(?i)^,? (?:(?:is|are) (?:proud to be )?(?:an? |the )?(?:equal[- ](?:employment[- ])?opportunit|eeo|inclusive employer|disability confident|living wage)|(?:provides|offers|supports) equal|does not discriminate|prohibits discrimination|participates in e-verify|is an affirmative|will consider (?:all )?qualified|recruits on merit|(?:does|do|will) not accept (?:unsolicited|speculative)|values? diversity|welcomes? applications|(?:is|are) committed to (?:safeguarding|equal|divers|the safeguarding)|reserves? the right to (?:close|withdraw))`)
	ownedBy     = pattern(`(?:\b(?:[Pp]rivilege|[Pp]leasure|[Hh]onou?r) of (?:leading|heading|running)|\bI(?: am|'m|’m)? [^.!?\n]{0,40}\b(?:run|own|manage|founded)|\b(?:[Mm]y name is|I am|I'm|I’m) [^.!?\n]{2,40}\b(?:owner|founder|head|director|manager|co-founder) (?:of|at)) (?:the )?$`)
	// foundedLead opens a sentence that says how old its subject is; employs
	// follows the name of who says how many people they have; asRole leads to
	// where the reader would work; ofGroup follows the name of a firm that says
	// whose it is.
	foundedLead = pattern(`(?i)(?:^|[.!?] )(?:founded|established|started|launched|created|incorporated|gegründet|(?:créée?|fondée?|née?)|(?:fundad[ao]|creada|nacida)|(?:fondat[ao]|nat[ao])|(?:fundad[ao]|criad[ao])|opgericht)\b[^.!?\n]{2,80}, (?:the |die |der |das |la |le |l['’]|el |il |a |o |de |het )?$`)
	employs     = pattern(`(?i)^,? (?:now |today |currently |heute |aujourd'hui |actualmente |oggi |hoje |nu )?(?:employs|employ|beschäftigt|emploie|compte|emplea(?: a)?|cuenta con|impiega|conta|dà lavoro a|emprega|conta com|telt)(?: now| today| heute| aujourd'hui| hoy| oggi| hoje)?(?: over| more than| around| about| some| rund| etwa| mehr als| über| plus de| près de| environ| más de| unos| unas| oltre| più di| circa| mais de| cerca de| ruim| meer dan| zo'n)? (?:\d|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty)`)
	asRole      = pattern(`(?i)\bas (?:an?|the|our|part of)\b[^.!?\n]{2,70} (?:at|with) (?:the )?$|\bals [^.!?\n]{3,70} (?:bei|beim|bei der|in der) $|\ben tant que [^.!?\n]{3,70} (?:chez|au sein d[eu]) ?(?:la |l['’])?$`)
	ofGroup     = pattern(`^,? [(–-]?(?:an? |part of |(?:an? )?member of |(?:an? )?division of |(?:an? )?subsidiary of |ein Unternehmen der |eine Tochter der |une société du |une filiale d[eu] |empresa del |società del |empresa do |onderdeel van )(?:the )?(?:\p{Lu}[\p{L}&'’\-]+ ?){1,4}(?:company|business|brand|Group|Gruppe|Groupe|[Gg]rupo|Gruppo|Groep|Holding)?\)?$`)
	// inApposition follows the name of who says at once what they are.
	inApposition = pattern(`^, (?:ein|eine|an?|une?|una?|um|uma|een|the|der|die|das|la|le|el|il|o|a|de|het) \p{L}`)
	// The words of boards around the name of who posts: LinkedIn's, in the
	// languages of its pages.
	asksWhom   = pattern(`(?:See who|wen|qui|a quién|chi|quem|wie) (?:the )?$`)
	hasHired   = pattern(`^ (?:has hired for this role|für diese (?:Position|Stelle|Rolle) eingestellt hat|a recruté pour ce poste|ha contratado para este puesto|ha assunto per questo ruolo|contratou para esta (?:vaga|função)|heeft aangenomen voor deze functie)`)
	refersTo   = pattern(`(?:interviewing at|bei|chez|en|presso|na|no|bij) $`)
	byTimes    = pattern(`^ (?:by )?(?:2x|um das Doppelte|par 2|por 2|di 2 volte|em 2x|met 2x)`)
	townBeside = pattern(`^ ?(?:,| [-–—|·•]| \(|[★☆⭐* ]{2,})`)
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
var leads = wordSet("leading heading running at bei beim chez bij presso by is be ist wird est sera por da the die der das den la le l les el il de het of from des von du del della di do van for fur voor pour para per in within with a au run own manage founded")

// placed reports whether a name stands behind a word of place in the middle of
// a sentence: "our bakery in Ostwick needs …".
func (d *document) placed(l *line, n name) bool {
	first := n.first
	if first > l.first && articleWords[d.tokens[first-1].fold] {
		first--
	}
	return first > l.first+1 && !d.opensSentence(l, first-1) && (placeLinks[d.tokens[first-1].fold] || townOf().MatchString(d.text[max(l.start, n.start-30):n.start]))
}

// townOf leads to a town behind what of it is meant: "en el centro de Elche".
var townOf = pattern(`(?i)\b(?:heart|outskirts|centre|center|town|city|region|area|centro|ciudad|casco|zona|barrio|provincia|cidade|região|lungomare|città|ville|quartier|région|raum|nähe) (?:of|de|di|del|da|do|du|von) $`)

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
