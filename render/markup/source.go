// Package markup reads the Markdown that RenderCV v2.8 allows in a CV's text
// and sets it as spans for the layout or as Typst.
//
//	Source ─ Parse ─► []Node ─┬─ Setter ─► Inline (spans with typographic punctuation)
//	(text + where it came from)└─ Typst  ─► RenderCV's own Typst markup
//
// RenderCV reads a text line by line with Python-Markdown, block syntax
// (headings, lists, quotes) switched off. Parse follows that library's inline
// rules: code, backslash escapes, links, automatic links, and `*` and `_` by
// its delimiter-run rules. Where the original would lose text or fail (raw
// HTML, a stray Typst command) the spans keep what was written.
package markup

import "strings"

// Source is text that remembers where its parts came from.
type Source struct {
	Text    string
	Origins []Origin // ascending, without overlap
}

// Origin says that Text[Start:End] was written in the YAML leaf at Path, a
// JSON Pointer.
type Origin struct {
	Start, End int
	Path       string
}

// From returns text that comes from one leaf.
func From(text, path string) Source {
	if path == "" || text == "" {
		return Source{Text: text}
	}
	return Source{Text: text, Origins: []Origin{{0, len(text), path}}}
}

// Slice returns s.Text[start:end] with its origins.
func (s Source) Slice(start, end int) Source {
	part := Source{Text: s.Text[start:end]}
	for _, o := range s.Origins {
		from, to := max(o.Start, start), min(o.End, end)
		if from < to {
			part.Origins = append(part.Origins, Origin{from - start, to - start, o.Path})
		}
	}
	return part
}

// TrimSpace is strings.TrimSpace.
func (s Source) TrimSpace() Source {
	left := strings.TrimLeftFunc(s.Text, isSpace)
	start := len(s.Text) - len(left)
	end := start + len(strings.TrimRightFunc(left, isSpace))
	if start == 0 && end == len(s.Text) {
		return s
	}
	return s.Slice(start, end)
}

// Lines splits at line feeds.
func (s Source) Lines() []Source {
	if !strings.Contains(s.Text, "\n") {
		return []Source{s}
	}
	var lines []Source
	start := 0
	for start <= len(s.Text) {
		end := strings.IndexByte(s.Text[start:], '\n')
		if end < 0 {
			end = len(s.Text)
		} else {
			end += start
		}
		lines = append(lines, s.Slice(start, end))
		start = end + 1
	}
	return lines
}

// Builder joins sources.
type Builder struct {
	text    strings.Builder
	origins []Origin
}

// WriteString adds text of no origin.
func (b *Builder) WriteString(text string) { b.text.WriteString(text) }

// Write adds s.
func (b *Builder) Write(s Source) {
	offset := b.text.Len()
	b.text.WriteString(s.Text)
	for _, o := range s.Origins {
		b.origins = append(b.origins, Origin{o.Start + offset, o.End + offset, o.Path})
	}
}

// Source returns what was written.
func (b *Builder) Source() Source {
	return Source{Text: b.text.String(), Origins: b.origins}
}
