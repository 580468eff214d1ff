package flow_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render/flow"
	"github.com/bespoke-cv/bespoke/render/frame"
)

// ink is a frame with something in it.
func ink(width, height float64) *frame.Frame {
	return &frame.Frame{
		Width: width, Height: height,
		Items: []frame.Placed{{Item: &frame.Rule{Width: width, Height: height}}},
	}
}

func line(height float64) flow.Child { return flow.Line{Frame: ink(10, height), Need: height} }

// tops lists where a frame's direct items begin.
func tops(f *frame.Frame) []float64 {
	var tops []float64
	for _, placed := range f.Items {
		tops = append(tops, placed.Y)
	}
	return tops
}

func TestSpacesGiveWay(t *testing.T) {
	weak := func(amount float64, weakness flow.Weakness) flow.Child {
		return flow.Space{Amount: amount, Weakness: weakness}
	}
	tests := []struct {
		name     string
		children []flow.Child
		want     []float64
		height   float64
	}{
		{"weak space at either end vanishes", []flow.Child{weak(5, 1), line(10), weak(5, 4)}, []float64{0}, 10},
		{"hard space stays", []flow.Child{weak(5, 0), line(10), weak(5, 0)}, []float64{5}, 20},
		{"of two equal ones the larger stays", []flow.Child{line(10), weak(3, 4), weak(7, 4), line(10)}, []float64{0, 17}, 27},
		{"the lower weakness stays", []flow.Child{line(10), weak(7, 4), weak(2, 3), line(10)}, []float64{0, 12}, 22},
		{"the higher weakness vanishes", []flow.Child{line(10), weak(2, 3), weak(7, 4), line(10)}, []float64{0, 12}, 22},
		{"hard and weak add up", []flow.Child{line(10), weak(2, 4), weak(3, 0), line(10)}, []float64{0, 15}, 25},
		{"negative space pulls up", []flow.Child{line(10), weak(-4, 0), line(10)}, []float64{0, 6}, 16},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			frames := flow.Distribute(test.children, 100, true, flow.Endless)
			require.Len(t, frames, 1)
			assert.Equal(t, test.want, tops(frames[0]))
			assert.InDelta(t, test.height, frames[0].Height, 1e-9)
		})
	}
}

func lines(heights ...float64) []*frame.Frame {
	var frames []*frame.Frame
	for _, height := range heights {
		frames = append(frames, ink(10, height))
	}
	return frames
}

// counts lists the number of lines on each page.
func counts(frames []*frame.Frame) []int {
	var result []int
	for _, f := range frames {
		result = append(result, len(f.Items))
	}
	return result
}

func TestWidowsAndOrphans(t *testing.T) {
	tests := []struct {
		name    string
		before  int // lines of another paragraph on the page
		own     int
		perPage float64
		want    []int
	}{
		{"fits", 2, 3, 5, []int{5}},
		{"the first line does not stay alone", 4, 4, 5, []int{4, 4}},
		{"the last line does not stay alone", 1, 5, 5, []int{4, 2}},
		{"three lines stay together", 3, 3, 5, []int{3, 3}},
		{"long paragraphs break anywhere else", 1, 8, 5, []int{5, 4}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var children []flow.Child
			for range test.before {
				children = append(children, line(10))
			}
			own := make([]float64, test.own)
			for i := range own {
				own[i] = 10
			}
			children = append(children, flow.Lines(lines(own...), 0, 0, 0)...)
			height := 10 * test.perPage
			frames := flow.Distribute(children, 100, true, flow.Regions{First: height, Others: height})
			assert.Equal(t, test.want, counts(frames))
		})
	}
}

func block(height float64, sticky bool) *flow.Block {
	return &flow.Block{Sticky: sticky, Full: true, Content: func(float64, bool) []flow.Child {
		return []flow.Child{line(height)}
	}}
}

func TestHeadingsMoveWithWhatFollows(t *testing.T) {
	page := flow.Regions{First: 50, Others: 50}
	frames := flow.Distribute([]flow.Child{line(35), block(10, true), block(10, false)}, 100, true, page)
	assert.Equal(t, []int{1, 2}, counts(frames))

	t.Run("several in a row move together", func(t *testing.T) {
		frames := flow.Distribute([]flow.Child{line(20), block(10, true), block(10, true), block(20, false)}, 100, true, page)
		assert.Equal(t, []int{1, 3}, counts(frames))
	})
	t.Run("but not from the top of a page", func(t *testing.T) {
		frames := flow.Distribute([]flow.Child{block(10, true), block(60, false)}, 100, true, page)
		assert.Equal(t, []int{1, 1}, counts(frames))
	})
}

func TestBlocks(t *testing.T) {
	page := flow.Regions{First: 50, Others: 50}
	tall := func(breakable bool) *flow.Block {
		return &flow.Block{Breakable: breakable, Content: func(float64, bool) []flow.Child {
			return []flow.Child{line(10), line(10), line(10)}
		}}
	}
	t.Run("one that holds together moves whole", func(t *testing.T) {
		frames := flow.Distribute([]flow.Child{line(30), tall(false)}, 100, true, page)
		assert.Equal(t, []int{1, 1}, counts(frames))
	})
	t.Run("another is divided", func(t *testing.T) {
		frames := flow.Distribute([]flow.Child{line(30), tall(true)}, 100, true, page)
		assert.Equal(t, []int{2, 1}, counts(frames))
		assert.InDelta(t, 50, frames[0].Height, 1e-9)
		assert.InDelta(t, 10, frames[1].Height, 1e-9)
	})
	t.Run("one taller than a page is divided and says so", func(t *testing.T) {
		b, said := tall(false), 0
		b.Divided = func() { said++ }
		b.Content = func(float64, bool) []flow.Child { return slices.Repeat([]flow.Child{line(20)}, 4) }
		frames := flow.Distribute([]flow.Child{line(5), b}, 100, true, page)
		assert.Equal(t, []int{2, 1}, counts(frames))
		assert.Equal(t, 1, said)
		for _, f := range frames {
			assert.LessOrEqual(t, f.Height, 50.0)
		}
	})
	t.Run("insets narrow the content", func(t *testing.T) {
		b := &flow.Block{Left: 10, Right: 5, Full: true, Content: func(width float64, _ bool) []flow.Child {
			assert.InDelta(t, 85, width, 1e-9)
			return []flow.Child{line(10)}
		}}
		frames := flow.Distribute([]flow.Child{b}, 100, true, flow.Endless)
		assert.InDelta(t, 100, frames[0].Items[0].Item.(*frame.Frame).Width, 1e-9)
	})
}

func cell(width, height float64) *flow.Cell {
	return &flow.Cell{Content: func(available float64, _ bool) []flow.Child {
		return []flow.Child{flow.Line{Frame: ink(min(width, available), height)}}
	}}
}

func TestRowsAreDividedBetweenPages(t *testing.T) {
	lines := func(heights ...float64) *flow.Cell {
		return &flow.Cell{Content: func(float64, bool) []flow.Child {
			var children []flow.Child
			for _, height := range heights {
				children = append(children, line(height))
			}
			return children
		}}
	}
	heights := func(rows ...[]*flow.Cell) []float64 {
		g := &flow.Grid{Columns: []flow.Column{{Size: 20}, {Size: 20}}, RowGap: 5, Rows: rows}
		frames := flow.Distribute([]flow.Child{&flow.Block{Breakable: true, Grid: g}}, 100, true, flow.Regions{First: 50, Others: 50})
		var heights []float64
		for _, f := range frames {
			heights = append(heights, f.Height)
		}
		return heights
	}
	for _, test := range []struct {
		name string
		rows [][]*flow.Cell
		want []float64
	}{
		{"rows with a gap between them", [][]*flow.Cell{{lines(20), nil}, {lines(20), nil}}, []float64{45}},
		{"no gap before a break", [][]*flow.Cell{{lines(30), nil}, {lines(20), nil}}, []float64{30, 20}},
		{"no gap where there is no room for it", [][]*flow.Cell{{lines(48), nil}, {lines(20), nil}}, []float64{48, 20}},
		{"inside a row", [][]*flow.Cell{{lines(20, 20, 20), lines(10)}}, []float64{50, 20}},
		{"inside a row below another", [][]*flow.Cell{{lines(20), nil}, {lines(20, 20, 20), nil}}, []float64{50, 40}},
		{"over three pages", [][]*flow.Cell{{lines(20, 20, 20, 20, 20), nil}, {lines(5), nil}}, []float64{50, 50, 30}},
		{"whole when a cell would begin on the next page", [][]*flow.Cell{{lines(30), nil}, {lines(10), lines(20, 20)}}, []float64{30, 40}},
	} {
		t.Run(test.name, func(t *testing.T) { assert.InDeltaSlice(t, test.want, heights(test.rows...), 1e-9) })
	}
}

func TestGrid(t *testing.T) {
	lefts := func(g *flow.Grid, width float64) []float64 {
		f := flow.Distribute([]flow.Child{&flow.Block{Breakable: true, Grid: g}}, width, true, flow.Endless)[0]
		var lefts []float64
		for _, placed := range f.Items[0].Item.(*frame.Frame).Items {
			lefts = append(lefts, placed.X)
		}
		return lefts
	}
	columns := []flow.Column{{Size: 20}, {Sizing: flow.Natural}, {Sizing: flow.Fraction, Size: 1}}
	row := [][]*flow.Cell{{cell(5, 5), cell(30, 5), cell(5, 5)}}
	assert.Equal(t, []float64{0, 22, 54}, lefts(&flow.Grid{Columns: columns, ColumnGap: 2, Rows: row}, 100))
	assert.Equal(t, []float64{80, 48, 0}, lefts(&flow.Grid{Columns: columns, ColumnGap: 2, Rows: row, RTL: true}, 100))

	t.Run("columns that are too wide shrink to their fair share", func(t *testing.T) {
		natural := []flow.Column{{Sizing: flow.Natural}, {Sizing: flow.Natural}, {Sizing: flow.Natural}}
		cells := [][]*flow.Cell{{cell(10, 5), cell(80, 5), cell(80, 5)}}
		assert.Equal(t, []float64{0, 10, 55}, lefts(&flow.Grid{Columns: natural, Rows: cells}, 100))
	})
	t.Run("pages break between rows", func(t *testing.T) {
		rows := [][]*flow.Cell{{cell(10, 20)}, {cell(10, 20)}, {cell(10, 20)}}
		g := &flow.Grid{Columns: []flow.Column{{Sizing: flow.Natural}}, RowGap: 5, Rows: rows}
		frames := flow.Distribute([]flow.Child{&flow.Block{Breakable: true, Grid: g}}, 100, true, flow.Regions{First: 50, Others: 50})
		require.Len(t, frames, 2)
		assert.InDelta(t, 45, frames[0].Height, 1e-9)
	})
}

// FuzzDistribute stacks anything: it ends, and every frame is painted once.
func FuzzDistribute(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8}, 50.0)
	f.Add([]byte("\xff\x00\x80headings and lines"), 12.5)
	f.Fuzz(func(t *testing.T, script []byte, height float64) {
		if len(script) > 200 || height != height {
			return
		}
		painted := 0
		var children []flow.Child
		for i, code := range script {
			size := float64(code >> 3)
			switch code & 7 {
			case 0:
				children = append(children, flow.Space{Amount: size - 10, Weakness: flow.Weakness(i % 6)})
			case 1, 2:
				children = append(children, block(size, true))
				painted++
			case 3:
				children = append(children, block(size, false))
				painted++
			case 4:
				children = append(children, &flow.Block{Breakable: true, Content: func(float64, bool) []flow.Child {
					return []flow.Child{line(size), flow.Space{Amount: 1}, line(size)}
				}})
				painted += 2
			default:
				children = append(children, line(size))
				painted++
			}
		}
		frames := flow.Distribute(children, 100, true, flow.Regions{First: height, Others: height})
		rules := 0
		for _, f := range frames {
			rules += count(f)
		}
		assert.Equal(t, painted, rules)
	})
}

func count(f *frame.Frame) int {
	total := 0
	for _, placed := range f.Items {
		switch item := placed.Item.(type) {
		case *frame.Frame:
			total += count(item)
		case *frame.Rule:
			total++
		}
	}
	return total
}
