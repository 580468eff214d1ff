package match

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/lexicon"
)

// sameLine is the least share of common words that makes two texts one line
// that was reworded.
const sameLine = 0.5

// gone stands for the place of a line that the tailored CV has no more.
const gone = -1

// align tells of each leaf of a base CV which one of the tailored CV it became:
// first equal texts are paired, then, within one entry, the texts with the most
// words in common.
func align(base, tailored []cv.Leaf) []int {
	baseEntries, tailoredEntries := entryNames(base), entryNames(tailored)
	became, taken := make([]int, len(base)), make([]bool, len(tailored))

	type said struct{ entry, key, text string }
	first := make(map[said]int, len(tailored)) // leaf that says it, counted from 1
	next := make([]int, len(tailored))         // the next one that says the same
	for k, leaf := range slices.Backward(tailored) {
		if leaf.Section != "" {
			key := said{tailoredEntries[k], leaf.Key, leaf.Text}
			next[k], first[key] = first[key], k+1
		}
	}
	for i, leaf := range base {
		became[i] = gone
		if leaf.Section == "" {
			continue
		}
		key := said{baseEntries[i], leaf.Key, leaf.Text}
		if k := first[key] - 1; k >= 0 {
			became[i], taken[k], first[key] = k, true, next[k]
		}
	}
	words := make([]map[string]bool, len(tailored)) // of those that were compared
	for i, leaf := range base {
		if leaf.Section == "" || became[i] != gone {
			continue
		}
		share := sameLine
		own := wordSet(leaf.Text)
		for k := range tailored {
			other := &tailored[k]
			if taken[k] || other.Key != leaf.Key || other.Section != leaf.Section || tailoredEntries[k] != baseEntries[i] {
				continue
			}
			if words[k] == nil {
				words[k] = wordSet(other.Text)
			}
			if s := overlap(own, words[k]); s >= share {
				became[i], share = k, s+1e-9
			}
		}
		if became[i] != gone {
			taken[became[i]] = true
		}
	}
	return became
}

// identity are the keys by which an entry is known, whatever is edited.
var identity = [...]string{"company", "institution", "name", "title", "label", "start_date", "date"}

// entryNames names the entry of each leaf, by its section and identity. Entries
// that are plain texts share their section's name.
func entryNames(leaves []cv.Leaf) []string {
	names := make([]string, len(leaves))
	for from, to := 0, 0; from < len(leaves); from = to {
		entry := leaves[from].Entry
		parts := [1 + len(identity)]string{leaves[from].Section}
		for to = from; to < len(leaves) && leaves[to].Entry == entry; to++ {
			leaf := &leaves[to]
			if i := slices.Index(identity[:], leaf.Key); i >= 0 && len(leaf.Path) == len(entry)+len("/")+len(leaf.Key) {
				parts[1+i] = leaf.Text
			}
		}
		if entry == "" {
			continue
		}
		name := strings.Join(parts[:], "\x00")
		for i := from; i < to; i++ {
			names[i] = name
		}
	}
	return names
}

func wordSet(text string) map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsFuncSeq(lexicon.Fold(text), notInWord) {
		words[word] = true
	}
	return words
}

// overlap is the Jaccard index of two sets of words.
func overlap(a, b map[string]bool) float64 {
	common := 0
	for word := range a {
		if b[word] {
			common++
		}
	}
	if common == 0 {
		return 0
	}
	return float64(common) / float64(len(a)+len(b)-common)
}
