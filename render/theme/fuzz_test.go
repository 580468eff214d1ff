package theme_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render/theme"
)

// FuzzValues: a colour or a length that is read prints as one that is read as
// the same.
func FuzzValues(f *testing.F) {
	for _, value := range []string{
		"#004f90", "0xabc", "rebeccapurple", "rgb(0, 79, 144)", "rgba(1,2,3,.5)", "hsl(207, 100%, 28%)", "hsla(0,0%,0%,1)", "transparent",
		"0.7in", "-2pt", "1.4em", "10cm", "1e3mm", "pt", "", "rgb(", "hsl(nan, 1%, 1%)",
	} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if color, err := theme.ParseColor(value); err == nil {
			again, err := theme.ParseColor(color.String())
			require.NoError(t, err, color.String())
			assert.Equal(t, color.String(), again.String())
		}
		if length, err := theme.ParseLength(value); err == nil {
			again, err := theme.ParseLength(length.String())
			require.NoError(t, err)
			assert.Equal(t, length, again)
		}
	})
}
