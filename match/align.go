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

// alignment tells which line of a base CV became which line of the tailored
// one.
type alignment struct {
	to map[string]int // base path ─► which of the tailored leaves; a line that is gone is missing
}

// align pairs the lines of two CVs: first equal texts, then, within one entry,
// the texts with the most words in common.
func align(base, tailored *cv.Document) alignment {
	leaves := tailored.Leaves()
	a := alignment{to: make(map[string]int, len(leaves))}
	baseEntries, tailoredEntries := entryNames(base), entryNames(tailored)
	taken := make([]bool, len(leaves))
	pair := func(from string, to int) { a.to[from], taken[to] = to, true }

	type said struct{ entry, key, text string }
	first := make(map[said]int, len(leaves)) // leaf that says it, counted from 1
	next := make([]int, len(leaves))         // the next one that says the same
	for i, leaf := range slices.Backward(leaves) {
		if leaf.Section != "" {
			key := said{tailoredEntries[leaf.Entry], leaf.Key, leaf.Text}
			next[i], first[key] = first[key], i+1
		}
	}
	var open []cv.Leaf
	for _, leaf := range base.Leaves() {
		if leaf.Section == "" {
			continue
		}
		key := said{baseEntries[leaf.Entry], leaf.Key, leaf.Text}
		if same := first[key]; same > 0 {
			pair(leaf.Path, same-1)
			first[key] = next[same-1]
		} else {
			open = append(open, leaf)
		}
	}
	words := make([]map[string]bool, len(leaves)) // of those that were compared
	for _, leaf := range open {
		best, share := -1, sameLine
		own := wordSet(leaf.Text)
		for i, other := range leaves {
			if taken[i] || other.Key != leaf.Key || other.Section != leaf.Section ||
				tailoredEntries[other.Entry] != baseEntries[leaf.Entry] {
				continue
			}
			if words[i] == nil {
				words[i] = wordSet(other.Text)
			}
			if s := overlap(own, words[i]); s >= share {
				best, share = i, s+1e-9
			}
		}
		if best >= 0 {
			pair(leaf.Path, best)
		}
	}
	return a
}

// entryNames names each entry by what no edit changes: section and identity.
// Entries that are plain texts share their section's name.
func entryNames(doc *cv.Document) map[string]string {
	names := map[string]string{}
	for _, section := range doc.Sections() {
		for _, entry := range section.Entries {
			names[entry.Path] = strings.Join([]string{
				section.Title, entry.Get("company"), entry.Get("institution"), entry.Get("name"), entry.Get("title"),
				entry.Get("label"), entry.Get("start_date"), entry.Get("date"),
			}, "\x00")
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
