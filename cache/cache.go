// Package cache remembers what was computed from content, so that the same
// content need not be computed again: a CV's paragraphs are set for each of its
// user's applications, and most of them are the same each time.
//
// What is remembered is bounded by its bytes; the longest unused goes first.
// Values are shared by all who get them and must never change.
package cache

import (
	"math"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Cache remembers values by their keys. It is safe for concurrent use. A nil
// Cache remembers nothing.
type Cache[K comparable, V any] struct {
	limit, largest int

	mu    sync.Mutex
	known *simplelru.LRU[K, entry[V]]
	bytes int
}

type entry[V any] struct {
	value V
	bytes int
}

// New returns a cache of at most limit bytes. A value that is larger than a
// sixteenth of that would drive out too much else and is not remembered.
func New[K comparable, V any](limit int) *Cache[K, V] { return NewFor[K, V](limit, limit/16) }

// NewFor is New for values of at most so many bytes.
func NewFor[K comparable, V any](limit, largest int) *Cache[K, V] {
	c := &Cache[K, V]{limit: limit, largest: min(limit, largest)}
	c.known, _ = simplelru.NewLRU(math.MaxInt, func(_ K, gone entry[V]) { c.bytes -= gone.bytes }) // the error is a size below 1
	return c
}

// Get returns what was computed for key.
func (c *Cache[K, V]) Get(key K) (value V, found bool) {
	if c == nil {
		return value, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	known, found := c.known.Get(key)
	return known.value, found
}

// Add remembers a value which, with its key, keeps that many bytes in use, unless
// that is too large.
func (c *Cache[K, V]) Add(key K, value V, bytes int) {
	if c == nil || bytes > c.largest {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known.Remove(key)
	c.known.Add(key, entry[V]{value, bytes})
	for c.bytes += bytes; c.bytes > c.limit; {
		c.known.RemoveOldest()
	}
}

// Recall returns what compute gives for a key. Two at once may both compute it.
// Keys are kept: they are not to be parts of large texts, so compute gives the key
// to keep as well, and how many bytes it keeps in use with its value.
func (c *Cache[K, V]) Recall(key K, compute func() (kept K, value V, bytes int)) V {
	value, found := c.Get(key)
	if !found {
		var bytes int
		key, value, bytes = compute()
		c.Add(key, value, bytes)
	}
	return value
}

// Purge forgets everything.
func (c *Cache[K, V]) Purge() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known.Purge()
}

// Bytes is how much is in use.
func (c *Cache[K, V]) Bytes() int {
	if c == nil {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bytes
}
