package offer

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/wordnet"
)

// A name that somebody made up, or a family's, is told by what it is not: a word
// of a language, of the phrase book, of the skills, a place.

// coinedName reports whether a capitalised word of a name is coined.
func (d *document) coinedName(n name) bool {
	for i := n.first; i < n.last; i++ {
		if d.capital(i) && d.coined(d.tokens[i].fold) {
			return true
		}
	}
	return false
}

func (d *document) coinedWords(words []string) bool { return slices.ContainsFunc(words, d.coined) }

// coined reports whether a folded word is none that offers or dictionaries use.
// Short words are too often abbreviations.
func (d *document) coined(word string) bool {
	if len(word) < 4 || isDigit(word[0]) || genericWords[word] || organisationKinds[word] || professions[word] || weekdays[word] || languageNames[word] != "" || knownPlace(word) {
		return false
	}
	for _, ending := range learned[d.lang] {
		if strings.HasSuffix(word, ending) {
			return false
		}
	}
	if wordnet.Common(word) || occupationWords().names(word) || listed("en", word) || slices.Contains(taught, d.lang) && listed(d.lang, word) {
		return false
	}
	_, tool := d.lexicon.Lookup(word)
	return !tool
}

// learned endings are those of common nouns that short dictionaries lack.
var learned = map[string][]string{
	"en": {"ology", "ologist", "iatry", "iatrics", "ation", "ations", "ment", "ments", "ness", "ship", "ships", "ities", "ity"},
	"de": {"ung", "ungen", "heit", "keit", "schaft", "tion", "tat", "nis", "tum", "ling", "ismus", "logie", "arbeit", "kraft", "zeit", "stelle", "leistung"},
	"fr": {"tion", "tions", "ment", "ments", "logie", "ance", "ences", "ence"},
	"es": {"cion", "ciones", "miento", "logia", "idad"},
	"it": {"zione", "zioni", "mento", "logia", "ita"},
	"pt": {"cao", "coes", "mento", "logia", "dade"},
	"nl": {"ing", "heid", "schap", "tie", "logie", "teit"},
}
