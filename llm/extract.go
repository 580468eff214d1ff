package llm

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// Why extract finds nothing.
var (
	errNoJSON  = errors.New("there is no JSON object in the answer")
	errBadJSON = errors.New("the JSON object in the answer has a syntax error")
	errCutJSON = errors.New("the JSON object in the answer is not closed")
)

// extract finds the JSON object in a model's answer: behind its thoughts, in a
// Markdown fence, between sentences. Of several it takes the longest. Slips
// that leave no doubt are mended: trailing commas, comments, line breaks inside
// strings; mended says so. What it returns is always valid JSON.
func extract(answer string) (object json.RawMessage, mended bool, err error) {
	answer = withoutThoughts(strings.TrimPrefix(answer, "\ufeff"))
	if trimmed := strings.TrimSpace(answer); strings.HasPrefix(trimmed, "{") && json.Valid([]byte(trimmed)) {
		return json.RawMessage(trimmed), false, nil
	}
	err = errNoJSON
	for start := 0; start < len(answer); {
		at := strings.IndexByte(answer[start:], '{')
		if at < 0 {
			break
		}
		start += at
		if !startsObject(answer[start:]) {
			start++
			continue
		}
		// From here on it is an object or the ruin of one; an object inside a
		// ruin would be a part of the answer taken for the whole.
		text, length, changed := scanObject(answer[start:])
		switch {
		case length == 0:
			return nil, false, errCutJSON
		case !json.Valid(text):
			err = errBadJSON
		case len(text) > len(object):
			object, mended = text, changed
		}
		start += length
	}
	if object == nil {
		return nil, false, err
	}
	return object, mended, nil
}

// withoutThoughts drops what a reasoning model thinks aloud before it answers.
func withoutThoughts(answer string) string {
	trimmed := strings.TrimLeft(answer, " \t\r\n")
	for _, tag := range []string{"think", "thinking", "reasoning"} {
		if rest, thinks := strings.CutPrefix(trimmed, "<"+tag+">"); thinks {
			if _, after, closed := strings.Cut(rest, "</"+tag+">"); closed {
				return strings.TrimLeft(after, " \t\r\n")
			}
			return ""
		}
	}
	return answer
}

// startsObject tells an object from a brace in prose: a key, a comment or its
// end follows, or nothing at all.
func startsObject(text string) bool {
	rest := strings.TrimLeft(text[1:], " \t\r\n")
	return rest == "" || rest[0] == '"' || rest[0] == '}' || strings.HasPrefix(rest, "//") || strings.HasPrefix(rest, "/*")
}

// scanObject reads the object that text starts with, to its closing brace, and
// returns it mended, with the length read; length 0 when it is not closed.
func scanObject(text string) (object []byte, length int, mended bool) {
	out := make([]byte, 0, min(len(text), 4096))
	var open []byte
	comma := -1 // where out has a comma with only space after it
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '"':
			end, quoted, changed := scanString(text[i:], out)
			if end == 0 {
				return nil, 0, false
			}
			out, mended = quoted, mended || changed
			i += end
			comma = -1
			continue
		case c == '{' || c == '[':
			open = append(open, c)
			out = append(out, c)
		case c == '}' || c == ']':
			if len(open) == 0 || open[len(open)-1] != c-2 { // { and } are two apart, [ and ] too
				return nil, 0, false
			}
			open = open[:len(open)-1]
			if comma >= 0 {
				out, mended = append(out[:comma], out[comma+1:]...), true
			}
			out = append(out, c)
			if len(open) == 0 {
				return out, i + 1, mended
			}
		case c == '/' && commentLength(text[i:]) > 0:
			i += commentLength(text[i:])
			mended = true
			continue
		default:
			out = append(out, c)
		}
		switch {
		case c == ',':
			comma = len(out) - 1
		case !strings.ContainsRune(" \t\r\n", rune(c)):
			comma = -1
		}
		i++
	}
	return nil, 0, false
}

// commentLength is the length of the comment that text starts with, 0 for none.
// One that does not end goes to the end of text.
func commentLength(text string) int {
	for _, comment := range []struct{ begin, end string }{{"//", "\n"}, {"/*", "*/"}} {
		if rest, begins := strings.CutPrefix(text, comment.begin); begins {
			if at := strings.Index(rest, comment.end); at >= 0 {
				return len(comment.begin) + at + len(comment.end)
			}
			return len(text)
		}
	}
	return 0
}

// scanString appends the string that text starts with to out, with bare control
// characters escaped, invalid UTF-8 replaced and unknown escapes kept as they
// read; end is 0 when it is not closed.
func scanString(text string, out []byte) (end int, quoted []byte, mended bool) {
	out = append(out, '"')
	for i := 1; i < len(text); {
		c := text[i]
		switch {
		case c == '"':
			return i + 1, append(out, '"'), mended
		case c == '\\' && i+1 < len(text):
			if !strings.ContainsRune(`"\/bfnrtu`, rune(text[i+1])) {
				out, mended = append(out, '\\', '\\'), true
				i++
				continue
			}
			out = append(out, c, text[i+1])
			i += 2
		case c < 0x20:
			escaped, _ := json.Marshal(string(rune(c)))
			out, mended = append(out, escaped[1:len(escaped)-1]...), true
			i++
		default:
			r, size := utf8.DecodeRuneInString(text[i:])
			if r == utf8.RuneError && size == 1 {
				out, mended = utf8.AppendRune(out, utf8.RuneError), true
			} else {
				out = append(out, text[i:i+size]...)
			}
			i += size
		}
	}
	return 0, out, mended
}
