package sqlstore

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// FuzzIndexLeadsToEveryPart: whatever part of a text is searched, the range of
// endings that is read for it holds an ending of the text.
func FuzzIndexLeadsToEveryPart(f *testing.F) {
	f.Add("spot-welder", 5, 3)
	f.Add("https://jobs.example.com/"+strings.Repeat("stellen/", 30), 7, 90)
	f.Add("a \u00a0ẞ\U0010FFFF\U0010FFFF", 2, 5)
	f.Add("\uD7FF\uE000x", 0, 1)
	f.Fuzz(func(t *testing.T, text string, from, length int) {
		text = strings.ToLower(strings.ToValidUTF8(text, "?"))
		var endings []string
		for _, piece := range pieces(text) {
			assert.LessOrEqual(t, len([]rune(piece)), pieceRunes)
			endings = append(endings, endingsOf(piece)...)
		}
		runes := []rune(text)
		if from < 0 || length < 0 || from > len(runes) || length > len(runes)-from {
			return
		}
		for word := range strings.FieldsSeq(string(runes[from : from+length])) {
			start, end, bounded := endingsFrom(word)
			if !bounded {
				continue // all of it is looked through
			}
			assert.True(t, slices.ContainsFunc(endings, func(ending string) bool { return start <= ending && ending < end }), "%q in %q", word, text)
			assert.True(t, slices.ContainsFunc(endings, func(ending string) bool { return strings.HasPrefix(ending, start) }))
		}
	})
}

func TestSuccessorIsBehindAllThatBeginSo(t *testing.T) {
	for prefix, want := range map[string]string{"a": "b", "ab": "ac", "a\U0010FFFF": "b", "\uD7FF": "\uE000", "ü": "ý", "": "", "\U0010FFFF": ""} {
		got, bounded := successor(prefix)
		assert.Equal(t, want, got, prefix)
		assert.Equal(t, want != "", bounded, prefix)
	}
}
