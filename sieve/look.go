package sieve

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
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

// literal is a string. In any case, letters outside of ASCII are written out in
// all forms.
func literal(text string, folded bool) sight {
	switch {
	case strings.ContainsRune(text, utf8.RuneError):
		return sight{} // any byte that is no text counts as it
	case !folded:
		return finite([]needle{{text: text}})
	}
	all := []needle{{folded: true}}
	for _, r := range text {
		forms := []needle{{string(r), true}}
		if r >= utf8.RuneSelf {
			forms = nil
			for form := unicode.SimpleFold(r); ; form = unicode.SimpleFold(form) {
				if forms = append(forms, needle{string(form), true}); form == r {
					break
				}
			}
		}
		if all = join(all, forms); len(all) > mostAll {
			return sight{}
		}
	}
	return finite(all)
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

// beginnings lists strings of which each match begins with one; nil: too many. A
// folded one has no letter outside of ASCII.
func beginnings(re *syntax.Regexp) []needle {
	switch re.Op {
	case syntax.OpCapture, syntax.OpPlus:
		return beginnings(re.Sub[0])
	case syntax.OpAlternate:
		var all []needle
		for _, sub := range re.Sub {
			one := beginnings(sub)
			if all = append(all, one...); one == nil || len(all) > mostAll {
				return nil
			}
		}
		return all
	case syntax.OpConcat:
		joined := []needle{{}}
		for _, sub := range re.Sub {
			one := look(sub).all
			if one != nil && len(one)*len(joined) <= mostAll {
				joined = join(joined, one)
				continue
			}
			if first := beginnings(sub); first != nil && len(first)*len(joined) <= mostAll {
				joined = join(joined, first)
			}
			break
		}
		return joined
	}
	return look(re).all
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
