package atomicfile_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/atomicfile"
)

func TestWriteReplacesTheFileWithItsMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cv.yaml")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	require.NoError(t, atomicfile.Write(path, []byte("new"), 0o644))
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "new", string(data))
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o644), info.Mode().Perm())
}

func TestFailedWriteLeavesNothingBehind(t *testing.T) {
	folder := t.TempDir()
	target := filepath.Join(folder, "taken")
	require.NoError(t, os.MkdirAll(filepath.Join(target, "inside"), 0o755), "a folder cannot be replaced by a file")
	require.Error(t, atomicfile.Write(target, []byte("data"), 0o644))
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	assert.Equal(t, "taken", entries[0].Name())
	require.ErrorIs(t, atomicfile.Write(filepath.Join(folder, "none", "x"), nil, 0o644), os.ErrNotExist)
}
