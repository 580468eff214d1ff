package migrate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
	"github.com/bespoke-cv/bespoke/schema"
)

// oldSections moves the sections of versions 0.x below cv.sections.
func (m *migration) oldSections() {
	person := m.file.Root.Get("cv").Resolve()
	if person.Get("sections") != nil {
		return
	}
	for _, key := range m.order(person) {
		n := person.Get(key)
		if n == nil {
			continue
		}
		value := n.Any()
		switch {
		case key == "custom_sections":
			m.customSections(n)
			continue
		case n.Kind == yamltree.Scalar:
			value = []any{value}
		}
		m.inserted.set([]string{"cv", "sections", key}, grades(value))
		m.take(n)
		m.change(n, "", "", "cv.%s stands at cv.sections.%[1]s now", key)
	}
}

// order is the order in which a file of version 0.x prints its sections.
func (m *migration) order(person *yamltree.Node) []string {
	var keys []string
	if order := person.Get("section_order"); order != nil {
		keys = append(keys, "summary")
		for _, item := range order.Items {
			keys = append(keys, strings.ReplaceAll(strings.ToLower(item.Value), " ", "_"))
		}
	}
	for _, key := range person.Keys {
		if slices.Contains(oldSections, key.Value) && !slices.Contains(keys, key.Value) {
			keys = append(keys, key.Value)
		}
	}
	return keys
}

func (m *migration) customSections(list *yamltree.Node) {
	for _, section := range list.Items {
		title, entries := section.Get("title"), section.Get("entries")
		if title == nil || entries == nil {
			m.result.Unread = append(m.result.Unread, schema.Unread{Text: brief(section), Place: fmt.Sprintf("line %d", section.Line), Reason: "a section without a title or entries"})
			continue
		}
		m.inserted.set([]string{"cv", "sections", title.Value}, grades(entries.Any()))
		m.change(section, "", "", "the section %s stands at cv.sections now", title.Value)
	}
	m.take(list)
}

// grades gives entries of versions 0.x the keys of today; grades go among the
// highlights, where they were printed.
func grades(section any) any {
	list, ok := section.([]any)
	if !ok {
		return section
	}
	for _, item := range list {
		entry, ok := item.(map[string]any)
		if !ok {
			continue
		}
		rename := func(from, to string) {
			if value, ok := entry[from]; ok && entry[to] == nil {
				entry[to] = value
				delete(entry, from)
			}
		}
		rename("study_type", "degree")
		if entry["details"] != nil {
			rename("name", "label")
		}
		if gpa, ok := entry["gpa"]; ok {
			text := fmt.Sprint("GPA: ", gpa)
			if url, ok := entry["transcript_url"]; ok {
				text += fmt.Sprintf(" ([Transcript](%v))", url)
				delete(entry, "transcript_url")
			}
			delete(entry, "gpa")
			highlights, _ := entry["highlights"].([]any)
			entry["highlights"] = append([]any{text}, highlights...)
		}
	}
	return list
}
