package export

import (
	"fmt"
	"strings"

	"github.com/bespoke-cv/bespoke/render/markup"
)

// preamble is the call of RenderCV's Typst package with every knob.
func (w *typstWriter) preamble() {
	c := w.cv
	direction := "ltr"
	if c.Locale.RTL {
		direction = "rtl"
	}
	topNote, footer := w.notes()
	w.line("// Import the rendercv function and all the refactored components")
	w.line(`#import "@preview/rendercv:0.3.0": *`)
	w.line("")
	w.line("// Apply the rendercv template with custom configuration")
	w.line("#show: rendercv.with(")
	name := c.Author
	if name == "" {
		name = "None"
	}
	w.argument("name", `"`+name+`"`)
	w.argument("title", `"`+c.Title+`"`)
	w.argument("footer", "context { ["+footer+"] }")
	w.argument("top-note", "[ "+topNote+" ]")
	w.argument("locale-catalog-language", `"`+c.Locale.Code+`"`)
	w.argument("text-direction", direction)
	for _, knob := range c.Design.Knobs() {
		if value, ok := argument(knob.Path, knob.Value); ok {
			w.argument(strings.NewReplacer(".", "-", "_", "-").Replace(knob.Path), value)
		}
	}
	w.line("  date: datetime(")
	w.line(fmt.Sprintf("    year: %d,\n    month: %d,\n    day: %d,", c.Date.Year(), c.Date.Month(), c.Date.Day()))
	w.line("  ),")
	w.line(")")
}

func (w *typstWriter) argument(name, value string) {
	w.WriteString("  " + name + ": " + value + ",\n")
}

// argument is the Typst value of a knob; ok is false for knobs that RenderCV
// has used up before Typst begins.
func argument(path, value string) (typst string, ok bool) {
	switch path {
	case "theme", "sections.show_time_spans_in", "header.connections.phone_number_format",
		"header.photo_position", "header.photo_space_left", "header.photo_space_right":
		return "", false
	case "page.size", "typography.alignment", "section_titles.type", "header.connections.separator":
		return `"` + value + `"`, true
	case "entries.highlights.bullet", "entries.highlights.nested_bullet":
		if value == "●" {
			return " text(13pt, [•], baseline: -0.6pt) ", true
		}
		return ` "` + value + `" `, true
	}
	if strings.HasPrefix(path, "templates.") {
		return "", false
	}
	if strings.HasPrefix(path, "typography.font_family.") {
		return `"` + value + `"`, true
	}
	return value, true
}

// notes are the top note and the footer. RenderCV puts the name in them as
// Typst and escapes it once more.
func (w *typstWriter) notes() (topNote, footer string) {
	note, foot := w.cv.Notes(markup.Source{Text: inline(w.cv.Name)})
	return inline(note), inline(foot)
}
