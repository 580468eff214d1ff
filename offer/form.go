package offer

import "strings"

// Legal forms of firms, inside, behind and at the end of names.

const legalForms = `\b(?:a\.G|VVaG|GmbH(?: ?& ?Co\.? ?KG)?|gGmbH|GMBH|mbH|AG|SE|KG|OHG|e\.\s?V|e\.\s?K|eG|KGaA|PartG(?: ?mbB)?|Ltd|LTD|Limited|LIMITED|LLP|PLC|plc|Inc|INC|LLC|Corp|Pte|PTE|Co|inc|ltée|Ltée|enr|SAS|SARL|SA|S\.A\.S|S\.A\.R\.L|EURL|SNC|S\.A\.U|S\.A|S\.L\.U|S\.L|SLU|SL|S\.r\.l\.s|S\.r\.l|Srl|SRL|S\.p\.A|SpA|SPA|S\.n\.c|S\.a\.s|Lda|LDA|Ltda|B\.V|BV|N\.V|NV|VOF|AB|ApS|A/S|AS|Oy|Oyj|Sp\. z o\.o|s\.r\.o|Pty|P\.C|PLLC)\b\.?`

var (
	legalForm  = pattern(legalForms)
	formedName = pattern(`(\p{Lu}[\p{L}\d&'’+\-]*(?:[ .](?:&|\+|und|and|et|y|e|de|du|des|la|le|of|von|van|der|di|del|do|da|dos|das|per|il|lo|\p{Lu}[\p{L}\d&'’+\-]*|\d{1,4})){0,6},? ` + legalForms + `)`)
	// formedEnd is all from before the legal form to the end of a name.
	formedEnd = pattern(`^[ ,.](?:` + strings.TrimSuffix(strings.TrimPrefix(legalForms, `\b`), `\b\.?`) + `|s\.r\.l|s\.p\.a|srl|b\.v|V\.O\.F|S\.C\.C\.L|S\. ?Coop)\b\.?(?:[ ,.]+(?:&|und|Co|KG|KGaA|OHG|Ltd|de C\. ?V|de R\. ?L|mbB)\b\.?)*$`)
)

// hasForm reports whether a legal form stands in s.
func hasForm(s string) bool { return legalForm().MatchString(s) }

// endsInForm reports whether s is a name with a legal form at its end.
func endsInForm(s string) bool { return formAt(s) >= 0 }

// formAt is where the legal form that ends a name begins, with the sign before
// it; -1: it has none.
func formAt(name string) int {
	for i := range len(name) {
		if c := name[i]; (c == ' ' || c == ',' || c == '.') && formedEnd().MatchString(name[i:]) {
			return i
		}
	}
	return -1
}

// withForm extends a name by the legal form right behind it.
func (d *document) withForm(start, end int) int {
	rest := d.text[end:d.visible]
	if initial := end - start; initial > 2 && d.text[end-2] == ' ' && strings.HasPrefix(rest, ".") { // "Acme S" of "Acme S.r.l."
		if m := formBehind().FindString(d.text[end-2 : d.visible]); len(m) > 2 {
			return d.wholeForm(end - 2 + len(m))
		}
	}
	if m := formBehind().FindString(rest); m != "" && !strings.HasPrefix(rest[len(m):], "-") {
		return d.wholeForm(end + len(m))
	}
	if !endsInForm(d.text[start:end]) {
		return end
	}
	if strings.HasPrefix(rest, ".") && d.text[end-2] == '.' { // "B.V."
		end++
	}
	return d.wholeForm(end)
}

var formBehind = pattern(`^(?: per il [Ll]avoro)?(?:,? |\.)(?:gGmbH|GmbH|GMBH|mbH|a\.\s?G|VVaG|(?:Pvt|Pte|PTE)\.? (?:Ltd|LTD)|LTD|LIMITED|INC|mbB|PartG(?: ?mbB)?|AG|SE|KG|e\.\s?V|e\.\s?K|eG|Ltd|Limited|LLP|PLC|plc|Inc|inc|Ltée|ltée|enr|LLC|Corp|SAS|SARL|S\.A\.S|S\.A\.R\.L|S\.A\.U|S\.L\.U|S\.A|S\.L|S\.r\.l\.s|S\.r\.l|s\.r\.l|Srl|srl|SRL|S\.p\.A|s\.p\.a|SpA|SPA|S\.n\.c|s\.n\.c|S\.a\.s|Lda|Ltda|B\.V|b\.v|BV|N\.V|NV|V\.O\.F|VOF|S\.C\.C\.L|S\.Coop|ApS|Oy|AB|Pty|P\.C|PLLC)\b\.?`)

// wholeForm extends a name to the end of a legal form in parts: "GmbH & Co. KG".
func (d *document) wholeForm(end int) int {
	return end + len(formTail().FindString(d.text[end:d.visible]))
}

var formTail = pattern(`^(?:\.?\s?(?:&\s?)?(?:Co\.|Co|KGaA|KG|OHG|AG|Ltd\.?|de C\.\s?V\.?|de R\.\s?L\.?)\b\.?)+`)
