package subset

// testGlyphs is the number of glyphs in the CFF fonts assembled here.
const testGlyphs = 6

// num encodes numbers for a charstring.
func num(values ...int) []byte {
	var out []byte
	for _, v := range values {
		switch {
		case v >= -107 && v <= 107:
			out = append(out, byte(v+139))
		default:
			out = append(out, 28, byte(v>>8), byte(v))
		}
	}
	return out
}

// code joins parts of a charstring.
func code(parts ...[]byte) []byte {
	var out []byte
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func op(b ...byte) []byte { return b }

// Operators that only these tests write.
const (
	csRLineTo   = 5
	csHLineTo   = 6
	csVLineTo   = 7
	csRRCurveTo = 8
	csRMoveTo   = 21
)

// testCharStrings use global and local subroutines, nested ones, hint masks whose length depends on hints declared
// inside a subroutine, a width, arithmetic, flex and a glyph whose subroutine ends it.
func testCharStrings() (glyphs, global, local, otherLocal [][]byte) {
	call := func(n int) []byte { return append(num(n-107), csCallSubr) }
	gcall := func(n int) []byte { return append(num(n-107), csCallGSubr) }
	global = [][]byte{
		code(num(100, 0, 50, 50, 0, 100), op(csRRCurveTo, csReturn)),
		code(num(10, 20, 30, 40), op(csHstemHM), num(5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16), op(csReturn)),
		code(num(-30, 40), op(csRLineTo, csEndChar)),
	}
	local = [][]byte{
		code(gcall(0), num(70), op(csHLineTo, csReturn)),
		code(num(25), op(csVLineTo, csReturn)),
	}
	otherLocal = [][]byte{
		code(num(11), op(csVLineTo, csReturn)),
		code(num(33), op(csHLineTo), call(0), op(csReturn)),
	}
	glyphs = [][]byte{
		code(num(0, 0), op(csRMoveTo), num(500), op(csHLineTo), num(700), op(csVLineTo, csEndChar)),
		code(num(12, 40, 50), op(csRMoveTo), call(0), call(1), op(csEndChar)),
		code(gcall(1), op(csHintMask, 0xA5), num(300, 20), op(csRMoveTo), call(1), gcall(0), op(csHintMask, 0x5A), num(9, 9), op(csRLineTo, csEndChar)),
		code(num(40, -300), op(csRMoveTo), call(1), gcall(2)),
		code(num(20, 30), op(csRMoveTo), num(10, 0, 20, 5, 10, 5, 10, -5, 20, -5, 10, 0, 50), op(csEscape, 35), num(4), op(csVLineTo, csEndChar)),
		code(num(20, 30), op(csRMoveTo), call(1), num(3, 4), op(csRLineTo, csEndChar)),
	}
	return glyphs, global, local, otherLocal
}

// privateDict encodes hinting values with the offset of the subroutines right behind.
func privateDict() []byte {
	d := code(num(500), op(20), num(600), op(21)) // default and nominal width
	return appendNumbers(d, opSubrs, len(d)+6)
}

// lay writes a CFF table whose Top DICT needs the offsets of the parts that follow its other structures.
func lay(parts [][]byte, top func(at []int) []byte, global [][]byte) []byte {
	build := func(at []int) []byte {
		out := []byte{1, 0, 4, 4}
		out = appendIndex(out, [][]byte{[]byte("Test")})
		out = appendIndex(out, [][]byte{top(at)})
		out = appendIndex(out, [][]byte{[]byte("Adobe"), []byte("Identity")})
		return appendIndex(out, global)
	}
	at := make([]int, len(parts))
	offset := len(build(at))
	for i, part := range parts {
		at[i] = offset
		offset += len(part)
	}
	return append(build(at), code(parts...)...)
}

// namedCFF is a font whose glyphs have names, with one Private DICT.
func namedCFF() []byte {
	glyphs, global, local, _ := testCharStrings()
	charset := []byte{0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5}
	private := privateDict()
	parts := [][]byte{charset, appendIndex(nil, glyphs), private, appendIndex(nil, local)}
	return lay(parts, func(at []int) []byte {
		d := appendNumbers(nil, opCharset, at[0])
		d = appendNumbers(d, opCharStrings, at[1])
		return appendNumbers(d, opPrivate, len(private), at[2])
	}, global)
}

// cidCFF is a font with numbered glyphs and two Font DICTs with subroutines of their own; its CIDs are not its glyph
// ids.
func cidCFF() []byte {
	glyphs, global, local, otherLocal := testCharStrings()
	charset := []byte{0, 0, 10, 0, 20, 0, 30, 0, 40, 0, 50}
	fdSelect := []byte{3, 0, 3, 0, 0, 0, 0, 2, 1, 0, 4, 0, 0, testGlyphs}
	private := privateDict()
	parts := [][]byte{charset, fdSelect, appendIndex(nil, glyphs), private, appendIndex(nil, local), private, appendIndex(nil, otherLocal), nil}
	fonts := func(at []int) []byte {
		return appendIndex(nil, [][]byte{
			appendNumbers(nil, opPrivate, len(private), at[3]),
			appendNumbers(nil, opPrivate, len(private), at[5]),
		})
	}
	parts[7] = fonts(make([]int, 8))
	top := func(at []int) []byte {
		d := appendNumbers(nil, opROS, firstString, firstString+1, 0)
		d = appendNumbers(d, opCIDCount, 100)
		d = appendNumbers(d, opCharset, at[0])
		d = appendNumbers(d, opFDSelect, at[1])
		d = appendNumbers(d, opCharStrings, at[2])
		copy(parts[7], fonts(at))
		return appendNumbers(d, opFDArray, at[7])
	}
	return lay(parts, top, global)
}
