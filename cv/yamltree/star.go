package yamltree

import (
	"bytes"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

// RenderCV v2.8 reads an asterisk at the beginning of a text as a character,
// because people write "- **Led** the team" without quotes; YAML proper takes
// it for an alias and fails. readable follows RenderCV, except where the name
// behind the asterisk is that of an anchor in the same file: there an alias is
// meant.

// star stands in for such an asterisk while yaml.v3 reads the file. It is one
// character wide, as columns count characters, and from the private-use area.
const star = '\uE02A'

// readable is src for yaml.v3: asterisks that begin a text are covered up, and
// a file that announces YAML 1.2 says 1.1, since the parser refuses it
// otherwise. Nothing changes its line or column.
func readable(src []byte) (text []byte, covered bool) {
	const is, reads = "%YAML 1.2", "%YAML 1.1"
	if bytes.HasPrefix(src, []byte(is)) {
		src = append([]byte(reads), src[len(is):]...)
	}
	if bytes.IndexByte(src, '*') < 0 || bytes.ContainsRune(src, star) {
		return src, false
	}
	anchors := map[string]bool{}
	for i := range leading(src, '&') {
		anchors[nameAt(src, i+1)] = true
	}
	at := 0
	for i := range leading(src, '*') {
		name := nameAt(src, i+1)
		if name != "" && anchors[name] && endsName(src[i+1+len(name):]) {
			continue
		}
		text = utf8.AppendRune(append(slices.Grow(text, len(src)-at+64), src[at:i]...), star)
		at = i + 1
	}
	if at == 0 {
		return src, false
	}
	return append(text, src[at:]...), true
}

// leading finds the places where a sign may begin a value.
func leading(src []byte, sign byte) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; i < len(src); i++ {
			next := bytes.IndexByte(src[i:], sign)
			if next < 0 {
				return
			}
			i += next
			if (i == 0 || strings.IndexByte(" \t\r\n[{,", src[i-1]) >= 0) && !yield(i) {
				return
			}
		}
	}
}

// nameAt is the name of an anchor or alias, "" when there is none.
func nameAt(src []byte, i int) string {
	end := i
	for end < len(src) && isNameByte(src[end]) {
		end++
	}
	return string(src[i:end])
}

func isNameByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_' || c == '-'
}

// endsName is true where an alias may end.
func endsName(rest []byte) bool {
	r, _ := utf8.DecodeRune(rest)
	return len(rest) == 0 || strings.ContainsRune(" \t\r\n,]}:?%@`", r)
}

// uncover undoes readable in a text.
func uncover(text string) string {
	if strings.ContainsRune(text, star) {
		return strings.ReplaceAll(text, string(star), "*")
	}
	return text
}
