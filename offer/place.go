package offer

import (
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/lexicon"
)

func fold(s string) string { return strings.TrimSpace(strings.ReplaceAll(lexicon.Fold(s), "-", " ")) }

// knownPlaces holds large cities and countries. They only confirm a place
// where one is likely; a place that is not listed is found by its form.
var knownPlaces = sync.OnceValue(func() map[string]bool {
	raw, err := phraseFiles.ReadFile("phrases/places.txt")
	if err != nil {
		panic("phrase book: " + err.Error())
	}
	places := map[string]bool{}
	for line := range strings.Lines(string(raw)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for name := range strings.SplitSeq(strings.TrimSpace(line), ";") {
			places[name] = true
		}
	}
	return places
})
