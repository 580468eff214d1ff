package plan

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/schema"
)

// dormant is a whole entry that its author has commented out:
//
//	# - name: hil-lite
//	#   highlights:
//	#     - Runs in Docker
//
// Its bullets are its own: they never come back below another entry.
type dormant struct {
	first, last int    // lines, from 1
	list        string // JSON Pointer of the section
	index       int    // where it would land
	value       map[string]any
	text        string // all that it says
}

// identifying are the keys by which an entry is told from a bullet with a
// colon, and the kind of section it belongs to.
var identifying = map[string]cv.EntryKind{
	"company": cv.ExperienceEntry, "position": cv.ExperienceEntry, "institution": cv.EducationEntry,
	"area": cv.EducationEntry, "name": cv.NormalEntry, "label": cv.OneLineEntry, "bullet": cv.BulletEntry,
}

// findDormant lists the commented-out entries that belong to a section of their
// kind.
func findDormant(base *cv.Document) []dormant {
	return cv.Derive(base, dormantKey{}, func() []dormant { return readDormant(base) })
}

type dormantKey struct{}

func readDormant(base *cv.Document) []dormant {
	if bytes.IndexByte(base.Bytes(), '#') < 0 {
		return nil
	}
	lines := strings.Split(string(base.Bytes()), "\n")
	var found []dormant
	for number := 1; number <= len(lines); number++ {
		body, ok := uncommented(lines[number-1])
		if !ok || !strings.HasPrefix(strings.TrimLeft(body, " "), "- ") {
			continue
		}
		entry := dormant{first: number, last: number}
		block := []string{body}
		dash := indent(body)
		for next := number + 1; next <= len(lines); next++ {
			body, ok := uncommented(lines[next-1])
			if !ok || strings.TrimSpace(body) != "" && indent(body) <= dash {
				break
			}
			block = append(block, body)
			entry.last = next
		}
		if entry.read(strings.Join(block, "\n")) && entry.settle(base) {
			found = append(found, entry)
			number = entry.last
		}
	}
	return found
}

// uncommented is a comment line without its number sign.
func uncommented(line string) (string, bool) {
	before, body, ok := strings.Cut(line, "#")
	if !ok || strings.TrimSpace(before) != "" {
		return "", false
	}
	return before + " " + strings.TrimRight(body, " \r"), true
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// read takes the value of a block of YAML, false when it is no entry.
func (e *dormant) read(block string) bool {
	var list []map[string]any
	if !mayIdentify(block) || yaml.Unmarshal([]byte(block), &list) != nil || len(list) != 1 || kindOf(list[0]) == "" {
		return false
	}
	e.value = list[0]
	var texts []string
	for _, key := range slices.Sorted(maps.Keys(e.value)) {
		switch value := e.value[key].(type) {
		case string:
			texts = append(texts, value)
		case []any:
			for _, item := range value {
				if text, ok := item.(string); ok {
					texts = append(texts, text)
				}
			}
		case time.Time:
			e.value[key] = value.Format(time.DateOnly)
		}
	}
	e.text = strings.Join(texts, "\n")
	return true
}

// mayIdentify reports whether a block of YAML may have an identifying key, which
// most bullets that are commented out plainly have not. With an escape or a tag,
// a key may be written in any letters.
func mayIdentify(block string) bool {
	if strings.ContainsAny(block, `\!`) {
		return true
	}
	for key := range identifying {
		if strings.Contains(block, key) {
			return true
		}
	}
	return false
}

func kindOf(entry map[string]any) cv.EntryKind {
	for _, key := range slices.Sorted(maps.Keys(identifying)) {
		if entry[key] != nil {
			return identifying[key]
		}
	}
	return ""
}

// settle finds the section that an entry stands in.
func (e *dormant) settle(base *cv.Document) bool {
	for _, section := range base.Sections() {
		if section.Line > e.first {
			break
		}
		e.list, e.index = "", 0
		if section.Kind != kindOf(e.value) {
			continue
		}
		e.list = section.Path
		for _, entry := range section.Entries {
			if entry.Line < e.first {
				e.index++
			}
		}
	}
	return e.list != ""
}

// holds reports whether a line belongs to the entry.
func (e dormant) holds(line int) bool { return e.first <= line && line <= e.last }

// wake is the edit that brings an entry back. Its comment stays in the file.
func (p *planner) wake(e dormant) schema.Edit {
	return p.explain(schema.Edit{
		Op: schema.Insert, Path: e.list + "/" + strconv.Itoa(e.index), After: copied(e.value),
		Reason: "This entry is commented out in your CV" + p.because(item{text: e.text}),
	}, e.text, pooledPath(e.first))
}

// copied is a value that shares nothing with another: the plan's reader may
// change it.
func copied(value any) any {
	switch value := value.(type) {
	case map[string]any:
		fresh := make(map[string]any, len(value))
		for key, inner := range value {
			fresh[key] = copied(inner)
		}
		return fresh
	case []any:
		fresh := make([]any, len(value))
		for i, inner := range value {
			fresh[i] = copied(inner)
		}
		return fresh
	}
	return value
}

// authored reports whether an edit brings back an entry that stands commented
// out in the base, word for word: the author's own text, which needs no other
// proof.
func authored(entries []dormant, edit schema.Edit) bool {
	if len(entries) == 0 || edit.Op != schema.Insert {
		return false
	}
	parent, _ := cv.Parent(edit.Path)
	after, err := json.Marshal(edit.After) // stored plans have been JSON
	if err != nil {
		return false
	}
	return slices.ContainsFunc(entries, func(e dormant) bool {
		value, err := json.Marshal(e.value)
		return err == nil && e.list == parent && bytes.Equal(value, after)
	})
}
