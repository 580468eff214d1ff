package theme

import (
	"fmt"
	"image/color"
	"math"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/image/colornames"
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
		alpha := strconv.FormatFloat(math.Round(c.Alpha*100)/100, 'f', -1, 64)
		return fmt.Sprintf("rgba(%d, %d, %d, %s)", c.R, c.G, c.B, alpha)
	}
	return fmt.Sprintf("rgb(%d, %d, %d)", c.R, c.G, c.B)
}

var (
	hexColor      = regexp.MustCompile(`^(?:#|0x)?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$`)
	functionColor = regexp.MustCompile(`^(rgba?|hsla?)\(([^()]*)\)$`)
)

// ParseColor reads an SVG colour name, a hexadecimal colour, or rgb(…), rgba(…),
// hsl(…) or hsla(…) in CSS notation.
func ParseColor(s string) (Color, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if named, ok := colornames.Map[s]; ok {
		return fromNRGBA(color.NRGBA(named)), nil
	}
	if s == "transparent" {
		return Color{}, nil
	}
	if m := hexColor.FindStringSubmatch(s); m != nil {
		return fromHex(m[1]), nil
	}
	if m := functionColor.FindStringSubmatch(s); m != nil {
		if c, ok := fromFunction(m[1], m[2]); ok {
			return c, nil
		}
	}
	return Color{}, fmt.Errorf("%q is not a colour: it must be a colour name, #rrggbb, rgb(0, 79, 144) or hsl(207, 100%%, 28%%)", s)
}

func fromNRGBA(c color.NRGBA) Color { return RGB(c.R, c.G, c.B) }

func fromHex(digits string) Color {
	if len(digits) <= 4 {
		var long strings.Builder
		for _, d := range digits {
			long.WriteRune(d)
			long.WriteRune(d)
		}
		digits = long.String()
	}
	channel := func(i int) uint8 {
		v, _ := strconv.ParseUint(digits[i:i+2], 16, 8)
		return uint8(v)
	}
	c := RGB(channel(0), channel(2), channel(4))
	if len(digits) == 8 {
		c.Alpha = float64(channel(6)) / 255
	}
	return c
}

func fromFunction(name, arguments string) (Color, bool) {
	fields := strings.FieldsFunc(arguments, func(r rune) bool { return r == ',' || r == ' ' || r == '/' })
	if len(fields) < 3 || len(fields) > 4 {
		return Color{}, false
	}
	alpha := 1.0
	if len(fields) == 4 {
		a, ok := number(fields[3], 1)
		if !ok {
			return Color{}, false
		}
		alpha = a
	}
	var c Color
	var ok bool
	if strings.HasPrefix(name, "rgb") {
		c, ok = fromRGB(fields)
	} else {
		c, ok = fromHSL(fields)
	}
	c.Alpha = alpha
	return c, ok
}

// number reads a number between 0 and limit, or a percentage of limit.
func number(s string, limit float64) (float64, bool) {
	digits, percent := strings.CutSuffix(s, "%")
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return 0, false
	}
	if percent {
		v *= limit / 100
	}
	return v, v >= 0 && v <= limit
}

func fromRGB(fields []string) (Color, bool) {
	var channels [3]uint8
	for i := range channels {
		v, err := strconv.ParseFloat(fields[i], 64)
		if err != nil || !(v >= 0 && v <= 255) {
			return Color{}, false
		}
		channels[i] = uint8(math.RoundToEven(v))
	}
	return RGB(channels[0], channels[1], channels[2]), true
}

func fromHSL(fields []string) (Color, bool) {
	turns := 360.0
	h := fields[0]
	for unit, whole := range map[string]float64{"deg": 360, "rad": 2 * math.Pi, "turn": 1} {
		if rest, found := strings.CutSuffix(h, unit); found {
			h, turns = rest, whole
		}
	}
	hue, err := strconv.ParseFloat(h, 64)
	saturation, ok1 := number(fields[1], 100)
	lightness, ok2 := number(fields[2], 100)
	if err != nil || math.IsInf(hue, 0) || math.IsNaN(hue) || !ok1 || !ok2 {
		return Color{}, false
	}
	hue = math.Mod(math.Mod(hue, turns)+turns, turns) / turns
	s, l := saturation/100, lightness/100
	high := l + s - l*s
	if l <= 0.5 {
		high = l * (1 + s)
	}
	low := 2*l - high
	channel := func(shift float64) uint8 {
		t := math.Mod(hue+shift+1, 1)
		v := low
		switch {
		case t < 1.0/6:
			v = low + (high-low)*t*6
		case t < 0.5:
			v = high
		case t < 2.0/3:
			v = low + (high-low)*(2.0/3-t)*6
		}
		return uint8(math.RoundToEven(v * 255))
	}
	return RGB(channel(1.0/3), channel(0), channel(-1.0/3)), true
}
