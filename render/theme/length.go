package theme

import (
	"fmt"
	"strconv"
)

// Unit is the unit of a Length.
type Unit string

// The units a design may use. Em is relative to the font size where the
// length is used.
const (
	Centimetre Unit = "cm"
	Inch       Unit = "in"
	Point      Unit = "pt"
	Millimetre Unit = "mm"
	Em         Unit = "em"
)

// Length is a number with a unit, as written in a design.
type Length struct {
	Value float64
	Unit  Unit

	text string // as written: "0.70cm" stays "0.70cm" in a Typst export
}

// Points returns the length in points (1/72 inch) where one em is em points.
func (l Length) Points(em float64) float64 {
	switch l.Unit {
	case Centimetre:
		return l.Value * 72 / 2.54
	case Inch:
		return l.Value * 72
	case Millimetre:
		return l.Value * 72 / 25.4
	case Em:
		return l.Value * em
	default:
		return l.Value
	}
}

// String returns the length as it was written.
func (l Length) String() string {
	if l.text != "" {
		return l.text
	}
	return strconv.FormatFloat(l.Value, 'f', -1, 64) + string(l.Unit)
}

// ParseLength reads a length such as 0.7in, -2pt or 1.4em.
func ParseLength(s string) (Length, error) {
	bad := func() (Length, error) {
		return Length{}, fmt.Errorf("%q is not a length: it must be a number followed by a unit (cm, in, pt, mm, em), for example 0.1cm", s)
	}
	if len(s) < 3 {
		return bad()
	}
	number, unit := s[:len(s)-2], Unit(s[len(s)-2:])
	switch unit {
	case Centimetre, Inch, Point, Millimetre, Em:
	default:
		return bad()
	}
	if !isDecimal(number) {
		return bad()
	}
	value, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return bad()
	}
	return Length{Value: value, Unit: unit, text: s}, nil
}

// isDecimal reports whether s is -?\d+(\.\d+)?, which is narrower than what
// strconv accepts (no exponent, no underscore, no leading point).
func isDecimal(s string) bool {
	if s != "" && s[0] == '-' {
		s = s[1:]
	}
	digits, point := 0, false
	for _, c := range []byte(s) {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.' && digits > 0 && !point:
			point, digits = true, 0
		default:
			return false
		}
	}
	return digits > 0
}
