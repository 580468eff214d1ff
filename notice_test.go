package bespoke_test

import (
	"os"
	"path"
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
	for _, file := range projectFiles(t) {
		if file != "LICENSE" && path.Ext(file) != ".go" && licence.MatchString(file) {
			assert.Contains(t, string(notice), path.Base(file), file)
		}
	}
}
