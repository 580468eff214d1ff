package cv

import "github.com/aymanbagabas/go-udiff"

// Diff is the unified diff from one file to another, "" when they are equal.
func Diff(before, after []byte) string {
	return udiff.Unified("base.yaml", "tailored.yaml", string(before), string(after))
}
