package pdf

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// glyphOrigins reads the places of all characters but blanks from mutool's structured text.
func glyphOrigins(t *testing.T, stext string) [][2]float64 {
	t.Helper()
	var document struct {
		Chars []struct {
			X float64 `xml:"x,attr"`
			Y float64 `xml:"y,attr"`
			C string  `xml:"c,attr"`
		} `xml:"page>block>line>font>char"`
	}
	require.NoError(t, xml.Unmarshal([]byte(stext), &document))
	var origins [][2]float64
	for _, c := range document.Chars {
		if strings.TrimSpace(c.C) != "" {
			origins = append(origins, [2]float64{c.X, c.Y})
		}
	}
	return origins
}
