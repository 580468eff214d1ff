package font

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// Identifiers of the name table, from the OpenType specification.
const (
	nameFamily            = 1
	namePostScript        = 6
	nameTypographicFamily = 16
)

// readNames takes the family and the PostScript name from the name table.
func (f *Face) readNames() {
	names := f.names()
	f.Family = names[nameTypographicFamily]
	if f.Family == "" {
		f.Family = names[nameFamily]
	}
	f.Name = strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' || strings.ContainsRune("[](){}<>/%#", r) {
			return -1
		}
		return r
	}, names[namePostScript])
	if f.Name == "" {
		f.Name = "Unnamed"
	}
}

// names returns the English Windows names, and Macintosh ones where those are
// missing, by identifier.
func (f *Face) names() map[int]string {
	names := map[int]string{}
	table := f.tables["name"]
	if len(table) < 6 {
		return names
	}
	count, storage := int(binary.BigEndian.Uint16(table[2:])), int(binary.BigEndian.Uint16(table[4:]))
	for i := range count {
		record := 6 + 12*i
		if record+12 > len(table) {
			break
		}
		at := func(offset int) int { return int(binary.BigEndian.Uint16(table[record+offset:])) }
		platform, language, id := at(0), at(4), at(6)
		start, end := storage+at(10), storage+at(10)+at(8)
		if end > len(table) {
			continue
		}
		raw := table[start:end]
		const macintosh, windows, american = 1, 3, 0x409
		switch {
		case platform == windows && language == american:
			units := make([]uint16, len(raw)/2)
			for j := range units {
				units[j] = binary.BigEndian.Uint16(raw[2*j:])
			}
			names[id] = string(utf16.Decode(units))
		case platform == macintosh && language == 0 && names[id] == "":
			names[id] = string(raw)
		}
	}
	return names
}
