package icon

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render/page"
)

func TestEveryIconParses(t *testing.T) {
	files, err := data.ReadDir("data")
	require.NoError(t, err)
	n := 0
	for _, file := range files {
		if !strings.Contains(file.Name(), ".tsv") {
			continue
		}
		for name, line := range table(file.Name()) {
			assert.NotNil(t, read(name, line), name)
			n++
		}
	}
	assert.Greater(t, n, 2500)
}

func TestParsePath(t *testing.T) {
	s, err := parsePath("M1 2 3 4h-1v.5.5zm1 1a2 2 0 1 1 4 0s1-1 2 2")
	require.NoError(t, err)
	verbs := ""
	for _, segment := range s {
		verbs += string("MLQCZ"[segment.Verb])
	}
	assert.Equal(t, "MLLLLZMCCC", verbs)
	assert.Equal(t, page.Point{X: 2, Y: 5}, s[4].Points[0])
	assert.Equal(t, page.Point{X: 2, Y: 3}, s[6].Points[0])
	assert.InDelta(t, 1, s[7].Points[2].Y, 1e-9) // the top of the half circle
	for _, bad := range []string{"1 2", "M", "M1", "Mx", "M1 1A1 1 0 2 0 1 1", "M1 1b", "Z2"} {
		_, err := parsePath(bad)
		assert.Error(t, err, bad)
	}
}

func FuzzParsePath(f *testing.F) {
	f.Add("M1 2 3 4h-1v.5.5zm1 1a2 2 0 1 1 4 0s1-1 2 2t3 4q1 1 2 2")
	f.Fuzz(func(_ *testing.T, d string) { _, _ = parsePath(d) })
}
