package offer

import (
	"slices"
	"strings"
)

// What a town looks like: its form alone, its region or code behind it, and
// what stands beside an employer's name.

// knownCode reports whether letters behind a town are the code of its region;
// digits are always.
func knownCode(code string) bool { return code == "" || stateCodes[code] }

// townRegion is a town with its state or region, as boards write it.
var townRegion = pattern(`^\p{Lu}[\p{L}.'’\-]+(?: \p{Lu}[\p{L}.'’\-]+)?, (?:[A-Z]{2} \d{5}|\p{Lu}\p{Ll}[\p{L}\-]+(?: \p{Lu}[\p{L}\-]+)?)$`)

// townWithRegion reports whether a name is a town's with what tells it from
// others: "Santiago de Chile", "Frankfurt am Main".
func townWithRegion(name string) bool {
	town := qualifiedTown().FindStringSubmatch(name)
	return town != nil && knownPlace(fold(town[1]))
}

var qualifiedTown = pattern(`^(\p{Lu}[\p{L}\-]+) (?:de|del|am|an der|in der|im|on|upon|sur|sous|aan den|di) \p{Lu}[\p{L}\-]+$`)

// beforeWork cuts the arrangement that follows a place: "Leeds, hybrid".
func (d *document) beforeWork(s string) string {
	if town, rest, ok := strings.Cut(s, ", "); ok && !d.aboutWork(town) && !strings.Contains(rest, "(") {
		parts := strings.Split(rest, ", ")
		if !slices.ContainsFunc(parts, func(part string) bool { return !d.aboutWork(part) }) {
			return town
		}
	}
	for _, separator := range []string{", ", " oder ", " or ", " ou ", " o ", " of ", " / "} {
		if i := strings.LastIndex(s, separator); i > 1 && d.aboutWork(s[i:]) && !d.aboutWork(s[:i]) && !strings.Contains(s[i:], "(") {
			return s[:i]
		}
	}
	return s
}

// namedAgain reports whether several words before a comma stand in the offer
// once more, as an employer's name does and a town's does not.
func (d *document) namedAgain(s string) bool {
	name, _, _ := strings.Cut(s, ", ")
	return strings.Contains(name, " ") && strings.Count(d.text[d.body:d.visible], name) > 1
}

// organised reports whether what stands before the comma is an organisation:
// "Bluegum Cafe, Fremantle WA".
func organised(s string) bool {
	name, _, ok := strings.Cut(s, ", ")
	words := tokenize(name)
	return ok && len(words) > 1 && organisationKinds[words[len(words)-1].fold]
}

// placeOfEmployer takes what stands beside the employer in the head of the
// offer, or the short line below, for the place, when nothing else has named
// one: any town may stand there, so its form has to do. A municipality's name
// is the last resort.
func (d *document) placeOfEmployer() {
	name := d.offer.Company
	if name == "" {
		name = d.offer.Agency
	}
	if name == "" || d.offer.Location != "" {
		return
	}
	for i := range min(8, len(d.lines)-1) {
		l, next := &d.lines[i], &d.lines[i+1]
		at := strings.Index(d.text[l.start:l.end], name)
		if at < 0 || l.bullet {
			continue
		}
		at += l.start + len(name)
		rest := d.text[at:l.end]
		if m := behindName().FindStringSubmatchIndex(rest); m != nil && d.maybeTown(rest[m[2]:m[3]]) {
			d.setPlace(at+m[2], at+m[3])
			return
		}
		if strings.Trim(rest, " .") == "" && !next.bullet && !next.heading && !next.dropped && !d.inTitle(next) {
			if s := d.text[next.start:next.end]; headTown().MatchString(s) && d.maybeTown(s) {
				d.setPlace(next.start, next.end)
				return
			}
		}
	}
	q, _ := d.sourceOf("company")
	if m := municipality().FindStringSubmatchIndex(q.Text); m != nil {
		d.setPlace(q.Start+m[2], q.Start+m[3])
	}
}

// maybeTown is maybePlace for a town with its county or region.
func (d *document) maybeTown(s string) bool {
	town, _, _ := strings.Cut(s, ", ")
	return d.maybePlace(town)
}

const townForm = `\p{Lu}\p{Ll}[\p{L}\-'’]*(?:[ \-](?:on|upon|le|la|les|de|del|di|do|da|dos|am|an|der|sur|en|sous|el|\p{Lu}[\p{L}'’\-]+)){0,3}(?:,? \(?[A-Z]{2,3}\)?| \(\p{Lu}[\p{L} ]{2,20}\)|, (?:Co\. )?\p{Lu}[\p{L}. ]{1,30})?`

var (
	behindName   = pattern(`^[*★ ]*(?:,| [-–—|·•]| \() ?(` + townForm + `)(?:$|\)|[,;] )`)
	municipality = pattern(`(?i)^(?:gemeinde|stadt|marktgemeinde|markt|landkreis|ville de|ville d['’]|commune de|mairie de|comune di|ayuntamiento de|câmara municipal de|município de|prefeitura de|gemeente|city of|town of) ?(\p{Lu}[\p{L}\-'’]+(?: \p{Lu}[\p{L}\-'’]+)?)$`)
)

// headTown is a line that has the form of a town, with its county or region.
var headTown = pattern(`^` + townForm + `$`)

// stateCodes are the two-letter codes of states and provinces, and codes of
// countries, that stand behind a city's name.
var stateCodes = func() map[string]bool {
	codes := map[string]bool{}
	for code := range strings.FieldsSeq(`AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC
		ON QC BC AB MB SK NS NB NL PE UK GB US IE FR ES IT PT BE CH AT SP RJ MG RS SC GO BA CE PE DF ES AM PA PB RN AL SE MA PI TO RO AC AP RR
		NSW VIC QLD TAS ACT
		AG AN AO AR AT AV BA BG BI BL BN BO BR BS BT BZ CA CB CE CH CL CN CO CR CS CT CZ EN FC FE FG FI FM FR GE GO GR IM IS KR LC LE LI LO LT LU MB MC ME MI MN MO MS MT NA NO NU OR PA PC PD PE PG PI PN PO PR PT PU PV PZ RA RC RE RG RI RM RN RO SA SI SO SP SR SS SU SV TA TE TN TO TP TR TS TV UD VA VB VC VE VI VR VT VV`) {
		codes[code] = true
	}
	return codes
}()

// spokenOf reports whether the offer speaks of a name as a place: "in Thirsk".
func (d *document) spokenOf(name string) bool {
	body := d.text[d.body:d.visible]
	for from := 0; ; from++ {
		at := strings.Index(body[from:], name)
		if at < 0 {
			return false
		}
		from += at
		for _, link := range []string{" in ", " near ", " à ", " en ", " em ", " te ", " bei ", " at our "} {
			if strings.HasSuffix(body[:from], link) {
				return d.maybeSpot(name)
			}
		}
	}
}
