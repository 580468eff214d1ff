package pdf

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"strconv"
	"unicode/utf16"

	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/page"
	"github.com/bespoke-cv/bespoke/render/subset"
)

// character is what a font of the file distinguishes: a glyph that stands for two texts, such as a hyphen and a
// soft hyphen, is two characters, so that each reads as what it is.
type character struct {
	glyph font.GlyphID
	text  string
}

// usedFont is a face as the document uses it. Its widths are whole thousandths, as several viewers (MuPDF among them)
// read no others; content streams make up for the rounding. Characters are numbered in the order of their first use, from 1;
// number 0 is the glyph for missing characters, which every font begins with.
type usedFont struct {
	face       *font.Face
	source     *subset.Font
	object     ref
	resource   string // its name in content streams
	characters []character
	widths     []int // thousandths of an em
	// latest is the number of the latest character of each glyph, other that of the one before with the glyph of the
	// character, by its number; 0: none.
	latest, other []uint16
}

// fontSet is the fonts of a document in the order of their first use.
type fontSet struct {
	file   *file
	memory *Memory
	byFace map[*font.Face]*usedFont
	list   []*usedFont
}

// use returns the font for a face.
func (s *fontSet) use(face *font.Face) (*usedFont, error) {
	if f := s.byFace[face]; f != nil {
		return f, nil
	}
	source, err := s.memory.open(face)
	if err != nil {
		return nil, err
	}
	f := &usedFont{
		face:     face,
		source:   source,
		object:   s.file.reserve(),
		resource: fmt.Sprintf("/F%d", len(s.list)),
	}
	f.grow()
	f.add(character{})
	s.byFace[face] = f
	s.list = append(s.list, f)
	return f, nil
}

// grow makes room for the characters of a text in a western language.
func (f *usedFont) grow() {
	const usual = 96
	f.characters, f.widths, f.other = make([]character, 0, usual), make([]int, 0, usual), make([]uint16, 0, usual)
}

// number returns the number of a glyph of text.
func (f *usedFont) number(g *page.Glyph) (uint16, error) {
	if int(g.ID) < len(f.latest) {
		for n := f.latest[g.ID]; n != 0; n = f.other[n] {
			if f.characters[n].text == g.Text {
				return n, nil
			}
		}
	}
	return f.give(character{g.ID, g.Text})
}

// give gives a character a number.
func (f *usedFont) give(c character) (uint16, error) {
	if int(c.glyph) >= f.source.NumGlyphs() {
		return 0, fmt.Errorf("font %s has no glyph %d", f.face.Name, c.glyph)
	}
	n := len(f.characters)
	if n > math.MaxUint16 {
		return 0, fmt.Errorf("font %s: more than %d different characters", f.face.Name, math.MaxUint16)
	}
	if more := int(c.glyph) + 1 - len(f.latest); more > 0 {
		f.latest = append(f.latest, make([]uint16, more)...)
	}
	f.add(c)
	f.other[n], f.latest[c.glyph] = f.latest[c.glyph], uint16(n)
	return uint16(n), nil
}

func (f *usedFont) add(c character) {
	f.characters = append(f.characters, c)
	f.other = append(f.other, 0)
	width := float64(f.source.Advance(uint16(c.glyph))) / float64(f.source.UnitsPerEm()) * 1000
	f.widths = append(f.widths, int(math.Round(width)))
}

// embed puts the program of the font's characters and the map to Unicode, and returns their streams and the tag that
// names the program. What is not known from an earlier file will be kept once the file is finished.
func (f *usedFont) embed(out *file, memory *Memory) (program, toUnicode ref, tag string, err error) {
	program, toUnicode = out.reserve(), out.reserve()
	entries := func(length int) string {
		if f.source.Format() == subset.CFF {
			return "/Subtype/CIDFontType0C"
		}
		return fmt.Sprintf("/Length1 %d", length)
	}
	which := cut{f.face, f.written()}
	if known := memory.find(which); known != nil {
		out.known([]ref{program, toUnicode}, entries(known.length), known)
		return program, toUnicode, known.tag, nil
	}
	glyphs := make([]uint16, len(f.characters))
	for i, c := range f.characters {
		glyphs[i] = uint16(c.glyph)
	}
	data, err := f.source.Subset(glyphs)
	if err != nil {
		return 0, 0, "", fmt.Errorf("embedding font %s: %w", f.face.Name, err)
	}
	fresh, before := &streams{tag: subsetTag(data), length: len(data)}, len(out.streams)
	out.stream(program, entries(len(data)), data)
	out.stream(toUnicode, "", f.toUnicode())
	out.keep(memory, which, fresh, before)
	return program, toUnicode, fresh.tag, nil
}

// written writes the characters down, each with a length of its own.
func (f *usedFont) written() string {
	out := make([]byte, 0, 8*len(f.characters))
	for _, c := range f.characters {
		out = binary.AppendUvarint(binary.AppendUvarint(out, uint64(c.glyph)), uint64(len(c.text)))
		out = append(out, c.text...)
	}
	return string(out)
}

// write puts the font's objects: the composite font, its one descendant, the descriptor, the program and the map to
// Unicode (ISO 32000-1, 9.7).
func (f *usedFont) write(out *file, memory *Memory) error {
	program, toUnicode, tag, err := f.embed(out, memory)
	if err != nil {
		return err
	}
	kind, key, mapping := "CIDFontType2", "FontFile2", "/CIDToGIDMap/Identity"
	if f.source.Format() == subset.CFF {
		kind, key, mapping = "CIDFontType0", "FontFile3", ""
	}
	base := name(tag + "+" + f.face.Name)
	var widths []byte
	for i, w := range f.widths {
		if i > 0 {
			widths = append(widths, ' ')
		}
		widths = strconv.AppendInt(widths, int64(w), 10)
	}
	descriptor := out.add("<</Type/FontDescriptor/FontName%s/FontFamily%s%s/%s %s>>",
		base, textString(f.face.Family), f.metrics(), key, program)
	descendant := out.add("<</Type/Font/Subtype/%s/BaseFont%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %s/W[0[%s]]%s>>",
		kind, base, descriptor, widths, mapping)
	out.put(f.object, "<</Type/Font/Subtype/Type0/BaseFont%s/Encoding/Identity-H/DescendantFonts[%s]/ToUnicode %s>>",
		base, descendant, toUnicode)
	return nil
}

// metrics returns the entries of a font descriptor that describe the design.
func (f *usedFont) metrics() string {
	const symbolic, italic = 1 << 2, 1 << 6 // ISO 32000-1, table 123
	flags := symbolic
	if f.face.Italic || f.face.ItalicAngle != 0 {
		flags |= italic
	}
	stem := 80 // no font file states it; viewers use it only for fonts they lack
	if f.face.Bold {
		stem = 140
	}
	em := func(v float64) string { return number(math.Round(v * 1000)) }
	box := f.face.BoundingBox
	return fmt.Sprintf("/Flags %d/FontBBox[%s %s %s %s]/ItalicAngle %s/Ascent %s/Descent %s/CapHeight %s/StemV %d",
		flags, em(box[0]), em(box[1]), em(box[2]), em(box[3]), number(f.face.ItalicAngle),
		em(f.face.Ascent), em(f.face.Descent), em(f.face.CapHeight), stem)
}

// subsetTag names a subset by six letters, which depend on what is in it.
func subsetTag(program []byte) string {
	h := fnv.New64a()
	h.Write(program)
	sum := h.Sum64()
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = byte('A' + sum%26)
		sum /= 26
	}
	return string(tag)
}

// partOfCluster is what the further glyphs of a cluster read as for programs that do not know the cluster's
// replacement text: nothing that shows, but PDF/UA-1 (7.21.7) asks for something.
const partOfCluster = "\u200b"

// toUnicode tells what each character reads as.
func (f *usedFont) toUnicode() []byte {
	texts := make([]string, len(f.characters))
	for i, c := range f.characters {
		texts[i] = c.text
		if c.text == "" {
			texts[i] = partOfCluster
		}
	}
	return toUnicodeMap(texts, 2)
}

// toUnicodeMap is the CMap for the texts of the character codes 0, 1, ... of one or two bytes (ISO 32000-1, 9.10.3).
func toUnicodeMap(texts []string, bytes int) []byte {
	digits := 2 * bytes
	out := fmt.Appendf(nil, "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"+
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"+
		"/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"+
		"1 begincodespacerange\n<%0*X><%0*X>\nendcodespacerange\n", digits, 0, digits, 1<<(8*bytes)-1)
	readable := make([]int, 0, len(texts))
	for i, text := range texts {
		if text != "" {
			readable = append(readable, i)
		}
	}
	const perBlock = 100 // the most a CMap may hold in one block
	for len(readable) > 0 {
		block := readable[:min(perBlock, len(readable))]
		readable = readable[len(block):]
		out = fmt.Appendf(out, "%d beginbfchar\n", len(block))
		for _, i := range block {
			out = append(appendHex(append(out, '<'), i, digits), "><"...)
			for _, unit := range utf16.Encode([]rune(texts[i])) {
				out = appendHex(out, int(unit), 4)
			}
			out = append(out, ">\n"...)
		}
		out = append(out, "endbfchar\n"...)
	}
	return append(out, "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend"...)
}
