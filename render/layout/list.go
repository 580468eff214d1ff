package layout

import (
	"strconv"

	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/flow"
	"github.com/bespoke-cv/bespoke/render/frame"
	"github.com/bespoke-cv/bespoke/render/page"
	"github.com/bespoke-cv/bespoke/render/paragraph"
)

// context is what the blocks of an entry or section have in common.
type context struct {
	layouter    *layouter
	manner      manner
	listSpace   float64 // between list items
	indent      float64 // before bullets
	bulletSpace float64 // between a bullet and its text
	entry       bool    // in an entry with columns, where lists have space above
	depth       int     // number of lists around
}

// blocks returns the content of blocks, and adds them to the structure tree.
func (c *context) blocks(blocks []document.Block, node *page.Node) []flow.Content {
	contents := make([]flow.Content, 0, len(blocks))
	for _, b := range blocks {
		switch b := b.(type) {
		case document.Paragraph:
			contents = append(contents, c.paragraph(b.Inline, node))
		case document.Summary:
			contents = append(contents, c.summary(b.Inline, node))
		case document.List:
			contents = append(contents, c.list(&b, node))
		}
	}
	return contents
}

func (c *context) paragraph(text document.Inline, node *page.Node) flow.Content {
	return c.layouter.paragraph(c.inline(text, node), c.manner)
}

// inline is a paragraph's text below a node of its own.
func (c *context) inline(text document.Inline, node *page.Node) []paragraph.Item {
	return c.layouter.inline(text, c.layouter.body, node.Add(page.RoleP))
}

// summary is an entry's summary in a block of its own.
func (c *context) summary(text document.Inline, node *page.Node) flow.Content {
	l := c.layouter
	d := &l.design.Entries.Summary
	b := &flow.Block{
		Above: l.points(d.SpaceAbove) + l.lineSpacing, Below: flow.Auto, Between: c.manner.between,
		Breakable: true, Align: l.start, Content: c.paragraph(text, node),
	}
	b.Left, b.Right = l.inset(l.points(d.SpaceLeft), 0)
	return block(b)
}

// numberSpace is between a number and its text, in em: Typst's default.
const numberSpace = 0.5

// list is a list as a grid: indent, bullet, space, text.
func (c *context) list(list *document.List, node *page.Node) flow.Content {
	l := c.layouter
	element := node.Add(page.RoleL)
	inner := *c
	inner.depth++
	space, indent, alignment := c.bulletSpace, c.indent, l.start
	if list.Ordered {
		space, indent, alignment = numberSpace*l.size, 0, 1-l.start
	}
	markers := c.manner
	markers.options.Align = alignment
	grid := &flow.Grid{
		Columns: []flow.Column{{Size: indent}, {Sizing: flow.Natural}, {Size: space}, {Sizing: flow.Natural}},
		RowGap:  c.listSpace,
		RTL:     l.doc.RTL,
	}
	number := 0
	for i := range list.Items {
		item := element.Add(page.RoleLI)
		var marker paragraph.Text
		if list.Ordered {
			number = next(&list.Items[i], number, list.Reversed, len(list.Items)-i)
			marker = c.number(number)
		} else {
			marker = c.bullet()
		}
		marker.Source = &frame.Source{Node: item.Add(page.RoleLbl).Add(page.RoleSpan)}
		grid.Rows = append(grid.Rows, []*flow.Cell{
			nil,
			l.cell([]paragraph.Item{marker}, markers),
			nil,
			inner.item(list.Items[i].Blocks, item.Add(page.RoleLBody)),
		})
	}
	children := block(&flow.Block{
		Above: flow.Auto, Below: flow.Auto, Between: c.manner.between, Breakable: true, Align: l.start, Grid: grid,
	})
	above, has := c.above()
	if !has {
		return children
	}
	return func(width float64, expand bool) []flow.Child {
		return append([]flow.Child{above}, children(width, expand)...)
	}
}

// item is what stands behind a marker: most often a single paragraph.
func (c *context) item(blocks []document.Block, node *page.Node) *flow.Cell {
	if len(blocks) == 1 {
		if text, single := blocks[0].(document.Paragraph); single {
			return c.layouter.cell(c.inline(text.Inline, node), c.manner)
		}
	}
	return &flow.Cell{Content: sequence(c.blocks(blocks, node))}
}

// next is the number of an item behind one with another number; left counts
// the items from it to the end.
func next(item *document.Item, before int, reversed bool, left int) int {
	switch {
	case item.Number != 0:
		return item.Number
	case reversed:
		return left
	}
	return before + 1
}

// above is the space above a list in an entry.
func (c *context) above() (space flow.Space, has bool) {
	d := &c.layouter.design.Entries.Highlights
	switch {
	case c.entry && c.depth == 0:
		return flow.Space{Amount: c.layouter.points(d.SpaceAbove)}, true
	case c.entry && c.depth == 1:
		return flow.Space{Amount: c.layouter.points(d.SpaceBetweenItems)}, true
	}
	return flow.Space{}, false
}

// RenderCV sets the black circle as a bullet of this size, raised a little, in
// points.
const (
	circleSize  = 13
	circleRaise = 0.6
)

// bullet is the marker at the context's depth.
func (c *context) bullet() paragraph.Text {
	d := &c.layouter.design.Entries.Highlights
	sign := d.Bullet
	if c.depth%2 == 1 {
		sign = d.NestedBullet
	}
	style := c.layouter.body
	if sign == "●" {
		style.Size, style.Raise, sign = circleSize, circleRaise, "•"
	}
	return paragraph.Text{Text: sign, Style: style}
}

// number is the marker of a numbered item. Its point does not hang.
func (c *context) number(value int) paragraph.Text {
	style := c.layouter.body
	style.NoOverhang = true
	return paragraph.Text{Text: strconv.Itoa(value) + ".", Style: style}
}
