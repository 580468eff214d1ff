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

// section is a title and the block of its entries.
func (l *layouter) section(s *document.Section) []flow.Child {
	node := l.root.Add(page.RoleSect)
	children := l.title(s.Title, node)
	contents := l.entries(s, node)
	if len(contents) == 0 {
		return children
	}
	entries := &flow.Block{
		Above: flow.Auto, Below: flow.Auto, Breakable: l.design.Sections.AllowPageBreak, Divided: l.tooLong(s.Path),
		Content: sequence(contents),
	}
	return append(children, entries.Children()...)
}

// title is a section title with the space around it.
func (l *layouter) title(text document.Inline, parent *page.Node) []flow.Child {
	d := l.design
	size := d.Typography.FontSize.SectionTitles.Points(l.size)
	style := l.display(d.Typography.FontFamily.SectionTitles, size, d.Typography.Bold.SectionTitles, d.Typography.SmallCaps.SectionTitles)
	style.Color = color(d.Colors.SectionTitles)
	node := parent.Add(page.RoleH2)
	if len(l.doc.Name) == 0 {
		node.Role = page.RoleH1 // the first heading of a document is of the first level (PDF/UA-1, 7.4.2)
	}
	l.found.titles = append(l.found.titles, title{text.Text(), node})
	b := &flow.Block{
		Above: titleAbove * size, Below: titleBelow * size, Sticky: true, Full: true,
		Content: l.titleContent(l.inline(text, style, node), style),
	}
	children := []flow.Child{flow.Space{Amount: d.SectionTitles.SpaceAbove.Points(size), Weakness: flow.Weak}}
	children = append(children, b.Children()...)
	return append(children, flow.Space{Amount: d.SectionTitles.SpaceBelow.Points(size) - titleInset*size})
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

// entries is a section's entries.
func (l *layouter) entries(s *document.Section, node *page.Node) []flow.Content {
	if !s.Kind.Columns() {
		if blocks := s.Content(); len(blocks) > 0 {
			return []flow.Content{l.textual(blocks, s.Path, node)}
		}
		return nil
	}
	nodes := make([]*page.Node, len(s.Entries))
	for i := range nodes {
		nodes[i] = node.Add(page.RoleSect)
	}
	contents := make([]flow.Content, len(s.Entries))
	l.each(len(s.Entries), func(l *layouter, i int) {
		b := l.entry(&s.Entries[i], nodes[i])
		if !b.Breakable {
			b.Undivided(l.width) // ahead of the distribution, which goes from page to page
		}
		contents[i] = block(b)
	})
	return contents
}

// textual is a section of text, bullets, numbers or single lines.
func (l *layouter) textual(blocks []document.Block, path string, node *page.Node) flow.Content {
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
	return block(b)
}

// inset maps space at the start and end of a line to left and right.
func (l *layouter) inset(start, end float64) (left, right float64) {
	if l.doc.RTL {
		return end, start
	}
	return start, end
}
