package offer

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/bespoke-cv/bespoke/sieve"
)

// pattern is a regular expression that is compiled when it is first asked for:
// commands that read no offer would pay for a hundred of them. To look through
// it takes as long as to compile it, and pays where many offers are read.
func pattern(text string) func() *sieve.Regexp {
	plain := sync.OnceValue(func() *sieve.Regexp { return &sieve.Regexp{Regexp: regexp.MustCompile(text)} })
	sifting := sync.OnceValue(func() *sieve.Regexp { return sieve.Of(plain().Regexp) })
	var asked atomic.Int32
	return func() *sieve.Regexp {
		if asked.Load() < oftenAsked {
			asked.Add(1)
			return plain()
		}
		return sifting()
	}
}

// oftenAsked is how often a pattern is asked for before it is looked through:
// each line of an offer asks.
const oftenAsked = 500

// holdsAny reports whether s holds one of some parts.
func holdsAny(s string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(s, part) })
}
