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
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, cv.Diff([]byte(c.before), []byte(c.after)))
		})
	}
}
