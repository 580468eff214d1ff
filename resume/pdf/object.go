package pdf

import (
	"bytes"
	"errors"
	"strconv"
)

// The values of a PDF file: nil, bool, float64, name, text, array, dict, ref and
// *stream (ISO 32000-1, 7.3).
type (
	name  string
	text  string
	array []any
	dict  map[name]any
	ref   struct{ number, generation int }
	// keyword is an operator of a content stream, or a word such as endobj.
	keyword string
)

type stream struct {
	dict
	raw   []byte
	start int // in the file
}

// maxDepth bounds arrays and dictionaries within each other.
const maxDepth = 50

var errSyntax = errors.New("broken syntax")

// lexer reads values from bytes. At the end it gives keyword("").
type lexer struct {
	data  []byte
	at    int
	depth int
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

func (l *lexer) space() {
	for l.at < len(l.data) {
		switch c := l.data[l.at]; {
		case isSpace(c):
			l.at++
		case c == '%':
			for l.at < len(l.data) && l.data[l.at] != '\n' && l.data[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

// value reads one value; indirect references only where refs is set.
func (l *lexer) value(refs bool) (any, error) {
	l.space()
	if l.at >= len(l.data) {
		return keyword(""), nil
	}
	switch c := l.data[l.at]; {
	case c == '/':
		return l.name(), nil
	case c == '(':
		return l.literal()
	case c == '<' && l.at+1 < len(l.data) && l.data[l.at+1] == '<':
		return l.dict(refs)
	case c == '<':
		return l.hex(), nil
	case c == '[':
		return l.array(refs)
	case c == '+' || c == '-' || c == '.' || c >= '0' && c <= '9':
		return l.number(refs), nil
	case isDelimiter(c):
		l.at++
		if c == '>' && l.at < len(l.data) && l.data[l.at] == '>' {
			l.at++
			return keyword(">>"), nil
		}
		return keyword(c), nil
	}
	start := l.at
	for l.at < len(l.data) && !isSpace(l.data[l.at]) && !isDelimiter(l.data[l.at]) {
		l.at++
	}
	switch word := string(l.data[start:l.at]); word {
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "null":
		return nil, nil
	default:
		return keyword(word), nil
	}
}

func (l *lexer) name() name {
	l.at++
	start := l.at
	escaped := false
	for l.at < len(l.data) && !isSpace(l.data[l.at]) && !isDelimiter(l.data[l.at]) {
		escaped = escaped || l.data[l.at] == '#'
		l.at++
	}
	raw := l.data[start:l.at]
	if !escaped {
		return name(raw)
	}
	var out []byte
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) {
			if n, err := strconv.ParseUint(string(raw[i+1:i+3]), 16, 8); err == nil {
				out = append(out, byte(n))
				i += 2
				continue
			}
		}
		out = append(out, raw[i])
	}
	return name(out)
}

func (l *lexer) literal() (any, error) {
	l.at++
	var out []byte
	for depth := 1; l.at < len(l.data); l.at++ {
		c := l.data[l.at]
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				l.at++
				return text(out), nil
			}
		case '\\':
			l.at++
			if l.at >= len(l.data) {
				return nil, errSyntax
			}
			c = l.data[l.at]
			switch {
			case c == '\n':
				continue
			case c == '\r':
				if l.at+1 < len(l.data) && l.data[l.at+1] == '\n' {
					l.at++
				}
				continue
			case c >= '0' && c <= '7':
				n := 0
				for i := 0; i < 3 && l.at < len(l.data) && l.data[l.at] >= '0' && l.data[l.at] <= '7'; i++ {
					n = n<<3 | int(l.data[l.at]-'0')
					l.at++
				}
				l.at--
				c = byte(n)
			default:
				if i := bytes.IndexByte([]byte("nrtbf"), c); i >= 0 {
					c = "\n\r\t\b\f"[i]
				}
			}
		}
		out = append(out, c)
	}
	return nil, errSyntax
}

func (l *lexer) hex() text {
	l.at++
	var out []byte
	half, have := byte(0), false
	for ; l.at < len(l.data); l.at++ {
		c := l.data[l.at]
		switch {
		case c == '>':
			l.at++
			if have {
				out = append(out, half<<4)
			}
			return text(out)
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			continue
		}
		if have {
			out = append(out, half<<4|c)
		}
		half, have = c, !have
	}
	return text(out)
}

func (l *lexer) number(refs bool) any {
	start := l.at
	for l.at < len(l.data) && (l.data[l.at] == '+' || l.data[l.at] == '-' || l.data[l.at] == '.' || l.data[l.at] >= '0' && l.data[l.at] <= '9') {
		l.at++
	}
	if l.at == start {
		l.at++
	}
	raw := string(l.data[start:l.at])
	number, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		number = 0
	}
	if !refs || number < 0 || number > 1e7 || number != float64(int(number)) {
		return number
	}
	// Two whole numbers and an R are a reference.
	back := l.at
	l.space()
	digits := l.at
	for l.at < len(l.data) && l.data[l.at] >= '0' && l.data[l.at] <= '9' && l.at-digits < 6 {
		l.at++
	}
	if l.at > digits {
		generation, _ := strconv.Atoi(string(l.data[digits:l.at])) // digits only
		l.space()
		if l.at < len(l.data) && l.data[l.at] == 'R' && (l.at+1 == len(l.data) || isSpace(l.data[l.at+1]) || isDelimiter(l.data[l.at+1])) {
			l.at++
			return ref{int(number), generation}
		}
	}
	l.at = back
	return number
}

func (l *lexer) array(refs bool) (any, error) {
	l.at++
	if l.depth++; l.depth > maxDepth {
		return nil, errSyntax
	}
	defer func() { l.depth-- }()
	var out array
	for {
		v, err := l.value(refs)
		if err != nil {
			return nil, err
		}
		if word, ok := v.(keyword); ok {
			if word == "]" {
				return out, nil
			}
			if word == "" || word == "endobj" || word == "endstream" {
				return nil, errSyntax
			}
			continue
		}
		out = append(out, v)
	}
}

func (l *lexer) dict(refs bool) (any, error) {
	l.at += 2
	if l.depth++; l.depth > maxDepth {
		return nil, errSyntax
	}
	defer func() { l.depth-- }()
	out := dict{}
	for {
		key, err := l.value(refs)
		if err != nil {
			return nil, err
		}
		switch key := key.(type) {
		case name:
			v, err := l.value(refs)
			if err != nil {
				return nil, err
			}
			if word, ok := v.(keyword); ok {
				if word == ">>" {
					return out, nil
				}
				return nil, errSyntax
			}
			out[key] = v
		case keyword:
			if key == ">>" {
				return out, nil
			}
			return nil, errSyntax
		default:
			return nil, errSyntax
		}
	}
}
