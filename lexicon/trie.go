package lexicon

// spelling is one way to write an entry.
type spelling struct {
	entry *Entry
	text  string
	lang  string // "en" for names and aliases
	mark  mark
}

// short reports whether the spelling is one letter, which glue takes away.
func (s *spelling) short() bool { return len(s.text) == 1 || len(s.text) == 2 && s.mark != 0 }

// trie holds every spelling as a path of word ids. A word counts either as it
// is written (names of products) or by its stem in one language (everyday
// skills); both kinds of ids share one number space.
type trie struct {
	words map[string]uint32            // folded word ─► id
	stems map[string]map[string]uint32 // language ─► stem ─► id
	edges map[uint64]uint32            // node<<32 | word id ─► node
	ends  [][]*spelling                // spellings that end at a node
	ids   uint32
}

func newTrie() trie {
	stems := make(map[string]map[string]uint32)
	for _, lang := range Languages() {
		stems[lang] = map[string]uint32{}
	}
	return trie{words: map[string]uint32{}, stems: stems, edges: map[uint64]uint32{}, ends: make([][]*spelling, 1)}
}

func (t *trie) step(node, word uint32) uint32 {
	if word == 0 {
		return 0
	}
	return t.edges[uint64(node)<<32|uint64(word)]
}

// addEntry adds all spellings of entry.
func (t *trie) addEntry(entry *Entry) {
	for _, text := range append([]string{entry.Name}, entry.Aliases...) {
		t.add(&spelling{entry: entry, text: text, lang: "en", mark: entry.marks[text]})
	}
	for _, lang := range Languages() {
		for _, text := range entry.Forms[lang] {
			t.add(&spelling{entry: entry, text: text, lang: lang, mark: entry.marks[text]})
		}
	}
}

// add adds one spelling. Its words are stemmed when they may be inflected.
func (t *trie) add(s *spelling) {
	node := uint32(0)
	var buf []byte
	scan(s.text, func(start, end int, symbol, _ bool, _ int32) {
		buf = fold(buf[:0], s.text[start:end])
		var id uint32
		if symbol || !inflects(s, s.text[start:end]) {
			id = t.intern(t.words, buf)
		} else {
			id = t.intern(t.stems[s.lang], stem(buf, s.lang))
		}
		node = t.grow(node, id)
	})
	if node != 0 {
		t.ends[node] = append(t.ends[node], s)
	}
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

func (t *trie) intern(ids map[string]uint32, word []byte) uint32 {
	if id, ok := ids[string(word)]; ok {
		return id
	}
	t.ids++
	ids[string(word)] = t.ids
	return t.ids
}

func (t *trie) grow(node, word uint32) uint32 {
	key := uint64(node)<<32 | uint64(word)
	if next, ok := t.edges[key]; ok {
		return next
	}
	next := uint32(len(t.ends))
	t.ends = append(t.ends, nil)
	t.edges[key] = next
	return next
}
