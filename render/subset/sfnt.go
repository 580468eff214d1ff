package subset

import (
	"encoding/binary"
	"math/bits"
	"sort"
)

// input is font data read by offset; every read is checked.
type input []byte

// slice returns n bytes from offset.
func (in input) slice(offset, n int) (input, error) {
	if offset < 0 || n < 0 || offset > len(in) || n > len(in)-offset {
		return nil, malformed("%d bytes at %d of %d", n, offset, len(in))
	}
	return in[offset : offset+n : offset+n], nil
}

func (in input) uint16(offset int) (int, error) {
	b, err := in.slice(offset, 2)
	if err != nil {
		return 0, err
	}
	return int(binary.BigEndian.Uint16(b)), nil
}

func (in input) uint32(offset int) (int, error) {
	b, err := in.slice(offset, 4)
	if err != nil {
		return 0, err
	}
	return int(binary.BigEndian.Uint32(b)), nil
}

// uint reads a big-endian number of size bytes, 1 to 4.
func (in input) uint(offset, size int) (int, error) {
	b, err := in.slice(offset, size)
	if err != nil {
		return 0, err
	}
	v := 0
	for _, c := range b {
		v = v<<8 | int(c)
	}
	return v, nil
}

// readTables reads the table directory of an OpenType file.
// See https://learn.microsoft.com/typography/opentype/spec/otff.
func readTables(data []byte) (map[string][]byte, error) {
	in := input(data)
	start := 0
	tag, err := in.slice(0, 4)
	if err != nil {
		return nil, malformed("%d bytes are too few for a font file", len(data))
	}
	if string(tag) == "ttcf" {
		if start, err = in.uint32(12); err != nil {
			return nil, err
		}
		if tag, err = in.slice(start, 4); err != nil {
			return nil, err
		}
	}
	switch string(tag) {
	case "\x00\x01\x00\x00", "true", "OTTO":
	case "wOFF", "wOF2":
		return nil, malformed("a WOFF file; convert it to TTF or OTF")
	default:
		return nil, malformed("neither a TrueType nor an OpenType file (it begins with %q)", string(tag))
	}
	count, err := in.uint16(start + 4)
	if err != nil {
		return nil, err
	}
	tables := make(map[string][]byte, count)
	for i := range count {
		record, err := in.slice(start+12+16*i, 16)
		if err != nil {
			return nil, err
		}
		offset, _ := record.uint32(8)
		length, _ := record.uint32(12)
		table, err := in.slice(offset, length)
		if err != nil {
			// A damaged table that the subset does not need should not cost the user the font; one that
			// it needs is missed later, by name.
			continue
		}
		tables[string(record[:4])] = table
	}
	return tables, nil
}

// writeTables assembles a TrueType file, its tables in the order of their tags, and sets the checksum in head.
func writeTables(tables map[string][]byte) []byte {
	tags := make([]string, 0, len(tables))
	size := 12 + 16*len(tables)
	for tag, table := range tables {
		tags = append(tags, tag)
		size += (len(table) + 3) &^ 3
	}
	sort.Strings(tags)

	out := make([]byte, 0, size)
	log := bits.Len(uint(len(tags))) - 1
	search := 16 << log
	out = append(out, 0, 1, 0, 0)
	out = binary.BigEndian.AppendUint16(out, uint16(len(tags)))
	out = binary.BigEndian.AppendUint16(out, uint16(search))
	out = binary.BigEndian.AppendUint16(out, uint16(log))
	out = binary.BigEndian.AppendUint16(out, uint16(16*len(tags)-search))
	offset, head := 12+16*len(tags), 0
	for _, tag := range tags {
		table := tables[tag]
		if tag == "head" {
			head = offset
		}
		out = append(out, tag...)
		out = binary.BigEndian.AppendUint32(out, checksum(table))
		out = binary.BigEndian.AppendUint32(out, uint32(offset))
		out = binary.BigEndian.AppendUint32(out, uint32(len(table)))
		offset += (len(table) + 3) &^ 3
	}
	for _, tag := range tags {
		out = append(out, tables[tag]...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	if head > 0 {
		const whole = 0xB1B0AFBA // what a font file's checksum must come to
		binary.BigEndian.PutUint32(out[head+8:], whole-checksum(out))
	}
	return out
}

// checksum adds up a table's 32-bit words, the last padded with zeros.
func checksum(b []byte) uint32 {
	var sum uint32
	for len(b) >= 4 {
		sum += binary.BigEndian.Uint32(b)
		b = b[4:]
	}
	var last [4]byte
	copy(last[:], b)
	return sum + binary.BigEndian.Uint32(last[:])
}

// metrics reads advances and side bearings from the hmtx table.
type metrics struct {
	hmtx input
	long int // glyphs with an advance of their own; later ones repeat the last
}

func readMetrics(hhea, hmtx []byte) (metrics, error) {
	long, err := input(hhea).uint16(34)
	if err != nil || long == 0 {
		return metrics{}, malformed("hhea table: no horizontal metrics")
	}
	if len(hmtx) < 4*long {
		return metrics{}, malformed("hmtx table: %d bytes for %d advances", len(hmtx), long)
	}
	return metrics{hmtx, long}, nil
}

// at returns a glyph's advance and left side bearing in font units. A bearing the table lacks is 0.
func (m metrics) at(glyph int) (advance, bearing int) {
	if glyph < m.long {
		advance, _ = m.hmtx.uint16(4 * glyph)
		bearing, _ = m.hmtx.uint16(4*glyph + 2)
		return advance, int(int16(bearing))
	}
	advance, _ = m.hmtx.uint16(4 * (m.long - 1))
	bearing, _ = m.hmtx.uint16(4*m.long + 2*(glyph-m.long))
	return advance, int(int16(bearing))
}
