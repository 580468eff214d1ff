package lexicon

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Interchangeable reports whether spellings a and b of the entry mean exactly
// the same, so that one may be written for the other: a short form and what it
// stands for (K8s, Kubernetes), with and without the maker's name (Excel,
// Microsoft Excel), spaces and dots (NodeJS, Node.js), or spellings listed
// under "same". An alias alone is not enough: "JUnit 5" names JUnit, yet who
// knows JUnit may not know its fifth version.
func (e *Entry) Interchangeable(a, b string) bool {
	if !e.spells(a) || !e.spells(b) {
		return false
	}
	return alike(a, b) || e.exact(a) && e.exact(b)
}

// spells reports whether s is a spelling of e, whatever its case.
func (e *Entry) spells(s string) bool {
	folded := Fold(s)
	return slices.ContainsFunc(e.Spellings(""), func(spelling string) bool { return Fold(spelling) == folded })
}

// exact reports whether s means neither more nor less than the entry's name.
func (e *Entry) exact(s string) bool {
	return alike(s, e.Name) || slices.ContainsFunc(e.Same, func(same string) bool { return alike(s, same) })
}

// alike reports whether a and b are one name, told by their letters alone.
func alike(a, b string) bool {
	first, second := squeeze(a), squeeze(b)
	return first == second || abbreviates(first, second, b) || abbreviates(second, first, a) || squeeze(bare(a)) == squeeze(bare(b))
}

// Abbreviates reports whether short is an acronym (AWS) or a numeronym (K8s)
// of long.
func Abbreviates(short, long string) bool { return abbreviates(squeeze(short), squeeze(long), long) }

// abbreviates is Abbreviates for squeezed names, l of what long says.
func abbreviates(s, l, long string) bool {
	if len(s) < 2 || len(s) >= len(l) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(l)
	_, lastSize := utf8.DecodeLastRuneInString(l)
	inner := utf8.RuneCountInString(l) - 2
	if inner > 0 && s == string(first)+strconv.Itoa(inner)+l[len(l)-lastSize:] {
		return true
	}
	var initials strings.Builder
	for word := range strings.FieldsFuncSeq(Fold(long), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		r, _ := utf8.DecodeRuneInString(word)
		initials.WriteRune(r)
	}
	return initials.Len() >= 2 && s == initials.String()
}

// squeeze is the folded text without spaces and punctuation. "+" and "#" stay:
// C, C++ and C# are three languages.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '+' || r == '#' {
			return r
		}
		return -1
	}, Fold(s))
}

// makers are names that often stand before a product's.
var makers = []string{
	"microsoft ", "ms ", "ms-", "amazon ", "aws ", "google ", "apache ", "adobe ", "atlassian ", "ibm ", "oracle ",
	"hashicorp ", "apple ", "autodesk ", "siemens ", "cisco ", "red hat ",
}

// bare is a product's name without its maker's.
func bare(s string) string {
	folded := Fold(s)
	for _, maker := range makers {
		if rest, ok := strings.CutPrefix(folded, maker); ok && len(rest) > 2 {
			return rest
		}
	}
	return folded
}
