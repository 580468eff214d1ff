package match

import (
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
	to map[string]string // base path ─► tailored path; a line that is gone is missing
}

// align pairs the lines of two CVs: first equal texts, then, within one entry,
// the texts with the most words in common.
func align(base, tailored *cv.Document) alignment {
	baseLeaves, tailoredLeaves := base.Content(), tailored.Content()
	a := alignment{to: make(map[string]string, len(baseLeaves))}
	baseEntries, tailoredEntries := entryNames(base), entryNames(tailored)
	taken := make(map[string]bool, len(tailoredLeaves))
	pair := func(from, to string) { a.to[from], taken[to] = to, true }

	type said struct{ entry, key, text string }
	bySaid := make(map[said][]string, len(tailoredLeaves)) // paths
	for _, leaf := range tailoredLeaves {
		key := said{tailoredEntries[leaf.Entry], leaf.Key, leaf.Text}
		bySaid[key] = append(bySaid[key], leaf.Path)
	}
	var open []cv.Leaf
	for _, leaf := range baseLeaves {
		key := said{baseEntries[leaf.Entry], leaf.Key, leaf.Text}
		if same := bySaid[key]; len(same) > 0 {
			pair(leaf.Path, same[0])
			bySaid[key] = same[1:]
		} else {
			open = append(open, leaf)
		}
	}
	for _, leaf := range open {
		best, share := "", sameLine
		words := wordSet(leaf.Text)
		for _, other := range tailoredLeaves {
			if taken[other.Path] || other.Key != leaf.Key || other.Section != leaf.Section ||
				tailoredEntries[other.Entry] != baseEntries[leaf.Entry] {
				continue
			}
			if s := overlap(words, wordSet(other.Text)); s >= share {
				best, share = other.Path, s+1e-9
			}
		}
		if best != "" {
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
