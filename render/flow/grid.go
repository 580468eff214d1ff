package flow

import (
	"math"

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

// Grid is rows of cells in columns. A page break may fall between rows.
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

// layout lays the rows out and returns a frame for each region.
func (g *Grid) layout(width float64, regions Regions) []*frame.Frame {
	widths := g.widths(width)
	total := g.ColumnGap * float64(len(widths)-1)
	for _, w := range widths {
		total += w
	}
	var done []*frame.Frame
	current := &frame.Frame{Width: total}
	left := regions.First
	for _, row := range g.Rows {
		cells, height := rowFrames(row, widths)
		gap := 0.0
		if len(current.Items) > 0 {
			gap = g.RowGap
		}
		full := current.Height+gap+height > left+tolerance && !math.IsInf(regions.Others, 1)
		if full && (len(current.Items) > 0 || len(done) == 0 && left < regions.Others-tolerance) {
			done = append(done, current)
			current = &frame.Frame{Width: total}
			left, gap = regions.Others, 0
		}
		current.Height += gap
		x := 0.0
		for i, cell := range cells {
			if cell != nil {
				at := x
				if g.RTL {
					at = total - x - widths[i]
				}
				y := current.Height + row[i].Vertical*(height-cell.Height)
				current.Items = append(current.Items, frame.Placed{X: at, Y: y, Item: cell})
			}
			x += widths[i] + g.ColumnGap
		}
		current.Height += height
	}
	return append(done, current)
}

// rowFrames lays the cells of a row out and returns the tallest one's height.
func rowFrames(row []*Cell, widths []float64) (cells []*frame.Frame, height float64) {
	cells = make([]*frame.Frame, len(row))
	for i, cell := range row {
		if cell == nil {
			continue
		}
		cells[i] = single(cell.Content, widths[i], true)
		height = math.Max(height, cells[i].Height)
	}
	return cells, height
}
