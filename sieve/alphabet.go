package sieve

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"sort"
	"unicode"
)

// alphabet parts all characters into classes that a program treats alike.
type alphabet struct {
	near    [nearRunes]uint8 // class of each of the first characters
	starts  []rune           // where runs of one class start
	classes []uint8          // class of each run
	some    []rune           // a character of each class
}

// nearRunes is how many characters have their class in a table: the letters of
// European languages.
const nearRunes = 0x180

const mostClasses = 256

// of is the class of a character.
func (a *alphabet) of(r rune) uint8 {
	if r < nearRunes {
		return a.near[r]
	}
	return a.far(r)
}

func (a *alphabet) far(r rune) uint8 {
	return a.classes[sort.Search(len(a.starts), func(i int) bool { return a.starts[i] > r })-1]
}

// newAlphabet finds the classes of a program; false: there are too many.
func newAlphabet(prog *syntax.Prog) (*alphabet, bool) {
	sets := runeSets(prog)
	a := &alphabet{starts: []rune{0}}
	for _, set := range sets {
		for i := 0; i < len(set); i += 2 {
			a.starts = append(a.starts, set[i], set[i+1]+1)
		}
	}
	slices.Sort(a.starts)
	a.starts = slices.Compact(a.starts)
	marks := make([][]byte, len(a.starts)) // by run: which sets it is in
	for number, set := range sets {
		for i := 0; i < len(set); i += 2 {
			run, _ := slices.BinarySearch(a.starts, set[i])
			for ; run < len(a.starts) && a.starts[run] <= set[i+1]; run++ {
				marks[run] = binary.LittleEndian.AppendUint32(marks[run], uint32(number))
			}
		}
	}
	known := map[string]uint8{}
	for run, mark := range marks {
		class, ok := known[string(mark)]
		if !ok {
			if len(a.some) == mostClasses {
				return nil, false
			}
			class = uint8(len(a.some))
			known[string(mark)], a.some = class, append(a.some, a.starts[run])
		}
		a.classes = append(a.classes, class)
	}
	for r := range a.near {
		a.near[r] = a.far(rune(r))
	}
	return a, true
}

// runeSets lists the sets of characters that the program tells apart, each once
// and as pairs of first and last ones.
func runeSets(prog *syntax.Prog) (sets [][]rune) {
	sets = [][]rune{{'0', '9', 'A', 'Z', '_', '_', 'a', 'z'}, {'\n', '\n'}} // what assertions look at
	seen := map[string]bool{}
	var key []byte
	for i := range prog.Inst {
		switch inst := &prog.Inst[i]; inst.Op {
		case syntax.InstRune, syntax.InstRune1:
			set := inst.Rune
			if len(set) == 1 {
				set = forms(set[0], syntax.Flags(inst.Arg)&syntax.FoldCase != 0)
			}
			key = key[:0]
			for _, r := range set {
				key = binary.AppendVarint(key, int64(r))
			}
			if !seen[string(key)] {
				seen[string(key)] = true
				sets = append(sets, set)
			}
		}
	}
	return sets
}

// forms are a character and, where case is folded, its other cases, as pairs.
func forms(r rune, folded bool) []rune {
	set := []rune{r, r}
	if folded {
		for form := unicode.SimpleFold(r); form != r; form = unicode.SimpleFold(form) {
			set = append(set, form, form)
		}
	}
	return set
}
