// Package sieve puts a quick look before regular expressions.
//
// Rules ask each line of a text for a hundred patterns, of which it holds none
// or one. Go's regexp follows all ways through a pattern at each character; an
// automaton that has met such texts before takes one step, a look into a table.
// It tells whether a pattern matches, which is nearly always no; regexp is asked
// where it does and what its groups are.
//
//	pattern ─► program ─► automaton, grown by the texts that it reads
//	text ────► no match, or that is all that is asked; else ─► regexp
package sieve

import (
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
)

// Regexp is a regular expression that tells quickly of most texts that they do
// not match. Its results are those of the regular expression, always.
type Regexp struct {
	*regexp.Regexp
	reads int          // how much of a text it looks at
	asked atomic.Int64 // about how many bytes
	quick atomic.Pointer[automaton]
	look  sync.Once
}

// Of puts a quick look before a regular expression. To look through it takes as
// long as to compile it, which pays where many texts are read: it is done once
// the expression was asked about some.
func Of(compiled *regexp.Regexp) *Regexp {
	r := &Regexp{Regexp: compiled, reads: wholeText}
	if strings.HasPrefix(strings.TrimPrefix(compiled.String(), "(?i)"), "^") {
		r.reads = itsBeginning
	}
	return r
}

// A regular expression is looked through when it was asked about so many bytes,
// of each text no more than it looks at. Less than that regexp reads in less
// time than it takes.
const (
	askedBytes   = 600
	wholeText    = 250
	itsBeginning = 10
)

// match reports whether the text matches; unsure: it may.
func (r *Regexp) match(s string) (matches, sure bool) {
	quick := r.quick.Load()
	if quick == nil {
		if r.asked.Load() > askedBytes {
			r.look.Do(func() { r.quick.Store(newAutomaton(r.String())) })
			quick = r.quick.Load()
		} else {
			r.asked.Add(int64(min(len(s), r.reads)) + 1)
		}
		if quick == nil {
			return true, false
		}
	}
	return quick.match(s)
}

// may reports whether the text may match.
func (r *Regexp) may(s string) bool {
	matches, _ := r.match(s)
	return matches
}

// MatchString is that of regexp.Regexp, as are all below.
func (r *Regexp) MatchString(s string) bool {
	if matches, sure := r.match(s); sure || !matches {
		return matches
	}
	return r.Regexp.MatchString(s)
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
