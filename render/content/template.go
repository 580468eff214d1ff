package content

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/render/markup"
)

// fields are the values of placeholders, by their names in upper case.
type fields map[string]markup.Source

func textFields(values map[string]string) fields {
	f := make(fields, len(values))
	for name, value := range values {
		f[name] = markup.Source{Text: value}
	}
	return f
}

// substitute puts the fields in the place of their names, the longest name
// first, and drops space around the result.
func substitute(template string, values fields) markup.Source {
	names := make([]string, 0, len(values))
	for name := range values {
		if name != "" && strings.Contains(template, name) {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	var out markup.Builder
	from := 0
scan:
	for i := 0; i < len(template); {
		for _, name := range names {
			if strings.HasPrefix(template[i:], name) {
				out.WriteString(template[from:i])
				out.Write(values[name])
				i += len(name)
				from = i
				continue scan
			}
		}
		i++
	}
	out.WriteString(template[from:])
	return out.Source().TrimSpace()
}

// wordsIn gives the places of the words of a template that consist of capitals
// A to Z and underscores: its placeholders.
func wordsIn(template string) [][2]int {
	var words [][2]int
	for i := 0; i < len(template); {
		start := i
		for i < len(template) && isCapital(template[i]) {
			i++
		}
		if i > start {
			before, _ := utf8.DecodeLastRuneInString(template[:start])
			after, _ := utf8.DecodeRuneInString(template[i:])
			if !isWord(before) && !isWord(after) {
				words = append(words, [2]int{start, i})
			}
			continue
		}
		i++
	}
	return words
}

func isCapital(c byte) bool { return c >= 'A' && c <= 'Z' || c == '_' }

func isWord(r rune) bool {
	return r == '_' || r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r))
}

// dropMissing removes the placeholders that an entry has no value for, with
// what clings to them: other characters up to the next space, words between
// two placeholders, and punctuation left at line ends.
func dropMissing(templates []string, values fields) []string {
	var missing []string
	for _, template := range templates {
		for _, m := range wordsIn(template) {
			name := template[m[0]:m[1]]
			if _, ok := values[name]; !ok && !slices.Contains(missing, name) {
				missing = append(missing, name)
			}
		}
	}
	if len(missing) == 0 {
		return templates
	}
	cleaned := make([]string, len(templates))
	for i, template := range templates {
		template = singleSpaces(dropConnectors(template, missing))
		cleaned[i] = cleanLineEnds(singleSpaces(dropTokens(template, missing)))
	}
	return cleaned
}

// dropConnectors removes words such as "in" and "at" between two placeholders
// of which one is missing.
func dropConnectors(template string, missing []string) string {
	words := wordsIn(template)
	if len(words) < 2 {
		return template
	}
	var b strings.Builder
	b.WriteString(template[:words[0][1]])
	for i := 1; i < len(words); i++ {
		between := template[words[i-1][1]:words[i][0]]
		if slices.Contains(missing, template[words[i-1][0]:words[i-1][1]]) || slices.Contains(missing, template[words[i][0]:words[i][1]]) {
			between = dropWords(between)
		}
		b.WriteString(between)
		b.WriteString(template[words[i][0]:words[i][1]])
	}
	b.WriteString(template[words[len(words)-1][1]:])
	return b.String()
}

// dropWords removes words with space on both sides that begin with a letter
// other than A to Z.
func dropWords(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		if i > 0 && unicode.IsSpace(before) && unicode.IsLetter(r) && !(r >= 'A' && r <= 'Z') {
			end := i + strings.IndexFunc(s[i:], unicode.IsSpace)
			if end >= i {
				i = end
				continue
			}
		}
		b.WriteString(s[i : i+size])
		i += size
	}
	return b.String()
}

// dropTokens removes each run of characters without space that holds one of
// the names.
func dropTokens(template string, names []string) string {
	var b strings.Builder
	for i := 0; i < len(template); {
		end := i
		for end < len(template) {
			r, size := utf8.DecodeRuneInString(template[end:])
			if unicode.IsSpace(r) {
				break
			}
			end += size
		}
		token := template[i:end]
		if !slices.ContainsFunc(names, func(name string) bool { return strings.Contains(token, name) }) {
			b.WriteString(token)
		}
		if end < len(template) {
			_, size := utf8.DecodeRuneInString(template[end:])
			b.WriteString(template[end : end+size])
			end += size
		}
		i = end
	}
	return b.String()
}

func singleSpaces(s string) string {
	for strings.Contains(s, "  ") {
		s = strings.ReplaceAll(s, "  ", " ")
	}
	return s
}

// cleanLineEnds drops empty lines and punctuation at line ends.
func cleanLineEnds(s string) string {
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		if line == "" {
			continue
		}
		line = strings.TrimRightFunc(line, func(r rune) bool {
			return !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r < utf8.RuneSelf && strings.ContainsRune(".!?[]()*_%", r))
		})
		lines = append(lines, strings.TrimRightFunc(line, unicode.IsSpace))
	}
	return strings.Join(lines, "\n")
}
