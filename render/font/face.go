// Package font loads font files and knows the families that are built in.
//
// A Face is one parsed file. It never changes, so any number of goroutines may
// share it; what shaping needs to keep (HarfBuzz plans, glyph caches) lives in
// the shape package, one per goroutine.
package font

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	gotext "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
)

// GlyphID is the index of a glyph in its face.
type GlyphID = gotext.GID

// ErrFormat is wrapped by the errors of Parse for files that are no font, or
// one without outlines.
var ErrFormat = errors.New("not a usable TrueType or OpenType font")

// Face is one font file. All metrics but UnitsPerEm and ItalicAngle are in em.
type Face struct {
	Name       string // PostScript name, made of ASCII without spaces
	Family     string // typographic family, such as "Source Sans 3"
	Bold       bool
	Italic     bool
	Data       []byte // the file as it is; do not change
	UnitsPerEm float64
	IsCFF      bool // PostScript outlines (table "CFF "), else TrueType (table "glyf")

	CapHeight                             float64 // height of the capitals; the ascent where the font does not say
	Ascent, Descent                       float64 // typographic; Descent is negative
	UnderlinePosition, UnderlineThickness float64 // position is negative below the baseline
	ItalicAngle                           float64 // degrees, negative leaning right
	BoundingBox                           [4]float64
	Parsed                                *gotext.Font // safe for concurrent use
	tables                                map[string][]byte
}

// Parse reads a TrueType or OpenType file. The face keeps data.
func Parse(data []byte) (*Face, error) {
	parsed, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	face := &Face{Data: data, Parsed: parsed, UnitsPerEm: float64(parsed.Upem()), tables: tables(data)}
	_, face.IsCFF = face.tables["CFF "]
	if _, hasGlyf := face.tables["glyf"]; !hasGlyf && !face.IsCFF {
		return nil, fmt.Errorf("%w: it has neither a glyf nor a CFF table", ErrFormat)
	}
	if face.UnitsPerEm <= 0 {
		return nil, fmt.Errorf("%w: no units per em", ErrFormat)
	}
	face.readMetrics()
	face.readNames()
	return face, nil
}

// parse turns the panics that damaged tables cause in the parser into errors.
func parse(data []byte) (parsed *gotext.Font, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("damaged table: %v", cause)
		}
	}()
	loader, err := opentype.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return gotext.NewFont(loader)
}

// Table returns the raw bytes of an OpenType table such as "head", or nil.
func (f *Face) Table(tag string) []byte { return f.tables[tag] }

// tables maps each table's tag to its bytes. Entries that reach outside the
// file are left out.
func tables(data []byte) map[string][]byte {
	found := map[string][]byte{}
	if len(data) < 12 {
		return found
	}
	count := int(binary.BigEndian.Uint16(data[4:]))
	for i := range count {
		record := 12 + 16*i
		if record+16 > len(data) {
			break
		}
		offset := uint64(binary.BigEndian.Uint32(data[record+8:]))
		length := uint64(binary.BigEndian.Uint32(data[record+12:]))
		if offset+length <= uint64(len(data)) {
			found[string(data[record:record+4])] = data[offset : offset+length]
		}
	}
	return found
}

// int16At reads a signed number at an offset of a table; 0 when it is not there.
func (f *Face) int16At(tag string, offset int) float64 {
	table := f.tables[tag]
	if offset+2 > len(table) {
		return 0
	}
	return float64(int16(binary.BigEndian.Uint16(table[offset:])))
}

// readMetrics follows Typst: the typographic ascent and descent of OS/2, else
// those of hhea, and the cap height of OS/2 version 2 and up, else the ascent.
func (f *Face) readMetrics() {
	em := f.UnitsPerEm
	f.Ascent, f.Descent = f.int16At("OS/2", 68)/em, f.int16At("OS/2", 70)/em
	if f.Ascent == 0 {
		f.Ascent, f.Descent = f.int16At("hhea", 4)/em, f.int16At("hhea", 6)/em
	}
	f.CapHeight = f.Ascent
	if f.int16At("OS/2", 0) >= 2 {
		if capHeight := f.int16At("OS/2", 88); capHeight > 0 {
			f.CapHeight = capHeight / em
		}
	}
	f.UnderlinePosition, f.UnderlineThickness = f.int16At("post", 8)/em, f.int16At("post", 10)/em
	f.ItalicAngle = f.int16At("post", 4) + f.int16At("post", 6)/65536
	for i := range f.BoundingBox {
		f.BoundingBox[i] = f.int16At("head", 36+2*i) / em
	}
	const italic, bold = 1 << 0, 1 << 5 // OS/2 fsSelection
	selection := int(f.int16At("OS/2", 62))
	f.Italic, f.Bold = selection&italic != 0, selection&bold != 0
}
