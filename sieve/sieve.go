// Package sieve puts a quick look before regular expressions.
//
// Rules ask each line of a text for a hundred patterns, of which it holds none
// or one. Go's regexp tries a pattern at each byte; what nearly all patterns need
// to match, though, is one of a few short strings: a word for a currency, an
// abbreviation of a legal form, a digit. Of finds these strings in the
// pattern itself, and text without any of them is passed over. Of a pattern that
// is tried at the beginning of a text only, it finds what the text has to begin
// with.
//
//	pattern ─► strings it needs ─► first bytes of each ─► two bits each in a bitmap
//	text ────► its bytes, looked up ─► none of them: no match, else ─► regexp
package sieve

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
)

// Regexp is a regular expression that tells quickly of most texts that they do
// not match. Its results are those of the regular expression, always.
type Regexp struct {
	*regexp.Regexp
	need need
	only []string // strings that are all it matches; nil: it is not so plain
}

// Of looks through a regular expression, which takes longer than to compile it.
// A Regexp of which nothing but Regexp is set was not looked through and holds
// no text back.
func Of(compiled *regexp.Regexp) *Regexp {
	r := &Regexp{Regexp: compiled}
	parsed, err := syntax.Parse(compiled.String(), syntax.Perl)
	if err != nil {
		return r // it was compiled, so it can be parsed
	}
	if re := parsed.Simplify(); anchored(re) {
		r.need.begin(beginnings(re))
	} else {
		seen := look(re)
		r.only = plain(re, seen.all)
		r.need.fill(seen.need)
	}
	return r
}

// fewStrings are looked for one by one.
const fewStrings = 6

// plain lists the strings that a pattern stands for, if it is as plain as that.
func plain(re *syntax.Regexp, all []needle) (texts []string) {
	if len(all) > fewStrings || asserts(re) {
		return nil
	}
	for _, one := range all {
		if one.folded || one.text == "" {
			return nil
		}
		texts = append(texts, one.text)
	}
	return texts
}

// asserts reports whether a pattern looks at what stands around a match.
func asserts(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return true
	}
	return slices.ContainsFunc(re.Sub, asserts)
}

// anchored reports whether a pattern is tried at the beginning only, so that what
// a text begins with tells enough.
func anchored(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpBeginText:
		return true
	case syntax.OpConcat, syntax.OpCapture:
		return anchored(re.Sub[0])
	case syntax.OpAlternate:
		return !slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return !anchored(sub) })
	}
	return false
}

// may reports whether the text may match.
func (r *Regexp) may(s string) bool { return r.need.in(s) }

// MatchString is that of regexp.Regexp, as are all below.
func (r *Regexp) MatchString(s string) bool {
	if r.only != nil {
		return slices.ContainsFunc(r.only, func(text string) bool { return strings.Contains(s, text) })
	}
	return r.may(s) && r.Regexp.MatchString(s)
}

func (r *Regexp) FindString(s string) string {
	if !r.may(s) {
		return ""
	}
	return r.Regexp.FindString(s)
}

func (r *Regexp) FindStringIndex(s string) []int {
	if !r.may(s) {
		return nil
	}
	return r.Regexp.FindStringIndex(s)
}

func (r *Regexp) FindStringSubmatch(s string) []string {
	if !r.may(s) {
		return nil
	}
	return r.Regexp.FindStringSubmatch(s)
}

func (r *Regexp) FindStringSubmatchIndex(s string) []int {
	if !r.may(s) {
		return nil
	}
	return r.Regexp.FindStringSubmatchIndex(s)
}

func (r *Regexp) FindAllString(s string, n int) []string {
	if !r.may(s) {
		return nil
	}
	return r.Regexp.FindAllString(s, n)
}

func (r *Regexp) FindAllStringIndex(s string, n int) [][]int {
	if !r.may(s) {
		return nil
	}
	return r.Regexp.FindAllStringIndex(s, n)
}

func (r *Regexp) FindAllStringSubmatch(s string, n int) [][]string {
	if !r.may(s) {
		return nil
	}
	return r.Regexp.FindAllStringSubmatch(s, n)
}

func (r *Regexp) FindAllStringSubmatchIndex(s string, n int) [][]int {
	if !r.may(s) {
		return nil
	}
	return r.Regexp.FindAllStringSubmatchIndex(s, n)
}

func (r *Regexp) ReplaceAllString(s, with string) string {
	if !r.may(s) {
		return s
	}
	return r.Regexp.ReplaceAllString(s, with)
}

func (r *Regexp) ReplaceAllStringFunc(s string, with func(string) string) string {
	if !r.may(s) {
		return s
	}
	return r.Regexp.ReplaceAllStringFunc(s, with)
}
