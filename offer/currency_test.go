package offer

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// linesOfOffers are those of every file that the tests read offers from.
func linesOfOffers(t *testing.T) (lines []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir("testdata", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		lines = append(lines, strings.Split(strings.ReplaceAll(string(text), `\n`, "\n"), "\n")...)
		return err
	}))
	require.NotEmpty(t, lines)
	return lines
}

func TestTheQuickLookForMoneyMissesNone(t *testing.T) {
	named := 0
	for _, line := range append(linesOfOffers(t), "60k", "60 K a year", "60\tk", "40–45 mila euro", "12 kr.", "CHF 90'000", "3 reais", "100 Ft") {
		if moneySign().MatchString(line) {
			named++
			assert.True(t, mayNameMoney(line), line)
		}
	}
	assert.Greater(t, named, 100)
	assert.False(t, mayNameMoney("Work with the team in Leeds, K 2"))
}
