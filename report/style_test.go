package report

import (
	"math"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var color = regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6}|[0-9a-f]{3});`)

// luminance is WCAG 2.2's relative luminance of a colour such as "1e2126".
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	weights, sum := []float64{0.2126, 0.7152, 0.0722}, 0.0
	for i, weight := range weights {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		require.NoError(t, err)
		if c := float64(n) / 255; c <= 0.04045 {
			sum += weight * c / 12.92
		} else {
			sum += weight * math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return sum
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	light, dark := luminance(t, a), luminance(t, b)
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

func TestColoursCanBeTold(t *testing.T) {
	schemes := regexp.MustCompile(`(?s):root \{.*?\}`).FindAllString(styleCSS, -1)
	require.Len(t, schemes, 3, "light, dark, print")
	for i, scheme := range schemes {
		colours := map[string]string{}
		for _, found := range color.FindAllStringSubmatch(scheme, -1) {
			colours[found[1]] = found[2]
		}
		// Text needs 4.5 (WCAG 1.4.3), bars need 3 (1.4.11).
		for _, pair := range []struct {
			front, back string
			least       float64
		}{
			{"text", "page", 4.5},
			{"text", "card", 4.5},
			{"quiet", "page", 4.5},
			{"quiet", "card", 4.5},
			{"accent", "page", 4.5},
			{"accent", "card", 4.5},
			{"text", "good-back", 4.5},
			{"text", "warn-back", 4.5},
			{"text", "bad-back", 4.5},
			{"good", "good-back", 4.5},
			{"warn", "warn-back", 4.5},
			{"warn", "card", 4.5},
			{"bad", "bad-back", 4.5},
			{"ins", "ins-back", 4.5},
			{"del", "del-back", 4.5},
			{"was", "card", 3},
			{"accent", "track", 3},
			{"top", "track", 3},
		} {
			require.Contains(t, colours, pair.front)
			require.Contains(t, colours, pair.back)
			assert.GreaterOrEqual(t, contrast(t, colours[pair.front], colours[pair.back]), pair.least, "scheme %d: %s on %s", i, pair.front, pair.back)
		}
	}
}
