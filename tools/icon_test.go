package tools

import (
	"bytes"
	"encoding/base64"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestIconsAreWholeInThemselves(t *testing.T) {
	for _, icon := range Icons() {
		encoded, found := strings.CutPrefix(icon.Src, "data:"+icon.MIMEType+";base64,")
		require.True(t, found)
		content, err := base64.StdEncoding.DecodeString(encoded)
		require.NoError(t, err)
		if icon.MIMEType == "image/png" {
			size, err := png.DecodeConfig(bytes.NewReader(content))
			require.NoError(t, err)
			assert.Equal(t, []int{48, 48}, []int{size.Width, size.Height})
		} else {
			assert.Contains(t, string(content), "<svg")
		}
	}
}
