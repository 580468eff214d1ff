package offer

import (
	"slices"
	"strings"

	"github.com/abadojack/whatlanggo"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// languages are those that offers are told apart in. A short list matters
// more than a long one: with all 84 of the library's, short texts go astray.
var languages = map[whatlanggo.Lang]string{
	whatlanggo.Eng: "en", whatlanggo.Deu: "de", whatlanggo.Fra: "fr", whatlanggo.Spa: "es", whatlanggo.Ita: "it",
	whatlanggo.Por: "pt", whatlanggo.Nld: "nl", whatlanggo.Pol: "pl", whatlanggo.Swe: "sv", whatlanggo.Tur: "tr",
	whatlanggo.Dan: "da", whatlanggo.Nob: "nb", whatlanggo.Fin: "fi", whatlanggo.Ces: "cs", whatlanggo.Ron: "ro",
	whatlanggo.Hun: "hu", whatlanggo.Rus: "ru", whatlanggo.Ukr: "uk", whatlanggo.Ell: "el",
}

var whitelist = func() map[whatlanggo.Lang]bool {
	list := map[whatlanggo.Lang]bool{}
	for lang := range languages {
		list[lang] = true
	}
	return list
}()

// commonWords are words so frequent that a handful decides between the
// languages of the phrase book, where trigrams fail on short texts and on
// text full of product names.
// Each has the places of its languages in a tally.
var commonWords = func() map[string][]int {
	list := map[string][]int{}
	for lang, words := range map[string]string{
		"en": "the and of with you we our to in for your will are is be as at on or",
		"de": "und die der mit sie wir für in den zu im ihr ihre eine du das von auf als bei",
		"fr": "et les des vous nous de la le pour votre une dans en du au avec est sur notre",
		"es": "y los las con para el de la en una un se por tu del nuestro empresa que su al",
		"it": "e di il per con la una del della che in si nel gli le un alla dei è al",
		"pt": "e de para com uma os as em do da um na no o a que ou dos seu não",
		"nl": "en de het van een je met voor wij jij in bij op te ons onze jouw is aan zijn",
	} {
		for word := range strings.FieldsSeq(words) {
			word = newPhrase("", word).first()
			list[word] = append(list[word], 1+slices.Index(taught, lang))
		}
	}
	return list
}()

// tally counts for languages by their place in taught, from 1 on; 0 is none.
type tally [8]int

// leading are the languages that have the most and the second most.
func (t *tally) leading() (best, second int) {
	for i := 1; i < len(t); i++ {
		switch {
		case t[i] > t[best]:
			best, second = i, best
		case t[i] > t[second]:
			second = i
		}
	}
	return best, second
}

// vote is what a common word of one language counts for; of several ones each
// has its share.
const vote = 60

// detectLanguage returns the ISO 639-1 code of a text, empty when there is too
// little to tell.
func detectLanguage(text string) string {
	sample := cut(text, 3000)
	var votes, owned tally
	words, word := 0, make([]byte, 0, 64)
	for start, end := range wordsOf(sample) {
		words++
		word = lexicon.AppendFold(word[:0], sample[start:end])
		in := commonWords[string(word)]
		for _, lang := range in {
			votes[lang]++
			owned[lang] += vote / len(in)
		}
	}
	best, second := votes.leading()
	if votes[best] >= 8 && votes[best] >= votes[second]*2 && votes[best]*6 > words {
		return taught[best-1]
	}
	if lang, runnerUp := owned.leading(); owned[lang] >= 6*vote && owned[lang] >= 2*owned[runnerUp] && owned[lang]*8 > words*vote {
		return taught[lang-1] // Romance languages have a third of these words in common
	}
	if len(strings.TrimSpace(sample)) < 12 {
		return ""
	}
	info := whatlanggo.DetectWithOptions(sample, whatlanggo.Options{Whitelist: whitelist})
	if words < 60 {
		switch lang, lead := phraseLanguage(tokenize(sample)); {
		case lead >= 2, lead >= 1 && info.Confidence < .8:
			return lang
		case info.Confidence < .8:
			return ""
		}
	}
	if votes[best] >= 3 && info.Confidence < .5 {
		return taught[best-1]
	}
	return languages[info.Lang]
}

// phraseLanguage tells a short text by the words of the phrase book: the
// language that has most of them, and by how many it leads.
func phraseLanguage(words []token) (lang string, lead int) {
	var covered tally
	for i, lang := range taught {
		reach := 0
		for _, h := range ownBook(lang).find(words) {
			if h.last > reach && !h.is("firm.") {
				covered[i+1] += h.last - max(h.first, reach)
				reach = h.last
			}
		}
		for _, t := range words {
			for _, common := range commonWords[t.fold] {
				if common == i+1 {
					covered[i+1]++
				}
			}
		}
	}
	best, second := covered.leading()
	if best == 0 {
		return "", 0
	}
	return taught[best-1], covered[best] - covered[second]
}
