package lexicon

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryLineOfTheEmbeddedListReads(t *testing.T) {
	entries, err := readEmbedded()
	require.NoError(t, err)
	assert.GreaterOrEqual(t, len(entries), 400)
}

func TestNamesAreUnique(t *testing.T) {
	entries, err := readEmbedded()
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, entry := range entries {
		key := Fold(entry.Name)
		assert.False(t, seen[key], "%q stands twice", entry.Name)
		seen[key] = true
	}
}

func TestParentsAndSiblingsAreEntries(t *testing.T) {
	l := Default()
	for _, entry := range l.Entries() {
		for _, name := range slices.Concat(entry.Parents, entry.Siblings) {
			other := l.names[Fold(name)]
			if assert.NotNil(t, other, "%q names %q, which is no entry", entry.Name, name) {
				assert.Equal(t, other.Name, name, "%q", entry.Name)
			}
		}
		assert.NotContains(t, l.Ancestors(entry), entry, "%q is its own ancestor", entry.Name)
		for _, name := range entry.Siblings {
			sibling := l.names[Fold(name)]
			assert.False(t, l.Supports(entry, sibling), "%q supports its sibling %q", entry.Name, name)
		}
	}
}

func TestNoSpellingBelongsToTwoEntriesOfALanguage(t *testing.T) {
	l := Default()
	for node := range l.trie.ends {
		ends := slices.Collect(l.trie.at(uint32(node)))
		for _, s := range ends {
			for _, other := range ends {
				clash := s.entry != other.entry && s.text == other.text && s.lang == other.lang
				assert.False(t, clash, "node %d: %q belongs to %q and %q", node, s.text, s.entry.Name, other.entry.Name)
			}
		}
	}
}

func TestEverySpellingIsFoundAsItself(t *testing.T) {
	l := Default()
	for _, entry := range l.Entries() {
		for _, lang := range append([]string{""}, Languages()...) {
			var spellings []string
			if lang == "" {
				spellings = append([]string{entry.Name}, entry.Aliases...)
			} else {
				spellings = entry.Forms[lang]
			}
			code := lang
			if code == "" {
				code = "en"
			}
			for _, spelling := range spellings {
				mentions := l.Find(spelling, code)
				if assert.Len(t, mentions, 1, "%s: %q", entry.Name, spelling) {
					assert.Equal(t, entry.Name, mentions[0].Entry.Name, "%q", spelling)
					assert.Equal(t, spelling, mentions[0].Form)
				}
			}
		}
	}
}

func TestFilesAreSortedByName(t *testing.T) {
	files, err := fs.Glob(data, "data/*.psv")
	require.NoError(t, err)
	for _, file := range files {
		text, err := fs.ReadFile(data, file)
		require.NoError(t, err)
		entries, err := parseList(string(text))
		require.NoError(t, err)
		assert.True(t, slices.IsSortedFunc(entries, func(a, b *Entry) int {
			return strings.Compare(Fold(a.Name), Fold(b.Name))
		}), "%s is not sorted; run go run ./lexicon/gen/sort lexicon/data", file)
	}
}
