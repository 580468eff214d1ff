// Package sieve puts a quick look before regular expressions.
//
// Rules ask each line of a text for a hundred patterns, of which it holds none
// or one. Go's regexp tries a pattern at each byte; what nearly all patterns need
// to match, though, is one of a few short strings: a word for a currency, an
// abbreviation of a legal form, a digit. Compile finds these strings in the
// pattern itself, and text without any of them is passed over.
//
//	pattern ─► strings it needs ─► first bytes of each ─► two bits each in a bitmap
//	text ────► its bytes, looked up ─► none of them: no match, else ─► regexp
package sieve

import (
	"regexp"
	"regexp/syntax"
	"slices"
)

// Regexp is a regular expression that tells quickly of most texts that they do
// not match. Its results are those of the regular expression, always.
type Regexp struct {
	*regexp.Regexp
	need need
}

// MustCompile is regexp.MustCompile.
func MustCompile(text string) *Regexp {
	r := &Regexp{Regexp: regexp.MustCompile(text)}
	if parsed, err := syntax.Parse(text, syntax.Perl); err == nil && !anchored(parsed) {
		r.need.fill(look(parsed.Simplify()).need)
	}
	return r
}

// anchored reports whether a pattern is tried at the beginning only, which takes
// less than a look at the whole text.
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
func (r *Regexp) MatchString(s string) bool { return r.may(s) && r.Regexp.MatchString(s) }

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
