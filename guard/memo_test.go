package guard

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/schema"
)

func TestAChangeIsJudgedOnceAndByAllThatItIs(t *testing.T) {
	var j judged
	asked := 0
	judge := func(ch change, mode Mode) string {
		return j.get(ch, mode, func() []schema.Finding {
			asked++
			return []schema.Finding{{Kind: fmt.Sprint(asked)}}
		})[0].Kind
	}
	first := change{place: place{path: "/cv/x", base: "/cv/x"}, old: "a", hadOld: true, new: "b"}
	assert.Equal(t, "1", judge(first, Open))
	assert.Equal(t, "1", judge(first, Open))
	assert.Equal(t, "2", judge(first, Strict))
	for i, other := range []func(*change){
		func(c *change) { c.path = "/cv/y" },
		func(c *change) { c.base = "/cv/y" },
		func(c *change) { c.entry = "/cv/y" },
		func(c *change) { c.key = "summary" },
		func(c *change) { c.fresh = true },
		func(c *change) { c.old = "c" },
		func(c *change) { c.hadOld = false },
		func(c *change) { c.new = "c" },
		func(c *change) { c.removed = true },
		func(c *change) { c.beside = []string{"c"} },
		func(c *change) { c.new, c.beside = "b\" \"c", nil },
	} {
		ch := first
		other(&ch)
		assert.Equal(t, fmt.Sprint(i+3), judge(ch, Open), "%+v", ch)
	}
	for i := range 2 * judgedSize {
		first.new = fmt.Sprint(i)
		judge(first, Open)
	}
	assert.Len(t, j.known, judgedSize)
}
