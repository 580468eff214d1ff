package offer

import (
	"slices"
	"strings"
	"sync"
)

// occupations are words that name what people work as, their beginnings and their
// endings, kept by their first and last three letters.
type occupations struct {
	beginnings map[string][]beginning
	endings    map[string][]string
}

// beginning is one of words, or a whole word.
type beginning struct {
	text  string
	whole bool
}

var occupationWords = sync.OnceValue(func() occupations {
	raw, err := phraseFiles.ReadFile("phrases/occupations.txt")
	if err != nil {
		panic("phrase book: " + err.Error())
	}
	list := occupations{map[string][]beginning{}, map[string][]string{}}
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		word, begins := strings.CutSuffix(line, "*")
		ending, ends := strings.CutPrefix(word, "*")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case ends:
			last := ending[len(ending)-3:]
			list.endings[last] = append(list.endings[last], ending)
		default:
			list.beginnings[word[:3]] = append(list.beginnings[word[:3]], beginning{word, !begins})
		}
	}
	return list
})

// names reports whether a folded word is an occupation, or several.
func (o occupations) names(word string) bool {
	if len(word) < 3 {
		return false
	}
	for _, b := range o.beginnings[word[:3]] {
		if rest, ok := strings.CutPrefix(word, b.text); ok && (!b.whole || rest == "" || rest == "s") {
			return true
		}
	}
	return slices.ContainsFunc(o.endings[word[len(word)-3:]], func(ending string) bool { return strings.HasSuffix(word, ending) })
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
