package offer

import (
	"slices"
	"strings"
	"sync"
)

// occupations are word patterns that name what people work as. Beginnings and
// endings are kept by their first and last three letters.
type occupations struct {
	words               map[string]bool
	beginnings, endings map[string][]string
}

var occupationWords = sync.OnceValue(func() occupations {
	raw, err := phraseFiles.ReadFile("phrases/occupations.txt")
	if err != nil {
		panic("phrase book: " + err.Error())
	}
	list := occupations{words: map[string]bool{}, beginnings: map[string][]string{}, endings: map[string][]string{}}
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		beginning, begins := strings.CutSuffix(line, "*")
		ending, ends := strings.CutPrefix(beginning, "*")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case ends:
			last := ending[len(ending)-3:]
			list.endings[last] = append(list.endings[last], ending)
		case begins:
			list.beginnings[beginning[:3]] = append(list.beginnings[beginning[:3]], beginning)
		default:
			list.words[line] = true
		}
	}
	return list
})

// names reports whether a folded word is an occupation.
func (o occupations) names(word string) bool {
	if o.words[word] {
		return true
	}
	if one, several := strings.CutSuffix(word, "s"); several && o.words[one] {
		return true
	}
	if len(word) < 3 {
		return false
	}
	return slices.ContainsFunc(o.beginnings[word[:3]], func(beginning string) bool { return strings.HasPrefix(word, beginning) }) ||
		slices.ContainsFunc(o.endings[word[len(word)-3:]], func(ending string) bool { return strings.HasSuffix(word, ending) })
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
