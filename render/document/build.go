package document

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/content"
	"github.com/bespoke-cv/bespoke/render/markup"
	"github.com/bespoke-cv/bespoke/schema"
)

// Options are what a caller may choose beside the file.
type Options = content.Options

// Build reads a CV. Values that RenderCV would refuse are printed as they
// stand or left at their default and listed among the lints; the error is for
// a theme that does not exist and wraps content.ErrTheme.
func Build(src *cv.Document, options Options) (*Document, []schema.Lint, error) {
	return (*Memory)(nil).Build(src, options)
}

// Build is the function Build. What this and earlier CVs have in common is read
// once.
func (m *Memory) Build(src *cv.Document, options Options) (*Document, []schema.Lint, error) {
	if m != nil {
		options.Memory = m.said
	}
	c, lints, err := content.Build(src, options)
	if err != nil {
		return nil, nil, err
	}
	return m.set(c), lints, nil
}

// Set makes the document of a CV's content.
func Set(c *content.CV) *Document { return (*Memory)(nil).set(c) }

func (m *Memory) set(c *content.CV) *Document {
	b := setter{cv: c, language: c.Locale.Code, memory: m}
	d := &Document{
		Design: c.Design, Language: c.Locale.Code, RTL: c.Locale.RTL,
		Title: c.Title, Author: c.Author, Date: c.Date,
		Name: b.inline(c.Name), Headline: b.inline(c.Headline),
		TopNote: b.inline(c.TopNote), Footer: b.inline(c.Footer),
		Connections: make([]Connection, 0, len(c.Connections)),
		Sections:    make([]Section, 0, len(c.Sections)),
	}
	if c.Photo != nil {
		d.Photo = &Photo{File: c.Photo.File, Path: c.Photo.Path}
	}
	for _, connection := range c.Connections {
		d.Connections = append(d.Connections, Connection{
			ID: connection.ID, Icon: connection.Icon, Label: connection.Label, Inline: b.inline(connection.Body),
			URL: connection.URL, Path: connection.Path, Network: connection.Network,
		})
	}
	for _, s := range c.Sections {
		d.Sections = append(d.Sections, b.section(s))
	}
	return d
}

type setter struct {
	cv       *content.CV
	language string
	memory   *Memory
}

// inline sets a text that is one paragraph.
func (b *setter) inline(s markup.Source) Inline {
	if s.Text == "" {
		return nil
	}
	t := markup.NewSetter(b.language)
	for i, line := range s.Lines() {
		if i > 0 {
			t.Space()
		}
		t.Add(markup.Line(line), line)
	}
	return t.Inline()
}

func (b *setter) section(s content.Section) Section {
	out := Section{TitleID: s.TitleID, Title: b.inline(s.Title), Path: s.Path, Kind: kindOf(s.Kind), Entries: make([]Entry, len(s.Entries))}
	for i := range s.Entries {
		out.Entries[i] = b.once(&s.Entries[i])
	}
	if i := slices.IndexFunc(out.Entries, func(e Entry) bool { return e.Kind.Columns() }); i >= 0 {
		// A section in which the author mixed types is set in columns.
		if !out.Kind.Columns() {
			out.Kind = out.Entries[i].Kind
		}
		for i := range out.Entries {
			if e := &out.Entries[i]; !e.Kind.Columns() {
				e.Kind, e.ID = Regular, 0
			}
		}
	}
	return out
}

func kindOf(kind cv.EntryKind) EntryKind {
	switch kind {
	case cv.BulletEntry:
		return Bullet
	case cv.NumberedEntry:
		return Numbered
	case cv.ReversedNumberedEntry:
		return ReversedNumbered
	case cv.OneLineEntry:
		return OneLine
	case cv.EducationEntry:
		return Education
	case cv.NormalEntry, cv.ExperienceEntry, cv.PublicationEntry:
		return Regular
	}
	return Text
}

// once sets an entry, unless the memory has it.
func (b *setter) once(e *content.Entry) Entry {
	if b.memory == nil || e.ID == 0 {
		return b.entry(e)
	}
	known, found := b.memory.entries.Get(e.ID)
	if !found {
		known = b.entry(e)
		known.ID = e.ID
		b.memory.entries.Add(e.ID, known, known.bytes())
	}
	return known
}

func (b *setter) entry(e *content.Entry) Entry {
	out := Entry{Kind: kindOf(e.Kind), Path: e.Path}
	switch out.Kind {
	case Bullet:
		out.Main = []Block{List{Items: []Item{{Blocks: b.paragraphs(e.Main)}}}}
	case Numbered, ReversedNumbered:
		out.Main = []Block{List{Ordered: true, Reversed: out.Kind == ReversedNumbered, Items: []Item{{Blocks: b.paragraphs(e.Main)}}}}
	case Text, OneLine:
		out.Main = b.paragraphs(e.Main)
	default:
		b.columns(&out, e)
	}
	return out
}

// columns splits the main column into the rows beside and below the date.
func (b *setter) columns(out *Entry, e *content.Entry) {
	main, date := content.Lines(e.Main), content.Lines(e.Date)
	main, date = trimEnd(main), trimEnd(date)
	design := &b.cv.Design
	out.Date = b.lines(date)
	if out.Kind == Education && design.Templates.EducationEntry.DegreeColumn != "" {
		out.HasDegree = true
		out.Degree = b.paragraphs(e.Degree)
	}
	if design.Entries.ShortSecondRow {
		out.Main = b.lines(main)
		return
	}
	first := min(len(main), max(1, len(date)))
	out.Main = b.lines(main[:first])
	out.SecondRow = b.lines(main[first:])
	out.HasSecondRow = true
}

func trimEnd(lines []content.Line) []content.Line {
	for len(lines) > 0 && lines[len(lines)-1].Text == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// lines makes a block of each line; lines that begin with a dash are the items
// of a list.
func (b *setter) lines(lines []content.Line) []Block {
	var blocks []Block
	for _, line := range lines {
		if line.Summary {
			if in := b.summary(line.Source); len(in) > 0 {
				blocks = append(blocks, Summary{in})
			}
			continue
		}
		blocks = b.add(blocks, line.Source)
	}
	return blocks
}

func (b *setter) summary(s markup.Source) Inline {
	s = s.TrimSpace()
	return markup.Set(markup.Parse(s), s, b.language)
}

// add appends a line as a paragraph or as a list's next item. An indented
// bullet goes below the item before it.
func (b *setter) add(blocks []Block, line markup.Source) []Block {
	if n := len(blocks); n > 0 && markup.Indentation(line.Text) != "" {
		if list, ok := blocks[n-1].(List); ok {
			last := &list.Items[len(list.Items)-1]
			last.Blocks = b.item(last.Blocks, line)
			return blocks
		}
	}
	return b.item(blocks, line)
}

// item appends a line as a paragraph or as an item of the list at the end.
func (b *setter) item(blocks []Block, line markup.Source) []Block {
	nodes := markup.Line(line)
	if len(nodes) == 0 {
		return blocks
	}
	ordered, number, skip := marker(nodes)
	if skip == 0 {
		in := markup.Set(nodes, line, b.language)
		if len(in) == 0 {
			return blocks
		}
		return append(blocks, Paragraph{in})
	}
	markup.TrimStart(nodes, skip)
	item := Item{Number: number}
	if in := markup.Set(nodes, line, b.language); len(in) > 0 {
		item.Blocks = []Block{Paragraph{in}}
	}
	if n := len(blocks); n > 0 {
		if list, ok := blocks[n-1].(List); ok && list.Ordered == ordered {
			list.Items = append(list.Items, item)
			blocks[n-1] = list
			return blocks
		}
	}
	return append(blocks, List{Ordered: ordered, Items: []Item{item}})
}

// marker tells whether a line begins a list item in Typst: with "- ", "+ " or
// "1. ". skip is the length of the marker.
func marker(nodes []markup.Node) (ordered bool, number, skip int) {
	if nodes[0].Kind != markup.Text {
		return false, 0, 0
	}
	text := nodes[0].Text
	ends := func(i int) bool { return i == len(text) && len(nodes) == 1 || i < len(text) && text[i] == ' ' }
	switch {
	case strings.HasPrefix(text, "-") && ends(1):
		return false, 0, 1
	case strings.HasPrefix(text, "+") && ends(1):
		return true, 0, 1
	}
	digits := 0
	for digits < len(text) && digits < 9 && text[digits] >= '0' && text[digits] <= '9' {
		number = number*10 + int(text[digits]-'0')
		digits++
	}
	if digits > 0 && strings.HasPrefix(text[digits:], ".") && ends(digits+1) {
		return true, number, digits + 1
	}
	return false, 0, 0
}

// paragraphs sets a text of several lines as Typst does: lines run on until an
// empty one, lines with a marker are list items.
func (b *setter) paragraphs(s markup.Source) []Block {
	lines := s.Lines()
	if len(lines) == 1 {
		return b.add(nil, s)
	}
	var blocks []Block
	var current *markup.Setter
	flush := func() {
		if current != nil {
			if in := current.Inline(); len(in) > 0 {
				blocks = append(blocks, Paragraph{in})
			}
		}
		current = nil
	}
	for _, line := range lines {
		nodes := markup.Line(line)
		if len(nodes) == 0 {
			flush()
			continue
		}
		if _, _, skip := marker(nodes); skip > 0 {
			flush()
			blocks = b.add(blocks, line)
			continue
		}
		if current == nil {
			current = markup.NewSetter(b.language)
		} else {
			current.Space()
		}
		current.Add(nodes, line)
	}
	flush()
	return blocks
}
