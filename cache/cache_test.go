package cache_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/cache"
)

func ExampleCache() {
	known := cache.New[string, int](1 << 20)
	lengthOf := func(text string) int {
		if length, found := known.Get(text); found {
			return length
		}
		fmt.Println("counting", text)
		length := len(text)
		known.Add(text, length, len(text)+8)
		return length
	}
	fmt.Println(lengthOf("bullet"), lengthOf("bullet"))
	// Output:
	// counting bullet
	// 6 6
}

func TestTheLongestUnusedGoesFirst(t *testing.T) {
	c := cache.New[int, string](160)
	for key := range 16 {
		c.Add(key, "", 10)
	}
	_, _ = c.Get(0)
	c.Add(16, "", 10)
	_, first := c.Get(0)
	_, second := c.Get(1)
	assert.True(t, first)
	assert.False(t, second)
	assert.Equal(t, 160, c.Bytes())
}

func TestWhatIsAddedAgainCountsOnce(t *testing.T) {
	c := cache.New[int, string](160)
	c.Add(1, "old", 10)
	c.Add(1, "new", 4)
	value, _ := c.Get(1)
	assert.Equal(t, "new", value)
	assert.Equal(t, 4, c.Bytes())
	c.Purge()
	assert.Zero(t, c.Bytes())
}

func TestWhatIsTooLargeIsNotRemembered(t *testing.T) {
	c := cache.New[int, string](160)
	c.Add(1, "", 11)
	_, found := c.Get(1)
	assert.False(t, found)
	assert.Zero(t, c.Bytes())
}

// A few large values are worth most of a small cache.
func ExampleNewFor() {
	pages := cache.NewFor[string, string](1<<20, 1<<19)
	pages.Add("cv.pdf", "…", 400<<10)
	pages.Add("thesis.pdf", "…", 900<<10)
	_, short := pages.Get("cv.pdf")
	_, long := pages.Get("thesis.pdf")
	fmt.Println(short, long)
	// Output: true false
}

func TestACacheMayTakeLargerValues(t *testing.T) {
	c := cache.NewFor[int, string](160, 100)
	c.Add(1, "", 100)
	c.Add(2, "", 60)
	assert.Equal(t, 160, c.Bytes())
	c.Add(3, "", 101)
	_, found := c.Get(3)
	assert.False(t, found)
	c.Add(4, "", 1)
	_, found = c.Get(1)
	assert.False(t, found, "the oldest makes room")
	assert.Equal(t, 61, c.Bytes())
}

func TestANilCacheRemembersNothing(t *testing.T) {
	var c *cache.Cache[int, string]
	c.Add(1, "one", 3)
	_, found := c.Get(1)
	assert.False(t, found)
	assert.Zero(t, c.Bytes())
	c.Purge()
}

func TestManyAtOnceStayWithinTheBound(t *testing.T) {
	c := cache.New[int, int](1600)
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range 500 {
				key := (worker*31 + i) % 300
				if value, found := c.Get(key); found {
					assert.Equal(t, key, value)
				}
				c.Add(key, key, 10)
			}
		})
	}
	all.Wait()
	assert.Equal(t, 1600, c.Bytes())
}

func ExampleMemo() {
	var lengths cache.Memo[string, int]
	for _, word := range []string{"bullet", "bullet"} {
		fmt.Println(lengths.Get(word, func() (string, int) {
			fmt.Println("counting", word)
			return word, len(word)
		}))
	}
	// Output:
	// counting bullet
	// 6
	// 6
}

func TestAMemoIsBounded(t *testing.T) {
	var memo cache.Memo[int, int]
	computed := 0
	ask := func(key int) {
		assert.Equal(t, -key, memo.Get(key, func() (int, int) { computed++; return key, -key }))
	}
	for key := range 20_000 {
		ask(key)
		ask(key)
	}
	assert.Equal(t, 20_000, computed)
	ask(0)
	assert.Equal(t, 20_001, computed, "the first ones are gone")
}

func TestWhatIsRecalledIsComputedOnce(t *testing.T) {
	known, computed := cache.New[string, int](1600), 0
	double := func() (string, int, int) {
		computed++
		return "twenty-one", 42, 10
	}
	for range 3 {
		assert.Equal(t, 42, known.Recall("twenty-one", double))
	}
	assert.Equal(t, 1, computed)
	var none *cache.Cache[string, int]
	assert.Equal(t, 42, none.Recall("twenty-one", double))
	assert.Equal(t, 2, computed)
}
