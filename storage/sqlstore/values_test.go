package sqlstore

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// FuzzHoldsNUL compares the scan of JSON with what the JSON says.
func FuzzHoldsNUL(f *testing.F) {
	for _, seed := range []string{"", "a\x00b", `\u0000`, `\\u0000`, "\\\x00", `"\`, "u0000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		raw, err := json.Marshal(map[string]any{value: []string{value}})
		require.NoError(t, err)
		assert.Equal(t, strings.ContainsRune(value, 0), holdsNUL(string(raw)), "%s", raw)
	})
}

func TestMomentsSortAsText(t *testing.T) {
	base := time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", -7*3600))
	last := ""
	for _, step := range []time.Duration{0, time.Microsecond, 99 * time.Microsecond, time.Millisecond, time.Second, time.Hour, 365 * 24 * time.Hour} {
		value, err := moment(base.Add(step)).Value()
		require.NoError(t, err)
		written := value.(string)
		assert.Greater(t, written, last)
		last = written
		var back moment
		require.NoError(t, back.Scan(written))
		assert.True(t, base.Add(step).Equal(time.Time(back)))
		assert.Equal(t, time.UTC, time.Time(back).Location())
	}
	var bad moment
	assert.Error(t, bad.Scan("yesterday"))
	assert.Error(t, bad.Scan(42))
}

func TestIdentitySetsPartsApart(t *testing.T) {
	assert.Equal(t, identity("ab", "c"), identity("ab", "c"))
	assert.NotEqual(t, identity("ab", "c"), identity("a", "bc"))
	assert.NotEqual(t, identity("a"), identity("a", ""))
	assert.Equal(t, sum([]byte("2:ab1:c")), identity("ab", "c"), "rows of earlier versions are found by it")
}
