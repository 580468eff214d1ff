package export

import (
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/content"
	"github.com/bespoke-cv/bespoke/render/markup"
)

// Markdown writes a CV as RenderCV's Markdown output has it, without its
// superfluous empty lines. Contacts that the original leaves out or garbles
// (custom ones, lists of addresses) are written too.
func Markdown(c *content.CV) string {
	w := &markdownWriter{cv: c}
	if c.Name.Text != "" {
		w.paragraph("# " + c.Name.Text + "'s CV")
	}
	w.contacts()
	for _, s := range c.Sections {
		w.paragraph("# " + s.Title.Text)
		for i, e := range s.Entries {
			w.entry(e, i > 0 && isList(e.Kind))
		}
	}
	return w.String()
}

type markdownWriter struct {
	strings.Builder
	cv *content.CV
}

// paragraph writes text behind an empty line.
func (w *markdownWriter) paragraph(text string) {
	if w.Len() > 0 {
		w.WriteByte('\n')
	}
	w.WriteString(text + "\n")
}

// contacts come in RenderCV's own order here, not in that of the file.
func (w *markdownWriter) contacts() {
	var lines []string
	add := func(label, text, url string) {
		if url != "" {
			text = "[" + text + "](" + url + ")"
		}
		lines = append(lines, "- "+label+": "+text)
	}
	for _, label := range []string{"Phone", "Email", "Location", "Website", "Network", "Custom"} {
		for _, c := range w.cv.Connections {
			if contactGroup(c) != label {
				continue
			}
			switch {
			case label == "Phone":
				number := strings.TrimPrefix(c.URL, "tel:")
				add(label, strings.ReplaceAll(number, "-", " "), "")
			case c.Network:
				add(c.Label, c.Username.Text, c.URL)
			default:
				add(c.Label, c.Body.Text, c.URL)
			}
		}
	}
	if len(lines) > 0 {
		w.paragraph(strings.Join(lines, "\n"))
	}
}

func contactGroup(c content.Connection) string {
	switch {
	case c.Network:
		return "Network"
	case c.Label == "Phone", c.Label == "Email", c.Label == "Location", c.Label == "Website":
		return c.Label
	}
	return "Custom"
}

func isList(kind cv.EntryKind) bool {
	return kind == cv.BulletEntry || kind == cv.NumberedEntry || kind == cv.ReversedNumberedEntry
}

// entry writes an entry; one that goes on a list has no empty line before it.
func (w *markdownWriter) entry(e content.Entry, continued bool) {
	text := ""
	switch e.Kind {
	case cv.BulletEntry:
		text = "- " + e.Main.Text
	case cv.NumberedEntry, cv.ReversedNumberedEntry:
		text = "1. " + e.Main.Text
	case cv.TextEntry, cv.OneLineEntry:
		text = strings.TrimRight(e.Main.Text, "\n")
	default:
		w.columns(e)
		return
	}
	if continued {
		w.WriteString(text + "\n")
		return
	}
	w.paragraph(text)
}

// columns writes the first line of the main column as a heading, then degree,
// date and location, then the rest.
func (w *markdownWriter) columns(e content.Entry) {
	main := content.Lines(e.Main)
	if len(main) > 0 {
		w.paragraph("## " + main[0].Text)
		main = main[1:]
	}
	for _, column := range []markup.Source{e.Degree, e.Date} {
		for _, line := range content.Lines(column) {
			if line.Text != "" {
				w.paragraph(line.Text)
			}
		}
	}
	inList := false
	for _, line := range main {
		if line.Summary {
			for _, part := range line.Lines() {
				w.paragraph(part.Text)
			}
			inList = false
			continue
		}
		text := strings.ReplaceAll(line.Text, "    ", "")
		item := strings.HasPrefix(strings.TrimLeft(text, " "), "- ")
		switch {
		case text == "":
		case item && inList:
			w.WriteString(text + "\n")
		default:
			w.paragraph(text)
		}
		inList = item
	}
}
