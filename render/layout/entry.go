package layout

import (
	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/flow"
	"github.com/bespoke-cv/bespoke/render/page"
)

// entry is an entry with a main and a date column.
//
// Its parts are made in reading order, which the structure tree keeps: degree,
// title, location and date, then summary and bullets, wherever they stand.
func (l *layouter) entry(e *document.Entry, node *page.Node) *flow.Block {
	d := l.design
	side := l.points(d.Entries.SideSpace)
	degree := l.degree(e, node)
	lead, rest := split(e.Main)
	main := l.running(l.lineSpacing, l.start)
	context := &context{
		layouter: l, manner: main, entry: true,
		listSpace:   l.points(d.Entries.Highlights.SpaceBetweenItems) + l.lineSpacing,
		indent:      l.points(d.Entries.Highlights.SpaceLeft),
		bulletSpace: l.points(d.Entries.Highlights.SpaceBetweenBulletAndText),
	}
	contents := context.blocks(lead, node)
	dates := *context
	dates.manner.options.Align = align(d.Typography.DateAndLocationColumnAlignment)
	date := dates.blocks(e.Date, node)
	contents = append(contents, context.blocks(rest, node)...)
	mainColumn := sequence(contents)
	if degree != nil {
		mainColumn = l.besideDegree(degree, mainColumn)
	}
	second := l.secondRow(e, context, node)

	b := &flow.Block{
		Above: flow.Auto, Below: l.points(d.Sections.SpaceBetweenRegularEntries) + l.lineSpacing,
		Breakable: d.Entries.AllowPageBreak, Divided: l.tooLong(e.Path), Left: side, Right: side, Full: true,
	}
	width, gap := l.points(d.Entries.DateAndLocationWidth), l.points(d.Entries.SpaceBetweenColumns)
	dateCell := &flow.Cell{Content: sequence(date)}
	if d.SectionTitles.Type == "moderncv" {
		b.Content = l.grid(&flow.Grid{
			Columns:   []flow.Column{{Size: width}, {Sizing: flow.Fraction, Size: 1}},
			ColumnGap: gap,
			Rows:      [][]*flow.Cell{{dateCell, {Content: sequence([]flow.Content{mainColumn, second})}}},
		}, l.lineSpacing)
		return b
	}
	var rows []flow.Content
	if len(e.Main) > 0 || len(e.Date) > 0 || degree != nil {
		rows = append(rows, l.grid(&flow.Grid{
			Columns:   []flow.Column{{Sizing: flow.Fraction, Size: 1}, {Size: width}},
			ColumnGap: gap,
			Rows:      [][]*flow.Cell{{{Content: mainColumn}, dateCell}},
		}, l.lineSpacing))
	}
	b.Content = sequence(append(rows, second))
	return b
}

// split divides the main column after its title lines.
func split(blocks []document.Block) (lead, rest []document.Block) {
	for i, b := range blocks {
		if _, isParagraph := b.(document.Paragraph); !isParagraph {
			return blocks[:i], blocks[i:]
		}
	}
	return blocks, nil
}

// degree is the degree column of an education entry; nil: none.
func (l *layouter) degree(e *document.Entry, node *page.Node) flow.Content {
	if e.Kind != document.Education || !e.HasDegree {
		return nil
	}
	context := &context{layouter: l, manner: l.running(l.lineSpacing, l.start), entry: true}
	return sequence(context.blocks(e.Degree, node))
}

// besideDegree puts the main column beside the degree column.
func (l *layouter) besideDegree(degree, main flow.Content) flow.Content {
	d := &l.design.Entries
	return l.grid(&flow.Grid{
		Columns:   []flow.Column{{Size: l.points(d.DegreeWidth)}, {Sizing: flow.Fraction, Size: 1}},
		ColumnGap: l.points(d.SpaceBetweenColumns),
		Rows:      [][]*flow.Cell{{{Content: degree}, {Content: main}}},
	}, l.lineSpacing)
}

// secondRow is what stands below the first row over the whole width.
func (l *layouter) secondRow(e *document.Entry, c *context, node *page.Node) flow.Content {
	if !e.HasSecondRow || len(e.SecondRow) == 0 {
		return nothing
	}
	content := sequence(c.blocks(e.SecondRow, node))
	if e.Kind != document.Education {
		return content
	}
	indent := 0.0
	if e.HasDegree {
		indent = l.points(l.design.Entries.DegreeWidth) + l.points(l.design.Entries.SpaceBetweenColumns)
	}
	b := &flow.Block{Above: flow.Auto, Below: flow.Auto, Between: l.lineSpacing, Breakable: true, Content: content}
	b.Left, b.Right = l.inset(indent, 0)
	return block(b)
}
