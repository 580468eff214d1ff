package subset

import "encoding/binary"

// Operators of DICT data; two-byte operators (12, n) are escape|n.
const (
	escape = 12 << 8

	opFontBBox       = 5
	opCharset        = 15
	opCharStrings    = 17
	opPrivate        = 18
	opSubrs          = 19
	opCharstringType = escape | 6
	opFontMatrix     = escape | 7
	opROS            = escape | 30
	opCIDCount       = escape | 34
	opFDArray        = escape | 36
	opFDSelect       = escape | 37
)

// dict is a DICT: operators with their operands, in the order of the file.
type dict []dictEntry

type dictEntry struct {
	operator int
	raw      []byte // the operands as they are encoded
	values   []int  // the operands; a real number counts as 0
}

// readDict decodes a DICT.
func readDict(data input) (dict, error) {
	var d dict
	var values []int
	start := 0
	for at := 0; at < len(data); {
		b := int(data[at])
		size, value := 1, 0
		var err error
		switch {
		case b <= 21:
			operator := b
			if b == 12 {
				size = 2
				second, err := data.uint(at+1, 1)
				if err != nil {
					return nil, malformed("CFF table: a DICT is cut short")
				}
				operator = escape | second
			}
			d = append(d, dictEntry{operator, data[start:at], values})
			at += size
			start, values = at, nil
			continue
		case b == 28:
			size = 3
			value, err = data.uint(at+1, 2)
			value = int(int16(value))
		case b == 29:
			size = 5
			value, err = data.uint(at+1, 4)
			value = int(int32(value))
		case b == 30:
			size, err = realSize(data[at:])
		case b >= 32 && b <= 246:
			value = b - 139
		case b >= 247 && b <= 254:
			size = 2
			var second int
			second, err = data.uint(at+1, 1)
			value = shortNumber(b, second)
		default:
			err = malformed("CFF table: byte %d in a DICT", b)
		}
		if err != nil {
			return nil, malformed("CFF table: a DICT is damaged at byte %d", at)
		}
		values = append(values, value)
		at += size
	}
	return d, nil
}

// shortNumber decodes the two-byte numbers that DICTs and charstrings share.
func shortNumber(first, second int) int {
	if first <= 250 {
		return (first-247)<<8 + second + 108
	}
	return -(first-251)<<8 - second - 108
}

// realSize returns the length of a real number: nibbles up to an 0xF.
func realSize(data input) (int, error) {
	for i := 1; i < len(data); i++ {
		if data[i]>>4 == 0xF || data[i]&0xF == 0xF {
			return i + 1, nil
		}
	}
	return 0, malformed("CFF table: a number without end")
}

// operands returns an operator's operands.
func (d dict) operands(operator int) ([]int, bool) {
	for _, entry := range d {
		if entry.operator == operator {
			return entry.values, true
		}
	}
	return nil, false
}

// integer returns operand i of an operator; false when the dict lacks it.
func (d dict) integer(operator, i int) (int, bool) {
	values, ok := d.operands(operator)
	if !ok || i >= len(values) {
		return 0, false
	}
	return values[i], true
}

// appendEntry copies an operator of d, if it is there, with its operands as they are.
func (d dict) appendEntry(out []byte, operator int) []byte {
	for _, entry := range d {
		if entry.operator == operator {
			return appendOperator(append(out, entry.raw...), operator)
		}
	}
	return out
}

func appendOperator(out []byte, operator int) []byte {
	if operator >= escape {
		out = append(out, 12)
	}
	return append(out, byte(operator))
}

// appendNumbers writes an operator after numbers of a fixed five bytes each, so that the size of a DICT does not
// depend on the offsets in it.
func appendNumbers(out []byte, operator int, numbers ...int) []byte {
	for _, n := range numbers {
		out = binary.BigEndian.AppendUint32(append(out, 29), uint32(n))
	}
	return appendOperator(out, operator)
}
