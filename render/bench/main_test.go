package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
)

func TestLengthenRepeatsTheSections(t *testing.T) {
	source, err := os.ReadFile("../../examples/cvs/software-engineer.yaml")
	require.NoError(t, err)
	before, err := cv.Parse(source)
	require.NoError(t, err)
	after, err := cv.Parse(lengthen(source, 3))
	require.NoError(t, err)
	assert.Len(t, after.Sections(), 3*len(before.Sections()))
	assert.Equal(t, before.Keys("/design"), after.Keys("/design"))
	assert.Equal(t, before.Name(), after.Name())
}

func TestFiguresAreMediansThatReadWell(t *testing.T) {
	ms := time.Millisecond
	assert.Equal(t, 2*ms, middle([]time.Duration{9 * ms, ms, 2 * ms}))
	for want, got := range map[string]string{
		"–": show(0), "6.5 ms": show(6500 * time.Microsecond), "56 ms": show(56 * ms),
		"22×": ratio(56*ms, 1258*ms), "0.5×": ratio(20*ms, 10*ms), "": strings.Trim(ratio(0, ms)+ratio(ms, 0), "–"),
	} {
		assert.Equal(t, want, got)
	}
}

func TestStepsAreReadFromWhatRenderCVSays(t *testing.T) {
	said := "│ ✓ 101 ms   Generated Typst:    ./x.typ │\n│ ✓ 237 ms   Generated PDF:   ./x.pdf │\n│ ✓ 146 ms   Generated PNGs:  ./x_1.png │\n"
	matches := step.FindAllStringSubmatch(said, -1)
	require.Len(t, matches, 2)
	assert.Equal(t, 237*time.Millisecond, milliseconds([]byte(matches[0][1])))
	assert.Equal(t, "PNGs", matches[1][2])
}
