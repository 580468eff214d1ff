package guard

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/abadojack/whatlanggo"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// languages that the word tables know. Text in any other is checked by the
// language-free rules and goes to review.
func languages() []string { return tabled }

var tabled = lexicon.Languages()

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
	count = make(map[string]float64, len(languages()))
	for i := 0; i < len(text); {
		if r, size := utf8.DecodeRuneInString(text[i:]); !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			i += size
			continue
		}
		end := wordEnd(text, i)
		s := spokenIn(text[i:end])
		i = end
		if s.named {
			continue
		}
		if !s.capital {
			plain++
		}
		for _, lang := range s.languages {
			count[lang] += 1 / float64(len(s.languages))
		}
	}
	return count, plain
}

// speech is where a word belongs.
type speech struct {
	named     bool // a number or an identifier: in no language
	capital   bool
	languages []string // that have the word as it is written, or else with another ending
}

func speechOf(text string) speech {
	w := shapeOf(text)
	s := speech{named: w.number || w.ident, capital: w.capital}
	if s.named {
		return s
	}
	mask := vocabulary()[w.fold]
	for i, lang := range languages() {
		if mask&(1<<i) != 0 || lang == "en" && doer(w.fold, 1<<i) || mask == 0 && len(w.fold) > 4 && otherEnding(w.fold, lang, 1<<i) {
			s.languages = append(s.languages, lang)
		}
	}
	return s
}

// doer reports whether a word is made of an English verb of the tables: tester.
func doer(fold string, bit uint8) bool {
	verb, ok := strings.CutSuffix(strings.TrimSuffix(fold, "s"), "er")
	return ok && len(verb) >= 4 && (vocabulary()[verb]|vocabulary()[verb+"e"])&bit != 0
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
