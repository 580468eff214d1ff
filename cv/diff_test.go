package cv_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/cv"
)

func TestDiff(t *testing.T) {
	cases := []struct{ name, before, after, want string }{
		{"equal", "a\n", "a\n", ""},
		{"line changed", "a\nb\nc\n", "a\nB\nc\n", "--- base.yaml\n+++ tailored.yaml\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"},
		{"no final newline", "a\nb", "a\nB", "--- base.yaml\n+++ tailored.yaml\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+B\n\\ No newline at end of file\n"},
		{"empty before", "", "a\n", "--- base.yaml\n+++ tailored.yaml\n@@ -0,0 +1 @@\n+a\n"},
		{
			"two changes close together, a third further down", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n", "A\nb\nB\nc\nd\ne\nf\ng\nh\ni\nj\n",
			"--- base.yaml\n+++ tailored.yaml\n@@ -1,5 +1,6 @@\n-a\n+A\n b\n+B\n c\n d\n e\n@@ -8,4 +9,3 @@\n h\n i\n j\n-k\n",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, cv.Diff([]byte(c.before), []byte(c.after)))
		})
	}
}
