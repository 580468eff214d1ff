package offer

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/sieve"
)

// pattern is a regular expression that is compiled when it is first asked for:
// commands that read no offer would pay for a hundred of them.
func pattern(text string) func() *sieve.Regexp {
	return sync.OnceValue(func() *sieve.Regexp { return sieve.Of(regexp.MustCompile(text)) })
}

// holdsAny reports whether s holds one of some parts.
func holdsAny(s string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(s, part) })
}
