// Package plaintext reads a CV that is plain text: lines, bullets, columns made
// of tabs and spaces, titles in capitals or underlined.
package plaintext

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/bespoke-cv/bespoke/resume/source"
)

// ErrBinary is wrapped by Decode when a file holds no text.
var ErrBinary = errors.New("no text")

// Decode reads UTF-8, UTF-16 with a byte order mark, or else Windows-1252, with
// line ends as \n.
func Decode(data []byte) (string, error) {
	text := ""
	switch {
	case len(data) >= 2 && data[0] == 0xff && data[1] == 0xfe, len(data) >= 2 && data[0] == 0xfe && data[1] == 0xff:
		units := make([]uint16, 0, len(data)/2)
		for i := 2; i+1 < len(data); i += 2 {
			unit := uint16(data[i]) | uint16(data[i+1])<<8
			if data[0] == 0xfe {
				unit = uint16(data[i])<<8 | uint16(data[i+1])
			}
			units = append(units, unit)
		}
		text = string(utf16.Decode(units))
	case utf8.Valid(data):
		text = string(data)
	default:
		decoded, err := charmap.Windows1252.NewDecoder().Bytes(data)
		if err != nil {
			return "", fmt.Errorf("%w: %w", ErrBinary, err)
		}
		text = string(decoded)
	}
	odd := 0
	for _, r := range text {
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' && r != '\v' || r == utf8.RuneError {
			odd++
		}
	}
	if odd > 0 && odd*50 > len(text) {
		return "", fmt.Errorf("%w: %d of its %d bytes are control characters", ErrBinary, odd, len(text))
	}
	text = strings.TrimPrefix(text, "\ufeff")
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n", "\v", "\n", "\x00", "").Replace(text), nil
}

var forms = sync.OnceValue(func() (f struct{ bullet, underline, gap *regexp.Regexp }) {
	f.bullet = regexp.MustCompile(`^(\s*)([-*•●◦▪▫■□‣·–—»✓✔➢➤→○∙⁃+]|o|\d{1,2}[.)])(\s+)\S`)
	f.underline = regexp.MustCompile(`^\s*(?:={3,}|-{3,}|_{3,}|~{3,}|\*{3,}|—{3,}|─{3,}|━{3,}|#{3,})\s*$`)
	f.gap = regexp.MustCompile(`\t+ *| {3,}`)
	return f
})

// Read divides a text into lines.
func Read(text string) *source.Document {
	p := &parser{lines: strings.Split(text, "\n")}
	for i := range p.lines {
		p.lines[i] = strings.TrimRightFunc(p.lines[i], unicode.IsSpace)
		p.width = max(p.width, min(utf8.RuneCountInString(p.lines[i]), 120))
	}
	for i := 0; i < len(p.lines); {
		i = p.line(i)
	}
	return p.Document()
}

type parser struct {
	source.Builder
	lines  []string
	width  int
	blank  bool // the line before was empty
	depths source.Depths
}

// line reads the line at i with those that go on from it, and returns where the
// next one is.
func (p *parser) line(i int) int {
	raw := p.lines[i]
	if strings.TrimSpace(raw) == "" {
		p.blank = true
		return i + 1
	}
	if forms().underline.MatchString(raw) {
		return i + 1
	}
	line := source.Line{Place: fmt.Sprintf("line %d", i+1), Gap: p.blank}
	p.blank = false
	indent := indentOf(raw)
	if m := forms().bullet.FindStringSubmatchIndex(raw); m != nil {
		line.Item = p.depths.At(indent)
		line.Number, _ = strconv.Atoi(strings.TrimRight(raw[m[4]:m[5]], ".)")) // 0 for a bullet
		raw = raw[m[7]:]
		indent = -1
	} else {
		p.depths = nil
	}
	next := i + 1
	if next < len(p.lines) && forms().underline.MatchString(p.lines[next]) && line.Item == 0 && len(raw) < 60 && strings.TrimSpace(p.lines[next])[0] != '*' {
		line.Heading = 1
		p.Write(strings.TrimSpace(raw))
		p.End(line)
		return next + 1
	}
	var text strings.Builder
	text.WriteString(strings.TrimSpace(raw))
	last, outer := p.lines[i], indentOf(p.lines[i])
	for next < len(p.lines) && text.Len() < source.MaxLine && p.goesOn(last, p.lines[next], line.Item > 0, outer) {
		text.WriteString(" " + strings.TrimSpace(p.lines[next]))
		last = p.lines[next]
		next++
	}
	p.cells(&line, text.String())
	p.End(line)
	return next
}

func indentOf(line string) int {
	n := 0
	for _, r := range line {
		switch r {
		case ' ':
			n++
		case '\t':
			n += 4
		default:
			return n
		}
	}
	return n
}

// goesOn reports whether a line was broken only because it was full.
func (p *parser) goesOn(before, after string, item bool, indent int) bool {
	trimmed := strings.TrimSpace(after)
	if trimmed == "" || forms().bullet.MatchString(after) || forms().underline.MatchString(after) {
		return false
	}
	if item && indentOf(after) > indent {
		return true
	}
	full := utf8.RuneCountInString(before) >= max(60, p.width*3/4) || utf8.RuneCountInString(before) > 100
	first, _ := utf8.DecodeRuneInString(trimmed)
	if !full || forms().gap.MatchString(strings.TrimSpace(after)) || forms().gap.MatchString(strings.TrimSpace(before)) {
		return false
	}
	if item { // whose next lines are indented, or begin in the middle of a sentence
		return unicode.IsLower(first) || unicode.IsDigit(first)
	}
	end, _ := utf8.DecodeLastRuneInString(before)
	return unicode.IsLower(first) || !strings.ContainsRune(".!?:", end) && !upper(trimmed) || strings.ContainsRune(".!?", end) && utf8.RuneCountInString(before) >= p.width*9/10
}

func upper(text string) bool { return strings.ToUpper(text) == text && strings.ToLower(text) != text }

// cells writes a line, divided where there is more than a word space.
func (p *parser) cells(line *source.Line, text string) {
	at := 0
	gaps := forms().gap.FindAllStringIndex(text, -1)
	for _, gap := range gaps {
		line.Cells = append(line.Cells, p.Write(text[at:gap[0]]))
		p.Write("\t")
		at = gap[1]
	}
	last := p.Write(text[at:])
	if len(gaps) > 0 {
		line.Cells = append(line.Cells, last)
	}
}
