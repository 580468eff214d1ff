package tracker_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/tracker"
)

// prose is n invented words; the same seed makes the same.
func prose(seed uint64, n int) []string {
	random := rand.New(rand.NewPCG(seed, 1))
	words := make([]string, n)
	for i := range words {
		words[i] = fmt.Sprintf("word%d", random.IntN(2000))
	}
	return words
}

// share is what FingerprintOf estimates, told exactly.
func share(a, b []string) float64 {
	shingles := func(words []string) map[string]bool {
		set := map[string]bool{}
		for i := 0; i+4 <= len(words); i++ {
			set[strings.Join(words[i:i+4], " ")] = true
		}
		return set
	}
	left, right := shingles(a), shingles(b)
	common := 0
	for s := range left {
		if right[s] {
			common++
		}
	}
	return float64(common) / float64(len(left)+len(right)-common)
}

func TestFingerprintsTellHowMuchTwoTextsShare(t *testing.T) {
	for name, test := range map[string]struct {
		words, changed int
		within         float64
	}{
		"an offer":                 {400, 3, 1e-9},
		"an offer, half of it":     {400, 80, 1e-9},
		"a long one":               {3000, 20, 0.06},
		"a long one, half of it":   {3000, 500, 0.06},
		"as much as may be read":   {30_000, 1000, 0.06},
		"a few words":              {4, 0, 1e-9},
		"nothing":                  {400, 400, 1e-9},
		"one word less than makes": {3, 0, 1e-9},
	} {
		t.Run(name, func(t *testing.T) {
			a := prose(1, test.words)
			b := append([]string{}, a...)
			for i := range test.changed {
				b[i*len(b)/test.changed] = fmt.Sprintf("other%d", i)
			}
			left, right := tracker.FingerprintOf(strings.Join(a, " ")), tracker.FingerprintOf(strings.Join(b, ", "))
			want := 0.0
			if test.words >= 4 {
				want = share(a, b)
			}
			assert.InDelta(t, want, left.Likeness(right), test.within)
			assert.InDelta(t, left.Likeness(right), right.Likeness(left), 1e-9)
			assert.Equal(t, test.changed == 0 && test.words >= 4, left.Same(right))
			assert.LessOrEqual(t, len(left), 2100)
		})
	}
}

func TestOneWordOfALongTextIsSeen(t *testing.T) {
	a := prose(1, 30_000)
	b := append([]string{}, a...)
	b[15_000] = "other"
	assert.False(t, tracker.FingerprintOf(strings.Join(a, " ")).Same(tracker.FingerprintOf(strings.Join(b, " "))))
}

func TestAShortTextAndALongOne(t *testing.T) {
	long := prose(1, 5000)
	short := long[:300]
	a, b := tracker.FingerprintOf(strings.Join(long, " ")), tracker.FingerprintOf(strings.Join(short, " "))
	assert.InDelta(t, share(long, short), a.Likeness(b), 0.06)
	assert.InDelta(t, a.Likeness(b), b.Likeness(a), 1e-9)
}

func TestWhatIsNoFingerprintIsLikeNothing(t *testing.T) {
	good := tracker.FingerprintOf("You look after the engines of our four ferries")
	old := append(tracker.Fingerprint{}, good...)
	old[0]++
	for _, none := range []tracker.Fingerprint{nil, {}, good[:5], old} {
		assert.False(t, none.Current())
		assert.False(t, none.Same(good) || good.Same(none) || none.Same(none))
		assert.Zero(t, none.Likeness(good)+good.Likeness(none))
	}
}

// What is kept by one version is compared by the next: when this changes, so
// must the version, the first byte.
func TestAFingerprintStaysAsItIs(t *testing.T) {
	assert.Equal(t, "010000000783f013b90383fd653551e99750d340a775b3b8e6799977bd815e585ca5508efed2d9d367",
		fmt.Sprintf("%x", []byte(tracker.FingerprintOf("Wir suchen: Maschinist:in auf See, 80 % (m/w/d)"))))
}
