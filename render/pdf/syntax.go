package pdf

import (
	"math"
	"strconv"
	"unicode/utf16"
)

// ref is the number of an indirect object.
type ref int

// String returns a reference to the object.
func (r ref) String() string { return strconv.Itoa(int(r)) + " 0 R" }

// append writes a reference to the object.
func (r ref) append(out []byte) []byte {
	return append(strconv.AppendInt(out, int64(r), 10), " 0 R"...)
}

// thousandths rounds a length to the precision of numbers in the file. What is no number, or too large for one, is
// brought into range: 14,400 units is the largest page there is.
func thousandths(v float64) int64 {
	const limit = 1e6
	if math.IsNaN(v) {
		return 0
	}
	return int64(math.Round(min(max(v, -limit), limit) * 1000))
}

// appendThousandths writes n/1000 in the shortest form.
func appendThousandths(out []byte, n int64) []byte {
	if n < 0 {
		out = append(out, '-')
		n = -n
	}
	whole, rest := n/1000, n%1000
	if whole != 0 || rest == 0 {
		out = strconv.AppendInt(out, whole, 10)
	}
	if rest == 0 {
		return out
	}
	digits := [4]byte{'.', byte('0' + rest/100), byte('0' + rest/10%10), byte('0' + rest%10)}
	end := 4
	for digits[end-1] == '0' {
		end--
	}
	return append(out, digits[:end]...)
}

// appendNumber writes a number to three decimals.
func appendNumber(out []byte, v float64) []byte { return appendThousandths(out, thousandths(v)) }

// number is a number as text.
func number(v float64) string { return string(appendNumber(nil, v)) }

// textString encodes a text string: ASCII as it is, else UTF-16 with a byte order mark (ISO 32000-1, 7.9.2.2).
func textString(s string) string {
	ascii := true
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			ascii = false
			break
		}
	}
	if ascii {
		return string(appendLiteral(nil, []byte(s)))
	}
	units := utf16.Encode([]rune(s))
	raw := make([]byte, 2, 2+2*len(units))
	raw[0], raw[1] = 0xFE, 0xFF
	for _, u := range units {
		raw = append(raw, byte(u>>8), byte(u))
	}
	return string(appendLiteral(nil, raw))
}

// appendLiteral writes a literal string of any bytes.
func appendLiteral(out, raw []byte) []byte {
	out = append(out, '(')
	for _, b := range raw {
		out = appendEscaped(out, b)
	}
	return append(out, ')')
}

// appendEscaped writes one byte of a literal string.
func appendEscaped(out []byte, b byte) []byte {
	switch b {
	case '(', ')', '\\':
		return append(out, '\\', b)
	case '\r': // a reader would take it for a line feed
		return append(out, '\\', 'r')
	}
	return append(out, b)
}

const hex = "0123456789ABCDEF"

// appendHex writes n with so many hexadecimal digits.
func appendHex(out []byte, n, digits int) []byte {
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		out = append(out, hex[n>>shift&15])
	}
	return out
}

// name encodes a name object (ISO 32000-1, 7.3.5).
func name(s string) string {
	out := []byte{'/'}
	for i := range len(s) {
		b := s[i]
		switch {
		case b >= '0' && b <= '9', b >= 'A' && b <= 'Z', b >= 'a' && b <= 'z', b == '-', b == '_', b == '+', b == '.':
			out = append(out, b)
		default:
			out = append(out, '#', hex[b>>4], hex[b&15])
		}
	}
	return string(out)
}
