package guard

import (
	"slices"
	"strings"

	"github.com/abadojack/whatlanggo"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// languages that the word tables know. Text in any other is checked by the
// language-free rules and goes to review.
func languages() []string { return lexicon.Languages() }

func known(lang string) bool { return slices.Contains(languages(), lang) }

var whatlang = map[whatlanggo.Lang]string{
	whatlanggo.Eng: "en", whatlanggo.Deu: "de", whatlanggo.Fra: "fr", whatlanggo.Spa: "es",
	whatlanggo.Ita: "it", whatlanggo.Por: "pt", whatlanggo.Nld: "nl",
	whatlanggo.Pol: "pl", whatlanggo.Rus: "ru", whatlanggo.Tur: "tr", whatlanggo.Swe: "sv", whatlanggo.Dan: "da",
	whatlanggo.Ces: "cs", whatlanggo.Ron: "ro", whatlanggo.Hun: "hu", whatlanggo.Ukr: "uk", whatlanggo.Fin: "fi",
	whatlanggo.Cmn: "zh", whatlanggo.Jpn: "ja", whatlanggo.Kor: "ko", whatlanggo.Arb: "ar", whatlanggo.Ell: "el",
}

// votes counts, for each language, the words of text that only some languages
// have: function words and the words of the tables.
func votes(text string) (count map[string]float64, plain int) {
	count = map[string]float64{}
	for _, t := range tokenize(text, "") {
		if t.number || t.ident {
			continue
		}
		if !t.capital {
			plain++
		}
		in := languagesOf(t)
		for _, lang := range in {
			count[lang] += 1 / float64(len(in))
		}
	}
	return count, plain
}

// languagesWith lists the languages that have the word as it is written, or else
// those that have it with another ending.
func languagesWith(t token) []string {
	var list []string
	mask := vocabulary()[t.fold]
	for i, lang := range languages() {
		if mask&(1<<i) != 0 || mask == 0 && len(t.fold) > 4 && otherEnding(t.fold, lang, 1<<i) {
			list = append(list, lang)
		}
	}
	return list
}

// otherEnding reports whether the vocabulary of a language has the word with
// one of its endings cut or changed: supervised, interns, ridotte.
func otherEnding(fold, lang string, bit uint8) bool {
	ends := endings[lang]
	if lang == "en" {
		ends = []string{"s", "es", "ed", "ing", "d"}
	}
	for _, end := range ends {
		rest, ok := strings.CutSuffix(fold, end)
		if end == "" || !ok || len(rest) < 4 {
			continue
		}
		for _, other := range ends {
			if vocabulary()[rest+other]&bit != 0 {
				return true
			}
		}
		if (vocabulary()[rest]|vocabulary()[rest+"e"])&bit != 0 {
			return true
		}
	}
	return false
}

// detect tells the language of text, or fallback when the text is too short
// or too plain to tell (a list of product names has no language).
func detect(text, fallback string) string {
	count, plain := votes(text)
	best := fallback
	for _, lang := range languages() {
		if count[lang] > count[best]+0.6 && count[lang] >= 1.5*count[best] {
			best = lang
		}
	}
	if count[best] >= 1 && count[best] >= 0.2*float64(plain) {
		return best
	}
	if len(text) >= 60 && plain >= 4 {
		if info := whatlanggo.Detect(text); info.IsReliable() && whatlang[info.Lang] != "" {
			return whatlang[info.Lang]
		}
	}
	return best
}
