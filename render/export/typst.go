// Package export writes a CV as source text: RenderCV's own Typst, its
// Markdown, and plain text.
package export

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/content"
	"github.com/bespoke-cv/bespoke/render/markup"
)

// Typst writes the .typ file that RenderCV v2.8 generates for the same YAML,
// for those who want to go on in Typst.
func Typst(c *content.CV) string {
	w := &typstWriter{cv: c}
	w.preamble()
	w.line("")
	w.line("")
	w.header()
	w.line("")
	for _, s := range c.Sections {
		w.line("")
		w.section(s)
	}
	return w.String()
}

type typstWriter struct {
	strings.Builder
	cv *content.CV
}

func (w *typstWriter) line(text string) {
	w.WriteString(text)
	w.WriteByte('\n')
}

// inline sets text line by line.
func inline(s markup.Source) string {
	lines := s.Lines()
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = markup.TypstLine(line)
	}
	return strings.Join(out, "\n")
}

// column sets the lines of an entry's column.
func column(s markup.Source) []string {
	var out []string
	for _, line := range content.Lines(s) {
		if !line.Summary {
			out = append(out, strings.Split(markup.TypstLine(line.Source), "\n")...)
			continue
		}
		text := strings.Trim(markup.Typst(markup.Parse(line.Source)), "\n")
		out = append(out, "#summary["+strings.ReplaceAll(text, "\n", ` \ `)+"]")
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

func (w *typstWriter) header() {
	c := w.cv
	photo := ""
	left := c.Design.Header.PhotoPosition == "left"
	if c.Photo != nil {
		h := c.Design.Header
		photo = fmt.Sprintf("\n#pad(left: %s, right: %s, image(\"%s\", width: %s))\n", h.PhotoSpaceLeft, h.PhotoSpaceRight, filepath.Base(c.Photo.File), h.PhotoWidth)
		w.line("#grid(")
		if left {
			w.line("  columns: (auto, 1fr),")
		} else {
			w.line("  columns: (1fr, auto),")
		}
		w.line("  column-gutter: 0cm,")
		w.line("  align: horizon + left,")
		if left {
			w.WriteString("  [" + strings.TrimPrefix(photo, "\n") + "],\n")
		}
		w.line("  [")
	}
	if c.Name.Text != "" {
		w.WriteString("= " + inline(c.Name) + "\n")
	}
	w.line("")
	if c.Headline.Text != "" {
		w.WriteString("  #headline([" + inline(c.Headline) + "])\n\n")
	}
	w.line("#connections(")
	for _, connection := range c.Connections {
		w.WriteString("  [" + w.connection(connection) + "],\n")
	}
	w.WriteString(")")
	if c.Photo != nil {
		if left {
			w.WriteString("\n  ]\n)")
		} else {
			w.WriteString("\n  ],\n  [" + strings.TrimPrefix(photo, "\n") + "],\n)")
		}
	}
	w.WriteString("\n")
}

func (w *typstWriter) connection(c content.Connection) string {
	text := inline(c.Body)
	if w.cv.Design.Header.Connections.ShowIcons {
		text = fmt.Sprintf(`#connection-with-icon("%s")[%s]`, c.Icon, text)
	}
	if c.URL != "" && w.cv.Design.Header.Connections.Hyperlink {
		text = fmt.Sprintf(`#link("%s", icon: false, if-underline: false, if-color: false)[%s]`, c.URL, text)
	}
	return text
}

func (w *typstWriter) section(s content.Section) {
	w.WriteString("== " + inline(s.Title) + "\n")
	reversed := s.Kind == cv.ReversedNumberedEntry
	if reversed {
		w.WriteString("\n#reversed-numbered-entries(\n  [\n")
	}
	w.WriteString("\n")
	for i, e := range s.Entries {
		if i > 0 {
			w.WriteString("\n\n")
		}
		w.entry(s, e)
	}
	w.WriteString("\n")
	if reversed {
		w.WriteString("  ],\n)\n")
	}
}

func (w *typstWriter) entry(s content.Section, e content.Entry) {
	switch e.Kind {
	case cv.BulletEntry:
		w.WriteString("- " + inline(e.Main))
	case cv.NumberedEntry, cv.ReversedNumberedEntry:
		w.WriteString("+ " + inline(e.Main))
	case cv.TextEntry:
		w.WriteString(inline(e.Main))
	case cv.OneLineEntry:
		w.WriteString(strings.Join(column(e.Main), "\n"))
	default:
		w.columns(e)
	}
}

func (w *typstWriter) columns(e content.Entry) {
	main, date := column(e.Main), column(e.Date)
	short := w.cv.Design.Entries.ShortSecondRow
	first := len(main)
	if !short {
		first = min(len(main), max(1, len(date)))
	}
	name := "regular-entry"
	if e.Kind == cv.EducationEntry {
		name = "education-entry"
	}
	if !short && len(date) == 0 {
		w.WriteString("  ") // a quirk of RenderCV's template
	}
	w.line("#" + name + "(")
	w.block("  [", main[:first])
	w.block("  [", date)
	if e.Kind == cv.EducationEntry && w.cv.Design.Templates.EducationEntry.DegreeColumn != "" {
		w.line("  degree-column: [")
		w.WriteString("    " + indent(strings.Join(column(e.Degree), "\n")) + "\n")
		w.line("  ],")
	}
	if !short {
		w.block("  main-column-second-row: [", main[first:])
	}
	w.WriteString(")")
}

// indent is Jinja's filter: all lines but the first get four spaces, empty
// ones none.
func indent(s string) string {
	lines := strings.Split(s, "\n")
	for i := 1; i < len(lines); i++ {
		if lines[i] != "" {
			lines[i] = "    " + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}

func (w *typstWriter) block(open string, lines []string) {
	w.line(open)
	for _, line := range lines {
		w.WriteString("    " + indent(line) + "\n\n")
	}
	w.line("  ],")
}
