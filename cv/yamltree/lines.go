package yamltree

import (
	"bytes"
	"fmt"
	"sort"
	"unicode/utf8"
)

// lines maps between byte offsets and lines as a YAML parser counts them.
type lines struct {
	src    []byte
	starts []int // byte offset of each line's first character
}

// newLines finds the lines of src, the first of which begins behind a byte order
// mark, and refuses characters that YAML does not allow.
func newLines(src []byte, first int) (lines, error) {
	l := lines{src, make([]int, 1, 1+bytes.Count(src, []byte{'\n'}))}
	for i := first; i < len(src); {
		if src[i] >= ' ' && src[i] < 0x7F {
			i++
			continue
		}
		if n := breakLen(src, i); n > 0 {
			i += n
			l.starts = append(l.starts, i)
			continue
		}
		r, size := utf8.DecodeRune(src[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return l, l.errorAt(i, fmt.Sprintf("byte 0x%02X is not UTF-8", src[i]), "save the file as UTF-8")
		case r < ' ' && r != '\t', r >= 0x7F && r < 0xA0, r == 0xFFFE, r == 0xFFFF, r == 0xFEFF:
			return l, l.errorAt(i, fmt.Sprintf("the control character U+%04X is not allowed in YAML", r), "delete it")
		}
		i += size
	}
	l.starts[0] = first
	return l, nil
}

func (l lines) errorAt(offset int, problem, hint string) error {
	line, column := l.position(offset)
	return &Error{Line: line, Column: column, Problem: problem, Hint: hint}
}

// breakLen is the length of the line break at i, or 0. YAML 1.1 also knows
// NEL, LS and PS, and so does the parser that counts our lines.
func breakLen(src []byte, i int) int {
	switch src[i] {
	case '\n':
		return 1
	case '\r':
		if i+1 < len(src) && src[i+1] == '\n' {
			return 2
		}
		return 1
	case 0xC2:
		if i+1 < len(src) && src[i+1] == 0x85 {
			return 2
		}
	case 0xE2:
		if i+2 < len(src) && src[i+1] == 0x80 && src[i+2]&^1 == 0xA8 {
			return 3
		}
	}
	return 0
}

// offset is the byte at a line and column, both from 1; the column counts
// characters.
func (l lines) offset(line, column int) int {
	if line < 1 {
		return l.starts[0]
	}
	if line > len(l.starts) {
		return len(l.src)
	}
	return l.forward(l.starts[line-1], column-1)
}

// forward is the byte some characters behind at.
func (l lines) forward(at, characters int) int {
	for ; characters > 0 && at < len(l.src); characters-- {
		if l.src[at] < utf8.RuneSelf {
			at++
			continue
		}
		_, size := utf8.DecodeRune(l.src[at:])
		at += size
	}
	return at
}

// position is the line and column, both from 1, of a byte.
func (l lines) position(offset int) (line, column int) {
	line = l.number(offset)
	return line, utf8.RuneCount(l.src[l.starts[line-1]:offset]) + 1
}

// number is the line, from 1, that a byte stands in.
func (l lines) number(offset int) int {
	return sort.SearchInts(l.starts, offset+1)
}

// start is the first byte of the line that offset stands in.
func (l lines) start(offset int) int { return l.starts[l.number(offset)-1] }

// next is the first byte of the line after the one that offset stands in.
func (l lines) next(offset int) int {
	if n := l.number(offset); n < len(l.starts) {
		return l.starts[n]
	}
	return len(l.src)
}

// text is a line, counted from 1, without its break.
func (l lines) text(line int) []byte {
	if line < 1 || line > len(l.starts) {
		return nil
	}
	end := len(l.src)
	if line < len(l.starts) {
		end = l.starts[line]
	}
	text := l.src[l.starts[line-1]:end]
	for i := range text {
		if breakLen(text, i) > 0 {
			return text[:i]
		}
	}
	return text
}

// column is the number of characters between the line's start and offset.
func (l lines) column(offset int) int {
	return utf8.RuneCount(l.src[l.start(offset):offset])
}

// lineBreak is the break that the file uses.
func (l lines) lineBreak() string {
	switch i := bytes.IndexByte(l.src, '\n'); {
	case i > 0 && l.src[i-1] == '\r':
		return "\r\n"
	case i < 0 && bytes.IndexByte(l.src, '\r') >= 0:
		return "\r" // as old Macs wrote
	}
	return "\n"
}
