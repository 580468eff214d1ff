package layout

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/flow"
	"github.com/bespoke-cv/bespoke/render/page"
	"github.com/bespoke-cv/bespoke/render/paragraph"
)

// Space around a section title's block, in its own em: Typst's headings.
const (
	titleAbove = 1.2
	titleBelow = 0.625
	titleInset = 0.5 // taken off the space below
	titleGap   = 0.3 // between title and line
)

// title is a section title, for the outline.
type title struct {
	text string
	node *page.Node
}

// section is what becomes of a section.
type section struct {
	path     string
	title    []flow.Child
	contents []flow.Content // of its entries
}

// sections are all sections. Their nodes and titles are made one after the
// other, in reading order, their entries by several processors at a time.
func (l *layouter) sections() []flow.Child {
	sections := make([]section, len(l.doc.Sections))
	var entries []func(l *layouter)
	for i := range sections {
		s, node := &l.doc.Sections[i], l.root.Add(page.RoleSect)
		sections[i] = section{path: s.Path, title: l.title(s, node)}
		var making []func(l *layouter)
		sections[i].contents, making = l.entries(s, node)
		entries = append(entries, making...)
	}
	l.each(len(entries), func(l *layouter, i int) { entries[i](l) })
	var children []flow.Child
	for i := range sections {
		children = append(children, sections[i].title...)
		if len(sections[i].contents) > 0 {
			block := &flow.Block{
				Above: flow.Auto, Below: flow.Auto, Breakable: l.design.Sections.AllowPageBreak, Divided: l.tooLong(sections[i].path),
				Content: sequence(sections[i].contents),
			}
			children = append(children, block.Children()...)
		}
	}
	return children
}

// title is a section title with the space around it.
func (l *layouter) title(s *document.Section, parent *page.Node) []flow.Child {
	d := l.design
	size := d.Typography.FontSize.SectionTitles.Points(l.size)
	style := l.display(d.Typography.FontFamily.SectionTitles, size, d.Typography.Bold.SectionTitles, d.Typography.SmallCaps.SectionTitles)
	style.Color = color(d.Colors.SectionTitles)
	role, kind := page.RoleH2, byte(titlePart)
	if len(l.doc.Name) == 0 {
		role, kind = page.RoleH1, firstHeadingPart // the first heading of a document is of the first level (PDF/UA-1, 7.4.2)
	}
	key := keyOf(kind, []*document.Section{s}, titleID)
	if known := l.memory.find(key); known != nil {
		l.found.titles = append(l.found.titles, title{known.title, known.nodes[0]})
		return known.below(parent).content(l.width, true)
	}
	text, node := s.Title.Text(), parent.Add(role)
	l.found.titles = append(l.found.titles, title{text, node})
	b := &flow.Block{
		Above: titleAbove * size, Below: titleBelow * size, Sticky: true, Full: true,
		Content: l.titleContent(l.inline(s.Title, style, node), style),
	}
	children := []flow.Child{flow.Space{Amount: d.SectionTitles.SpaceAbove.Points(size), Weakness: flow.Weak}}
	children = append(children, b.Children()...)
	children = append(children, flow.Space{Amount: d.SectionTitles.SpaceBelow.Points(size) - titleInset*size})
	l.memory.keep(key, &part{children: children, nodes: []*page.Node{node}, title: text}, l.width, l.height)
	return children
}

// titleContent sets a title in one of the eight types.
func (l *layouter) titleContent(items []paragraph.Item, style paragraph.Style) flow.Content {
	d := l.design
	kind := d.SectionTitles.Type
	rule := paragraph.Filler{Height: d.SectionTitles.LineThickness.Points(style.Size), Color: style.Color}
	alignment := l.start
	if strings.HasPrefix(kind, "centered") {
		alignment = 0.5
	}
	how := l.ragged(style.Size, alignment)
	line := l.paragraph([]paragraph.Item{rule}, how)
	if kind == "with_partial_line" {
		items = append(items, paragraph.Text{Text: " ", Style: style}, rule)
	}
	text := l.paragraph(items, how)
	switch kind {
	case "with_full_line", "centered_with_full_line":
		gap := flow.Space{Amount: titleGap * l.size}
		return func(width float64, expand bool) []flow.Child {
			children := append(text(width, expand), gap)
			return append(children, line(width, expand)...)
		}
	case "moderncv":
		dates := l.points(d.Entries.DateAndLocationWidth) + l.points(d.Entries.SideSpace)
		return l.grid(&flow.Grid{
			Columns:   []flow.Column{{Size: dates}, {Sizing: flow.Fraction, Size: 1}},
			ColumnGap: l.points(d.Entries.SpaceBetweenColumns),
			Rows:      [][]*flow.Cell{{{Content: line, Vertical: 0.5}, {Content: text}}},
		}, 0)
	case "centered_with_partial_line", "centered_with_centered_partial_line":
		vertical := 1.0
		if kind == "centered_with_centered_partial_line" {
			vertical = 0.5
		}
		side := func() *flow.Cell { return &flow.Cell{Content: line, Vertical: vertical} }
		return l.grid(&flow.Grid{
			Columns: []flow.Column{
				{Sizing: flow.Fraction, Size: 1}, {Sizing: flow.Natural}, {Sizing: flow.Fraction, Size: 1},
			},
			ColumnGap: titleGap * style.Size,
			Rows:      [][]*flow.Cell{{side(), {Content: text, Vertical: 1}, side()}},
		}, 0)
	}
	return text // without a line
}

// tooLong notes an entry or section that does not fit on a page.
func (l *layouter) tooLong(path string) func() {
	return func() {
		if !slices.Contains(l.found.long, path) {
			l.found.long = append(l.found.long, path)
		}
	}
}

// grid returns a grid as a block between paragraphs.
func (l *layouter) grid(g *flow.Grid, between float64) flow.Content {
	g.RTL = l.doc.RTL
	return block(&flow.Block{Above: flow.Auto, Below: flow.Auto, Between: between, Breakable: true, Grid: g})
}

// entries returns room for the contents of a section's entries, and what makes
// those that are not remembered: each by itself and with any layouter.
func (l *layouter) entries(s *document.Section, node *page.Node) ([]flow.Content, []func(l *layouter)) {
	if !s.Kind.Columns() {
		return l.text(s, node)
	}
	contents := make([]flow.Content, len(s.Entries))
	making := make([]func(l *layouter), 0, len(s.Entries))
	for i := range contents {
		key := keyOf(entryPart, s.Entries[i:i+1], entryID)
		if known := l.memory.find(key); known != nil {
			contents[i] = known.below(node).content
			continue
		}
		entry, node := &s.Entries[i], node.Add(page.RoleSect)
		making = append(making, func(l *layouter) { contents[i] = l.ahead(l.entry(entry, node), key, node) })
	}
	return contents, making
}

// text is entries for a section without columns, whose entries are made as one.
func (l *layouter) text(s *document.Section, node *page.Node) ([]flow.Content, []func(l *layouter)) {
	blocks := s.Content()
	if len(blocks) == 0 {
		return nil, nil
	}
	key := keyOf(entryPart, s.Entries, entryID)
	if known := l.memory.find(key); known != nil {
		return []flow.Content{known.below(node).content}, nil
	}
	contents := make([]flow.Content, 1)
	return contents, []func(l *layouter){func(l *layouter) {
		title := len(node.Children)
		text := l.textual(blocks, s.Path, node)
		contents[0] = l.ahead(text, key, node.Children[title:]...)
	}}
}

// ahead lays out what may not be divided ahead of the distribution, which goes
// from page to page, and remembers it with its nodes.
func (l *layouter) ahead(b *flow.Block, key string, nodes ...*page.Node) flow.Content {
	if !b.Breakable {
		b.Undivided(l.width)
		l.memory.keep(key, &part{children: b.Children(), nodes: nodes}, l.width, l.height)
	}
	return block(b)
}

// textual is a section of text, bullets, numbers or single lines.
func (l *layouter) textual(blocks []document.Block, path string, node *page.Node) *flow.Block {
	d := l.design
	between := l.points(d.Sections.SpaceBetweenTextBasedEntries) + l.lineSpacing
	side := l.points(d.Entries.SideSpace)
	start := side
	if d.SectionTitles.Type == "moderncv" {
		start += l.points(d.Entries.DateAndLocationWidth) + l.points(d.Entries.SpaceBetweenColumns)
	}
	context := &context{
		layouter: l, manner: l.running(between, l.start), listSpace: between,
		bulletSpace: l.points(d.Entries.Highlights.SpaceBetweenBulletAndText),
	}
	b := &flow.Block{
		Above: flow.Auto, Below: between, Breakable: d.Entries.AllowPageBreak, Divided: l.tooLong(path), Full: true,
		Content: sequence(context.blocks(blocks, node)),
	}
	b.Left, b.Right = l.inset(start, side)
	return b
}

// inset maps space at the start and end of a line to left and right.
func (l *layouter) inset(start, end float64) (left, right float64) {
	if l.doc.RTL {
		return end, start
	}
	return start, end
}
