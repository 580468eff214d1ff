package yamltree

import "unicode/utf8"

// The functions of this file follow the scanner of yaml.v3 (a port of libyaml)
// to find where the things end that it only gives beginnings of.

func (f *File) at(i int) byte {
	if i < len(f.src) {
		return f.src[i]
	}
	return 0
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func (f *File) isBreak(i int) bool { return i < len(f.src) && breakLen(f.src, i) > 0 }

// isBlankOrEnd is true at a space, a tab, a line break and the file's end.
func (f *File) isBlankOrEnd(i int) bool {
	return i >= len(f.src) || isBlank(f.src[i]) || breakLen(f.src, i) > 0
}

// skipSpace passes blanks, line breaks and comments.
func (f *File) skipSpace(i int) int {
	for i < len(f.src) {
		switch n := breakLen(f.src, i); {
		case n > 0:
			i += n
		case isBlank(f.src[i]):
			i++
		case f.src[i] == '#':
			i = f.lineEnd(i)
		default:
			return i
		}
	}
	return i
}

// skipBlanks passes spaces and tabs.
func (f *File) skipBlanks(i int) int {
	for i < len(f.src) && isBlank(f.src[i]) {
		i++
	}
	return i
}

// lineEnd is the place of the next line break, or the file's end.
func (f *File) lineEnd(i int) int {
	for i < len(f.src) && breakLen(f.src, i) == 0 {
		i++
	}
	return i
}

// skipName passes an alias or anchor with its sign.
func (f *File) skipName(i int) int {
	for i++; i < len(f.src) && isNameByte(f.src[i]); i++ {
	}
	return i
}

// skipProperties passes an anchor and a tag in either order.
func (f *File) skipProperties(i int) int {
	end := i
	for {
		switch f.at(i) {
		case '&':
			i = f.skipName(i)
		case '!':
			for !f.isBlankOrEnd(i) {
				i++
			}
		default:
			return end
		}
		end = i
		i = f.skipSpace(i)
	}
}

// behindProperties is where a list or flow collection begins behind its anchor
// and tag.
func (f *File) behindProperties(i int) int {
	if c := f.at(i); c == '&' || c == '!' {
		return f.skipSpace(f.skipProperties(i))
	}
	return i
}

// explicitKey is true for a key behind a question mark.
func (f *File) explicitKey(key *Node) bool {
	i := key.Start - 1
	for i >= 0 && (isBlank(f.src[i]) || f.src[i] == '\n' || f.src[i] == '\r') {
		i--
	}
	if i < 0 || f.src[i] != '?' || i == key.Start-1 {
		return false
	}
	return i == 0 || isBlank(f.src[i-1]) || f.src[i-1] == '\n' || f.src[i-1] == '{' || f.src[i-1] == ',' || f.src[i-1] == '['
}

// spanScalar sets Content and End of a scalar.
func (f *File) spanScalar(n *Node) {
	n.Content, n.End = n.Start, n.Start
	if c := f.at(n.Start); c == '&' || c == '!' {
		n.End = f.skipProperties(n.Start)
		n.Content = n.End
		if n.Style == Plain && n.Value == "" {
			return
		}
		n.Content = f.skipSpace(n.End)
	}
	switch n.Style {
	case Plain:
		if end := n.Content + len(n.Value); end <= len(f.src) && string(f.src[n.Content:end]) == n.Value {
			n.End = end // on one line, as most are, or empty
		} else {
			n.End = f.plainEnd(n.Content, n.indent, n.inFlow)
		}
	case SingleQuoted, DoubleQuoted:
		n.End = f.quotedEnd(n.Content)
	case Literal, Folded:
		n.End = f.blockScalar(n).end
		n.unbroken = n.End == len(f.src) && n.Value != "" && n.Value[len(n.Value)-1] != '\n'
	}
}

// plainEnd is where the plain scalar at i ends. It goes by bytes: what stands
// inside of a character is never a sign.
func (f *File) plainEnd(i, indent int, inFlow bool) int {
	end, column := i, -1 // in bytes, as only blanks count, and behind line breaks only
	for i < len(f.src) {
		if f.src[i] == '#' || column == 0 && f.documentMark(i) {
			break
		}
		for !f.isBlankOrEnd(i) {
			c := f.src[i]
			if c == ':' && f.isBlankOrEnd(i+1) || inFlow && (c == ',' || c == '?' || c == '[' || c == ']' || c == '{' || c == '}') {
				return end
			}
			for i++; i < len(f.src) && isNameByte(f.src[i]); i++ {
			}
			end = i
		}
		broken := false
		for i < len(f.src) && (isBlank(f.src[i]) || f.isBreak(i)) {
			if size := breakLen(f.src, i); size > 0 {
				i, column, broken = i+size, 0, true
				continue
			}
			i++
			column++
		}
		if broken && !inFlow && column <= indent {
			break
		}
		if !broken {
			column = -1
		}
	}
	return end
}

// documentMark is true at "---" and "..." of their own.
func (f *File) documentMark(i int) bool {
	if i+3 > len(f.src) || !f.isBlankOrEnd(i+3) {
		return false
	}
	mark := string(f.src[i : i+3])
	return mark == "---" || mark == "..."
}

// quotedEnd is the place behind the closing quote of the string at i.
func (f *File) quotedEnd(i int) int {
	quote := f.at(i)
	for i++; i < len(f.src); i++ {
		switch {
		case quote == '"' && f.src[i] == '\\':
			i++
		case f.src[i] != quote:
		case quote == '\'' && f.at(i+1) == '\'':
			i++
		default:
			return i + 1
		}
	}
	return len(f.src)
}

// blockText is the lay-out of a literal or folded scalar.
type blockText struct {
	chomp      byte // '-', '+' or 0
	increment  int  // given indentation, or 0
	body       int  // first byte behind the header line
	indent     int  // columns before the text
	end        int  // behind the last line, without its break
	width      int  // characters of the longest line of text
	lineBroken bool // text of more than one line
}

func (f *File) blockScalar(n *Node) blockText {
	var t blockText
	i := n.Content + 1
	for ; f.at(i) == '+' || f.at(i) == '-' || f.at(i) >= '1' && f.at(i) <= '9'; i++ {
		if c := f.src[i]; c == '+' || c == '-' {
			t.chomp = c
		} else {
			t.increment = int(c - '0')
		}
	}
	headerEnd := f.lineEnd(i)
	t.body, t.end = f.pastBreak(headerEnd), headerEnd
	if t.increment > 0 {
		t.indent = max(n.indent, 0) + t.increment
	}
	if t.indent == 0 {
		t.indent = max(f.detectIndent(t.body), n.indent+1, 1)
	}
	count := 0
	for line := t.body; line < len(f.src); {
		i, column := line, 0
		for column < t.indent && f.at(i) == ' ' {
			i++
			column++
		}
		blank := i >= len(f.src) || f.isBreak(i)
		if !blank && column < t.indent {
			break
		}
		end := f.lineEnd(i)
		if !blank {
			t.end = end
			t.width = max(t.width, utf8.RuneCount(f.src[i:end]))
			count++
		} else if t.chomp == '+' && end < len(f.src) {
			t.end = end
		}
		next := f.pastBreak(end)
		if next == end {
			break
		}
		line = next
	}
	t.lineBroken = count > 1
	return t
}

// pastBreak passes the line break at i, if there is one.
func (f *File) pastBreak(i int) int {
	if i < len(f.src) {
		return i + breakLen(f.src, i)
	}
	return i
}

// detectIndent is the widest run of spaces before the first text from i on.
func (f *File) detectIndent(i int) int {
	widest := 0
	for {
		column := 0
		for f.at(i) == ' ' {
			i++
			column++
		}
		widest = max(widest, column)
		if !f.isBreak(i) {
			return widest
		}
		i = f.pastBreak(i)
	}
}

// skipBlankLines passes lines of nothing but spaces and tabs.
func (f *File) skipBlankLines(i int) int {
	for i < len(f.src) {
		end := f.skipBlanks(i)
		if end < len(f.src) && !f.isBreak(end) {
			return i
		}
		i = f.pastBreak(end)
	}
	return i
}

// closeFlow is the place behind the bracket that closes a flow collection
// whose last value ends at i.
func (f *File) closeFlow(i int, kind Kind) int {
	closing := byte(']')
	if kind == Mapping {
		closing = '}'
	}
	for i < len(f.src) {
		i = f.skipSpace(i)
		if f.at(i) == closing {
			return i + 1
		}
		i++
	}
	return len(f.src)
}
