package offer

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPhrasesThatStandFoldedAreKeptAsTheyAre(t *testing.T) {
	for line, want := range map[string]phrase{
		"what you * need":  {text: "what you * need", n: 4},
		"requirement*":     {text: "requirement*", n: 1},
		"on-site":          {text: "on site", n: 2},
		"Führerschein B*":  {text: "fuhrerschein b*", n: 2},
		"must  have":       {text: "must have", n: 2},
		"24 7":             {text: "24 7", n: 2},
		"d'un":             {text: "d un", n: 2},
		"re*ally":          {text: "re ally", n: 2},
		"*":                {text: "*", n: 1},
		"non-essential* x": {text: "non essential* x", n: 3},
	} {
		assert.Equal(t, want, newPhrase("", line), line)
	}
}
