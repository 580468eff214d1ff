package subset

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/gofont/gosmallcaps"

	builtin "github.com/bespoke-cv/bespoke/render/font"
)

// fonts are the test fonts by name: TrueType ones, and CFF ones assembled here.
func fonts(t testing.TB) map[string][]byte {
	t.Helper()
	return map[string][]byte{
		"Go Regular":     goregular.TTF,
		"Go Italic":      goitalic.TTF,
		"Go Smallcaps":   gosmallcaps.TTF,
		"named CFF":      openType(goregular.TTF, namedCFF()),
		"CID-keyed CFF":  openType(goregular.TTF, cidCFF()),
		"collection CFF": collection(openType(goregular.TTF, namedCFF())),
	}
}

// openType puts a CFF table of few glyphs into a font that has all else.
func openType(base, cff []byte) []byte {
	tables, _ := readTables(base)
	delete(tables, "glyf")
	delete(tables, "loca")
	tables["CFF "] = cff
	tables["maxp"] = binary.BigEndian.AppendUint16([]byte{0, 0, 0x50, 0}, testGlyphs)
	tables["hhea"] = bytes.Clone(tables["hhea"])
	binary.BigEndian.PutUint16(tables["hhea"][34:], testGlyphs)
	out := writeTables(tables)
	copy(out, "OTTO")
	return out
}

// collection makes a font file the only member of a collection.
func collection(file []byte) []byte {
	const header = 16
	out := append([]byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10"), file...)
	for i := range int(binary.BigEndian.Uint16(file[4:])) {
		at := header + 12 + 16*i + 8
		binary.BigEndian.PutUint32(out[at:], binary.BigEndian.Uint32(out[at:])+header)
	}
	return out
}

// complete adds to a subset what an OpenType reader wants and a PDF does without.
func complete(t *testing.T, original []byte, source *Font, program []byte, glyphs int) []byte {
	t.Helper()
	all, err := readTables(original)
	require.NoError(t, err)
	if source.Format() == TrueType {
		tables, err := readTables(program)
		require.NoError(t, err)
		tables["cmap"] = all["cmap"]
		return writeTables(tables)
	}
	hmtx := make([]byte, 4*glyphs)
	hhea := bytes.Clone(all["hhea"])
	binary.BigEndian.PutUint16(hhea[34:], uint16(glyphs))
	maxp := binary.BigEndian.AppendUint16([]byte{0, 0, 0x50, 0}, uint16(glyphs))
	out := writeTables(map[string][]byte{"CFF ": program, "head": all["head"], "hhea": hhea, "hmtx": hmtx, "maxp": maxp, "cmap": all["cmap"]})
	copy(out, "OTTO")
	return out
}

// outline draws a glyph with an independent reader of fonts.
func outline(t *testing.T, data []byte, glyphs ...uint16) [][]opentype.Segment {
	t.Helper()
	loaders, err := opentype.NewLoaders(bytes.NewReader(data))
	require.NoError(t, err)
	parsed, err := font.NewFont(loaders[0])
	require.NoError(t, err)
	face := font.NewFace(parsed)
	var all [][]opentype.Segment
	for _, g := range glyphs {
		drawn, ok := face.GlyphData(font.GID(g)).(font.GlyphOutline)
		require.True(t, ok, "glyph %d has no outline", g)
		all = append(all, drawn.Segments)
	}
	return all
}

func sequence(n int) []uint16 {
	ids := make([]uint16, n)
	for i := range ids {
		ids[i] = uint16(i)
	}
	return ids
}

func TestSubsetDrawsTheSameOutlines(t *testing.T) {
	for name, data := range fonts(t) {
		t.Run(name, func(t *testing.T) {
			source, err := Open(data)
			require.NoError(t, err)
			glyphs := []uint16{0}
			for g := source.NumGlyphs() - 1; g > 0; g -= 1 + source.NumGlyphs()/97 {
				glyphs = append(glyphs, uint16(g))
			}
			glyphs = append(glyphs, glyphs[1]) // one twice
			program, err := source.Subset(glyphs)
			require.NoError(t, err)

			got := outline(t, complete(t, data, source, program, len(glyphs)), sequence(len(glyphs))...)
			assert.Equal(t, outline(t, data, glyphs...), got)
			assert.Less(t, len(program), len(data))
		})
	}
}

// TestSubsetDrawsTheBuiltInFaces takes 300 glyphs of every face that comes with the program.
func TestSubsetDrawsTheBuiltInFaces(t *testing.T) {
	library, _ := builtin.NewLibrary("")
	for _, family := range builtin.Builtin() {
		found, _ := library.Find(family)
		for _, style := range []builtin.Style{builtin.Regular, builtin.Italic, builtin.Bold, builtin.BoldItalic} {
			data := found.Face(style).Data
			source, err := Open(data)
			require.NoError(t, err)
			glyphs := []uint16{0}
			for g := 1; g < source.NumGlyphs(); g += 1 + source.NumGlyphs()/300 {
				glyphs = append(glyphs, uint16(g))
			}
			program, err := source.Subset(glyphs)
			require.NoError(t, err, "%s %d", family, style)
			got := outline(t, complete(t, data, source, program, len(glyphs)), sequence(len(glyphs))...)
			require.Equal(t, outline(t, data, glyphs...), got, "%s %d", family, style)
		}
	}
}

func TestSubsetKeepsAdvances(t *testing.T) {
	source, err := Open(goregular.TTF)
	require.NoError(t, err)
	program, err := source.Subset([]uint16{0, 80, 36, 5})
	require.NoError(t, err)
	cut, err := Open(program)
	require.NoError(t, err)
	assert.Equal(t, 4, cut.NumGlyphs())
	assert.Equal(t, source.UnitsPerEm(), cut.UnitsPerEm())
	for i, g := range []uint16{0, 80, 36, 5} {
		assert.Equal(t, source.Advance(g), cut.Advance(uint16(i)), "glyph %d", g)
	}
}

func TestSubsetIsDeterministicAndIdempotent(t *testing.T) {
	for name, data := range fonts(t) {
		t.Run(name, func(t *testing.T) {
			source, err := Open(data)
			require.NoError(t, err)
			glyphs := []uint16{0, 3, 1, 2}
			first, err := source.Subset(glyphs)
			require.NoError(t, err)
			second, err := source.Subset(glyphs)
			require.NoError(t, err)
			assert.Equal(t, first, second)

			cut, err := Open(complete(t, data, source, first, len(glyphs)))
			require.NoError(t, err)
			again, err := cut.Subset(sequence(len(glyphs)))
			require.NoError(t, err)
			if source.Format() == CFF {
				assert.Equal(t, first, again)
			} else {
				assert.Equal(t, len(first), len(again))
			}
		})
	}
}

func TestSubsetWritesSoundChecksums(t *testing.T) {
	source, err := Open(goregular.TTF)
	require.NoError(t, err)
	program, err := source.Subset([]uint16{0, 1, 2, 3})
	require.NoError(t, err)
	assert.EqualValues(t, 0xB1B0AFBA, checksum(program))
}

func TestOpenNamesWhatIsWrong(t *testing.T) {
	without := func(tag string) []byte {
		tables, _ := readTables(goregular.TTF)
		delete(tables, tag)
		return writeTables(tables)
	}
	brokenCFF := bytes.Clone(namedCFF())
	brokenCFF[0] = 7
	tests := map[string]struct {
		data []byte
		want string
	}{
		"nothing":        {nil, "too few"},
		"text":           {[]byte("Dear Sir or Madam"), "neither a TrueType nor an OpenType"},
		"WOFF":           {[]byte("wOF2............"), "convert it to TTF or OTF"},
		"cut short":      {goregular.TTF[:200], ""},
		"no head":        {without("head"), "head table"},
		"no hhea":        {without("hhea"), "hhea table"},
		"no hmtx":        {without("hmtx"), "hmtx table"},
		"no maxp":        {without("maxp"), "maxp table"},
		"no loca":        {without("loca"), "loca table"},
		"no outlines":    {without("glyf"), "no outlines"},
		"other CFF":      {openType(goregular.TTF, brokenCFF), "not CFF version 1"},
		"CFF cut short":  {openType(goregular.TTF, namedCFF()[:30]), "CFF table"},
		"empty CFF":      {openType(goregular.TTF, []byte{}), "CFF table"},
		"endless loader": {collection(goregular.TTF)[:14], ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Open(test.data)
			require.ErrorIs(t, err, ErrFont)
			assert.Contains(t, err.Error(), test.want)
		})
	}
}

func TestSubsetRefusesGlyphsItCannotWrite(t *testing.T) {
	source, err := Open(goregular.TTF)
	require.NoError(t, err)
	_, err = source.Subset([]uint16{5})
	assert.ErrorContains(t, err, "must begin with glyph 0")
	_, err = source.Subset([]uint16{0, uint16(source.NumGlyphs())})
	assert.ErrorIs(t, err, ErrFont)
	_, err = source.Subset(make([]uint16, 1<<16))
	assert.ErrorContains(t, err, "at most")
}

func FuzzSubset(f *testing.F) {
	small, err := Open(goregular.TTF)
	require.NoError(f, err)
	program, err := small.Subset([]uint16{0, 36, 37, 105, 106, 107}) // small enough to mutate well
	require.NoError(f, err)
	f.Add(program, uint16(1), uint16(2))
	f.Add(openType(program, namedCFF()), uint16(1), uint16(2))
	f.Add(openType(program, cidCFF()), uint16(3), uint16(1))
	f.Add(collection(openType(program, cidCFF())), uint16(3), uint16(1))
	f.Fuzz(func(t *testing.T, data []byte, a, b uint16) {
		source, err := Open(data)
		if err != nil {
			require.ErrorIs(t, err, ErrFont)
			return
		}
		cut, err := source.Subset([]uint16{0, a, b, a})
		if err != nil {
			require.ErrorIs(t, err, ErrFont)
			return
		}
		if source.Format() == CFF {
			_, err = readCFF(cut)
		} else {
			_, err = Open(cut)
		}
		require.NoError(t, err, "a subset must be readable")
	})
}

func BenchmarkSubset(b *testing.B) {
	source, err := Open(goregular.TTF)
	require.NoError(b, err)
	glyphs := sequence(90)
	for b.Loop() {
		if _, err := source.Subset(glyphs); err != nil {
			b.Fatal(err)
		}
	}
}
