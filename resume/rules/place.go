package rules

import (
	"strings"
	"sync"
	"unicode"
)

// countries are names of countries in seven languages with their ISO codes, for
// telephone numbers without one and to know a place by.
var countries = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"united kingdom": "GB", "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "great britain": "GB", "vereinigtes konigreich": "GB", "royaume-uni": "GB", "reino unido": "GB", "regno unito": "GB", "verenigd koninkrijk": "GB",
		"germany": "DE", "deutschland": "DE", "allemagne": "DE", "alemania": "DE", "germania": "DE", "alemanha": "DE", "duitsland": "DE",
		"france": "FR", "frankreich": "FR", "francia": "FR", "franca": "FR", "frankrijk": "FR",
		"spain": "ES", "spanien": "ES", "espagne": "ES", "espana": "ES", "spagna": "ES", "espanha": "ES", "spanje": "ES",
		"italy": "IT", "italien": "IT", "italie": "IT", "italia": "IT",
		"portugal": "PT", "portogallo": "PT", "brazil": "BR", "brasil": "BR", "brasile": "BR", "brasilien": "BR", "bresil": "BR",
		"netherlands": "NL", "the netherlands": "NL", "nederland": "NL", "niederlande": "NL", "pays-bas": "NL", "paises bajos": "NL", "paesi bassi": "NL", "paises baixos": "NL", "olanda": "NL",
		"austria": "AT", "osterreich": "AT", "autriche": "AT", "switzerland": "CH", "schweiz": "CH", "suisse": "CH", "svizzera": "CH", "suiza": "CH", "suica": "CH", "zwitserland": "CH",
		"belgium": "BE", "belgique": "BE", "belgie": "BE", "belgien": "BE", "belgica": "BE", "belgio": "BE", "luxembourg": "LU", "luxemburg": "LU",
		"ireland": "IE", "irland": "IE", "irlande": "IE", "irlanda": "IE", "ierland": "IE",
		"usa": "US", "united states": "US", "united states of america": "US", "etats-unis": "US", "estados unidos": "US", "stati uniti": "US", "verenigde staten": "US", "canada": "CA", "kanada": "CA", "mexico": "MX", "argentina": "AR", "chile": "CL", "colombia": "CO", "peru": "PE",
		"denmark": "DK", "danemark": "DK", "danmark": "DK", "sweden": "SE", "schweden": "SE", "suede": "SE", "sverige": "SE", "norway": "NO", "norwegen": "NO", "norge": "NO", "finland": "FI", "finnland": "FI", "poland": "PL", "polen": "PL", "pologne": "PL", "polonia": "PL", "polska": "PL",
		"czech republic": "CZ", "czechia": "CZ", "tschechien": "CZ", "hungary": "HU", "ungarn": "HU", "romania": "RO", "rumanien": "RO", "greece": "GR", "griechenland": "GR", "turkey": "TR", "turkei": "TR", "turkiye": "TR", "india": "IN", "indien": "IN", "china": "CN", "japan": "JP", "australia": "AU", "australien": "AU", "new zealand": "NZ", "singapore": "SG", "israel": "IL", "south africa": "ZA",
	}
})

// placeWords stand where a place would.
var placeWords = map[string]bool{
	"remote": true, "hybrid": true, "homeoffice": true, "home office": true, "teletravail": true, "a distance": true, "remoto": true, "en remoto": true, "da remoto": true, "op afstand": true, "teletrabajo": true, "teletrabalho": true, "telelavoro": true, "online": true,
}

// region is the ISO code of the country that a text ends with, or "".
func region(text string) string {
	last := text
	if i := strings.LastIndexAny(text, ",("); i >= 0 {
		last = text[i+1:]
	}
	return countries()[strings.Trim(fold(last), " .)")]
}

// isPlace reports whether a text looks like the name of a place: "Leeds, UK",
// "Berlin", "Remote". A single name is a place only where one is expected.
func isPlace(text string) bool {
	text = strings.TrimSpace(text)
	folded := fold(text)
	if placeWords[folded] || countries()[folded] != "" {
		return true
	}
	base, _, bracket := strings.Cut(folded, " (")
	if bracket && isPlace(base) && strings.HasSuffix(folded, ")") && len(strings.Fields(folded)) < 7 {
		return true
	}
	if !strings.Contains(text, ",") || len(text) > 60 {
		return false
	}
	if region(text) != "" && properNouns(text) {
		return true
	}
	parts := strings.Split(text, ",")
	if len(parts) > 3 {
		return false
	}
	v := vocabularies()
	if v.role.count(text) > 0 || v.org.count(text) > 0 || v.school.count(text) > 0 || v.degree.count(text) > 0 {
		return false
	}
	return properNouns(text) && len(strings.Fields(parts[0])) <= 3
}

// mayBePlace is isPlace where a place is expected, such as beside a date.
func mayBePlace(text string) bool {
	if isPlace(text) {
		return true
	}
	v := vocabularies()
	return len(strings.Fields(text)) <= 4 && len(text) < 40 && properNouns(text) && v.role.count(text) == 0 && v.degree.count(text) == 0 && v.school.count(text) == 0
}

// addressLike reports whether a text may be a postal address.
func addressLike(text string) bool {
	return len(text) < 90 && len(strings.Fields(text)) <= 12 && text != ""
}

// properNouns reports whether every longer word of a text begins with a capital
// letter.
func properNouns(text string) bool {
	any := false
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",()-/'’", r) }) {
		first := []rune(word)[0]
		switch {
		case unicode.IsUpper(first):
			any = true
		case unicode.IsLetter(first) && len(word) > 3, unicode.IsDigit(first), strings.ContainsAny(word, ".:;!?@#&+=") && len(word) > 3:
			return false
		}
	}
	return any
}
