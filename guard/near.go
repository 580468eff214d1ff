package guard

import (
	"slices"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/wordnet"
)

// Two sources say which words may replace each other. near.psv is written by
// hand, in three languages; package wordnet knows the common words of English. Both
// speak of a word in place of one that is gone: how strong a verb is, and what
// limits a claim, the other tables say.

// nearClasses are the classes of near.psv that a word of a language is in, by
// its family.
var nearClasses = func() map[string]func() map[string][]uint16 {
	set := map[string]func() map[string][]uint16{}
	for _, lang := range languages() {
		set[lang] = sync.OnceValue(func() map[string][]uint16 { return readNear(lang) })
	}
	return set
}()

func readNear(lang string) map[string][]uint16 {
	classes := map[string][]uint16{}
	for _, line := range readLines("near") {
		list, ok := strings.CutPrefix(line, lang+"|")
		if !ok {
			continue
		}
		id := uint16(0)
		for class := range strings.SplitSeq(list, ";") {
			for word := range strings.SplitSeq(class, ",") {
				name := family(readWord(word, lang), lang)
				if !slices.Contains(classes[name], id) {
					classes[name] = append(classes[name], id)
				}
			}
			id++
		}
	}
	return classes
}

// mayMean reports whether two words of a language may mean the same.
func mayMean(a, b token, lang string) bool {
	return sharesNear(a, b, lang) || lang == "en" && oneMeaning(a.fold, b.fold)
}

// sharesNear reports whether near.psv has two words in one class.
func sharesNear(a, b token, lang string) bool {
	read, ok := nearClasses[lang]
	return ok && slices.ContainsFunc(read()[a.family], func(id uint16) bool { return slices.Contains(read()[b.family], id) })
}

// meanings are what WordNet has of a word and of what it may be a form of.
func meanings(fold string) (own, wide []string) {
	own, wide = wordnet.Meanings(fold)
	for _, base := range baseForms(fold) {
		more, wider := wordnet.Meanings(base)
		own, wide = append(own, more...), append(wide, wider...)
	}
	return own, wide
}

// baseForms are the words that an English word may be a form of.
func baseForms(fold string) []string {
	var list []string
	if base := irregularBase()[fold]; base != "" && base != fold {
		list = append(list, base)
	}
	for _, ending := range [...][2]string{{"ies", "y"}, {"ied", "y"}, {"es", ""}, {"s", ""}, {"ed", ""}, {"ed", "e"}, {"ing", ""}, {"ing", "e"}} {
		rest, ok := strings.CutSuffix(fold, ending[0])
		if !ok || len(rest) < 2 {
			continue
		}
		list = append(list, rest+ending[1])
		if n := len(rest); ending[1] == "" && n > 2 && rest[n-1] == rest[n-2] {
			list = append(list, rest[:n-1])
		}
	}
	return list
}

// irregularBase are the English rows of families.psv: form ─► first form.
var irregularBase = sync.OnceValue(func() map[string]string {
	bases := map[string]string{}
	for _, line := range readLines("families") {
		if list, ok := strings.CutPrefix(line, "en|"); ok {
			for group := range strings.SplitSeq(list, ";") {
				base, forms, _ := strings.Cut(group, ",")
				for form := range strings.SplitSeq(forms, ",") {
					bases[form] = base
				}
			}
		}
	}
	return bases
})

// oneMeaning reports whether two English words share a meaning, or what one
// verb means is a kind of what the other does.
func oneMeaning(a, b string) bool {
	own, wide := meanings(a)
	if len(own)+len(wide) == 0 {
		return false
	}
	other, otherWide := meanings(b)
	shared := func(x, y []string) bool {
		return slices.ContainsFunc(x, func(id string) bool { return slices.Contains(y, id) })
	}
	return shared(own, other) || shared(wide, other) || shared(own, otherWide)
}

// standsIn reports whether word i of the new text may mean a word of the old
// one that is gone, or for an added text a word of what it is like.
func (c *claim) standsIn(i int) bool {
	tok := c.new.tokens[i]
	if tok.ident || c.translated {
		return false
	}
	for _, t := range c.anchors() {
		if t.lang != c.new.lang {
			continue
		}
		for _, other := range t.tokens {
			if other.stop || other.number || other.ident || c.old != nil && c.new.stems[other.stem] {
				continue
			}
			if mayMean(tok, other, t.lang) {
				return true
			}
		}
	}
	return false
}
