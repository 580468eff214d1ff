package offer

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A name that leads the others is given only when it is certain: signs of two
// kinds that do not follow from each other speak for it, or a label does; its
// borders are seen in the text; and nothing in it says that it is something
// else, such as a place, a programme or a certificate.

// evidence is the set of kinds of signs that a name is the employer's.
type evidence uint16

const (
	labels  evidence = 1 << iota // behind "Company:"
	hires                        // "Acme is looking for"
	voices                       // "At Acme, we"
	speaks                       // "About Acme", "Join Acme", "we are Acme"
	defined                      // "Acme is a", "Acme, founded in 1921"
	acts                         // the subject of a paragraph's first sentence
	placed                       // beside the title or place, above an address, below a closing formula
	formed                       // has a legal form
	hosted                       // agrees with an e-mail or web address
	sorted                       // names a kind of organisation
	recurs                       // said again
	boxed                        // alone where boards and letters print it
	mailed                       // applications go to an address made of the whole name
)

func (e evidence) count() int { return bits.OnesCount16(uint16(e)) }

// certain reports whether a name can be given as the employer's.
func (d *document) certain(c candidate, all []candidate) bool {
	if !d.founded(c) {
		return false
	}
	if c.says&labels != 0 || c.client {
		return true
	}
	return !d.rivalled(c, all) && d.whole(c) && (c.says&(hires|formed) == hires|formed || !d.postedForAnother())
}

// founded reports whether enough speaks for a name by itself, whatever the
// offer says of others.
func (d *document) founded(c candidate) bool {
	if !d.wellMade(c) {
		return false
	}
	if c.says&labels != 0 || c.client {
		return true
	}
	if d.doubtful(c) {
		return false
	}
	name := d.text[c.best.start:c.best.end]
	if d.recurring(name) {
		c.says |= recurs
	}
	if first := d.wordsIn(c.best.start, c.best.end)[0].fold; articled[first] || strings.Contains(name, " & ") {
		c.says |= sorted
	}
	if abbreviation().MatchString(name) && c.says&(placed|hosted|formed) == 0 {
		return false
	}
	words := Words(PlainName(name))
	coined := d.coinedWords(words)
	switch {
	case c.says&^(placed|recurs) == 0 && !coined:
		return false // a town, a department or an industry stands there too
	case len(words) == 1 && !coined && c.says&^(speaks|defined|acts|sorted|recurs) == 0:
		return false // "About Nursing", "Nursing is a profession"
	case (c.says&^boxed).count() > 1 && c.says&^(acts|sorted|recurs) != 0, c.says&(voices|mailed) != 0:
		return true
	case c.says&boxed != 0:
		return coined || c.says&sorted != 0
	case c.says&(acts|recurs) == acts|recurs && coined && len(words) > 1 && d.opensOffer(c.best.start):
		return true
	}
	return c.says&(hires|speaks|defined) != 0 && (coined || len(words) > 1)
}

// postedForAnother reports whether the offer says that somebody else than who
// posts it employs.
func (d *document) postedForAnother() bool {
	return forAnother().MatchString(d.text[d.body:d.visible])
}

// rivalled reports whether as much speaks for another name, or it has a legal
// form, a label or a vacancy where the leading one has none: the brand of a
// chain beside the firm that runs a branch of it, a group beside its part.
func (d *document) rivalled(c candidate, all []candidate) bool {
	const strong = labels | formed | hires
	return slices.ContainsFunc(all, func(o candidate) bool {
		return o.key != c.key && o.score >= believed && !o.relation && !d.agencyAround(o.best.start, o.best.end) &&
			(c.says&strong == 0 && (o.says.count() >= c.says.count() || o.says&strong != 0) || c.says&(formed|labels) == 0 && o.says&(formed|labels) != 0)
	})
}

// wellMade reports whether a name is made like that of an employer.
func (d *document) wellMade(c candidate) bool {
	name := d.text[c.best.start:c.best.end]
	words := Words(PlainName(name))
	if len(words) == 0 || notOfFirms().MatchString(name) || strings.ContainsAny(name, ":;!?@\n\t") {
		return false
	}
	if c.says&labels == 0 && (yearly().MatchString(name) || boards().MatchString(name) || agencyName().MatchString(research().ReplaceAllString(name, ""))) {
		return false
	}
	if c.says&(labels|formed) == 0 && fold(name) == fold(d.offer.Title) {
		return false // "Bar Staff", not a bar
	}
	telling := slices.ContainsFunc(words, func(w string) bool {
		return !organisationKinds[w] && !nameLinks[w] && !genericWords[w]
	})
	last := words[len(words)-1]
	town, _, _ := strings.Cut(d.offer.Location, ",")
	plain := fold(PlainName(name))
	return telling && !(nameLinks[last] && len(words) > 1 && len(last) > 1) && plain != fold(town) && plain != fold(d.offer.Location) && !knownPlace(plain)
}

var (
	// abbreviation is one short word in capitals, as boards of examiners,
	// certificates and programs have them more often than employers.
	abbreviation = pattern(`^\p{Lu}[\p{Lu}\d&]{0,5}$`)
	// yearly is an event or a class of one year.
	yearly = pattern(`\b(?:19|20)\d{2}\b`)
	// forAnother says that somebody else than who posts it employs.
	forAnother = pattern(`(?i)\b(?:(?:our|my|the) client(?:'s|’s)?(?:[ ,.]|$)|(?:for|with) a client|unser(?:e[mnrs]?)? (?:kunden?|kundin|mandant(?:en)?|auftraggeber)(?:[ ,.]|$)|im auftrag (?:eines|unser)|notre client[ ,.]|pour (?:l['’]un de nos clients|le compte d)|nuestro cliente[ ,.]|(?:nostro|azienda) cliente[ ,.]|per conto d|nosso cliente[ ,.]|onze (?:opdrachtgever|klant)[ ,.]|employment (?:agency|business)|on behalf of (?:an? |our )|franchis(?:ee|enehmer|é[es]?[ ,.])|franchise partner|franquiciad[oa])`)
	// boards are where offers stand.
	boards   = pattern(`(?i)^(?:linkedin|indeed|step ?stone|xing|glassdoor|monster|seek|reed|totaljobs|cv-library|gumtree|craigslist|naukri|infojobs|infoempleo|tecnoempleo|subito|apec|france travail|pôle emploi|hellowork|welcome to the jungle|cadremploi|interamt|bundesagentur|arbeitsagentur|ams|jobbank|job bank|workday|greenhouse|lever|personio|ashby|workable|smartrecruiters|gupy|catho|net-empregos|sapo|werk\.nl|eures|vdab|actiris|forem|facebook|whatsapp|instagram|wellfound|otta|idealist|handshake|ziprecruiter|usajobs|civil service)\b`)
	research = pattern(`(?i)research`)
	// notOfFirms begins or ends what is not the name of an employer.
	notOfFirms = pattern(`(?i)\b(?:programme?|programm|programma|programa|scheme|project|projekt|projet|proyecto|progetto|campaign|platform|plattform|plateforme|app|suite|edition|award|awards|day|week|act|certificate|zertifikat|certificat|certificado|licence|license|framework|conference|newsletter|live|website|home ?page|webseite|department|division|unit|ward|campus|street|road|lane|avenue|apprenticeship|fellowship|ausbildung|visa|card|pass|plan|policy|park|wharf|quay|tower|square|estate|valley|station|airport|stadium|bridge|staff|crew|insurance|benefits?)$|^(?:(?:message|letter|word|note) (?:from|of)|since|depuis|desde|dal|sinds|seit|from|am|zur|zum|at|in|mit|with|for|für|pour|para|per|about|über|level|grade|band|step|phase|class|ref)\b`)
)

// recurring reports whether a name stands in two lines.
func (d *document) recurring(name string) bool {
	plain, places := PlainName(name), 0
	for i := range d.lines {
		l := &d.lines[i]
		if l.start >= d.body && len(d.standing(plain, l.start, l.end)) > 0 {
			places++
		}
	}
	return places > 1
}

// standing lists where a name stands as words of its own between two places.
func (d *document) standing(name string, from, to int) []int {
	var at []int
	for i := from; i < to; {
		j := strings.Index(d.text[i:to], name)
		if j < 0 {
			break
		}
		start, end := i+j, i+j+len(name)
		before, _ := utf8.DecodeLastRuneInString(d.text[:start])
		behind, _ := utf8.DecodeRuneInString(d.text[end:])
		if !letter(before) && !letter(behind) {
			at = append(at, start)
		}
		i = end
	}
	return at
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// whole reports whether the text shows where a name begins and ends: at one
// place at least no capitalised word touches it, and no longer run of words
// around it is said twice.
func (d *document) whole(c candidate) bool {
	name := PlainName(d.text[c.best.start:c.best.end])
	open, closed := false, false
	longer := map[string]int{}
	for _, start := range d.standing(name, d.body, d.visible) {
		end := start + len(name)
		if (start == 0 || d.text[start-1] == '\n') && ownsMore().MatchString(d.text[end:min(len(d.text), end+60)]) {
			return false
		}
		before, behind := d.touching(start, end)
		if d.inCapitals(start, end) {
			before, behind = "", ""
		}
		open = open || before == ""
		closed = closed || behind == ""
		if before != "" {
			longer["< "+before]++
		}
		if behind != "" {
			longer["> "+behind]++
		}
	}
	for _, times := range longer {
		if times > 1 {
			return false
		}
	}
	return open && closed && !d.townAdded(name)
}

// inCapitals reports whether a name stands in a line that is written in
// capitals, where they say nothing of where it ends.
func (d *document) inCapitals(start, end int) bool {
	from := strings.LastIndexByte(d.text[:start], '\n') + 1
	to := len(d.text)
	if size := strings.IndexByte(d.text[end:], '\n'); size >= 0 {
		to = end + size
	}
	return to-from < 100 && upper(d.text[from:to])
}

// ownsMore follows a name at the start of a line that goes on: "Huxley's Garden
// Village".
var ownsMore = pattern(`^['’]s(?: \p{Lu}[\p{L}&]*)+(?:\n|$)`)

// townAdded reports whether a name of three words or more ends with where the
// firm is: "RSA San Giusto di Gorizia" may be the RSA San Giusto.
func (d *document) townAdded(name string) bool {
	m := townBehind().FindStringSubmatchIndex(name)
	if m == nil {
		return false
	}
	firm := name[:m[0]]
	if locative().MatchString(name[:m[2]]) || named(d.hosts().mail, strings.Join(Words(firm), "")) {
		return true
	}
	if len(strings.Fields(firm)) < 3 {
		return false
	}
	town := fold(name[m[2]:m[3]])
	return strings.HasPrefix(fold(d.offer.Location), town) || knownPlace(town)
}

// articleAdded reports whether an article that opens a sentence before a kind
// of organisation is no part of the name: "Le Domaine de la Croix" is the
// Domaine de la Croix, but "L'Auberge des Tilleuls" on a line of its own is
// called so.
func (d *document) articleAdded(c candidate) bool {
	if d.lang == "de" || c.says&(placed|labels) != 0 {
		return false
	}
	words := d.wordsIn(c.best.start, c.best.end)
	if len(words) > 2 && words[0].fold == "the" && publicBodies[words[len(words)-1].fold] || len(words) > 3 && words[0].fold == "l" && c.says&formed != 0 && organisationKinds[words[1].fold] {
		return true
	}
	return len(words) > 2 && (articleWords[words[0].fold] && d.lang != "en" && words[0].fold != "l" || words[0].fold == "the") && organisationKinds[words[1].fold]
}

// publicBodies end names that only a sentence puts "the" before.
var publicBodies = wordSet("university council commission authority institute college hospital")

// touching returns the capitalised words that touch text[start:end] in its
// line, the first word of a sentence and legal forms aside.
func (d *document) touching(start, end int) (before, behind string) {
	head := d.text[max(0, start-40):start]
	if m := touchesBefore().FindStringSubmatch(head); m != nil {
		before = m[1]
	} else if m := opensBefore().FindStringSubmatch(head); m != nil && (m[2] != "" || stripped[fold(m[1])]) {
		before = m[1] + m[2]
	}
	rest := d.text[end:min(len(d.text), end+60)]
	if m := touchesBehind().FindStringSubmatch(rest); m != nil && m[1] != "Co" && !(d.lang != "en" && hasForm(m[1])) && formBehind().FindString(rest) == "" {
		behind = m[1]
	}
	return before, behind
}

var (
	// opensBefore is a word before a name at the start of a line: a capitalised
	// one or a particle such as "van der".
	opensBefore   = pattern(`(?:^|\n|[.!?•*–-] )(?:(\p{Lu}\p{L}+)|((?:van|von|de|den|ter|ten|'t|du|di|del|da|do|dos)(?: (?:de|der|den|la|het|'t))?)) $`)
	townBehind    = pattern(` (?:di|de|d'|in|of|à|en|em|te|bei|am) (\p{Lu}[\p{L}\-' ]+)$`)
	touchesBefore = pattern(`(?:[\p{Ll}\d,;)] |[\p{L}\d]- ?(?:und|en|e|y|et)? ?)(?:und |and )?(\p{Lu}[\p{L}'’.]*)(?: | ?& ?| ?\+ ?|/|-| (?:of|for|für|pour|para|per|voor|de|du|des|del|di|da|do|von)(?: the| la| les| los)? )$`)
	touchesBehind = pattern(`^(?: | ?& ?| ?\+ ?|/|-| (?:of|for|to|für|pour|para|per|voor)(?: the| la| les| los| die| de)? |, (?:\p{Lu}[\p{L}'’\-]+, )*\p{Lu}[\p{L}'’\-]+,? (?:&|and|und|et|y|e|en) )(\p{Lu}\p{L}+)`)
)

// stripped are words that are taken for the start of a sentence rather than of
// a name, but may be both: "Full Circle Coffee".
var stripped = wordSet("full part working work time right people everyone someone equal permanent leading established growing fast experience knowledge prior english french german spanish italian today overview technology data software engineering ideal successful previous opportunity role remote hybrid us uk eu first new good best open team summary background")
