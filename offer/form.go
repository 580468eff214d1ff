package offer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Legal forms of firms, inside, behind and at the end of names.

const legalForms = `\b(?:a\.G|VVaG|GmbH(?: ?& ?Co\.? ?KG)?|gGmbH|GMBH|mbH|AG|SE|KG|OHG|e\.\s?V|e\.\s?K|eG|KGaA|PartG(?: ?mbB)?|Ltd|LTD|Limited|LIMITED|LLP|PLC|plc|Inc|INC|LLC|Corp|Pte|PTE|Co|inc|ltée|Ltée|enr|SAS|SARL|SA|S\.A\.S|S\.A\.R\.L|EURL|SNC|S\.A\.U|S\.A|S\.L\.U|S\.L|SLU|SL|S\.r\.l\.s|S\.r\.l|Srl|SRL|S\.p\.A|SpA|SPA|S\.n\.c|S\.a\.s|Lda|LDA|Ltda|B\.V|BV|N\.V|NV|VOF|AB|ApS|A/S|AS|Oy|Oyj|Sp\. z o\.o|s\.r\.o|Pty|P\.C|PLLC)\b\.?`

var (
	legalForm  = pattern(legalForms)
	formedName = pattern(`(\p{Lu}[\p{L}\d&'’+\-]*(?:[ .](?:&|\+|und|and|et|y|e|de|du|des|la|le|of|von|van|der|di|del|do|da|dos|das|per|il|lo|\p{Lu}[\p{L}\d&'’+\-]*|\d{1,4})){0,6},? ` + legalForms + `)`)
	formEnd    = pattern(`[ ,.](?:` + strings.TrimSuffix(strings.TrimPrefix(legalForms, `\b`), `\b\.?`) + `|s\.r\.l|s\.p\.a|srl|b\.v|V\.O\.F|S\.C\.C\.L|S\. ?Coop)\b\.?(?:[ ,.]+(?:&|und|Co|KG|KGaA|OHG|Ltd|de C\. ?V|de R\. ?L|mbB)\b\.?)*$`)
)

// hasForm reports whether a legal form stands in s.
func hasForm(s string) bool { return mayHoldForm(s) && legalForm().MatchString(s) }

// endsInForm reports whether s is a name with a legal form at its end.
func endsInForm(s string) bool { return mayHoldForm(s) && formEnd().MatchString(s) }

// mayHoldForm is a quick look for the words of legal forms: most names and
// lines have none.
func mayHoldForm(s string) bool {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) {
			i += size
			continue
		}
		start := i
		for i < len(s) && unicode.IsLetter(r) {
			i += size
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		if word := s[start:i]; len(word) == 1 || len(word) <= 8 && formWords[word] {
			return true
		}
	}
	return false
}

// formWords are the words of the legal forms; those of single letters are left
// out, as "S" of "S.A.".
var formWords = wordSet(`VVaG GmbH gGmbH mbH AG SE KG OHG eG KGaA PartG mbB GMBH Ltd LTD Limited LIMITED INC PTE LLP PLC plc Inc LLC Corp Co inc ltée Ltée enr SAS SARL SA EURL SNC SLU SL
	Srl SRL srl SpA SPA Lda LDA Ltda BV NV VOF AB ApS AS Oy Oyj Sp Pty Pvt Pte PLLC Coop`)

// withForm extends a name by the legal form right behind it.
func (d *document) withForm(start, end int) int {
	rest := d.text[end:d.visible]
	if initial := end - start; initial > 2 && d.text[end-2] == ' ' && strings.HasPrefix(rest, ".") { // "Acme S" of "Acme S.r.l."
		if m := formBehind().FindString(d.text[end-2 : d.visible]); len(m) > 2 {
			return d.wholeForm(end - 2 + len(m))
		}
	}
	if mayBeForm(rest) {
		if m := formBehind().FindString(rest); m != "" && !strings.HasPrefix(rest[len(m):], "-") {
			return d.wholeForm(end + len(m))
		}
	}
	if !endsInForm(d.text[start:end]) {
		return end
	}
	if strings.HasPrefix(rest, ".") && d.text[end-2] == '.' { // "B.V."
		end++
	}
	return d.wholeForm(end)
}

// mayBeForm is a quick look for a legal form at the start of what follows a
// name: most words there are none.
func mayBeForm(rest string) bool {
	word := strings.TrimLeft(rest, " ,.")
	if len(rest)-len(word) == 0 || len(rest)-len(word) > 2 || len(word) < 2 {
		return false
	}
	if c := word[0]; c >= 'a' && c <= 'z' {
		return word[1] == '.' || strings.HasPrefix(word, "mb") || strings.HasPrefix(word, "gG") || strings.HasPrefix(word, "eG") || strings.HasPrefix(word, "srl") || strings.HasPrefix(word, "inc") || strings.HasPrefix(word, "lt") || strings.HasPrefix(word, "enr") || strings.HasPrefix(word, "per il")
	}
	return word[0] >= 'A' && word[0] <= 'Z'
}

var formBehind = pattern(`^(?: per il [Ll]avoro)?(?:,? |\.)(?:gGmbH|GmbH|GMBH|mbH|a\.\s?G|VVaG|(?:Pvt|Pte|PTE)\.? (?:Ltd|LTD)|LTD|LIMITED|INC|mbB|PartG(?: ?mbB)?|AG|SE|KG|e\.\s?V|e\.\s?K|eG|Ltd|Limited|LLP|PLC|plc|Inc|inc|Ltée|ltée|enr|LLC|Corp|SAS|SARL|S\.A\.S|S\.A\.R\.L|S\.A\.U|S\.L\.U|S\.A|S\.L|S\.r\.l\.s|S\.r\.l|s\.r\.l|Srl|srl|SRL|S\.p\.A|s\.p\.a|SpA|SPA|S\.n\.c|s\.n\.c|S\.a\.s|Lda|Ltda|B\.V|b\.v|BV|N\.V|NV|V\.O\.F|VOF|S\.C\.C\.L|S\.Coop|ApS|Oy|AB|Pty|P\.C|PLLC)\b\.?`)

// wholeForm extends a name to the end of a legal form in parts: "GmbH & Co. KG".
func (d *document) wholeForm(end int) int {
	return end + len(formTail().FindString(d.text[end:d.visible]))
}

var formTail = pattern(`^(?:\.?\s?(?:&\s?)?(?:Co\.|Co|KGaA|KG|OHG|AG|Ltd\.?|de C\.\s?V\.?|de R\.\s?L\.?)\b\.?)+`)
