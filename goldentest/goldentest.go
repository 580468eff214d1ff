// Package goldentest compares what tests made with golden files, which lie
// under testdata. With -update the tests write those files anew: look at the
// difference before it is committed.
package goldentest

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Equal holds a text to the golden file at path.
func Equal(t testing.TB, path, got string) {
	t.Helper()
	want := Read(t, path, []byte(got))
	assert.Equal(t, string(want), got, "%s differs: look at what changed, then test with -update", path)
}

// Read gives the golden file at path, for what is compared otherwise than byte
// for byte. With -update that is got.
func Read(t testing.TB, path string, got []byte) []byte {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "test with -update to write it")
	return want
}
