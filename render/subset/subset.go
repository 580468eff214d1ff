// Package subset cuts a font down to the glyphs one document uses, in the form a PDF embeds it.
//
// A font arrives as the bytes of an OpenType file ([Open]) and leaves as a font program ([Font.Subset]) in which
// glyph i of the list the caller gave is glyph i of the program, so that a PDF writer can number its characters
// 0, 1, 2, … and needs no map from characters to glyphs:
//
//	OpenType with glyf outlines → a TrueType file of the tables PDF asks for (FontFile2, CIDFontType2)
//	OpenType with CFF outlines  → a bare CID-keyed CFF font (FontFile3 /CIDFontType0C, CIDFontType0)
//
// The result depends on nothing but the font's bytes and the glyph list. Fonts may come from a user's folder, so
// every offset and count in them is distrusted: a malformed font gives an error that wraps [ErrFont], never a panic
// and never unbounded work.
package subset

import (
	"errors"
	"fmt"
	"math"
)

// ErrFont is wrapped by every error that a font file itself causes: damaged, of a kind that cannot be embedded, or
// asked for a glyph it has not.
var ErrFont = errors.New("unusable font")

// malformed returns an error that wraps [ErrFont] and says what is wrong with the font.
func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrFont, fmt.Sprintf(format, args...))
}

// Format is the kind of outlines in a font, which decides how a PDF embeds it.
type Format uint8

// The two kinds of outlines.
const (
	TrueType Format = iota // quadratic curves in a glyf table
	CFF                    // cubic curves in a CFF table (version 1)
)

// maxGlyphs is how many glyphs the 16-bit numbers of OpenType and CFF can name.
const maxGlyphs = math.MaxUint16

// maxProgram bounds the size of a font program in bytes, against fonts whose glyphs all share one huge description.
// The largest fonts there are, with every glyph, are half of it.
const maxProgram = 64 << 20

// Font is an opened font file. It keeps the bytes given to [Open], does not change after it, and is safe for
// concurrent use.
type Font struct {
	format     Format
	unitsPerEm int
	glyphs     int
	metrics    metrics
	tables     map[string][]byte
	glyf       glyf
	cff        *cffFont
}

// Open reads the tables of a TrueType or OpenType file, or of the first font in a collection. The font keeps data
// and reads from it later, so the caller must not change it.
func Open(data []byte) (*Font, error) {
	tables, err := readTables(data)
	if err != nil {
		return nil, err
	}
	f := &Font{tables: tables}
	head := input(tables["head"])
	units, err := head.uint16(18)
	if err != nil || units < 16 || units > 16384 {
		return nil, malformed("head table: %d units per em, want 16 to 16384", units)
	}
	f.unitsPerEm = units
	if f.glyphs, err = input(tables["maxp"]).uint16(4); err != nil || f.glyphs == 0 {
		return nil, malformed("maxp table: no glyphs")
	}
	if f.metrics, err = readMetrics(tables["hhea"], tables["hmtx"]); err != nil {
		return nil, err
	}
	switch {
	case tables["CFF "] != nil:
		f.format = CFF
		if f.cff, err = readCFF(tables["CFF "]); err != nil {
			return nil, err
		}
		f.glyphs = min(f.glyphs, f.cff.charStrings.count)
	case tables["glyf"] != nil:
		f.format = TrueType
		if f.glyf, err = readGlyf(tables, f.glyphs); err != nil {
			return nil, err
		}
	case tables["CFF2"] != nil:
		return nil, malformed("CFF2 outlines (a variable font) cannot be embedded in a PDF; use a static instance of the font")
	default:
		return nil, malformed("no outlines: neither a glyf nor a CFF table")
	}
	return f, nil
}

// Format tells which kind of font program [Font.Subset] writes.
func (f *Font) Format() Format { return f.format }

// UnitsPerEm is the number of font units in one em, 1000 or 2048 in most fonts.
func (f *Font) UnitsPerEm() int { return f.unitsPerEm }

// NumGlyphs is the number of glyphs in the font; valid glyph ids are below it.
func (f *Font) NumGlyphs() int { return f.glyphs }

// Advance is the horizontal advance of a glyph in font units, as the hmtx table states it.
func (f *Font) Advance(glyph uint16) int {
	advance, _ := f.metrics.at(int(glyph))
	return advance
}

// Subset writes a font program whose glyph i is glyphs[i] of this font. The first glyph of every program stands for
// a missing character, so glyphs[0] must be 0. A glyph may be listed more than once. Programs with composite
// TrueType glyphs carry their components after the listed glyphs.
func (f *Font) Subset(glyphs []uint16) ([]byte, error) {
	if len(glyphs) == 0 || glyphs[0] != 0 {
		return nil, errors.New("subset: the glyph list must begin with glyph 0")
	}
	if len(glyphs) > maxGlyphs {
		return nil, fmt.Errorf("subset: %d glyphs, at most %d fit in one font", len(glyphs), maxGlyphs)
	}
	for _, g := range glyphs {
		if int(g) >= f.glyphs {
			return nil, malformed("glyph %d of %d asked for", g, f.glyphs)
		}
	}
	if f.format == CFF {
		return f.cff.subset(glyphs)
	}
	return f.subsetTrueType(glyphs)
}
