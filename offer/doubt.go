package offer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What makes a name doubtful that stands where employers do: it is a place, a
// part of an address or of a reference, or the text does not show where it
// begins. A doubtful name is none, unless a label, a legal form or its owner's
// mail address says that it is the employer's.

// doubtful reports whether a name may be something else than an employer's.
func (d *document) doubtful(c candidate) bool {
	const sure = labels | formed | mailed
	if c.says&sure != 0 || c.client {
		return false
	}
	name := PlainName(d.text[c.best.start:c.best.end])
	return d.placeLike(c, name) || office().MatchString(name) || d.onlyWithin(name) || d.alwaysBehind(name) || series().MatchString(name) || d.industry(c, name)
}

// placeLike reports whether a name is made like that of a place, or nothing but
// its place in the offer speaks for it and the offer speaks of it as of a place.
func (d *document) placeLike(c candidate, name string) bool {
	if zoned().MatchString(name) || landform().MatchString(name) {
		return true
	}
	if m := regioned().FindStringSubmatch(name); m != nil && stateCodes[m[2]] && (knownPlace(fold(m[1])) || len(m[2]) == 3) {
		return true
	}
	if d.ofKind(c.best.start, c.best.end) {
		return false
	}
	place := tokenize(d.offer.Location)
	if within := func(w string) bool { return slices.ContainsFunc(place, func(t token) bool { return t.fold == w }) }; len(place) > 0 && !slices.ContainsFunc(Words(name), func(w string) bool { return !within(w) }) {
		return true // "Ballarat VIC" of "Ballarat VIC, Australia"
	}
	const spoken = hires | voices | speaks | defined | hosted
	if c.says&spoken != 0 {
		return false
	}
	return slices.ContainsFunc(d.standing(name, d.body, d.visible), func(start int) bool {
		return locative().MatchString(d.text[max(0, start-24):start]) || townOf().MatchString(d.text[max(0, start-30):start])
	})
}

var (
	// zoned ends in a postcode, whole or its first half: "Norwich NR3".
	zoned = pattern(`^\p{Lu}.* (?:[A-Z]{1,2}\d{1,2}[A-Z]?(?: \d[A-Z]{2})?|[A-Z]\d[A-Z](?: \d[A-Z]\d)?|\d{4,6})$|^(?:[A-Z]{1,2}-)?\d{4,6} \p{Lu}`)
	// landform ends in what the land is called.
	landform = pattern(`(?i) (?:islands?|isle|peninsula|precinct|docks?|riviera|archipelago)$`)
	// regioned ends in the code of a region.
	regioned = pattern(`^(\p{Lu}.*?),? \(?([A-Z]{2,3})\)?$`)
	// locative leads to where something is.
	locative = pattern(`(?i)(?:^|[^\p{L}])(?:in|near|around|off|outside|nahe|pres de|près de|à|en|em|te|nabij|cerca de|vicino a|perto de|based (?:in|on)|work (?:in|on)|lives? (?:in|on)) $`)
	// series is a round of investment.
	series = pattern(`^(?:Series|Serie|Série) [A-F]$`)
)

// office is what somebody does rather than who they do it for: "Head of
// Fundraising".
var office = pattern(`(?i)^(?:(?:deputy |assistant |vice )?(?:head|director|chief|president|manager|principal|leiter(?:in)?|leitung|responsable|chef(?:fe)?|direct(?:eur|rice)|jef[ea]|direttore|direttrice|responsabile|diretor|diretora|hoofd) (?:of|der|des|de|du|del|di|da|do|van)|\p{L}+[- ]?\p{L}* (?:associate|assistant|pathologist|therapist|fellow|apprentice|trainee|intern|specialist|supervisor|coordinator|officer)$)`)

// industry reports whether two kinds joined, in words that every dictionary has,
// are what trade a board puts an offer under: "Hospitals and Health Care".
func (d *document) industry(c candidate, name string) bool {
	return c.says&^(placed|boxed|sorted|acts) == 0 && trades().MatchString(name) && !d.coinedWords(Words(name)) && !d.recurring(name)
}

var trades = pattern(`^\p{Lu}[\p{L} ]+(?:, [\p{L} ]+)* (?:and|und|et|y|e|en) \p{Lu}[\p{L} ]+$`)

// onlyWithin reports whether a name never stands by itself, but only within an
// address, behind the number of a building, or within a reference.
func (d *document) onlyWithin(name string) bool {
	places := d.standing(name, d.body, d.visible)
	return len(places) > 0 && !slices.ContainsFunc(places, func(start int) bool {
		return !building().MatchString(d.text[max(0, start-24):start]) && !numbered().MatchString(d.text[start+len(name):])
	})
}

var (
	building = pattern(`(?i)(?:^|[^\p{L}])(?:unit|suite|floor|block|level|room|plot|shop|halle|gebäude|etage|bâtiment|bât\.|lot|nave|local|planta|piso|lote|edificio|capannone|pavilhão|loja|no\.?|nr\.?) ?[\p{L}\d]{1,4},? $`)
	numbered = pattern(`^ ?[-/]\d`)
)

// alwaysBehind reports whether the same capitalised word stands before a name
// wherever it does, more than once: "Sidra" of "Al Sidra".
func (d *document) alwaysBehind(name string) bool {
	places := d.standing(name, d.body, d.visible)
	common := ""
	for _, start := range places {
		before, spaced := strings.CutSuffix(d.text[:start], " ")
		word := lastWord(strings.TrimSuffix(before, "."))
		if first, _ := utf8.DecodeRuneInString(word); !spaced || !unicode.IsUpper(first) || common != "" && word != common {
			return false
		}
		common = word
	}
	word := fold(common)
	return !articleWords[word] && (len(places) > 1 && !genericWords[word] && len(commonWords[word]) == 0 || len(places) > 0 && particles[word])
}

// particles open names of persons and of places.
var particles = wordSet("al el abu ibn bin ben mac st ste saint sankt san santa santo gebr dr dres")
