package bespoke_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whoever adds a font or data with a licence of its own has to name it.
func TestNoticeNamesEveryLicenceFile(t *testing.T) {
	notice, err := os.ReadFile("NOTICE")
	require.NoError(t, err)
	licence := regexp.MustCompile(`(?i)licen[cs]e|/licences/`)
	require.NoError(t, filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "node_modules" || path == "out") {
			return filepath.SkipDir
		}
		if !entry.IsDir() && path != "LICENSE" && filepath.Ext(path) != ".go" && licence.MatchString(path) {
			assert.Contains(t, string(notice), filepath.Base(path), path)
		}
		return nil
	}))
}
