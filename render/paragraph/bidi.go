package paragraph

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// level is an embedding level of the Unicode Bidirectional Algorithm; odd ones
// run from right to left.
type level byte

func (l level) rtl() bool { return l%2 == 1 }

// levels returns the level of each byte of text, or nil when all of it runs
// from left to right in a paragraph that does so too.
func levels(text string, rtl bool) []level {
	if !rtl && !strings.ContainsFunc(text, rightToLeft) {
		return nil
	}
	result := make([]level, len(text))
	base := level(0)
	if rtl {
		base = 1
	}
	for start := 0; start < len(text); {
		end := len(text)
		if at := strings.IndexFunc(text[start:], separator); at >= 0 {
			end = start + at
		}
		setLevels(text[start:end], base, result[start:end])
		for end < len(text) && separatorAt(text, end) > 0 {
			size := separatorAt(text, end)
			for i := range size {
				result[end+i] = base
			}
			end += size
		}
		start = end
	}
	return result
}

// setLevels fills in the levels of one bidi paragraph. The library tells the
// direction of each run; even levels above the base are found by what they
// hold: left-to-right text in a right-to-left paragraph, or a number inside
// right-to-left text.
func setLevels(text string, base level, result []level) {
	var paragraph bidi.Paragraph
	for i := range result {
		result[i] = base
	}
	// The library takes the direction of the first letter for that of the
	// paragraph, whatever it is told: a mark before the text decides instead.
	mark := "\u200e"
	if base == 1 {
		mark = "\u200f"
	}
	if _, err := paragraph.SetString(mark + text); err != nil {
		return
	}
	order, err := paragraph.Order()
	if err != nil {
		return
	}
	offset := -len(mark)
	for i := range order.NumRuns() {
		run := order.Run(i)
		content := run.String()
		start, end := max(offset, 0), min(offset+len(content), len(result))
		offset += len(content)
		if start >= end {
			continue
		}
		switch {
		case run.Direction() == bidi.RightToLeft:
			fill(result[start:end], 1)
		case base == 1:
			fill(result[start:end], 2)
		case i > 0:
			raiseNumbers(text[start:end], result[start:end])
		}
	}
}

func fill(levels []level, value level) {
	for i := range levels {
		levels[i] = value
	}
}

// number is a number in the letters that raiseNumbers writes: digits, single
// separators between them and signs such as currencies beside them (rules W4
// and W5).
var number = regexp.MustCompile(`t*n+(?:sn+)*t*`)

// raiseNumbers gives level 2 to the numbers that stand behind right-to-left
// text and before the first letter from left to right (rule I1).
func raiseNumbers(text string, result []level) {
	var classes []byte
	var offsets []int
	for i, char := range text {
		properties, _ := bidi.LookupRune(char)
		class := byte('-')
		switch properties.Class() {
		case bidi.EN, bidi.AN:
			class = 'n'
		case bidi.ES, bidi.CS:
			class = 's'
		case bidi.ET:
			class = 't'
		}
		offsets = append(offsets, i)
		if properties.Class() == bidi.L {
			break
		}
		classes = append(classes, class)
	}
	offsets = append(offsets, len(text))
	for _, found := range number.FindAllIndex(classes, -1) {
		fill(result[offsets[found[0]]:offsets[found[1]]], 2)
	}
}

// rightToLeft reports whether a character can make text run from right to
// left: Hebrew, Arabic and the scripts beside them, and the bidi controls.
func rightToLeft(char rune) bool {
	return char >= 0x590 && char <= 0x8ff || char >= 0xfb1d && char <= 0xfdff || char >= 0xfe70 && char <= 0xfeff ||
		char >= 0x10800 && char <= 0x10fff || char >= 0x1e800 && char <= 0x1efff ||
		char == 0x200f || char >= 0x202a && char <= 0x202e || char >= 0x2066 && char <= 0x2069
}

// separator reports whether a character ends a bidi paragraph (class B).
func separator(char rune) bool {
	switch char {
	case '\n', '\r', 0x1c, 0x1d, 0x1e, 0x85, 0x2029:
		return true
	}
	return false
}

// separatorAt returns the size of the separator that begins at a place, or 0.
func separatorAt(text string, at int) int {
	if char, size := utf8.DecodeRuneInString(text[at:]); separator(char) {
		return size
	}
	return 0
}

// span is a part of a line and its level.
type span struct {
	start, end int
	level      level
}

// visual returns the parts of text[start:end] from left to right (rule L2).
func (p *prepared) visual(start, end int) []span {
	if p.bidi == nil || start == end {
		return []span{{start, end, 0}}
	}
	// Rule L1: white space at the line's end takes the paragraph's level.
	base := level(0)
	if p.rtl {
		base = 1
	}
	tail := start + len(strings.TrimRightFunc(p.text[start:end], unicode.IsSpace))
	at := func(i int) level {
		if i >= tail {
			return base
		}
		return p.bidi[i]
	}
	var spans []span
	highest, lowest := level(0), level(255)
	for i := start; i < end; {
		j := i + 1
		for j < end && at(j) == at(i) {
			j++
		}
		spans = append(spans, span{i, j, at(i)})
		highest = max(highest, at(i))
		if at(i).rtl() {
			lowest = min(lowest, at(i))
		}
		i = j
	}
	for limit := highest; limit >= lowest && limit > 0; limit-- {
		for i := 0; i < len(spans); i++ {
			j := i
			for j < len(spans) && spans[j].level >= limit {
				j++
			}
			if j > i {
				slices.Reverse(spans[i:j])
				i = j
			}
		}
	}
	return spans
}
