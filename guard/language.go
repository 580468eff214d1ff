package guard

import (
	"math/bits"
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

// ballot counts, for each of the languages, the words that only some of them have:
// function words and the words of the tables.
type ballot struct {
	count [8]int // in shares of a vote
	plain int    // words that are no numbers, identifiers or names
}

// vote is what a word gives to its languages in all: each of up to seven gets the
// same, and sums do not depend on the order of words.
const vote = 4 * 3 * 5 * 7

// votesOf counts the words of a text.
func votesOf(text string) (b ballot) {
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
			b.plain++
		}
		if s.spoken == 0 {
			continue
		}
		share := vote / bits.OnesCount8(s.spoken)
		for rest := s.spoken; rest != 0; rest &= rest - 1 {
			b.count[bits.TrailingZeros8(rest)] += share
		}
	}
	return b
}

func (b *ballot) add(other ballot) {
	for i, count := range other.count {
		b.count[i] += count
	}
	b.plain += other.plain
}

// leader is the language that leads, or fallback, and whether there are enough
// words to say so.
func (b *ballot) leader(fallback string) (lang string, sure bool) {
	most := 0
	if i := slices.Index(languages(), fallback); i >= 0 {
		most = b.count[i]
	}
	lang = fallback
	for i, other := range languages() {
		if count := b.count[i]; 5*count > 5*most+3*vote && 2*count >= 3*most {
			lang, most = other, count
		}
	}
	return lang, most >= vote && 5*most >= b.plain*vote
}

// speech is where a word belongs.
type speech struct {
	named     bool // a number or an identifier: in no language
	capital   bool
	languages []string // that have the word as it is written, or else with another ending
	spoken    uint8    // the same, a bit for each
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
			s.languages, s.spoken = append(s.languages, lang), s.spoken|1<<i
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
	b := votesOf(text)
	return b.decide(fallback, func() string { return text })
}

// decide tells the language of the text that was counted.
func (b *ballot) decide(fallback string, spell func() string) string {
	best, sure := b.leader(fallback)
	if sure {
		return best
	}
	if b.plain < 4 {
		return best
	}
	if text := spell(); len(text) >= 60 {
		if info := whatlanggo.Detect(text); info.IsReliable() && whatlang[info.Lang] != "" {
			return whatlang[info.Lang]
		}
	}
	return best
}
