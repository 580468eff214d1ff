package yamltree

import (
	"bytes"
	"regexp"
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

var (
	leadingStar = regexp.MustCompile(`(?m)(?:^|[\s\[{,])(\*[0-9A-Za-z_-]*)`)
	anchorName  = regexp.MustCompile(`(?m)(?:^|[\s\[{,])&([0-9A-Za-z_-]+)`)
)

// readable is src for yaml.v3: asterisks that begin a text are covered up, and
// a file that announces YAML 1.2 says 1.1, since the parser refuses it
// otherwise. Nothing changes its line or column.
func readable(src []byte) []byte {
	const is, reads = "%YAML 1.2", "%YAML 1.1"
	if bytes.HasPrefix(src, []byte(is)) {
		src = append([]byte(reads), src[len(is):]...)
	}
	if bytes.IndexByte(src, '*') < 0 || bytes.ContainsRune(src, star) {
		return src
	}
	anchors := map[string]bool{}
	for _, m := range anchorName.FindAllSubmatch(src, -1) {
		anchors[string(m[1])] = true
	}
	var out bytes.Buffer
	at := 0
	for _, m := range leadingStar.FindAllSubmatchIndex(src, -1) {
		name := string(src[m[2]+1 : m[3]])
		if anchors[name] && endsName(src[m[3]:]) {
			continue
		}
		out.Write(src[at:m[2]])
		out.WriteRune(star)
		at = m[2] + 1
	}
	out.Write(src[at:])
	return out.Bytes()
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
