package picture

import (
	"bytes"
	"encoding/binary"
)

// Orientation is where the stored picture's first row and column belong, as EXIF numbers it (1 to 8).
type Orientation int

// Upright pictures need no turning.
const Upright Orientation = 1

// swaps tells whether rows become columns.
func (o Orientation) swaps() bool { return o >= 5 && o <= 8 }

// Matrix maps the unit square of the stored picture to that of the upright one, x to the right and y downwards: a
// stored point (x, y) belongs at (m[0]·x + m[2]·y + m[4], m[1]·x + m[3]·y + m[5]).
func (o Orientation) Matrix() [6]float64 {
	switch o {
	case 2: // mirrored
		return [6]float64{-1, 0, 0, 1, 1, 0}
	case 3: // upside down
		return [6]float64{-1, 0, 0, -1, 1, 1}
	case 4: // upside down, mirrored
		return [6]float64{1, 0, 0, -1, 0, 1}
	case 5: // rows and columns exchanged
		return [6]float64{0, 1, 1, 0, 0, 0}
	case 6: // to be turned right
		return [6]float64{0, 1, -1, 0, 1, 0}
	case 7: // exchanged along the other diagonal
		return [6]float64{0, -1, -1, 0, 1, 1}
	case 8: // to be turned left
		return [6]float64{0, -1, 1, 0, 0, 1}
	default:
		return [6]float64{1, 0, 0, 1, 0, 0}
	}
}

// readOrientation finds the orientation in the EXIF segment of a JPEG file; whatever is not there or damaged means
// upright.
func readOrientation(data []byte) Orientation {
	const app1, startOfScan = 0xE1, 0xDA
	for at := 2; at+4 <= len(data) && data[at] == 0xFF; {
		marker := data[at+1]
		length := int(binary.BigEndian.Uint16(data[at+2:]))
		end := at + 2 + length
		if marker == startOfScan || length < 2 || end > len(data) {
			break
		}
		if segment := data[at+4 : end]; marker == app1 && bytes.HasPrefix(segment, []byte("Exif\x00\x00")) {
			return tiffOrientation(segment[6:])
		}
		at = end
	}
	return Upright
}

// tiffOrientation looks through the first directory of TIFF data.
func tiffOrientation(tiff []byte) Orientation {
	if len(tiff) < 8 {
		return Upright
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	directory := int(order.Uint32(tiff[4:]))
	if directory < 0 || directory+2 > len(tiff) {
		return Upright
	}
	const orientationTag, entrySize = 0x0112, 12
	count := int(order.Uint16(tiff[directory:]))
	for i := range count {
		entry := directory + 2 + entrySize*i
		if entry+entrySize > len(tiff) {
			break
		}
		if order.Uint16(tiff[entry:]) == orientationTag {
			if o := Orientation(order.Uint16(tiff[entry+8:])); o >= 1 && o <= 8 {
				return o
			}
			break
		}
	}
	return Upright
}
