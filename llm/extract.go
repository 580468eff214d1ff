package llm

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// errNoJSON and errCutJSON say why Extract found nothing.
var (
	errNoJSON  = errors.New("there is no JSON object in the answer")
	errCutJSON = errors.New("the JSON object in the answer is not closed")
)

// Extract finds the JSON object in a model's answer: behind its thoughts, in a
// Markdown fence, between sentences. Of several it takes the longest. Slips
// that leave no doubt are mended: trailing commas, comments, line breaks inside
// strings; mended says so. What it returns is always valid JSON.
func Extract(answer string) (object json.RawMessage, mended bool, err error) {
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
		text, length, changed := scanObject(answer[start:])
		if length == 0 {
			// Not closed, at least not as read from here. An object inside it
			// would be a part of the answer taken for the whole.
			if looksLikeObject(answer[start:]) {
				err = errCutJSON
				break
			}
			start++
			continue
		}
		if !json.Valid(text) {
			start++
			continue
		}
		if len(text) > len(object) {
			object, mended = text, changed
		}
		start += length
	}
	if object != nil && !errors.Is(err, errCutJSON) {
		return object, mended, nil
	}
	return nil, false, err
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

// looksLikeObject tells an object from a brace in prose: it starts with a key
// or ends at once.
func looksLikeObject(text string) bool {
	rest := strings.TrimLeft(text[1:], " \t\r\n")
	return rest == "" || rest[0] == '"'
}

// scanObject reads the object that text starts with, to its closing brace, and
// returns it mended, with the length read; length 0 when it is not closed.
func scanObject(text string) (object []byte, length int, mended bool) {
	out := make([]byte, 0, min(len(text), 4096))
	var open []byte
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '"':
			end, quoted, changed := scanString(text[i:], out)
			if end == 0 {
				return nil, 0, false
			}
			out, mended = quoted, mended || changed
			i += end
			continue
		case c == '{' || c == '[':
			open = append(open, c)
			out = append(out, c)
		case c == '}' || c == ']':
			if len(open) == 0 || open[len(open)-1] != c-2 { // { and } are two apart, [ and ] too
				return nil, 0, false
			}
			open = open[:len(open)-1]
			if trimmed := strings.TrimRight(string(out[max(0, len(out)-64):]), " \t\r\n"); strings.HasSuffix(trimmed, ",") {
				out = out[:len(out)-min(len(out), 64)+len(trimmed)-1]
				mended = true
			}
			out = append(out, c)
			if len(open) == 0 {
				return out, i + 1, mended
			}
		case c == '/' && strings.HasPrefix(text[i:], "//"):
			end := strings.IndexByte(text[i:], '\n')
			if end < 0 {
				return nil, 0, false
			}
			mended = true
			i += end
			continue
		case c == '/' && strings.HasPrefix(text[i:], "/*"):
			end := strings.Index(text[i:], "*/")
			if end < 0 {
				return nil, 0, false
			}
			mended = true
			i += end + 2
			continue
		default:
			out = append(out, c)
		}
		i++
	}
	return nil, 0, false
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
