package png

import (
	"image"
	"image/color"
)

// maxColors is how many colours a palette holds.
const maxColors = 256

// quantizer builds a picture with a palette. The colours of a page of text are inks, the paper, and mixtures of both at
// the edges of letters; inks and paper keep their exact colour, and of the mixtures those are taken for one that differ
// only in the three lowest bits. The eye cannot tell 32 steps at an edge from 256, and the file is a quarter smaller.
type quantizer struct {
	out   *image.Paletted
	table colorTable
}

// newQuantizer begins a picture; ok is false when the inks alone are too many for a palette.
func newQuantizer(size image.Point, inks []color.RGBA) (q *quantizer, ok bool) {
	q = &quantizer{out: image.NewPaletted(image.Rectangle{Max: size}, make(color.Palette, 0, maxColors))}
	for _, ink := range inks {
		if _, ok := q.number(ink); !ok {
			return nil, false
		}
	}
	return q, true
}

// number returns the place of a colour in the palette; ok is false when the palette is full.
func (q *quantizer) number(c color.RGBA) (index int, ok bool) {
	const kept = 0xF8F8F8
	index = q.table.index(key(c)&kept, len(q.out.Palette))
	if index == len(q.out.Palette) {
		if index == maxColors {
			return 0, false
		}
		q.out.Palette = append(q.out.Palette, c)
	}
	return index, true
}

// add puts the rows of a strip into the picture, from row top on. It reports whether the palette held their colours,
// which it does not for a page with a photo, say.
func (q *quantizer) add(strip *image.RGBA, top int) bool {
	out := q.out.Pix[top*q.out.Stride : (top+strip.Rect.Dy())*q.out.Stride]
	last, index := color.RGBA{}, 0 // runs of one colour are long; no pixel is transparent
	for i := range out {
		pix := strip.Pix[4*i : 4*i+4 : 4*i+4]
		if c := (color.RGBA{pix[0], pix[1], pix[2], pix[3]}); c != last {
			found, ok := q.number(c)
			if !ok {
				return false
			}
			last, index = c, found
		}
		out[i] = uint8(index)
	}
	return true
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
