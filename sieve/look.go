package sieve

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"
)

// needle is a string that a text has to hold; a folded one in any case of
// ASCII's letters.
type needle struct {
	text   string
	folded bool
}

// sight is what is seen of a pattern.
type sight struct {
	all  []needle // all strings that it matches, beside assertions; nil: too many
	need []needle // strings of which each match holds one; nil: none is needed
}

// Bounds of what is looked for. A class of very many characters is nearly
// everywhere.
const (
	mostAll      = 128
	mostNeeded   = 300
	mostOfAClass = 24
)

// look finds the strings that a pattern needs.
func look(re *syntax.Regexp) sight {
	switch re.Op {
	case syntax.OpLiteral:
		return literal(string(re.Rune), re.Flags&syntax.FoldCase != 0)
	case syntax.OpCharClass:
		return finite(class(re.Rune))
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return finite([]needle{{}})
	case syntax.OpCapture:
		return look(re.Sub[0])
	case syntax.OpQuest:
		if all := look(re.Sub[0]).all; all != nil && len(all) < mostAll {
			return finite(append(slices.Clone(all), needle{}))
		}
	case syntax.OpPlus:
		return sight{need: look(re.Sub[0]).need}
	case syntax.OpAlternate:
		return alternate(re.Sub)
	case syntax.OpConcat:
		return concat(re.Sub)
	}
	return sight{}
}

// finite is a pattern that matches some strings.
func finite(all []needle) sight {
	if slices.ContainsFunc(all, func(n needle) bool { return n.text == "" }) {
		return sight{all: all}
	}
	return sight{all: all, need: all}
}

// literal is a string. Of one in any case only ASCII's letters have two forms
// that differ by a bit, so of others the longest stretch of ASCII stands for it.
func literal(text string, folded bool) sight {
	switch {
	case strings.ContainsRune(text, utf8.RuneError):
		return sight{} // any byte that is no text counts as it
	case !folded:
		return finite([]needle{{text: text}})
	}
	text = lower(text)
	longest := ""
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r >= utf8.RuneSelf }) {
		if len(part) > len(longest) {
			longest = part
		}
	}
	switch longest {
	case "":
		return sight{}
	case text:
		return finite([]needle{{text, true}})
	}
	return sight{need: []needle{{longest, true}}}
}

// class lists the characters of a class; nil: they are many.
func class(pairs []rune) []needle {
	var list []needle
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1]-pairs[i] >= mostOfAClass {
			return nil
		}
		for r := pairs[i]; r <= pairs[i+1]; r++ {
			if r == utf8.RuneError || len(list) == mostOfAClass {
				return nil
			}
			list = append(list, needle{text: string(r)})
		}
	}
	return list
}

// alternate is one of several patterns.
func alternate(subs []*syntax.Regexp) sight {
	var whole sight
	finite, needed := true, true
	for _, sub := range subs {
		one := look(sub)
		whole.all, whole.need = append(whole.all, one.all...), append(whole.need, one.need...)
		finite = finite && one.all != nil && len(whole.all) <= mostAll
		needed = needed && one.need != nil && len(whole.need) <= mostNeeded
	}
	if !finite {
		whole.all = nil
	}
	if !needed {
		whole.need = nil
	}
	return whole
}

// concat is patterns one behind another. What stands side by side and is finite
// is joined; of all that each match has to hold the rarest is needed.
func concat(subs []*syntax.Regexp) sight {
	var whole sight
	joined, all := []needle{{}}, true
	offer := func(need []needle) {
		if len(need) > 0 && (whole.need == nil || rarer(need, whole.need)) {
			whole.need = need
		}
	}
	for _, sub := range subs {
		one := look(sub)
		offer(one.need)
		if one.all != nil && len(one.all)*len(joined) <= mostAll {
			joined = join(joined, one.all)
			continue
		}
		all = false
		offer(finite(joined).need)
		if joined = one.all; joined == nil {
			joined = []needle{{}}
		}
	}
	offer(finite(joined).need)
	if all {
		whole.all = joined
	}
	return whole
}

// join puts each string before each other one.
func join(some, others []needle) []needle {
	list := make([]needle, 0, len(some)*len(others))
	for _, a := range some {
		for _, b := range others {
			both := needle{a.text + b.text, a.folded || b.folded}
			if both.folded {
				both.text = lower(both.text)
			}
			list = append(list, both)
		}
	}
	return list
}

// lower lowers the letters of ASCII.
func lower(text string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
}

// rarer reports whether fewer texts hold one of some strings than of others: the
// longer their shortest, the rarer.
func rarer(some, than []needle) bool {
	a, b := shortest(some), shortest(than)
	return a > b || a == b && len(some) < len(than)
}

func shortest(list []needle) int {
	least := gramBytes
	for _, n := range list {
		least = min(least, len(n.text))
	}
	return least
}
