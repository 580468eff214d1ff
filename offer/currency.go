package offer

import (
	"strings"
)

// namesMoney reports whether s has a sign of money.
func namesMoney(s string) bool { return moneySign().MatchString(s) }

// currencyOf finds the currency of an amount that has none beside it, when its
// line names just one. An Italian RAL is in euros.
func (d *document) currencyOf(l *line) string {
	code := ""
	for _, sign := range currencySign().FindAllString(d.text[l.start:l.end], 6) {
		found := d.currency(sign)
		if code != "" && found != code {
			return ""
		}
		code = found
	}
	if code == "" && d.lang == "it" {
		for _, t := range d.words(*l) {
			if t.fold == "ral" {
				return "EUR"
			}
		}
	}
	return code
}

// currency reads a currency sign or code. A bare dollar is the US one unless
// the offer's text says where it is.
func (d *document) currency(sign string) string {
	sign = strings.TrimRight(strings.TrimSpace(sign), ".")
	switch strings.ToUpper(sign) {
	case "":
		return ""
	case "£", "POUND", "POUNDS":
		return "GBP"
	case "€", "EURO", "EUROS", "EUR":
		return "EUR"
	case "$", "DOLLAR", "DOLLARS":
		return d.dollar()
	case "US$":
		return "USD"
	case "CA$", "C$":
		return "CAD"
	case "AU$", "A$":
		return "AUD"
	case "NZ$":
		return "NZD"
	case "R$", "REAIS":
		return "BRL"
	case "₹":
		return "INR"
	case "¥":
		return "JPY"
	case "ZŁ":
		return "PLN"
	case "FR":
		return "CHF"
	case "TL", "₺":
		return "TRY"
	case "KČ":
		return "CZK"
	case "LEI":
		return "RON"
	case "FT":
		return "HUF"
	case "KR", "KRONOR":
		return map[string]string{"sv": "SEK", "nb": "NOK", "da": "DKK"}[d.lang]
	}
	if len(sign) == 3 {
		return strings.ToUpper(sign)
	}
	return ""
}

// dollar tells whose dollar a bare sign is, by the places and institutions
// that the offer names; else that of the United States, or in Spanish the
// peso of the country whose way of writing numbers it follows.
func (d *document) dollar() string {
	for _, t := range d.tokens {
		if code, ok := dollars[t.fold]; ok {
			return code
		}
	}
	text := d.text[d.body:d.visible]
	switch {
	case superannuation().MatchString(text) || australianTown().MatchString(text):
		return "AUD"
	case canadianTown().MatchString(text):
		return "CAD"
	}
	if d.lang == "fr" {
		return "CAD" // French-speaking readers of dollars are in Canada
	}
	if d.lang == "es" && commaThousands().MatchString(text) {
		return "MXN"
	}
	return "USD"
}

var superannuation = pattern(`(?i)(?:plus|\+|incl?\.?|including|and|excl?\.?) super\b`)

// Towns with the state or province behind them; WA, SA and NL stand for others
// as well.
var (
	australianTown = pattern(`\p{Lu}\p{Ll}+,? (?:QLD|NSW|VIC|TAS|ACT)\b`)
	canadianTown   = pattern(`\p{Lu}\p{Ll}+, (?:ON|BC|AB|MB|SK|QC|NS|NB|PEI)\b`)
)

var commaThousands = pattern(`\$\s?\d{1,3},\d{3}`)

var dollars = func() map[string]string {
	codes := map[string]string{}
	for code, signs := range map[string]string{
		"CAD": "canada canadian cad ontario toronto vancouver montreal alberta quebec calgary ottawa manitoba winnipeg saskatchewan saskatoon halifax edmonton brunswick newfoundland mississauga kelowna cpp rrsp",
		"AUD": "australia australian aud sydney melbourne brisbane perth adelaide canberra hobart darwin queensland superannuation nsw asx kalgoorlie tafe",
		"NZD": "zealand nz nzd auckland wellington christchurch dunedin kiwisaver aotearoa",
		"SGD": "singapore sgd cpf",
		"MXN": "mexico mxn cdmx guadalajara monterrey queretaro puebla tijuana cancun toluca aguascalientes chihuahua hermosillo culiacan saltillo jalisco imss infonavit aguinaldo",
		"COP": "colombia bogota medellin cali barranquilla cop smmlv",
		"CLP": "chile clp valparaiso isapre fonasa",
		"ARS": "argentina ars caba rosario monotributo",
	} {
		for sign := range strings.FieldsSeq(signs) {
			codes[sign] = code
		}
	}
	return codes
}()
