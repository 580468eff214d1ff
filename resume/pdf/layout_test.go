package pdf

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestASwarmOfSegmentsHidesNoColumns puts two columns of running text beside tens
// of thousands of segments, on the page and far beyond it, which look like as
// many columns.
func TestASwarmOfSegmentsHidesNoColumns(t *testing.T) {
	const width, text = 600, "running text that is long enough to be a line of a column"
	var all []row
	for i := range 60 {
		y := float64(12 * i)
		left := row{y: y, size: 10, segments: []segment{{x0: 40, x1: 280, text: text}}}
		right := row{y: y + 6, size: 10, segments: []segment{{x0: 310, x1: 560, text: text}}}
		for j := range 1000 {
			beyond := float64(width + 3*j)
			right.segments = append(right.segments, segment{x0: beyond, x1: beyond + 1, text: "x"})
		}
		all = append(all, left, right)
	}
	assert.Equal(t, []int{310}, edges(all, width))
	x, from, to := gutter(all, width)
	assert.Equal(t, 308.5, x)
	assert.Equal(t, []int{1, 120}, []int{from, to}, "the first row stands above the second column")

	assert.Len(t, edges(all, 4000), mostEdges, "of a page that says it is that wide")
}
