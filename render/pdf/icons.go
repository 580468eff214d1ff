package pdf

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/bespoke-cv/bespoke/render/page"
)

// iconFont is a Type 3 font (ISO 32000-1, 9.6.5) of the icons that a document uses: each glyph is the outline itself.
// As glyphs, icons stand in the text where those of an icon font do, and map to the same characters. Codes are given
// in the order of first use.
type iconFont struct {
	object   ref
	resource string // its name in content streams
	codes    map[string]int
	icons    []*page.Outline
}

// iconsPerFont is how many codes of one byte there are.
const iconsPerFont = 256

// iconUnits is the em of an icon font. Icons are drawn on a grid of 512 units, so that most coordinates are short.
const iconUnits = 512

// iconSet is the icon fonts of a document in the order of their first use.
type iconSet struct {
	file *file
	list []*iconFont
}

// use returns the font of an icon and the icon's code in it.
func (s *iconSet) use(icon *page.Outline) (f *iconFont, code byte) {
	for _, f := range s.list {
		if code, ok := f.codes[icon.Name]; ok {
			return f, byte(code)
		}
	}
	if n := len(s.list); n == 0 || len(s.list[n-1].icons) == iconsPerFont {
		s.list = append(s.list, &iconFont{
			object: s.file.reserve(), resource: fmt.Sprintf("/I%d", n), codes: map[string]int{},
		})
	}
	f = s.list[len(s.list)-1]
	f.codes[icon.Name] = len(f.icons)
	f.icons = append(f.icons, icon)
	return f, byte(len(f.icons) - 1)
}

// write puts the font's objects: the glyphs' procedures, the map to Unicode, the descriptor that a tagged file needs,
// and the font.
func (f *iconFont) write(out *file, memory *Memory) {
	var procedures, names, widths []byte
	var all iconBox
	refs := make([]ref, 0, len(f.icons)+1)
	for i, icon := range f.icons {
		all.join(boxOf(icon))
		stream := out.reserve()
		refs = append(refs, stream)
		glyph := "/i" + strconv.Itoa(i)
		procedures = stream.append(append(append(procedures, glyph...), ' '))
		names = append(names, glyph...)
		widths = append(appendNumber(widths, icon.Width*iconUnits), ' ')
	}
	toUnicode := out.reserve()
	f.embed(out, memory, append(refs, toUnicode))
	const symbolic = 1 << 2 // ISO 32000-1, table 123
	descriptor := out.add("<</Type/FontDescriptor/FontName/Icons/FontFamily(Icons)/Flags %d/ItalicAngle 0/FontBBox[%s]>>", symbolic, all)
	const matrix = 1.0 / iconUnits
	out.put(f.object, "<</Type/Font/Subtype/Type3/FontBBox[%s]/FontMatrix[%[2]v 0 0 %[2]v 0 0]/FontDescriptor %s"+
		"/CharProcs<<%s>>/Encoding<</Type/Encoding/Differences[0%s]>>/FirstChar 0/LastChar %d/Widths[%s]/Resources<<>>/ToUnicode %s>>",
		all, matrix, descriptor, procedures, names, len(f.icons)-1, widths, toUnicode)
}

// embed puts the procedures and the map to Unicode, as they were in an earlier file with the same icons if there is one.
func (f *iconFont) embed(out *file, memory *Memory, refs []ref) {
	which := cut{characters: f.written()}
	if known := memory.find(which); known != nil {
		out.known(refs, "", known)
		return
	}
	before := len(out.streams)
	characters := make([]string, len(f.icons))
	for i, icon := range f.icons {
		out.stream(refs[i], "", iconProcedure(icon, boxOf(icon)))
		if icon.Char != 0 {
			characters[i] = string(icon.Char)
		}
	}
	out.stream(refs[len(f.icons)], "", toUnicodeMap(characters, 1))
	out.keep(memory, which, &streams{}, before)
}

// written writes down the names of the icons: equal names are equal shapes.
func (f *iconFont) written() string {
	var names strings.Builder
	for _, icon := range f.icons {
		names.WriteString(icon.Name + "\n")
	}
	return names.String()
}

// iconProcedure describes a glyph: its width and box, then the shape, whose colour the text has.
func iconProcedure(icon *page.Outline, box iconBox) []byte {
	p := appendNumber(nil, icon.Width*iconUnits)
	p = fmt.Appendf(p, " 0 %s d1\n", box)
	point := func(at page.Point) {
		p = append(appendNumber(p, at.X*iconUnits), ' ')
		p = append(appendNumber(p, -at.Y*iconUnits), ' ')
	}
	var at page.Point
	for i := range icon.Segments {
		s := &icon.Segments[i]
		a, b := s.Points[0], s.Points[1]
		switch s.Verb {
		case page.MoveTo:
			point(a)
			p = append(p, "m\n"...)
			at = a
		case page.LineTo:
			point(a)
			p = append(p, "l\n"...)
			at = a
		case page.QuadTo: // PDF has cubic curves only
			point(page.Point{X: at.X + (a.X-at.X)*2/3, Y: at.Y + (a.Y-at.Y)*2/3})
			point(page.Point{X: b.X + (a.X-b.X)*2/3, Y: b.Y + (a.Y-b.Y)*2/3})
			point(b)
			p = append(p, "c\n"...)
			at = b
		case page.CurveTo:
			for _, to := range s.Points {
				point(to)
			}
			p = append(p, "c\n"...)
			at = s.Points[2]
		case page.Close:
			p = append(p, "h\n"...)
		}
	}
	return append(p, 'f')
}

// iconBox is left, bottom, right and top in units of an icon font; a zero box is empty.
type iconBox [4]float64

// boxOf encloses an icon's points, those beside its curves too.
func boxOf(icon *page.Outline) iconBox {
	count := [...]int{page.MoveTo: 1, page.LineTo: 1, page.QuadTo: 2, page.CurveTo: 3, page.Close: 0}
	box := iconBox{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for i := range icon.Segments {
		s := &icon.Segments[i]
		for _, at := range s.Points[:count[s.Verb]] {
			box[0], box[2] = math.Min(box[0], at.X*iconUnits), math.Max(box[2], at.X*iconUnits)
			box[1], box[3] = math.Min(box[1], -at.Y*iconUnits), math.Max(box[3], -at.Y*iconUnits)
		}
	}
	if !(box[0] <= box[2] && box[1] <= box[3]) {
		return iconBox{}
	}
	return box
}

// join grows the box so that it encloses another one.
func (b *iconBox) join(other iconBox) {
	if *b == (iconBox{}) {
		*b = other
		return
	}
	for i := range 2 {
		b[i], b[i+2] = min(b[i], other[i]), max(b[i+2], other[i+2])
	}
}

// String writes the box outwards in whole units.
func (b iconBox) String() string {
	return number(math.Floor(b[0])) + " " + number(math.Floor(b[1])) + " " + number(math.Ceil(b[2])) + " " + number(math.Ceil(b[3]))
}
