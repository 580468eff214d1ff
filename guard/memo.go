package guard

import "sync"

// memo remembers what a pure function of a word gave. A CV and its edits say
// the same words over and over, and stemming a word in seven languages to tell
// its own is most of the work of reading them. When full it starts anew.
type memo[V any] struct {
	mu    sync.RWMutex
	known map[string]V
}

// memoSize bounds a memo; a CV and an offer together have some 1,500 words.
const memoSize = 8192

func (m *memo[V]) get(word string, compute func() V) V {
	m.mu.RLock()
	value, ok := m.known[word]
	m.mu.RUnlock()
	if ok {
		return value
	}
	value = compute()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= memoSize {
		m.known = make(map[string]V, memoSize/8)
	}
	m.known[word] = value
	return value
}

var (
	stems  memo[string]   // of a word in a language
	spoken memo[[]string] // the languages of a word; never changed
)

// stem is snowball, remembered.
func stem(word, lang string) string {
	return stems.get(lang+" "+word, func() string { return snowball(word, lang) })
}

// languagesOf is languagesWith, remembered.
func languagesOf(t token) []string {
	return spoken.get(t.text, func() []string { return languagesWith(t) })
}
