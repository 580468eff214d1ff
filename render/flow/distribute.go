package flow

import (
	"math"

	"github.com/bespoke-cv/bespoke/render/frame"
)

// tolerance is the length, in points, below which differences are rounding.
const tolerance = 1e-6

// placed is a space or a frame in the current region.
type placed struct {
	frame    *frame.Frame // nil for a space
	amount   float64
	weakness Weakness
	align    float64
}

// stickiness says whether sticky blocks may move on with what follows.
type stickiness byte

const (
	undecided stickiness = iota
	movable
	pinned // moving would not help: the region is as empty as the next one
)

// distributor fills one region after the other.
type distributor struct {
	width   float64
	expand  bool
	regions Regions

	done  []*frame.Frame
	items []placed       // of the current region
	left  float64        // room in it
	next  int            // the child that comes next
	spill []*frame.Frame // what is left of a block that was divided
	align float64        // of that block

	sticky   stickiness
	held     bool // a sticky block waits for what follows it
	heldNext int  // where to begin again when that does not fit
	heldSize int
}

// Distribute stacks children and returns a frame for each region that they
// take, at least one. Expand gives the frames the whole width.
func Distribute(children []Child, width float64, expand bool, regions Regions) []*frame.Frame {
	d := &distributor{width: width, expand: expand, regions: regions, left: regions.First, items: make([]placed, 0, len(children))}
	for d.next < len(children) || len(d.spill) > 0 {
		if len(d.spill) > 0 {
			d.push(d.spill[0], d.align, false)
			d.spill = d.spill[1:]
			if len(d.spill) > 0 {
				d.finish(false)
			}
			continue
		}
		if d.place(children[d.next]) {
			d.next++
		}
	}
	d.finish(true)
	return d.done
}

// place puts a child into the region, or ends the region and returns false.
func (d *distributor) place(child Child) bool {
	switch child := child.(type) {
	case Space:
		d.space(child)
	case Line:
		fits := child.Frame.Height <= d.left+tolerance
		together := child.Need <= d.left+tolerance || d.regions.Others+tolerance < child.Need || math.IsInf(d.regions.Others, 1)
		if (!fits || !together) && d.canMove() {
			d.finish(false)
			return false
		}
		d.push(child.Frame, child.Align, false)
	case *Block:
		return d.block(child)
	}
	return true
}

// block lays a block out in what is left of the region and the ones after it.
func (d *distributor) block(b *Block) bool {
	if !b.Breakable {
		whole := b.Undivided(d.width)
		if whole.Height > d.regions.Others+tolerance {
			return d.block(b.divided())
		}
		if whole.Height > d.left+tolerance && d.canMove() {
			d.finish(false)
			return false
		}
		d.push(whole, b.Align, b.Sticky)
		return true
	}
	if d.left <= tolerance && d.canMove() {
		d.finish(false)
		return false
	}
	parts := b.layout(d.width, Regions{d.left, d.regions.Others})
	if len(parts) > 1 && parts[0].Empty() && d.canMove() {
		d.finish(false)
		return false
	}
	d.push(parts[0], b.Align, b.Sticky)
	if len(parts) > 1 {
		d.spill, d.align = parts[1:], b.Align
		d.next++
		d.finish(false)
		return false
	}
	return true
}

// canMove reports whether the next region has more room than this one.
func (d *distributor) canMove() bool {
	if math.IsInf(d.regions.Others, 1) {
		return false
	}
	first := len(d.done) == 0 && d.regions.First < d.regions.Others-tolerance
	return first || d.left < d.regions.Others-tolerance && len(d.items) > 0
}

// space adds a space, unless it gives way to the one before it.
func (d *distributor) space(s Space) {
	if s.Weakness > Hard && !d.keeps(s) {
		return
	}
	d.left -= s.Amount
	d.items = append(d.items, placed{amount: s.Amount, weakness: s.Weakness})
}

// keeps reports whether a weak space stays. When it replaces the one before
// it, it does so here.
func (d *distributor) keeps(s Space) bool {
	for i := len(d.items) - 1; i >= 0; i-- {
		before := &d.items[i]
		if before.frame != nil {
			return true
		}
		if before.weakness == Hard {
			continue
		}
		if s.Weakness < before.weakness || s.Weakness == before.weakness && s.Amount > before.amount {
			d.left -= s.Amount - before.amount
			before.amount, before.weakness = s.Amount, s.Weakness
		}
		return false
	}
	return false
}

// push adds a frame. A sticky one, or several in a row, move on together when
// what follows does not fit.
func (d *distributor) push(f *frame.Frame, align float64, sticky bool) {
	switch {
	case sticky && !d.held:
		if d.sticky == undecided {
			d.sticky = pinned
			if d.canMove() {
				d.sticky = movable
			}
		}
		if d.sticky == movable {
			d.held, d.heldNext, d.heldSize = true, d.next, len(d.items)
		}
	case !sticky && !f.Empty():
		d.held, d.sticky = false, undecided
	}
	d.left -= f.Height
	d.items = append(d.items, placed{frame: f, align: align})
}

// finish builds the region's frame and begins the next one.
func (d *distributor) finish(last bool) {
	if !last && d.held {
		d.next, d.items, d.spill = d.heldNext, d.items[:d.heldSize], nil
	}
	d.held, d.sticky = false, undecided
	d.trim()
	height, widest, frames := 0.0, 0.0, 0
	for _, item := range d.items {
		if item.frame == nil {
			height += item.amount
			continue
		}
		frames++
		height += item.frame.Height
		widest = math.Max(widest, item.frame.Width)
	}
	result := &frame.Frame{Width: d.width, Height: height, Items: make([]frame.Placed, 0, frames)}
	if !d.expand {
		result.Width = math.Min(d.width, widest)
	}
	y := 0.0
	for _, item := range d.items {
		if item.frame == nil {
			y += item.amount
			continue
		}
		x := item.align * (result.Width - item.frame.Width)
		result.Items = append(result.Items, frame.Placed{X: x, Y: y, Item: item.frame})
		y += item.frame.Height
	}
	d.done = append(d.done, result)
	d.items = d.items[:0]
	d.left = d.regions.Others
}

// trim drops the weak space at the region's end.
func (d *distributor) trim() {
	for i := len(d.items) - 1; i >= 0 && d.items[i].frame == nil; i-- {
		if d.items[i].weakness > Hard {
			d.items = append(d.items[:i], d.items[i+1:]...)
			return
		}
	}
}
