package bespoke_test

import (
	"io/fs"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// module begins the import paths of the project's own packages.
const module = "github.com/bespoke-cv/bespoke/"

// projectFiles are the files of the project, with slashes, without what is
// fetched or made.
func projectFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	require.NoError(t, filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !entry.IsDir():
			files = append(files, filepath.ToSlash(path))
		case slices.Contains([]string{".git", "node_modules", "bin", "dist", "out"}, entry.Name()):
			return filepath.SkipDir
		}
		return nil
	}))
	require.Greater(t, len(files), 1000, "the project was not read")
	return files
}
