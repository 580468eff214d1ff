package flow

import (
	"math"
	"slices"

	"github.com/bespoke-cv/bespoke/render/frame"
)

// Sizing says how a column gets its width.
type Sizing byte

// The sizings.
const (
	Fixed    Sizing = iota // Column.Size points
	Natural                // what its content would like to have
	Fraction               // a share of what is left, Column.Size parts
)

// Column is a column of a grid.
type Column struct {
	Sizing Sizing
	Size   float64
}

// Cell is content in a grid; Vertical is 0 for the top, 0.5 for the middle and
// 1 for the bottom of its row.
type Cell struct {
	Content  Content
	Vertical float64
	// Natural is the width that Content would take of what there is. It saves
	// laying the content out to see; nil: it has to be.
	Natural func(available float64) float64
}

// Grid is rows of cells in columns. A page break may fall between rows, and in
// one that does not fit.
type Grid struct {
	Columns           []Column
	ColumnGap, RowGap float64
	Rows              [][]*Cell // nil: an empty cell
	RTL               bool      // the first column is the rightmost
}

// widths shares the width out.
func (g *Grid) widths(width float64) []float64 {
	result := make([]float64, len(g.Columns))
	available := width - g.ColumnGap*float64(len(g.Columns)-1)
	fractions := 0.0
	for i, column := range g.Columns {
		switch column.Sizing {
		case Fixed:
			result[i] = column.Size
			available -= column.Size
		case Fraction:
			fractions += column.Size
		}
	}
	natural := 0.0
	for i, column := range g.Columns {
		if column.Sizing == Natural {
			result[i] = g.natural(i, available)
			natural += result[i]
		}
	}
	switch {
	case natural > available+tolerance:
		g.shrink(result, available)
	case fractions > 0:
		for i, column := range g.Columns {
			if column.Sizing == Fraction {
				result[i] = (available - natural) * column.Size / fractions
			}
		}
	}
	return result
}

// natural is the width that a column's content would take of what there is.
func (g *Grid) natural(column int, available float64) float64 {
	widest := 0.0
	for _, row := range g.Rows {
		switch cell := row[column]; {
		case cell == nil:
		case cell.Natural != nil:
			widest = math.Max(widest, math.Min(available, cell.Natural(available)))
		default:
			widest = math.Max(widest, single(cell.Content, available, false).Width)
		}
	}
	return widest
}

// shrink cuts the natural columns that are wider than their fair share down to
// it.
func (g *Grid) shrink(widths []float64, available float64) {
	wide := map[int]bool{}
	for i, column := range g.Columns {
		if column.Sizing == Natural {
			wide[i] = true
		}
	}
	rest, share := available, 0.0
	for changed := true; changed && len(wide) > 0; {
		changed = false
		share = rest / float64(len(wide))
		for i := range g.Columns {
			if wide[i] && widths[i] <= share+tolerance {
				delete(wide, i)
				rest -= widths[i]
				changed = true
			}
		}
	}
	for i := range wide {
		widths[i] = math.Max(share, 0)
	}
}

// layout lays the rows out and returns a frame for each region. A row that
// does not fit is divided like what is in it, unless that leaves a cell with
// nothing before the break: then the whole row moves on.
func (g *Grid) layout(width float64, regions Regions) []*frame.Frame {
	stack := rowStack{grid: g, widths: g.widths(width), regions: regions, left: regions.First}
	for _, w := range stack.widths {
		stack.width += w
	}
	stack.width += g.ColumnGap * float64(len(stack.widths)-1)
	stack.begin()
	for i, row := range g.Rows {
		stack.add(row, i > 0)
	}
	return append(stack.done, stack.current)
}

// rowStack is a grid's rows on their way into regions.
type rowStack struct {
	grid    *Grid
	widths  []float64
	width   float64 // of the grid
	regions Regions

	done    []*frame.Frame
	current *frame.Frame
	left    float64 // room in the current region
	gap     float64 // below the last row, kept only where another follows
}

func (s *rowStack) begin() { s.current, s.gap = &frame.Frame{Width: s.width}, 0 }

// finish ends the region.
func (s *rowStack) finish() {
	s.done = append(s.done, s.current)
	s.left = s.regions.Others
	s.begin()
}

// canMove reports whether the next region has more room.
func (s *rowStack) canMove() bool {
	return !math.IsInf(s.regions.Others, 1) && s.left < s.regions.Others-tolerance
}

// add puts a row into as many regions as it takes.
func (s *rowStack) add(row []*Cell, behind bool) {
	if behind {
		if gap := s.grid.RowGap; gap <= s.left+tolerance || !s.canMove() {
			s.gap = gap
			s.left -= gap
		} else {
			s.finish()
		}
	}
	if s.left <= tolerance && s.canMove() {
		s.finish()
	}
	cells := s.cells(row)
	if s.canMove() && slices.ContainsFunc(cells, begunLate) {
		s.finish()
		cells = s.cells(row)
	}
	regions := 1
	for _, frames := range cells {
		regions = max(regions, len(frames))
	}
	for i := range regions {
		height := 0.0
		for _, frames := range cells {
			if i < len(frames) {
				height = math.Max(height, frames[i].Height)
			}
		}
		last := i+1 == regions
		if !last {
			height = math.Max(height, s.left)
		}
		s.place(row, cells, i, height)
		if !last {
			s.finish()
		}
	}
}

// cells lays a row's cells out from here on.
func (s *rowStack) cells(row []*Cell) [][]*frame.Frame {
	cells := make([][]*frame.Frame, len(row))
	for i, cell := range row {
		if cell != nil {
			cells[i] = Distribute(cell.Content(s.widths[i], true), s.widths[i], true, Regions{s.left, s.regions.Others})
		}
	}
	return cells
}

// begunLate reports whether a cell has nothing in the first region and
// something in a later one.
func begunLate(frames []*frame.Frame) bool {
	return len(frames) > 1 && frames[0].Empty() &&
		slices.ContainsFunc(frames[1:], func(f *frame.Frame) bool { return !f.Empty() })
}

// place puts a part of a row into the region.
func (s *rowStack) place(row []*Cell, cells [][]*frame.Frame, part int, height float64) {
	s.current.Height += s.gap
	s.gap = 0
	x := 0.0
	for i, frames := range cells {
		if part < len(frames) {
			cell, at := frames[part], x
			if s.grid.RTL {
				at = s.width - x - s.widths[i]
			}
			y := s.current.Height + row[i].Vertical*(height-cell.Height)
			s.current.Items = append(s.current.Items, frame.Placed{X: at, Y: y, Item: cell})
		}
		x += s.widths[i] + s.grid.ColumnGap
	}
	s.current.Height += height
	s.left -= height
}
