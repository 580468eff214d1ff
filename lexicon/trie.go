package lexicon

import (
	"iter"
	"slices"
)

// spelling is one way to write an entry.
type spelling struct {
	entry *Entry
	text  string
	lang  string // "en" for names and aliases
	mark  mark
	next  uint32 // 1 + the place of another spelling that ends at the same node
}

// short reports whether the spelling is one letter, which glue takes away.
func (s *spelling) short() bool { return len(s.text) == 1 || len(s.text) == 2 && s.mark != 0 }

// trie holds every spelling as a path of word ids. A word counts either as it
// is written (names of products) or by its stem in one language (everyday
// skills); both kinds of ids share one number space. It is built at every
// start of the program, so it is made of few, large pieces.
type trie struct {
	words     map[string]uint32   // folded word ─► id
	stems     []map[string]uint32 // by place in languages: stem ─► id
	edges     edges
	ends      []uint32 // by node: 1 + the place of the first spelling that ends there
	spellings []spelling
	ids       uint32
	buf       []byte
}

// newTrie makes room for the spellings of n entries.
func newTrie(n int) trie {
	t := trie{
		words:     make(map[string]uint32, 2*n),
		edges:     newEdges(4 * n),
		ends:      make([]uint32, 1, 6*n+1),
		spellings: make([]spelling, 0, 5*n),
	}
	for _, lang := range languages {
		size := n / 2
		if lang == "en" {
			size = n
		}
		t.stems = append(t.stems, make(map[string]uint32, size))
	}
	return t
}

func (t *trie) step(node, word uint32) uint32 {
	if word == 0 {
		return 0
	}
	return t.edges.get(uint64(node)<<32 | uint64(word))
}

// at lists the spellings that end at a node, in the order they were added.
func (t *trie) at(node uint32) iter.Seq[*spelling] {
	return func(yield func(*spelling) bool) {
		for i := t.ends[node]; i != 0; i = t.spellings[i-1].next {
			if !yield(&t.spellings[i-1]) {
				return
			}
		}
	}
}

// addEntry adds all spellings of entry.
func (t *trie) addEntry(entry *Entry) {
	t.add(spelling{entry: entry, text: entry.Name, lang: "en"}, 0)
	for _, text := range entry.Aliases {
		t.add(spelling{entry: entry, text: text, lang: "en"}, 0)
	}
	for i, lang := range languages {
		for _, text := range entry.Forms[lang] {
			t.add(spelling{entry: entry, text: text, lang: lang}, i)
		}
	}
}

// add adds one spelling in the language at a place of languages. Its words are
// stemmed when they may be inflected.
func (t *trie) add(s spelling, lang int) {
	s.mark = s.entry.marks[s.text]
	node := uint32(0)
	scan(s.text, func(start, end int, symbol, _ bool, _ int32) {
		word := s.text[start:end]
		var id uint32
		if symbol || !inflects(&s, word) {
			id = t.intern(t.words, word, "")
		} else {
			id = t.intern(t.stems[lang], word, s.lang)
		}
		node = t.grow(node, id)
	})
	if node == 0 {
		return
	}
	t.spellings = append(t.spellings, s)
	last := &t.ends[node]
	for *last != 0 {
		last = &t.spellings[*last-1].next
	}
	*last = uint32(len(t.spellings))
}

// inflects reports whether a word of the spelling may stand in another number
// or case: everyday words do, names of products and acronyms do not.
func inflects(s *spelling, word string) bool {
	if s.mark&exactCase != 0 || len(word) < 4 {
		return false
	}
	if s.lang != "en" {
		return true
	}
	return !s.entry.Kind.technical() || isLowerASCII(word)
}

// intern is the id of a word, folded and, with a language, stemmed.
func (t *trie) intern(ids map[string]uint32, word, lang string) uint32 {
	folded := isLowerASCII(word)
	t.buf = fold(t.buf[:0], word)
	key := t.buf
	if lang != "" {
		key = stem(key, lang)
	}
	if id, ok := ids[string(key)]; ok {
		return id
	}
	t.ids++
	if folded {
		ids[word[:len(key)]] = t.ids // no copy: a stem is a prefix
	} else {
		ids[string(key)] = t.ids
	}
	return t.ids
}

func (t *trie) grow(node, word uint32) uint32 {
	key := uint64(node)<<32 | uint64(word)
	if next := t.edges.get(key); next != 0 {
		return next
	}
	next := uint32(len(t.ends))
	t.ends = append(t.ends, 0)
	t.edges.set(key, next)
	return next
}

// edges is a hash table from a node and a word to the next node, with open
// addressing: keys and nodes are never 0, so 0 marks a free slot. It is built
// at every start, which Go's map makes dear.
type edges struct {
	slots []edge
	n     int
}

type edge struct {
	key  uint64
	node uint32
}

func newEdges(n int) edges {
	size := 64
	for size < 2*n {
		size *= 2
	}
	return edges{slots: make([]edge, size)}
}

// slot is the place of key, or the free one where it belongs.
func (e *edges) slot(key uint64) *edge {
	mask := uint64(len(e.slots) - 1)
	for i := (key * 0x9E3779B97F4A7C15) >> 32; ; i++ { // Fibonacci hashing (Knuth)
		if slot := &e.slots[i&mask]; slot.key == key || slot.key == 0 {
			return slot
		}
	}
}

func (e *edges) get(key uint64) uint32 { return e.slot(key).node }

func (e *edges) set(key uint64, node uint32) {
	if 4*e.n >= 3*len(e.slots) {
		old := e.slots
		e.slots = make([]edge, 2*len(old))
		for _, o := range slices.Backward(old) {
			if o.key != 0 {
				*e.slot(o.key) = o
			}
		}
	}
	*e.slot(key) = edge{key, node}
	e.n++
}
