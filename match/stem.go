package match

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/abadojack/whatlanggo"
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/spanish"

	"github.com/bespoke-cv/bespoke/cache"
	"github.com/bespoke-cv/bespoke/lexicon"
)

// stemmers are the Snowball stemmers of the languages that bespoke reads.
// Words of other languages are compared as they are.
var stemmers = map[string]func(*snowballstem.Env) bool{
	"en": english.Stem, "de": german.Stem, "fr": french.Stem, "es": spanish.Stem,
	"it": italian.Stem, "pt": portuguese.Stem, "nl": dutch.Stem,
}

// stopwords say nothing about what a line is about.
var stopwords = map[string]map[string]bool{
	"en": set("a an and are as at be been by for from has have in into is it its of on or our that the their them they this to was we were will with you your who which all any can may must should would not no more than such other well very good strong excellent ability able experience knowledge skills skill years year least work working including etc plus new also within across under over per up out about"),
	"de": set("der die das den dem des ein eine einer einem einen eines und oder in im ins an am auf aus bei beim mit nach von vom zu zum zur für über unter als auch ist sind war wir sie ihr ihre ihren ihrer du dein deine deinen ich es sich wird werden haben hat sowie nicht kein keine durch bis um erfahrung kenntnisse gute sehr jahre mehrjährige idealerweise bzw unser unsere unserer unseren"),
	"fr": set("le la les un une des du de d l et ou en à au aux dans par pour sur avec sans sous est sont être avoir nous vous votre vos notre nos il elle ils elles ce cette ces son sa ses qui que dont ne pas plus expérience connaissance connaissances maîtrise bonne bon ans année années ainsi"),
	"es": set("el la los las un una unos unas de del al y o u e en a con sin por para sobre es son ser estar tener que se su sus nuestro nuestra tu tus lo le les no más experiencia conocimientos conocimiento buen buena años año así como"),
	"it": set("il lo la i gli le un uno una di del della dei delle degli dello da dal dalla a al alla ai alle in nel nella nei nelle con su sul sulla per tra fra e o ed è sono essere avere che si non più esperienza conoscenza buona ottima anni anno nostro nostra tuo tua come"),
	"pt": set("o a os as um uma uns umas de do da dos das em no na nos nas por para com sem sobre e ou é são ser estar ter que se seu sua seus suas nosso nossa não mais experiência conhecimentos conhecimento bom boa anos ano como ao aos à"),
	"nl": set("de het een en of in op aan van voor met zonder bij door naar uit over onder is zijn was worden hebben heeft je jij jouw u uw wij we ons onze die dat deze dit niet geen meer ervaring kennis goede jaar jaren als ook te om"),
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		m[lexicon.Fold(word)] = true
	}
	return m
}

// stemmer turns text of one language into stems. It is not safe for
// concurrent use.
type stemmer struct {
	lang string
	stem func(*snowballstem.Env) bool
	env  *snowballstem.Env
}

func newStemmer(lang string) *stemmer {
	return &stemmer{lang: lang, stem: stemmers[lang], env: snowballstem.NewEnv("")}
}

// word is a word of a language.
type word struct{ text, lang string }

// knownStems are the stems of words, for all matchers.
var knownStems cache.Memo[word, string]

// stems lists the stems of the words of text in order, without stop words and
// without diacritics.
func (s *stemmer) stems(text string) []string {
	var list []string
	for text := range strings.FieldsFuncSeq(text, notInWord) {
		stem := knownStems.Get(word{text, s.lang}, func() (word, string) {
			text := strings.Clone(text) // not the whole CV with it
			return word{text, s.lang}, s.one(text)
		})
		if stem != "" {
			list = append(list, stem)
		}
	}
	return list
}

func (s *stemmer) one(word string) string {
	if stopwords[s.lang][lexicon.Fold(word)] {
		return ""
	}
	if s.stem == nil {
		return lexicon.Fold(word)
	}
	s.env.SetCurrent(strings.ToLower(word))
	s.stem(s.env)
	return lexicon.Fold(s.env.Current())
}

func notInWord(r rune) bool {
	if 'a' <= r && r <= 'z' {
		return false // as most are
	}
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) && r != '+' && r != '#'
}

// languages are the languages that Language tells apart.
var languages = whatlanggo.Options{Whitelist: map[whatlanggo.Lang]bool{
	whatlanggo.Eng: true, whatlanggo.Deu: true, whatlanggo.Fra: true, whatlanggo.Spa: true, whatlanggo.Ita: true,
	whatlanggo.Por: true, whatlanggo.Nld: true, whatlanggo.Swe: true, whatlanggo.Pol: true, whatlanggo.Dan: true,
}}

// language tells the language of a text as an ISO 639-1 code, "en" when there
// is too little text to tell.
func language(text string) string {
	if len(text) < 40 {
		return "en"
	}
	if code := plainly(text); code != "" {
		return code
	}
	if code := whatlanggo.DetectWithOptions(text, languages).Lang.Iso6391(); code != "" {
		return code
	}
	return "en"
}

// stopLanguages are the languages of stopwords, each known by its place here.
var stopLanguages = slices.Sorted(maps.Keys(stopwords))

// stopwordLanguages tells of each stop word in which languages it is one.
var stopwordLanguages = func() map[string][]int {
	all := map[string][]int{}
	for i, lang := range stopLanguages {
		for word := range stopwords[lang] {
			all[word] = append(all[word], i)
		}
	}
	return all
}()

// shared is what a stop word counts for, divided among its languages.
const shared = 60

// plainly tells the language of a text that its stop words leave no doubt of,
// "" for another. Trigrams tell the same in many times the time. Where stop
// words are one word in eight, no unknown language has lent them.
func plainly(text string) string {
	votes, words := make([]int, len(stopLanguages)), 0
	for word := range strings.FieldsFuncSeq(text, notInWord) {
		words++
		in := stopwordLanguages[lexicon.Fold(word)]
		for _, lang := range in {
			votes[lang] += shared / len(in)
		}
	}
	most := slices.Max(votes)
	best := slices.Index(votes, most)
	votes[best] = 0
	if most >= 6*shared && most >= 2*slices.Max(votes) && 8*most > words*shared {
		return stopLanguages[best]
	}
	return ""
}

// Spoken tells the language of a text and whether that is sure: lists of names
// and short texts could be in any.
func Spoken(text string) (code string, sure bool) {
	found := whatlanggo.DetectWithOptions(text, languages)
	return found.Lang.Iso6391(), found.IsReliable()
}
