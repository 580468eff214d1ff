package subset

// The Compact Font Format is specified in Adobe Technical Note 5176, its glyph descriptions in Note 5177.

// cffFont is a parsed CFF table.
type cffFont struct {
	data        input
	cid         bool // glyphs are numbered (a CIDFont), not named
	top         dict
	globalSubrs index
	charStrings index
	dicts       []fontDict // one, or for a CIDFont one or more
	fdSelect    fdSelect
}

// fontDict is what a group of glyphs shares: hinting values and local subroutines.
type fontDict struct {
	font    dict // the Font DICT, nil when the Top DICT stands for it
	private dict
	subrs   index
}

// readCFF reads the structure of a CFF table; glyph descriptions are read when a subset asks for them.
func readCFF(data input) (*cffFont, error) {
	header, err := data.slice(0, 4)
	if err != nil || header[0] != 1 {
		return nil, malformed("CFF table: not CFF version 1")
	}
	_, at, err := readIndex(data, int(header[2])) // names
	if err != nil {
		return nil, err
	}
	tops, at, err := readIndex(data, at)
	if err != nil {
		return nil, err
	}
	_, at, err = readIndex(data, at) // strings
	if err != nil {
		return nil, err
	}
	f := &cffFont{data: data}
	if f.globalSubrs, _, err = readIndex(data, at); err != nil {
		return nil, err
	}
	raw, err := tops.at(0)
	if err != nil {
		return nil, err
	}
	if f.top, err = readDict(raw); err != nil {
		return nil, err
	}
	if kind, ok := f.top.integer(opCharstringType, 0); ok && kind != 2 {
		return nil, malformed("CFF table: charstrings of type %d, want 2", kind)
	}
	offset, ok := f.top.integer(opCharStrings, 0)
	if !ok {
		return nil, malformed("CFF table: no glyph descriptions")
	}
	if f.charStrings, _, err = readIndex(data, offset); err != nil {
		return nil, err
	}
	if _, f.cid = f.top.operands(opROS); f.cid {
		return f, f.readFontDicts()
	}
	fd, err := f.readPrivate(f.top)
	f.dicts = []fontDict{fd}
	return f, err
}

// readFontDicts reads the Font DICTs of a CIDFont and which glyphs use which.
func (f *cffFont) readFontDicts() error {
	offset, ok := f.top.integer(opFDArray, 0)
	if !ok {
		return malformed("CFF table: no FDArray")
	}
	fonts, _, err := readIndex(f.data, offset)
	if err != nil {
		return err
	}
	for i := range fonts.count {
		raw, err := fonts.at(i)
		if err != nil {
			return err
		}
		font, err := readDict(raw)
		if err != nil {
			return err
		}
		fd, err := f.readPrivate(font)
		if err != nil {
			return err
		}
		fd.font = font
		f.dicts = append(f.dicts, fd)
	}
	if offset, ok = f.top.integer(opFDSelect, 0); !ok {
		return malformed("CFF table: no FDSelect")
	}
	f.fdSelect, err = readFDSelect(f.data, offset, f.charStrings.count)
	return err
}

// readPrivate reads the Private DICT that a Top DICT or a Font DICT points to, and its subroutines.
func (f *cffFont) readPrivate(from dict) (fontDict, error) {
	size, ok := from.integer(opPrivate, 0)
	offset, ok2 := from.integer(opPrivate, 1)
	if !ok || !ok2 {
		return fontDict{}, nil // allowed: a font without hinting values
	}
	raw, err := f.data.slice(offset, size)
	if err != nil {
		return fontDict{}, malformed("CFF table: the Private DICT lies outside")
	}
	private, err := readDict(raw)
	if err != nil {
		return fontDict{}, err
	}
	fd := fontDict{private: private}
	if relative, ok := private.integer(opSubrs, 0); ok {
		fd.subrs, _, err = readIndex(f.data, offset+relative)
	}
	return fd, err
}

// dictOf returns the number of the font dict that a glyph uses.
func (f *cffFont) dictOf(glyph int) (int, error) {
	if !f.cid {
		return 0, nil
	}
	fd := f.fdSelect.at(glyph)
	if fd < 0 || fd >= len(f.dicts) {
		return 0, malformed("CFF table: glyph %d has no Font DICT", glyph)
	}
	return fd, nil
}

// index is an INDEX, an array of byte strings.
type index struct {
	count   int
	size    int // bytes per offset
	offsets input
	data    input // what offset 1 points to the first byte of
}

// readIndex reads the INDEX at an offset and returns where it ends.
func readIndex(data input, at int) (index, int, error) {
	count, err := data.uint16(at)
	if err != nil {
		return index{}, 0, malformed("CFF table: an INDEX at %d lies outside", at)
	}
	if count == 0 {
		return index{}, at + 2, nil
	}
	size, err := data.uint(at+2, 1)
	if err != nil || size < 1 || size > 4 {
		return index{}, 0, malformed("CFF table: the INDEX at %d has offsets of %d bytes", at, size)
	}
	offsets, err := data.slice(at+3, (count+1)*size)
	if err != nil {
		return index{}, 0, malformed("CFF table: the INDEX at %d is cut short", at)
	}
	last, _ := offsets.uint(count*size, size)
	start := at + 3 + len(offsets)
	items, err := data.slice(start, last-1)
	if err != nil {
		return index{}, 0, malformed("CFF table: the INDEX at %d is cut short", at)
	}
	return index{count, size, offsets, items}, start + len(items), nil
}

// at returns one item.
func (x index) at(i int) (input, error) {
	if i < 0 || i >= x.count {
		return nil, malformed("CFF table: item %d of %d", i, x.count)
	}
	start, _ := x.offsets.uint(i*x.size, x.size)
	end, _ := x.offsets.uint((i+1)*x.size, x.size)
	item, err := x.data.slice(start-1, end-start)
	if err != nil {
		return nil, malformed("CFF table: item %d lies outside of its INDEX", i)
	}
	return item, nil
}

// fdSelect tells the Font DICT of each glyph: one byte for each, or ranges.
type fdSelect struct {
	format int
	data   input // the bytes, or the ranges of format 3 (first glyph, Font DICT)
}

func readFDSelect(data input, at, glyphs int) (fdSelect, error) {
	format, err := data.uint(at, 1)
	if err != nil {
		return fdSelect{}, err
	}
	var body input
	switch format {
	case 0:
		body, err = data.slice(at+1, glyphs)
	case 3:
		var ranges int
		if ranges, err = data.uint16(at + 1); err == nil {
			body, err = data.slice(at+3, 3*ranges)
		}
	default:
		err = malformed("CFF table: FDSelect of format %d", format)
	}
	return fdSelect{format, body}, err
}

// at returns the Font DICT of a glyph, -1 for none.
func (s fdSelect) at(glyph int) int {
	if s.format == 0 {
		fd, err := s.data.uint(glyph, 1)
		if err != nil {
			return -1
		}
		return fd
	}
	low, high := 0, len(s.data)/3 // the last range that begins at or before glyph
	for low < high {
		middle := (low + high) / 2
		if first, _ := s.data.uint16(3 * middle); first <= glyph {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low == 0 {
		return -1
	}
	return int(s.data[3*(low-1)+2])
}
