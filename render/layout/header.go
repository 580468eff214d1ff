package layout

import (
	"math"
	"strings"

	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/flow"
	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/frame"
	"github.com/bespoke-cv/bespoke/render/page"
	"github.com/bespoke-cv/bespoke/render/paragraph"
)

// Photo is a picture for the header. Width and Height are in any unit; only
// their ratio counts.
type Photo struct {
	Data          []byte
	Format        string // "jpeg" or "png"
	Width, Height float64
}

// header is the name, the headline and the connections, beside the photo.
func (l *layouter) header() []flow.Child {
	name, rest := l.name(), []flow.Content{l.headline(), l.connections()}
	inner := &flow.Block{Above: flow.Auto, Below: flow.Auto, Breakable: l.design.Sections.AllowPageBreak}
	if l.photo == nil {
		inner.Content = sequence(rest)
		return append(name(l.width, true), inner.Children()...)
	}
	inner.Content = l.besidePhoto(sequence(append([]flow.Content{name}, rest...)))
	return inner.Children()
}

func nothing(float64, bool) []flow.Child { return nil }

// headingSize is Typst's size of a first heading against the body text; an em
// in the name's size means it.
const headingSize = 1.4

// name is the name and the space below it.
func (l *layouter) name() flow.Content {
	if len(l.doc.Name) == 0 {
		return nothing
	}
	d := l.design
	size := d.Typography.FontSize.Name.Points(headingSize * l.size)
	style := l.display(d.Typography.FontFamily.Name, size, d.Typography.Bold.Name, d.Typography.SmallCaps.Name)
	style.Color = color(d.Colors.Name)
	content := l.paragraph(l.inline(l.doc.Name, style, l.root.Add(page.RoleH1)), l.ragged(size, align(d.Header.Alignment)))
	below := flow.Space{Amount: d.Header.SpaceBelowName.Points(size), Weakness: flow.Weak}
	return func(width float64, expand bool) []flow.Child {
		return append(content(width, expand), below)
	}
}

// display is the style of one of the four kinds of text that are not the body.
func (l *layouter) display(family string, size float64, bold, smallCaps bool) paragraph.Style {
	return paragraph.Style{
		Family: l.family(family), Face: font.StyleOf(bold, false), Size: size, SmallCaps: smallCaps,
	}
}

// headline is the line below the name.
func (l *layouter) headline() flow.Content {
	if len(l.doc.Headline) == 0 {
		return nothing
	}
	d := l.design
	size := d.Typography.FontSize.Headline.Points(l.size)
	style := l.display(d.Typography.FontFamily.Headline, size, d.Typography.Bold.Headline, d.Typography.SmallCaps.Headline)
	style.Color = color(d.Colors.Headline)
	b := &flow.Block{
		Above: flow.Auto, Below: flow.Auto, Breakable: true, Full: true,
		Content: l.paragraph(l.inline(l.doc.Headline, style, l.root.Add(page.RoleP)), l.ragged(size, align(d.Header.Alignment))),
	}
	below := flow.Space{Amount: d.Header.SpaceBelowHeadline.Points(size), Weakness: flow.Weak}
	return func(float64, bool) []flow.Child { return append(b.Children(), below) }
}

// connectionLeading is the space between lines of connections against that of
// running text.
const connectionLeading = 1.7

// connections is the contact line, broken between connections.
func (l *layouter) connections() flow.Content {
	d := l.design
	size := d.Typography.FontSize.Connections.Points(l.size)
	below := flow.Space{Amount: d.Header.SpaceBelowConnections.Points(size) - d.SectionTitles.SpaceAbove.Points(size)}
	if len(l.doc.Connections) == 0 {
		return func(float64, bool) []flow.Child { return []flow.Child{below} }
	}
	style := l.display(d.Typography.FontFamily.Connections, size, d.Typography.Bold.Connections, d.Typography.SmallCaps.Connections)
	style.Color = color(d.Colors.Connections)
	manner := l.ragged(size, align(d.Header.Alignment))
	manner.options.Leading = connectionLeading * d.Typography.LineSpacing.Points(size)
	key := ""
	if l.photo == nil { // beside one there is less room
		key = keyOf(contactsPart, l.doc.Connections, contactID)
	}
	if known := l.memory.find(key); known != nil {
		l.found.noIcons = append(l.found.noIcons, known.noIcons...)
		return known.below(l.root).content
	}
	list := l.root.Add(page.RoleL)
	boxes := make([]boxed, len(l.doc.Connections))
	for i := range l.doc.Connections {
		boxes[i] = l.connection(&l.doc.Connections[i], style, manner, list.Add(page.RoleLI))
	}
	content := func(width float64, _ bool) []flow.Child {
		lines := l.paragraph(l.joined(boxes, style, width), manner)
		stack := *flow.Distribute(lines(width, true), width, true, flow.Endless)[0]
		stack.Baseline = stack.Height
		whole := l.paragraph([]paragraph.Item{paragraph.Box{Frame: &stack}}, manner)
		return append(whole(width, true), below)
	}
	if key != "" {
		laid := &part{children: content(l.width, true), nodes: []*page.Node{list}, noIcons: l.found.noIcons}
		l.memory.keep(key, laid, l.width, l.height)
		return laid.content
	}
	return content
}

// joined puts boxes into lines with separators between them.
func (l *layouter) joined(boxes []boxed, style paragraph.Style, width float64) []paragraph.Item {
	d := &l.design.Header.Connections
	gap := d.SpaceBetweenConnections.Points(style.Size)
	half := paragraph.Space{Width: gap / 2, Weak: true}
	// An empty separator still keeps the two spaces apart.
	var separator paragraph.Item = paragraph.Box{Frame: &frame.Frame{}}
	separatorWidth := gap
	if text := strings.TrimSpace(d.Separator); text != "" {
		separator = paragraph.Text{Text: text, Style: style}
		separatorWidth += l.box([]paragraph.Item{separator}).Width
	}
	var items []paragraph.Item
	filled := 0.0
	for _, boxed := range boxes {
		box := boxed(math.Inf(1))
		if filled > 0 && filled+box.Width+separatorWidth > width {
			items = append(items, paragraph.Break{Style: style})
			filled = 0
		}
		if filled > 0 {
			items = append(items, half, separator, half)
			filled += separatorWidth
		}
		filled += box.Width
		if box.Width > width {
			box = boxed(width)
		}
		items = append(items, paragraph.Box{Frame: box})
	}
	return items
}

// boxed sets something in a box that is no wider than there is room.
type boxed func(width float64) *frame.Frame

// Space and size of a connection's icon, against its text and in points.
const (
	connectionIconSize  = 0.9
	connectionIconSpace = 0.05 * 72 / 2.54
)

// connection is one contact: its icon and its text, linked as a whole. Text
// that is wider than a line is broken in a box of its own.
func (l *layouter) connection(c *document.Connection, style paragraph.Style, m manner, item *page.Node) boxed {
	d := &l.design.Header.Connections
	parent := item.Add(page.RoleLBody)
	if c.URL != "" && d.Hyperlink {
		parent = parent.Add(page.RoleLink)
		style.Link = &frame.Link{URL: c.URL, Node: parent}
	}
	var pictogram []paragraph.Item
	if d.ShowIcons && c.Icon != "" {
		label := &frame.Source{Path: c.Path, Node: &page.Node{Role: page.RoleSpan, ActualText: c.Label}}
		if icon := l.icon(c.Icon, style.Size*connectionIconSize, style, label); icon != nil {
			parent.Children = append(parent.Children, label.Node)
			blank := paragraph.Text{Text: " ", Style: style}
			pictogram = []paragraph.Item{paragraph.Box{Frame: icon}, blank, paragraph.Space{Width: connectionIconSpace}}
		} else {
			l.found.noIcons = append(l.found.noIcons, NoIcon{Path: c.Path, Name: c.Icon})
		}
	}
	text := (&inliner{layouter: l, style: style, parent: parent, plain: true}).run(c.Inline)
	return func(width float64) *frame.Frame {
		inner := paragraph.Box{Frame: l.within(width, text, m)}
		return l.within(width, append(pictogram[:len(pictogram):len(pictogram)], inner), m)
	}
}

// besidePhoto puts content beside the photo, both in the middle of the row.
func (l *layouter) besidePhoto(content flow.Content) flow.Content {
	d := &l.design.Header
	width := l.points(d.PhotoWidth)
	height := width * l.photo.Height / l.photo.Width
	left, right := l.points(d.PhotoSpaceLeft), l.points(d.PhotoSpaceRight)
	figure := &page.Node{Role: page.RoleFigure, Alt: strings.TrimSpace(l.doc.Author)}
	l.root.Children = append([]*page.Node{figure}, l.root.Children...)
	picture := &frame.Frame{
		Width: left + width + right, Height: height,
		Items: []frame.Placed{{X: left, Item: &frame.Picture{
			Width: width, Height: height, Data: l.photo.Data, Format: l.photo.Format, Node: figure,
		}}},
	}
	photo := &flow.Cell{Vertical: 0.5, Content: func(float64, bool) []flow.Child {
		return []flow.Child{flow.Line{Frame: picture, Need: height}}
	}}
	text := &flow.Cell{Vertical: 0.5, Content: content}
	grid := &flow.Grid{
		Columns: []flow.Column{{Sizing: flow.Natural}, {Sizing: flow.Fraction, Size: 1}},
		Rows:    [][]*flow.Cell{{photo, text}}, RTL: l.doc.RTL,
	}
	if d.PhotoPosition == "right" {
		grid.Columns[0], grid.Columns[1] = grid.Columns[1], grid.Columns[0]
		grid.Rows = [][]*flow.Cell{{text, photo}}
	}
	return block(&flow.Block{Above: flow.Auto, Below: flow.Auto, Breakable: true, Grid: grid})
}

// footer sets the line at the foot of a page; nil: none.
func (l *layouter) footer(number, total int) []*frame.Frame {
	if !l.design.Page.ShowFooter || len(l.doc.Footer) == 0 {
		return nil
	}
	return l.note(l.doc.Footer, color(l.design.Colors.Footer), 0.5, true, number, total)
}

// topNote sets the note above the first page's text; nil: none.
func (l *layouter) topNote(total int) []*frame.Frame {
	if !l.design.Page.ShowTopNote || len(l.doc.TopNote) == 0 {
		return nil
	}
	return l.note(l.doc.TopNote, color(l.design.Colors.TopNote), 1-l.start, false, 1, total)
}

// noteSize is the size of footer and top note against the body text.
const noteSize = 0.9

func (l *layouter) note(text document.Inline, ink page.Color, alignment float64, expand bool, number, total int) []*frame.Frame {
	style := l.body
	style.Size *= noteSize
	style.Color = ink
	in := &inliner{layouter: l, style: style, plain: true, number: number, total: total}
	return l.setter.Prepare(in.run(text)).Set(paragraph.Options{
		Width: l.width, Expand: expand, Align: alignment, Size: style.Size,
	})
}

// widest is the width of the widest frame.
func widest(frames []*frame.Frame) float64 {
	width := 0.0
	for _, f := range frames {
		width = math.Max(width, f.Width)
	}
	return width
}
