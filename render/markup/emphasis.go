package markup

import (
	"cmp"
	"slices"
)

// emphasis replaces *em*, **strong**, ***both*** and the same with _, by the
// delimiter rules of Python-Markdown 3.11. It is the last stage: what stands
// inside is not read again.
func (p *parser) emphasis(units []unit) []unit {
	first := slices.IndexFunc(units, func(u unit) bool { return u.r == '*' || u.r == '_' })
	if first < 0 {
		return units
	}
	e := &emphasis{units: units}
	for i := first; i < len(e.units); {
		if e.units[i].r != '*' && e.units[i].r != '_' {
			i++
			continue
		}
		next := e.pair(i)
		if len(e.regions) == 0 {
			i = next
			continue
		}
		// Pairs give way to nodes before the rest is read: a node, not a
		// delimiter, is then what stands before what follows.
		var out []unit
		copied := 0
		for _, tree := range e.trees() {
			out = append(out, e.units[copied:tree.a]...)
			out = append(out, p.build(e.units, tree))
			copied = tree.d
		}
		i = len(out)
		e.units = append(out, e.units[copied:]...)
		e.reset()
	}
	return e.units
}

// region is a pair of delimiters: units[a:b] opens, units[c:d] closes.
type region struct {
	a, b, c, d int
	strong     bool
	kids       []region
}

// opener is a run of delimiters that may open emphasis.
type opener struct {
	start, end int // of what is left of the run
	ambiguous  bool
	original   int // length of the run
	length     int // of what is left of it
}

type emphasis struct {
	units   []unit
	stacks  [2][]opener // of * and of _
	regions []region
}

func (e *emphasis) reset() {
	e.stacks = [2][]opener{}
	e.regions = nil
}

func stackOf(r rune) int {
	if r == '_' {
		return 1
	}
	return 0
}

// role is how a run of delimiters may be used.
type role uint8

const (
	none role = iota
	start
	end
	ambiguous
)

func (e *emphasis) at(i int) rune {
	if i < 0 || i >= len(e.units) {
		return noRune
	}
	return e.units[i].r
}

// classify returns the role of the run of delimiters at i, and its end.
func (e *emphasis) classify(i int) (role, int) {
	token := e.units[i].r
	stop := i + run(e.units, i, token)
	before, after := e.at(i-1), e.at(stop)
	free := func(r rune) bool { return r == noRune || isSpace(r) || r == token }
	canEnd := !free(before)
	canStart := !free(after)
	if token == '_' { // not inside a word
		canEnd, canStart = canEnd && !isWord(after), canStart && !isWord(before)
	}
	switch {
	case canEnd && canStart && (token == '*' || !isWord(before) && !isWord(after)):
		return ambiguous, stop
	case canEnd:
		return end, stop
	case canStart:
		return start, stop
	}
	return none, stop
}

func (e *emphasis) open() bool { return len(e.stacks[0])+len(e.stacks[1]) > 0 }

// search finds the next run from i on that may open or, if one of its kind is
// open, close.
func (e *emphasis) search(i int) (at, stop int, r role) {
	for ; i < len(e.units); i++ {
		if u := e.units[i].r; u == '*' || u == '_' {
			r, stop := e.classify(i)
			if r == none || r == end && len(e.stacks[stackOf(u)]) == 0 {
				continue
			}
			return i, stop, r
		}
	}
	return 0, 0, none
}

// ruleOfThree keeps an ambiguous run from pairing where the lengths add up to
// a multiple of three, unless both are.
func ruleOfThree(opens, closes int) bool {
	return (opens+closes)%3 == 0 && (opens%3 != 0 || closes%3 != 0)
}

// pair collects the regions that begin with the run at i, until nothing is
// open any more. Without any, it returns where to go on.
func (e *emphasis) pair(i int) (next int) {
	r, stop := e.classify(i)
	if r == none || r == end {
		return stop
	}
	e.push(e.units[i].r, opener{i, stop, r == ambiguous, stop - i, stop - i})
	for e.open() {
		at, runEnd, r := e.search(stop)
		if r == none {
			break
		}
		stop = runEnd
		if e.take(at, stop, r) {
			break
		}
	}
	if len(e.regions) > 0 {
		return stop
	}
	left := append(slices.Clone(e.stacks[0]), e.stacks[1]...)
	next = i + 1
	if len(left) > 0 {
		next = slices.MaxFunc(left, func(a, b opener) int { return cmp.Compare(a.start, b.start) }).end
	}
	e.reset()
	return max(next, i+1)
}

func (e *emphasis) push(token rune, o opener) {
	s := &e.stacks[stackOf(token)]
	*s = append(*s, o)
}

// othersOpen reports whether a delimiter of the other kind is open.
func (e *emphasis) othersOpen(which int) bool { return len(e.stacks[1-which]) > 0 }

// closer is a run of delimiters on its way through take.
type closer struct {
	from, stop int // what is left of it
	left       int
	length     int  // of the whole run
	start, end bool // what it may still be
	ambiguous  bool
	last       int // length of the opener that it would pair with
}

// take uses the run units[at:stop]. It returns true if the group is complete.
func (e *emphasis) take(at, stop int, r role) (done bool) {
	which := stackOf(e.units[at].r)
	stack := &e.stacks[which]
	c := closer{
		from: at, stop: stop, left: stop - at, length: stop - at,
		start: r != end, end: r != start, ambiguous: r == ambiguous,
	}
	if len(*stack) > 0 {
		c.last = lastLength(*stack, c)
	}
	if len(*stack) > 0 && c.end &&
		(c.left > c.last && (!c.ambiguous || !ruleOfThree(top(*stack).original, c.left)) || c.left == c.last || c.left >= 3) {
		e.closeRuns(&c, which)
	}
	if len(*stack) > 0 && c.end && (c.last >= 3 || !c.ambiguous) && c.last > c.left {
		if !e.closePart(&c, stack) {
			if e.othersOpen(which) {
				*stack = nil
				return false
			}
			return true
		}
	}
	if c.start {
		*stack = append(*stack, opener{at, stop, c.ambiguous, c.length, c.length})
	}
	return false
}

// lastLength is the length of the opener that c is measured against: the one
// on top, or one below that fits where the top one does not.
func lastLength(stack []opener, c closer) int {
	last := top(stack).length
	if !c.ambiguous || c.left == last || !ruleOfThree(top(stack).original, c.left) {
		return last
	}
	for i := len(stack) - 2; i >= 0; i-- {
		if o := stack[i]; o.length == c.left && !ruleOfThree(o.original, c.left) {
			return c.left
		}
	}
	return last
}

// closeRuns pairs c with openers that are no longer than what is left of it:
// *em*, **strong**, *em**, **strong***.
func (e *emphasis) closeRuns(c *closer, which int) {
	stack := &e.stacks[which]
	c.start = false
	at := c.from
	for len(*stack) > 0 && c.left > 0 && c.last <= c.left {
		o := pop(stack)
		// Python-Markdown takes as much as opened here, even if less
		// closes, and then loses the character behind.
		size := min(sizeOf(o.length), c.left)
		e.add(o.end-size, o.end, c.from, c.from+size, size)
		c.from += size
		c.left -= size
		if size < o.length {
			*stack = append(*stack, opener{o.start, o.end - size, o.ambiguous, o.original, o.length - size})
		}
		if len(*stack) == 0 {
			if e.othersOpen(which) {
				continue
			}
			c.end = false
			break
		}
		c.last = top(*stack).length
	}
	if c.length >= 3 && c.left > 0 && c.ambiguous { // the rest may open anew
		*stack = append(*stack, opener{at + c.length - c.left, c.stop, false, c.length, c.left})
		c.end = false
		return
	}
	c.end = c.left > 0 && len(*stack) > 0 && c.last > c.left
}

// closePart pairs c with a part of a longer opener: ***em*, ***strong**, **em*.
// It returns false if only openers are left that it may not pair with.
func (e *emphasis) closePart(c *closer, stack *[]opener) bool {
	o := pop(stack)
	for len(*stack) > 0 && o.length != 3 && o.ambiguous {
		o = pop(stack)
		c.last = o.length
	}
	if o.ambiguous && o.length != 3 {
		return false
	}
	c.start = false
	inner := o.end
	for c.left > 0 && c.last > 0 {
		size := min(sizeOf(c.left), c.last)
		e.add(o.start+c.last-size, inner, c.from, c.from+size, size)
		c.from += size
		c.left -= size
		c.last -= size
		inner -= size
	}
	if c.last > 0 {
		*stack = append(*stack, opener{o.start, inner, false, o.original, c.last})
	}
	return true
}

// sizeOf is how much of a run of n delimiters pairs at once: of three, the
// outer one first.
func sizeOf(n int) int {
	if n == 3 {
		return 1
	}
	return min(n, 2)
}

func top(s []opener) opener { return s[len(s)-1] }

func pop(s *[]opener) opener {
	o := top(*s)
	*s = (*s)[:len(*s)-1]
	return o
}

// add records a pair and closes whatever was opened inside it.
func (e *emphasis) add(a, b, c, d, size int) {
	e.regions = append(e.regions, region{a: a, b: b, c: c, d: d, strong: size == 2})
	for i := range e.stacks {
		s := &e.stacks[i]
		for len(*s) > 0 && top(*s).start >= a && top(*s).start < d {
			*s = (*s)[:len(*s)-1]
		}
	}
}

// trees nests the regions; pairs that would overlap are dropped.
func (e *emphasis) trees() []region {
	slices.SortFunc(e.regions, func(x, y region) int {
		if c := cmp.Compare(x.a, y.a); c != 0 {
			return c
		}
		return cmp.Compare(y.d, x.d)
	})
	roots, _ := nest(e.regions, len(e.units))
	return roots
}

func nest(list []region, limit int) (kids, rest []region) {
	for len(list) > 0 && list[0].a < limit {
		r := list[0]
		list = list[1:]
		r.kids, list = nest(list, r.c)
		for len(list) > 0 && list[0].a < r.d {
			list = list[1:]
		}
		kids = append(kids, r)
	}
	return kids, list
}

func (p *parser) build(units []unit, r region) unit {
	kind := Emph
	if r.strong {
		kind = Strong
	}
	var content []unit
	from := r.b
	for _, kid := range r.kids {
		content = append(content, units[from:kid.a]...)
		content = append(content, p.build(units, kid))
		from = kid.d
	}
	content = append(content, units[from:r.c]...)
	return p.stash(Node{Kind: kind, Kids: p.merge(content)}, units[r.a].src)
}
