package png

import (
	"image"
	"image/color"
)

// maxColors is how many colours a palette holds.
const maxColors = 256

// quantize returns the picture with a palette, or nil for one that needs more colours than a palette holds, such as
// one with a photo. The colours of a page of text are inks, the paper, and mixtures of both at the edges of letters;
// inks and paper keep their exact colour, and of the mixtures those are taken for one that differ only in the three
// lowest bits. The eye cannot tell 32 steps at an edge from 256, and the file is a quarter smaller.
func quantize(picture *image.RGBA, inks []color.RGBA) *image.Paletted {
	const kept = 0xF8F8F8
	var table colorTable
	out := image.NewPaletted(picture.Rect, make(color.Palette, 0, maxColors))
	number := func(c color.RGBA) (int, bool) {
		index := table.index(key(c)&kept, len(out.Palette))
		if index == len(out.Palette) {
			if index == maxColors {
				return 0, false
			}
			out.Palette = append(out.Palette, c)
		}
		return index, true
	}
	for _, ink := range inks {
		if _, ok := number(ink); !ok {
			return nil
		}
	}
	last, index := color.RGBA{}, 0 // runs of one colour are long; no pixel is transparent
	for i := range out.Pix {
		pix := picture.Pix[4*i : 4*i+4 : 4*i+4]
		if c := (color.RGBA{pix[0], pix[1], pix[2], pix[3]}); c != last {
			found, ok := number(c)
			if !ok {
				return nil
			}
			last, index = c, found
		}
		out.Pix[i] = uint8(index)
	}
	return out
}

func key(c color.RGBA) uint32 { return uint32(c.R)<<16 | uint32(c.G)<<8 | uint32(c.B) }

// colorTable numbers colours: a hash table that is at most a quarter full.
type colorTable struct {
	keys    [4 * maxColors]uint32
	numbers [4 * maxColors]uint16 // plus one; 0 is free
}

// index returns a colour's number, which is next for a new one.
func (t *colorTable) index(key uint32, next int) int {
	const golden, bits = 0x9E3779B1, 10 // multiplying by it spreads keys that differ in few bits
	for at := key * golden >> (32 - bits); ; at = (at + 1) % (4 * maxColors) {
		switch {
		case t.numbers[at] == 0:
			t.keys[at], t.numbers[at] = key, uint16(next+1)
			return next
		case t.keys[at] == key:
			return int(t.numbers[at]) - 1
		}
	}
}
