package guard

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAlign(t *testing.T) {
	tests := []struct {
		name, old, edited string
		came, gone        []string
		places            int
	}{
		{"the same", "ran the late shift", "ran the late shift", nil, nil, 0},
		{"one for another", "ran the late shift", "led the late shift", []string{"led"}, []string{"ran"}, 1},
		{"more in the middle", "ran the late shift", "ran the late and early shift", []string{"and early"}, nil, 1},
		{"less at the end", "ran the late shift in summer", "ran the late shift", nil, []string{"in summer"}, 1},
		{"another order", "in summer ran the late shift", "ran the late shift in summer", []string{"in summer"}, []string{"in summer"}, 2},
		{"two places", "ran the late shift in summer", "led the late shift in winter", []string{"led", "winter"}, []string{"ran", "summer"}, 2},
		{"nothing before", "", "ran the late shift", []string{"ran the late shift"}, nil, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			old, edited := &text{raw: test.old, tokens: tokenize(test.old, "en")}, &text{raw: test.edited, tokens: tokenize(test.edited, "en")}
			changed := align(stemsOf(old.tokens), stemsOf(edited.tokens))
			spell := func(in *text, spans []span) (list []string) {
				for _, s := range spans {
					list = append(list, in.words(s.start, s.end))
				}
				return list
			}
			assert.Equal(t, test.came, spell(edited, changed.came), "came")
			assert.Equal(t, test.gone, spell(old, changed.gone), "gone")
			assert.Equal(t, test.places, changed.places, "places")
		})
	}
}

// A text that no CV has is not laid over another word by word.
func TestAlignOfLongTextsIsBounded(t *testing.T) {
	long := tokenize("begin "+strings.Repeat("one two three ", 1000), "en")
	other := tokenize("begin "+strings.Repeat("three two one ", 1000), "en")
	changed := align(stemsOf(long), stemsOf(other))
	assert.Equal(t, alignment{came: []span{{1, len(other)}}, gone: []span{{1, len(long)}}, places: 1}, changed)
}
