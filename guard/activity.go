package guard

import (
	"slices"
	"strings"
)

// activity reports whether word i says what is done, judged by its form and its
// place, where the verb table does not know it: the first word of an English
// bullet, a participle, an infinitive, a verbal noun with "of" behind it.
func (t *text) activity(i int) bool {
	tok := t.tokens[i]
	if tok.ident || tok.number || tok.stop || len(tok.fold) < 4 {
		return false
	}
	if tok.capital && !tok.first && t.lang != "de" {
		return false
	}
	if verbal(tok.fold, t.lang, t.head(i)) {
		return true
	}
	return t.head(i) && nominal(tok.fold, t.lang) && i+1 < len(t.tokens) && genitive[t.tokens[i+1].fold]
}

// head reports whether word i begins what a clause says: its first content
// word, or one joined to such a word by "and".
func (t *text) head(i int) bool {
	for k := i - 1; k >= 0 && t.tokens[k].clause == t.tokens[i].clause && !t.tokens[i].first; k-- {
		if !t.tokens[k].stop {
			return t.joined(k, i) && t.head(k)
		}
	}
	return true
}

// joined reports whether "and" or a comma stands between words a and b.
func (t *text) joined(a, b int) bool {
	if b == a+1 {
		return strings.ContainsAny(t.raw[t.tokens[a].end:t.tokens[b].start], ",/&")
	}
	return b == a+2 && slices.Contains(conjunction[t.lang], t.tokens[a+1].fold)
}

// conjunction is "and" and "or", by language.
var conjunction = map[string][]string{
	"en": {"and", "or"}, "de": {"und", "oder", "sowie"}, "fr": {"et", "ou"}, "es": {"y", "e", "o"},
	"it": {"e", "ed", "o"}, "pt": {"e", "ou"}, "nl": {"en", "of"},
}

// verbal tells verb forms by their endings.
func verbal(fold, lang string, head bool) bool {
	switch lang {
	case "en":
		return hasAnySuffix(fold, "ed", "ing") || head && !hasAnySuffix(fold, "tion", "ment", "ness", "ity", "ance", "ence", "er", "or", "ist", "ship", "ies")
	case "de":
		return strings.HasPrefix(fold, "ge") && hasAnySuffix(fold, "t", "en") || hasAnySuffix(fold, "iert", "ieren") || participle(fold, lang)
	case "nl":
		return strings.HasPrefix(fold, "ge") && hasAnySuffix(fold, "t", "d", "en") || participle(fold, lang) || head && hasAnySuffix(fold, "en")
	case "fr":
		return head && hasAnySuffix(fold, "er", "ir", "re", "ant")
	case "es":
		return head && hasAnySuffix(fold, "ar", "er", "ir", "ando", "iendo") || hasAnySuffix(fold, "ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas")
	case "it":
		return head && hasAnySuffix(fold, "are", "ere", "ire", "ando", "endo") || hasAnySuffix(fold, "ato", "ata", "ati", "ate", "ito", "ita", "iti", "ite", "uto", "uta")
	case "pt":
		return head && hasAnySuffix(fold, "ar", "er", "ir", "ando", "endo") || hasAnySuffix(fold, "ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas")
	}
	return false
}

// participle: a German or Dutch one with its prefix before the ge-, or with a
// prefix that leaves no room for it.
func participle(fold, lang string) bool {
	if prefix, rest := splitPrefix(fold, lang); inseparable(prefix) && len(rest) >= 4 && hasAnySuffix(rest, "t", "d") {
		return true
	}
	for _, p := range prefixes[lang] {
		if rest, ok := strings.CutPrefix(fold, p); ok && strings.HasPrefix(rest, "ge") && len(rest) >= 5 && hasAnySuffix(rest, "t", "d", "en") {
			return true
		}
	}
	return false
}

// nominal tells nouns that are made of verbs.
func nominal(fold, lang string) bool {
	switch lang {
	case "en":
		return hasAnySuffix(fold, "tion", "sion", "ment", "ance", "al", "age")
	case "de":
		return hasAnySuffix(fold, "ung", "ion", "en", "nahme", "gabe")
	case "fr":
		return hasAnySuffix(fold, "tion", "sion", "ment", "age", "ure", "ance", "ise", "ée")
	case "es":
		return hasAnySuffix(fold, "cion", "sion", "miento", "aje", "za", "ura")
	case "it":
		return hasAnySuffix(fold, "zione", "sione", "mento", "aggio", "ura", "ita")
	case "pt":
		return hasAnySuffix(fold, "cao", "sao", "mento", "agem", "ura")
	case "nl":
		return hasAnySuffix(fold, "ing", "atie", "en")
	}
	return false
}

var genitive = map[string]bool{
	"of": true, "von": true, "der": true, "des": true, "de": true, "du": true, "d": true, "del": true, "della": true,
	"dei": true, "delle": true, "di": true, "dell": true, "degli": true, "do": true, "da": true, "dos": true, "das": true, "van": true,
}
