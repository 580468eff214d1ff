// Package wordnet holds the common words of English, with what each can mean:
// the guard asks it which words may stand in for others, the offer reader which
// words are no names. The words are those of WordNet 3.1 that a text of its
// corpus uses; gen/wordnet.mjs makes the list.
package wordnet

import (
	_ "embed"
	"strings"
)

// words is a line for each word, in order: the word, the numbers of what it
// can mean besides another word, and behind ">" those of what is wider. It is searched where it lies: as
// a map it would take ten times the room.
//
//go:embed words.txt
var words string

// Meanings gives the numbers of what a lower-case word can mean, and those of
// what is wider than one of its meanings. Words share a number when they may
// mean the same. Forms other than the first one of a word are not known.
func Meanings(word string) (own, wide []string) {
	ids, _ := find(word)
	for id := range strings.FieldsSeq(ids) {
		if id, wider := strings.CutPrefix(id, ">"); wider {
			wide = append(wide, id)
		} else {
			own = append(own, id)
		}
	}
	return own, wide
}

// Common reports whether a lower-case word is in the list, as it stands there
// or with a plain ending of a plural or a verb: "vineyards", "lacking".
func Common(word string) bool {
	if _, ok := find(word); ok {
		return true
	}
	for _, ending := range [...][2]string{{"ies", "y"}, {"es", ""}, {"s", ""}, {"ed", ""}, {"ed", "e"}, {"ing", ""}, {"ing", "e"}} {
		if stem, ok := strings.CutSuffix(word, ending[0]); ok && len(stem) > 2 {
			if _, ok := find(stem + ending[1]); ok {
				return true
			}
		}
	}
	return false
}

// find gives what stands behind a word in the list.
func find(word string) (ids string, ok bool) {
	low, high := 0, len(words)
	for low < high {
		middle := (low + high) / 2
		start := strings.LastIndexByte(words[:middle], '\n') + 1
		end := start + strings.IndexByte(words[start:], '\n')
		entry, rest, _ := strings.Cut(words[start:end], " ")
		switch strings.Compare(entry, word) {
		case 0:
			return rest, true
		case -1:
			low = end + 1
		default:
			high = start
		}
	}
	return "", false
}
