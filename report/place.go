package report

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/cv"
)

// Place is a path in words, with the path itself for those who want it.
type Place struct {
	Words string `json:"words"`
	Path  string `json:"path"`
}

// places names paths by the sections and entries of a CV.
type places struct {
	sections []cv.Section
}

func newPlaces(base *cv.Document) places {
	if base == nil {
		return places{}
	}
	return places{sections: base.Sections()}
}

// name says where a path leads, such as "Experience, Tidewater Freight
// Systems, highlight 3".
func (p places) name(path string) Place {
	return Place{Words: p.words(path), Path: path}
}

func (p places) words(path string) string {
	if line, ok := strings.CutPrefix(path, "line:"); ok {
		return "commented-out line " + line
	}
	if strings.HasPrefix(path, "fact:") {
		return "a fact you confirmed"
	}
	if path == "" {
		return "the whole CV"
	}
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, part := range parts {
		parts[i] = strings.ReplaceAll(strings.ReplaceAll(part, "~1", "/"), "~0", "~")
	}
	if len(parts) < 3 || parts[0] != "cv" || parts[1] != "sections" {
		if parts[0] == "cv" && len(parts) > 1 {
			parts = parts[1:]
		}
		return headline(strings.Join(readable(parts), ", "))
	}
	words := []string{headline(parts[2])}
	if len(parts) > 3 {
		words = append(words, p.entry(parts[2], parts[3], len(parts) == 4)...)
	}
	if len(parts) > 4 {
		words = append(words, readable(parts[4:])...)
	}
	return strings.Join(words, ", ")
}

// group names the entry that a path lies in, or the path's own place outside
// of entries.
func (p places) group(path string) string {
	parts := strings.SplitN(path, "/", 6)
	if len(parts) == 6 {
		path = strings.Join(parts[:5], "/")
	}
	return p.words(path)
}

// entry names an entry by what it is about; a plain text has no name.
func (p places) entry(section, index string, last bool) []string {
	number, err := strconv.Atoi(index)
	for _, s := range p.sections {
		if s.Title != section || err != nil || number < 0 || number >= len(s.Entries) {
			continue
		}
		if title := title(s.Entries[number]); title != "" {
			return []string{title}
		}
		if len(s.Entries) == 1 {
			return nil
		}
	}
	switch {
	case index == "-":
		return []string{"at the end"}
	case err != nil:
		return []string{index}
	case last:
		return []string{"item " + strconv.Itoa(number+1)}
	}
	return []string{"entry " + strconv.Itoa(number+1)}
}

// naming are the keys that say what an entry is about, the telling ones first.
var naming = []string{"company", "institution", "label", "name", "title", "position", "bullet", "number", "reversed_number"}

// longestTitle cuts entries that are named by a whole sentence, in characters.
const longestTitle = 60

var link = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)

func title(entry cv.Entry) string {
	for _, key := range naming {
		if text := entry.Get(key); text != "" {
			if strings.Contains(text, "](") {
				text = link.ReplaceAllString(text, "$1")
			}
			text = strings.ReplaceAll(text, "**", "")
			if runes := []rune(text); len(runes) > longestTitle {
				text = strings.TrimSpace(string(runes[:longestTitle-1])) + "…"
			}
			return text
		}
	}
	return ""
}

// readable writes the keys and indices below an entry in words.
func readable(parts []string) []string {
	var words []string
	for i := 0; i < len(parts); i++ {
		key := strings.ReplaceAll(parts[i], "_", " ")
		if i+1 < len(parts) {
			if number, err := strconv.Atoi(parts[i+1]); err == nil {
				words = append(words, strings.TrimSuffix(key, "s")+" "+strconv.Itoa(number+1))
				i++
				continue
			}
			if parts[i+1] == "-" {
				words = append(words, "end of "+key)
				i++
				continue
			}
		}
		words = append(words, key)
	}
	return words
}

// headline writes a key as RenderCV prints a section's title: with spaces and
// a capital.
func headline(key string) string {
	text := strings.ReplaceAll(key, "_", " ")
	first, size := utf8.DecodeRuneInString(text)
	if first == utf8.RuneError {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}
