package offer

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled when it is first asked for:
// commands that read no offer would pay for a hundred of them.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}
