package cache

import "sync"

// Memo remembers what a pure function gave for small keys such as words: people
// who write CVs and offers use the same ones over and over. When it is full it
// starts anew. It is safe for concurrent use, and its zero value is ready.
type Memo[K comparable, V any] struct {
	mu    sync.RWMutex
	known map[K]V
}

// memoSize bounds a memo; a CV and an offer together have some 1,500 words.
const memoSize = 8192

// Get returns what compute gives for a key. Two at once may both compute it.
// Keys are kept: they are not to be parts of large texts, so compute gives the
// key to keep as well.
func (m *Memo[K, V]) Get(key K, compute func() (kept K, value V)) V {
	m.mu.RLock()
	value, ok := m.known[key]
	m.mu.RUnlock()
	if ok {
		return value
	}
	key, value = compute()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= memoSize {
		m.known = make(map[K]V, memoSize/8)
	}
	m.known[key] = value
	return value
}
