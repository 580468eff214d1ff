package offer

import (
	"slices"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/lexicon"
)

func fold(s string) string { return strings.TrimSpace(strings.ReplaceAll(lexicon.Fold(s), "-", " ")) }

// knownPlace reports whether a folded name is that of a town or country. It
// only confirms a place where one is likely; a place that is not listed is found
// by its form.
func knownPlace(name string) bool {
	if places()[name] {
		return true
	}
	_, found := slices.BinarySearch(towns(), name)
	return found
}

// towns are those of phrases/towns.txt, in order; see gen/towns.py.
var towns = sync.OnceValue(func() []string { return strings.Split(strings.TrimSpace(readPlaces("towns")), "\n") })

// places are those of phrases/places.txt, which were written by hand: large
// cities in the spellings of the taught languages, and countries.
var places = sync.OnceValue(func() map[string]bool {
	places := map[string]bool{}
	for line := range strings.Lines(readPlaces("places")) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for name := range strings.SplitSeq(strings.TrimSpace(line), ";") {
			places[name] = true
		}
	}
	return places
})

func readPlaces(name string) string {
	raw, err := phraseFiles.ReadFile("phrases/" + name + ".txt")
	if err != nil {
		panic("phrase book: " + err.Error())
	}
	return string(raw)
}
