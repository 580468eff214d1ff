package plan

// wording is how questions are put in one language. Each text is for fmt,
// with what its comment lists.
type wording struct {
	tools        string // names
	practices    string // names
	certificates string // names
	spoken       string // names
	degrees      string // degrees
	years        string // years asked for, what the CV shows
	dates        string // position, company
	title        string // the offer's title, the CV's headline
	page         string // share of the last page that is filled, number of pages
	someYears    string // number
	someMonths   string // number
	and, or      string
	open, close  string // quotation marks, where a bare name would break the grammar
}

// wordings are the questions by the language of the CV; English is for all
// other languages.
var wordings = map[string]wording{
	"en": {
		tools:        "The offer asks for %s, which your CV does not mention. Have you worked with that? If so: where, when, and for what?",
		practices:    "The offer asks for %s, which your CV does not mention. Have you done that? If so: in which job, and what exactly?",
		certificates: "The offer asks for %s, which your CV does not mention. Do you hold that, since when, and until when is it valid?",
		spoken:       "The offer asks for %s, which your CV does not mention. Do you speak it, and at which level (A1 to C2, native)?",
		degrees:      "The offer asks for %s. Which degree or training do you have that comes closest, from where, and in which year?",
		years:        "The offer asks for %d years of experience; the dates in your CV add up to about %s. Is there work in this field that the CV leaves out, with its dates?",
		dates:        "When did you work as %s at %s (month and year of start and end)? The CV gives no dates.",
		title:        "The offer is for %q, your headline says %q. Does a headline closer to the offer describe you truthfully? If so, which one? Titles are changed by you only.",
		page:         "The last page is only %d %% full. Shall the CV be cut and set tighter (max_pages %d), or is there more to tell?",
		someYears:    "%d years", someMonths: "%d months", and: "and", or: "or",
	},
	"de": {
		tools:        "Die Stelle verlangt %s; im Lebenslauf steht davon nichts. Haben Sie damit gearbeitet? Wenn ja: wo, wann und wofür?",
		practices:    "Die Stelle verlangt %s; im Lebenslauf steht davon nichts. Haben Sie das gemacht? Wenn ja: in welcher Stelle und was genau?",
		certificates: "Die Stelle verlangt %s; im Lebenslauf steht davon nichts. Haben Sie diesen Nachweis, seit wann und bis wann gilt er?",
		spoken:       "Die Stelle verlangt %s; im Lebenslauf steht davon nichts. Sprechen Sie das, und auf welchem Niveau (A1 bis C2, Muttersprache)?",
		degrees:      "Die Stelle verlangt %s. Welcher Ihrer Abschlüsse kommt dem am nächsten, von wo und aus welchem Jahr?",
		years:        "Die Stelle verlangt %d Jahre Erfahrung; die Daten im Lebenslauf ergeben etwa %s. Fehlt dort Arbeit auf diesem Gebiet, und von wann bis wann?",
		dates:        "Wann haben Sie als %s bei %s gearbeitet (Monat und Jahr von Beginn und Ende)? Im Lebenslauf stehen keine Daten.",
		title:        "Die Stelle heißt %q, Ihre Überschrift lautet %q. Beschreibt eine Überschrift, die näher an der Stelle liegt, Sie wahrheitsgemäß? Wenn ja, welche? Titel ändern nur Sie selbst.",
		page:         "Die letzte Seite ist nur zu %d %% gefüllt. Soll der Lebenslauf gekürzt und enger gesetzt werden (max_pages %d), oder gibt es noch etwas zu erzählen?",
		someYears:    "%d Jahre", someMonths: "%d Monate", and: "und", or: "oder", open: "„", close: "“",
	},
	"fr": {
		tools:        "L'offre demande %s, que votre CV ne mentionne pas. Avez-vous déjà travaillé avec cela ? Si oui : où, quand et pour quoi faire ?",
		practices:    "L'offre demande %s, que votre CV ne mentionne pas. Avez-vous déjà fait cela ? Si oui : dans quel poste, et quoi précisément ?",
		certificates: "L'offre demande %s, que votre CV ne mentionne pas. L'avez-vous, depuis quand, et jusqu'à quand est-ce valable ?",
		spoken:       "L'offre demande %s, que votre CV ne mentionne pas. Le parlez-vous, et à quel niveau (A1 à C2, langue maternelle) ?",
		degrees:      "L'offre demande %s. Lequel de vos diplômes ou formations s'en approche le plus, où et en quelle année ?",
		years:        "L'offre demande %d ans d'expérience ; les dates de votre CV en donnent environ %s. Le CV omet-il un travail dans ce domaine, et à quelles dates ?",
		dates:        "Quand avez-vous travaillé comme %s chez %s (mois et année de début et de fin) ? Le CV ne donne pas de dates.",
		title:        "L'offre s'intitule %q, votre titre dit %q. Un titre plus proche de l'offre vous décrirait-il fidèlement ? Si oui, lequel ? Vous seul changez les titres.",
		page:         "La dernière page n'est remplie qu'à %d %%. Faut-il raccourcir et resserrer le CV (max_pages %d), ou y a-t-il autre chose à dire ?",
		someYears:    "%d ans", someMonths: "%d mois", and: "et", or: "ou", open: "« ", close: " »",
	},
	"es": {
		tools:        "La oferta pide %s, que su CV no menciona. ¿Ha trabajado con ello? Si es así: ¿dónde, cuándo y para qué?",
		practices:    "La oferta pide %s, que su CV no menciona. ¿Lo ha hecho? Si es así: ¿en qué puesto y qué exactamente?",
		certificates: "La oferta pide %s, que su CV no menciona. ¿Lo tiene, desde cuándo y hasta cuándo es válido?",
		spoken:       "La oferta pide %s, que su CV no menciona. ¿Lo habla y con qué nivel (A1 a C2, lengua materna)?",
		degrees:      "La oferta pide %s. ¿Cuál de sus títulos o formaciones se acerca más, de dónde y de qué año?",
		years:        "La oferta pide %d años de experiencia; las fechas de su CV suman unos %s. ¿Falta en el CV algún trabajo de este campo, y con qué fechas?",
		dates:        "¿Cuándo trabajó como %s en %s (mes y año de inicio y fin)? El CV no da fechas.",
		title:        "La oferta es para %q, su titular dice %q. ¿Le describiría con verdad un titular más cercano a la oferta? Si es así, ¿cuál? Los títulos solo los cambia usted.",
		page:         "La última página solo está llena al %d %%. ¿Se recorta y ajusta el CV (max_pages %d), o hay algo más que contar?",
		someYears:    "%d años", someMonths: "%d meses", and: "y", or: "o", open: "«", close: "»",
	},
	"it": {
		tools:        "L'offerta chiede %s, che il suo CV non nomina. Ci ha lavorato? Se sì: dove, quando e per che cosa?",
		practices:    "L'offerta chiede %s, che il suo CV non nomina. Lo ha fatto? Se sì: in quale impiego e che cosa esattamente?",
		certificates: "L'offerta chiede %s, che il suo CV non nomina. Lo possiede, da quando e fino a quando è valido?",
		spoken:       "L'offerta chiede %s, che il suo CV non nomina. Lo parla, e a quale livello (da A1 a C2, madrelingua)?",
		degrees:      "L'offerta chiede %s. Quale dei suoi titoli di studio ci si avvicina di più, dove e in che anno?",
		years:        "L'offerta chiede %d anni di esperienza; le date del suo CV ne danno circa %s. Il CV tralascia qualche lavoro in questo campo, e di quando?",
		dates:        "Quando ha lavorato come %s presso %s (mese e anno di inizio e fine)? Il CV non dà date.",
		title:        "L'offerta è per %q, il suo titolo dice %q. Un titolo più vicino all'offerta la descriverebbe fedelmente? Se sì, quale? I titoli li cambia solo lei.",
		page:         "L'ultima pagina è piena solo al %d %%. Va accorciato e stretto il CV (max_pages %d), o c'è altro da dire?",
		someYears:    "%d anni", someMonths: "%d mesi", and: "e", or: "o", open: "«", close: "»",
	},
	"pt": {
		tools:        "A oferta pede %s, que o seu CV não menciona. Já trabalhou com isso? Se sim: onde, quando e para quê?",
		practices:    "A oferta pede %s, que o seu CV não menciona. Já o fez? Se sim: em que emprego e o quê exatamente?",
		certificates: "A oferta pede %s, que o seu CV não menciona. Tem esse documento, desde quando e até quando é válido?",
		spoken:       "A oferta pede %s, que o seu CV não menciona. Fala essa língua, e a que nível (A1 a C2, língua materna)?",
		degrees:      "A oferta pede %s. Qual dos seus diplomas ou formações se aproxima mais, de onde e de que ano?",
		years:        "A oferta pede %d anos de experiência; as datas do seu CV somam cerca de %s. O CV omite algum trabalho nesta área, e de quando?",
		dates:        "Quando trabalhou como %s em %s (mês e ano de início e fim)? O CV não dá datas.",
		title:        "A oferta é para %q, o seu título diz %q. Um título mais próximo da oferta descrevê-lo-ia com verdade? Se sim, qual? Só o próprio muda títulos.",
		page:         "A última página só está %d %% cheia. O CV deve ser cortado e apertado (max_pages %d), ou há mais para contar?",
		someYears:    "%d anos", someMonths: "%d meses", and: "e", or: "ou", open: "«", close: "»",
	},
	"nl": {
		tools:        "De vacature vraagt %s; uw cv noemt dat niet. Hebt u ermee gewerkt? Zo ja: waar, wanneer en waarvoor?",
		practices:    "De vacature vraagt %s; uw cv noemt dat niet. Hebt u dat gedaan? Zo ja: in welke baan en wat precies?",
		certificates: "De vacature vraagt %s; uw cv noemt dat niet. Hebt u dat bewijs, sinds wanneer en tot wanneer is het geldig?",
		spoken:       "De vacature vraagt %s; uw cv noemt dat niet. Spreekt u het, en op welk niveau (A1 tot C2, moedertaal)?",
		degrees:      "De vacature vraagt %s. Welke van uw diploma's of opleidingen komt het dichtst in de buurt, van waar en uit welk jaar?",
		years:        "De vacature vraagt %d jaar ervaring; de data in uw cv geven ongeveer %s. Ontbreekt er werk op dit gebied, en van wanneer tot wanneer?",
		dates:        "Wanneer werkte u als %s bij %s (maand en jaar van begin en einde)? Het cv geeft geen data.",
		title:        "De vacature is voor %q, uw kopregel zegt %q. Zou een kopregel dichter bij de vacature u naar waarheid beschrijven? Zo ja, welke? Titels verandert alleen u.",
		page:         "De laatste pagina is maar voor %d %% gevuld. Moet het cv korter en dichter gezet (max_pages %d), of is er meer te vertellen?",
		someYears:    "%d jaar", someMonths: "%d maanden", and: "en", or: "of", open: "‘", close: "’",
	},
}

// wording is how to ask the owner of the CV.
func (p *planner) wording() wording {
	if w, ok := wordings[p.matcher.Language()]; ok {
		return w
	}
	return wordings["en"]
}
