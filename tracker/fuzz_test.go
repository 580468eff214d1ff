package tracker_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/tracker"
)

// Fingerprints come out of a database: whatever stands there is compared, or is
// none.
func FuzzLikeness(f *testing.F) {
	whole := tracker.FingerprintOf("We are looking for a gardener who knows roses")
	f.Add([]byte(whole), []byte(whole))
	f.Add([]byte(whole), []byte(whole[:len(whole)-1]))
	f.Add([]byte(whole), []byte{})
	f.Add([]byte(nil), []byte{1})
	f.Fuzz(func(t *testing.T, a, b []byte) {
		one, other := tracker.Fingerprint(a), tracker.Fingerprint(b)
		share := one.Likeness(other)
		assert.GreaterOrEqual(t, share, 0.0)
		assert.LessOrEqual(t, share, 1.0)
		assert.Equal(t, share, other.Likeness(one), "whichever is asked")
		if one.Same(other) {
			assert.True(t, one.Current() && other.Current())
		}
	})
}
