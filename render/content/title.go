package content

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// smallWords keep their lower case in a section title.
var smallWords = map[string]bool{
	"a": true, "and": true, "as": true, "at": true, "but": true, "by": true, "for": true, "from": true, "if": true, "in": true,
	"into": true, "like": true, "near": true, "nor": true, "of": true, "off": true, "on": true, "onto": true, "or": true, "over": true,
	"so": true, "than": true, "that": true, "to": true, "upon": true, "when": true, "with": true, "yet": true,
}

// sectionTitle is the title printed for a section's key: as it is if it has a
// space or a capital letter, else education_and_training becomes Education and
// Training.
func sectionTitle(key string) string {
	if strings.Contains(key, " ") || strings.ContainsFunc(key, unicode.IsUpper) {
		return key
	}
	words := strings.Split(strings.ReplaceAll(key, "_", " "), " ")
	for i, word := range words {
		if !smallWords[word] {
			first, size := utf8.DecodeRuneInString(word)
			if size > 0 {
				words[i] = string(unicode.ToTitle(first)) + word[size:]
			}
		}
	}
	return strings.Join(words, " ")
}
