package match

import (
	"cmp"
	"slices"
)

// Cover orders lines by greedy cover: each next line is the one that brings
// the most weight in skills not yet covered; among equals the higher score
// goes first, then the earlier line. covered lists indices into Terms that
// need no line any more. The result holds indices into lines, all of them.
func (m *Matcher) Cover(lines []string, covered []int) []int {
	done := map[int]bool{}
	for _, i := range covered {
		done[i] = true
	}
	terms := make([][]int, len(lines))
	scores := make([]float64, len(lines))
	left := make([]int, len(lines))
	for i, line := range lines {
		terms[i], scores[i], left[i] = m.In(line), m.Score(line), i
	}
	gain := func(i int) (sum float64) {
		for _, t := range terms[i] {
			if !done[t] {
				sum += m.terms[t].Importance.Weight()
			}
		}
		return sum
	}
	order := make([]int, 0, len(lines))
	for len(left) > 0 {
		best := slices.MaxFunc(left, func(a, b int) int {
			return cmp.Or(cmp.Compare(gain(a), gain(b)), cmp.Compare(scores[a], scores[b]), cmp.Compare(b, a))
		})
		order = append(order, best)
		for _, t := range terms[best] {
			done[t] = true
		}
		left = slices.DeleteFunc(left, func(i int) bool { return i == best })
	}
	return order
}
