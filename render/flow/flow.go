// Package flow stacks lines and blocks into columns and breaks them over
// pages: spaces that give way to one another, blocks that hold together,
// headings that stay with what follows, widows and orphans, grids.
//
// A flow is a list of children that is made anew for each width, because a
// grid asks its cells how wide they would like to be before it says how wide
// they are. What is costly, breaking paragraphs, the paragraphs remember.
//
// The rules are those of Typst 0.14.
package flow

import (
	"math"

	"github.com/bespoke-cv/bespoke/render/frame"
)

// Weakness orders spaces: a space above Hard vanishes at the beginning and end
// of a region; of two that meet, the lower weakness stays, and of two equal
// ones the larger amount.
type Weakness int

// The kinds of space.
const (
	Hard      Weakness = 0
	Weak      Weakness = 1 // weak vertical space
	Spacing   Weakness = 3 // above and below a block that says how much
	Paragraph Weakness = 4 // between paragraphs, and blocks that do not say
	Leading   Weakness = 5 // between the lines of a paragraph
)

// Child is a Space, Line or *Block.
type Child interface{ child() }

// Space is vertical space; it may be negative.
type Space struct {
	Amount   float64
	Weakness Weakness
}

// Line is a frame that no page break divides.
type Line struct {
	Frame *frame.Frame
	Need  float64 // the room that has to be there for the line and what must stay with it
	Align float64 // 0 left, 0.5 centre, 1 right
}

// Content makes the children for a width. Expand is true when lines shall take
// all of it.
type Content func(width float64, expand bool) []Child

// Block is content of its own.
type Block struct {
	Above, Below float64 // NaN: as between paragraphs
	Between      float64 // the space between paragraphs around the block
	Breakable    bool
	Divided      func() // called when the block is divided although it is not Breakable; may be nil
	Sticky       bool   // stays with what follows
	Left, Right  float64
	Full         bool    // takes the whole width even when its content is narrower
	Align        float64 // where it stands when it is narrower than its surroundings
	Content      Content
	Grid         *Grid // instead of Content

	whole      *frame.Frame // laid out without a break, the last time
	wholeWidth float64      // and for this width
}

func (Space) child()  {}
func (Line) child()   {}
func (*Block) child() {}

// Auto is the space above or below a block that does not say how much.
var Auto = math.NaN()

// Children returns the block with the spaces around it.
func (b *Block) Children() []Child {
	return []Child{b.space(b.Above), b, b.space(b.Below)}
}

// divided is the block made breakable, for one that is higher than any region:
// whole, a part of it would be lost beyond the region's foot.
func (b *Block) divided() *Block {
	if b.Divided != nil {
		b.Divided()
	}
	breakable := *b
	breakable.Breakable = true
	return &breakable
}

// Undivided lays the block out in one piece. Doing it again for the same width
// costs nothing, so that it can be done ahead of the distribution, for many
// blocks at a time.
func (b *Block) Undivided(width float64) *frame.Frame {
	if b.whole == nil || b.wholeWidth != width {
		b.whole, b.wholeWidth = b.layout(width, Endless)[0], width
	}
	return b.whole
}

// Finished is a block that has been laid out in one piece, without what it was
// made of. It can be laid out for no other width.
func (b *Block) Finished() *Block {
	finished := *b
	finished.Content, finished.Grid, finished.Divided = nil, nil, nil
	return &finished
}

func (b *Block) space(amount float64) Space {
	if math.IsNaN(amount) {
		return Space{b.Between, Paragraph}
	}
	return Space{amount, Spacing}
}

// Lines returns a paragraph's lines with the spaces around and between them.
// The first two and the last two lines stay together, and so do three.
func Lines(lines []*frame.Frame, leading, between, align float64) []Child {
	if len(lines) == 0 {
		return nil
	}
	children := make([]Child, 0, 2*len(lines)+1)
	children = append(children, Space{between, Paragraph})
	last := len(lines) - 1
	for i, line := range lines {
		if i > 0 {
			children = append(children, Space{leading, Leading})
		}
		need := line.Height
		switch {
		case len(lines) == 3 && i == 0:
			need = line.Height + leading + lines[1].Height + leading + lines[2].Height
		case last > 0 && (i == 0 || i >= 2 && i == last-1):
			need = line.Height + leading + lines[i+1].Height
		}
		children = append(children, Line{line, need, align})
	}
	return append(children, Space{between, Paragraph})
}

// Regions is the room that content is distributed over: the height that is
// left in the first region, and the height of all the others.
type Regions struct{ First, Others float64 }

// Endless is one region without an end.
var Endless = Regions{math.Inf(1), math.Inf(1)}

// single lays content out in one endless region.
func single(content Content, width float64, expand bool) *frame.Frame {
	return Distribute(content(width, expand), width, expand, Endless)[0]
}

// layout lays the block out and returns a frame for each region.
func (b *Block) layout(width float64, regions Regions) []*frame.Frame {
	inner := width - b.Left - b.Right
	if !b.Breakable {
		regions = Endless
	}
	var frames []*frame.Frame
	if b.Grid != nil {
		frames = b.Grid.layout(inner, regions)
	} else {
		frames = Distribute(b.Content(inner, b.Full), inner, b.Full, regions)
	}
	if b.Left == 0 && b.Right == 0 && !b.Full {
		return frames
	}
	for i, content := range frames {
		outer := content.Width + b.Left + b.Right
		if b.Full {
			outer = width
		}
		frames[i] = &frame.Frame{
			Width: outer, Height: content.Height, Baseline: content.Baseline,
			Items: []frame.Placed{{X: b.Left, Item: content}},
		}
	}
	return frames
}
