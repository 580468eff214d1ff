package offer

import (
	"bytes"
	"io"
	"mime/quotedprintable"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// repaired is an input brought to clean UTF-8, and what had to be done.
type repaired struct {
	text     string
	mojibake []string // the first words that were repaired, as they read now
	smuggled string   // text hidden in invisible tag characters
	warnings []string
}

// maxReported bounds how many finds of one sort are reported.
const maxReported = 5

// repair decodes raw, which should be UTF-8 but may be in another charset, as a
// mail is sent, or UTF-8 that was once read as Windows-1252.
func repair(raw string) (repaired, error) {
	var r repaired
	text, note, err := Decode(raw)
	if err != nil {
		return r, err
	}
	if note != "" {
		r.warnings = append(r.warnings, note)
	}
	if plain, ok := unquotePrintable(text); ok {
		text = plain
		r.warnings = append(r.warnings, "the offer is written as mails are sent (quoted-printable) and was decoded")
	}
	text = r.visible(text)
	for range 2 { // text may have been misread twice
		fixed := r.unscramble(text)
		if fixed == text {
			break
		}
		text = fixed
	}
	if len(r.mojibake) > 0 {
		r.warnings = append(r.warnings, "garbled characters (UTF-8 read as Windows-1252) were repaired, such as "+r.mojibake[0])
	}
	r.text = text
	return r, nil
}

// Decode brings a text to UTF-8 without a mark: UTF-16 and UTF-32 with one,
// else Windows-1252 for what is no UTF-8. note tells what was guessed. The
// error is ErrBinary.
func Decode(raw string) (text, note string, err error) {
	for _, wide := range []struct {
		mark, name string
		encoding   encoding.Encoding
	}{
		{"\xff\xfe\x00\x00", "UTF-32", utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)},
		{"\x00\x00\xfe\xff", "UTF-32", utf32.UTF32(utf32.BigEndian, utf32.UseBOM)},
		{"\xff\xfe", "UTF-16", xunicode.UTF16(xunicode.LittleEndian, xunicode.UseBOM)},
		{"\xfe\xff", "UTF-16", xunicode.UTF16(xunicode.BigEndian, xunicode.UseBOM)},
	} {
		if strings.HasPrefix(raw, wide.mark) {
			text, err := wide.encoding.NewDecoder().String(raw)
			if err != nil {
				return "", "", ErrBinary
			}
			return text, "the offer was read as " + wide.name, nil
		}
	}
	switch {
	case binary(raw):
		return "", "", ErrBinary
	case !utf8.ValidString(raw):
		text, err := charmap.Windows1252.NewDecoder().String(raw)
		if err != nil {
			return "", "", ErrBinary
		}
		return text, "the offer is not UTF-8 and was read as Windows-1252", nil
	}
	return strings.TrimPrefix(raw, "\ufeff"), "", nil
}

// printed matches a byte as quoted-printable writes those beyond ASCII, and
// the equals sign itself.
var printed = pattern(`=(?:3D|[89A-F][0-9A-F])`)

// unquotePrintable decodes a mail's text that was copied as it was sent:
// "=C2=A355,000", with an equals sign at the end of each line that goes on.
func unquotePrintable(text string) (string, bool) {
	if strings.Count(text, "=") < 3 {
		return "", false
	}
	found := len(printed().FindAllStringIndex(text, -1))
	if found < 3 || found*2 < strings.Count(text, "=")-strings.Count(text, "=\n")-strings.Count(text, "=\r\n") {
		return "", false
	}
	plain, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(text)))
	if err != nil || !utf8.Valid(plain) {
		return "", false
	}
	return string(plain), true
}

// binary reports whether raw is a file of some kind rather than text.
func binary(raw string) bool {
	for _, magic := range []string{"%PDF-", "PK\x03\x04", "\x89PNG", "\xff\xd8\xff", "GIF8", "\xd0\xcf\x11\xe0", "{\\rtf"} {
		if strings.HasPrefix(raw, magic) {
			return true
		}
	}
	control := 0
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c >= ' ' && c != 0x7f:
		case c == 0:
			return true
		case c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\v' && c != 0x1b:
			control++
		}
	}
	return control > 8 && control*50 > len(raw)
}

// visible drops characters that print nothing, brings line ends to "\n", and
// collects text that was smuggled in as Unicode tag characters.
func (r *repaired) visible(text string) string {
	if !strings.ContainsFunc(text, unprinted) {
		return text
	}
	var b, smuggled strings.Builder
	b.Grow(len(text))
	for i, c := range text {
		switch {
		case c == '\r':
			if !strings.HasPrefix(text[i+1:], "\n") {
				b.WriteByte('\n')
			}
		case c == '\v', c == '\f', c == '\u2028', c == '\u2029', c == '\u0085':
			b.WriteByte('\n')
		case c >= 0xE0020 && c <= 0xE007E:
			smuggled.WriteRune(c - 0xE0000)
		case c == '\u00ad', c == '\ufeff', c >= '\u200b' && c <= '\u200f', c >= '\u202a' && c <= '\u202e', c >= '\u2060' && c <= '\u2064', c >= 0xE0000 && c <= 0xE007F:
		case c < ' ' && c != '\n' && c != '\t', c == 0x7f:
			b.WriteByte(' ')
		default:
			b.WriteRune(c)
		}
	}
	r.smuggled = smuggled.String()
	return b.String()
}

// unprinted reports whether a character prints nothing or ends a line in its own
// way.
func unprinted(c rune) bool {
	if c >= ' ' && c < 0x7f {
		return false
	}
	if c <= 0x7f {
		return c != '\n' && c != '\t'
	}
	return c == '\u0085' || c == '\u00ad' || c == '\ufeff' ||
		c >= '\u200b' && c <= '\u200f' || c >= '\u2028' && c <= '\u202e' || c >= '\u2060' && c <= '\u2064' || c >= 0xE0000 && c <= 0xE007F
}

// unscramble repairs runs such as "Ã¼" (ü) and "â€™" (’).
func (r *repaired) unscramble(text string) string {
	var b strings.Builder
	from := 0 // what is not written yet
	for i := 0; i < len(text); i++ {
		skipped := strings.IndexByte(text[i:], scrambled)
		if skipped < 0 {
			break
		}
		i += skipped
		fixed, width := unscrambleAt(text[i:])
		if width == 0 {
			continue
		}
		b.WriteString(text[from:i])
		if len(r.mojibake) < maxReported && unicode.IsLetter([]rune(fixed)[0]) {
			r.mojibake = append(r.mojibake, lastWord(b.String())+fixed)
		}
		b.WriteString(fixed)
		from = i + width
		i = from - 1
	}
	if from == 0 {
		return text
	}
	b.WriteString(text[from:])
	return b.String()
}

// scrambled is the first byte of Â, Ã, Ä, Å, â and ð, as all begin that is UTF-8
// read as Windows-1252.
const scrambled = 0xC3

// unscrambleAt decodes one character that starts at s, or returns width 0.
// Only characters that offers really use count as certain: Latin letters,
// general punctuation, currency signs and emoji.
func unscrambleAt(s string) (fixed string, width int) {
	var want int
	lead, _ := utf8.DecodeRuneInString(s)
	switch lead {
	case 'Â', 'Ã', 'Ä', 'Å':
		want = 2
	case 'â':
		want = 3
	case 'ð':
		want = 4
	default:
		return "", 0
	}
	var raw []byte
	for _, c := range s {
		code, ok := windows1252(c)
		if !ok || len(raw) > 0 && (code < 0x80 || code > 0xBF) {
			return "", 0
		}
		raw = append(raw, code)
		width += utf8.RuneLen(c)
		if len(raw) == want {
			break
		}
	}
	decoded, size := utf8.DecodeRune(raw)
	if size != want || decoded == utf8.RuneError {
		return "", 0
	}
	if quoted := bytes.ContainsAny(raw[1:], "\x91\x92\x93\x94\x84\x82\xbb\xab"); quoted && (lead == 'Ä' || lead == 'Å') {
		return "", 0 // a capital before a closing quotation mark is no accident
	}
	switch {
	case decoded >= 0xA0 && decoded <= 0x17F, decoded >= 0x2010 && decoded <= 0x2044,
		decoded == '€', decoded == '™', decoded >= 0x2190 && decoded <= 0x27BF, decoded >= 0x1F300 && decoded <= 0x1FAFF:
		return string(decoded), width
	}
	return "", 0
}

func windows1252(c rune) (byte, bool) {
	if c >= 0x80 && c < 0xA0 {
		return byte(c), true // C1 controls stand for themselves in broken text
	}
	return charmap.Windows1252.EncodeRune(c)
}

func lastWord(s string) string {
	i := len(s)
	for i > 0 {
		c, size := utf8.DecodeLastRuneInString(s[:i])
		if !unicode.IsLetter(c) {
			break
		}
		i -= size
	}
	return s[i:]
}
