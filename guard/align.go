package guard

// alignment is what differs when two texts are laid over each other so that as
// many words as possible stand over the same ones, in order.
type alignment struct {
	came, gone []span // stretches of the new text, and of the old one
	places     int    // where the texts differ: a stretch for another counts once
}

// alignedCells bounds what an alignment takes, four bytes each. No text of a CV
// comes near; longer ones differ in one place, from their first other word on.
const alignedCells = 4 << 20

// align lays the words of two texts over each other.
func align(old, edited []string) alignment {
	ids := make(map[string]int32, len(old)+len(edited))
	a, b := numbered(old, ids), numbered(edited, ids)
	begin := 0 // what both begin with takes no cells
	for begin < min(len(a), len(b)) && a[begin] == b[begin] {
		begin++
	}
	common := commonRests(a[begin:], b[begin:])
	var changed alignment
	for i, k := begin, begin; i < len(a) || k < len(b); i, k = i+1, k+1 {
		from, to := i, k
		for i < len(a) || k < len(b) {
			if i < len(a) && k < len(b) && common != nil && a[i] == b[k] {
				break
			}
			if k == len(b) || i < len(a) && (common == nil || common[i-begin+1][k-begin] >= common[i-begin][k-begin+1]) {
				i++
			} else {
				k++
			}
		}
		if i > from {
			changed.gone = append(changed.gone, span{from, i})
		}
		if k > to {
			changed.came = append(changed.came, span{to, k})
		}
		if i > from || k > to {
			changed.places++
		}
	}
	return changed
}

// numbered gives each word its number.
func numbered(words []string, ids map[string]int32) []int32 {
	list := make([]int32, len(words))
	for i, word := range words {
		id, ok := ids[word]
		if !ok {
			id = int32(len(ids))
			ids[word] = id
		}
		list[i] = id
	}
	return list
}

// commonRests are the lengths of the longest common subsequence of what follows
// each pair of places, or nil where that takes too much.
func commonRests(a, b []int32) [][]int32 {
	width := len(b) + 1
	if (len(a)+1)*width > alignedCells {
		return nil
	}
	rows, cells := make([][]int32, len(a)+1), make([]int32, (len(a)+1)*width)
	for i := range rows {
		rows[i] = cells[i*width : (i+1)*width]
	}
	for i := len(a) - 1; i >= 0; i-- {
		for k := len(b) - 1; k >= 0; k-- {
			if a[i] == b[k] {
				rows[i][k] = rows[i+1][k+1] + 1
			} else {
				rows[i][k] = max(rows[i+1][k], rows[i][k+1])
			}
		}
	}
	return rows
}

// changedPlaces counts the places where two texts differ, numbers aside.
func changedPlaces(old, edited []token) int {
	return align(wordsOnly(old), wordsOnly(edited)).places
}

// wordsOnly are the folded words that are no numbers.
func wordsOnly(tokens []token) []string {
	list := make([]string, 0, len(tokens))
	for _, tok := range tokens {
		if !tok.number {
			list = append(list, tok.fold)
		}
	}
	return list
}

// stemsOf are the stems of all words.
func stemsOf(tokens []token) []string {
	list := make([]string, len(tokens))
	for i, tok := range tokens {
		list[i] = tok.stem
	}
	return list
}
