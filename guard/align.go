package guard

// alignment is what differs when two texts are laid over each other so that as
// many words as possible stand over the same ones, in order.
type alignment struct {
	came, gone []span // stretches of the new text, and of the old one
	places     int    // where the texts differ: a stretch for another counts once
}

func align(old, edited []token, same func(a, b token) bool) alignment {
	common := make([][]int, len(old)+1) // length of the longest common rest
	cells := make([]int, (len(old)+1)*(len(edited)+1))
	for i := range common {
		common[i], cells = cells[:len(edited)+1], cells[len(edited)+1:]
	}
	for i := len(old) - 1; i >= 0; i-- {
		for k := len(edited) - 1; k >= 0; k-- {
			if same(old[i], edited[k]) {
				common[i][k] = common[i+1][k+1] + 1
			} else {
				common[i][k] = max(common[i+1][k], common[i][k+1])
			}
		}
	}
	var a alignment
	i, k := 0, 0
	for i < len(old) || k < len(edited) {
		from := span{i, k}
		for i < len(old) || k < len(edited) {
			if i < len(old) && k < len(edited) && same(old[i], edited[k]) {
				break
			}
			if k == len(edited) || i < len(old) && common[i+1][k] >= common[i][k+1] {
				i++
			} else {
				k++
			}
		}
		if i > from.start {
			a.gone = append(a.gone, span{from.start, i})
		}
		if k > from.end {
			a.came = append(a.came, span{from.end, k})
		}
		if i > from.start || k > from.end {
			a.places++
		}
		i, k = i+1, k+1
	}
	return a
}

// changedPlaces counts the places where two texts differ, numbers aside.
func changedPlaces(old, edited []token) int {
	return align(wordsOnly(old), wordsOnly(edited), func(a, b token) bool { return a.fold == b.fold }).places
}

// wordsOnly are the tokens that are no numbers.
func wordsOnly(tokens []token) []token {
	list := make([]token, 0, len(tokens))
	for _, tok := range tokens {
		if !tok.number {
			list = append(list, tok)
		}
	}
	return list
}
