package subset

import "encoding/binary"

// subset writes the glyphs as a CID-keyed CFF font in which glyph and CID i are glyphs[i], whatever the numbering
// of the source: named fonts, and fonts whose own CIDs differ from their glyph ids, come out alike. Subroutines
// are expanded in place: for the hundred glyphs of a CV that is smaller, once compressed, than keeping them.
func (f *cffFont) subset(glyphs []uint16) ([]byte, error) {
	charStrings := make([][]byte, len(glyphs))
	selected := make([]byte, len(glyphs)) // new Font DICT of each glyph
	var kept []int                        // old number of each new Font DICT
	renumbered := map[int]byte{}
	var stack []operand
	size := 0
	for i, g := range glyphs {
		fd, err := f.dictOf(int(g))
		if err != nil {
			return nil, err
		}
		number, ok := renumbered[fd]
		if !ok {
			number = byte(len(kept)) // FDSelect has at most 256
			renumbered[fd] = number
			kept = append(kept, fd)
		}
		selected[i] = number
		if charStrings[i], err = f.expand(int(g), fd, &stack); err != nil {
			return nil, malformed("CFF table: glyph %d: %v", g, err)
		}
		if size += len(charStrings[i]); size > maxProgram {
			return nil, malformed("CFF table: the glyphs asked for come to more than %d MB", maxProgram>>20)
		}
	}
	return f.assemble(charStrings, selected, kept), nil
}

// Standard strings end before this number; a font's own begin with it.
const firstString = 391

// assemble lays the parts of the new font out one after the other.
func (f *cffFont) assemble(charStrings [][]byte, selected []byte, kept []int) []byte {
	glyphs := len(charStrings)
	charStringIndex := appendIndex(nil, charStrings)
	charset := []byte{2} // one range: CIDs 1, 2, …
	if glyphs > 1 {
		charset = append(charset, 0, 1)
		charset = binary.BigEndian.AppendUint16(charset, uint16(glyphs-2))
	}
	fdSelect := appendFDSelect(nil, selected)

	start := []byte{1, 0, 4, 4} // version 1.0, a header of 4 bytes, offsets of up to 4
	start = appendIndex(start, [][]byte{[]byte("Subset")})
	top := func(charsetAt, charStringsAt, fdArrayAt, fdSelectAt int) []byte {
		d := appendNumbers(nil, opROS, firstString, firstString+1, 0)
		d = f.top.appendEntry(d, opFontMatrix)
		d = f.top.appendEntry(d, opFontBBox)
		d = appendNumbers(d, opCIDCount, glyphs)
		d = appendNumbers(d, opCharset, charsetAt)
		d = appendNumbers(d, opCharStrings, charStringsAt)
		d = appendNumbers(d, opFDArray, fdArrayAt)
		return appendNumbers(d, opFDSelect, fdSelectAt)
	}
	after := appendIndex(nil, [][]byte{[]byte("Adobe"), []byte("Identity")})
	after = appendIndex(after, nil) // no global subroutines

	charsetAt := len(start) + len(appendIndex(nil, [][]byte{top(0, 0, 0, 0)})) + len(after)
	fdSelectAt := charsetAt + len(charset)
	charStringsAt := fdSelectAt + len(fdSelect)
	privateAt := charStringsAt + len(charStringIndex)
	var privates []byte
	var fonts [][]byte
	for _, number := range kept {
		fd := f.dicts[number]
		private := fd.privateWithoutSubrs()
		font := fd.font.appendEntry(nil, opFontMatrix)
		font = appendNumbers(font, opPrivate, len(private), privateAt+len(privates))
		privates = append(privates, private...)
		fonts = append(fonts, font)
	}

	out := appendIndex(start, [][]byte{top(charsetAt, charStringsAt, privateAt+len(privates), fdSelectAt)})
	out = append(out, after...)
	out = append(out, charset...)
	out = append(out, fdSelect...)
	out = append(out, charStringIndex...)
	out = append(out, privates...)
	return appendIndex(out, fonts)
}

// privateWithoutSubrs encodes the hinting values.
func (fd fontDict) privateWithoutSubrs() []byte {
	var out []byte
	for _, entry := range fd.private {
		if entry.operator != opSubrs {
			out = appendOperator(append(out, entry.raw...), entry.operator)
		}
	}
	return out
}

// appendFDSelect encodes the Font DICT of each glyph as ranges (format 3).
func appendFDSelect(out, selected []byte) []byte {
	var ranges []byte
	for i, fd := range selected {
		if i == 0 || fd != selected[i-1] {
			ranges = binary.BigEndian.AppendUint16(ranges, uint16(i))
			ranges = append(ranges, fd)
		}
	}
	out = append(out, 3)
	out = binary.BigEndian.AppendUint16(out, uint16(len(ranges)/3))
	out = append(out, ranges...)
	return binary.BigEndian.AppendUint16(out, uint16(len(selected)))
}

// appendIndex encodes an INDEX with the narrowest offsets that reach its end.
func appendIndex(out []byte, items [][]byte) []byte {
	out = binary.BigEndian.AppendUint16(out, uint16(len(items)))
	if len(items) == 0 {
		return out
	}
	end := 1
	for _, item := range items {
		end += len(item)
	}
	size := 1
	for end>>(8*size) > 0 {
		size++
	}
	out = append(out, byte(size))
	offset := 1
	out = appendUint(out, offset, size)
	for _, item := range items {
		offset += len(item)
		out = appendUint(out, offset, size)
	}
	for _, item := range items {
		out = append(out, item...)
	}
	return out
}

func appendUint(out []byte, v, size int) []byte {
	for shift := 8 * (size - 1); shift >= 0; shift -= 8 {
		out = append(out, byte(v>>shift))
	}
	return out
}
