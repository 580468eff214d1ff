package theme

import (
	"fmt"
	"strconv"
)

// Color is an sRGB colour. Alpha is 1 for the usual opaque colour.
type Color struct {
	R, G, B uint8
	Alpha   float64
}

// RGB returns an opaque colour.
func RGB(r, g, b uint8) Color { return Color{R: r, G: g, B: b, Alpha: 1} }

// String returns the colour in CSS notation, the form Typst reads.
func (c Color) String() string {
	if c.Alpha < 1 {
		return fmt.Sprintf("rgba(%d, %d, %d, %s)", c.R, c.G, c.B, formatAlpha(c.Alpha))
	}
	return fmt.Sprintf("rgb(%d, %d, %d)", c.R, c.G, c.B)
}

func formatAlpha(a float64) string {
	return strconv.FormatFloat(float64(int(a*100+0.5))/100, 'g', -1, 64)
}
