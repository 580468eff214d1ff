package offer

import (
	"strings"
	"sync"
)

// occupations are word patterns that name what people work as.
type occupations struct {
	words            map[string]bool
	prefixes, suffix []string
}

var occupationWords = sync.OnceValue(func() occupations {
	raw, err := phraseFiles.ReadFile("phrases/occupations.txt")
	if err != nil {
		panic("phrase book: " + err.Error())
	}
	list := occupations{words: map[string]bool{}}
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		prefix, isPrefix := strings.CutSuffix(line, "*")
		suffix, isSuffix := strings.CutPrefix(prefix, "*")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case isSuffix:
			list.suffix = append(list.suffix, suffix)
		case isPrefix:
			list.prefixes = append(list.prefixes, prefix)
		default:
			list.words[line] = true
		}
	}
	return list
})

// names reports whether a folded word is an occupation.
func (o occupations) names(word string) bool {
	if o.words[word] || o.words[strings.TrimSuffix(word, "s")] {
		return true
	}
	for _, prefix := range o.prefixes {
		if strings.HasPrefix(word, prefix) {
			return true
		}
	}
	for _, suffix := range o.suffix {
		if strings.HasSuffix(word, suffix) {
			return true
		}
	}
	return false
}

// occupied reports whether any word names an occupation.
func occupied(words []token) bool {
	list := occupationWords()
	for _, t := range words {
		if list.names(t.fold) {
			return true
		}
	}
	return false
}
