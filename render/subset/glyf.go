package subset

import (
	"bytes"
	"encoding/binary"
)

// glyf finds glyph descriptions through the loca table.
// See https://learn.microsoft.com/typography/opentype/spec/glyf.
type glyf struct {
	loca, data input
	long       bool // loca holds 32-bit offsets, else 16-bit halves
}

func readGlyf(tables map[string][]byte, glyphs int) (glyf, error) {
	format, err := input(tables["head"]).uint16(50)
	if err != nil || len(tables["head"]) < 54 {
		return glyf{}, malformed("head table: %d bytes, want 54", len(tables["head"]))
	}
	g := glyf{loca: tables["loca"], data: tables["glyf"], long: format != 0}
	size := 2
	if g.long {
		size = 4
	}
	if len(g.loca) < size*(glyphs+1) {
		return glyf{}, malformed("loca table: %d bytes for %d glyphs", len(g.loca), glyphs)
	}
	return g, nil
}

// at returns a glyph's description, empty for a glyph without outline.
func (g glyf) at(glyph int) (input, error) {
	var start, end int
	if g.long {
		start, _ = g.loca.uint32(4 * glyph)
		end, _ = g.loca.uint32(4*glyph + 4)
	} else {
		start, _ = g.loca.uint16(2 * glyph)
		end, _ = g.loca.uint16(2*glyph + 2)
		start, end = 2*start, 2*end
	}
	description, err := g.data.slice(start, end-start)
	if err != nil {
		return nil, malformed("loca table: glyph %d lies outside of the glyf table", glyph)
	}
	return description, nil
}

// Flags of one component of a composite glyph.
const (
	wordArguments   = 0x0001
	haveScale       = 0x0008
	moreComponents  = 0x0020
	haveXYScale     = 0x0040
	haveTwoByTwo    = 0x0080
	haveInstruction = 0x0100
)

// subsetTrueType writes a TrueType file of the tables PDF asks of a CIDFontType2 program (ISO 32000-1, 9.9).
//
// Hinting is left out, in the glyphs and in the tables that serve it: it makes a third of a typical subset, and
// viewers draw PDF text unhinted and antialiased. The one kind of font that needs its instructions to have a shape
// at all, a few East Asian system fonts of the 1990s, is not one a CV is set in.
func (f *Font) subsetTrueType(glyphs []uint16) ([]byte, error) {
	list := append([]uint16(nil), glyphs...)
	placed := make(map[uint16]uint16, len(glyphs))
	for i, g := range list {
		if _, ok := placed[g]; !ok {
			placed[g] = uint16(i)
		}
	}
	place := func(g uint16) (uint16, error) {
		at, ok := placed[g]
		if ok {
			return at, nil
		}
		if int(g) >= f.glyphs || len(list) >= maxGlyphs {
			return 0, malformed("glyf table: component glyph %d of %d", g, f.glyphs)
		}
		at = uint16(len(list))
		placed[g] = at
		list = append(list, g)
		return at, nil
	}

	const usual = 128 // bytes of a glyph
	data, hmtx := make([]byte, 0, usual*len(list)), make([]byte, 0, 4*len(list))
	ends := make([]int, 0, len(list))
	for i := 0; i < len(list); i++ { // place makes the list grow
		description, err := f.glyf.at(int(list[i]))
		if err != nil {
			return nil, err
		}
		if data, err = appendGlyph(data, description, place); err != nil {
			return nil, malformed("glyf table: glyph %d: %v", list[i], err)
		}
		if len(data) > maxProgram {
			return nil, malformed("glyf table: the glyphs asked for come to more than %d MB", maxProgram>>20)
		}
		if len(data)%2 != 0 {
			data = append(data, 0)
		}
		ends = append(ends, len(data))
		advance, bearing := f.metrics.at(int(list[i]))
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(advance))
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(bearing))
	}
	loca, long := writeLoca(ends)

	head := bytes.Clone(f.tables["head"][:54])
	binary.BigEndian.PutUint32(head[8:], 0) // the checksum, set last
	binary.BigEndian.PutUint16(head[50:], long)
	hhea := bytes.Clone(f.tables["hhea"][:36])
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(list)))
	return writeTables(map[string][]byte{
		"glyf": data, "head": head, "hhea": hhea, "hmtx": hmtx, "loca": loca,
		"maxp": subsetMaxp(f.tables["maxp"], len(list)),
	}), nil
}

// appendGlyph copies one glyph description without its instructions; place gives the new number of a component.
func appendGlyph(out []byte, glyph input, place func(uint16) (uint16, error)) ([]byte, error) {
	if len(glyph) == 0 {
		return out, nil
	}
	count, err := glyph.uint16(0)
	if err != nil || len(glyph) < 10 {
		return nil, malformed("%d bytes are too few", len(glyph))
	}
	if contours := int(int16(count)); contours >= 0 {
		return appendSimple(out, glyph, contours)
	}
	out = append(out, glyph[:10]...)
	for at, more := 10, true; more; {
		flags, err := glyph.uint16(at)
		if err != nil {
			return nil, err
		}
		component, err := glyph.uint16(at + 2)
		if err != nil {
			return nil, err
		}
		placed, err := place(uint16(component))
		if err != nil {
			return nil, err
		}
		size := 2
		if flags&wordArguments != 0 {
			size = 4
		}
		switch {
		case flags&haveScale != 0:
			size += 2
		case flags&haveXYScale != 0:
			size += 4
		case flags&haveTwoByTwo != 0:
			size += 8
		}
		arguments, err := glyph.slice(at+4, size)
		if err != nil {
			return nil, err
		}
		out = binary.BigEndian.AppendUint16(out, uint16(flags&^haveInstruction))
		out = binary.BigEndian.AppendUint16(out, placed)
		out = append(out, arguments...)
		at += 4 + size
		more = flags&moreComponents != 0
	}
	return out, nil
}

// appendSimple copies a glyph of contours.
func appendSimple(out []byte, glyph input, contours int) ([]byte, error) {
	at := 10 + 2*contours // after the last point of each contour
	instructions, err := glyph.uint16(at)
	if err != nil {
		if contours == 0 {
			return append(append(out, glyph[:10]...), 0, 0), nil // some fonts stop here
		}
		return nil, err
	}
	points, err := glyph.slice(at+2+instructions, len(glyph)-at-2-instructions)
	if err != nil {
		return nil, err
	}
	out = append(out, glyph[:at]...)
	out = append(out, 0, 0)
	return append(out, points...), nil
}

// writeLoca encodes where each glyph ends, in the short form where it fits, and returns the form for the head table.
func writeLoca(ends []int) (loca []byte, long uint16) {
	const shortest = 2 * 0xFFFF
	if len(ends) > 0 && ends[len(ends)-1] > shortest {
		loca = binary.BigEndian.AppendUint32(loca, 0)
		for _, end := range ends {
			loca = binary.BigEndian.AppendUint32(loca, uint32(end))
		}
		return loca, 1
	}
	loca = binary.BigEndian.AppendUint16(loca, 0)
	for _, end := range ends {
		loca = binary.BigEndian.AppendUint16(loca, uint16(end/2))
	}
	return loca, 0
}

// subsetMaxp sets the number of glyphs and, as no glyph has instructions any more, none of what they would need.
func subsetMaxp(maxp []byte, glyphs int) []byte {
	out := bytes.Clone(maxp)
	binary.BigEndian.PutUint16(out[4:], uint16(glyphs))
	if len(out) >= 28 {
		binary.BigEndian.PutUint16(out[14:], 1) // zones: no twilight zone
		clear(out[16:28])                       // twilight points, storage, functions, stack, instruction sizes
	}
	return out
}
