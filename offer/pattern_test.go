package offer

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/sieve"
)

// TestQuickPatternsAnswerAsTheirExpressionsDo asks the largest patterns, each
// made in its own way, about lines that the tests read offers from.
func TestQuickPatternsAnswerAsTheirExpressionsDo(t *testing.T) {
	patterns := []*sieve.Regexp{moneySign(), legalForm(), formedName(), situated(), forAnother(), menu(), masked(), genderLoose(), phonePattern(), emailPattern()}
	matched := map[string]int{}
	for _, line := range partsOfOffers(t) {
		for _, p := range patterns {
			want := p.Regexp.FindStringIndex(line)
			require.Equal(t, want, p.FindStringIndex(line), "%s in %q", p, line)
			require.Equal(t, want != nil, p.MatchString(line), "%s in %q", p, line)
			if want != nil {
				matched[p.String()]++
			}
		}
	}
	assert.Len(t, matched, len(patterns), "each matches somewhere")
}

// partsOfOffers are lines of every file that the tests read offers from, and
// what stands behind and before a blank in them.
func partsOfOffers(t *testing.T) (parts []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir("testdata", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		for i, line := range strings.Split(strings.ReplaceAll(string(text), `\n`, "\n"), "\n") {
			if i%10 == 0 && len(line) < 300 {
				at := strings.LastIndexByte(line[:len(line)*(i%7)/7], ' ')
				parts = append(parts, line, line[at+1:], line[max(at, 0):], line[:at+1])
			}
		}
		return err
	}))
	return parts
}
