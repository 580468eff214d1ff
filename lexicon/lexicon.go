// Package lexicon knows the names of skills: what they are called, how else
// they are written, in which languages, which wider skill may be claimed with
// them, and which similar name is something else.
//
// The list is curated and kept small on purpose: every everyday word in such
// a list costs precision, so a word that is also a skill (Go, Excel, Word,
// Spring) counts only in the right case and company. It stands in data/*.psv,
// one line an entry, and is embedded.
//
//	text ─► tokens ─► trie of spellings ─► candidates ─► case and context rules ─► []Mention
//
// A Lexicon is immutable and safe for concurrent use; Load makes a new one.
package lexicon

import (
	"embed"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"sync"
)

//go:generate node gen/seed.mjs data/seeded.psv

//go:embed data/*.psv
var data embed.FS

// Lexicon is a list of entries with an index over their spellings.
type Lexicon struct {
	entries []*Entry
	names   map[string]*Entry // folded canonical name
	trie    trie
	above   sync.Map // ancestors by *Entry, as far as they were asked for
}

// Default returns the embedded lexicon. It is built on first use and shared.
func Default() *Lexicon { return embedded() }

var embedded = sync.OnceValue(func() *Lexicon {
	entries, err := readEmbedded()
	if err != nil {
		panic("embedded lexicon: " + err.Error()) // the tests read every line
	}
	return index(entries)
})

// New makes a lexicon of entries, for skills that no list knows. Of two
// entries with one name the first stays.
func New(entries []*Entry) *Lexicon { return index(entries) }

func readEmbedded() ([]*Entry, error) {
	files, err := fs.Glob(data, "data/*.psv")
	if err != nil {
		return nil, err
	}
	var entries []*Entry
	for _, file := range files {
		text, err := fs.ReadFile(data, file)
		if err != nil {
			return nil, err
		}
		more, err := parseList(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s:%w", file, err)
		}
		entries = append(entries, more...)
	}
	return entries, nil
}

// parseList reads lines of name|kind|…; "#" starts a comment line. The error
// begins with the line number.
func parseList(text string) ([]*Entry, error) {
	count := 1 + strings.Count(text, "\n")
	all := make([]Entry, count) // one piece for all
	names := make(room, 0, 1+strings.Count(text, ";")+4*count)
	entries := make([]*Entry, 0, count)
	for number, more := 1, true; more; number++ {
		var line string
		line, text, more = strings.Cut(text, "\n")
		line = strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
		if line == "" || strings.HasPrefix(line, "# ") || line == "#" {
			continue
		}
		entry := &all[number-1]
		if err := entry.parse(line, &names); err != nil {
			return nil, fmt.Errorf("%d: %w", number, err)
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

// index builds a lexicon over entries; of two with one name the first stays.
func index(entries []*Entry) *Lexicon {
	l := &Lexicon{
		entries: make([]*Entry, 0, len(entries)),
		names:   make(map[string]*Entry, len(entries)),
		trie:    newTrie(len(entries)),
	}
	for _, entry := range entries {
		key := Fold(entry.Name)
		if l.names[key] != nil {
			continue
		}
		l.names[key] = entry
		l.entries = append(l.entries, entry)
		l.trie.addEntry(entry)
	}
	return l
}

// Entries lists all entries, in the order of the files. Do not change them.
func (l *Lexicon) Entries() []*Entry { return l.entries }

// Lookup finds the entry with this canonical name, alias or form, whatever
// the case or the diacritics. A canonical name goes before an alias; a
// spelling that two entries share finds none.
func (l *Lexicon) Lookup(name string) (*Entry, bool) {
	folded := Fold(strings.TrimSpace(name))
	if entry := l.names[folded]; entry != nil {
		return entry, true
	}
	var found *Entry
	for s := range l.spelled(folded) {
		if found != nil && found != s.entry {
			return nil, false
		}
		found = s.entry
	}
	return found, found != nil
}

// spelled lists the spellings of any language that are folded once folded.
func (l *Lexicon) spelled(folded string) iter.Seq[*spelling] {
	return func(yield func(*spelling) bool) {
		w := words.Get().(*wordList)
		defer w.put()
		tokens := l.tokenize(folded, allLanguages, w)
		var walk func(node uint32, at int) bool
		walk = func(node uint32, at int) bool {
			if at == len(tokens) {
				for s := range l.trie.at(node) {
					if Fold(s.text) == folded && !yield(s) {
						return false
					}
				}
				return true
			}
			if next := l.trie.step(node, tokens[at].exact); next != 0 && !walk(next, at+1) {
				return false
			}
			for _, id := range tokens[at].stems {
				if next := l.trie.step(node, id); next != 0 && !walk(next, at+1) {
					return false
				}
			}
			return true
		}
		walk(0, 0)
	}
}

// Supports reports whether somebody who has the one skill may claim the
// other: it is the same entry, or want is a parent of have, at any height.
// A sibling or a child never counts: JavaScript does not support Java, SQL
// does not support PostgreSQL.
func (l *Lexicon) Supports(have, want *Entry) bool {
	if have == nil || want == nil {
		return false
	}
	return have.Name == want.Name || slices.Contains(l.Ancestors(have), want)
}

// Ancestors lists the parents of entry at any height, nearest first. The list is
// not to be changed.
func (l *Lexicon) Ancestors(entry *Entry) []*Entry {
	if len(entry.Parents) == 0 {
		return nil
	}
	if known, ok := l.above.Load(entry); ok {
		return known.([]*Entry)
	}
	list := l.findAncestors(entry)
	l.above.Store(entry, list)
	return list
}

func (l *Lexicon) findAncestors(entry *Entry) []*Entry {
	var list []*Entry
	queue := []*Entry{entry}
	for len(queue) > 0 {
		for _, name := range queue[0].Parents {
			parent := l.names[Fold(name)]
			if parent != nil && parent != entry && !slices.Contains(list, parent) {
				list = append(list, parent)
				queue = append(queue, parent)
			}
		}
		queue = queue[1:]
	}
	return list
}

// Confusable reports whether a and b are listed as siblings: alike in name or
// use, yet never the same skill.
func (l *Lexicon) Confusable(a, b *Entry) bool {
	return a != nil && b != nil && a.Name != b.Name &&
		(slices.Contains(a.Siblings, b.Name) || slices.Contains(b.Siblings, a.Name))
}
