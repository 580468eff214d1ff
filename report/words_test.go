package report

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// marked writes spans with brackets around what changed.
func marked(spans []Span) string {
	var text strings.Builder
	for _, s := range spans {
		if s.Changed {
			text.WriteString("[" + s.Text + "]")
		} else {
			text.WriteString(s.Text)
		}
	}
	return text.String()
}

func TestChangedWordsAreMarked(t *testing.T) {
	for _, test := range []struct{ name, before, after, gone, come string }{
		{"one word", "run them on K8s, well", "run them on Kubernetes, well", "run them on [K8s], well", "run them on [Kubernetes], well"},
		{"inside markup", "to **K8s** on AWS", "to **Kubernetes** on AWS", "to **[K8s]** on AWS", "to **[Kubernetes]** on AWS"},
		{"nothing", "same", "same", "same", "same"},
		{"all", "one", "two", "[one]", "[two]"},
		{"from nothing", "", "new words", "", "[new words]"},
		{"neighbours read as one", "helped to rig two sets", "led the rigging sets", "[helped to rig two] sets", "[led the rigging] sets"},
		{"accents", "Café nord", "Café süd", "Café [nord]", "Café [süd]"},
		{"no spaces", "東京の会社", "大阪の会社", "[東京]の会社", "[大阪]の会社"},
		{"number", "190 ms", "180 ms", "[190] ms", "[180] ms"},
		{"broken letters", "a\xffb", "a\xfeb", "a[\xff]b", "a[\xfe]b"},
	} {
		t.Run(test.name, func(t *testing.T) {
			gone, come := compare(test.before, test.after)
			assert.Equal(t, test.gone, marked(gone))
			assert.Equal(t, test.come, marked(come))
		})
	}
}

func FuzzCompareLosesNothing(f *testing.F) {
	f.Add("a b c", "a c d")
	f.Add("", "\xff")
	f.Fuzz(func(t *testing.T, before, after string) {
		gone, come := compare(before, after)
		join := func(spans []Span) (all, same string) {
			for _, s := range spans {
				all += s.Text
				if !s.Changed {
					same += s.Text
				}
			}
			return all, same
		}
		wholeBefore, sameBefore := join(gone)
		wholeAfter, sameAfter := join(come)
		assert.Equal(t, before, wholeBefore)
		assert.Equal(t, after, wholeAfter)
		if strip := func(s string) string { return strings.Join(strings.Fields(s), "") }; true {
			assert.Equal(t, strip(sameBefore), strip(sameAfter), "what is not marked is the same on both sides")
		}
	})
}
