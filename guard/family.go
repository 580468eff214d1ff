package guard

import (
	"slices"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// family is what the forms of a verb, its participles and the nouns made of it
// have in common: vergeben, vergibt and Vergabe; sort, sorted and sorting. Two
// words of one family say the same in another form.
func family(w *word, lang string) string {
	fold, forms := w.fold, irregular()[lang]
	if base, ok := forms[fold]; ok {
		return base
	}
	if base, ok := forms[strings.TrimSuffix(fold, "s")]; ok && lang != "en" && lang != "de" && lang != "nl" {
		return base
	}
	if lang == "de" || lang == "nl" {
		if prefix, rest := splitPrefix(fold, lang); prefix != "" {
			if base, ok := forms[rest]; ok {
				return prefix + base
			}
			return prefix + root(weak(rest, lang), lang)
		}
		if bare := unparticiple(fold); bare != "" {
			return root(weak(bare, lang), lang)
		}
		return root(weak(fold, lang), lang)
	}
	return root(w.stem, lang)
}

// irregular lists the irregular forms: language ─► folded form ─► base.
var irregular = sync.OnceValue(func() map[string]map[string]string {
	set := map[string]map[string]string{}
	for _, line := range readLines("families") {
		lang, list, _ := strings.Cut(line, "|")
		forms := map[string]string{}
		for group := range strings.SplitSeq(list, ";") {
			words := strings.Split(group, ",")
			base := root(snowball(words[0], lang), lang)
			if lang == "de" || lang == "nl" {
				base = root(weak(lexicon.Fold(words[0]), lang), lang)
			}
			for _, word := range words {
				forms[lexicon.Fold(word)] = base
			}
		}
		set[lang] = forms
	}
	return set
})

// prefixes of German and Dutch verbs, longest first.
var prefixes = map[string][]string{
	"de": {"zusammen", "zuruck", "wieder", "weiter", "durch", "unter", "nach", "uber", "auf", "aus", "bei", "ein", "ent", "her", "hin", "los", "mit", "ver", "vor", "weg", "zer", "ab", "an", "be", "er", "um", "zu"},
	"nl": {"samen", "onder", "terug", "over", "door", "voor", "weer", "aan", "mee", "na", "bij", "her", "ont", "uit", "ver", "weg", "af", "be", "er", "in", "om", "op", "toe"},
}

// splitPrefix takes the prefix off a word whose rest is an irregular form, a
// participle (an|ge|nommen) or long enough to stand alone.
func splitPrefix(fold, lang string) (prefix, rest string) {
	for _, p := range prefixes[lang] {
		rest, ok := strings.CutPrefix(fold, p)
		if !ok || len(rest) < 3 {
			continue
		}
		if _, ok := irregular()[lang][rest]; ok {
			return p, rest
		}
		if inner, ok := strings.CutPrefix(rest, "zu"); ok && len(inner) >= 5 && strings.HasSuffix(inner, "en") && irregular()[lang][inner] != "" {
			return p, inner // anzunehmen
		}
		if bare := unparticiple(rest); bare != "" && !inseparable(p) {
			return p, bare
		}
		if len(rest) >= 5 {
			return p, rest
		}
	}
	return "", ""
}

// inseparable prefixes leave no room for the ge- of a participle.
func inseparable(prefix string) bool {
	switch prefix {
	case "be", "ent", "er", "her", "ont", "ver", "zer":
		return true
	}
	return false
}

// unparticiple takes ge- off a participle, or gives "".
func unparticiple(fold string) string {
	bare, ok := strings.CutPrefix(fold, "ge")
	if !ok || len(bare) < 3 || !hasAnySuffix(bare, "t", "en", "d", "te", "ten", "ter", "de") {
		return ""
	}
	return bare
}

// weak cuts the endings of a German or Dutch verb, participle or verbal noun. A
// t or d behind a vowel is of the stem (arbeiten, begeleiden).
func weak(fold, lang string) string {
	ends := []string{"ungen", "ung", "eten", "eter", "etes", "ete", "et", "ten", "ter", "tes", "te", "en", "t", "e", "n", "s"}
	if lang == "nl" {
		ends = []string{"ingen", "ing", "den", "de", "ten", "te", "en", "d", "t", "n", "s"}
	}
	for _, end := range ends {
		rest, ok := strings.CutSuffix(fold, end)
		if !ok || len(rest) < 3 || strings.ContainsAny(end[:1], "dt") && vowel(rest[len(rest)-1]) {
			continue
		}
		fold = rest
		break
	}
	if lang == "nl" {
		return oneLetter(fold)
	}
	if n := len(fold); n > 3 && fold[n-1] == 't' && !vowel(fold[n-2]) {
		fold = fold[:n-1] // warten, Wartung, gewartet
	}
	return fold
}

func vowel(b byte) bool { return strings.IndexByte("aeiou", b) >= 0 }

// oneLetter undoes the doubling of Dutch spelling: plann and plan, maak and mak.
func oneLetter(s string) string {
	var b strings.Builder
	var last rune
	for _, r := range s {
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	out := strings.TrimSuffix(b.String(), "j")
	if strings.HasSuffix(out, "z") {
		out = out[:len(out)-1] + "s"
	}
	if strings.HasSuffix(out, "v") {
		out = out[:len(out)-1] + "f"
	}
	return out
}

// suffixes make nouns, adjectives and verbs of one another. What is left must
// be long enough to mean something.
var suffixes = map[string][]string{
	"en": {"isation", "ification", "ation", "ition", "ement", "ment", "ance", "ence", "ancy", "ency", "ness", "ship", "tion", "sion", "ion", "ing", "ity", "ate", "ive", "ic", "al", "at", "ag", "is", "it", "e", "i"},
	"de": {"isierung", "isation", "ierung", "ation", "ition", "isier", "ier", "ion", "ung", "lich", "isch", "ig"},
	"fr": {"isation", "ification", "ation", "ition", "ement", "ment", "ance", "ence", "age", "ure", "ion", "eur", "ais", "er", "at", "it", "is", "e"},
	"es": {"izacion", "ificacion", "acion", "icion", "amient", "imient", "ament", "miento", "anza", "encia", "ancia", "cion", "ion", "aje", "ado", "ido", "iz", "ad", "ar", "er", "ir"},
	"it": {"izzazion", "ificazion", "azion", "izion", "ament", "iment", "anza", "enza", "agg", "zion", "sion", "ion", "izz", "at", "it", "ut"},
	"pt": {"izacao", "ificacao", "acao", "icao", "ament", "iment", "anca", "encia", "ancia", "cao", "sao", "agem", "iz", "ad", "ar", "er", "ir"},
	"nl": {"isatie", "atie", "itie", "ering", "iseer", "iser", "er", "eer", "ing", "lijk", "isch", "ig"},
}

// root strips the endings that make one kind of word of another.
func root(stem, lang string) string {
	for _, suffix := range suffixes[lang] {
		if rest, ok := strings.CutSuffix(stem, suffix); ok && len(rest) >= 4 {
			return rest
		}
	}
	return stem
}

// kin reports whether two words are of one family, or share a long beginning
// and differ by an ending.
func kin(a, b token) bool { return a.family == b.family || kinStems(a.stem, b.stem) }

// kinStems compares two stems by their common beginning.
func kinStems(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	n := 0
	for n < len(a) && a[n] == b[n] {
		n++
	}
	return n >= 5 && n >= len(a)-2 && len(b)-n <= 4
}

// hasKin reports whether t has a word of the family of tok.
func (t *text) hasKin(tok token) bool {
	return slices.ContainsFunc(t.tokens, func(other token) bool { return !other.stop && kin(tok, other) })
}
