package pdf

import (
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// font tells what the codes of a string mean and how wide they are (9.6 to
// 9.10).
type font struct {
	wide     bool // codes of two bytes
	letters  map[int]string
	widths   map[int]float64 // in thousandths of the size
	missing  float64         // the width of others
	scale    float64         // of a Type 3 font's widths
	bold     bool
	unmapped int // codes that were asked for and mean nothing
}

// decoded is one code of a string.
type decoded struct {
	text  string
	width float64 // for a size of 1
	space bool    // the code 32, which word spacing widens
}

func (f *file) font(v any) *font {
	d, _ := f.dict(v)
	out := &font{letters: map[int]string{}, widths: map[int]float64{}, missing: 500, scale: .001}
	descriptor, _ := f.dict(d["FontDescriptor"])
	base := string(f.name(d["BaseFont"]))
	switch f.name(d["Subtype"]) {
	case "Type0":
		out.wide = true
		descendants := f.array(d["DescendantFonts"])
		if len(descendants) > 0 {
			inner, _ := f.dict(descendants[0])
			descriptor, _ = f.dict(inner["FontDescriptor"])
			out.missing = 1000
			if w, ok := f.get(inner["DW"]).(float64); ok {
				out.missing = w
			}
			f.cidWidths(out, f.array(inner["W"]))
		}
	case "Type3":
		if m := f.array(d["FontMatrix"]); len(m) == 6 {
			out.scale = f.number(m[0])
		}
		fallthrough
	default:
		first := f.integer(d["FirstChar"])
		widths := f.array(d["Widths"])
		for i, w := range widths[:min(len(widths), 256)] {
			out.widths[first+i] = f.number(w)
		}
		if len(widths) == 0 {
			out.standardWidths()
		} else {
			out.missing = f.number(descriptor["MissingWidth"])
		}
		f.encoding(out, d, descriptor)
	}
	if data, err := f.stream(d["ToUnicode"]); err == nil && len(data) > 0 {
		out.toUnicode(data)
	}
	lower := strings.ToLower(base + " " + string(f.name(descriptor["FontName"])))
	for _, word := range []string{"bold", "black", "heavy", "demi", "cmbx", "sfbx", "-medi", "lmbx"} {
		out.bold = out.bold || strings.Contains(lower, word)
	}
	out.bold = out.bold || f.number(descriptor["FontWeight"]) >= 600 || f.integer(descriptor["Flags"])&(1<<18) != 0
	return out
}

// cidWidths reads the widths of a composite font (9.7.4.3).
func (f *file) cidWidths(out *font, w array) {
	for i := 0; i+1 < len(w); {
		first := f.integer(w[i])
		if list := f.array(w[i+1]); list != nil {
			for k, width := range list {
				out.widths[first+k] = f.number(width)
			}
			i += 2
			continue
		}
		if i+2 >= len(w) {
			return
		}
		last := min(f.integer(w[i+1]), first+1<<16)
		for code := first; code <= last; code++ {
			out.widths[code] = f.number(w[i+2])
		}
		i += 3
	}
}

// standardWidths are close to Helvetica's, for files that leave widths of the
// standard fonts out.
func (f *font) standardWidths() {
	f.missing = 556
	for _, r := range " ijltfI.,:;!|'()[]" {
		f.widths[int(r)] = 278
	}
	for _, r := range "ABCDEGHKNOPQRSUVXYMmWw" {
		f.widths[int(r)] = 720
	}
}

// encoding fills in what the codes of a simple font stand for.
func (f *file) encoding(out *font, d, descriptor dict) {
	encoding := f.name(d["Encoding"])
	details, _ := f.dict(d["Encoding"])
	if details != nil {
		encoding = f.name(details["BaseEncoding"])
	}
	table := charmap.Windows1252
	if encoding == "MacRomanEncoding" {
		table = charmap.Macintosh
	}
	symbolic := f.integer(descriptor["Flags"])&4 != 0 && encoding == "" && details == nil
	for code := 32; code < 256; code++ {
		if r := table.DecodeByte(byte(code)); r != '\uFFFD' && !symbolic {
			out.letters[code] = string(r)
		}
	}
	code := 0
	for _, v := range f.array(details["Differences"]) {
		switch v := f.get(v).(type) {
		case float64:
			code = int(v)
		case name:
			if letters := glyphText(string(v)); letters != "" {
				out.letters[code] = letters
			} else {
				delete(out.letters, code)
			}
			code++
		}
	}
}

// toUnicode reads a CMap from codes to text (9.10.3).
func (f *font) toUnicode(data []byte) {
	l := &lexer{data: data}
	var stack []any
	for entries := 0; entries < 1<<17; {
		v, err := l.value(false)
		if err != nil {
			return
		}
		word, ok := v.(keyword)
		if !ok {
			stack = append(stack, v)
			continue
		}
		switch word {
		case "":
			return
		case "begincodespacerange", "beginbfchar", "beginbfrange":
			stack = stack[:0]
		case "endcodespacerange":
			if len(stack) > 0 {
				if low, ok := stack[0].(text); ok {
					f.wide = len(low) > 1
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(stack); i += 2 {
				f.letters[code(stack[i])] = unicodeText(stack[i+1])
				entries++
			}
		case "endbfrange":
			for i := 0; i+2 < len(stack); i += 3 {
				low, high := code(stack[i]), code(stack[i+1])
				high = min(high, low+1<<16)
				switch to := stack[i+2].(type) {
				case array:
					for k := 0; k < len(to) && low+k <= high; k++ {
						f.letters[low+k] = unicodeText(to[k])
						entries++
					}
				case text:
					runes := []rune(unicodeText(to))
					for c := low; c <= high && len(runes) > 0; c++ {
						f.letters[c] = string(runes)
						runes[len(runes)-1]++
						entries++
					}
				}
			}
		}
	}
}

func code(v any) int {
	t, _ := v.(text)
	n := 0
	for i := 0; i < len(t) && i < 4; i++ {
		n = n<<8 | int(t[i])
	}
	return n
}

// unicodeText reads UTF-16, big end first.
func unicodeText(v any) string {
	t, _ := v.(text)
	units := make([]uint16, 0, len(t)/2)
	for i := 0; i+1 < len(t); i += 2 {
		units = append(units, uint16(t[i])<<8|uint16(t[i+1]))
	}
	if len(t) == 1 {
		return string(rune(t[0]))
	}
	return string(utf16.Decode(units))
}

// textString reads a text string such as ActualText (7.9.2.2).
func textString(t text) string {
	switch {
	case strings.HasPrefix(string(t), "\xfe\xff"):
		return unicodeText(t[2:])
	case strings.HasPrefix(string(t), "\xef\xbb\xbf"):
		return string(t[3:])
	}
	var b strings.Builder
	for i := 0; i < len(t); i++ {
		b.WriteRune(charmap.Windows1252.DecodeByte(t[i]))
	}
	return b.String()
}

// decode splits a string into its codes.
func (f *font) decode(t text) []decoded {
	out := make([]decoded, 0, len(t))
	step := 1
	if f.wide {
		step = 2
	}
	for i := 0; i+step <= len(t); i += step {
		c := int(t[i])
		if f.wide {
			c = c<<8 | int(t[i+1])
		}
		width, ok := f.widths[c]
		if !ok {
			width = f.missing
		}
		letters, ok := f.letters[c]
		if !ok {
			f.unmapped++
		}
		out = append(out, decoded{letters, width * f.scale, step == 1 && c == 32})
	}
	return out
}

var accents = map[string]rune{
	"acute": '\u0301', "grave": '\u0300', "circumflex": '\u0302', "dieresis": '\u0308', "tilde": '\u0303', "ring": '\u030A', "cedilla": '\u0327',
	"caron": '\u030C', "ogonek": '\u0328', "macron": '\u0304', "breve": '\u0306', "dotaccent": '\u0307', "hungarumlaut": '\u030B', "commaaccent": '\u0326',
}

var glyphNames = map[string]string{
	"space": " ", "nbspace": " ", "exclam": "!", "quotedbl": `"`, "numbersign": "#", "dollar": "$", "percent": "%", "ampersand": "&", "quotesingle": "'",
	"parenleft": "(", "parenright": ")", "asterisk": "*", "plus": "+", "comma": ",", "hyphen": "-", "period": ".", "slash": "/", "colon": ":", "semicolon": ";",
	"less": "<", "equal": "=", "greater": ">", "question": "?", "at": "@", "bracketleft": "[", "backslash": `\`, "bracketright": "]", "asciicircum": "^",
	"underscore": "_", "grave": "`", "braceleft": "{", "bar": "|", "braceright": "}", "asciitilde": "~", "quoteleft": "‘", "quoteright": "’",
	"quotedblleft": "“", "quotedblright": "”", "quotesinglbase": "‚", "quotedblbase": "„", "guillemotleft": "«", "guillemotright": "»", "guilsinglleft": "‹", "guilsinglright": "›",
	"endash": "–", "emdash": "—", "bullet": "•", "ellipsis": "…", "dagger": "†", "daggerdbl": "‡", "periodcentered": "·", "middot": "·", "trademark": "™",
	"copyright": "©", "registered": "®", "degree": "°", "section": "§", "paragraph": "¶", "sterling": "£", "yen": "¥", "Euro": "€", "euro": "€", "cent": "¢",
	"germandbls": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "oslash": "ø", "Oslash": "Ø", "dotlessi": "ı", "eth": "ð", "Eth": "Ð", "thorn": "þ", "Thorn": "Þ", "lslash": "ł", "Lslash": "Ł",
	"fi": "fi", "fl": "fl", "ff": "ff", "ffi": "ffi", "ffl": "ffl", "minus": "−", "multiply": "×", "divide": "÷", "plusminus": "±", "fraction": "⁄", "onehalf": "½", "onequarter": "¼", "threequarters": "¾",
	"onesuperior": "¹", "twosuperior": "²", "threesuperior": "³", "ordfeminine": "ª", "ordmasculine": "º", "exclamdown": "¡", "questiondown": "¿", "mu": "µ", "softhyphen": "\u00ad", "sfthyphen": "\u00ad",
	"openbullet": "◦", "asteriskmath": "*", "H18533": "■", "arrowright": "→", "lozenge": "◊", "logicalnot": "¬", "diamondmath": "◆", "cyrBreve": "",
	"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}

// glyphText is what a glyph name of a simple font stands for (after the Adobe
// Glyph List specification), or "".
func glyphText(glyph string) string {
	base, _, _ := strings.Cut(glyph, ".")
	if strings.Contains(base, "_") {
		var b strings.Builder
		for part := range strings.SplitSeq(base, "_") {
			b.WriteString(glyphText(part))
		}
		return b.String()
	}
	if t, ok := glyphNames[base]; ok {
		return t
	}
	if len(base) == 1 {
		return base
	}
	if hex, ok := strings.CutPrefix(base, "uni"); ok && len(hex) >= 4 {
		if n, err := strconv.ParseUint(hex[:4], 16, 32); err == nil {
			return string(rune(n))
		}
	}
	if hex, ok := strings.CutPrefix(base, "u"); ok && len(hex) >= 4 && len(hex) <= 6 {
		if n, err := strconv.ParseUint(hex, 16, 32); err == nil {
			return string(rune(n))
		}
	}
	for accent, mark := range accents {
		if letter, ok := strings.CutSuffix(base, accent); ok && len(letter) == 1 {
			return norm.NFC.String(letter + string(mark))
		}
	}
	return ""
}
